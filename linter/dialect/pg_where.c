// SPDX-License-Identifier: Apache-2.0
// Conditions that are no conditions: the handful of ways to say "every row" that people
// write.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_priv.h"

// A condition nested deeper is taken for a real one.
enum { NESTING_MAX = 64 };

static bool is_boolean(Node *node, bool value)
{
    if (!IsA(node, A_Const))
        return false;
    const A_Const *constant = castNode(A_Const, node);
    return !constant->isnull && nodeTag(&constant->val) == T_Boolean &&
           constant->val.boolval.boolval == value;
}

static bool same_text(const char *a, const char *b)
{
    return str_eq(str_from(a), str_from(b));
}

static bool same_constant(Node *left, Node *right)
{
    if (left == NULL || right == NULL || !IsA(left, A_Const) || !IsA(right, A_Const))
        return false;
    const A_Const *a = castNode(A_Const, left);
    const A_Const *b = castNode(A_Const, right);
    if (a->isnull || b->isnull || nodeTag(&a->val) != nodeTag(&b->val))
        return false;
    switch (nodeTag(&a->val)) {
    case T_Integer:
        return a->val.ival.ival == b->val.ival.ival;
    case T_Boolean:
        return a->val.boolval.boolval == b->val.boolval.boolval;
    case T_String:
        return same_text(a->val.sval.sval, b->val.sval.sval);
    case T_Float:
        return same_text(a->val.fval.fval, b->val.fval.fval);
    default: // bit strings
        return false;
    }
}

static bool is_equation_of_constants(Node *node)
{
    if (!IsA(node, A_Expr))
        return false;
    const A_Expr *expr = castNode(A_Expr, node);
    return expr->kind == AEXPR_OP && list_length(expr->name) == 1 &&
           same_text(castNode(String, linitial(expr->name))->sval, "=") &&
           same_constant(expr->lexpr, expr->rexpr);
}

static bool same_column(Node *left, Node *right)
{
    if (!IsA(left, ColumnRef) || !IsA(right, ColumnRef))
        return false;
    List *a = castNode(ColumnRef, left)->fields;
    List *b = castNode(ColumnRef, right)->fields;
    if (list_length(a) != list_length(b))
        return false;
    for (int i = 0; i < list_length(a); i++) {
        Node *x = list_nth(a, i);
        Node *y = list_nth(b, i);
        if (!IsA(x, String) || !IsA(y, String) ||
            !same_text(castNode(String, x)->sval, castNode(String, y)->sval))
            return false;
    }
    return true;
}

// x IS NULL OR x IS NOT NULL, next to each other
static bool are_opposites(Node *left, Node *right)
{
    if (!IsA(left, NullTest) || !IsA(right, NullTest))
        return false;
    const NullTest *a = castNode(NullTest, left);
    const NullTest *b = castNode(NullTest, right);
    return a->nulltesttype != b->nulltesttype &&
           same_column((Node *)a->arg, (Node *)b->arg);
}

static bool is_always(Node *node, bool value, size_t depth);

static bool is_bool_always(const BoolExpr *expr, bool value, size_t depth)
{
    if (expr->boolop == NOT_EXPR)
        return is_always(linitial(expr->args), !value, depth);
    // OR is true as soon as one is, AND false.
    bool any = (expr->boolop == OR_EXPR) == value;
    Node *last = NULL;
    ListCell *cell;
    foreach (cell, expr->args) {
        Node *arg = lfirst(cell);
        if (is_always(arg, value, depth) == any)
            return any;
        if (any && value && last && are_opposites(last, arg))
            return true;
        last = arg;
    }
    return !any;
}

static bool is_always(Node *node, bool value, size_t depth)
{
    if (depth > NESTING_MAX)
        return false;
    if (IsA(node, BoolExpr))
        return is_bool_always(castNode(BoolExpr, node), value, depth + 1);
    return is_boolean(node, value) || (value && is_equation_of_constants(node));
}

WhereKind pg_where(Node *condition)
{
    if (condition == NULL)
        return WHERE_NONE;
    return is_always(condition, true, 0) ? WHERE_ALWAYS : WHERE_SOME;
}
