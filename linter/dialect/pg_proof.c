// SPDX-License-Identifier: Apache-2.0
// Small proofs over CHECK expressions: AND parts that compare one column with constants.
#include "dialect/pg_nodes_priv.h"

#include "dialect/pg_proof.h"

#include <stdlib.h>
#include <string.h>

// Conditions nest; what lies deeper proves nothing.
enum { DEPTH_MAX = 32 };

// ---- expressions ----

typedef struct Parsed {
    MemoryContext context;
    PgQueryInternalParsetreeAndError result;
} Parsed;

static const SelectStmt *open_statement(Parsed *parsed, const char *format, Str text)
{
    parsed->context = pg_query_enter_memory_context();
    size_t room = strlen(format) + text.len;
    char *sql = palloc(room);
    snprintf(sql, room, format, STR_ARG(text));
    parsed->result = pg_query_raw_parse(sql, PG_QUERY_PARSE_DEFAULT);
    if (parsed->result.error || list_length(parsed->result.tree) != 1)
        return NULL;
    return (SelectStmt *)linitial_node(RawStmt, parsed->result.tree)->stmt;
}

static void close_statement(Parsed *parsed)
{
    free(parsed->result.stderr_buffer);
    if (parsed->result.error)
        pg_query_free_error(parsed->result.error);
    pg_query_exit_memory_context(parsed->context);
}

// The expression as a node that lives until close_statement; NULL: it is none.
static Node *open_expression(Parsed *parsed, Str text)
{
    const SelectStmt *select = open_statement(parsed, "SELECT " STR_FMT, text);
    if (!select || !IsA(select, SelectStmt) || list_length(select->targetList) != 1)
        return NULL;
    return linitial_node(ResTarget, select->targetList)->val;
}

static bool is_column(Node *node, Str column)
{
    if (node == NULL || !IsA(node, ColumnRef))
        return false;
    Node *last = llast(castNode(ColumnRef, node)->fields);
    return IsA(last, String) && str_eq(str_from(castNode(String, last)->sval), column);
}

static bool is_bool(Node *node, BoolExprType type)
{
    return node != NULL && IsA(node, BoolExpr) &&
           castNode(BoolExpr, node)->boolop == type;
}

// ---- NOT NULL ----

static bool tests_null(Node *node, NullTestType type, Str column)
{
    return node != NULL && IsA(node, NullTest) &&
           castNode(NullTest, node)->nulltesttype == type &&
           is_column((Node *)castNode(NullTest, node)->arg, column);
}

static bool implies_not_null(Node *node, Str column, int depth)
{
    if (tests_null(node, IS_NOT_NULL, column))
        return true;
    if (is_bool(node, NOT_EXPR))
        return tests_null(linitial(castNode(BoolExpr, node)->args), IS_NULL, column);
    if (!is_bool(node, AND_EXPR) || depth > DEPTH_MAX)
        return false;
    ListCell *cell;
    foreach (cell, castNode(BoolExpr, node)->args)
        if (implies_not_null(lfirst(cell), column, depth + 1))
            return true;
    return false;
}

bool pg_proves_not_null(Str check, Str column)
{
    if (check.len == 0)
        return false;
    Parsed parsed;
    Node *node = open_expression(&parsed, check);
    bool proves = node && implies_not_null(node, column, 0);
    close_statement(&parsed);
    return proves;
}

// ---- constants ----

// Numbers compare as such; strings, by bytes, and in order only where they begin with a
// digit, as dates do: other texts sort by a collation.
typedef struct Value {
    bool known;
    bool is_number;
    double number;
    const char *text;
} Value;

typedef VEC(Value) ValueVec;

static Value value_of(Node *node)
{
    Value value = { 0 };
    while (node && IsA(node, TypeCast))
        node = castNode(TypeCast, node)->arg;
    if (!node || !IsA(node, A_Const) || castNode(A_Const, node)->isnull)
        return value;
    const A_Const *constant = castNode(A_Const, node);
    value.known = true;
    value.is_number = true;
    if (nodeTag(&constant->val) == T_Integer)
        value.number = constant->val.ival.ival;
    else if (nodeTag(&constant->val) == T_Float)
        value.number = strtod(constant->val.fval.fval, NULL);
    else if (nodeTag(&constant->val) == T_String)
        value = (Value){ true, false, 0, constant->val.sval.sval };
    else
        value.known = false;
    return value;
}

static bool starts_with_digit(const Value *value)
{
    return value->text[0] >= '0' && value->text[0] <= '9';
}

// Sets *order as strcmp does; false: they cannot be compared.
static bool compare(const Value *a, const Value *b, int *order)
{
    if (!a->known || !b->known || a->is_number != b->is_number)
        return false;
    if (a->is_number) {
        *order = (a->number > b->number) - (a->number < b->number);
        return true;
    }
    *order = strcmp(a->text, b->text);
    return *order == 0 || (starts_with_digit(a) && starts_with_digit(b) &&
                           strlen(a->text) == strlen(b->text));
}

