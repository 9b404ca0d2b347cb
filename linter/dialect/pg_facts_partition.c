// SPDX-License-Identifier: Apache-2.0
// Facts about partitions and inheritance: attached and detached.
#include "dialect/pg_facts_priv.h"

// ---- ATTACH PARTITION ----

static const Table *candidate(const Ask *ask)
{
    return catalog_table(ask->catalog, ask->op->other);
}

static bool is_default_bound(const Ask *ask)
{
    return ask->op->detail.len == 0;
}

// The tables above the one that a partition is attached to.
static void on_ancestors(const Ask *ask, RelVec *out)
{
    const Table *table = pg_table(ask);
    while (table && table->partition_of.name.len > 0) {
        pg_add(out, ask, table->partition_of);
        table = catalog_table(ask->catalog, table->partition_of);
    }
}

static void on_candidate(const Ask *ask, RelVec *out)
{
    pg_add_tree(out, ask, ask->op->other, false);
}

static bool has_match(const Index *index)
{
    return index->parent.name.len == 0;
}

// The parent has an index that the candidate lacks: it is built.
static bool lacks_index(const Ask *ask)
{
    const Table *parent = pg_table(ask), *table = candidate(ask);
    for (size_t i = 0; parent && i < parent->indexes.len; i++) {
        bool found = false;
        for (size_t k = 0; table && k < table->indexes.len; k++)
            found =
                found || (has_match(table->indexes.at[k]) &&
                          pg_index_matches(table->indexes.at[k], parent->indexes.at[i]));
        if (!found)
            return true;
    }
    return false;
}

static bool has_key(const Table *table, const ConstraintDef *key)
{
    for (size_t i = 0; table && i < table->constraints.len; i++)
        if (pg_key_matches(&table->constraints.at[i]->def, key))
            return true;
    return false;
}

// What the parent's foreign keys point to: those that the candidate has as well, or
// those that it lacks.
static void add_keys(const Ask *ask, RelVec *out, bool lacking)
{
    const Table *parent = pg_table(ask);
    for (size_t i = 0; parent && i < parent->constraints.len; i++) {
        const ConstraintDef *def = &parent->constraints.at[i]->def;
        if (def->kind == CON_FOREIGN_KEY && has_key(candidate(ask), def) != lacking)
            pg_add(out, ask, def->ref_table);
    }
}

static void on_new_keys(const Ask *ask, RelVec *out)
{
    add_keys(ask, out, true);
}

static void on_merged_keys(const Ask *ask, RelVec *out)
{
    add_keys(ask, out, false);
}

static bool needs_no_scan(const Ask *ask)
{
    return pg_rows_stay_inside(ask, candidate(ask), pg_table(ask), ask->op->detail) &&
           !lacks_index(ask) && !pg_is_any(ask, on_new_keys);
}

static void on_searched_default(const Ask *ask, RelVec *out)
{
    const Table *found = pg_default_partition(ask, pg_table(ask));
    if (found && !is_default_bound(ask) &&
        !pg_rows_stay_outside(ask, found, pg_table(ask), ask->op->detail))
        pg_add(out, ask, found->name);
}

static void on_index_tables(const Ask *ask, RelVec *out)
{
    const Name names[] = { ask->op->name, ask->op->other };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const Index *index = catalog_index(ask->catalog, names[i]);
        if (index)
            pg_add(out, ask, index->def.table);
    }
}

// ---- the columns of parent and child ----

static const Table *parent_of(const Ask *ask)
{
    return ask->op->kind == OP_ADD_INHERIT ? candidate(ask) : pg_table(ask);
}

static const Table *child_of(const Ask *ask)
{
    return ask->op->kind == OP_ADD_INHERIT ? pg_table(ask) : candidate(ask);
}

static bool is_known(const Table *table)
{
    return table && table->complete && !table->uncertain;
}

static bool lacks_column(const Ask *ask)
{
    const Table *parent = parent_of(ask), *child = child_of(ask);
    if (!is_known(parent) || !is_known(child))
        return false;
    for (size_t i = 0; i < parent->columns.len; i++)
        if (!table_column(child, parent->columns.at[i]->def->name))
            return true;
    return false;
}

static bool lacks_not_null(const Ask *ask)
{
    const Table *parent = parent_of(ask), *child = child_of(ask);
    if (!is_known(parent) || !is_known(child))
        return false;
    for (size_t i = 0; i < parent->columns.len; i++) {
        const ColumnDef *def = parent->columns.at[i]->def;
        const Column *column = table_column(child, def->name);
        if (def->not_null && column && !column->def->not_null)
            return true;
    }
    return false;
}

