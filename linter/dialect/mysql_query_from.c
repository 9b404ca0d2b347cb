// SPDX-License-Identifier: Apache-2.0
// FROM: tables, derived tables, and how they are joined.
#include "dialect/mysql_query_priv.h"

#include "dialect/mysql_expr_priv.h"
#include "dialect/mysql_features.h"

void my_from_relations(MyParser *p, const MyFrom *from, NameVec *relations)
{
    for (size_t i = 0; i < from->tables.len; i++)
        if (from->tables.at[i].name.name.len > 0)
            *vec_push(p->arena, relations) = from->tables.at[i].name;
    for (size_t i = 0; i < from->relations.len; i++)
        *vec_push(p->arena, relations) = from->relations.at[i];
}

// ---- what follows a table ----

bool my_partition_names(MyParser *p)
{
    StrVec names = { 0 };
    return !my_take(p, "PARTITION") || my_ident_list(p, &names);
}

bool my_table_alias(MyParser *p, Str *alias)
{
    // Where these are not reserved they would be taken for the alias.
    static const char *const clauses[] = { "WINDOW",        "QUALIFY", "RETURNING",
                                           "TABLESAMPLE",   "FETCH",   "OFFSET",
                                           "INTERSECT",     "EXCEPT",  "MINUS",
                                           "STRAIGHT_JOIN", NULL };
    if (my_take(p, "AS"))
        return my_ident(p, alias);
    if (my_take_punct(p, '=')) {
        my_uses(p, MYF_ALIAS_EQUALS, p->at - 1);
        return my_ident(p, alias);
    }
    for (size_t i = 0; clauses[i]; i++)
        if (my_is(p, clauses[i]) && !my_is_punct_at(p, 1, ',') &&
            !my_is_punct_at(p, 1, ')') && my_peek(p, 1).kind != MYT_END)
            return true;
    return !my_is_ident(p) || my_ident(p, alias);
}

