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

// UNBOUNDED PRECEDING, CURRENT ROW, 1 FOLLOWING, INTERVAL 1 DAY PRECEDING
static bool frame_bound(MyParser *p)
{
    if (my_take(p, "CURRENT ROW"))
        return true;
    size_t from = p->at;
    if (my_take(p, "INTERVAL")) {
        if (!my_expr_interval(p, from))
            return false;
        my_uses(p, MYF_WINDOW_EXTRAS, from);
    } else if (!my_take(p, "UNBOUNDED") && !my_expr_bits(p)) {
        return false;
    }
    return my_take(p, "PRECEDING") || my_expect(p, "FOLLOWING");
}

static bool frame(MyParser *p)
{
    if (!my_take(p, "ROWS") && !my_take(p, "RANGE") && !my_take(p, "GROUPS"))
        return true;
    if (!my_take(p, "BETWEEN"))
        return frame_bound(p);
    if (!frame_bound(p) || !my_expect(p, "AND") || !frame_bound(p))
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

// Behind the bracket that opens it.
static bool window_spec(MyParser *p, MyExpr *window)
{
    Str name;
    if (is_window_name(p) && !my_ident(p, &name))
        return false;
    if (my_take(p, "PARTITION BY")) {
        do {
            if (!my_expr_operand(p, window))
                return false;
        } while (my_take_punct(p, ','));
    }
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
    if (!my_expr_operand(p, owner))
        return NULL;
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

// LEAD(a, 1, 0) IGNORE NULLS OVER w, NTH_VALUE(a, 2) FROM FIRST OVER w
static MyExpr *window_value(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    if (!my_expr_list(p, call, 1))
        return NULL;
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

// MariaDB: PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a) OVER (…), MEDIAN(a) OVER (…)
static MyExpr *percentile(MyParser *p, size_t from)
{
    MyExpr *call = new_call(p, from);
    if (!my_expr_operand(p, call) || !my_expect_punct(p, ')'))
        return NULL;
    if (my_take(p, "WITHIN GROUP") &&
        (!my_expect_punct(p, '(') || !my_expect(p, "ORDER BY") ||
         !my_expr_order(p, call) || !my_expect_punct(p, ')')))
        return NULL;
    my_uses(p, MYF_PERCENTILE, from);
    return my_expr_over(p, call, true) ? call : NULL;
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
    { STR_INIT("LAST_VALUE"), true, window_value },
    { STR_INIT("NTH_VALUE"), true, window_value },
    { STR_INIT("PERCENTILE_CONT"), true, percentile },
    { STR_INIT("PERCENTILE_DISC"), true, percentile },
    { STR_INIT("MEDIAN"), true, percentile },
    { { NULL, 0 }, false, NULL },
};
