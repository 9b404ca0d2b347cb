// SPDX-License-Identifier: Apache-2.0
// Work that takes as long as a table is big, while the table is closed.
#include "lint/rule.h"

// Those that somebody may be using, as a list for a message.
static StrVec live_names(RuleCtx *ctx, const NameVec *relations)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < relations->len; i++)
        if (ctx_is_live(ctx, relations->at[i]))
            *vec_push(ctx_arena(ctx), &names) =
                name_text(ctx_arena(ctx), relations->at[i]);
    return names;
}

// The column as the op finds it; NULL: the history does not show it.
static const Column *old_column(const RuleCtx *ctx, const Op *op)
{
    return table_column(ctx_table(ctx, op), op->part);
}

// CREATE TABLE … PARTITION OF works on the parent's default partition.
static Str presumed(RuleCtx *ctx, const Op *op)
{
    return op->kind == OP_CREATE_TABLE ? STR("") : ctx_presumed(ctx, op);
}

// ---- table-rewrite ----

static Str type_words(RuleCtx *ctx, const ColumnDef *column)
{
    if (column->collation.len == 0)
        return column->type.text;
    return ctx_fmt(ctx, STR_FMT " COLLATE " STR_FMT, STR_ARG(column->type.text),
                   STR_ARG(ident_sql(ctx_arena(ctx), column->collation)));
}

static Str type_change_words(RuleCtx *ctx, const Op *op)
{
    const Column *old = old_column(ctx, op);
    if (!old)
        return ctx_fmt(ctx, "changing " STR_FMT " to " STR_FMT, STR_ARG(op->part),
                       STR_ARG(type_words(ctx, op->column)));
    return ctx_fmt(ctx, "changing " STR_FMT " from " STR_FMT " to " STR_FMT,
                   STR_ARG(op->part), STR_ARG(type_words(ctx, &old->def)),
                   STR_ARG(type_words(ctx, op->column)));
}

static Str new_column_words(RuleCtx *ctx, const Op *op)
{
    const ColumnDef *column = op->column;
    if (column->type.serial || column->identity != IDENTITY_NONE)
        return ctx_fmt(ctx, "numbering the rows in the new column " STR_FMT,
                       STR_ARG(column->name));
    if (column->generated == GENERATED_STORED)
        return ctx_fmt(ctx, "computing the stored column " STR_FMT,
                       STR_ARG(column->name));
    if (column->default_expr.ptr)
        return ctx_fmt(ctx,
                       "giving each row a value of its own for the new column " STR_FMT
                       ", " STR_FMT ",",
                       STR_ARG(column->name), STR_ARG(column->default_expr));
    return ctx_fmt(ctx, "the new column " STR_FMT ", whose type " STR_FMT " is checked,",
                   STR_ARG(column->name), STR_ARG(column->type.text));
}

// How the manual calls an op whose verb says more than its kind.
static const struct VerbWords {
    Str verb;
    const char *words;
} verb_words[] = {
    { STR_INIT("logged"), "SET LOGGED" },
    { STR_INIT("unlogged"), "SET UNLOGGED" },
    { STR_INIT("access-method"), "SET ACCESS METHOD" },
    { STR_INIT("tablespace"), "SET TABLESPACE" },
    { STR_INIT("vacuum"), "VACUUM FULL" },
    { STR_INIT("cluster"), "CLUSTER" },
};

static Str statement_words(const Op *op)
{
    for (size_t i = 0; i < sizeof verb_words / sizeof *verb_words; i++)
        if (str_eq(verb_words[i].verb, op->verb))
            return str_from(verb_words[i].words);
    return str_from(op_kind_words(op->kind));
}

// What of the statement makes the server write rows.
static Str cause_words(RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_ALTER_COLUMN_TYPE)
        return type_change_words(ctx, op);
    if (op->kind == OP_ADD_COLUMN)
        return new_column_words(ctx, op);
    if (op->kind == OP_ALTER_GENERATED)
        return ctx_fmt(ctx, "computing " STR_FMT " anew", STR_ARG(op->part));
    return statement_words(op);
}

