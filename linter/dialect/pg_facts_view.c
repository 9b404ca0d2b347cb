// SPDX-License-Identifier: Apache-2.0
// Facts about views and sequences.
#include "dialect/pg_facts_priv.h"

// ---- CREATE VIEW ----

static bool is_matview(const Ask *ask)
{
    return ask->op->view && ask->op->view->materialized;
}

static bool is_filled(const Ask *ask)
{
    return is_matview(ask) && !ask->op->view->with_no_data;
}

// CREATE OR REPLACE may add columns behind those there are, and nothing else.
static bool loses_columns(const Ask *ask)
{
    const View *old = catalog_view(ask->catalog, ask->op->name);
    const ViewDef *new = ask->op->view;
    if (!old || !new || old->def.columns.len == 0 || new->columns.len == 0)
        return false;
    bool kept = new->columns.len >= old->def.columns.len;
    for (size_t i = 0; kept && i < old->def.columns.len; i++)
        kept = str_eq(new->columns.at[i], old->def.columns.at[i]);
    return !kept;
}

static void on_replaced(const Ask *ask, RelVec *out)
{
    if (catalog_view(ask->catalog, ask->op->name))
        on_named(ask, out);
}

static bool may_replace(const Ask *ask)
{
    return op_has(ask->op, OPF_OR_REPLACE) || op_has(ask->op, OPF_IF_NOT_EXISTS);
}

static bool is_taken(const Ask *ask)
{
    return pg_is_there(ask) && !may_replace(ask);
}

static const Fact create_view[] = {
    { .when = is_taken, REFUSE("the relation already exists") },
    { .with = OPF_OR_REPLACE,
      .when = loses_columns,
      REFUSE("cannot drop or rename columns of the view") },
    { .on = on_read, LOCK(ACCESS_SHARE) },
    { .with = OPF_OR_REPLACE, .on = on_replaced, LOCK(ACCESS_EXCLUSIVE) },
    { .when = is_filled, .on = on_read_through, LOCK(ACCESS_SHARE) },
    { .when = is_filled, .on = on_read_tables, LOCK_INDEXES(ACCESS_SHARE) },
    { .when = is_filled, .on = on_read_tables, SCAN },
};

// ---- DROP VIEW ----

static bool is_no_view(const Ask *ask)
{
    return pg_table(ask) && pg_table(ask)->complete;
}

static bool is_absent(const Ask *ask)
{
    return pg_is_gone(ask) && op_has(ask->op, OPF_IF_EXISTS);
}

