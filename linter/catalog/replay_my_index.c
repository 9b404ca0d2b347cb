// SPDX-License-Identifier: Apache-2.0
// The ops on indexes and constraints of MySQL's tables.
#include "catalog/replay_my_priv.h"

// ---- indexes ----

void apply_my_create_index(Catalog *catalog, const Op *op)
{
    if (!op->index)
        return;
    Name name = op->index->table.name.len > 0 ? op->index->table : op->name;
    Table *table = table_presume(catalog, name);
    if (!table)
        return;
    if (op_has(op, OPF_OR_REPLACE) && op->index->name.len > 0)
        my_index_remove(table, table_index(table, op->index->name));
    my_index_add(catalog, table, op->index);
}

static void remember(Catalog *catalog, Table *table, Str name)
{
    const Index *index = table_index(table, name);
    if (index && index->def.unique)
        *vec_push(catalog->arena, &table->lost_indexes) =
            (LostIndex){ index->def, catalog->batch };
}

void apply_my_drop_index(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    const Constraint *key = table_primary_key(table);
    if (!table)
        return;
    remember(catalog, table, op->part);
    if (key && str_eq_ci(op->part, PRIMARY_NAME))
        my_constraint_remove(table, key);
    else
        my_index_remove(table, table_index(table, op->part));
}

static Index *find_own(const Table *table, Str name)
{
    for (size_t i = 0; table && i < table->indexes.len; i++)
        if (table_same_name(table, table->indexes.at[i]->def.name, name))
            return table->indexes.at[i];
    return NULL;
}

void apply_my_rename_index(Catalog *catalog, const Op *op)
{
    Table *table = table_presume(catalog, op->name);
    Index *index = find_own(table, op->part);
    const Index *taken = table_index(table, op->other.name);
    if (!index || op->other.name.len == 0 || (taken && taken != index))
        return;
    index->def.name = index->name.name = op->other.name;
    index->generated = false; // the name was given
}

void apply_my_alter_index(Catalog *catalog, const Op *op)
{
    Index *index = find_own(find_table(catalog, op->name), op->part);
    if (index)
        index->def.invisible = str_eq(op->verb, STR("invisible"));
}

// ---- constraints ----

// The column in whose definition an inline constraint stands.
static Str inline_column(const Op *op)
{
    const StrVec *columns = &op->constraint->columns;
    if (!op_has(op, OPF_INLINE))
        return STR("");
    return columns->len > 0 ? columns->at[0] : op->part;
}

void apply_my_add_constraint(Catalog *catalog, const Op *op)
{
    Table *table = op->constraint ? table_presume(catalog, op->name) : NULL;
    if (!table)
        return;
    my_constraint_add(catalog, table, op->constraint, inline_column(op));
    // Rows are where they are already.
    if (op->constraint->kind == CON_PRIMARY_KEY && my_is_tidb(catalog))
        table->clustering = NONCLUSTERED;
}

typedef struct DropRow {
    Str verb;
    ConstraintKind kinds[3];
    size_t kind_count;
} DropRow;

static const DropRow drop_rows[] = {
    { STR_INIT("primary-key"), { CON_PRIMARY_KEY }, 1 },
    { STR_INIT("foreign-key"), { CON_FOREIGN_KEY }, 1 },
    { STR_INIT("check"), { CON_CHECK }, 1 },
    { STR_INIT("constraint"), { CON_CHECK, CON_FOREIGN_KEY, CON_PRIMARY_KEY }, 3 },
};

static bool takes(const DropRow *row, ConstraintKind kind)
{
    for (size_t i = 0; i < row->kind_count; i++)
        if (row->kinds[i] == kind)
            return true;
    return false;
}

static const DropRow *drop_row(Str verb)
{
    for (size_t i = 0; i < sizeof drop_rows / sizeof *drop_rows; i++)
        if (str_eq(drop_rows[i].verb, verb))
            return &drop_rows[i];
    return NULL;
}

// DROP CONSTRAINT takes unique indexes too; TiDB's takes CHECK constraints alone, and
// says nothing of others that have the name.
void apply_my_drop_constraint(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    const DropRow *row = drop_row(op->verb);
    if (!table || !row)
        return;
    if (row->kind_count > 1 && my_is_tidb(catalog))
        row = drop_row(STR("check"));
    remember(catalog, table, op->part);
    for (size_t i = 0; i < table->constraints.len; i++) {
        const Constraint *constraint = table->constraints.at[i];
        if (constraint->def.name.len > 0 && takes(row, constraint->def.kind) &&
            table_same_name(table, constraint->def.name, op->part)) {
            my_constraint_remove(table, constraint);
            return;
        }
    }
    const Index *index = table_index(table, op->part);
    if (index && index->def.unique && row->kind_count > 1)
        my_index_remove(table, index);
}

void apply_my_alter_constraint(Catalog *catalog, const Op *op)
{
    Table *table = find_table(catalog, op->name);
    Constraint *constraint =
        table && op->part.len > 0 ? find_constraint(table, op->part) : NULL;
    if (constraint)
        constraint->def.not_enforced = str_eq(op->verb, STR("not-enforced"));
}
