// SPDX-License-Identifier: Apache-2.0
// Facts about ADD CONSTRAINT.
#include "dialect/pg_facts_priv.h"

enum {
    CHECK = 1 << CON_CHECK,
    NOT_NULL = 1 << CON_NOT_NULL,
    FOREIGN = 1 << CON_FOREIGN_KEY,
    PRIMARY = 1 << CON_PRIMARY_KEY,
    UNIQUE = 1 << CON_UNIQUE,
    EXCLUDE = 1 << CON_EXCLUDE,
    INDEXED = 1 << CON_PRIMARY_KEY | 1 << CON_UNIQUE | 1 << CON_EXCLUDE
};

// ---- ADD CONSTRAINT ----

static const ConstraintDef *added(const Ask *ask)
{
    return ask->op->constraint;
}

static bool is_deferred_check(const Ask *ask)
{
    return !added(ask) || added(ask)->not_valid || added(ask)->not_enforced;
}

static bool is_not_enforced(const Ask *ask)
{
    return added(ask) && added(ask)->not_enforced;
}

static bool has_equal_nulls(const Ask *ask)
{
    return added(ask) && added(ask)->nulls_not_distinct;
}

// No row can break a foreign key of a column that holds nothing but NULL.
static bool key_needs_no_scan(const Ask *ask)
{
    return is_deferred_check(ask) || op_has(ask->op, OPF_SCAN_FREE);
}

// A CHECK that no heir has is the table's own; 18 locks them all the same.
static void on_checked(const Ask *ask, RelVec *out)
{
    bool alone = added(ask) && added(ask)->no_inherit;
    pg_add_tree(out, ask, ask->op->name, alone || op_has(ask->op, OPF_ONLY));
}

static void on_checked_and_locked(const Ask *ask, RelVec *out)
{
    if (ask->major >= 18)
        on_named_tree(ask, out);
    else
        on_checked(ask, out);
}

static void on_null_checked(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_checked(ask, &tree);
    for (size_t i = 0; i < tree.len; i++) {
        bool may = false;
        for (size_t k = 0; added(ask) && k < added(ask)->columns.len; k++)
            may =
                may || pg_may_hold_null(ask, tree.at[i].table, added(ask)->columns.at[k]);
        if (may)
            *vec_push(ask->arena, out) = tree.at[i];
    }
}

static const Index *used_index(const Ask *ask)
{
    if (!added(ask) || added(ask)->using_index.len == 0)
        return NULL;
    Name table = catalog_resolve(ask->catalog, ask->op->name);
    return catalog_index(ask->catalog, (Name){ table.schema, added(ask)->using_index });
}

static bool uses_index(const Ask *ask)
{
    return added(ask) && added(ask)->using_index.len > 0;
}

static bool renames_index(const Ask *ask)
{
    return uses_index(ask) && added(ask)->name.len > 0 &&
           !str_eq(added(ask)->name, added(ask)->using_index);
}

static void on_used_index(const Ask *ask, RelVec *out)
{
    Name table = catalog_resolve(ask->catalog, ask->op->name);
    *vec_push(ask->arena, out) = (Rel){
        .name = { table.schema, added(ask)->using_index },
        .kind = OBJ_INDEX,
    };
}

static void on_key_with_nulls(const Ask *ask, RelVec *out)
{
    const Index *index = used_index(ask);
    const Table *table = pg_table(ask);
    for (size_t i = 0; index && i < index->def.parts.len; i++)
        if (pg_may_hold_null(ask, table, index->def.parts.at[i].column)) {
            on_named(ask, out);
            return;
        }
}

static bool index_is_not_unique(const Ask *ask)
{
    return used_index(ask) && !used_index(ask)->def.unique;
}

static bool index_is_partial(const Ask *ask)
{
    const Index *index = used_index(ask);
    bool partial = index && index->def.where.ptr;
    for (size_t i = 0; index && i < index->def.parts.len; i++)
        partial = partial || index->def.parts.at[i].expression.ptr;
    return partial;
}