static const Fact drop_view[] = {
    { .when = pg_is_gone, .without = OPF_IF_EXISTS, REFUSE("the view does not exist") },
    { .when = is_no_view, REFUSE("it is not a view") },
    { .when = pg_has_dependents,
      .without = OPF_CASCADE,
      REFUSE("cannot drop the view because other objects depend on it") },
    { .unless = is_absent, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .on = on_named, LOCK_INDEXES(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_dependents, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_dependents, LOCK_INDEXES(ACCESS_EXCLUSIVE) },
};

// ---- REFRESH ----

static const View *refreshed(const Ask *ask)
{
    return catalog_view(ask->catalog, ask->op->name);
}

// What the materialized view's query reads: a list of its own, beside the op's.
static void read_sources(const Ask *ask, RelVec *out, Reach *reach)
{
    if (!refreshed(ask) || ask->op->detail.len > 0) // WITH NO DATA
        return;
    Op op = *ask->op;
    op.relations = refreshed(ask)->def.sources;
    Ask inner = *ask;
    inner.op = &op;
    reach(&inner, out);
}

static void on_sources(const Ask *ask, RelVec *out)
{
    read_sources(ask, out, on_read_through);
}

static void on_source_tables(const Ask *ask, RelVec *out)
{
    read_sources(ask, out, on_read_tables);
}

static bool is_indexed(const Ask *ask)
{
    return pg_is_any(ask, on_named_indexes);
}

static bool is_read_back(const Ask *ask)
{
    return op_has(ask->op, OPF_CONCURRENTLY) ||
           (is_indexed(ask) && ask->op->detail.len == 0);
}

static bool has_unique_index(const View *view)
{
    for (size_t i = 0; i < view->indexes.len; i++) {
        const IndexDef *def = &view->indexes.at[i]->def;
        bool plain = def->unique && !def->where.ptr;
        for (size_t k = 0; plain && k < def->parts.len; k++)
            plain = !def->parts.at[k].expression.ptr;
        if (plain)
            return true;
    }
    return false;
}

static bool lacks_unique_index(const Ask *ask)
{
    return refreshed(ask) && !has_unique_index(refreshed(ask));
}

static bool is_empty(const Ask *ask)
{
    return refreshed(ask) && refreshed(ask)->def.with_no_data;
}

static bool is_no_matview(const Ask *ask)
{
    return (pg_table(ask) && pg_table(ask)->complete) ||
           (refreshed(ask) && !refreshed(ask)->def.materialized);
}

static const Fact refresh_view[] = {
    { .when = is_no_matview, REFUSE("it is not a materialized view") },
    { .with = OPF_CONCURRENTLY,
      .when = is_empty,
      REFUSE("CONCURRENTLY cannot be used when the materialized view is not populated") },
    { .with = OPF_CONCURRENTLY,
      .when = lacks_unique_index,
      REFUSE("cannot refresh the materialized view concurrently: it has no unique index "
             "over all rows") },
    { .without = OPF_CONCURRENTLY, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .without = OPF_CONCURRENTLY, .on = on_named, LOCK_INDEXES(ACCESS_EXCLUSIVE) },
    { .without = OPF_CONCURRENTLY, .on = on_named, REPLACE },
    { .without = OPF_CONCURRENTLY, .on = on_named_indexes, REBUILD },
    { .with = OPF_CONCURRENTLY, .on = on_named, LOCK(EXCLUSIVE) },
    { .with = OPF_CONCURRENTLY, .on = on_named, LOCK_INDEXES(ROW_EXCLUSIVE) },
    { .when = is_read_back, .on = on_named, SCAN },
    { .on = on_sources, LOCK(ACCESS_SHARE) },
    { .on = on_source_tables, LOCK_INDEXES(ACCESS_SHARE) },
    { .on = on_source_tables, SCAN },
};

// ---- sequences ----

static void on_new_owner(const Ask *ask, RelVec *out)
{
    const SequenceDef *def = ask->op->sequence;
    if (def && def->owned_column.len > 0)
        pg_add(out, ask, def->owned_by);
}

static const Fact create_sequence[] = {
    { .on = on_new_owner, LOCK(ACCESS_SHARE) },
};

// OWNED BY is about the catalog alone.
static bool changes_values(const Ask *ask)
{
    static const Str words[] = { STR_INIT("as"),       STR_INIT("increment"),
                                 STR_INIT("minvalue"), STR_INIT("maxvalue"),
                                 STR_INIT("start"),    STR_INIT("restart"),
                                 STR_INIT("cache"),    STR_INIT("cycle") };
    for (size_t i = 0; ask->op->sequence && i < sizeof words / sizeof *words; i++)
        if (text_mentions(ask->arena, ask->op->sequence->options, words[i]))
            return true;
    return false;
}

static bool is_options(const Ask *ask)
{
    return ask->op->sequence != NULL;
}

static const Fact alter_sequence[] = {
    { .verb = "logged", .to = 14, REFUSE("unlogged sequences came with PostgreSQL 15") },
    { .verb = "unlogged",
      .to = 14,
      REFUSE("unlogged sequences came with PostgreSQL 15") },
    { .when = is_options, .on = on_named, LOCK(SHARE_ROW_EXCLUSIVE) },
    { .when = changes_values, .on = on_named, REPLACE },
    { .on = on_new_owner, LOCK(ACCESS_SHARE) },
    { .unless = is_options, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .verb = "logged", .on = on_named, REPLACE },
    { .verb = "unlogged", .on = on_named, REPLACE },
};

static bool draws_from(const ColumnDef *column, Name sequence)
{
    Str text = column->default_expr;
    return text.ptr && str_contains(text, STR("nextval")) &&
           str_contains(text, sequence.name);
}

static void on_drawing(const Ask *ask, RelVec *out)
{
    Name sequence = catalog_resolve(ask->catalog, ask->op->name);
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ask->catalog, &at));)
        for (size_t k = 0; k < table->columns.len; k++)
            if (draws_from(table->columns.at[k]->def, sequence)) {
                pg_add(out, ask, table->name);
                break;
            }
}

static bool is_drawn_from(const Ask *ask)
{
    return pg_is_any(ask, on_drawing);
}

static bool is_of_identity(const Ask *ask)
{
    const Sequence *sequence = catalog_sequence(ask->catalog, ask->op->name);
    const Table *table =
        sequence ? catalog_table(ask->catalog, sequence->def.owned_by) : NULL;
    const Column *column =
        table_column(table, sequence ? sequence->def.owned_column : (Str){ 0 });
    return column && column->def->identity != IDENTITY_NONE;
}

static const Fact drop_sequence[] = {
    { .when = pg_is_gone,
      .without = OPF_IF_EXISTS,
      REFUSE("the sequence does not exist") },
    { .when = is_of_identity, REFUSE("an identity column requires the sequence") },
    { .when = is_drawn_from,
      .without = OPF_CASCADE,
      REFUSE("cannot drop the sequence because other objects depend on it") },
    { .unless = is_absent, .on = on_named, LOCK(ACCESS_EXCLUSIVE) },
    { .with = OPF_CASCADE, .on = on_drawing, LOCK(ACCESS_EXCLUSIVE) },
};

const FactList pg_view_facts[OP_KIND_COUNT] = {
    [OP_CREATE_VIEW] = FACTS(create_view),
    [OP_DROP_VIEW] = FACTS(drop_view),
    [OP_REFRESH_VIEW] = FACTS(refresh_view),
    [OP_CREATE_SEQUENCE] = FACTS(create_sequence),
    [OP_ALTER_SEQUENCE] = FACTS(alter_sequence),
    [OP_DROP_SEQUENCE] = FACTS(drop_sequence),
};
