// SPDX-License-Identifier: Apache-2.0
// Facts about tables: made, dropped, renamed, emptied, set.
#include "dialect/pg_facts_priv.h"

// ---- CREATE TABLE ----

static bool is_known(const Ask *ask)
{
    return pg_is_there(ask);
}

static bool is_query(const Ask *ask)
{
    return ask->op->table && ask->op->table->as_query;
}

static bool is_filled(const Ask *ask)
{
    return is_query(ask) && !ask->op->table->with_no_data &&
           !(is_known(ask) && op_has(ask->op, OPF_IF_NOT_EXISTS));
}

static bool is_skipped(const Ask *ask)
{
    return is_known(ask) && op_has(ask->op, OPF_IF_NOT_EXISTS) && !is_query(ask);
}

static void on_new_keys(const Ask *ask, RelVec *out)
{
    Name self = catalog_resolve(ask->catalog, ask->op->name);
    const TableDef *def = ask->op->table;
    for (size_t i = 0; def && i < def->constraints.len; i++) {
        Name target = def->constraints.at[i].ref_table;
        if (target.name.len > 0 && !name_eq(catalog_resolve(ask->catalog, target), self))
            pg_add_tree(out, ask, target, false);
    }
}

static void on_model(const Ask *ask, RelVec *out)
{
    for (size_t i = 0; ask->op->table && i < ask->op->table->likes.len; i++)
        pg_add(out, ask, ask->op->table->likes.at[i].table);
}

static void on_inherited(const Ask *ask, RelVec *out)
{
    for (size_t i = 0; ask->op->table && i < ask->op->table->inherits.len; i++)
        pg_add(out, ask, ask->op->table->inherits.at[i]);
}

static void on_type(const Ask *ask, RelVec *out)
{
    Name type = ask->op->table ? ask->op->table->of_type : (Name){ 0 };
    if (type.name.len > 0)
        *vec_push(ask->arena, out) =
            (Rel){ .name = catalog_resolve(ask->catalog, type), .kind = OBJ_TYPE };
}

static Name parent_name(const Ask *ask)
{
    return ask->op->table ? ask->op->table->partition_of : (Name){ 0 };
}

static const Table *parent(const Ask *ask)
{
    Name name = parent_name(ask);
    return name.name.len > 0 ? catalog_table(ask->catalog, name) : NULL;
}

static void on_parent(const Ask *ask, RelVec *out)
{
    pg_add(out, ask, parent_name(ask));
}

static void on_parent_indexes(const Ask *ask, RelVec *out)
{
    for (size_t i = 0; parent(ask) && i < parent(ask)->indexes.len; i++)
        *vec_push(ask->arena, out) = pg_rel_of_index(parent(ask)->indexes.at[i]);
}

static void on_parent_keys(const Ask *ask, RelVec *out)
{
    for (size_t i = 0; parent(ask) && i < parent(ask)->constraints.len; i++)
        pg_add(out, ask, parent(ask)->constraints.at[i]->def.ref_table);
}

static void on_sibling_default(const Ask *ask, RelVec *out)
{
    const Table *found = pg_default_partition(ask, parent(ask));
    if (found)
        pg_add(out, ask, found->name);
}

// The default partition holds rows that belong into the new one, unless its CHECKs
// forbid.
static void on_searched_default(const Ask *ask, RelVec *out)
{
    const Table *found = pg_default_partition(ask, parent(ask));
    if (found &&
        !pg_rows_stay_outside(ask, found, parent(ask), ask->op->table->partition_bound))
        pg_add(out, ask, found->name);
}

static const Fact create_table[] = {
    { .when = is_known,
      .without = OPF_IF_NOT_EXISTS,
      REFUSE("the relation already exists") },
    { .unless = is_skipped, .on = on_new_keys, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .unless = is_skipped, .on = on_parent, LOCK(ACCESS_EXCLUSIVE) },
    { .unless = is_skipped, .on = on_sibling_default, LOCK(ACCESS_EXCLUSIVE) },
    { .unless = is_skipped, .on = on_searched_default, SCAN },
    { .from = 12,
      .unless = is_skipped,
      .on = on_parent_indexes,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .to = 11, .unless = is_skipped, .on = on_parent_keys, LOCK(ACCESS_SHARE) },
    { .from = 12, .unless = is_skipped, .on = on_parent_keys, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .unless = is_skipped, .on = on_inherited, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .unless = is_skipped, .on = on_model, LOCK(ACCESS_SHARE) },
    { .unless = is_skipped, .on = on_type, LOCK(ACCESS_SHARE) },
    { .on = on_read, LOCK(ACCESS_SHARE) },
    { .when = is_filled, .on = on_read_through, LOCK(ACCESS_SHARE) },
    { .when = is_filled, .on = on_read_tables, LOCK_INDEXES(ACCESS_SHARE) },
    { .when = is_filled, .on = on_read_tables, SCAN },
};

