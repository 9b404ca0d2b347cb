// SPDX-License-Identifier: Apache-2.0
// Facts about indexes and maintenance.
#include "dialect/pg_facts_priv.h"

// ---- CREATE INDEX ----

// A temporary table is nobody else's, and its index is built the plain way.
static bool is_concurrent(const Ask *ask)
{
    const Table *table = catalog_table(ask->catalog, ask->op->other);
    return op_has(ask->op, OPF_CONCURRENTLY) &&
           !(table && table->persistence == PERSIST_TEMPORARY);
}

static bool index_is_there(const Ask *ask)
{
    Name table = catalog_resolve(ask->catalog, ask->op->other);
    Name name = { table.schema, ask->op->name.name };
    return name.name.len > 0 &&
           (catalog_index(ask->catalog, name) || catalog_table(ask->catalog, name));
}

static bool is_of_partitioned(const Ask *ask)
{
    const Table *table = catalog_table(ask->catalog, ask->op->other);
    return table && table->partition_by.len > 0;
}

static bool is_of_view(const Ask *ask)
{
    const View *view = catalog_view(ask->catalog, ask->op->other);
    return view && !view->def.materialized;
}

static bool has_equal_nulls(const Ask *ask)
{
    return ask->op->index && ask->op->index->nulls_not_distinct;
}

static bool lacks_partition_key(const Ask *ask)
{
    const Table *table = catalog_table(ask->catalog, ask->op->other);
    const IndexDef *def = ask->op->index;
    for (size_t i = 0; table && def && def->unique && i < table->partition_columns.len;
         i++) {
        bool found = false;
        for (size_t k = 0; k < def->parts.len; k++)
            found =
                found || str_eq(def->parts.at[k].column, table->partition_columns.at[i]);
        if (!found)
            return true;
    }
    return false;
}

// An index of a partition that will serve as its part of the new one.
static const Index *matching(const Ask *ask, const Table *table)
{
    Index wanted = { .def = *ask->op->index };
    for (size_t i = 0; i < table->indexes.len; i++)
        if (table->indexes.at[i]->parent.name.len == 0 &&
            pg_index_matches(table->indexes.at[i], &wanted))
            return table->indexes.at[i];
    return NULL;
}

static void on_built(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_other_tree(ask, &tree);
    bool several = is_of_partitioned(ask);
    for (size_t i = 0; i < tree.len; i++)
        if (!several || (i > 0 && tree.at[i].table && !matching(ask, tree.at[i].table)))
            *vec_push(ask->arena, out) = tree.at[i];
}

static void on_matching(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_other_tree(ask, &tree);
    for (size_t i = 1; is_of_partitioned(ask) && i < tree.len; i++) {
        const Index *found = tree.at[i].table ? matching(ask, tree.at[i].table) : NULL;
        if (found)
            *vec_push(ask->arena, out) = pg_rel_of_index(found);
    }
}

// Heirs that are no partitions have indexes of their own.
static void on_indexed(const Ask *ask, RelVec *out)
{
    if (is_of_partitioned(ask))
        on_other_tree(ask, out);
    else
        on_other(ask, out);
}

static void on_built_alone(const Ask *ask, RelVec *out)
{
    if (is_of_partitioned(ask))
        on_built(ask, out);
    else
        on_other(ask, out);
}

static bool is_on_virtual(const Ask *ask)
{
    const IndexDef *def = ask->op->index;
    const Table *table = catalog_table(ask->catalog, ask->op->other);
    for (size_t i = 0; def && i < def->parts.len; i++) {
        const Column *column = table_column(table, def->parts.at[i].column);
        if (column && column->def->generated == GENERATED_VIRTUAL)
            return true;
    }
    return false;
}

static const Fact create_index[] = {
    { .to = 14,
      .when = has_equal_nulls,
      REFUSE("NULLS NOT DISTINCT came with PostgreSQL 15") },
    { .with = OPF_CONCURRENTLY,
      .when = is_of_partitioned,
      REFUSE("cannot create index on partitioned table concurrently") },
    { .when = is_on_virtual,
      REFUSE("indexes on virtual generated columns are not supported") },
    { .when = is_of_view, REFUSE("it is not a table or materialized view") },
    { .when = index_is_there,
      .without = OPF_IF_NOT_EXISTS,
      REFUSE("the relation already exists") },
    { .when = lacks_partition_key,
      REFUSE("unique constraint on partitioned table must include all partitioning "
             "columns") },
    { .unless = is_concurrent, .on = on_indexed, LOCK(SHARE) },
    { .when = is_concurrent, .on = on_other, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .when = is_concurrent, OUTWAIT },
    { .unless = index_is_there, .on = on_built_alone, SCAN },
    { .unless = index_is_there, .on = on_matching, LOCK(SHARE) },
};

