// SPDX-License-Identifier: Apache-2.0
// Statements that read a whole table, or build its indexes again, while nobody can use
// it.
#include "lint/rule.h"

// ---- full-scan-under-lock ----

// Rules of their own speak of it; ADD COLUMN reads rows only to fail on the first one,
// which is required-column's.
static bool is_spoken_of(const Op *op)
{
    bool constraint =
        op->kind == OP_ADD_CONSTRAINT && op->constraint->kind != CON_NOT_NULL;
    return constraint || op->kind == OP_ADD_COLUMN || op->kind == OP_ALTER_DOMAIN;
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

static void fix_scan(RuleCtx *ctx, Finding *f, const Op *op)
{
    if (op->kind != OP_SET_NOT_NULL)
        return;
    fix_rest(ctx, f, op);
    fix_step(ctx, f, FIX_HERE,
             "Let a CHECK prove it, whose rows are read while everybody works:");
    fix_not_null(ctx, f, op->name, op->part);
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
                  STR_ARG(ctx_presumed(ctx, op)));
    f->object = op->part.len > 0 ? ctx_member(ctx, op, op->part) : tables.at[0];
    f->lock = lock;
    fix_scan(ctx, f, op);
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

// The one index that is built again, if it can be dropped by itself.
static const Index *lone_index(const RuleCtx *ctx, const Op *op)
{
    const NameVec *names = &op->effects.index_rebuilds;
    const Index *index =
        names->len == 1 ? catalog_index(ctx_catalog(ctx), names->at[0]) : NULL;
    return index && index->constraint.len == 0 ? index : NULL;
}

// Where there are several, or one that a constraint needs, the rule's own words have to
// do.
static void fix_rebuild(RuleCtx *ctx, Finding *f, const Op *op)
{
    const Index *index = lone_index(ctx, op);
    if (!index || op_has(op, OPF_NESTED))
        return;
    fix_drop_concurrently(ctx, f, FIX_HERE, name_sql(ctx_arena(ctx), index->name));
    fix_after_outside(ctx, f, "and change the type");
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(ctx_statement(ctx, op)));
    fix_step(ctx, f, FIX_NOTE, "Then build it again.");
    fix_index(ctx, f, FIX_BEHIND, ctx_table(ctx, op), &index->def);
}

static void check_index_rebuild(RuleCtx *ctx, const Op *op)
{
    StrVec indexes = ctx_live_names(ctx, &op->effects.index_rebuilds);
    if (op->effects.rewrites.len > 0 || indexes.len == 0 || ctx_table_is_idle(ctx, op))
        return;
    Finding *f = report_op(
        ctx, op,
        STR_FMT " builds %s " STR_FMT " again while reads and writes "
                "of " STR_FMT " wait",
        STR_ARG(ctx_type_change(ctx, op)), indexes.len > 1 ? "indexes" : "index",
        STR_ARG(ctx_list(ctx, &indexes)), STR_ARG(ctx_relation(ctx, op)));
    f->object = ctx_member(ctx, op, op->part);
    fix_rebuild(ctx, f, op);
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
