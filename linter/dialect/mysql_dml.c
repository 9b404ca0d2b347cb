// SPDX-License-Identifier: Apache-2.0
// INSERT and REPLACE, and what they share with other changes of rows.
#include "dialect/mysql_query_priv.h"

#include "base/map.h"

#include <stdint.h>

// ---- shared pieces ----

void my_op_relations(MyParser *p, Op *op, const NameVec *relations)
{
    Map seen = { 0 };
    for (size_t i = 0; i < relations->len; i++) {
        Name name = relations->at[i];
        Str key = name_text(p->tmp, name);
        if (name_eq(name, op->name) || map_get(&seen, key))
            continue;
        map_put(p->tmp, &seen, key, op);
        *vec_push(p->arena, &op->relations) = name;
    }
}

void my_op_locked(MyParser *p, Op *op, const NameVec *locked)
{
    if (locked->len > 0)
        op_own_rest(p->arena, op)->locked = *locked;
}

static bool is_end_of_value(const MyParser *p, size_t at)
{
    MyToken token = p->tokens[at];
    char c = token.kind == MYT_PUNCT ? p->text.ptr[token.start] : '\0';
    return c == ',' || c == ')';
}

// Dumps consist of these: they are passed over without a tree. How many tokens it is; 0:
// none.
static size_t plain_value(const MyParser *p)
{
    size_t at = p->at;
    MyToken token = p->tokens[at];
    if (token.kind == MYT_INTRODUCER || my_token_is_punct(p->text, token, '-'))
        token = p->tokens[++at];
    bool plain = token.kind == MYT_STRING || token.kind == MYT_NUMBER ||
                 token.kind == MYT_BITS ||
                 (at == p->at && token.kind == MYT_WORD &&
                  my_token_is(p->text, token, STR("NULL")));
    return plain && is_end_of_value(p, at + 1) ? at + 1 - p->at : 0;
}

bool my_value(MyParser *p, NameVec *relations)
{
    size_t plain = plain_value(p);
    p->at += plain;
    if (plain > 0)
        return true;
    MyToken token = p->tokens[p->at];
    if (token.kind == MYT_WORD && !my_is_punct_at(p, 1, '(')) {
        if (my_take(p, "DEFAULT"))
            return true;
        if (my_take(p, "IGNORE"))
            return my_uses(p, MYF_IGNORE_VALUE, p->at - 1), true;
    }
    return my_clause(p, relations, NULL);
}

// a, t.a, d.t.a
static bool column_name(MyParser *p, Str *column, Str *table)
{
    *table = (Str){ 0 };
    if (!my_ident(p, column))
        return false;
    for (int part = 1; part < 3 && my_take_punct(p, '.'); part++) {
        *table = *column;
        if (!my_any_word(p, column))
            return false;
    }
    return true;
}

bool my_assignments(MyParser *p, StrVec *columns, StrVec *tables, NameVec *relations)
{
    do {
        Str column, table;
        if (!column_name(p, &column, &table))
            return false;
        if (!my_take_operator(p, ":=") && !my_expect_punct(p, '='))
            return false;
        *vec_push(p->arena, columns) = column;
        *vec_push(p->tmp, tables) = table;
        if (!my_value(p, relations))
            return false;
    } while (my_take_punct(p, ','));
    return true;
}

bool my_returning(MyParser *p, MyFeatureId feature, NameVec *relations)
{
    size_t from = p->at;
    MyQuery list = { 0 };
    if (!my_take(p, "RETURNING"))
        return true;
    if (!my_select_items(p, &list))
        return false;
    my_uses(p, feature, from);
    for (size_t i = 0; i < list.relations.len; i++)
        *vec_push(p->arena, relations) = list.relations.at[i];
    return true;
}

// ---- INSERT and REPLACE ----

typedef struct Insert {
    Name name;
    StrVec columns;
    NameVec relations;
    MyQuery query; // INSERT … SELECT
    bool from_query;
    bool upsert;
} Insert;