// ---- DROP, RENAME, ALTER INDEX ----

static const Index *named(const Ask *ask)
{
    return catalog_index(ask->catalog, ask->op->name);
}

// The index and those of partitions that belong to it.
static void on_index_tree(const Ask *ask, RelVec *out)
{
    const Index *index = named(ask);
    RelVec tables = { 0 };
    on_named(ask, out);
    if (!index || index->parent.name.len > 0)
        return;
    pg_add_tree(&tables, ask, index->def.table, false);
    for (size_t i = 1; i < tables.len; i++)
        for (size_t k = 0; tables.at[i].table && k < tables.at[i].table->indexes.len;
             k++) {
            const Index *part = tables.at[i].table->indexes.at[k];
            for (size_t n = 0; n < out->len; n++)
                if (name_eq(part->parent, out->at[n].name)) {
                    *vec_push(ask->arena, out) = pg_rel_of_index(part);
                    break;
                }
        }
}

static void on_index_tables(const Ask *ask, RelVec *out)
{
    RelVec indexes = { 0 };
    on_index_tree(ask, &indexes);
    for (size_t i = 0; i < indexes.len; i++) {
        const Index *index = catalog_index(ask->catalog, indexes.at[i].name);
        if (index)
            pg_add(out, ask, index->def.table);
    }
}

static bool is_of_constraint(const Ask *ask)
{
    return named(ask) && named(ask)->constraint.len > 0;
}

static bool is_part(const Ask *ask)
{
    return named(ask) && named(ask)->parent.name.len > 0;
}

static bool is_partitioned_index(const Ask *ask)
{
    const Table *table =
        named(ask) ? catalog_table(ask->catalog, named(ask)->def.table) : NULL;
    return table && table->partition_by.len > 0;
}

static bool is_one_of_several(const Ask *ask)
{
    return ask->action_count > 1;
}

static bool is_absent(const Ask *ask)
{
    return pg_is_gone(ask) && op_has(ask->op, OPF_IF_EXISTS);
}

static const Fact drop_index[] = {
    { .when = pg_is_gone, .without = OPF_IF_EXISTS, REFUSE("the index does not exist") },
    { .with = OPF_CONCURRENTLY,
      .when = is_one_of_several,
      REFUSE("DROP INDEX CONCURRENTLY does not support dropping multiple objects") },
    { .with = OPF_CONCURRENTLY | OPF_CASCADE,
      REFUSE("DROP INDEX CONCURRENTLY does not support CASCADE") },
    { .with = OPF_CONCURRENTLY,
      .when = is_partitioned_index,
      REFUSE("cannot drop partitioned index concurrently") },
    { .when = is_of_constraint, REFUSE("a constraint requires the index") },
    { .when = is_part, REFUSE("the index of the partitioned table requires it") },
    { .unless = is_absent,
      .without = OPF_CONCURRENTLY,
      .on = on_index_tree,
      LOCK(ACCESS_EXCLUSIVE) },
    { .without = OPF_CONCURRENTLY, .on = on_index_tables, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CONCURRENTLY, .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .with = OPF_CONCURRENTLY, .on = on_index_tables, LOCK(SHARE_UPDATE_EXCLUSIVE) },
};

static bool is_unknown_and_optional(const Ask *ask)
{
    return !named(ask) && op_has(ask->op, OPF_IF_EXISTS);
}

static const Fact rename_index[] = {
    { .to = 11,
      .unless = is_unknown_and_optional,
      .on = on_named,
      LOCK(ACCESS_EXCLUSIVE) },
    { .from = 12,
      .unless = is_unknown_and_optional,
      .on = on_named,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
};

static bool is_default_place(const Ask *ask)
{
    return str_eq(ask->op->part, STR("pg_default"));
}

static const Fact alter_index[] = {
    { .verb = "set-options", .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "reset-options", .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "set-statistics", .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "tablespace", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "tablespace", .unless = is_default_place, .on = on_named, REBUILD },
    { .verb = "owner", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- REINDEX ----

static bool is_index(const Ask *ask)
{
    return ask->op->object == OBJ_INDEX;
}

static bool is_container(const Ask *ask)
{
    return ask->op->object == OBJ_SCHEMA || ask->op->object == OBJ_DATABASE;
}

// The tables whose indexes are built again.
static void on_reindexed(const Ask *ask, RelVec *out)
{
    if (is_index(ask)) {
        on_index_tables(ask, out);
        return;
    }
    if (!is_container(ask)) {
        pg_add_tree(out, ask, ask->op->name, ask->major < 14);
        return;
    }
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &at));)
        if (ask->op->object == OBJ_DATABASE ||
            str_eq(table->name.schema, ask->op->name.name))
            pg_add(out, ask, table->name);
}

