// SPDX-License-Identifier: Apache-2.0
// DROP of tables, views, indexes and databases; RENAME TABLE; TRUNCATE.
#include "dialect/mysql_alter_priv.h"

// RESTRICT and CASCADE have no effect, as the manuals say.
static void take_behavior(MyParser *p)
{
    if (!my_take(p, "RESTRICT"))
        my_take(p, "CASCADE");
}

typedef struct Listed {
    Name name;
    Name other; // RENAME TABLE
    Span span;
} Listed;

typedef VEC(Listed) ListedVec;

// Of several names each op shows its own; of one the whole statement is what it stands
// for.
static void list_ops(MyParser *p, const Op *like, const ListedVec *list)
{
    for (size_t i = 0; i < list->len; i++) {
        const Listed *listed = &list->at[i];
        Op *op =
            my_op_at(p, like->kind, like->object, list->len > 1 ? listed->span : p->span);
        op->flags = like->flags;
        op->verb = like->verb;
        op->name = listed->name;
        op->other = listed->other;
    }
}

static bool names(MyParser *p, ListedVec *list)
{
    do {
        size_t from = p->at;
        Listed listed = { 0 };
        if (!my_name(p, &listed.name))
            return false;
        listed.span = my_span_from(p, from);
        *vec_push(p->tmp, list) = listed;
    } while (my_take_punct(p, ','));
    return true;
}

static bool drop_tables(MyParser *p, Str verb)
{
    Op like = { .kind = OP_DROP_TABLE, .object = OBJ_TABLE, .verb = verb };
    like.flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    ListedVec list = { 0 };
    if (!names(p, &list) || !my_take_wait(p))
        return false;
    take_behavior(p);
    list_ops(p, &like, &list);
    return true;
}

static bool drop_table(MyParser *p)
{
    return drop_tables(p, (Str){ 0 });
}

static bool drop_temporary(MyParser *p)
{
    return drop_tables(p, STR("temporary"));
}

static bool drop_global_temporary(MyParser *p)
{
    my_uses(p, MYF_GLOBAL_TEMPORARY, p->at - 3);
    return drop_tables(p, (Str){ 0 });
}

static bool drop_view(MyParser *p)
{
    Op like = { .kind = OP_DROP_VIEW, .object = OBJ_VIEW };
    like.flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    ListedVec list = { 0 };
    if (!names(p, &list))
        return false;
    take_behavior(p);
    list_ops(p, &like, &list);
    return true;
}

static bool drop_database(MyParser *p)
{
    unsigned flags = my_take(p, "IF EXISTS") ? OPF_IF_EXISTS : 0;
    Str name = { 0 };
    if (!my_ident(p, &name))
        return false;
    Op *op = my_op(p, OP_DROP_SCHEMA, OBJ_DATABASE);
    op->flags = flags;
    op->name.name = name;
    return true;
}

// ALGORITHM and LOCK, each at most once and without commas.
static bool index_clauses(MyParser *p)
{
    size_t from = p->at;
    bool found = true;
    while (found) {
        bool again = my_is(p, "ALGORITHM") ? p->asked.algorithm != ALGORITHM_DEFAULT
                     : my_is(p, "LOCK")    ? p->asked.lock != ONLINE_LOCK_DEFAULT
                                           : false;
        if (again)
            return my_refuse(p, NULL);
        if (!my_online_clause(p, &found))
            return false;
    }
    if (p->at > from)
        my_uses(p, MYF_DROP_INDEX_CLAUSES, from);
    return p->at > from || my_take_wait(p);
}

static bool drop_index(MyParser *p)
{
    unsigned flags = my_take_guard(p, "IF EXISTS", MYF_INDEX_IF_EXISTS);
    Str index = { 0 };
    Name table = { 0 };
    if (!my_ident(p, &index) || !my_expect(p, "ON") || !my_name(p, &table) ||
        !index_clauses(p))
        return false;
    bool primary = str_eq_ci(index, STR("PRIMARY"));
    Op *op = primary ? my_op(p, OP_DROP_CONSTRAINT, OBJ_TABLE)
                     : my_op(p, OP_DROP_INDEX, OBJ_INDEX);
    op->flags = flags;
    op->name = table;
    op->part = primary ? STR("PRIMARY") : index;
    op->verb = primary ? STR("primary-key") : (Str){ 0 };
    return true;
}

static bool rename_table(MyParser *p)
{
    Op like = { .kind = OP_RENAME_TABLE, .object = OBJ_TABLE };
    like.flags = my_take_guard(p, "IF EXISTS", MYF_RENAME_TABLE_IF_EXISTS);
    ListedVec list = { 0 };
    do {
        size_t from = p->at;
        Listed pair = { 0 };
        if (!my_name(p, &pair.name) || !my_take_wait(p) || !my_expect(p, "TO") ||
            !my_name(p, &pair.other))
            return false;
        pair.span = my_span_from(p, from);
        *vec_push(p->tmp, &list) = pair;
    } while (my_take_punct(p, ','));
    list_ops(p, &like, &list);
    return true;
}

static bool rename_tables(MyParser *p)
{
    my_uses(p, MYF_RENAME_TABLES, p->at - 2);
    return rename_table(p);
}

static bool truncate(MyParser *p)
{
    Name table = { 0 };
    if (!my_name(p, &table) || !my_take_wait(p))
        return false;
    my_op(p, OP_TRUNCATE, OBJ_TABLE)->name = table;
    return true;
}

const MyRow my_drop_rows[] = {
    { "DROP TABLE", drop_table },
    { "DROP TABLES", drop_table },
    { "DROP TEMPORARY TABLE", drop_temporary },
    { "DROP TEMPORARY TABLES", drop_temporary },
    { "DROP GLOBAL TEMPORARY TABLE", drop_global_temporary },
    { "DROP GLOBAL TEMPORARY TABLES", drop_global_temporary },
    { "DROP VIEW", drop_view },
    { "DROP DATABASE", drop_database },
    { "DROP SCHEMA", drop_database },
    { "DROP INDEX", drop_index },
    { "RENAME TABLE", rename_table },
    { "RENAME TABLES", rename_tables },
    { "TRUNCATE", truncate },
    { "TRUNCATE TABLE", truncate },
    { NULL, NULL },
};
