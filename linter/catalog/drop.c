// SPDX-License-Identifier: Apache-2.0
// Dropping: what goes with a thing, and what CASCADE takes along. A list of what is still
// to be dropped, not recursion: chains of dependents may be as long as a file likes.
#include "catalog/replay_priv.h"

#include "base/list.h"

typedef struct Drop {
    Catalog *catalog;
    bool cascade;
    ObjectVec queue;
} Drop;

static void enqueue(Drop *drop, Object *object)
{
    if (object && !object->dropped)
        *vec_push(drop->catalog->arena, &drop->queue) = object;
}

// ---- dependents of relations ----

static void enqueue_readers(Drop *drop, Name relation)
{
    size_t at = 0;
    for (const View *view; (view = next_record(drop->catalog, OBJ_VIEW, &at));)
        if (view_reads(drop->catalog, view, relation))
            enqueue(drop, relation_at(drop->catalog, view->name));
}

typedef bool KeyTest(const ConstraintDef *key, const void *what);

// Takes foreign keys to `table` that pass the test off their tables.
static void drop_keys_to(Catalog *catalog, Name table, KeyTest *test, const void *what)
{
    const ObjectVec *noted = references_noted(catalog, table.name);
    for (size_t at = 0; noted && at < noted->len; at++) {
        Table *from = noted->at[at]->record;
        for (size_t i = noted->at[at]->dropped ? 0 : from->constraints.len; i-- > 0;) {
            Constraint *key = from->constraints.at[i];
            if (key->def.kind == CON_FOREIGN_KEY && name_eq(key->def.ref_table, table) &&
                test(&key->def, what))
                constraint_remove(catalog, from, key);
        }
    }
}

static bool any_key(const ConstraintDef *key, const void *what)
{
    (void)key, (void)what;
    return true;
}

// ---- tables ----

static void drop_children(Drop *drop, Table *table)
{
    for (size_t i = table->children.len; i-- > 0;) {
        Name name = table->children.at[i];
        Table *child = find_table(drop->catalog, name);
        if (!child)
            continue;
        if (drop->cascade || child->partition_of.name.len > 0)
            enqueue(drop, relation_at(drop->catalog, name));
        inherit_unlink(table, child);
    }
}

static void leave_parents(const Catalog *catalog, Table *table)
{
    for (size_t i = table->inherits.len; i-- > 0;) {
        Table *parent = find_table(catalog, table->inherits.at[i]);
        if (parent)
            inherit_unlink(parent, table);
    }
}

static void drop_owned_sequences(Drop *drop, Name table)
{
    size_t at = 0;
    for (const Sequence *sequence;
         (sequence = next_record(drop->catalog, OBJ_SEQUENCE, &at));)
        if (name_eq(sequence->def.owned_by, table))
            enqueue(drop, relation_at(drop->catalog, sequence->name));
}

static void drop_table(Drop *drop, Table *table)
{
    Catalog *catalog = drop->catalog;
    drop_children(drop, table);
    leave_parents(catalog, table);
    for (size_t i = 0; i < table->constraints.len; i++)
        constraint_name_remove(
            catalog, (Name){ table->name.schema, table->constraints.at[i]->def.name });
    drop_owned_sequences(drop, table->name);
    if (drop->cascade)
        drop_keys_to(catalog, table->name, any_key, NULL);
}

static void drop_relation(Drop *drop, const Object *relation)
{
    size_t count;
    Index *const *indexes = indexes_on(relation, &count);
    for (size_t i = 0; i < count && !drop->catalog->is_mysql; i++)
        object_remove(drop->catalog, relation_at(drop->catalog, indexes[i]->name));
    if (relation->kind == OBJ_TABLE)
        drop_table(drop, relation->record);
    if (drop->cascade)
        enqueue_readers(drop, *relation->name);
}

// ---- sequences, types, functions ----

static void drop_sequence(const Drop *drop, const Sequence *sequence)
{
    size_t at = 0;
    for (const Table *table;
         drop->cascade && (table = next_record(drop->catalog, OBJ_TABLE, &at));)
        for (size_t i = 0; i < table->columns.len; i++) {
            Column *column = table->columns.at[i];
            Str text = column->def->default_expr;
            if (reads_sequence(drop->catalog, text, sequence->name))
                column_redefine(drop->catalog->arena, column)->default_expr = (Str){ 0 };
        }
}

static bool type_uses(const TypeDef *def, Name type)
{
    for (size_t i = 0; i < def->attributes.len; i++)
        if (name_eq(def->attributes.at[i].type.name, type))
            return true;
    return def->kind == TYPE_DOMAIN && name_eq(def->base.name, type);
}

