// SPDX-License-Identifier: Apache-2.0
// What the catalog makes of a statement that the server refuses. Nothing of it happens,
// and nothing behind it runs until it is mended. So what it makes is taken to be there,
// as it will be then; what it takes away or changes stays as it is, for how it will be
// mended nobody can tell, and the names that it is about are open from here on.
#include "catalog/replay.h"

#include "catalog/replay_my_priv.h"

// What is not here makes something, or is not about the schema.
static const bool waits[OP_KIND_COUNT] = {
    [OP_DROP_SCHEMA] = true,     [OP_DROP_TABLE] = true,
    [OP_RENAME_TABLE] = true,    [OP_SET_TABLE_OPTION] = true,
    [OP_DROP_COLUMN] = true,     [OP_RENAME_COLUMN] = true,
    [OP_MODIFY_COLUMN] = true,   [OP_SET_DEFAULT] = true,
    [OP_DROP_DEFAULT] = true,    [OP_ALTER_COLUMN] = true,
    [OP_DROP_CONSTRAINT] = true, [OP_ALTER_CONSTRAINT] = true,
    [OP_DROP_INDEX] = true,      [OP_RENAME_INDEX] = true,
    [OP_ALTER_INDEX] = true,     [OP_ALTER_PARTITION] = true,
    [OP_TRUNCATE] = true,
};

static void leave_open(const Catalog *catalog, Table *table, Str name)
{
    if (!table_is_open(table, name))
        *vec_push(catalog->arena, &table->open) = name;
}

// Names that no part of the table has are those of mistakes, which will be gone.
static bool has_part(const Table *table, Str name)
{
    return table_column(table, name) || table_index(table, name) ||
           table_constraint(table, name);
}

static void refuse(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    if (op->kind == OP_RENAME_TABLE)
        my_rename_refuse(catalog, op);
    if (table && op->kind == OP_DROP_TABLE)
        leave_open(catalog, table, STR(""));
    if (!table || !has_part(table, op->part))
        return;
    leave_open(catalog, table, op->part);
    if (op->other.name.len > 0)
        leave_open(catalog, table, op->other.name);
}

void catalog_refuse(Catalog *catalog, const Op *op)
{
    catalog->here.span = op->span;
    if (!catalog->is_mysql || !waits[op->kind])
        catalog_apply(catalog, op);
    else
        refuse(catalog, op);
}
