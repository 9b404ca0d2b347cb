// SPDX-License-Identifier: Apache-2.0
// Partitions that come and go: their rows, and the lock on the table that they are of.
#include "lint/rule.h"

static Str text_of(RuleCtx *ctx, Name name)
{
    return name_text(ctx_arena(ctx), catalog_resolve(ctx_catalog(ctx), name));
}

// The table that the op's table is a partition of; NULL: none that is in use.
static const Table *live_parent(const RuleCtx *ctx, Name name)
{
    const Table *table = name.name.len > 0 ? catalog_table(ctx_catalog(ctx), name) : NULL;
    bool is_new = table && catalog_origin_is_new(ctx_catalog(ctx), &table->origin);
    return is_new ? NULL : table;
}

static const Table *parent_of_dropped(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    return table ? live_parent(ctx, table->partition_of) : NULL;
}

static bool has_default_partition(const RuleCtx *ctx, const Table *parent)
{
    for (size_t i = 0; parent->had_default && i < parent->children.len; i++) {
        const Table *child = catalog_table(ctx_catalog(ctx), parent->children.at[i]);
        if (child && child->is_default_partition)
            return true;
    }
    return false;
}

// ---- drop-partition ----

enum { DETACH_CONCURRENTLY_SINCE = 14 };

static bool can_detach_concurrently(const RuleCtx *ctx, const Table *parent)
{
    return ctx_engine(ctx)->major >= DETACH_CONCURRENTLY_SINCE &&
           !(parent && has_default_partition(ctx, parent));
}

static Str detach_sql(RuleCtx *ctx, Name parent, Name partition)
{
    return ctx_fmt(ctx,
                   "ALTER TABLE " STR_FMT " DETACH PARTITION " STR_FMT " CONCURRENTLY;",
                   STR_ARG(name_sql(ctx_arena(ctx), parent)),
                   STR_ARG(name_sql(ctx_arena(ctx), partition)));
}

static void fix_detach(RuleCtx *ctx, Finding *f, Name parent, Name partition)
{
    Str concurrent = detach_sql(ctx, parent, partition);
    Str stand_in = ctx_fmt(ctx,
                           "-- tidegate: allow drop-partition, partition-locks-parent "
                           "(done by hand before)\n"
                           "ALTER TABLE " STR_FMT " DETACH PARTITION " STR_FMT ";",
                           STR_ARG(name_sql(ctx_arena(ctx), parent)),
                           STR_ARG(name_sql(ctx_arena(ctx), partition)));
    Outside work = { .place = FIX_HERE,
                     .sql = { .at = &concurrent, .len = 1 },
                     .stand_in = { .at = &stand_in, .len = 1 } };
    fix_outside(ctx, f, &work);
}

static void check_pg_drop_partition(RuleCtx *ctx, const Op *op)
{
    bool detach = op->kind == OP_DETACH_PARTITION;
    const Table *parent = detach ? NULL : parent_of_dropped(ctx, op);
    const Table *partition =
        detach ? catalog_table(ctx_catalog(ctx), op->other) : ctx_table(ctx, op);
    bool is_new =
        partition && catalog_origin_is_new(ctx_catalog(ctx), &partition->origin);
    if (is_new || (detach ? ctx_table_is_idle(ctx, op) : !parent))
        return;
    Str name = text_of(ctx, detach ? op->other : op->name);
    Str of = text_of(ctx, detach ? op->name : parent->name);
    if (detach) {
        Finding *f = report_op(
            ctx, op, "queries of " STR_FMT " no longer find the rows of " STR_FMT,
            STR_ARG(of), STR_ARG(name));
        f->object = name;
        return;
    }
    Finding *f = report_op(
        ctx, op, "DROP TABLE loses all rows of partition " STR_FMT " of " STR_FMT,
        STR_ARG(name), STR_ARG(of));
    f->object = name;
}

// MySQL's partitions have no names outside of their table.
static void check_my_drop_partition(RuleCtx *ctx, const Op *op)
{
    if (!str_eq(op->verb, STR("drop")) || ctx_table_is_idle(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(
        ctx, op, "DROP PARTITION loses all rows in " STR_FMT " of " STR_FMT STR_FMT,
        STR_ARG(ctx_list(ctx, &op->columns)), STR_ARG(relation),
        STR_ARG(ctx_presumed(ctx, op)));
    f->object = relation;
    f->why = STR("A dropped partition takes its rows along: the statement commits by "
                 "itself, no ROLLBACK undoes it, and only a backup brings them back.");
}

static void check_drop_partition(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_ALTER_PARTITION)
        check_my_drop_partition(ctx, op);
    else if (!ctx_is_mysql(ctx))
        check_pg_drop_partition(ctx, op);
}

RULE(drop_partition) = {
    .id = "drop-partition",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .loses_data = true,
    .dialects = "postgres mysql",
    .on = { OP_DROP_TABLE, OP_DETACH_PARTITION, OP_ALTER_PARTITION },
    .op = check_drop_partition,
    .title = "Rows go with a partition",
    .why =
        "A dropped partition takes its rows along, and only a backup brings them back. "
        "A detached one keeps them, but no query of the table finds them any more, and "
        "no error says so.",
    .fix =
        "Copy what has to be kept, and let a job that knows how long rows are kept drop "
        "old partitions, not a migration that every installation runs; if this one is "
        "meant, say so with\n"
        "  -- tidegate: allow drop-partition (older than what has to be kept)",
    .bad = "CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);\n"
           "CREATE TABLE events_2020 PARTITION OF events\n"
           "    FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');\n"
           "-- change\n"
           "ALTER TABLE events DETACH PARTITION events_2020 CONCURRENTLY;\n",
    .good = "CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);\n"
            "CREATE TABLE events_2020 (LIKE events,\n"
            "    CHECK (at >= '2020-01-01' AND at < '2021-01-01'));\n"
            "-- change\n"
            "ALTER TABLE events ATTACH PARTITION events_2020\n"
            "    FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');\n",
};

// ---- partition-locks-parent ----

static void fix_create(RuleCtx *ctx, Finding *f, const Op *op)
{
    Arena *arena = ctx_arena(ctx);
    Str partition = name_sql(arena, op->name);
    Str parent = name_sql(arena, op->table->partition_of);
    Str text = ctx_statement(ctx, op);
    size_t bound = str_find(text, STR("FOR VALUES"), 0);
    Str values = bound < text.len ? str_drop(text, bound) : STR("DEFAULT");
    size_t more = str_find(values, STR("PARTITION BY"), 0);
    values = str_trim(str_take(values, more));
    fix_step(
        ctx, f, FIX_HERE,
        "Make the table by itself and attach it, which lets reads and writes of " STR_FMT
        " go on:",
        STR_ARG(op->table->partition_of.name));
    fix_sql(ctx, f, "CREATE TABLE " STR_FMT " (LIKE " STR_FMT " INCLUDING ALL);",
            STR_ARG(partition), STR_ARG(parent));
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " ATTACH PARTITION " STR_FMT " " STR_FMT ";",
            STR_ARG(parent), STR_ARG(partition), STR_ARG(values));
}

