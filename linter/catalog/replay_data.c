// SPDX-License-Identifier: Apache-2.0
// What matters for the work that a later statement makes and for nothing else: whether
// tables hold rows, who owns them, which statistics and publications have them.
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

static void add_to_publication(Catalog *catalog, const Op *op)
{
    for (size_t i = 0; i < op->relations.len; i++) {
        Table *table = table_presume(catalog, op->relations.at[i]);
        if (table)
            *vec_push(catalog->arena, &table->publications) = op->name.name;
    }
}

static void take_from_publication(Table *table, Str publication)
{
    for (size_t i = table->publications.len; i-- > 0;)
        if (str_eq(table->publications.at[i], publication))
            VEC_REMOVE(&table->publications, i);
}

static void take_all_from_publication(Catalog *catalog, Str publication)
{
    size_t at = 0;
    for (Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        take_from_publication(table, publication);
}

static void alter_publication(Catalog *catalog, const Op *op)
{
    if (str_eq(op->verb, STR("set")))
        take_all_from_publication(catalog, op->name.name);
    if (!str_eq(op->verb, STR("drop"))) {
        add_to_publication(catalog, op);
        return;
    }
    for (size_t i = 0; i < op->relations.len; i++) {
        Table *table = find_table(catalog, op->relations.at[i]);
        if (table)
            take_from_publication(table, op->name.name);
    }
}

void apply_drop_publication(Catalog *catalog, const Op *op)
{
    take_all_from_publication(catalog, op->name.name);
}

void apply_create_object(Catalog *catalog, const Op *op)
{
    if (op->object == OBJ_PUBLICATION)
        add_to_publication(catalog, op);
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
    if (op->object == OBJ_PUBLICATION)
        alter_publication(catalog, op);
    if (!str_eq(op->verb, STR("reassign-owned")))
        return;
    for (Table *table; (table = next_record(catalog, OBJ_TABLE, &at));)
        for (size_t i = 0; i < op->columns.len; i++)
            if (str_eq(table->owner, op->columns.at[i]))
                table->owner = op->detail;
}
