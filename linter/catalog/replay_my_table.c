// SPDX-License-Identifier: Apache-2.0
// MySQL's tables: made, copied, replaced, renamed and dropped.
#include "catalog/replay_my_priv.h"

// ---- what CREATE TABLE has ----

static bool is_within(Span inner, Span outer)
{
    return outer.end > outer.start && inner.start >= outer.start &&
           inner.end <= outer.end;
}

// The column in whose definition a constraint stands; empty: in none.
static Str column_around(const TableDef *def, Span span)
{
    for (size_t i = 0; i < def->columns.len; i++)
        if (is_within(span, def->columns.at[i].span))
            return def->columns.at[i].name;
    return STR("");
}

// Explicit indexes first: a foreign key gets one only where none of them is for it.
static void fill(Catalog *catalog, Table *table, const TableDef *def)
{
    for (size_t i = 0; i < def->options.len; i++)
        my_option_set(catalog, table, def->options.at[i]);
    my_charset_of_database(catalog, table);
    my_partitions_set(catalog, table, def);
    table->system_versioned = def->system_versioned;
    for (size_t i = 0; i < def->columns.len; i++)
        my_column_add(catalog, table, &def->columns.at[i], (Str){ 0 });
    for (size_t i = 0; i < def->constraints.len; i++)
        if (def->constraints.at[i].kind == CON_PRIMARY_KEY)
            my_constraint_add(catalog, table, &def->constraints.at[i], STR(""));
    for (size_t i = 0; i < def->indexes.len; i++)
        my_index_add(catalog, table, &def->indexes.at[i]);
    for (size_t i = 0; i < def->constraints.len; i++)
        if (def->constraints.at[i].kind != CON_PRIMARY_KEY)
            my_constraint_add(catalog, table, &def->constraints.at[i],
                              column_around(def, def->constraints.at[i].span));
}

// ---- LIKE ----

static void like_keys(Catalog *catalog, Table *table, const Table *model)
{
    for (size_t i = 0; i < model->constraints.len; i++) {
        ConstraintDef def = model->constraints.at[i]->def;
        Str column =
            def.name.len == 0 && def.columns.len > 0 ? def.columns.at[0] : STR("");
        // Its name is of the schema, so that MySQL makes up another.
        if (def.kind == CON_CHECK && !my_is_mariadb(catalog))
            def.name = (Str){ 0 };
        if (def.kind != CON_FOREIGN_KEY)
            my_constraint_add(catalog, table, &def, column);
    }
    for (size_t i = 0; i < model->indexes.len; i++)
        if (model->indexes.at[i]->constraint.len == 0)
            my_index_add(catalog, table, &model->indexes.at[i]->def);
}

// All of the model but its foreign keys.
static void make_like(Catalog *catalog, Table *table, const LikeClause *like)
{
    const Table *model = find_table(catalog, like->table);
    table->complete = model && model != table && model->complete;
    if (!model || model == table)
        return;
    for (size_t i = 0; i < model->options.len; i++)
        *vec_push(catalog->arena, &table->options) = model->options.at[i];
    my_partitions_set(catalog, table, &(TableDef){ .partition_by = model->partition_by });
    for (size_t i = 0; i < model->partitions.len; i++)
        *vec_push(catalog->arena, &table->partitions) = model->partitions.at[i];
    for (size_t i = 0; i < model->partition_columns.len; i++)
        *vec_push(catalog->arena, &table->partition_columns) =
            model->partition_columns.at[i];
    for (size_t i = 0; i < model->columns.len; i++)
        column_insert(catalog, table, model->columns.at[i]->def);
    like_keys(catalog, table, model);
    table->clustering = model->clustering;
}

// ---- CREATE TABLE ----

// The server would refuse a second table of the name: either did not come to be, so what
// is known of both is kept, and the table is as old as the first.
static void merge(Catalog *catalog, Table *table, const TableDef *def)
{
    table->uncertain = true;
    for (size_t i = 0; i < def->columns.len; i++)
        my_column_add(catalog, table, &def->columns.at[i], (Str){ 0 });
}

static Table *table_new(Catalog *catalog, Name name, const TableDef *def)
{
    Table *table = NEW(catalog->arena, Table);
    *table = (Table){ .name = name,
                      .origin = catalog->here,
                      .complete = !def->as_query,
                      .persistence = def->persistence,
                      .filled = def->as_query && !def->with_no_data,
                      .any_case = true };
    object_add(catalog, OBJ_TABLE, table, &table->name, &table->origin);
    return table;
}

void apply_my_create_table(Catalog *catalog, const Op *op)
{
    const TableDef *def = op->table;
    if (!def || op->name.name.len == 0)
        return;
    Name name = creation_name(catalog, op->name, def->persistence == PERSIST_TEMPORARY);
    Object *known = relation_at(catalog, name);
    if (known && op_has(op, OPF_OR_REPLACE) && known->kind == OBJ_TABLE) {
        object_drop(catalog, known, false);
        known = NULL;
    }
    if (known) {
        if (known->kind == OBJ_TABLE && !op_has(op, OPF_IF_NOT_EXISTS))
            merge(catalog, known->record, def);
        return;
    }
    Table *table = table_new(catalog, name, def);
    if (def->likes.len > 0)
        make_like(catalog, table, &def->likes.at[0]);
    else
        fill(catalog, table, def);
}

// ---- DROP ----

static Object *find_dropped(const Catalog *catalog, const Op *op)
{
    bool temporary = op->kind == OP_DROP_TABLE && str_eq(op->verb, STR("temporary"));
    return temporary ? relation_at(catalog, (Name){ TEMP_SCHEMA, op->name.name })
                     : relation_find(catalog, op->name);
}

// CASCADE is a word without a meaning here: what refers to the thing stays as it is.
void apply_my_drop_relation(Catalog *catalog, const Op *op)
{
    static const ObjectKind kinds[OP_KIND_COUNT] = {
        [OP_DROP_TABLE] = OBJ_TABLE,
        [OP_DROP_VIEW] = OBJ_VIEW,
        [OP_DROP_SEQUENCE] = OBJ_SEQUENCE,
    };
    Object *object = find_dropped(catalog, op);
    if (object && object->kind == kinds[op->kind])
        object_drop(catalog, object, false);
}

void apply_my_create_database(Catalog *catalog, const Op *op)
{
    const Space *known = space_find(catalog, op->name.name);
    bool stays = known && known->schema && op_has(op, OPF_IF_NOT_EXISTS);
    apply_create_schema(catalog, op);
    for (size_t i = 0; !stays && op->table && i < op->table->options.len; i++)
        my_database_set(catalog, op->name.name, &op->table->options.at[i]);
}

void apply_my_drop_schema(Catalog *catalog, const Op *op)
{
    Space *space = space_find(catalog, op->name.name);
    if (!space)
        return;
    space->schema = NULL;
    space->charset = space->collation = (Str){ 0 };
    for (size_t kind = 0; kind < OBJECT_KIND_COUNT; kind++)
        for (size_t i = 0; i < catalog->objects[kind].len; i++) {
            Object *object = catalog->objects[kind].at[i];
            if (!object->dropped && space_find(catalog, object->name->schema) == space)
                object_drop(catalog, object, false);
        }
}
