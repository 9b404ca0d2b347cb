// SPDX-License-Identifier: Apache-2.0
// Queries as wholes: WITH, brackets, set operations, and what stands behind them; and the
// table of statements that read and change rows.
#include "dialect/mysql_query_priv.h"

#include "base/list.h"
#include "dialect/mysql_features.h"

// ---- what a query begins with ----

// The words that begin one without brackets.
static bool begins_query(const MyParser *p, size_t ahead)
{
    return my_is_at(p, ahead, "SELECT") || my_is_at(p, ahead, "WITH") ||
           my_is_at(p, ahead, "VALUES") || my_is_at(p, ahead, "TABLE");
}

bool my_is_query(const MyParser *p)
{
    size_t ahead = 0;
    while (my_is_punct_at(p, ahead, '('))
        ahead++;
    return begins_query(p, ahead);
}

bool my_query_goes_on(const MyParser *p)
{
    static const char *const words[] = { "UNION", "INTERSECT", "EXCEPT", "MINUS",
                                         "ORDER", "LIMIT",     "OFFSET", "FETCH",
                                         "FOR",   "LOCK",      "INTO",   NULL };
    if (my_peek(p, 0).kind != MYT_WORD)
        return false;
    for (size_t i = 0; words[i]; i++)
        if (my_is(p, words[i]))
            return true;
    return false;
}

// ---- ORDER BY, LIMIT, locks: what stands behind ----

bool my_order(MyParser *p, NameVec *relations)
{
    if (!my_take(p, "ORDER BY"))
        return true;
    do {
        if (!my_clause(p, relations, NULL))
            return false;
        if (!my_take(p, "ASC"))
            my_take(p, "DESC");
    } while (my_take_punct(p, ','));
    return true;
}

// A routine's variable; MariaDB has rows of them.
static bool variable_name(MyParser *p)
{
    Str name;
    return my_ident(p, &name) && (!engine_is(p->engine, "mariadb") ||
                                  !my_take_punct(p, '.') || my_any_word(p, &name));
}

bool my_row_count(MyParser *p)
{
    MyTokenKind kind = my_peek(p, 0).kind;
    Str name;
    if (kind == MYT_NUMBER)
        return my_number(p, &name);
    if (kind != MYT_PARAM)
        return p->in_program ? variable_name(p) : my_refuse(p, NULL);
    p->at++;
    return true;
}

static bool rows_examined(MyParser *p)
{
    size_t from = p->at;
    if (!my_take(p, "ROWS EXAMINED"))
        return true;
    my_uses(p, MYF_LIMIT_ROWS_EXAMINED, from);
    return my_row_count(p);
}

static bool limit(MyParser *p)
{
    if (my_is(p, "ROWS") && my_is_at(p, 1, "EXAMINED"))
        return rows_examined(p);
    if (!my_row_count(p))
        return false;
    if ((my_take_punct(p, ',') || my_take(p, "OFFSET")) && !my_row_count(p))
        return false;
    return rows_examined(p);
}

static bool row_word(MyParser *p)
{
    return my_take(p, "ROW") || my_expect(p, "ROWS");
}

// FETCH FIRST 3 ROWS WITH TIES
static bool fetch(MyParser *p)
{
    size_t from = p->at - 1;
    if (!my_take(p, "FIRST") && !my_expect(p, "NEXT"))
        return false;
    if (!my_is(p, "ROW") && !my_is(p, "ROWS") && !my_row_count(p))
        return false;
    if (!row_word(p) || (!my_take(p, "ONLY") && !my_expect(p, "WITH TIES")))
        return false;
    my_uses(p, MYF_FETCH_FIRST, from);
    return true;
}

bool my_order_and_limit(MyParser *p, NameVec *relations, bool *limited)
{
    if (!my_order(p, relations))
        return false;
    if (my_take(p, "LIMIT")) {
        *limited = true;
        return limit(p);
    }
    size_t from = p->at;
    if (my_take(p, "OFFSET")) {
        if (!my_row_count(p) || !row_word(p))
            return false;
        *limited = true;
        my_uses(p, MYF_FETCH_FIRST, from);
    }
    if (!my_take(p, "FETCH"))
        return true;
    *limited = true;
    return fetch(p);
}

static bool is_locked(const StrVec *of, const MyTableRef *table)
{
    Str name = table->alias.len > 0 ? table->alias : table->name.name;
    return of->len == 0 || list_has_ci(of, name);
}

static bool lock_names(MyParser *p, StrVec *of)
{
    do {
        Name name;
        if (!my_name(p, &name))
            return false;
        *vec_push(p->tmp, of) = name.name;
    } while (my_take_punct(p, ','));
    return true;
}

