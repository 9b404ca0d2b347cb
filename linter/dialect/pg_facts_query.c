// SPDX-License-Identifier: Apache-2.0
// Facts about queries and changes of data. Planning a query locks all indexes of the
// tables that it reads, also those that it does not use.
#include "dialect/pg_facts_priv.h"

// A condition may use an index; a join, and no condition at all, read everything.
static bool reads_all(const Ask *ask)
{
    return ask->op->where != WHERE_SOME || ask->op->relations.len > 1;
}

static bool changes_all(const Ask *ask)
{
    return ask->op->where != WHERE_SOME || ask->op->relations.len > 0;
}

// PREPARE looks up the names, and plans nothing.
static bool is_prepared(const Ask *ask)
{
    return str_eq(ask->op->verb, STR("prepare"));
}

static bool is_plan(const Ask *ask)
{
    if (is_prepared(ask))
        return true;
    const Lowered *file = ask->scene->file;
    Str text = str_slice(file->text, ask->op->stmt.start, ask->op->stmt.end);
    return text.len >= 7 && str_eq_ci(str_take(text, 7), STR("explain")) &&
           !text_mentions(ask->arena, text, STR("analyze"));
}

// Before 16 a query does not look at the indexes of the partitioned table itself.
static void on_indexed_tables(const Ask *ask, RelVec *out)
{
    RelVec all = { 0 };
    on_read_tables(ask, &all);
    for (size_t i = 0; i < all.len; i++)
        if (ask->major >= 16 || !all.at[i].table ||
            all.at[i].table->partition_by.len == 0)
            *vec_push(ask->arena, out) = all.at[i];
}

// What an updatable view passes its changes on to; it reads one relation.
static void on_base(const Ask *ask, RelVec *out)
{
    enum { DEEPEST = 32 };
    const View *view = catalog_view(ask->catalog, ask->op->name);
    for (int i = 0; view && view->def.sources.len == 1 && i < DEEPEST; i++) {
        Name source = view->def.sources.at[0];
        pg_add_tree(out, ask, source, false);
        view = catalog_view(ask->catalog, source);
    }
}

// Where the rows are that a change searches.
static void on_changed_rows(const Ask *ask, RelVec *out)
{
    if (!pg_is_view(ask)) {
        on_named_tree(ask, out);
        return;
    }
    RelVec all = { 0 };
    on_base(ask, &all);
    for (size_t i = 0; i < all.len; i++)
        if (!all.at[i].view)
            *vec_push(ask->arena, out) = all.at[i];
}

static void on_changed(const Ask *ask, RelVec *out)
{
    RelVec all = { 0 };
    on_changed_rows(ask, &all);
    for (size_t i = 0; i < all.len; i++)
        if (ask->major >= 16 || !all.at[i].table ||
            all.at[i].table->partition_by.len == 0)
            *vec_push(ask->arena, out) = all.at[i];
}

static void on_locked(const Ask *ask, RelVec *out)
{
    const NameVec *locked = &op_rest(ask->op)->locked;
    for (size_t i = 0; i < locked->len; i++)
        pg_add_read_through(ask, out, locked->at[i]);
}

static Str quoted(const Ask *ask, Str name)
{
    return arena_fmt(ask->arena, STR_FMT "'", STR_ARG(name));
}

// nextval('q'), setval('q', 1): the text names the sequence, or its table and column.
static void on_drawn(const Ask *ask, RelVec *out)
{
    Str text = str_slice(ask->scene->file->text, ask->op->stmt.start, ask->op->stmt.end);
    if (!text_mentions(ask->arena, text, STR("nextval")) &&
        !text_mentions(ask->arena, text, STR("setval")))
        return;
    bool by_table = text_mentions(ask->arena, text, STR("pg_get_serial_sequence"));
    size_t at = 0;
    for (const Sequence *next; (next = catalog_next_sequence(ask->catalog, &at));) {
        const SequenceDef *def = &next->def;
        bool owned = by_table && def->owned_column.len > 0 &&
                     str_contains(text, quoted(ask, def->owned_by.name)) &&
                     str_contains(text, quoted(ask, def->owned_column));
        if (owned || str_contains(text, quoted(ask, next->name.name)))
            pg_add(out, ask, next->name);
    }
}

