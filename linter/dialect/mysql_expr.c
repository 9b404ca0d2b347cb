// SPDX-License-Identifier: Apache-2.0
// Operators, by the precedence that the servers' grammars give them. Chains are loops, so
// that only brackets nest; HIGH_NOT_PRECEDENCE is ignored.
#include "dialect/mysql_expr_priv.h"

#include "dialect/mysql_features.h"

typedef struct Operator {
    Str text;
    Str name; // the one spelling that trees have
    int level;
} Operator;

static const Operator *find_operator(const MyParser *p, const Operator *operators)
{
    MyToken token = p->tokens[p->at];
    if (token.kind != MYT_WORD && token.kind != MYT_PUNCT && token.kind != MYT_OPERATOR)
        return NULL;
    Str text = my_token_text(p->text, token);
    for (; operators->level > 0; operators++)
        if (str_eq_ci(text, operators->text))
            return operators;
    return NULL;
}

static bool concatenates(const MyParser *p)
{
    return (p->modes & MYM_PIPES_AS_CONCAT) && my_is_operator(p, "||");
}

// ---- bit_expr ----

enum { LEVEL_OR = 1, LEVEL_ADD = 4, LEVEL_CONCAT = 7 };

static const Operator bit_operators[] = {
    { STR_INIT("+"), STR_INIT("+"), LEVEL_ADD },
    { STR_INIT("-"), STR_INIT("-"), LEVEL_ADD },
    { STR_INIT("*"), STR_INIT("*"), 5 },
    { STR_INIT("/"), STR_INIT("/"), 5 },
    { STR_INIT("%"), STR_INIT("%"), 5 },
    { STR_INIT("DIV"), STR_INIT("DIV"), 5 },
    { STR_INIT("MOD"), STR_INIT("%"), 5 },
    { STR_INIT("|"), STR_INIT("|"), LEVEL_OR },
    { STR_INIT("&"), STR_INIT("&"), 2 },
    { STR_INIT("<<"), STR_INIT("<<"), 3 },
    { STR_INIT(">>"), STR_INIT(">>"), 3 },
    { STR_INIT("^"), STR_INIT("^"), 6 },
    { { NULL, 0 }, { NULL, 0 }, 0 },
};

static const Operator *bit_operator(const MyParser *p)
{
    static const Operator concat = { STR_INIT("||"), STR_INIT("||"), LEVEL_CONCAT };
    return concatenates(p) ? &concat : find_operator(p, bit_operators);
}

// INTERVAL(a, b, …) is a function, INTERVAL(a) DAY and INTERVAL a DAY are spans of time.
static bool is_interval(const MyParser *p)
{
    if (!my_is(p, "INTERVAL"))
        return false;
    size_t depth = 0;
    for (size_t at = p->at + 1; at < p->count; at++) {
        size_t ahead = at - p->at;
        depth += my_is_punct_at(p, ahead, '(');
        if (depth == 0 || (depth == 1 && my_is_punct_at(p, ahead, ')')))
            return true;
        if (depth == 1 && my_is_punct_at(p, ahead, ','))
            return false;
        depth -= my_is_punct_at(p, ahead, ')');
    }
    return true;
}

static MyExpr *prefixed(MyParser *p);
static MyExpr *bits(MyParser *p, int level);

static MyExpr *right_of(MyParser *p, const Operator *operator)
{
    size_t from = p->at;
    if (operator->level == LEVEL_ADD && is_interval(p)) {
        p->at++;
        return my_expr_interval(p, from);
    }
    return bits(p, operator->level + 1);
}

static MyExpr *bits(MyParser *p, int level)
{
    MyExpr *left = prefixed(p);
    const Operator *operator;
    while (left && (operator= bit_operator(p)) && operator->level >= level) {
        p->at++;
        MyExpr *right = right_of(p, operator);
        left = right ? my_expr_chain(p, operator->name, left, right) : NULL;
    }
    return left;
}

MyExpr *my_expr_bits(MyParser *p)
{
    return bits(p, LEVEL_OR);
}

