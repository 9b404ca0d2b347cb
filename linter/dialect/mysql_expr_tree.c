// SPDX-License-Identifier: Apache-2.0
// Trees of expressions: how they grow, and what can be asked of them.
#include "dialect/mysql_expr_priv.h"

// A condition nested deeper is taken for a real one.
enum { NESTING_MAX = 64 };

// ---- growing ----

MyExpr *my_expr_new(MyParser *p, MyExprKind kind, Str name, size_t from)
{
    MyExpr *expr = NEW(p->tmp, MyExpr);
    expr->kind = kind;
    expr->name = name;
    expr->span.start = p->tokens[from].start;
    return my_expr_end(p, expr);
}

MyExpr *my_expr_end(MyParser *p, MyExpr *expr)
{
    size_t end = p->at > 0 ? p->tokens[p->at - 1].end : 0;
    expr->span.end = end > expr->span.start ? end : expr->span.start;
    return expr;
}

void my_expr_add(MyExpr *owner, MyExpr *operand)
{
    operand->parent = owner;
    operand->next = NULL;
    if (owner->last)
        owner->last->next = operand;
    else
        owner->first = operand;
    owner->last = operand;
}

bool my_expr_operand(MyParser *p, MyExpr *owner)
{
    MyExpr *operand = my_expr_tree(p);
    if (operand)
        my_expr_add(owner, operand);
    return operand != NULL;
}

static bool is_operator(const MyExpr *expr, const char *name)
{
    return expr->kind == MYX_OPERATOR && str_eq(expr->name, str_from(name));
}

// Brackets do not matter to these on their right side either: a OR (b OR c).
static bool associates(const MyExpr *expr, Str name)
{
    return (is_operator(expr, "AND") || is_operator(expr, "OR")) &&
           str_eq(expr->name, name);
}

static void add_operands(MyExpr *owner, MyExpr *right)
{
    if (!associates(right, owner->name)) {
        my_expr_add(owner, right);
        return;
    }
    for (MyExpr *operand = right->first, *next; operand; operand = next) {
        next = operand->next;
        my_expr_add(owner, operand);
    }
}

MyExpr *my_expr_chain(MyParser *p, Str name, MyExpr *left, MyExpr *right)
{
    // A minus with one operand is a sign.
    bool grows = left->kind == MYX_OPERATOR && left->first != left->last &&
                 str_eq(left->name, name);
    MyExpr *chain = left;
    if (!grows) {
        chain = NEW(p->tmp, MyExpr);
        *chain = (MyExpr){ .kind = MYX_OPERATOR, .name = name, .span = left->span };
        my_expr_add(chain, left);
    }
    add_operands(chain, right);
    return my_expr_end(p, chain);
}

MyExpr *my_expr_not(MyParser *p, MyExpr *expr)
{
    MyExpr *not = NEW(p->tmp, MyExpr);
    *not = (MyExpr){ .kind = MYX_OPERATOR, .name = STR("NOT"), .span = expr->span };
    my_expr_add(not, expr);
    return not ;
}

MyExpr *my_expr_word(MyParser *p, Str word)
{
    MyExpr *expr = NEW(p->tmp, MyExpr);
    *expr = (MyExpr){ .kind = MYX_LITERAL, .name = word };
    return my_expr_end(p, expr);
}

// ---- walking ----

// The node behind `at` in the tree of `root`, each before its operands; NULL: no more.
static const MyExpr *after(const MyExpr *at, const MyExpr *root)
{
    if (at->first)
        return at->first;
    while (at != root && at->next == NULL)
        at = at->parent;
    return at == root ? NULL : at->next;
}

bool my_expr_is_constant(const MyExpr *expr)
{
    static const bool varies[] = {
        [MYX_COLUMN] = true, [MYX_VARIABLE] = true, [MYX_PARAM] = true,
        [MYX_CALL] = true,   [MYX_QUERY] = true,    [MYX_STAR] = true,
    };
    for (const MyExpr *at = expr; at; at = after(at, expr))
        if (varies[at->kind])
            return false;
    return true;
}

void my_expr_relations(Arena *arena, const MyExpr *expr, NameVec *relations)
{
    for (const MyExpr *at = expr; at; at = after(at, expr))
        for (size_t i = 0; at->query && i < at->query->relations.len; i++)
            *vec_push(arena, relations) = at->query->relations.at[i];
}

// ---- truth ----

typedef enum Truth { SOMETIMES, NEVER, ALWAYS } Truth;

static Truth opposite(Truth truth)
{
    static const Truth opposites[] = { SOMETIMES, ALWAYS, NEVER };
    return opposites[truth];
}

static bool is_bare_literal(const MyExpr *expr)
{
    return expr->kind == MYX_LITERAL && expr->table.len == 0;
}

static Truth literal_truth(const MyExpr *expr)
{
    if (!is_bare_literal(expr))
        return SOMETIMES;
    if (str_eq(expr->name, STR("TRUE")))
        return ALWAYS;
    if (str_eq(expr->name, STR("FALSE")) || str_eq(expr->name, STR("NULL")))
        return NEVER;
    if (!str_all_digits(expr->name))
        return SOMETIMES;
    return str_eq(str_without_zeros(expr->name), STR("0")) ? NEVER : ALWAYS;
}

static bool same_literal(const MyExpr *a, const MyExpr *b)
{
    return a->kind == MYX_LITERAL && b->kind == MYX_LITERAL && str_eq(a->name, b->name) &&
           str_eq(a->table, b->table) && !str_eq(a->name, STR("NULL"));
}

