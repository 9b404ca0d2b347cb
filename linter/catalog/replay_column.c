// SPDX-License-Identifier: Apache-2.0
// Columns: added, altered, renamed and dropped, on a table and on what inherits from it.
#include "catalog/replay_priv.h"

// PostgreSQL's own limit; it also bounds what a hostile file can make of inheritance.
enum { MAX_COLUMNS = 1600 };

Column *column_insert(Catalog *catalog, Table *table, const ColumnDef *def)
{
    Column *known = find_column(table, def->name);
    if (known || def->name.len == 0 || table->columns.len >= MAX_COLUMNS)
        return known;
    Column *column = NEW(catalog->arena, Column);
    column->def = column_def_keep(catalog, def);
    column->origin = column->not_null_origin = column->changed = catalog_here(catalog);
    *vec_push(catalog->arena, &table->columns) = column;
    return column;
}

Column *column_add(Catalog *catalog, Table *table, const ColumnDef *def)
{
    size_t before = table->columns.len;
    Column *column = column_insert(catalog, table, def);
    if (table->columns.len > before)
        sequence_of_column(catalog, table, column);
    return column;
}

void column_set_not_null(Catalog *catalog, Column *column, bool not_null)
{
    if (column->def->not_null == not_null)
        return;
    column_redefine(catalog->arena, column)->not_null = not_null;
    column->not_null_origin = catalog_here(catalog);
}

void apply_add_column(Catalog *catalog, const Op *op)
{
    Table *table = op->column ? table_presume(catalog, op->name) : NULL;
    if (!table || find_column(table, op->column->name))
        return;
    const Column *column = column_add(catalog, table, op->column);
    if (!column)
        return;
    TableList tree = table_tree(catalog, table, op_has(op, OPF_ONLY));
    for (size_t i = 1; i < tree.len; i++) {
        Column *heir = column_insert(catalog, tree.at[i], column->def);
        if (heir)
            heir->inherited = true;
    }
}

void apply_drop_column(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    Column *column = table ? find_column(table, op->part) : NULL;
    if (!column)
        return;
    bool only = op_has(op, OPF_ONLY);
    TableList tree = table_tree(catalog, table, false);
    column_drop(catalog, table, column, op_has(op, OPF_CASCADE));
    for (size_t i = 1; i < tree.len; i++) {
        Column *heir = find_column(tree.at[i], op->part);
        if (!heir || !heir->inherited)
            continue;
        if (only)
            heir->inherited = false;
        else
            column_drop(catalog, tree.at[i], heir, op_has(op, OPF_CASCADE));
    }
}

// ---- renaming ----

static void rename_in(Catalog *catalog, Table *table, Str from, Str to)
{
    Column *column = find_column(table, from);
    if (!column || find_column(table, to))
        return;
    column_redefine(catalog->arena, column)->name = to;
    column->changed = catalog_here(catalog);
    table->renamed = true;
    retarget_column(catalog, table, from, to);
}

static void rename_view_column(View *view, Str from, Str to)
{
    for (size_t i = 0; i < view->def.columns.len; i++)
        if (str_eq(view->def.columns.at[i], from))
            view->def.columns.at[i] = to;
    for (size_t i = 0; i < view->indexes.len; i++) {
        IndexDef *def = &view->indexes.at[i]->def;
        for (size_t k = 0; k < def->parts.len; k++)
            if (str_eq(def->parts.at[k].column, from))
                def->parts.at[k].column = to;
    }
}

void apply_rename_column(Catalog *catalog, const Op *op)
{
    Str to = op->other.name;
    if (op->part.len == 0 || to.len == 0)
        return;
    const Object *object = relation_find(catalog, op->name);
    if (object && object->kind == OBJ_VIEW)
        rename_view_column(object->record, op->part, to);
    if (!object || object->kind != OBJ_TABLE)
        return;
    TableList tree = table_tree(catalog, object->record, op_has(op, OPF_ONLY));
    for (size_t i = 0; i < tree.len; i++)
        rename_in(catalog, tree.at[i], op->part, to);
}

// ---- altering: one change, made to the column of the table and of what inherits from it
// ----

typedef void Change(Catalog *catalog, Column *column, const Op *op);

static Str op_column(const Op *op)
{
    return op->part.len > 0 || !op->column ? op->part : op->column->name;
}

static void change_tree(Catalog *catalog, const Op *op, bool only, Change *change)
{
    Table *table = table_presume(catalog, op->name);
    if (!table)
        return;
    TableList tree = table_tree(catalog, table, only);
    for (size_t i = 0; i < tree.len; i++) {
        Column *column = find_column(tree.at[i], op_column(op));
        if (!column)
            continue;
        change(catalog, column, op);
        column->changed = catalog_here(catalog);
    }
}

