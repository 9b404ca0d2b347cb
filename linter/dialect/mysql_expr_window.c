// SPDX-License-Identifier: Apache-2.0
// Functions over groups of rows: aggregates, window functions, and their windows.
#include "dialect/mysql_expr_priv.h"

#include "dialect/mysql_features.h"

static MyExpr *new_call(MyParser *p, size_t from)
{
    return my_expr_new(p, MYX_CALL, my_token_text(p->text, p->tokens[from]), from);
}

bool my_expr_order(MyParser *p, MyExpr *owner)
{
    do {
        if (!my_expr_operand(p, owner))
            return false;
        if (!my_take(p, "ASC") && my_take(p, "DESC"))
            my_expr_add(owner, my_expr_word(p, STR("DESC")));
    } while (my_take_punct(p, ','));
    return true;
}

// ---- windows ----

// A number; MariaDB lets the sort's values be texts.
static bool frame_distance(MyParser *p)
{
    MyTokenKind kind = my_peek(p, 0).kind;
    bool text = kind == MYT_STRING && engine_is(p->engine, "mariadb");
    if (kind != MYT_NUMBER && kind != MYT_PARAM && !text)
        return my_refuse(p, NULL);
    return my_expr_primary(p) != NULL;
}

// UNBOUNDED PRECEDING, CURRENT ROW, 1 FOLLOWING, INTERVAL 1 DAY PRECEDING
// `starts`: it stands alone, and the current row is the frame's other end.
static bool frame_bound(MyParser *p, bool starts)
{
    if (my_take(p, "CURRENT ROW"))
        return true;
    size_t from = p->at;
    if (my_take(p, "INTERVAL")) {
        if (!my_expr_interval(p, from))
            return false;
        my_uses(p, MYF_WINDOW_EXTRAS, from);
    } else if (!my_take(p, "UNBOUNDED") && !frame_distance(p)) {
        return false;
    }
    return my_take(p, "PRECEDING") || (!starts && my_take(p, "FOLLOWING")) ||
           my_refuse(p, NULL);
}

static bool frame(MyParser *p)
{
    size_t from = p->at;
    if (my_take(p, "GROUPS"))
        my_uses(p, MYF_WINDOW_EXTRAS, from);
    else if (!my_take(p, "ROWS") && !my_take(p, "RANGE"))
        return true;
    bool between = my_take(p, "BETWEEN");
    if (!frame_bound(p, !between))
        return false;
    if (between && (!my_expect(p, "AND") || !frame_bound(p, false)))
        return false;
    return !my_take(p, "EXCLUDE") || my_take(p, "CURRENT ROW") || my_take(p, "GROUP") ||
           my_take(p, "TIES") || my_expect(p, "NO OTHERS");
}

static bool is_window_name(const MyParser *p)
{
    static const char *const clauses[] = { "PARTITION", "ORDER",  "ROWS",
                                           "RANGE",     "GROUPS", NULL };
    for (size_t i = 0; clauses[i]; i++)
        if (my_is(p, clauses[i]))
            return false;
    return my_is_ident(p);
}