static bool hint_names(MyParser *p, bool may_be_empty)
{
    Str name;
    if (!my_expect_punct(p, '('))
        return false;
    if (may_be_empty && my_take_punct(p, ')'))
        return true;
    do {
        if (!my_take(p, "PRIMARY") && !my_ident(p, &name))
            return false;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

static bool is_hint(const MyParser *p)
{
    return (my_is(p, "USE") || my_is(p, "FORCE") || my_is(p, "IGNORE")) &&
           (my_is_at(p, 1, "INDEX") || my_is_at(p, 1, "KEY"));
}

bool my_index_hints(MyParser *p)
{
    while (is_hint(p)) {
        bool use = my_is(p, "USE");
        p->at += 2;
        if (my_take(p, "FOR") && !my_take(p, "JOIN") && !my_take(p, "ORDER BY") &&
            !my_expect(p, "GROUP BY"))
            return false;
        if (!hint_names(p, use))
            return false;
    }
    return true;
}

static bool moment(MyParser *p, NameVec *relations)
{
    if (!my_take(p, "TRANSACTION"))
        my_take(p, "TIMESTAMP");
    MyExpr *expr = my_expr_bits(p);
    if (expr)
        my_expr_relations(p->arena, expr, relations);
    return expr != NULL;
}

// MariaDB: FOR SYSTEM_TIME AS OF x, BETWEEN x AND y, FROM x TO y, ALL
static bool system_time(MyParser *p, NameVec *relations)
{
    size_t from = p->at;
    if (!my_take(p, "FOR SYSTEM_TIME"))
        return true;
    my_uses(p, MYF_SYSTEM_TIME, from);
    if (my_take(p, "ALL"))
        return true;
    if (my_take(p, "BETWEEN"))
        return moment(p, relations) && my_expect(p, "AND") && moment(p, relations);
    if (my_take(p, "FROM"))
        return moment(p, relations) && my_expect(p, "TO") && moment(p, relations);
    return my_expect(p, "AS OF") && moment(p, relations);
}

// TiDB
static bool as_of_timestamp(MyParser *p, NameVec *relations)
{
    size_t from = p->at;
    if (!my_take(p, "AS OF TIMESTAMP"))
        return true;
    my_uses(p, MYF_AS_OF_TIMESTAMP, from);
    return my_clause(p, relations, NULL);
}

static bool table_sample(MyParser *p)
{
    size_t from = p->at;
    Str inside;
    if (!my_take(p, "TABLESAMPLE"))
        return true;
    if (!my_take(p, "SYSTEM") && !my_take(p, "BERNOULLI"))
        my_take(p, "REGIONS");
    if (!my_skip_group(p, &inside) ||
        (my_take(p, "REPEATABLE") && !my_skip_group(p, &inside)))
        return false;
    my_uses(p, MYF_TABLESAMPLE, from);
    return true;
}

static bool base_table(MyParser *p, MyFrom *from)
{
    MyTableRef table = { 0 };
    if (my_is(p, "DUAL") && !my_is_punct_at(p, 1, '.')) {
        p->at++;
        return true;
    }
    if (!my_name(p, &table.name) || !my_partition_names(p) ||
        !system_time(p, &from->relations) || !as_of_timestamp(p, &from->relations) ||
        !my_table_alias(p, &table.alias) || !as_of_timestamp(p, &from->relations) ||
        !table_sample(p) || !my_index_hints(p))
        return false;
    *vec_push(p->tmp, &from->tables) = table;
    return table_sample(p);
}

// ---- derived tables ----

// Gives the query its alias. Without one it may be the first of several in the brackets
// around it, which *bare tells; NULL: it may not.
static bool derived_alias(MyParser *p, MyFrom *from, MyQuery *query, MyQuery **bare)
{
    MyTableRef table = { 0 };
    StrVec columns = { 0 };
    if (!system_time(p, &from->relations) || !my_table_alias(p, &table.alias))
        return false;
    if (table.alias.len == 0) {
        *bare = query;
        return true;
    }
    size_t at = p->at;
    if (my_is_punct(p, '(')) {
        if (!my_ident_list(p, &columns))
            return false;
        my_uses(p, MYF_DERIVED_COLUMNS, at);
    }
    *vec_push(p->tmp, &from->tables) = table;
    for (size_t i = 0; i < query->relations.len; i++)
        *vec_push(p->arena, &from->relations) = query->relations.at[i];
    for (size_t i = 0; i < query->locked.len; i++)
        *vec_push(p->arena, &from->locked) = query->locked.at[i];
    return true;
}

static bool refuse_bare(MyParser *p)
{
    return my_refuse(p, "a query in FROM needs an alias");
}

static bool joined(MyParser *p, MyFrom *from, MyQuery **bare);

static bool joined_alone(MyParser *p, MyFrom *from)
{
    MyQuery *bare = NULL;
    if (!joined(p, from, &bare))
        return false;
    return !bare || refuse_bare(p);
}

static bool more_tables(MyParser *p, MyFrom *from)
{
    while (my_take_punct(p, ','))
        if (!joined_alone(p, from))
            return false;
    return true;
}

// (SELECT …) a, (a JOIN b), ((SELECT …) UNION SELECT …) a, ((SELECT …) a JOIN b)
static bool bracketed(MyParser *p, MyFrom *from, MyQuery **bare)
{
    MyQuery *query = NULL;
    p->at++;
    if (!my_is_punct(p, '(') && my_is_query(p)) {
        query = NEW(p->tmp, MyQuery);
        return my_sub_query(p, query) && my_expect_punct(p, ')') &&
               derived_alias(p, from, query, bare);
    }
    if (!joined(p, from, &query))
        return false;
    if (!query)
        return more_tables(p, from) && my_expect_punct(p, ')');
    return (!my_query_goes_on(p) || my_query_more(p, query)) && my_expect_punct(p, ')') &&
           derived_alias(p, from, query, bare);
}

static bool lateral(MyParser *p, MyFrom *from)
{
    MyQuery *query = NEW(p->tmp, MyQuery);
    MyQuery *bare = NULL;
    my_uses(p, MYF_LATERAL, p->at - 1);
    if (!my_expect_punct(p, '(') || !my_sub_query(p, query) || !my_expect_punct(p, ')') ||
        !derived_alias(p, from, query, &bare))
        return false;
    return !bare || refuse_bare(p);
}

// ---- joins ----

static bool factor(MyParser *p, MyFrom *from, MyQuery **bare)
{
    if (my_is_punct(p, '('))
        return bracketed(p, from, bare);
    if (my_is(p, "LATERAL") && my_is_punct_at(p, 1, '('))
        return p->at++, lateral(p, from);
    if (my_is(p, "JSON_TABLE") && my_is_punct_at(p, 1, '('))
        return my_json_table(p, from);
    if (my_is_punct(p, '{')) { // {OJ a LEFT JOIN b ON …}
        Str word;
        p->at++;
        return my_any_word(p, &word) && joined_alone(p, from) && my_expect_punct(p, '}');
    }
    return base_table(p, from);
}

typedef enum JoinKind { JOIN_INNER, JOIN_OUTER, JOIN_NATURAL } JoinKind;

static bool take_join(MyParser *p, JoinKind *kind)
{
    static const struct {
        const char *words;
        JoinKind kind;
    } joins[] = {
        { "JOIN", JOIN_INNER },
        { "INNER JOIN", JOIN_INNER },
        { "CROSS JOIN", JOIN_INNER },
        { "STRAIGHT_JOIN", JOIN_INNER },
        { "LEFT JOIN", JOIN_OUTER },
        { "LEFT OUTER JOIN", JOIN_OUTER },
        { "RIGHT JOIN", JOIN_OUTER },
        { "RIGHT OUTER JOIN", JOIN_OUTER },
        { "NATURAL JOIN", JOIN_NATURAL },
        { "NATURAL INNER JOIN", JOIN_NATURAL },
        { "NATURAL LEFT JOIN", JOIN_NATURAL },
        { "NATURAL LEFT OUTER JOIN", JOIN_NATURAL },
        { "NATURAL RIGHT JOIN", JOIN_NATURAL },
        { "NATURAL RIGHT OUTER JOIN", JOIN_NATURAL },
    };
    for (size_t i = 0; i < sizeof joins / sizeof *joins; i++)
        if (my_take(p, joins[i].words)) {
            *kind = joins[i].kind;
            return true;
        }
    return false;
}

// ON DUPLICATE KEY UPDATE is no condition.
static bool at_condition(const MyParser *p)
{
    return my_is(p, "USING") ||
           (my_is(p, "ON") && !(my_is_at(p, 1, "DUPLICATE") && my_is_at(p, 2, "KEY")));
}

static bool condition(MyParser *p, MyFrom *from, JoinKind kind)
{
    StrVec columns = { 0 };
    const MyExpr *on = NULL;
    bool is_using = my_take(p, "USING");
    if (is_using ? !my_ident_list(p, &columns)
                 : !my_expect(p, "ON") || !my_clause(p, &from->relations, &on))
        return false;
    from->restricts = from->restricts || (kind == JOIN_INNER &&
                                          (is_using || my_expr_where(on) == WHERE_SOME));
    return true;
}

// a JOIN b JOIN c ON x ON y: a condition belongs to the last join that has none yet. Only
// inner joins may go without.
static bool joins(MyParser *p, MyFrom *from)
{
    VEC(JoinKind) open = { 0 };
    for (;;) {
        JoinKind kind;
        if (open.len > 0 && at_condition(p)) {
            if (!condition(p, from, open.at[--open.len]))
                return false;
        } else if (take_join(p, &kind)) {
            MyQuery *bare = NULL;
            if (!factor(p, from, &bare))
                return false;
            if (bare)
                return refuse_bare(p);
            if (kind != JOIN_NATURAL)
                *vec_push(p->tmp, &open) = kind;
        } else {
            break;
        }
    }
    for (size_t i = 0; i < open.len; i++)
        if (open.at[i] == JOIN_OUTER)
            return my_refuse(p, NULL);
    return true;
}

static bool joined(MyParser *p, MyFrom *from, MyQuery **bare)
{
    if (!my_enter(p))
        return false;
    bool parsed = factor(p, from, bare);
    if (parsed && !*bare)
        parsed = joins(p, from);
    my_leave(p);
    return parsed;
}

bool my_from(MyParser *p, MyFrom *from)
{
    return joined_alone(p, from) && more_tables(p, from);
}