static void change_type(Catalog *catalog, Column *column, const Op *op)
{
    ColumnDef *def = column_redefine(catalog->arena, column);
    def->type = type_ref_known(catalog, op->column->type);
    def->collation = op->column->collation;
}

// Of a presumed table this tells what the column is; that it was there before is certain.
static void presume_column(Catalog *catalog, const Op *op)
{
    Table *table = table_presume(catalog, op->name);
    if (!table || table->complete || find_column(table, op_column(op)))
        return;
    ColumnDef *def = NEW(catalog->arena, ColumnDef);
    *def = (ColumnDef){ .name = op_column(op),
                        .type = op->column->type,
                        .span = op->column->span };
    Column *column = column_insert(catalog, table, def);
    if (column)
        column->origin = column->not_null_origin = catalog_presumed_here(catalog);
}

void apply_column_type(Catalog *catalog, const Op *op)
{
    if (!op->column)
        return;
    presume_column(catalog, op);
    change_tree(catalog, op, op_has(op, OPF_ONLY), change_type);
}

static void set_not_null(Catalog *catalog, Column *column, const Op *op)
{
    column_set_not_null(catalog, column, op->kind == OP_SET_NOT_NULL);
}

void apply_set_not_null(Catalog *catalog, const Op *op)
{
    change_tree(catalog, op, op_has(op, OPF_ONLY), set_not_null);
}

// A constraint that is the column's NOT NULL goes with it.
static void drop_not_null_constraint(Catalog *catalog, Table *table, Str column)
{
    for (size_t i = table->constraints.len; i-- > 0;) {
        Constraint *constraint = table->constraints.at[i];
        if (constraint->def.kind == CON_NOT_NULL && constraint->def.columns.len == 1 &&
            str_eq(constraint->def.columns.at[0], column))
            constraint_remove(catalog, table, constraint);
    }
}

// PostgreSQL takes NOT NULL from neither.
static bool is_key_or_identity(const Table *table, Str name)
{
    const Constraint *key = table_primary_key(table);
    const Column *column = find_column(table, name);
    for (size_t i = 0; key && i < key->def.columns.len; i++)
        if (str_eq(key->def.columns.at[i], name))
            return true;
    return column && column->def->identity != IDENTITY_NONE;
}

void apply_drop_not_null(Catalog *catalog, const Op *op)
{
    Table *table = table_presume(catalog, op->name);
    if (table && is_key_or_identity(table, op_column(op)))
        return;
    if (table)
        drop_not_null_constraint(catalog, table, op_column(op));
    change_tree(catalog, op, op_has(op, OPF_ONLY), set_not_null);
}

static void set_default(Catalog *catalog, Column *column, const Op *op)
{
    column_redefine(catalog->arena, column)->default_expr =
        op->column ? op->column->default_expr : op->detail;
}

static void drop_default(Catalog *catalog, Column *column, const Op *op)
{
    (void)op;
    column_redefine(catalog->arena, column)->default_expr = (Str){ 0 };
}

void apply_set_default(Catalog *catalog, const Op *op)
{
    change_tree(catalog, op, op_has(op, OPF_ONLY), set_default);
}

void apply_drop_default(Catalog *catalog, const Op *op)
{
    change_tree(catalog, op, op_has(op, OPF_ONLY), drop_default);
}

static void drop_identity(Catalog *catalog, const Table *table, Column *column)
{
    const Sequence *sequence = column_sequence(catalog, table->name, column->def->name);
    column_redefine(catalog->arena, column)->identity = IDENTITY_NONE;
    if (sequence)
        object_drop(catalog, relation_at(catalog, sequence->name), false);
}

void apply_identity(Catalog *catalog, const Op *op)
{
    Table *table = table_presume(catalog, op->name);
    Column *column = table ? find_column(table, op_column(op)) : NULL;
    if (!column)
        return;
    if (op_has(op, OPF_REVOKE)) {
        drop_identity(catalog, table, column);
        column->changed = catalog_here(catalog);
        return;
    }
    IdentityKind before = column->def->identity;
    if (!op->column || op->column->identity == IDENTITY_NONE)
        return; // options of its sequence
    column_redefine(catalog->arena, column)->identity = op->column->identity;
    column->changed = catalog_here(catalog);
    if (before == IDENTITY_NONE)
        sequence_of_column(catalog, table, column);
}

static void change_generated(Catalog *catalog, Column *column, const Op *op)
{
    bool drop = op_has(op, OPF_REVOKE) || !op->column;
    ColumnDef *def = column_redefine(catalog->arena, column);
    def->generated_expr = drop ? (Str){ 0 } : op->column->generated_expr;
    if (drop)
        def->generated = GENERATED_NONE;
}

void apply_generated(Catalog *catalog, const Op *op)
{
    change_tree(catalog, op, op_has(op, OPF_ONLY), change_generated);
}