// NOWAIT, SKIP LOCKED, WAIT 3. `old`: behind LOCK IN SHARE MODE.
static bool lock_wait(MyParser *p, bool old)
{
    size_t from = p->at;
    if (my_take(p, "WAIT")) {
        if (!my_row_count(p))
            return false;
        my_uses(p, MYF_LOCK_WAIT, from);
    } else if (my_take(p, "NOWAIT") || my_take(p, "SKIP LOCKED")) {
        my_uses(p, MYF_SKIP_LOCKED, from);
    }
    if (old && p->at > from)
        my_uses(p, MYF_SHARE_MODE_WAIT, from);
    return true;
}

static bool is_locking(const MyParser *p)
{
    return my_is(p, "LOCK") ||
           (my_is(p, "FOR") && (my_is_at(p, 1, "UPDATE") || my_is_at(p, 1, "SHARE")));
}

// FOR UPDATE OF a NOWAIT; false in *found: there is none.
static bool locking(MyParser *p, const MyFrom *from, MyQuery *query, bool *found)
{
    size_t at = p->at;
    StrVec of = { 0 };
    bool old = my_is(p, "LOCK");
    *found = true;
    if (my_take(p, "FOR SHARE")) {
        my_uses(p, MYF_FOR_SHARE, at);
    } else if (!my_take(p, "FOR UPDATE") && !my_take(p, "LOCK IN SHARE MODE")) {
        *found = false;
        return true;
    }
    if (!old && my_take(p, "OF")) {
        if (!lock_names(p, &of))
            return false;
        my_uses(p, MYF_FOR_UPDATE_OF, at);
    }
    for (size_t i = 0; i < from->tables.len; i++)
        if (from->tables.at[i].name.name.len > 0 && is_locked(&of, &from->tables.at[i]))
            *vec_push(p->arena, &query->locked) = from->tables.at[i].name;
    return lock_wait(p, old);
}

// PROCEDURE ANALYSE(10, 2000)
static bool procedure(MyParser *p)
{
    size_t from = p->at;
    Str name, arguments;
    if (!my_take(p, "PROCEDURE"))
        return true;
    if (!my_ident(p, &name) || !my_skip_group(p, &arguments))
        return false;
    my_uses(p, MYF_SELECT_PROCEDURE, from);
    return true;
}

// INTO stands in front of the locking clause, or behind it.
static bool tail(MyParser *p, const MyFrom *from, MyQuery *query)
{
    if (!my_order_and_limit(p, &query->relations, &query->has_limit) || !procedure(p))
        return false;
    bool found = true;
    if (query->into.ptr && my_is(p, "INTO") && engine_is(p->engine, "mariadb"))
        return my_refuse(p, NULL);
    if (my_take(p, "INTO") && !my_into(p, query))
        return false;
    for (size_t clauses = 0; found; clauses++) // MariaDB has one
        if ((clauses > 0 && engine_is(p->engine, "mariadb") && is_locking(p)) ||
            !locking(p, from, query, &found))
            return my_refuse(p, NULL);
    return !my_is(p, "INTO") || query->into.ptr || (p->at++, my_into(p, query));
}

// ---- VALUES and TABLE ----

// The columns of a list of rows are named by their places; on MariaDB by their texts.
static bool values_row(MyParser *p, MyQuery *query, bool first)
{
    for (size_t column = 0;; column++) {
        size_t from = p->at;
        if (!my_value(p, &query->relations))
            return false;
        if (first)
            *vec_push(p->arena, &query->columns) =
                engine_is(p->engine, "mariadb")
                    ? my_text_from(p, from)
                    : arena_fmt(p->arena, "column_%zu", column);
        if (!my_take_punct(p, ','))
            return my_expect_punct(p, ')');
    }
}

static bool values(MyParser *p, MyQuery *query)
{
    size_t from = p->at++;
    bool rows = my_is(p, "ROW");
    my_uses(p, rows ? MYF_VALUES_ROW : MYF_VALUES_PLAIN, from);
    query->columns_known = true;
    bool first = true;
    do {
        if ((rows && !my_expect(p, "ROW")) || !my_expect_punct(p, '('))
            return false;
        if (!values_row(p, query, first))
            return false;
        first = false;
    } while (my_take_punct(p, ','));
    return true;
}

static bool table(MyParser *p, MyQuery *query, MyFrom *from)
{
    size_t at = p->at++;
    MyTableRef *ref = vec_push(p->tmp, &from->tables);
    if (!my_name(p, &ref->name))
        return false;
    my_uses(p, MYF_TABLE_STATEMENT, at);
    *vec_push(p->arena, &query->relations) = ref->name;
    return true;
}

// ---- set operations ----

static bool operand(MyParser *p, MyQuery *query, MyFrom *from)
{
    *from = (MyFrom){ 0 };
    if (my_is(p, "SELECT"))
        return my_select(p, query, from);
    if (my_is(p, "VALUES"))
        return values(p, query);
    if (my_is(p, "TABLE"))
        return table(p, query, from);
    return my_expect_punct(p, '(') && my_sub_query(p, query) && my_expect_punct(p, ')');
}