static void drop_type(Drop *drop, const Type *type)
{
    Catalog *catalog = drop->catalog;
    size_t at = 0;
    if (!drop->cascade)
        return;
    for (Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        for (size_t i = 0; i < table->columns.len;) {
            Column *column = table->columns.at[i];
            if (name_eq(column->def->type.name, type->name))
                column_drop(catalog, table, column, true);
            else
                i++;
        }
    at = 0;
    for (const Type *user; (user = next_record(catalog, OBJ_TYPE, &at));)
        if (user->def.kind == TYPE_DOMAIN && type_uses(&user->def, type->name))
            enqueue(drop, type_find(catalog, user->name));
}

static void drop_function(const Drop *drop, const Function *function)
{
    size_t at = 0;
    for (Table *table;
         drop->cascade && (table = next_record(drop->catalog, OBJ_TABLE, &at));)
        for (size_t i = table->triggers.len; i-- > 0;)
            if (trigger_calls(table->triggers.at[i], function->name))
                VEC_REMOVE(&table->triggers, i);
}

void object_drop(Catalog *catalog, Object *object, bool cascade)
{
    Drop drop = { .catalog = catalog, .cascade = cascade };
    enqueue(&drop, object);
    for (size_t i = 0; i < drop.queue.len; i++) {
        Object *next = drop.queue.at[i];
        if (next->dropped)
            continue;
        if (next->kind == OBJ_INDEX) {
            index_remove(catalog, next->record);
            continue;
        }
        object_remove(catalog, next);
        if (next->kind == OBJ_TABLE || next->kind == OBJ_VIEW)
            drop_relation(&drop, next);
        else if (next->kind == OBJ_SEQUENCE)
            drop_sequence(&drop, next->record);
        else if (next->kind == OBJ_TYPE)
            drop_type(&drop, next->record);
        else
            drop_function(&drop, next->record);
    }
}

// ---- constraints ----

static bool key_needs(const ConstraintDef *key, const void *what)
{
    const ConstraintDef *target = what;
    if (key->ref_columns.len != target->columns.len)
        return key->ref_columns.len == 0 && target->kind == CON_PRIMARY_KEY;
    for (size_t i = 0; i < key->ref_columns.len; i++)
        if (!str_eq(key->ref_columns.at[i], target->columns.at[i]))
            return false;
    return true;
}

void constraint_drop(Catalog *catalog, Table *table, Constraint *constraint, bool cascade)
{
    const ConstraintDef *def = &constraint->def;
    if (cascade && (def->kind == CON_PRIMARY_KEY || def->kind == CON_UNIQUE))
        drop_keys_to(catalog, table->name, key_needs, def);
    for (size_t i = 0; def->kind == CON_NOT_NULL && i < def->columns.len; i++) {
        Column *column = find_column(table, def->columns.at[i]);
        if (column)
            column_set_not_null(catalog, column, false);
    }
    constraint_remove(catalog, table, constraint);
}

// ---- columns ----

static bool refers_to(const ConstraintDef *key, const void *what)
{
    const Str *column = what;
    return list_has(&key->ref_columns, *column);
}

static bool constraint_uses(const Catalog *catalog, const Table *table,
                            const ConstraintDef *def, Str column)
{
    return table_list_has(table, &def->columns, column) ||
           table_list_has(table, &def->include, column) ||
           catalog_mentions(catalog, def->expression, column);
}

static void drop_uses_in_table(Catalog *catalog, Table *table, Str column, bool cascade)
{
    // Each step may take more than one element: constraints and indexes go together.
    for (size_t i = 0; i < table->constraints.len;) {
        Constraint *constraint = table->constraints.at[i];
        if (constraint_uses(catalog, table, &constraint->def, column))
            constraint_drop(catalog, table, constraint, cascade);
        else
            i++;
    }
    for (size_t i = 0; i < table->indexes.len;) {
        if (index_uses(catalog, table->indexes.at[i], column))
            index_remove(catalog, table->indexes.at[i]);
        else
            i++;
    }
}

static void drop_rules_of_table(const Catalog *catalog, Table *table, Str column)
{
    for (size_t i = table->policies.len; i-- > 0;) {
        const PolicyDef *def = &table->policies.at[i]->def;
        if (text_mentions(catalog->arena, def->using_expr, column) ||
            text_mentions(catalog->arena, def->check_expr, column))
            VEC_REMOVE(&table->policies, i);
    }
    for (size_t i = table->triggers.len; i-- > 0;)
        if (list_has(&table->triggers.at[i]->columns, column))
            VEC_REMOVE(&table->triggers, i);
}

// A view whose columns nobody wrote down reads all of the table's.
static void drop_views_of_column(Catalog *catalog, Name table, Str column)
{
    size_t at = 0;
    for (const View *view; (view = next_record(catalog, OBJ_VIEW, &at));)
        if (view_reads(catalog, view, table) &&
            (view->def.columns.len == 0 || view_names(catalog, view, column)))
            object_drop(catalog, relation_at(catalog, view->name), true);
}

static void take_column(Table *table, const Column *column)
{
    for (size_t i = 0; i < table->columns.len; i++)
        if (table->columns.at[i] == column) {
            VEC_REMOVE(&table->columns, i);
            return;
        }
}

static void drop_generated_from(Catalog *catalog, Table *table, Str column)
{
    // A generated column cannot feed another: one level is all there is.
    for (size_t i = table->columns.len; i-- > 0;) {
        Column *generated = table->columns.at[i];
        if (!catalog_mentions(catalog, generated->def->generated_expr, column))
            continue;
        take_column(table, generated);
        drop_uses_in_table(catalog, table, generated->def->name, true);
    }
}

void column_drop(Catalog *catalog, Table *table, Column *column, bool cascade)
{
    Str name = column->def->name;
    take_column(table, column);
    drop_uses_in_table(catalog, table, name, cascade);
    const Sequence *sequence = column_sequence(catalog, table->name, name);
    if (sequence)
        object_drop(catalog, relation_at(catalog, sequence->name), false);
    if (!cascade)
        return;
    drop_keys_to(catalog, table->name, refers_to, &name);
    drop_rules_of_table(catalog, table, name);
    drop_views_of_column(catalog, table->name, name);
    drop_generated_from(catalog, table, name);
}
