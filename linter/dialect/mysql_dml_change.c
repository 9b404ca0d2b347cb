// SPDX-License-Identifier: Apache-2.0
// UPDATE and DELETE, of one table and of several: an op for each table that changes.
#include "dialect/mysql_query_priv.h"

#include "base/map.h"
#include "dialect/mysql_features.h"

#include <stdint.h>

// What the servers join at most (error 1116), with room for TiDB, which has no limit: an
// op for each of the tables names all others.
enum { TABLES_MAX = 61, TABLES_MAX_TIDB = 1000 };

typedef struct Change {
    MyFrom from;
    NameVec relations; // of conditions and values
    StrVec columns;    // of UPDATE, as they are assigned …
    StrVec tables;     // … and how each is qualified
    WhereKind where;
    bool is_joined; // to rows of other tables, on a condition
    bool limited;
    unsigned flags;
} Change;

static Op *add_op(MyParser *p, OpKind kind, Name name, const Change *change)
{
    NameVec relations = { 0 };
    my_from_relations(p, &change->from, &relations);
    for (size_t i = 0; i < change->relations.len; i++)
        *vec_push(p->arena, &relations) = change->relations.at[i];
    Op *op = my_op(p, kind, OBJ_TABLE);
    op->name = name;
    op->where = change->is_joined ? WHERE_SOME : change->where;
    op->flags = change->flags | (change->limited ? OPF_LIMIT : 0);
    my_op_relations(p, op, &relations);
    return op;
}

static bool check_count(MyParser *p, size_t tables)
{
    size_t most = engine_is(p->engine, "tidb") ? TABLES_MAX_TIDB : TABLES_MAX;
    return tables <= most || my_refuse(p, "too many tables to join");
}

// MariaDB: FOR PORTION OF p FROM a TO b
static bool portion(MyParser *p, NameVec *relations)
{
    size_t from = p->at;
    Str period;
    if (!my_take(p, "FOR PORTION OF"))
        return true;
    if (!my_ident(p, &period) || !my_expect(p, "FROM") ||
        !my_clause(p, relations, NULL) || !my_expect(p, "TO") ||
        !my_clause(p, relations, NULL))
        return false;
    my_uses(p, MYF_DELETE_PERIOD, from);
    return true;
}

// ORDER BY, and LIMIT with one number.
static bool how_many(MyParser *p, Change *change)
{
    if (!my_order(p, &change->relations))
        return false;
    change->limited = my_take(p, "LIMIT");
    return !change->limited || my_row_count(p);
}

static bool which_rows(MyParser *p, Change *change)
{
    return my_where(p, &change->relations, &change->where) && how_many(p, change);
}

static void forget_ctes(MyParser *p, Change *change, const MyWith *with)
{
    if (!with)
        return;
    NameVec relations = { 0 };
    my_from_relations(p, &change->from, &relations);
    my_with_forget(p, with, &relations);
    my_with_resolve(p, with, &change->relations);
    // What the tables of FROM are is needed no more: only what is read counts.
    for (size_t i = 0; i < relations.len; i++)
        *vec_push(p->arena, &change->relations) = relations.at[i];
    change->from = (MyFrom){ 0 };
}

// ---- which tables ----

static bool calls(const MyTableRef *table, Name name)
{
    if (table->alias.len > 0)
        return name.schema.len == 0 && str_eq_ci(table->alias, name.name);
    return str_eq_ci(table->name.name, name.name) &&
           (name.schema.len == 0 || str_eq_ci(table->name.schema, name.schema));
}

// What a name or an alias stands for among the tables; itself where it is none of them.
static Name resolve(const MyFrom *from, Name name)
{
    for (size_t i = 0; i < from->tables.len; i++)
        if (from->tables.at[i].name.name.len > 0 && calls(&from->tables.at[i], name))
            return from->tables.at[i].name;
    return name;
}

// Columns without a table are those of the first one: which of several it is the catalog
// alone could tell.
static Name first_table(const MyFrom *from)
{
    for (size_t i = 0; i < from->tables.len; i++)
        if (from->tables.at[i].name.name.len > 0)
            return from->tables.at[i].name;
    return (Name){ 0 };
}

// ---- UPDATE ----

typedef struct Target {
    Name name;
    StrVec columns;
} Target;

typedef VEC(Target *) TargetVec;

static Name target_of(const Change *change, size_t column)
{
    Str table = change->tables.at[column];
    return table.len > 0 ? resolve(&change->from, (Name){ .name = table })
                         : first_table(&change->from);
}

// The tables that are assigned to, each once, with their columns.
static TargetVec targets_of(MyParser *p, const Change *change)
{
    TargetVec targets = { 0 };
    Map by_name = { 0 };
    for (size_t i = 0; i < change->columns.len; i++) {
        Name name = target_of(change, i);
        Str key = name_text(p->tmp, name);
        Target *target = map_get(&by_name, key);
        if (!target) {
            target = NEW(p->tmp, Target);
            target->name = name;
            map_put(p->tmp, &by_name, key, target);
            *vec_push(p->tmp, &targets) = target;
        }
        *vec_push(p->arena, &target->columns) = change->columns.at[i];
    }
    return targets;
}

static void add_updates(MyParser *p, Change *change, const MyWith *with)
{
    TargetVec targets = targets_of(p, change);
    forget_ctes(p, change, with);
    for (size_t i = 0; i < targets.len; i++)
        add_op(p, OP_UPDATE, targets.at[i]->name, change)->columns =
            targets.at[i]->columns;
}