static void check_create(RuleCtx *ctx, const Op *op)
{
    const Table *parent = live_parent(ctx, op->table->partition_of);
    bool unknown = op->table->partition_of.name.len > 0 &&
                   !catalog_table(ctx_catalog(ctx), op->table->partition_of);
    if (!parent && !unknown)
        return;
    Str of = text_of(ctx, op->table->partition_of);
    const char *scan = parent && has_default_partition(ctx, parent)
                           ? ", and as long as all rows of its default partition are read"
                           : "";
    Finding *f =
        report_op(ctx, op,
                  "making partition " STR_FMT " keeps reads and writes of " STR_FMT
                  " waiting until the migration commits%s",
                  STR_ARG(op->name.name), STR_ARG(of), scan);
    f->object = text_of(ctx, op->name);
    fix_create(ctx, f, op);
}

static void report_going(RuleCtx *ctx, const Op *op, const Table *parent, Name names[2])
{
    Str of = text_of(ctx, names[0]);
    Finding *f = report_op(ctx, op,
                           "%s partition " STR_FMT " keeps reads and writes of " STR_FMT
                           " waiting until the migration commits",
                           op->kind == OP_DETACH_PARTITION ? "detaching" : "dropping",
                           STR_ARG(names[1].name), STR_ARG(of));
    f->object = text_of(ctx, names[1]);
    if (!can_detach_concurrently(ctx, parent)) {
        fix_step(ctx, f, FIX_TOP,
                 "Limit the wait for the lock, and try again later when it runs out:");
        fix_sql(ctx, f, "SET lock_timeout = '2s';");
        return;
    }
    if (op->kind == OP_DROP_TABLE)
        fix_step(ctx, f, FIX_NOTE, "Detach it first.");
    fix_detach(ctx, f, names[0], names[1]);
    if (op->kind != OP_DROP_TABLE)
        return;
    fix_apart(ctx, f, "and drop it");
    fix_sql(ctx, f,
            "-- tidegate: allow drop-table (older than what has to be kept)\n"
            "DROP TABLE " STR_FMT ";",
            STR_ARG(name_sql(ctx_arena(ctx), names[1])));
}

static void check_partition_locks_parent(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_CREATE_TABLE) {
        if (op->table && op->table->partition_of.name.len > 0)
            check_create(ctx, op);
        return;
    }
    bool detach = op->kind == OP_DETACH_PARTITION;
    const Table *parent = detach ? ctx_table(ctx, op) : parent_of_dropped(ctx, op);
    if (detach ? op_has(op, OPF_CONCURRENTLY) || ctx_table_is_idle(ctx, op) ||
                     op->verb.len > 0 // FINALIZE
               : !parent)
        return;
    Name names[2] = { op->name, op->other };
    if (!detach) {
        names[0] = parent->name;
        names[1] = op->name;
    }
    report_going(ctx, op, parent, names);
}

RULE(partition_locks_parent) = {
    .id = "partition-locks-parent",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .on = { OP_CREATE_TABLE, OP_DROP_TABLE, OP_DETACH_PARTITION },
    .op = check_partition_locks_parent,
    .title = "Making or dropping a partition locks the whole partitioned table",
    .why =
        "CREATE TABLE … PARTITION OF, DROP TABLE and a plain DETACH take ACCESS "
        "EXCLUSIVE on the parent: every query of every partition waits, first behind "
        "this statement while it waits for the longest running one, and then until the "
        "transaction ends. ATTACH and DETACH … CONCURRENTLY let them go on.",
    .fix =
        "CREATE TABLE … (LIKE …) and ATTACH PARTITION; DETACH PARTITION … CONCURRENTLY "
        "before a DROP",
    .bad = "CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);\n"
           "-- change\n"
           "CREATE TABLE events_2030 PARTITION OF events\n"
           "    FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');\n",
    .good = "CREATE TABLE events (at date NOT NULL, id bigint, PRIMARY KEY (id, at))\n"
            "    PARTITION BY RANGE (at);\n"
            "-- change\n"
            "CREATE TABLE events_2030 (LIKE events INCLUDING ALL);\n"
            "ALTER TABLE events ATTACH PARTITION events_2030\n"
            "    FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');\n",
};
