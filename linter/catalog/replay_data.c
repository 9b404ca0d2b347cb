// SPDX-License-Identifier: Apache-2.0
// What matters for the work that a later statement makes and for nothing else: whether
// tables hold rows, who owns them, which statistics are kept of them.
#include "catalog/replay_priv.h"

static void set_filled(Catalog *catalog, Table *table, bool filled)
{
    TableList tree = table_tree(catalog, table, false);
    for (size_t i = 0; i < tree.len; i++)
        tree.at[i]->filled = filled;
}

void apply_rows(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    bool reads = op->kind == OP_COPY && str_eq(op->detail, STR("to"));
    if (table && !reads)
        set_filled(catalog, table, true);
}

void apply_truncate(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    if (table && !op_has(op, OPF_ONLY))
        set_filled(catalog, table, false);
}

void apply_create_object(Catalog *catalog, const Op *op)
{
    bool named = op->object == OBJ_STATISTICS && op->name.name.len > 0;
    for (size_t i = 0; named && i < op->relations.len; i++) {
        Table *table = find_table(catalog, op->relations.at[i]);
        if (table)
            *vec_push(catalog->arena, &table->statistics) =
                creation_name(catalog, op->name, false);
    }
}

void apply_alter_object(Catalog *catalog, const Op *op)
{
    size_t at = 0;
    if (!str_eq(op->verb, STR("reassign-owned")))
        return;
    for (Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        for (size_t i = 0; i < op->columns.len; i++)
            if (str_eq(table->owner, op->columns.at[i]))
                table->owner = op->detail;
}