// ---- DROP TABLE ----

// What goes with a table: its partitions, with CASCADE all heirs.
static void on_dropped(const Ask *ask, RelVec *out)
{
    bool all = pg_is_partitioned(ask) || op_has(ask->op, OPF_CASCADE);
    pg_add_tree(out, ask, ask->op->name, !all);
}

// What the dropped tables' own foreign keys point to: their triggers go as well. A key
// that a partition has from its parent is the parent's.
static void on_left_keys(const Ask *ask, RelVec *out)
{
    RelVec dropped = { 0 };
    on_dropped(ask, &dropped);
    for (size_t i = 0; i < dropped.len; i++) {
        const Table *table = dropped.at[i].table;
        for (size_t k = 0; table && k < table->constraints.len; k++)
            if (!table->constraints.at[k]->inherited)
                pg_add_tree(out, ask, table->constraints.at[k]->def.ref_table, false);
    }
}

static void on_dropped_sequences(const Ask *ask, RelVec *out)
{
    RelVec dropped = { 0 };
    on_dropped(ask, &dropped);
    for (size_t i = 0; i < dropped.len; i++) {
        SequenceVec owned =
            catalog_owned_sequences(ask->arena, ask->catalog, dropped.at[i].name);
        for (size_t k = 0; k < owned.len; k++)
            pg_add(out, ask, owned.at[k]->name);
    }
}

static void on_family(const Ask *ask, RelVec *out)
{
    const Table *table = pg_table(ask);
    if (!table || table->partition_of.name.len == 0)
        return;
    const Table *above = catalog_table(ask->catalog, table->partition_of);
    const Table *rest = pg_default_partition(ask, above);
    pg_add(out, ask, table->partition_of);
    if (rest)
        pg_add(out, ask, rest->name);
}

static void on_referencing(const Ask *ask, RelVec *out)
{
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->op->name);
    Name self = catalog_resolve(ask->catalog, ask->op->name);
    for (size_t i = 0; i < keys.len; i++)
        if (!name_eq(keys.at[i].table->name, self))
            pg_add(out, ask, keys.at[i].table->name);
}

static bool is_referenced(const Ask *ask)
{
    RelVec tables = { 0 };
    on_referencing(ask, &tables);
    for (size_t i = 0; i < tables.len; i++)
        if (!pg_drops_too(ask, tables.at[i].name))
            return true;
    return false;
}

static bool is_needed(const Ask *ask)
{
    const Table *table = pg_table(ask);
    bool heirs = table && table->children.len > 0 && table->partition_by.len == 0;
    for (size_t i = 0; heirs && i < table->children.len; i++)
        heirs = !pg_drops_too(ask, table->children.at[i]);
    return heirs || is_referenced(ask) || pg_has_dependents(ask);
}

static bool is_other_kind(const Ask *ask)
{
    return !pg_table(ask) && (catalog_view(ask->catalog, ask->op->name) ||
                              catalog_index(ask->catalog, ask->op->name) ||
                              catalog_sequence(ask->catalog, ask->op->name));
}

static bool is_absent(const Ask *ask)
{
    return pg_is_gone(ask) && op_has(ask->op, OPF_IF_EXISTS);
}

static const Fact drop_table[] = {
    { .when = pg_is_gone, .without = OPF_IF_EXISTS, REFUSE("the table does not exist") },
    { .when = is_other_kind, REFUSE("it is not a table") },
    { .when = is_needed,
      .without = OPF_CASCADE,
      REFUSE("cannot drop the table because other objects depend on it") },
    { .unless = is_absent, .on = on_dropped, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_dropped, LOCK_INDEXES(ACCESS_EXCLUSIVE) },
    { .on = on_dropped_sequences, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_left_keys, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_family, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_referencing, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_dependents, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_dependents, LOCK_INDEXES(ACCESS_EXCLUSIVE) },
};

// ---- RENAME, SET SCHEMA ----

static bool new_name_is_taken(const Ask *ask)
{
    Name self = catalog_resolve(ask->catalog, ask->op->name);
    Name to = { self.schema, ask->op->other.name };
    return catalog_table(ask->catalog, to) || catalog_view(ask->catalog, to) ||
           catalog_index(ask->catalog, to);
}