static bool is_equal(const Value *a, const Value *b)
{
    int order;
    return compare(a, b, &order) && order == 0;
}

// ---- what the checks say of the column ----

typedef struct Limit {
    Value value;
    bool inclusive;
} Limit;

typedef struct Knowledge {
    Arena *tmp;
    Str column;
    bool not_null;
    Limit lower;
    Limit upper;
    bool listed; // it is one of `allowed`
    ValueVec allowed;
    ValueVec excluded; // and none of these
    Limit below;       // it is less than this …
    Limit above;       // … or greater than that
} Knowledge;

typedef struct Comparison {
    const char *op; // with the column on the left
    Node *right;
} Comparison;

static const char *mirrored(const char *op)
{
    static const char *const pairs[][2] = {
        { "<", ">" },   { ">", "<" }, { "<=", ">=" },
        { ">=", "<=" }, { "=", "=" }, { "<>", "<>" }
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(pairs[i][0], op) == 0)
            return pairs[i][1];
    return "";
}

static bool comparison_of(Node *node, Str column, Comparison *out)
{
    if (!IsA(node, A_Expr))
        return false;
    const A_Expr *expr = castNode(A_Expr, node);
    const char *op = strVal(llast(expr->name));
    if (is_column(expr->lexpr, column))
        *out = (Comparison){ op, expr->rexpr };
    else if (expr->kind == AEXPR_OP && is_column(expr->rexpr, column))
        *out = (Comparison){ mirrored(op), expr->lexpr };
    else
        return false;
    return true;
}

static void learn_values(Knowledge *know, Node *list, bool positive)
{
    ValueVec *values = positive ? &know->allowed : &know->excluded;
    if (positive && know->listed)
        return; // the first list is enough
    know->listed = know->listed || positive;
    ListCell *cell;
    foreach (cell, castNode(List, list))
        *vec_push(know->tmp, values) = value_of(lfirst(cell));
}

static void learn_comparison(Knowledge *know, const char *op, Node *right)
{
    Limit limit = { value_of(right), op[0] != '\0' && op[1] == '=' };
    if (!limit.value.known)
        return;
    if (strcmp(op, "<>") == 0) {
        *vec_push(know->tmp, &know->excluded) = limit.value;
    } else if (op[0] == '=') {
        know->lower = know->upper = (Limit){ limit.value, true };
        if (!know->listed)
            *vec_push(know->tmp, &know->allowed) = limit.value;
        know->listed = true;
    } else if (op[0] == '<') {
        know->upper = limit;
    } else if (op[0] == '>') {
        know->lower = limit;
    }
}

// k < a OR k >= b, either way round.
static void learn_either(Knowledge *know, const BoolExpr *either)
{
    Comparison first, second;
    if (list_length(either->args) != 2 ||
        !comparison_of(linitial(either->args), know->column, &first) ||
        !comparison_of(lsecond(either->args), know->column, &second))
        return;
    Limit a = { value_of(first.right), first.op[1] == '=' };
    Limit b = { value_of(second.right), second.op[1] == '=' };
    if (first.op[0] == '<' && second.op[0] == '>') {
        know->below = a;
        know->above = b;
    } else if (first.op[0] == '>' && second.op[0] == '<') {
        know->below = b;
        know->above = a;
    }
}

static void learn_expr(Knowledge *know, A_Expr *expr)
{
    Comparison comparison;
    if (!comparison_of((Node *)expr, know->column, &comparison))
        return;
    if (expr->kind == AEXPR_IN) {
        learn_values(know, comparison.right, comparison.op[0] == '=');
    } else if (expr->kind == AEXPR_BETWEEN) {
        const List *ends = castNode(List, comparison.right);
        know->lower = (Limit){ value_of(linitial(ends)), true };
        know->upper = (Limit){ value_of(lsecond(ends)), true };
    } else if (expr->kind == AEXPR_OP) {
        learn_comparison(know, comparison.op, comparison.right);
    }
}

static void learn(Knowledge *know, Node *node, int depth)
{
    ListCell *cell;
    if (node == NULL || depth > DEPTH_MAX)
        return;
    if (IsA(node, A_Expr))
        learn_expr(know, castNode(A_Expr, node));
    else if (is_bool(node, OR_EXPR))
        learn_either(know, castNode(BoolExpr, node));
    else if (is_bool(node, AND_EXPR))
        foreach (cell, castNode(BoolExpr, node)->args)
            learn(know, lfirst(cell), depth + 1);
    else if (implies_not_null(node, know->column, 0))
        know->not_null = true;
}