bool my_update(MyParser *p, const MyWith *with)
{
    Change change = { 0 };
    my_take(p, "LOW_PRIORITY");
    change.flags = my_take(p, "IGNORE") ? OPF_IGNORE : 0;
    if (!my_from(p, &change.from) || !check_count(p, change.from.tables.len))
        return false;
    change.is_joined = change.from.restricts;
    if (!portion(p, &change.relations) || !my_expect(p, "SET") ||
        !my_assignments(p, &change.columns, &change.tables, &change.relations) ||
        !which_rows(p, &change) ||
        !my_returning(p, MYF_RETURNING_UPDATE, &change.relations))
        return false;
    add_updates(p, &change, with);
    return true;
}

// ---- DELETE ----

// a, a.b, a.*, a.b.*
static bool delete_target(MyParser *p, Name *name, bool *star)
{
    *name = (Name){ 0 };
    if (!my_ident(p, &name->name))
        return false;
    while (my_take_punct(p, '.')) {
        if (my_take_punct(p, '*'))
            return *star = true;
        if (name->schema.len > 0)
            return my_refuse(p, NULL);
        name->schema = name->name;
        if (!my_any_word(p, &name->name))
            return false;
    }
    return true;
}

static bool delete_targets(MyParser *p, NameVec *targets, bool *star)
{
    do {
        Name name;
        if (!delete_target(p, &name, star))
            return false;
        *vec_push(p->tmp, targets) = name;
    } while (my_take_punct(p, ','));
    return true;
}

static bool delete_from_several(MyParser *p, Change *change, const NameVec *targets,
                                const MyWith *with)
{
    if (!my_from(p, &change->from) || !check_count(p, change->from.tables.len) ||
        !check_count(p, targets->len) || !my_where(p, &change->relations, &change->where))
        return false;
    change->is_joined = change->from.restricts;
    size_t order = p->at;
    if (!how_many(p, change))
        return false;
    if (p->at > order)
        my_uses(p, MYF_DELETE_SEVERAL_LIMIT, order);
    NameVec resolved = { 0 };
    for (size_t i = 0; i < targets->len; i++)
        *vec_push(p->tmp, &resolved) = resolve(&change->from, targets->at[i]);
    forget_ctes(p, change, with);
    for (size_t i = 0; i < resolved.len; i++)
        add_op(p, OP_DELETE, resolved.at[i], change);
    return true;
}

// DELETE FROM t [AS a] …
static bool delete_from_one(MyParser *p, Change *change, Name name, const MyWith *with)
{
    MyTableRef table = { .name = name };
    if (!my_partition_names(p) || !portion(p, &change->relations))
        return false;
    size_t from = p->at;
    if (!my_table_alias(p, &table.alias))
        return false;
    if (table.alias.len > 0)
        my_uses(p, MYF_DELETE_ALIAS, from);
    *vec_push(p->tmp, &change->from.tables) = table;
    if (!my_partition_names(p))
        return false;
    size_t hints = p->at;
    if (!my_index_hints(p))
        return false;
    if (p->at > hints)
        my_uses(p, MYF_DELETE_HINTS, hints);
    if (!which_rows(p, change) || !my_returning(p, MYF_RETURNING, &change->relations))
        return false;
    forget_ctes(p, change, with);
    add_op(p, OP_DELETE, name, change);
    return true;
}

// MariaDB: DELETE HISTORY FROM t BEFORE SYSTEM_TIME x
static bool delete_history(MyParser *p, Change *change)
{
    size_t from = p->at - 2;
    Name name;
    Str alias = { 0 };
    if (!my_expect(p, "FROM") || !my_name(p, &name) || !my_partition_names(p))
        return false;
    size_t behind = p->at;
    if (!my_is(p, "BEFORE") && !my_table_alias(p, &alias))
        return false;
    if (p->at > behind)
        my_uses(p, MYF_DELETE_ALIAS, behind);
    bool before = my_take(p, "BEFORE SYSTEM_TIME");
    if (before) {
        if (!my_take(p, "TRANSACTION"))
            my_take(p, "TIMESTAMP");
        if (!my_clause(p, &change->relations, NULL))
            return false;
    }
    my_uses(p, MYF_SYSTEM_TIME, from);
    change->where = before ? WHERE_SOME : WHERE_NONE;
    add_op(p, OP_DELETE, name, change)->verb = STR("history");
    return true;
}

bool my_delete(MyParser *p, const MyWith *with)
{
    Change change = { 0 };
    NameVec targets = { 0 };
    bool star = false;
    // To others it is the name of a table: DELETE history FROM …
    if (engine_is(p->engine, "mariadb") && my_is(p, "HISTORY"))
        return p->at++, delete_history(p, &change);
    my_take(p, "LOW_PRIORITY");
    my_take(p, "QUICK");
    change.flags = my_take(p, "IGNORE") ? OPF_IGNORE : 0;
    bool from = my_take(p, "FROM");
    if (!delete_targets(p, &targets, &star))
        return false;
    if (from && targets.len == 1 && !star && !my_is(p, "USING"))
        return delete_from_one(p, &change, targets.at[0], with);
    if (!my_expect(p, from ? "USING" : "FROM"))
        return false;
    return delete_from_several(p, &change, &targets, with);
}