static const Fact attach_partition[] = {
    { .when = lacks_column, REFUSE("child table is missing a column") },
    { .when = lacks_not_null, REFUSE("a column in child table must be marked NOT NULL") },
    { .object = OBJ_INDEX, .on = on_index_tables, LOCK(ACCESS_SHARE) },
    { .object = OBJ_INDEX, .to = 11, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_INDEX, .from = 12, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_INDEX, .on = on_other, LOCK(ACCESS_EXCLUSIVE) },

    { .object = OBJ_TABLE, .to = 11, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_TABLE, .from = 12, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_TABLE, .on = on_ancestors, LOCK(ACCESS_SHARE) },
    { .object = OBJ_TABLE, .on = on_candidate, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_TABLE, .unless = needs_no_scan, .on = on_candidate, SCAN },
    { .object = OBJ_TABLE, .on = on_default_partition, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_TABLE, .on = on_searched_default, SCAN },
    { .object = OBJ_TABLE,
      .from = 12,
      .on = on_named_indexes,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .object = OBJ_TABLE, .to = 11, .on = on_new_keys, LOCK(ROW_SHARE) },
    { .object = OBJ_TABLE, .from = 12, .on = on_new_keys, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .object = OBJ_TABLE, .on = on_new_keys, LOCK_INDEXES(ACCESS_SHARE) },
    { .object = OBJ_TABLE, .on = on_new_keys, SCAN },
    { .object = OBJ_TABLE, .on = on_merged_keys, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- DETACH PARTITION ----

static bool is_no_partition(const Ask *ask)
{
    const Table *table = candidate(ask);
    return table && table->complete && !table->uncertain &&
           table->partition_of.name.len == 0;
}

static bool has_default(const Ask *ask)
{
    return pg_default_partition(ask, pg_table(ask)) != NULL;
}

// Indexes that belong to the parent's.
static void on_attached_indexes(const Ask *ask, RelVec *out)
{
    for (size_t i = 0; candidate(ask) && i < candidate(ask)->indexes.len; i++)
        if (candidate(ask)->indexes.at[i]->parent.name.len > 0)
            *vec_push(ask->arena, out) = pg_rel_of_index(candidate(ask)->indexes.at[i]);
}

static void on_parent_keys(const Ask *ask, RelVec *out)
{
    const Table *parent = pg_table(ask);
    for (size_t i = 0; parent && i < parent->constraints.len; i++)
        pg_add(out, ask, parent->constraints.at[i]->def.ref_table);
}

static void on_referencing(const Ask *ask, RelVec *out)
{
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->op->name);
    for (size_t i = 0; i < keys.len; i++)
        pg_add(out, ask, keys.at[i].table->name);
}

static bool is_referenced(const Ask *ask)
{
    return pg_is_any(ask, on_referencing);
}

static const Fact detach_partition[] = {
    { .with = OPF_CONCURRENTLY,
      .to = 13,
      REFUSE("DETACH PARTITION CONCURRENTLY came with PostgreSQL 14") },
    { .when = is_no_partition, REFUSE("it is not a partition of that table") },
    { .with = OPF_CONCURRENTLY,
      .when = has_default,
      REFUSE("cannot detach partitions concurrently when a default partition exists") },
    { .without = OPF_CONCURRENTLY, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .without = OPF_CONCURRENTLY,
      .to = 13,
      .on = on_other,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .without = OPF_CONCURRENTLY,
      .to = 13,
      .when = is_referenced,
      .on = on_other,
      LOCK(ACCESS_EXCLUSIVE) },
    { .without = OPF_CONCURRENTLY, .from = 14, .on = on_other, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CONCURRENTLY, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .with = OPF_CONCURRENTLY, .on = on_other, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_default_partition, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_attached_indexes, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_parent_keys, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .on = on_referencing, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_referencing, SCAN },
};

// ---- INHERIT ----

static const Fact add_inherit[] = {
    { .when = lacks_column, REFUSE("child table is missing a column") },
    { .when = lacks_not_null, REFUSE("a column in child table must be marked NOT NULL") },
    { .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_other, LOCK(SHARE_UPDATE_EXCLUSIVE) },
};

static const Fact drop_inherit[] = {
    { .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_other, LOCK(ACCESS_SHARE) },
};

const FactList pg_partition_facts[OP_KIND_COUNT] = {
    [OP_ATTACH_PARTITION] = FACTS(attach_partition),
    [OP_DETACH_PARTITION] = FACTS(detach_partition),
    [OP_ADD_INHERIT] = FACTS(add_inherit),
    [OP_DROP_INHERIT] = FACTS(drop_inherit),
};