static bool uses_index_of_partitioned(const Ask *ask)
{
    return uses_index(ask) && pg_is_partitioned(ask);
}

static bool lacks_partition_key(const Ask *ask)
{
    const Table *table = pg_table(ask);
    for (size_t i = 0; table && i < table->partition_columns.len; i++)
        if (!uses_index(ask) &&
            !pg_has_word(&added(ask)->columns, table->partition_columns.at[i]))
            return true;
    return false;
}

static bool has_primary_key(const Ask *ask)
{
    return table_primary_key(pg_table(ask)) != NULL && !op_has(ask->op, OPF_INLINE);
}

static bool name_is_taken(const Ask *ask)
{
    const Table *table = pg_table(ask);
    if (!added(ask) || added(ask)->name.len == 0 ||
        !table_constraint(table, added(ask)->name))
        return false;
    for (size_t i = 0; i < ask->action_count; i++)
        if (ask->actions[i].kind == OP_DROP_CONSTRAINT)
            return false; // perhaps this one
    return true;
}

static bool check_only_has_heirs(const Ask *ask)
{
    return pg_only_has_heirs(ask) && !added(ask)->no_inherit;
}

static bool is_unproved_key(const Ask *ask)
{
    return pg_is_partitioned(ask) && added(ask)->not_valid;
}

static bool is_only_of_partitioned(const Ask *ask)
{
    return pg_is_partitioned(ask) && op_has(ask->op, OPF_ONLY);
}

static const Table *referenced(const Ask *ask)
{
    return added(ask) ? catalog_table(ask->catalog, added(ask)->ref_table) : NULL;
}

static bool references_partitioned(const Ask *ask)
{
    return referenced(ask) && referenced(ask)->partition_by.len > 0;
}

static bool has_same_columns(const Index *index, const StrVec *columns)
{
    bool same = index->def.unique && !index->def.where.ptr &&
                index->def.parts.len == columns->len;
    for (size_t i = 0; same && i < columns->len; i++)
        same = pg_has_word(columns, index->def.parts.at[i].column);
    return same;
}

// There is no unique index over the referenced columns.
static bool references_no_key(const Ask *ask)
{
    const Table *table = referenced(ask);
    if (!table || !table->complete || table->uncertain ||
        added(ask)->ref_columns.len == 0)
        return false;
    for (size_t i = 0; i < table->indexes.len; i++)
        if (has_same_columns(table->indexes.at[i], &added(ask)->ref_columns))
            return false;
    return true;
}

static bool is_not_null_already(const Ask *ask)
{
    const Column *column = added(ask) && added(ask)->columns.len == 1
                               ? table_column(pg_table(ask), added(ask)->columns.at[0])
                               : NULL;
    return column && column->def->not_null;
}

static bool is_of_partitioned_before_18(const Ask *ask)
{
    return ask->major < 18 && pg_is_partitioned(ask);
}

static void on_partitions(const Ask *ask, RelVec *out)
{
    RelVec tree = { 0 };
    on_named_tree(ask, &tree);
    for (size_t i = 1; i < tree.len; i++)
        *vec_push(ask->arena, out) = tree.at[i];
}

// Both ends of the new foreign key, which a query reads; before 16 a query does not look
// at partitioned indexes.
static void on_both_ends(const Ask *ask, RelVec *out)
{
    on_named_tree(ask, out);
    on_referenced(ask, out);
}

static void on_queried_ends(const Ask *ask, RelVec *out)
{
    RelVec all = { 0 };
    on_both_ends(ask, &all);
    for (size_t i = 0; i < all.len; i++)
        if (ask->major >= 16 || !all.at[i].table ||
            all.at[i].table->partition_by.len == 0)
            *vec_push(ask->arena, out) = all.at[i];
}