// Behind the bracket that opens it.
static bool insert_columns(MyParser *p, Insert *insert)
{
    if (my_take_punct(p, ')'))
        return true;
    do {
        Str column, table;
        if (!column_name(p, &column, &table))
            return false;
        *vec_push(p->arena, &insert->columns) = column;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

static bool value_row(MyParser *p, Insert *insert)
{
    if (!my_expect_punct(p, '('))
        return false;
    if (my_take_punct(p, ')'))
        return true;
    do {
        if (!my_value(p, &insert->relations))
            return false;
    } while (my_take_punct(p, ','));
    return my_expect_punct(p, ')');
}

// VALUES (1, 2), (3, 4); VALUES ROW(1, 2), ROW(3, 4)
static bool value_rows(MyParser *p, Insert *insert)
{
    size_t from = p->at - 1;
    bool rows = my_is(p, "ROW");
    do {
        if ((rows && !my_expect(p, "ROW")) || !value_row(p, insert))
            return false;
    } while (my_take_punct(p, ','));
    if (rows)
        my_uses(p, MYF_VALUES_ROW, from);
    return true;
}

static bool insert_query(MyParser *p, Insert *insert)
{
    insert->from_query = true;
    if (!my_sub_query(p, &insert->query))
        return false;
    for (size_t i = 0; i < insert->query.relations.len; i++)
        *vec_push(p->arena, &insert->relations) = insert->query.relations.at[i];
    return true;
}

// On MariaDB the rows are a query, and what follows one may follow them.
static bool values_tail(MyParser *p, Insert *insert)
{
    size_t from = p->at;
    if (!my_query_goes_on(p))
        return true;
    if (!my_query_more(p, &insert->query))
        return false;
    my_uses(p, MYF_INSERT_QUERY_TAIL, from);
    return true;
}

static bool insert_set(MyParser *p, Insert *insert)
{
    StrVec tables = { 0 };
    return my_assignments(p, &insert->columns, &tables, &insert->relations);
}

static bool insert_source(MyParser *p, Insert *insert)
{
    if (my_is_punct(p, '(') && !my_is_query(p)) {
        p->at++;
        if (!insert_columns(p, insert))
            return false;
    } else if (my_take(p, "SET")) {
        return insert_set(p, insert);
    }
    if (my_take(p, "VALUES") || my_take(p, "VALUE"))
        return value_rows(p, insert) && values_tail(p, insert);
    return my_is_query(p) ? insert_query(p, insert) : my_refuse(p, NULL);
}

// AS new (a, b): how ON DUPLICATE KEY UPDATE calls the new row.
static bool row_alias(MyParser *p)
{
    size_t from = p->at;
    Str alias;
    StrVec columns = { 0 };
    if (!my_take(p, "AS"))
        return true;
    if (!my_ident(p, &alias) || (my_is_punct(p, '(') && !my_ident_list(p, &columns)))
        return false;
    my_uses(p, MYF_UPSERT_ALIAS, from);
    return true;
}

static bool on_duplicate(MyParser *p, Insert *insert)
{
    StrVec columns = { 0 }, tables = { 0 };
    if (!my_take(p, "ON"))
        return true;
    insert->upsert = p->in_upsert = true;
    bool parsed = my_expect(p, "DUPLICATE KEY UPDATE") &&
                  my_assignments(p, &columns, &tables, &insert->relations);
    p->in_upsert = false;
    return parsed;
}

static Op *add_op(MyParser *p, const Insert *insert)
{
    Op *op = my_op(p, OP_INSERT, OBJ_TABLE);
    op->name = insert->name;
    op->columns = insert->columns;
    my_op_relations(p, op, &insert->relations);
    my_op_locked(p, op, &insert->query.locked);
    if (insert->from_query) {
        op->where = insert->query.where;
        op->flags = insert->query.has_limit ? OPF_LIMIT : 0;
    }
    if (insert->upsert)
        op->verb = STR("upsert");
    return op;
}

static bool insert_into(MyParser *p, Insert *insert)
{
    my_take(p, "INTO");
    return my_name(p, &insert->name) && my_partition_names(p) && insert_source(p, insert);
}

bool my_insert(MyParser *p)
{
    static const char *const priorities[] = { "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY",
                                              NULL };
    Insert insert = { 0 };
    my_take_one(p, priorities);
    bool ignore = my_take(p, "IGNORE");
    if (!insert_into(p, &insert) || (!insert.from_query && !row_alias(p)) ||
        !on_duplicate(p, &insert) || !my_returning(p, MYF_RETURNING, &insert.relations))
        return false;
    Op *op = add_op(p, &insert);
    op->flags |= ignore ? OPF_IGNORE : 0;
    return true;
}

bool my_replace(MyParser *p)
{
    static const char *const priorities[] = { "LOW_PRIORITY", "DELAYED", NULL };
    Insert insert = { 0 };
    my_take_one(p, priorities);
    if (!insert_into(p, &insert) || !my_returning(p, MYF_RETURNING, &insert.relations))
        return false;
    add_op(p, &insert)->verb = STR("replace");
    return true;
}
