// SPDX-License-Identifier: Apache-2.0
// Columns of MySQL's tables: in their places, stated anew, renamed and dropped with what
// the server takes along.
#include "catalog/replay_my_priv.h"

// ---- places ----

static size_t index_of(const Table *table, const Column *column)
{
    size_t i = 0;
    while (i < table->columns.len && table->columns.at[i] != column)
        i++;
    return i;
}

// `position` as in Op; behind a column that is not known it stays where it is.
static void place(const Table *table, Column *column, Str position)
{
    const Column *after = position.len > 0 ? find_column(table, position) : NULL;
    if (!position.ptr || (position.len > 0 && !after) || after == column)
        return;
    Column **at = table->columns.at;
    size_t from = index_of(table, column);
    size_t to = after ? index_of(table, after) + 1 : 0;
    if (to > from) { // taken out first
        to--;
        memmove(&at[from], &at[from + 1], (to - from) * sizeof(Column *));
    } else {
        memmove(&at[to + 1], &at[to], (from - to) * sizeof(Column *));
    }
    at[to] = column;
}

Column *my_column_add(Catalog *catalog, Table *table, const ColumnDef *def, Str position)
{
    if (find_column(table, def->name))
        return NULL;
    Column *column = column_insert(catalog, table, def);
    if (!column)
        return NULL;
    ColumnDef *settled = column_redefine(catalog->arena, column);
    my_charset_settle(table, settled);
    settled->not_null |= def->type.serial;
    place(table, column, position);
    return column;
}

// ---- names that pass from one column to another ----

static size_t displaced_at(const Catalog *catalog, const Table *table, Str name)
{
    size_t i = 0;
    while (i < catalog->displaced.len &&
           (catalog->displaced.at[i].table != table ||
            !table_same_name(table, catalog->displaced.at[i].name, name)))
        i++;
    return i;
}

static Column *altered(const Catalog *catalog, const Table *table, Str name)
{
    size_t at = displaced_at(catalog, table, name);
    return at < catalog->displaced.len ? catalog->displaced.at[at].column
                                       : find_column(table, name);
}

const Column *catalog_altered_column(const Catalog *catalog, const Table *table, Str name)
{
    return table ? altered(catalog, table, name) : NULL;
}

// It has another name now, or is dropped.
static void arrive(Catalog *catalog, const Column *column)
{
    for (size_t i = catalog->displaced.len; i-- > 0;)
        if (catalog->displaced.at[i].column == column)
            VEC_REMOVE(&catalog->displaced, i);
}

// Before a column gets the op's new name: where that is another one's still, which a
// later action renames or drops, that one goes out of the way.
static void make_way(Catalog *catalog, const Table *table, const Op *op, Str name)
{
    Column *column = op_has(op, OPF_TAKES_NAME) ? find_column(table, name) : NULL;
    if (!column || displaced_at(catalog, table, name) < catalog->displaced.len)
        return;
    *vec_push(catalog->arena, &catalog->displaced) =
        (Displaced){ table, column, column->def->name };
    // No column can be called so: names do not end in a blank.
    Str aside = arena_fmt(catalog->arena, STR_FMT " ", STR_ARG(column->def->name));
    retarget_column(catalog, table, column->def->name, aside);
    column_redefine(catalog->arena, column)->name = aside;
}

Column *my_column_presume(Catalog *catalog, Table *table, Str name)
{
    Column *known = altered(catalog, table, name);
    if (known || table->complete)
        return known;
    ColumnDef *def = NEW(catalog->arena, ColumnDef);
    def->name = name;
    Column *column = column_insert(catalog, table, def);
    if (column)
        column->origin = column->not_null_origin = column->changed =
            catalog_presumed_here(catalog);
    return column;
}

// ---- ops ----

void apply_my_add_column(Catalog *catalog, const Op *op)
{
    Table *table = op->column ? table_presume(catalog, op->name) : NULL;
    if (!table)
        return;
    make_way(catalog, table, op, op->column->name);
    my_column_add(catalog, table, op->column, op_rest(op)->position);
}

// The server refuses some of what is dropped here along with the column: a key of two
// columns on MariaDB, a CHECK of two. Where it went through, another statement that is
// still to come, or that nobody saw, has taken that away.
void apply_my_drop_column(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    Column *column = table ? altered(catalog, table, op->part) : NULL;
    if (!column)
        return;
    arrive(catalog, column);
    my_column_checks_remove(table, column->def->name);
    my_column_uses_remove(table, column->def->name);
    size_t at = index_of(table, column);
    VEC_REMOVE(&table->columns, at);
}

// False when another column has the name.
static bool rename_to(Catalog *catalog, Table *table, Column *column, const Op *op)
{
    Str to = op->other.name;
    make_way(catalog, table, op, to);
    const Column *taken = find_column(table, to);
    Str from = column->def->name;
    if (to.len == 0 || (taken && taken != column))
        return false;
    if (str_eq(from, to))
        return true;
    arrive(catalog, column);
    column_redefine(catalog->arena, column)->name = to;
    table->renamed = true;
    retarget_column(catalog, table, from, to);
    return true;
}

void apply_my_rename_column(Catalog *catalog, const Op *op)
{
    Table *table = table_presume(catalog, op->name);
    Column *column = table ? my_column_presume(catalog, table, op->part) : NULL;
    if (column && rename_to(catalog, table, column, op))
        column->changed = catalog_here(catalog);
}

// All of the definition is the new one; what belonged to the old one alone is gone.
void apply_my_modify_column(Catalog *catalog, const Op *op)
{
    Table *table = op->column ? table_presume(catalog, op->name) : NULL;
    Str name = op->part.len > 0 || !op->column ? op->part : op->column->name;
    Column *column = table ? my_column_presume(catalog, table, name) : NULL;
    if (!column || !rename_to(catalog, table, column, op))
        return;
    bool was_not_null = column->def->not_null;
    column->def = op->column;
    ColumnDef *def = column_redefine(catalog->arena, column);
    my_charset_settle(table, def);
    def->not_null |= def->type.serial || table_key_has(table, def->name);
    if (def->not_null != was_not_null)
        column->not_null_origin = catalog_here(catalog);
    column->changed = catalog_here(catalog);
    my_column_checks_remove(table, def->name);
    place(table, column, op_rest(op)->position);
}

// SET DEFAULT and DROP DEFAULT.
void apply_my_default(Catalog *catalog, const Op *op)
{
    Table *table = table_presume(catalog, op->name);
    Str name = op->part.len > 0 || !op->column ? op->part : op->column->name;
    Column *column = table ? my_column_presume(catalog, table, name) : NULL;
    if (!column)
        return;
    Str given = op->column ? op->column->default_expr : op->detail;
    column_redefine(catalog->arena, column)->default_expr =
        op->kind == OP_DROP_DEFAULT ? (Str){ 0 } : given;
    column->changed = catalog_here(catalog);
}

void apply_my_alter_column(Catalog *catalog, const Op *op)
{
    Table *table = table_presume(catalog, op->name);
    Column *column = table ? my_column_presume(catalog, table, op->part) : NULL;
    if (!column)
        return;
    column_redefine(catalog->arena, column)->invisible =
        str_eq(op->verb, STR("invisible"));
    column->changed = catalog_here(catalog);
}
