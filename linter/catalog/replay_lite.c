// SPDX-License-Identifier: Apache-2.0
// The replay of SQLite and its kin: from a kind of op to the function that applies it,
// and what needs no file of its own. A rebuild leaves the table as it is: what is new
// about it are ops of their own.
#include "catalog/replay_priv.h"

// ---- columns ----

static Column *column_of(Catalog *catalog, const Op *op)
{
    Table *table = op->column ? table_presume(catalog, op->name) : NULL;
    return table ? find_column(table, op->part) : NULL;
}

static void apply_drop_not_null_lite(Catalog *catalog, const Op *op)
{
    Column *column = column_of(catalog, op);
    if (!column)
        return;
    column_set_not_null(catalog, column, false);
    column->changed = catalog_here(catalog);
}

static void apply_generated_lite(Catalog *catalog, const Op *op)
{
    Column *column = column_of(catalog, op);
    if (!column)
        return;
    ColumnDef *def = column_redefine(catalog->arena, column);
    def->generated = op->column->generated;
    def->generated_expr = op->column->generated_expr;
    column->changed = catalog_here(catalog);
}

// libSQL's ALTER COLUMN … TO, where nobody has run it.
static void apply_modify_column_lite(Catalog *catalog, const Op *op)
{
    Column *column = column_of(catalog, op);
    if (!column)
        return;
    Str name = column->def->name;
    column->def = op->column;
    column_redefine(catalog->arena, column)->name = name;
    column->changed = catalog_here(catalog);
}

// ---- triggers; their names are of the database ----

static bool remove_trigger(Table *table, Str name)
{
    for (size_t i = 0; table && i < table->triggers.len; i++)
        if (table_same_name(table, table->triggers.at[i]->name, name)) {
            VEC_REMOVE(&table->triggers, i);
            return true;
        }
    return false;
}

static bool has_trigger(const Catalog *catalog, Str name)
{
    size_t at = 0;
    for (const Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        for (size_t i = 0; i < table->triggers.len; i++)
            if (table_same_name(table, table->triggers.at[i]->name, name))
                return true;
    return false;
}

static void apply_create_trigger_lite(Catalog *catalog, const Op *op)
{
    if (find_view(catalog, op->name))
        return; // INSTEAD OF: the view's own affair
    Table *table = op->part.len > 0 ? table_presume(catalog, op->name) : NULL;
    if (!table || has_trigger(catalog, op->part))
        return;
    Trigger *trigger = NEW(catalog->arena, Trigger);
    *trigger = (Trigger){ .name = op->part,
                          .body = op->function ? op->function->body : STR(""),
                          .enabled = true,
                          .origin = catalog->here };
    for (size_t i = 0; i < op->columns.len; i++)
        *vec_push(catalog->arena, &trigger->columns) = op->columns.at[i];
    *vec_push(catalog->arena, &table->triggers) = trigger;
}

static void apply_drop_trigger_lite(Catalog *catalog, const Op *op)
{
    size_t at = 0;
    if (remove_trigger(find_table(catalog, op->name), op->part))
        return;
    for (Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        if (remove_trigger(table, op->part))
            return;
}

// ---- rebuilds ----

// What is made again is still there, unless the file has dropped it by its name.
static void apply_rebuild(Catalog *catalog, const Op *op)
{
    if (!str_eq(op->verb, STR("restore")))
        return;
    if (op->object == OBJ_TRIGGER)
        apply_create_trigger_lite(catalog, op);
    if (!op->index)
        return;
    Op create = *op;
    IndexDef *index = NEW(catalog->arena, IndexDef);
    *index = *op->index;
    index->table = op->name;
    create.index = index;
    apply_create_index(catalog, &create);
}

// ---- settings ----

static void apply_pragma(Catalog *catalog, const Op *op)
{
    static const char *const yes[] = { "on", "1", "yes", "true", NULL };
    if (!str_eq(op->part, STR("legacy_alter_table")) || op->detail.len == 0)
        return;
    catalog->legacy_alter = false;
    for (size_t i = 0; yes[i]; i++)
        catalog->legacy_alter |= str_eq_ci(op->detail, str_from(yes[i]));
}

// What a unique index has promised holds until rows are written.
static void apply_lite_drop_index(Catalog *catalog, const Op *op)
{
    const Index *index = catalog_index(catalog, op->name);
    Table *table = index ? find_table(catalog, index->def.table) : NULL;
    if (table && index->def.unique)
        *vec_push(catalog->arena, &table->lost_indexes) =
            (LostIndex){ index->def, catalog->batch };
    apply_drop_relation(catalog, op);
}

// Kinds that are not here do not change the schema.
Apply *const lite_applies[OP_KIND_COUNT] = {
    [OP_CREATE_TABLE] = apply_lite_create_table,
    [OP_DROP_TABLE] = apply_drop_relation,
    [OP_RENAME_TABLE] = apply_lite_rename_table,
    [OP_SET_TABLE_OPTION] = apply_lite_option,
    [OP_ADD_COLUMN] = apply_add_column,
    [OP_DROP_COLUMN] = apply_drop_column,
    [OP_RENAME_COLUMN] = apply_lite_rename_column,
    [OP_MODIFY_COLUMN] = apply_modify_column_lite,
    [OP_ALTER_COLUMN_TYPE] = apply_column_type,
    [OP_SET_NOT_NULL] = apply_set_not_null,
    [OP_DROP_NOT_NULL] = apply_drop_not_null_lite,
    [OP_SET_DEFAULT] = apply_set_default,
    [OP_DROP_DEFAULT] = apply_drop_default,
    [OP_ALTER_GENERATED] = apply_generated_lite,
    [OP_ADD_CONSTRAINT] = apply_lite_add_constraint,
    [OP_DROP_CONSTRAINT] = apply_lite_drop_constraint,
    [OP_CREATE_INDEX] = apply_create_index,
    [OP_DROP_INDEX] = apply_lite_drop_index,
    [OP_RENAME_INDEX] = apply_rename_relation,
    [OP_REBUILD_TABLE] = apply_rebuild,
    [OP_CREATE_VIEW] = apply_create_view,
    [OP_DROP_VIEW] = apply_drop_relation,
    [OP_CREATE_TRIGGER] = apply_create_trigger_lite,
    [OP_DROP_TRIGGER] = apply_drop_trigger_lite,
    [OP_INSERT] = apply_rows,
    [OP_SET_SESSION] = apply_pragma,
    [OP_OPAQUE] = apply_uncertain,
};