// ---- simple_expr ----

static bool is_prefix(const MyParser *p)
{
    MyToken token = p->tokens[p->at];
    if (token.kind == MYT_WORD)
        return my_is(p, "BINARY");
    if (token.kind != MYT_PUNCT || token.end != token.start + 1)
        return false;
    char c = p->text.ptr[token.start];
    return c == '-' || c == '+' || c == '~' || c == '!';
}

// INTERVAL 1 DAY + a: the only place of a span in front of an operator.
static MyExpr *leading_interval(MyParser *p)
{
    size_t from = p->at++;
    MyExpr *interval = my_expr_interval(p, from);
    if (interval && !my_is_punct(p, '+'))
        return my_refuse(p, NULL), NULL;
    return interval;
}

static MyExpr *collated(MyParser *p)
{
    size_t from = p->at;
    MyExpr *expr = is_interval(p) ? leading_interval(p) : my_expr_primary(p);
    while (expr && my_take(p, "COLLATE")) {
        MyExpr *collate = my_expr_new(p, MYX_OPERATOR, STR("COLLATE"), from);
        my_expr_add(collate, expr);
        Str collation;
        if (!my_expr_collation(p, &collation))
            return NULL;
        my_expr_add(collate, my_expr_word(p, collation));
        expr = my_expr_end(p, collate);
    }
    return expr;
}

static MyExpr *prefixed(MyParser *p)
{
    size_t from = p->at;
    while (is_prefix(p))
        p->at++;
    size_t to = p->at;
    MyExpr *expr = collated(p);
    for (size_t at = to; expr && at-- > from;) {
        Str sign = my_token_text(p->text, p->tokens[at]);
        if (str_eq(sign, STR("+")))
            continue;
        Str name = str_eq(sign, STR("!")) ? STR("NOT")
                   : sign.len > 1         ? STR("BINARY")
                                          : sign;
        MyExpr *prefix = my_expr_new(p, MYX_OPERATOR, name, at);
        my_expr_add(prefix, expr);
        expr = prefix;
    }
    return expr;
}

MyExpr *my_expr_simple(MyParser *p)
{
    MyExpr *left = prefixed(p);
    while (left && concatenates(p)) {
        p->at++;
        MyExpr *right = prefixed(p);
        left = right ? my_expr_chain(p, STR("||"), left, right) : NULL;
    }
    return left;
}

// ---- predicate: IN, BETWEEN, LIKE … ----

// Behind the predicate's word.
static MyExpr *in_list(MyParser *p, MyExpr *left)
{
    size_t from = p->at;
    if (!my_is_punct(p, '('))
        return my_refuse(p, NULL), NULL;
    MyExpr *list = my_expr_primary(p);
    if (list && list->kind != MYX_QUERY && list->kind != MYX_LIST) {
        MyExpr *only = list;
        list = my_expr_new(p, MYX_LIST, (Str){ 0 }, from);
        my_expr_add(list, only);
    }
    if (list)
        my_expr_add(left, list);
    return list ? left : NULL;
}

static MyExpr *predicate(MyParser *p);

static MyExpr *between(MyParser *p, MyExpr *left)
{
    MyExpr *low = my_expr_bits(p);
    if (low == NULL || !my_expect(p, "AND"))
        return NULL;
    my_expr_add(left, low);
    MyExpr *high = NULL; // on MySQL the last operand may be a test itself
    if (!engine_is(p->engine, "mysql")) {
        high = my_expr_bits(p);
    } else if (my_enter(p)) {
        high = predicate(p);
        my_leave(p);
    }
    if (high)
        my_expr_add(left, high);
    return high ? left : NULL;
}

static MyExpr *like(MyParser *p, MyExpr *left)
{
    MyExpr *pattern = my_expr_bits(p);
    if (pattern == NULL)
        return NULL;
    my_expr_add(left, pattern);
    if (!my_take(p, "ESCAPE"))
        return left;
    MyExpr *escape = engine_is(p->engine, "mysql") ? my_expr_simple(p) : my_expr_bits(p);
    if (escape)
        my_expr_add(left, escape);
    return escape ? left : NULL;
}