// ---- bounds ----

typedef struct Bound {
    ValueVec values; // IN
    Value from, to;  // FROM … TO, of one column each; not known: MINVALUE, MAXVALUE
    bool is_range;
} Bound;

static bool read_end(const List *ends, Value *value)
{
    if (list_length(ends) != 1)
        return false;
    Node *node = linitial(ends);
    *value = value_of(node);
    return value->known || is_column(node, STR("minvalue")) ||
           is_column(node, STR("maxvalue"));
}

static bool read_bound(Arena *tmp, const PartitionBoundSpec *spec, Bound *bound)
{
    ListCell *cell;
    foreach (cell, spec->listdatums) {
        Value value = value_of(lfirst(cell));
        *vec_push(tmp, &bound->values) = value;
        if (!value.known)
            return false;
    }
    bound->is_range = spec->lowerdatums != NIL;
    if (!bound->is_range)
        return bound->values.len > 0;
    return read_end(spec->lowerdatums, &bound->from) &&
           read_end(spec->upperdatums, &bound->to);
}

static const PartitionBoundSpec *bound_of(const SelectStmt *statement)
{
    if (!statement || !IsA(statement, AlterTableStmt))
        return NULL;
    const AlterTableStmt *alter = (const AlterTableStmt *)statement;
    const AlterTableCmd *command = linitial_node(AlterTableCmd, alter->cmds);
    return castNode(PartitionCmd, command->def)->bound;
}

static bool is_listed(const ValueVec *values, const Value *value)
{
    for (size_t i = 0; i < values->len; i++)
        if (is_equal(&values->at[i], value))
            return true;
    return false;
}

static bool inside(const Knowledge *know, const Bound *bound)
{
    int order;
    bool holds = know->not_null;
    if (!bound->is_range) {
        holds = holds && know->listed;
        for (size_t i = 0; holds && i < know->allowed.len; i++)
            holds = is_listed(&bound->values, &know->allowed.at[i]);
        return holds;
    }
    if (bound->from.known)
        holds = holds && compare(&know->lower.value, &bound->from, &order) && order >= 0;
    if (bound->to.known)
        holds = holds && compare(&know->upper.value, &bound->to, &order) &&
                (order < 0 || (order == 0 && !know->upper.inclusive));
    return holds;
}

static bool outside(const Knowledge *know, const Bound *bound)
{
    int order;
    bool holds = know->not_null;
    if (!bound->is_range) {
        for (size_t i = 0; holds && i < bound->values.len; i++)
            holds = is_listed(&know->excluded, &bound->values.at[i]) ||
                    (know->listed && !is_listed(&know->allowed, &bound->values.at[i]));
        return holds;
    }
    const Limit *below = know->below.value.known ? &know->below : &know->upper;
    const Limit *above = know->below.value.known ? &know->above : &know->lower;
    bool left = bound->from.known && compare(&below->value, &bound->from, &order) &&
                (order < 0 || (order == 0 && !below->inclusive));
    bool right =
        bound->to.known && compare(&above->value, &bound->to, &order) && order >= 0;
    return holds && (know->below.value.known ? left && right : left || right);
}

typedef bool Claim(const Knowledge *know, const Bound *bound);

// The checks' trees must live as long as what was learnt from them: one after the other,
// each in the context of the one before.
static bool prove(Knowledge *know, const StrVec *checks, size_t at, const Bound *bound,
                  Claim *claim)
{
    enum { CHECKS_MAX = 64 };
    if (at == checks->len || at == CHECKS_MAX)
        return claim(know, bound);
    Parsed parsed;
    learn(know, open_expression(&parsed, checks->at[at]), 0);
    bool proved = prove(know, checks, at + 1, bound, claim);
    close_statement(&parsed);
    return proved;
}

static bool prove_bound(Arena *tmp, const Premise *premise, Str text, Claim *claim)
{
    Knowledge know = { .tmp = tmp,
                       .column = premise->column,
                       .not_null = premise->not_null };
    Bound bound = { 0 };
    Parsed parsed;
    const SelectStmt *statement = open_statement(
        &parsed, "ALTER TABLE p ATTACH PARTITION c FOR VALUES " STR_FMT, text);
    const PartitionBoundSpec *spec = bound_of(statement);
    bool proved = spec && read_bound(tmp, spec, &bound) &&
                  prove(&know, &premise->checks, 0, &bound, claim);
    close_statement(&parsed);
    return proved;
}

bool pg_proves_inside(Arena *tmp, const Premise *premise, Str bound)
{
    return prove_bound(tmp, premise, bound, inside);
}

bool pg_proves_outside(Arena *tmp, const Premise *premise, Str bound)
{
    return prove_bound(tmp, premise, bound, outside);
}