static Truth comparison_truth(const MyExpr *expr)
{
    bool two = expr->first->next == expr->last && expr->first != expr->last;
    if (!two || !same_literal(expr->first, expr->last))
        return SOMETIMES;
    bool holds = is_operator(expr, "=") || is_operator(expr, "<=>") ||
                 is_operator(expr, "<=") || is_operator(expr, ">=");
    bool fails =
        is_operator(expr, "<>") || is_operator(expr, "<") || is_operator(expr, ">");
    return holds ? ALWAYS : fails ? NEVER : SOMETIMES;
}

// x IS NULL OR x IS NOT NULL: tests whose answer is never NULL itself.
static bool are_opposites(const MyExpr *a, const MyExpr *b)
{
    if (is_operator(b, "NOT")) {
        const MyExpr *swap = a;
        a = b;
        b = swap;
    }
    return is_operator(a, "NOT") && b->kind == MYX_OPERATOR &&
           str_starts(b->name, STR("IS ")) && my_expr_same(a->first, b);
}

static Truth truth_of(const MyExpr *expr, size_t depth);

static Truth connected_truth(const MyExpr *expr, size_t depth)
{
    // OR holds as soon as one does, AND fails as soon as one does.
    Truth decides = is_operator(expr, "OR") ? ALWAYS : NEVER;
    Truth all = opposite(decides);
    for (const MyExpr *at = expr->first; at; at = at->next) {
        Truth truth = truth_of(at, depth);
        if (truth == decides)
            return decides;
        if (truth == SOMETIMES)
            all = SOMETIMES;
        if (at->next && are_opposites(at, at->next))
            return decides;
    }
    return all;
}

// NULL counts as NEVER, though NOT NULL is NULL.
static bool is_null(const MyExpr *expr)
{
    return is_bare_literal(expr) && str_eq(expr->name, STR("NULL"));
}

static Truth truth_of(const MyExpr *expr, size_t depth)
{
    if (depth > NESTING_MAX || expr->kind == MYX_LITERAL)
        return depth > NESTING_MAX ? SOMETIMES : literal_truth(expr);
    if (is_operator(expr, "NOT"))
        return is_null(expr->first) ? NEVER : opposite(truth_of(expr->first, depth + 1));
    if (is_operator(expr, "OR") || is_operator(expr, "AND"))
        return connected_truth(expr, depth + 1);
    return expr->kind == MYX_OPERATOR && expr->first ? comparison_truth(expr) : SOMETIMES;
}

bool my_expr_is_always_true(const MyExpr *expr)
{
    return expr && truth_of(expr, 0) == ALWAYS;
}

WhereKind my_expr_where(const MyExpr *expr)
{
    if (expr == NULL)
        return WHERE_NONE;
    return my_expr_is_always_true(expr) ? WHERE_ALWAYS : WHERE_SOME;
}

// ---- sameness ----

// Other names of functions, as the manuals call them synonyms.
static Str function_name(Str name)
{
    static const struct {
        Str other, name;
    } synonyms[] = {
        { STR_INIT("NOW"), STR_INIT("CURRENT_TIMESTAMP") },
        { STR_INIT("LOCALTIME"), STR_INIT("CURRENT_TIMESTAMP") },
        { STR_INIT("LOCALTIMESTAMP"), STR_INIT("CURRENT_TIMESTAMP") },
        { STR_INIT("CURDATE"), STR_INIT("CURRENT_DATE") },
        { STR_INIT("CURTIME"), STR_INIT("CURRENT_TIME") },
        { STR_INIT("SUBSTR"), STR_INIT("SUBSTRING") },
        { STR_INIT("MID"), STR_INIT("SUBSTRING") },
        { STR_INIT("SCHEMA"), STR_INIT("DATABASE") },
        { STR_INIT("POW"), STR_INIT("POWER") },
        { STR_INIT("CEIL"), STR_INIT("CEILING") },
        { STR_INIT("LCASE"), STR_INIT("LOWER") },
        { STR_INIT("UCASE"), STR_INIT("UPPER") },
        { STR_INIT("CHARACTER_LENGTH"), STR_INIT("CHAR_LENGTH") },
        { STR_INIT("OCTET_LENGTH"), STR_INIT("LENGTH") },
        { STR_INIT("DAY"), STR_INIT("DAYOFMONTH") },
        { STR_INIT("SESSION_USER"), STR_INIT("USER") },
        { STR_INIT("SYSTEM_USER"), STR_INIT("USER") },
        { STR_INIT("JSON_MERGE"), STR_INIT("JSON_MERGE_PRESERVE") },
    };
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (str_eq_ci(name, synonyms[i].other))
            return synonyms[i].name;
    return name;
}

static bool same_node(const MyExpr *a, const MyExpr *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == MYX_LITERAL)
        return str_eq(a->name, b->name) && str_eq_ci(a->table, b->table);
    if (a->kind == MYX_CALL)
        return str_eq_ci(function_name(a->name), function_name(b->name)) &&
               str_eq_ci(a->table, b->table);
    bool qualified = a->table.len > 0 && b->table.len > 0;
    return str_eq_ci(a->name, b->name) && (!qualified || str_eq_ci(a->table, b->table));
}

bool my_expr_same(const MyExpr *a, const MyExpr *b)
{
    const MyExpr *root_a = a, *root_b = b;
    for (;;) {
        if (!same_node(a, b) || (a->first == NULL) != (b->first == NULL))
            return false;
        if (a->first) {
            a = a->first;
            b = b->first;
            continue;
        }
        while (a != root_a && a->next == NULL) {
            if (b == root_b || b->next != NULL)
                return false;
            a = a->parent;
            b = b->parent;
        }
        if (a == root_a || b == root_b || b->next == NULL)
            return a == root_a && b == root_b;
        a = a->next;
        b = b->next;
    }
}
