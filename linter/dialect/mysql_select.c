// SPDX-License-Identifier: Apache-2.0
// SELECT: its options, list and clauses, up to where a set operation may follow.
#include "dialect/mysql_query_priv.h"

#include "dialect/mysql_expr_priv.h"
#include "dialect/mysql_features.h"

bool my_clause(MyParser *p, NameVec *relations, const MyExpr **tree)
{
    const MyExpr *expr = my_expr_tree(p);
    if (tree)
        *tree = expr;
    if (expr)
        my_expr_relations(p->arena, expr, relations);
    return expr != NULL;
}

bool my_where(MyParser *p, NameVec *relations, WhereKind *where)
{
    const MyExpr *condition = NULL;
    if (my_take(p, "WHERE") && !my_clause(p, relations, &condition))
        return false;
    *where = my_expr_where(condition);
    return true;
}

// ---- the list ----

// *, a.*, a.b.*: how many tokens it is; 0: none of these.
static size_t star_length(const MyParser *p)
{
    size_t ahead = 0;
    while (ahead < 4 && my_is_punct_at(p, ahead + 1, '.'))
        ahead += 2;
    return my_is_punct_at(p, ahead, '*') ? ahead + 1 : 0;
}

static bool take_alias(MyParser *p, Str *alias)
{
    bool as = my_take(p, "AS");
    if (my_peek(p, 0).kind == MYT_STRING)
        return my_string(p, alias);
    // Where these are not reserved they would be taken for the alias.
    static const char *const clauses[] = { "WINDOW", "QUALIFY",   "RETURNING", "FETCH",
                                           "OFFSET", "INTERSECT", "EXCEPT",    NULL };
    for (size_t i = 0; !as && clauses[i]; i++)
        if (my_is(p, clauses[i]) && my_peek(p, 1).kind == MYT_WORD)
            return true;
    return (!as && !my_is_ident(p)) || my_ident(p, alias);
}

static bool select_item(MyParser *p, MyQuery *query, bool first)
{
    size_t star = star_length(p);
    if (star > 1 || (first && star > 0)) { // "*" alone stands in front of all others
        p->at += star;
        query->columns_known = false;
        return true;
    }
    size_t from = p->at;
    const MyExpr *expr;
    if (!my_clause(p, &query->relations, &expr))
        return false;
    Str name = expr->kind == MYX_COLUMN ? expr->name : my_text_from(p, from);
    if (!take_alias(p, &name))
        return false;
    *vec_push(p->arena, &query->columns) = name;
    return true;
}

bool my_select_items(MyParser *p, MyQuery *query)
{
    query->columns_known = true;
    bool first = true;
    do {
        if (!select_item(p, query, first))
            return false;
        first = false;
    } while (my_take_punct(p, ','));
    if (!query->columns_known)
        query->columns = (StrVec){ 0 };
    return true;
}

// ---- INTO ----

bool my_file_text(MyParser *p)
{
    Str text;
    if (my_peek(p, 0).kind != MYT_BITS)
        return my_string(p, &text);
    p->at++;
    return true;
}

static bool field_options(MyParser *p)
{
    static const char *const options[] = { "TERMINATED BY",   "OPTIONALLY ENCLOSED BY",
                                           "ENCLOSED BY",     "ESCAPED BY",
                                           "DEFINED NULL BY", NULL };
    size_t count = 0;
    for (; my_take_one(p, options) >= 0; count++)
        if (!my_file_text(p))
            return false;
    my_take(p, "OPTIONALLY ENCLOSED");
    return count > 0 || my_refuse(p, NULL);
}

static bool line_options(MyParser *p)
{
    static const char *const options[] = { "STARTING BY", "TERMINATED BY", NULL };
    size_t count = 0;
    for (; my_take_one(p, options) >= 0; count++)
        if (!my_file_text(p))
            return false;
    return count > 0 || my_refuse(p, NULL);
}

bool my_file_format(MyParser *p)
{
    if ((my_take(p, "FIELDS") || my_take(p, "COLUMNS")) && !field_options(p))
        return false;
    return !my_take(p, "LINES") || line_options(p);
}

static bool take_charset(MyParser *p)
{
    return (!my_take(p, "CHARACTER SET") && !my_take(p, "CHARSET")) || my_expr_charset(p);
}