static const Fact select[] = {
    { .verb = "prepare", .on = on_named, LOCK(ROW_EXCLUSIVE) },
    { .verb = "plan-insert", .on = on_named, LOCK(ROW_EXCLUSIVE) },
    { .verb = "plan-change", .on = on_named_tree, LOCK(ROW_EXCLUSIVE) },
    { .verb = "plan-change", .on = on_changed, LOCK_INDEXES(ROW_EXCLUSIVE) },
    { .unless = is_plan, .on = on_drawn, LOCK(ROW_EXCLUSIVE) },
    { .on = on_read_through, LOCK(ACCESS_SHARE) },
    { .unless = is_prepared, .on = on_indexed_tables, LOCK_INDEXES(ACCESS_SHARE) },
    { .on = on_locked, LOCK(ROW_SHARE) },
    { .from = 12, .on = on_locked, LOCK_INDEXES(ROW_SHARE) },
    { .when = reads_all, .unless = is_plan, .on = on_read_tables, SCAN },
};

// ---- foreign keys of changed rows ----

static bool is_written(const Ask *ask, const ConstraintDef *key)
{
    if (ask->op->kind != OP_UPDATE)
        return true;
    for (size_t i = 0; i < key->columns.len; i++)
        if (pg_has_word(&ask->op->columns, key->columns.at[i]))
            return true;
    return false;
}

// Each new value of a foreign key is looked up.
static void on_looked_up(const Ask *ask, RelVec *out)
{
    const Table *table = pg_table(ask);
    for (size_t i = 0; table && i < table->constraints.len; i++) {
        const ConstraintDef *def = &table->constraints.at[i]->def;
        if (def->kind == CON_FOREIGN_KEY && !def->not_enforced && is_written(ask, def))
            pg_add(out, ask, def->ref_table);
    }
}

static bool acts(const ConstraintDef *key)
{
    return str_eq(key->on_delete, STR("cascade")) ||
           str_starts(key->on_delete, STR("set "));
}

static void add_referencing(const Ask *ask, RelVec *out, bool acting)
{
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->op->name);
    for (size_t i = 0; i < keys.len; i++)
        if (acts(&keys.at[i].constraint->def) == acting)
            pg_add(out, ask, keys.at[i].table->name);
}

static void on_checked_references(const Ask *ask, RelVec *out)
{
    add_referencing(ask, out, false);
}

static void on_changed_references(const Ask *ask, RelVec *out)
{
    add_referencing(ask, out, true);
}

// The rows that point to a deleted one are searched; an index on the foreign key saves
// the scan.
static void on_searched_references(const Ask *ask, RelVec *out)
{
    ForeignKeyVec keys = catalog_referencing(ask->arena, ask->catalog, ask->op->name);
    for (size_t i = 0; i < keys.len; i++) {
        const Table *table = keys.at[i].table;
        const ConstraintDef *def = &keys.at[i].constraint->def;
        bool indexed = false;
        for (size_t k = 0; k < table->indexes.len; k++)
            indexed = indexed ||
                      (def->columns.len > 0 && table->indexes.at[k]->def.parts.len > 0 &&
                       str_eq(table->indexes.at[k]->def.parts.at[0].column,
                              def->columns.at[0]));
        if (!indexed)
            pg_add(out, ask, table->name);
    }
}

// ---- INSERT, UPDATE, DELETE, MERGE ----

// Since 12 only the partitions that rows go to are opened, which the text does not tell.
static const Fact insert[] = {
    { .on = on_named, LOCK(ROW_EXCLUSIVE) },
    { .on = on_base, LOCK(ROW_EXCLUSIVE) },
    { .to = 11, .on = on_named_partitions, LOCK(ROW_EXCLUSIVE) },
    { .verb = "upsert", .on = on_named, LOCK_INDEXES(ROW_EXCLUSIVE) },
    { .verb = "upsert", .on = on_base, LOCK_INDEXES(ROW_EXCLUSIVE) },
    { .on = on_looked_up, LOCK(ROW_SHARE) },
    { .to = 11, .on = on_looked_up, LOCK_INDEXES(ACCESS_SHARE) },
    { .from = 12, .on = on_looked_up, LOCK_INDEXES(ROW_SHARE) },
    { .on = on_read_through, LOCK(ACCESS_SHARE) },
    { .on = on_indexed_tables, LOCK_INDEXES(ACCESS_SHARE) },
    { .unless = is_plan, .on = on_read_tables, SCAN },
};