// TiDB
static MyExpr *ilike(MyParser *p, MyExpr *left)
{
    my_uses(p, MYF_ILIKE, p->at - 1);
    return like(p, left);
}

static MyExpr *one_operand(MyParser *p, MyExpr *left)
{
    MyExpr *right = my_expr_bits(p);
    if (right)
        my_expr_add(left, right);
    return right ? left : NULL;
}

static MyExpr *member(MyParser *p, MyExpr *left)
{
    my_take(p, "OF");
    my_uses(p, MYF_MEMBER_OF, p->at - 1);
    if (!my_expect_punct(p, '('))
        return NULL;
    MyExpr *array = my_expr_simple(p);
    if (array == NULL || !my_expect_punct(p, ')'))
        return NULL;
    my_expr_add(left, array);
    return left;
}

typedef struct Predicate {
    const char *words;
    Str name;
    bool negates; // NOT may stand in front
    MyExpr *(*parse)(MyParser *p, MyExpr *left);
} Predicate;

static const Predicate *take_predicate(MyParser *p)
{
    static const Predicate predicates[] = {
        { "IN", STR_INIT("IN"), true, in_list },
        { "LIKE", STR_INIT("LIKE"), true, like },
        { "BETWEEN", STR_INIT("BETWEEN"), true, between },
        { "REGEXP", STR_INIT("REGEXP"), true, one_operand },
        { "RLIKE", STR_INIT("REGEXP"), true, one_operand },
        { "ILIKE", STR_INIT("ILIKE"), true, ilike },
        { "SOUNDS LIKE", STR_INIT("SOUNDS LIKE"), false, one_operand },
    };
    static const Predicate members = { "MEMBER", STR_INIT("MEMBER OF"), false, member };
    size_t from = p->at;
    bool negated = my_take(p, "NOT");
    for (size_t i = 0; i < sizeof predicates / sizeof *predicates; i++)
        if (negated <= predicates[i].negates && my_take(p, predicates[i].words))
            return &predicates[i];
    p->at = from;
    if (my_is(p, "MEMBER") && (my_is_at(p, 1, "OF") || my_is_punct_at(p, 1, '(')))
        return p->at++, &members;
    return NULL;
}

// Only MariaDB lets them follow each other: a LIKE b LIKE c.
static MyExpr *predicate(MyParser *p)
{
    size_t from = p->at;
    MyExpr *left = my_expr_bits(p);
    while (left && p->tokens[p->at].kind == MYT_WORD) {
        bool negated = my_is(p, "NOT");
        const Predicate *row = take_predicate(p);
        if (row == NULL)
            break;
        MyExpr *test = my_expr_new(p, MYX_OPERATOR, row->name, from);
        my_expr_add(test, left);
        left = row->parse(p, test);
        if (left)
            my_expr_end(p, left);
        if (left && negated)
            left = my_expr_not(p, left);
        if (engine_is(p->engine, "mysql"))
            break;
    }
    return left;
}

// ---- bool_pri: comparisons and IS ----

static const Operator comparisons[] = {
    { STR_INIT("="), STR_INIT("="), 1 },   { STR_INIT("<"), STR_INIT("<"), 1 },
    { STR_INIT(">"), STR_INIT(">"), 1 },   { STR_INIT("<="), STR_INIT("<="), 1 },
    { STR_INIT(">="), STR_INIT(">="), 1 }, { STR_INIT("<>"), STR_INIT("<>"), 1 },
    { STR_INIT("!="), STR_INIT("<>"), 1 }, { STR_INIT("<=>"), STR_INIT("<=>"), 1 },
    { { NULL, 0 }, { NULL, 0 }, 0 },
};

static bool is_quantifier(const MyParser *p)
{
    return (my_is(p, "ALL") || my_is(p, "ANY") || my_is(p, "SOME")) &&
           my_is_punct_at(p, 1, '(');
}