static const Fact rename_table[] = {
    { .when = pg_is_gone, .without = OPF_IF_EXISTS, REFUSE("the table does not exist") },
    { .when = new_name_is_taken, REFUSE("the relation already exists") },
    { .unless = is_absent, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
};

static void on_own_sequences(const Ask *ask, RelVec *out)
{
    Name self = catalog_resolve(ask->catalog, ask->op->name);
    SequenceVec owned = catalog_owned_sequences(ask->arena, ask->catalog, self);
    for (size_t i = 0; i < owned.len; i++)
        pg_add(out, ask, owned.at[i]->name);
}

static const Fact set_schema[] = {
    { .object = OBJ_TABLE, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_TABLE, .on = on_own_sequences, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_VIEW, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_MATVIEW, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .object = OBJ_SEQUENCE, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- SET ----

// The storage parameters that planning depends on.
static bool is_catalog_option(const Ask *ask)
{
    return text_mentions(ask->arena, ask->op->detail, STR("user_catalog_table"));
}

static bool keeps_owner(const Ask *ask)
{
    const Table *table = pg_table(ask);
    return table && str_eq(table->owner, ask->op->detail);
}

static bool changes_persistence(const Ask *ask)
{
    const Table *table = pg_table(ask);
    Persistence wanted =
        str_eq(ask->op->verb, STR("logged")) ? PERSIST_PERMANENT : PERSIST_UNLOGGED;
    return !table || table->origin.batch == BATCH_PRESUMED ||
           table->persistence != wanted;
}

// An unlogged table may not be referenced by a logged one.
static bool is_referenced_by_logged(const Ask *ask)
{
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->op->name);
    for (size_t i = 0; i < keys.len; i++)
        if (keys.at[i].table->persistence == PERSIST_PERMANENT &&
            keys.at[i].table != pg_table(ask))
            return true;
    return false;
}

static bool is_default_place(const Ask *ask)
{
    return str_eq(ask->op->part, STR("pg_default"));
}

static bool is_heap(const Ask *ask)
{
    return str_eq(ask->op->part, STR("heap")) || ask->op->part.len == 0;
}

static void on_part_type(const Ask *ask, RelVec *out)
{
    *vec_push(ask->arena, out) =
        (Rel){ .name = catalog_resolve(ask->catalog, ask->op->other), .kind = OBJ_TYPE };
}

static void on_identity_index(const Ask *ask, RelVec *out)
{
    const Table *table = pg_table(ask);
    for (size_t i = 0; table && i < table->indexes.len; i++)
        if (text_mentions(ask->arena, ask->op->detail, table->indexes.at[i]->name.name))
            *vec_push(ask->arena, out) = pg_rel_of_index(table->indexes.at[i]);
}

// Rows are told apart by a unique index over all of them, on columns without NULL.
static bool identifies(const Table *table, const IndexDef *index)
{
    bool fits = index->unique && !index->where.ptr;
    for (size_t i = 0; fits && i < index->parts.len; i++) {
        const Column *column = table_column(table, index->parts.at[i].column);
        fits = column && column->def->not_null;
    }
    return fits;
}

static bool identity_is_unfit(const Ask *ask)
{
    RelVec named = { 0 };
    on_identity_index(ask, &named);
    for (size_t i = 0; i < named.len; i++)
        if (!identifies(pg_table(ask),
                        &catalog_index(ask->catalog, named.at[i].name)->def))
            return true;
    return false;
}

static const Fact set_table_option[] = {
    { .verb = "access-method",
      .to = 14,
      REFUSE("SET ACCESS METHOD came with PostgreSQL 15") },
    { .verb = "unlogged",
      .when = is_referenced_by_logged,
      REFUSE("the table is referenced by a logged one") },
    { .verb = "owner", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "owner",
      .unless = keeps_owner,
      .on = on_named,
      LOCK_INDEXES(ACCESS_EXCLUSIVE) },
    { .verb = "owner",
      .unless = keeps_owner,
      .on = on_own_sequences,
      LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "cluster-on", .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "cluster-on", .on = on_named_part, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "without-cluster", .on = on_named, LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "logged", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "logged", .when = changes_persistence, .on = on_named, REWRITE },
    { .verb = "unlogged", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "unlogged", .when = changes_persistence, .on = on_named, REWRITE },
    { .verb = "logged",
      .from = 15,
      .when = changes_persistence,
      .on = on_own_sequences,
      LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "logged",
      .from = 15,
      .when = changes_persistence,
      .on = on_own_sequences,
      REPLACE },
    { .verb = "unlogged",
      .from = 15,
      .when = changes_persistence,
      .on = on_own_sequences,
      LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "unlogged",
      .from = 15,
      .when = changes_persistence,
      .on = on_own_sequences,
      REPLACE },
    { .verb = "without-oids", .on = on_named_tree, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "access-method", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "access-method", .unless = is_heap, .on = on_named, REWRITE },
    { .verb = "tablespace", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "tablespace", .unless = is_default_place, .on = on_named, MOVE },
    { .verb = "set-options",
      .unless = is_catalog_option,
      .on = on_named,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "set-options",
      .when = is_catalog_option,
      .on = on_named,
      LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "reset-options",
      .unless = is_catalog_option,
      .on = on_named,
      LOCK(SHARE_UPDATE_EXCLUSIVE) },
    { .verb = "reset-options",
      .when = is_catalog_option,
      .on = on_named,
      LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "foreign-options", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "of", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "of", .on = on_part_type, LOCK(ACCESS_SHARE) },
    { .verb = "not-of", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "replica-identity",
      .when = identity_is_unfit,
      REFUSE("cannot use the index as replica identity: it is not unique, not over all "
             "rows, or has a column that may be NULL") },
    { .verb = "replica-identity", .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "replica-identity", .on = on_identity_index, LOCK(SHARE) },
};

static const Fact set_row_security[] = {
    { .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
};

// ---- TRUNCATE, LOCK ----

static void on_emptied(const Ask *ask, RelVec *out)
{
    on_named_tree(ask, out);
    if (!op_has(ask->op, OPF_CASCADE))
        return;
    for (size_t i = 0; i < out->len; i++) { // and what references them, and so on
        ForeignKeyVec keys =
            catalog_referencing(ask->arena, ask->catalog, out->at[i].name);
        for (size_t k = 0; k < keys.len; k++) {
            bool known = false;
            for (size_t n = 0; n < out->len; n++)
                known = known || out->at[n].table == keys.at[k].table;
            if (!known)
                pg_add_tree(out, ask, keys.at[k].table->name, false);
        }
    }
}

// New files are empty, so that building their indexes reads nothing; it counts as a scan
// all the same.
static void on_emptied_indexed(const Ask *ask, RelVec *out)
{
    RelVec all = { 0 };
    on_emptied(ask, &all);
    for (size_t i = 0; i < all.len; i++)
        if (all.at[i].table && all.at[i].table->indexes.len > 0)
            *vec_push(ask->arena, out) = all.at[i];
}

static void on_emptied_indexes(const Ask *ask, RelVec *out)
{
    RelVec all = { 0 };
    on_emptied_indexed(ask, &all);
    for (size_t i = 0; i < all.len; i++)
        for (size_t k = 0;
             all.at[i].table->partition_by.len == 0 && k < all.at[i].table->indexes.len;
             k++)
            *vec_push(ask->arena, out) = pg_rel_of_index(all.at[i].table->indexes.at[k]);
}

static const Fact truncate[] = {
    { .when = is_other_kind, REFUSE("it is not a table") },
    { .when = is_referenced,
      .without = OPF_CASCADE,
      REFUSE("cannot truncate a table referenced in a foreign key constraint") },
    { .on = on_emptied, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_emptied_indexes, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_emptied, REPLACE },
    { .on = on_emptied_indexed, SCAN, .empty = true },
    { .on = on_emptied_indexes, REBUILD, .empty = true },
    { .verb = "restart-identity", .on = on_owned_sequences, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "restart-identity", .on = on_owned_sequences, REPLACE },
};

// LOCK TABLE locks what its views read as well.
static void on_asked(const Ask *ask, RelVec *out)
{
    if (pg_is_view(ask))
        pg_add_read_through(ask, out, ask->op->name);
    else
        on_named_tree(ask, out);
}

static const Fact lock_table[] = {
    { .on = on_asked, .deed = LOCKS_AS_ASKED },
};

const FactList pg_table_facts[OP_KIND_COUNT] = {
    [OP_CREATE_TABLE] = FACTS(create_table),
    [OP_DROP_TABLE] = FACTS(drop_table),
    [OP_RENAME_TABLE] = FACTS(rename_table),
    [OP_SET_SCHEMA] = FACTS(set_schema),
    [OP_SET_TABLE_OPTION] = FACTS(set_table_option),
    [OP_SET_ROW_SECURITY] = FACTS(set_row_security),
    [OP_TRUNCATE] = FACTS(truncate),
    [OP_LOCK_TABLE] = FACTS(lock_table),
};