// REFRESH has a rule of its own, and TRUNCATE writes nothing.
static bool writes_rows(const Op *op)
{
    return op->effects.duration == DURATION_REWRITE && op->kind != OP_REFRESH_VIEW;
}

enum { ZONE_IS_FREE = 12 }; // from this major on

// Without or with time zone: the values stay as they are where the session's zone is UTC,
// which is what the effects presume when the text sets none.
static bool depends_on_zone(const RuleCtx *ctx, const Op *op)
{
    const Column *old = op->kind == OP_ALTER_COLUMN_TYPE ? old_column(ctx, op) : NULL;
    Str names[] = { STR("timestamp without time zone"), STR("timestamp with time zone") };
    if (!old || ctx_engine(ctx)->major < ZONE_IS_FREE ||
        ctx_setting(ctx, op, STR("timezone")) || op->column->using_expr.ptr)
        return false;
    Str from = old->def.type.name.name;
    Str to = op->column->type.name.name;
    return (str_eq(from, names[0]) && str_eq(to, names[1])) ||
           (str_eq(from, names[1]) && str_eq(to, names[0]));
}

static void report_zone(RuleCtx *ctx, const Op *op)
{
    Finding *f = report_op(ctx, op,
                           STR_FMT " writes all of " STR_FMT
                                   " anew while reads and writes of it wait, unless the "
                                   "session's time zone is UTC",
                           STR_ARG(cause_words(ctx, op)), STR_ARG(ctx_relation(ctx, op)));
    f->severity = SEV_NOTICE;
    f->object = ctx_member(ctx, op, op->part);
}

static void check_table_rewrite(RuleCtx *ctx, const Op *op)
{
    if (!writes_rows(op) && depends_on_zone(ctx, op) && !ctx_table_is_idle(ctx, op) &&
        op->effects.refused.len == 0)
        report_zone(ctx, op);
    if (!writes_rows(op))
        return;
    StrVec tables = live_names(ctx, &op->effects.rewrites);
    if (tables.len == 0)
        return;
    Finding *f = report_op(ctx, op,
                           STR_FMT " writes all of " STR_FMT
                                   " anew while reads and writes of it wait" STR_FMT,
                           STR_ARG(cause_words(ctx, op)), STR_ARG(ctx_list(ctx, &tables)),
                           STR_ARG(presumed(ctx, op)));
    f->object = op->part.len > 0 ? ctx_member(ctx, op, op->part) : ctx_relation(ctx, op);
}

RULE(table_rewrite) = {
    .id = "table-rewrite",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .undone = true,
    .op = check_table_rewrite,
    .title = "The whole table is written anew while nobody can use it",
    .why = "The server makes a second copy of the table and builds all of its indexes "
           "again, under ACCESS EXCLUSIVE: every query of it waits until that is done, "
           "which takes minutes or hours on a big table, needs its size again on the "
           "disk, and goes through the replication as well.",
    .fix = "Make the change beside the table: a new column that is filled in batches, or "
           "a copy that a tool such as pg_repack swaps in",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid();\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN token uuid;\n"
            "ALTER TABLE users ALTER COLUMN token SET DEFAULT gen_random_uuid();\n",
};

// ---- full-scan-under-lock ----

// Rules of their own speak of it; ADD COLUMN reads rows only to fail on the first one,
// which is required-column's.
static bool is_spoken_of(const Op *op)
{
    return op->kind == OP_ADD_CONSTRAINT || op->kind == OP_ADD_COLUMN ||
           op->kind == OP_ALTER_DOMAIN;
}

// Tables in use that are read from end to end while nobody can write to them.
static StrVec scanned_under_lock(RuleCtx *ctx, const Op *op, LockTaken *heaviest)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < op->effects.scans.len; i++) {
        Name table = op->effects.scans.at[i];
        const LockTaken *lock = op_lock_on(op, table);
        if (!lock || lock->kind != OBJ_TABLE || lock->mode < LOCK_SHARE_ROW_EXCLUSIVE ||
            !ctx_is_live(ctx, table))
            continue;
        *vec_push(ctx_arena(ctx), &names) = name_text(ctx_arena(ctx), table);
        if (lock->mode > heaviest->mode)
            *heaviest = *lock;
    }
    return names;
}