static bool partition_by(MyParser *p, MyExpr *window)
{
    if (!my_take(p, "PARTITION BY"))
        return true;
    do {
        if (!my_expr_operand(p, window))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

// Behind the bracket that opens it.
static bool window_spec(MyParser *p, MyExpr *window)
{
    Str name;
    if (is_window_name(p) && !my_ident(p, &name))
        return false;
    if (!partition_by(p, window))
        return false;
    if (my_take(p, "ORDER BY") && !my_expr_order(p, window))
        return false;
    return frame(p) && my_expect_punct(p, ')');
}

bool my_expr_windows(MyParser *p)
{
    do {
        size_t from = p->at;
        Str name;
        if (!my_ident(p, &name) || !my_expect(p, "AS") || !my_expect_punct(p, '('))
            return false;
        if (!window_spec(p, my_expr_new(p, MYX_LIST, name, from)))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

bool my_expr_over(MyParser *p, MyExpr *call, bool required)
{
    size_t from = p->at;
    if (!my_is(p, "OVER") && !required)
        return true;
    if (!my_expect(p, "OVER"))
        return false;
    my_uses(p, MYF_WINDOW, from);
    MyExpr *window = my_expr_new(p, MYX_LIST, STR("OVER"), from);
    my_expr_add(call, window);
    bool done =
        my_take_punct(p, '(') ? window_spec(p, window) : my_ident(p, &window->table);
    my_expr_end(p, call);
    return done;
}

// ---- aggregates ----

static MyExpr *over(MyParser *p, MyExpr *call)
{
    my_expr_end(p, call);
    return my_expr_over(p, call, false) ? call : NULL;
}

// DISTINCT becomes a node around what it is said of.
static MyExpr *take_distinct(MyParser *p, MyExpr *call)
{
    size_t from = p->at;
    if (!my_take(p, "DISTINCT")) {
        my_take(p, "ALL");
        return call;
    }
    my_take(p, "ALL");
    MyExpr *distinct = my_expr_new(p, MYX_OPERATOR, STR("DISTINCT"), from);
    my_expr_add(call, distinct);
    return distinct;
}

static MyExpr *count(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    if (my_take_punct(p, '*')) {
        my_expr_add(call, my_expr_new(p, MYX_STAR, STR("*"), p->at - 1));
        return my_expect_punct(p, ')') ? over(p, call) : NULL;
    }
    MyExpr *owner = take_distinct(p, call);
    if (owner == call)
        return my_expr_operand(p, call) && my_expect_punct(p, ')') ? over(p, call) : NULL;
    return my_expr_list(p, owner, 1) ? over(p, call) : NULL;
}

static MyExpr *aggregate(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    if (!my_expr_operand(p, take_distinct(p, call)) || !my_expect_punct(p, ')'))
        return NULL;
    return over(p, call);
}

static bool ordered_tail(MyParser *p, MyExpr *call)
{
    return !my_take(p, "ORDER BY") || my_expr_order(p, call);
}

static bool limited_tail(MyParser *p)
{
    if (!my_take(p, "LIMIT"))
        return true;
    my_uses(p, MYF_AGGREGATE_ORDER, p->at - 1);
    if (!my_expr_simple(p))
        return false;
    return (!my_take_punct(p, ',') && !my_take(p, "OFFSET")) || my_expr_simple(p);
}

static MyExpr *group_concat(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    MyExpr *owner = take_distinct(p, call);
    Str separator;
    do {
        if (!my_expr_operand(p, owner))
            return NULL;
    } while (my_take_punct(p, ','));
    if (!ordered_tail(p, call))
        return NULL;
    if (my_take(p, "SEPARATOR")) {
        if (my_peek(p, 0).kind == MYT_BITS)
            p->at++;
        else if (!my_string(p, &separator))
            return NULL;
    }
    return limited_tail(p) && my_expect_punct(p, ')') ? over(p, call) : NULL;
}

static MyExpr *json_arrayagg(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    MyExpr *owner = take_distinct(p, call);
    do {
        if (!my_expr_operand(p, owner))
            return NULL;
    } while (engine_is(p->engine, "mariadb") && my_take_punct(p, ','));
    if (engine_from_on(p->engine, "mysql", ENGINE_VERSION(9, 7, 0)) &&
        !my_take(p, "NULL ON NULL"))
        my_take(p, "ABSENT ON NULL");
    if (owner != call || my_is(p, "ORDER"))
        my_uses(p, MYF_AGGREGATE_ORDER, p->at);
    if (!ordered_tail(p, call) || !limited_tail(p) || !my_expect_punct(p, ')'))
        return NULL;
    return over(p, call);
}

static MyExpr *json_objectagg(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    if (!my_expr_operand(p, call) || !my_expect_punct(p, ',') ||
        !my_expr_operand(p, call) || !my_expect_punct(p, ')'))
        return NULL;
    return over(p, call);
}

// ---- window functions ----

static MyExpr *ranking(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    return my_expect_punct(p, ')') && my_expr_over(p, call, true) ? call : NULL;
}

static size_t count_operands(const MyExpr *call)
{
    size_t count = 0;
    for (const MyExpr *operand = call->first; operand; operand = operand->next)
        count++;
    return count;
}

// How many arguments they have; which of them MySQL wants to be a whole number that is
// the same for all rows.
static bool fits_window(const MyParser *p, const MyExpr *call)
{
    static const struct {
        Str name;
        size_t least, most, number;
    } rows[] = {
        { STR_INIT("NTILE"), 1, 1, 1 },      { STR_INIT("LEAD"), 1, 3, 2 },
        { STR_INIT("LAG"), 1, 3, 2 },        { STR_INIT("FIRST_VALUE"), 1, 1, 0 },
        { STR_INIT("LAST_VALUE"), 1, 1, 0 }, { STR_INIT("NTH_VALUE"), 2, 2, 2 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!str_eq_ci(call->name, rows[i].name))
            continue;
        size_t count = count_operands(call), at = 1;
        const MyExpr *number = call->first;
        for (; at < rows[i].number && number; at++)
            number = number->next;
        bool stable = rows[i].number == 0 || !number || number->kind != MYX_OPERATOR ||
                      !engine_is(p->engine, "mysql");
        return count >= rows[i].least && count <= rows[i].most && stable;
    }
    return true;
}

// LEAD(a, 1, 0) IGNORE NULLS OVER w, NTH_VALUE(a, 2) FROM FIRST OVER w
static MyExpr *window_value(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    if (!my_expr_list(p, call, 1))
        return NULL;
    if (!fits_window(p, call))
        return my_refuse(p, NULL), NULL;
    size_t extras = p->at;
    if (my_take(p, "FROM") && !my_take(p, "FIRST") && !my_expect(p, "LAST"))
        return NULL;
    if ((my_take(p, "RESPECT") || my_take(p, "IGNORE")) && !my_expect(p, "NULLS"))
        return NULL;
    bool three = call->first->next && call->first->next->next;
    if (p->at > extras || three)
        my_uses(p, MYF_WINDOW_EXTRAS, from);
    return my_expr_over(p, call, true) ? call : NULL;
}

// MariaDB: LAST_VALUE(@a := 1, 2) without a window is the value of its last argument.
static MyExpr *last_value(MyParser *p, size_t from)
{
    size_t at = p->at;
    MyExpr *call = new_call(p, from);
    if (!engine_is(p->engine, "mariadb") || !my_expr_list(p, call, 1) || my_is(p, "OVER"))
        return p->at = at, window_value(p, from);
    return my_expr_end(p, call);
}

// WITHIN GROUP (ORDER BY a)
static bool within_group(MyParser *p, MyExpr *call)
{
    return my_expect(p, "WITHIN GROUP") && my_expect_punct(p, '(') &&
           my_expect(p, "ORDER BY") && my_expr_order(p, call) && my_expect_punct(p, ')');
}

// OVER (PARTITION BY a), of functions that sort for themselves
static bool unsorted_window(MyParser *p, MyExpr *call)
{
    if (!my_is(p, "OVER") || !my_is_punct_at(p, 1, '('))
        return my_expr_over(p, call, true);
    p->at += 2;
    return partition_by(p, call) && my_expect_punct(p, ')');
}

// MariaDB: PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a) OVER (PARTITION BY b),
// MEDIAN(a) OVER (). Elsewhere they may be functions of the user's.
static MyExpr *percentile(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    if (!engine_is(p->engine, "mariadb") && !my_take_punct(p, ')'))
        if (!my_expr_list(p, call, 1))
            return NULL;
    if (!engine_is(p->engine, "mariadb")) {
        if (my_is(p, "WITHIN") || my_is(p, "OVER"))
            my_uses(p, MYF_PERCENTILE, from);
        if (my_is(p, "WITHIN") && !within_group(p, call))
            return NULL;
        return over(p, call);
    }
    bool median = str_eq_ci(call->name, STR("MEDIAN"));
    if (!my_expr_operand(p, call) || !my_expect_punct(p, ')') ||
        (!median && !within_group(p, call)) || !unsorted_window(p, call))
        return NULL;
    return call;
}

const MyForm my_expr_aggregate_forms[] = {
    { STR_INIT("COUNT"), true, count },
    { STR_INIT("SUM"), true, aggregate },
    { STR_INIT("AVG"), true, aggregate },
    { STR_INIT("MIN"), true, aggregate },
    { STR_INIT("MAX"), true, aggregate },
    { STR_INIT("BIT_AND"), true, aggregate },
    { STR_INIT("BIT_OR"), true, aggregate },
    { STR_INIT("BIT_XOR"), true, aggregate },
    { STR_INIT("STD"), true, aggregate },
    { STR_INIT("STDDEV"), true, aggregate },
    { STR_INIT("STDDEV_POP"), true, aggregate },
    { STR_INIT("STDDEV_SAMP"), true, aggregate },
    { STR_INIT("VARIANCE"), true, aggregate },
    { STR_INIT("VAR_POP"), true, aggregate },
    { STR_INIT("VAR_SAMP"), true, aggregate },
    { STR_INIT("ST_COLLECT"), true, aggregate },
    { STR_INIT("APPROX_COUNT_DISTINCT"), true, count },
    { STR_INIT("GROUP_CONCAT"), true, group_concat },
    { STR_INIT("JSON_ARRAYAGG"), true, json_arrayagg },
    { STR_INIT("JSON_OBJECTAGG"), true, json_objectagg },
    { STR_INIT("ROW_NUMBER"), true, ranking },
    { STR_INIT("RANK"), true, ranking },
    { STR_INIT("DENSE_RANK"), true, ranking },
    { STR_INIT("PERCENT_RANK"), true, ranking },
    { STR_INIT("CUME_DIST"), true, ranking },
    { STR_INIT("NTILE"), true, window_value },
    { STR_INIT("LEAD"), true, window_value },
    { STR_INIT("LAG"), true, window_value },
    { STR_INIT("FIRST_VALUE"), true, window_value },
    { STR_INIT("LAST_VALUE"), true, last_value },
    { STR_INIT("NTH_VALUE"), true, window_value },
    { STR_INIT("PERCENTILE_CONT"), true, percentile },
    { STR_INIT("PERCENTILE_DISC"), true, percentile },
    { STR_INIT("MEDIAN"), true, percentile },
    { { NULL, 0 }, false, NULL },
};