static bool into_variables(MyParser *p)
{
    do {
        Name name;
        if (my_peek(p, 0).kind == MYT_VARIABLE)
            p->at++;
        else if (!my_name(p, &name))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

bool my_into(MyParser *p, MyQuery *query)
{
    size_t from = p->at;
    bool parsed;
    if (my_take(p, "OUTFILE"))
        parsed = my_file_text(p) && take_charset(p) && my_file_format(p);
    else if (my_take(p, "DUMPFILE"))
        parsed = my_file_text(p);
    else
        parsed = into_variables(p);
    query->into = my_text_from(p, from);
    return parsed;
}

// ---- the clauses ----

// ASC and DESC here sorted as well, once.
static void take_group_order(MyParser *p)
{
    if (my_take(p, "ASC") || my_take(p, "DESC"))
        my_uses(p, MYF_GROUP_BY_ORDER, p->at - 1);
}

static bool is_grouping(const MyParser *p)
{
    return engine_is(p->engine, "mysql") &&
           ((my_is(p, "CUBE") && my_is_punct_at(p, 1, '(')) ||
            (my_is(p, "GROUPING") && my_is_at(p, 1, "SETS")));
}

// CUBE (a, b), GROUPING SETS ((a), (b), ()): parsed by MySQL, and run by HeatWave.
static bool grouping_sets(MyParser *p, MyQuery *query)
{
    size_t from = p->at;
    if (!my_take(p, "CUBE"))
        p->at += 2;
    if (!my_expect_punct(p, '('))
        return false;
    do {
        bool empty = my_is_punct(p, '(') && my_is_punct_at(p, 1, ')');
        p->at += empty ? 2 : 0;
        if (!empty && !my_clause(p, &query->relations, NULL))
            return false;
    } while (my_take_punct(p, ','));
    my_uses(p, MYF_ROLLUP_FUNCTION, from);
    return my_expect_punct(p, ')');
}

static bool group_by(MyParser *p, MyQuery *query)
{
    size_t from = p->at;
    bool rollup = my_is(p, "ROLLUP") && my_is_punct_at(p, 1, '(');
    do {
        if (is_grouping(p) ? !grouping_sets(p, query)
                           : !my_clause(p, &query->relations, NULL))
            return false;
        take_group_order(p);
    } while (my_take_punct(p, ','));
    if (rollup)
        my_uses(p, MYF_ROLLUP_FUNCTION, from);
    my_take(p, "WITH ROLLUP"); // what else follows WITH is not the query's
    return true;
}

static void take_options(MyParser *p)
{
    static const char *const options[] = { "ALL",
                                           "DISTINCTROW",
                                           "DISTINCT",
                                           "HIGH_PRIORITY",
                                           "STRAIGHT_JOIN",
                                           "SQL_SMALL_RESULT",
                                           "SQL_BIG_RESULT",
                                           "SQL_BUFFER_RESULT",
                                           "SQL_NO_CACHE",
                                           "SQL_CACHE",
                                           "SQL_CALC_FOUND_ROWS",
                                           NULL };
    bool forgot = engine_from_on(p->engine, "mysql", ENGINE_VERSION(8, 0, 3));
    while (!(forgot && my_is(p, "SQL_CACHE")) && my_take_one(p, options) >= 0)
        ;
    if (engine_is(p->engine, "mariadb"))
        my_take(p, "UNIQUE");
}

static bool tables(MyParser *p, MyQuery *query, MyFrom *from)
{
    if (!my_take(p, "FROM"))
        return true;
    if (!my_from(p, from))
        return false;
    my_from_relations(p, from, &query->relations);
    for (size_t i = 0; i < from->locked.len; i++)
        *vec_push(p->arena, &query->locked) = from->locked.at[i];
    return true;
}

static bool qualify(MyParser *p, MyQuery *query)
{
    size_t from = p->at;
    if (!my_take(p, "QUALIFY"))
        return true;
    if (!my_clause(p, &query->relations, NULL))
        return false;
    my_uses(p, MYF_QUALIFY, from);
    return true;
}

bool my_select(MyParser *p, MyQuery *query, MyFrom *from)
{
    p->at++;
    take_options(p);
    if (!my_select_items(p, query) || (my_take(p, "INTO") && !my_into(p, query)) ||
        !tables(p, query, from))
        return false;
    query->has_where = my_is(p, "WHERE");
    if (!my_where(p, &query->relations, &query->where) ||
        (my_take(p, "GROUP BY") && !group_by(p, query)) ||
        (my_take(p, "HAVING") && !my_clause(p, &query->relations, NULL)))
        return false;
    size_t window = p->at;
    if (my_take(p, "WINDOW")) {
        if (!my_expr_windows(p))
            return false;
        my_uses(p, MYF_WINDOW, window);
    }
    return qualify(p, query);
}