static bool is_partitioned_on(const Rel *rel)
{
    return rel->table && rel->table->partition_by.len > 0;
}

static void on_reindexed_indexes(const Ask *ask, RelVec *out)
{
    RelVec tables = { 0 };
    if (is_index(ask)) {
        on_index_tree(ask, out);
        return;
    }
    on_reindexed(ask, &tables);
    for (size_t i = 0; i < tables.len; i++) {
        size_t count;
        Index *const *indexes = pg_indexes(&tables.at[i], &count);
        for (size_t k = 0; !is_partitioned_on(&tables.at[i]) && k < count; k++)
            *vec_push(ask->arena, out) = pg_rel_of_index(indexes[k]);
    }
}

static void on_reindexed_and_read(const Ask *ask, RelVec *out)
{
    RelVec tables = { 0 };
    on_reindexed(ask, &tables);
    for (size_t i = 0; i < tables.len; i++) {
        size_t count;
        pg_indexes(&tables.at[i], &count);
        if (count > 0)
            *vec_push(ask->arena, out) = tables.at[i];
    }
}

static bool is_exclusion(const Ask *ask)
{
    const Table *table =
        named(ask) ? catalog_table(ask->catalog, named(ask)->def.table) : NULL;
    const Constraint *constraint =
        table ? table_constraint(table, named(ask)->constraint) : NULL;
    return is_index(ask) && constraint && constraint->def.kind == CON_EXCLUDE;
}

static bool is_partitioned_index_here(const Ask *ask)
{
    return is_index(ask) && is_partitioned_index(ask);
}

static const Fact reindex[] = {
    { .with = OPF_CONCURRENTLY,
      .to = 11,
      REFUSE("REINDEX CONCURRENTLY came with PostgreSQL 12") },
    { .to = 13,
      .when = is_partitioned_index_here,
      REFUSE("REINDEX is not yet implemented for partitioned indexes") },
    { .with = OPF_CONCURRENTLY,
      .when = is_exclusion,
      REFUSE("concurrent index creation for exclusion constraints is not supported") },
    { .without = OPF_CONCURRENTLY, .on = on_reindexed, LOCK(SHARE) },
    { .without = OPF_CONCURRENTLY, .on = on_reindexed_indexes, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CONCURRENTLY, .on = on_reindexed, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .with = OPF_CONCURRENTLY,
      .on = on_reindexed_indexes,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .with = OPF_CONCURRENTLY, OUTWAIT },
    { .on = on_reindexed_indexes, REBUILD },
    { .on = on_reindexed_and_read, SCAN },
};

// ---- VACUUM, ANALYZE, CLUSTER ----

static bool is_full(const Ask *ask)
{
    return str_eq(ask->op->detail, STR("full"));
}

static bool is_for_all(const Ask *ask)
{
    return ask->op->name.name.len == 0;
}

static void on_leaves(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_named_partitions(ask, &tree);
    for (size_t i = 0; i < tree.len; i++)
        if (!is_partitioned_on(&tree.at[i]))
            *vec_push(ask->arena, out) = tree.at[i];
}

static void on_clustered_indexes(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_leaves(ask, &tree);
    for (size_t i = 0; i < tree.len; i++) {
        size_t count;
        Index *const *indexes = pg_indexes(&tree.at[i], &count);
        for (size_t k = 0; k < count; k++)
            *vec_push(ask->arena, out) = pg_rel_of_index(indexes[k]);
    }
}

static const Fact maintenance[] = {
    { .verb = "cluster",
      .to = 14,
      .when = pg_is_partitioned,
      REFUSE("cannot cluster a partitioned table") },
    { .verb = "vacuum",
      .unless = is_full,
      .on = on_named_partitions,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "vacuum",
      .when = is_full,
      .on = on_named_partitions,
      LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "vacuum", .when = is_full, .unless = is_for_all, .on = on_leaves, REWRITE },
    { .verb = "vacuum", .unless = is_full, .on = on_leaves, SCAN },
    { .verb = "analyze", .on = on_named_partitions, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "analyze", .on = on_clustered_indexes, LOCK(ACCESS_SHARE) },
    { .verb = "cluster", .on = on_named_partitions, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "cluster", .on = on_leaves, REWRITE },
};

const FactList pg_index_facts[OP_KIND_COUNT] = {
    [OP_CREATE_INDEX] = FACTS(create_index), [OP_DROP_INDEX] = FACTS(drop_index),
    [OP_RENAME_INDEX] = FACTS(rename_index), [OP_ALTER_INDEX] = FACTS(alter_index),
    [OP_REINDEX] = FACTS(reindex),           [OP_MAINTENANCE] = FACTS(maintenance),
};