static void check_full_scan(RuleCtx *ctx, const Op *op)
{
    if (op->effects.duration != DURATION_SCAN || is_spoken_of(op) ||
        op->effects.index_rebuilds.len > 0)
        return;
    LockTaken lock = { 0 };
    StrVec tables = scanned_under_lock(ctx, op, &lock);
    if (tables.len == 0)
        return;
    Finding *f =
        report_op(ctx, op, "%s reads all of " STR_FMT " while %s it wait" STR_FMT,
                  op_kind_words(op->kind), STR_ARG(ctx_list(ctx, &tables)),
                  lock_blocks_reads(lock.mode) ? "reads of and writes to" : "writes to",
                  STR_ARG(presumed(ctx, op)));
    f->object = op->part.len > 0 ? ctx_member(ctx, op, op->part) : tables.at[0];
    f->lock = lock;
}

RULE(full_scan_under_lock) = {
    .id = "full-scan-under-lock",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .undone = true,
    .op = check_full_scan,
    .title = "The whole table is read while nobody can write to it",
    .why = "To be sure that every row meets the new demand the server reads all of them, "
           "and keeps the lock meanwhile: on a big table that is minutes in which every "
           "query of it waits. A valid CHECK that says the same proves it without "
           "reading, and such a CHECK can be validated while everybody works.",
    .fix = "Prove it beforehand with a CHECK that is added NOT VALID, and validated in a "
           "transaction of its own",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, country text);\n"
           "-- change\n"
           "UPDATE users SET country = 'unknown' WHERE country IS NULL;\n"
           "-- file\n"
           "ALTER TABLE users ALTER COLUMN country SET NOT NULL;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, country text);\n"
            "-- change\n"
            "UPDATE users SET country = 'unknown' WHERE country IS NULL;\n"
            "ALTER TABLE users ADD CONSTRAINT country_known CHECK (country IS NOT NULL) "
            "NOT VALID;\n"
            "-- file\n"
            "ALTER TABLE users VALIDATE CONSTRAINT country_known;\n"
            "-- file\n"
            "ALTER TABLE users ALTER COLUMN country SET NOT NULL;\n"
            "ALTER TABLE users DROP CONSTRAINT country_known;\n",
};

// ---- index-rebuild ----

static void check_index_rebuild(RuleCtx *ctx, const Op *op)
{
    StrVec indexes = live_names(ctx, &op->effects.index_rebuilds);
    if (op->effects.rewrites.len > 0 || indexes.len == 0 || ctx_table_is_idle(ctx, op))
        return;
    Finding *f = report_op(
        ctx, op,
        STR_FMT " builds %s " STR_FMT " again while reads and writes "
                "of " STR_FMT " wait",
        STR_ARG(type_change_words(ctx, op)), indexes.len > 1 ? "indexes" : "index",
        STR_ARG(ctx_list(ctx, &indexes)), STR_ARG(ctx_relation(ctx, op)));
    f->object = ctx_member(ctx, op, op->part);
}

RULE(index_rebuild) = {
    .id = "index-rebuild",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .undone = true,
    .on = { OP_ALTER_COLUMN_TYPE },
    .op = check_index_rebuild,
    .title = "Indexes are built again while nobody can use the table",
    .why = "The rows stay as they are, but an index in which the new type or collation "
           "sorts in another way has to be built anew, and that under the ACCESS "
           "EXCLUSIVE lock of ALTER TABLE: every query of the table waits for it.",
    .fix = "Drop the index CONCURRENTLY before, and build it CONCURRENTLY afterwards",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, name text COLLATE \"C\");\n"
           "CREATE INDEX users_name_idx ON users (name);\n"
           "-- change\n"
           "ALTER TABLE users ALTER COLUMN name TYPE text COLLATE \"en_US\";\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(20));\n"
            "CREATE INDEX users_name_idx ON users (name);\n"
            "-- change\n"
            "ALTER TABLE users ALTER COLUMN name TYPE varchar(40);\n",
};