static void add_names(MyParser *p, NameVec *names, const NameVec *more)
{
    for (size_t i = 0; i < more->len; i++)
        *vec_push(p->arena, names) = more->at[i];
}

static bool take_set_operation(MyParser *p)
{
    size_t from = p->at;
    if (!my_take(p, "UNION")) {
        bool minus = p->modes & MYM_ORACLE && my_take(p, "MINUS");
        if (!minus && !my_take(p, "INTERSECT") && !my_take(p, "EXCEPT"))
            return false;
        my_uses(p, MYF_INTERSECT, from);
    }
    if (!my_take(p, "ALL"))
        my_take(p, "DISTINCT");
    return true;
}

static bool rest(MyParser *p, MyQuery *query, MyFrom *from)
{
    while (take_set_operation(p)) {
        MyQuery next = { 0 };
        if (query->into.ptr && engine_is(p->engine, "mariadb"))
            return my_refuse(p, "INTO stands in the last query of a UNION");
        if (!operand(p, &next, from))
            return false;
        query->into = next.into;
        add_names(p, &query->relations, &next.relations);
        add_names(p, &query->locked, &next.locked);
    }
    return tail(p, from, query);
}

bool my_query_more(MyParser *p, MyQuery *query)
{
    return rest(p, query, &(MyFrom){ 0 });
}

static bool body(MyParser *p, MyQuery *query)
{
    MyFrom from;
    return operand(p, query, &from) && rest(p, query, &from);
}

// A query that is part of a statement; MySQL looks for an INTO in it only when it
// resolves names, and refuses it then.
bool my_sub_query(MyParser *p, MyQuery *query)
{
    size_t from = p->at;
    if (!my_query(p, query))
        return false;
    return !query->into.ptr || !engine_is(p->engine, "mariadb") ||
           my_refuse_at(p, my_span_from(p, from), "INTO is of the statement alone");
}

bool my_query(MyParser *p, MyQuery *query)
{
    *query = (MyQuery){ 0 };
    MyWith with = { 0 };
    if (!my_enter(p))
        return false;
    bool parsed = (!my_take(p, "WITH") || my_with(p, &with)) && body(p, query);
    my_leave(p);
    if (parsed && with.ctes.len > 0) {
        my_with_forget(p, &with, &query->locked);
        my_with_resolve(p, &with, &query->relations);
    }
    return parsed;
}

// ---- statements ----

// INTO @x and @x := …: the text, of which a later EXECUTE may be made.
static Str assigning_text(const MyParser *p)
{
    for (size_t i = 0; i < p->at; i++)
        if (p->tokens[i].kind == MYT_VARIABLE)
            return my_text_from(p, 0);
    return (Str){ 0 };
}

static void add_select(MyParser *p, const MyQuery *query)
{
    Op *op = my_op(p, OP_SELECT, OBJ_NONE);
    op->detail = assigning_text(p);
    op->where = query->where;
    op->flags = query->has_limit ? OPF_LIMIT : 0;
    my_op_locked(p, op, &query->locked);
    my_op_relations(p, op, &query->relations);
}

static bool query_statement(MyParser *p)
{
    MyQuery query;
    p->at--;
    if (!my_query(p, &query))
        return false;
    add_select(p, &query);
    return true;
}

// WITH may stand in front of a change as well.
static bool with_statement(MyParser *p)
{
    size_t from = p->at - 1;
    MyWith with = { 0 };
    if (!my_enter(p))
        return false;
    bool parsed = my_with(p, &with);
    my_leave(p);
    if (!parsed)
        return false;
    if (my_take(p, "UPDATE"))
        return my_uses(p, MYF_WITH_CHANGE, from), my_update(p, &with);
    if (my_take(p, "DELETE"))
        return my_uses(p, MYF_WITH_CHANGE, from), my_delete(p, &with);
    MyQuery query = { 0 };
    if (!body(p, &query))
        return false;
    my_with_forget(p, &with, &query.locked);
    my_with_resolve(p, &with, &query.relations);
    add_select(p, &query);
    return true;
}

static bool update_statement(MyParser *p)
{
    return my_update(p, NULL);
}

static bool delete_statement(MyParser *p)
{
    return my_delete(p, NULL);
}

const MyRow my_query_rows[] = {
    { "SELECT", query_statement },
    { "(", query_statement },
    { "VALUES", query_statement },
    { "TABLE", query_statement },
    { "WITH", with_statement },
    { "INSERT", my_insert },
    { "REPLACE", my_replace },
    { "UPDATE", update_statement },
    { "DELETE", delete_statement },
    { "LOAD DATA", my_load },
    { "LOAD XML", my_load },
    { "IMPORT INTO", my_import_into },
    { "HANDLER", my_handler },
    { "DO", my_do },
    { NULL, NULL },
};