// ALL (SELECT …), which "<=>" does not have
static MyExpr *compared(MyParser *p, const Operator *comparison)
{
    if (!is_quantifier(p) || str_eq(comparison->name, STR("<=>")))
        return predicate(p);
    size_t from = p->at++;
    bool all = my_token_is(p->text, p->tokens[from], STR("ALL"));
    MyExpr *quantified =
        my_expr_new(p, MYX_OPERATOR, all ? STR("ALL") : STR("ANY"), from);
    MyExpr *query = my_expr_primary(p);
    if (query == NULL || query->kind != MYX_QUERY)
        return my_refuse(p, NULL), NULL;
    my_expr_add(quantified, query);
    return my_expr_end(p, quantified);
}

static MyExpr *is_test(MyParser *p, MyExpr *left)
{
    static const char *const words[] = { "NULL", "TRUE", "FALSE", "UNKNOWN", NULL };
    static const Str names[] = { STR_INIT("IS NULL"), STR_INIT("IS TRUE"),
                                 STR_INIT("IS FALSE"), STR_INIT("IS NULL") };
    bool negated = my_take(p, "NOT");
    int which = my_take_one(p, words);
    if (which < 0)
        return my_refuse(p, NULL), NULL;
    MyExpr *test = NEW(p->tmp, MyExpr);
    *test = (MyExpr){ .kind = MYX_OPERATOR, .name = names[which], .span = left->span };
    my_expr_add(test, left);
    my_expr_end(p, test);
    return negated ? my_expr_not(p, test) : test;
}

static MyExpr *test(MyParser *p)
{
    MyExpr *left = predicate(p);
    while (left) {
        const Operator *comparison = find_operator(p, comparisons);
        if (comparison) {
            p->at++;
            MyExpr *right = compared(p, comparison);
            left = right ? my_expr_chain(p, comparison->name, left, right) : NULL;
        } else if (my_take(p, "IS")) {
            left = is_test(p, left);
            bool null = my_token_is(p->text, p->tokens[p->at - 1], STR("NULL"));
            if (!null && engine_is(p->engine, "mysql"))
                break; // of MySQL's IS TRUE nothing is asked again
        } else {
            break;
        }
    }
    return left;
}

// ---- expr: OR, XOR, AND, NOT ----

static const Operator connectives[] = {
    { STR_INIT("AND"), STR_INIT("AND"), 3 }, { STR_INIT("OR"), STR_INIT("OR"), 1 },
    { STR_INIT("XOR"), STR_INIT("XOR"), 2 }, { STR_INIT("&&"), STR_INIT("AND"), 3 },
    { STR_INIT("||"), STR_INIT("OR"), 1 },   { { NULL, 0 }, { NULL, 0 }, 0 },
};

static MyExpr *negated(MyParser *p)
{
    size_t from = p->at;
    while (my_take(p, "NOT"))
        ;
    size_t nots = p->at - from;
    MyExpr *expr = test(p);
    for (; expr && nots > 0; nots--)
        expr = my_expr_not(p, expr);
    return expr;
}

static MyExpr *connected(MyParser *p, int level)
{
    MyExpr *left = negated(p);
    const Operator *operator;
    while (left &&
           (operator= find_operator(p, connectives)) && operator->level >= level) {
        p->at++;
        MyExpr *right = connected(p, operator->level + 1);
        left = right ? my_expr_chain(p, operator->name, left, right) : NULL;
    }
    return left;
}

MyExpr *my_expr_tree(MyParser *p)
{
    if (!my_enter(p))
        return NULL;
    MyExpr *expr = connected(p, 1);
    my_leave(p);
    return expr;
}

bool my_expr(MyParser *p, const MyExpr **expr)
{
    MyExpr *tree = my_expr_tree(p);
    if (tree && p->reads)
        my_expr_relations(p->arena, tree, p->reads);
    if (expr)
        *expr = tree;
    return tree != NULL;
}