static const Fact add_constraint[] = {
    { .to = 17, .when = is_not_enforced, REFUSE("NOT ENFORCED came with PostgreSQL 18") },
    { .con = NOT_NULL,
      .to = 17,
      REFUSE("NOT NULL as a constraint of its own came with PostgreSQL 18") },
    { .con = UNIQUE,
      .to = 14,
      .when = has_equal_nulls,
      REFUSE("NULLS NOT DISTINCT came with PostgreSQL 15") },
    { .when = name_is_taken, REFUSE("the constraint already exists") },
    { .con = PRIMARY,
      .when = has_primary_key,
      REFUSE("multiple primary keys for a table are not allowed") },
    { .con = PRIMARY | UNIQUE,
      .when = uses_index_of_partitioned,
      REFUSE("ADD CONSTRAINT USING INDEX is not supported on partitioned tables") },
    { .con = PRIMARY | UNIQUE,
      .when = lacks_partition_key,
      REFUSE("unique constraint on partitioned table must include all partitioning "
             "columns") },
    { .con = PRIMARY | UNIQUE,
      .when = index_is_not_unique,
      REFUSE("the index is not unique") },
    { .con = PRIMARY | UNIQUE,
      .when = index_is_partial,
      REFUSE("the index is partial or has expressions") },
    { .con = CHECK | NOT_NULL,
      .when = check_only_has_heirs,
      REFUSE("constraint must be added to child tables too") },
    { .con = NOT_NULL,
      .from = 18,
      .when = is_not_null_already,
      REFUSE("the column is NOT NULL already, by another name") },
    { .con = FOREIGN,
      .when = is_only_of_partitioned,
      REFUSE("cannot use ONLY for foreign key on partitioned table") },
    { .con = FOREIGN,
      .to = 17,
      .when = is_unproved_key,
      REFUSE("cannot add NOT VALID foreign key on partitioned table") },
    { .con = FOREIGN,
      .to = 11,
      .when = references_partitioned,
      REFUSE("cannot reference partitioned table") },
    { .con = FOREIGN,
      .when = references_no_key,
      REFUSE("there is no unique constraint matching given keys for the referenced "
             "table") },
    { .with = OPF_EXCLUSIVE, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },

    { .con = CHECK | NOT_NULL, .on = on_checked_and_locked, LOCK(ACCESS_EXCLUSIVE) },
    { .con = CHECK, .unless = is_deferred_check, .on = on_checked, SCAN },
    { .con = NOT_NULL, .unless = is_deferred_check, .on = on_null_checked, SCAN },

    { .con = PRIMARY | EXCLUDE, .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .con = UNIQUE,
      .unless = is_of_partitioned_before_18,
      .on = on_named_tree,
      LOCK(ACCESS_EXCLUSIVE) },
    { .con = UNIQUE,
      .when = is_of_partitioned_before_18,
      .on = on_named,
      LOCK(ACCESS_EXCLUSIVE) },
    { .con = UNIQUE,
      .when = is_of_partitioned_before_18,
      .on = on_partitions,
      LOCK(SHARE) },
    { .con = INDEXED, .unless = uses_index, .on = on_named_tree, SCAN },
    { .con = PRIMARY, .when = uses_index, .on = on_key_with_nulls, SCAN },
    { .con = PRIMARY | UNIQUE,
      .when = uses_index,
      .on = on_used_index,
      LOCK(ACCESS_SHARE) },
    { .con = PRIMARY | UNIQUE,
      .to = 11,
      .when = renames_index,
      .on = on_used_index,
      LOCK(ACCESS_EXCLUSIVE) },
    { .con = PRIMARY | UNIQUE,
      .from = 12,
      .when = renames_index,
      .on = on_used_index,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },

    { .con = FOREIGN, .on = on_both_ends, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .con = FOREIGN, .unless = key_needs_no_scan, .on = on_both_ends, SCAN },
    { .con = FOREIGN,
      .unless = key_needs_no_scan,
      .on = on_queried_ends,
      LOCK_INDEXES(ACCESS_SHARE) },
};

const FactList pg_constraint_facts[OP_KIND_COUNT] = {
    [OP_ADD_CONSTRAINT] = FACTS(add_constraint),
};