static const Fact update[] = {
    { .on = on_named_tree, LOCK(ROW_EXCLUSIVE) },
    { .on = on_base, LOCK(ROW_EXCLUSIVE) },
    { .on = on_changed, LOCK_INDEXES(ROW_EXCLUSIVE) },
    { .when = changes_all, .unless = is_plan, .on = on_changed_rows, SCAN },
    { .unless = is_plan, .on = on_looked_up, LOCK(ROW_SHARE) },
    { .to = 11, .unless = is_plan, .on = on_looked_up, LOCK_INDEXES(ACCESS_SHARE) },
    { .from = 12, .unless = is_plan, .on = on_looked_up, LOCK_INDEXES(ROW_SHARE) },
    { .on = on_read_through, LOCK(ACCESS_SHARE) },
    { .on = on_indexed_tables, LOCK_INDEXES(ACCESS_SHARE) },
    { .unless = is_plan, .on = on_read_tables, SCAN },
};

static const Fact delete[] = {
    { .on = on_named_tree, LOCK(ROW_EXCLUSIVE) },
    { .on = on_base, LOCK(ROW_EXCLUSIVE) },
    { .on = on_changed, LOCK_INDEXES(ROW_EXCLUSIVE) },
    { .when = changes_all, .unless = is_plan, .on = on_changed_rows, SCAN },
    { .unless = is_plan, .on = on_checked_references, LOCK(ROW_SHARE) },
    { .unless = is_plan, .on = on_changed_references, LOCK(ROW_EXCLUSIVE) },
    { .from = 12,
      .unless = is_plan,
      .on = on_checked_references,
      LOCK_INDEXES(ROW_SHARE) },
    { .to = 11,
      .unless = is_plan,
      .on = on_checked_references,
      LOCK_INDEXES(ACCESS_SHARE) },
    { .unless = is_plan, .on = on_changed_references, LOCK_INDEXES(ROW_EXCLUSIVE) },
    { .unless = is_plan, .on = on_searched_references, SCAN },
    { .on = on_read_through, LOCK(ACCESS_SHARE) },
    { .on = on_indexed_tables, LOCK_INDEXES(ACCESS_SHARE) },
    { .unless = is_plan, .on = on_read_tables, SCAN },
};

static const Fact merge[] = {
    { .to = 14, REFUSE("MERGE came with PostgreSQL 15") },
    { .on = on_named_tree, LOCK(ROW_EXCLUSIVE) },
    { .on = on_base, LOCK(ROW_EXCLUSIVE) },
    { .on = on_changed, LOCK_INDEXES(ROW_EXCLUSIVE) },
    { .unless = is_plan, .on = on_changed_rows, SCAN },
    { .on = on_read_through, LOCK(ACCESS_SHARE) },
    { .on = on_indexed_tables, LOCK_INDEXES(ACCESS_SHARE) },
    { .unless = is_plan, .on = on_read_tables, SCAN },
};

// ---- COPY ----

static bool is_from(const Ask *ask)
{
    return str_eq(ask->op->detail, STR("from"));
}

static const Fact copy[] = {
    { .when = is_from, .on = on_named, LOCK(ROW_EXCLUSIVE) },
    // Before 13 the lock ends with the statement.
    { .from = 13, .unless = is_from, .on = on_named, LOCK(ACCESS_SHARE) },
    { .unless = is_from, .on = on_named, SCAN },
    { .on = on_read_through, LOCK(ACCESS_SHARE) },
    { .on = on_indexed_tables, LOCK_INDEXES(ACCESS_SHARE) },
    { .on = on_read_tables, SCAN },
};

const FactList pg_query_facts[OP_KIND_COUNT] = {
    [OP_SELECT] = FACTS(select), [OP_INSERT] = FACTS(insert), [OP_UPDATE] = FACTS(update),
    [OP_DELETE] = FACTS(delete), [OP_MERGE] = FACTS(merge),   [OP_COPY] = FACTS(copy),
};
