// SPDX-License-Identifier: Apache-2.0
// What is left of a migration that fails in its middle.
#include "lint/rule.h"

// ---- partial-apply ----

static bool changes_nothing(const Op *op)
{
    return op->kind == OP_SET_SESSION || op->kind == OP_SELECT ||
           op->kind == OP_TRANSACTION || op->kind == OP_LOCK_TABLE ||
           op->kind == OP_MAINTENANCE || op->kind == OP_OPAQUE;
}

// Running it again after a failure does no harm.
static bool can_be_repeated(const Op *op)
{
    return op_has(op, OPF_IF_EXISTS) || op_has(op, OPF_IF_NOT_EXISTS) ||
           op_has(op, OPF_OR_REPLACE);
}

// The statements that commit by themselves.
typedef struct Loose {
    size_t count;
    const Op *second; // NULL until there are two
    bool repeatable;  // all but the last
} Loose;

static Loose count_loose(const RuleCtx *ctx)
{
    const OpVec *ops = ctx_ops(ctx);
    Loose loose = { .repeatable = true };
    const Op *last = NULL;
    for (size_t i = 0; i < ops->len; i++) {
        const Op *op = &ops->at[i];
        if (ctx_transaction(ctx, op) == TXO_RUNNER)
            return (Loose){ 0 };
        if (changes_nothing(op) || ctx_transaction(ctx, op) != TXO_NONE ||
            (last && op->stmt_index == last->stmt_index))
            continue;
        if (last)
            loose.repeatable = loose.repeatable && can_be_repeated(last);
        if (last && !loose.second)
            loose.second = op;
        last = op;
        loose.count++;
    }
    return loose;
}

static void check_pg_partial_apply(RuleCtx *ctx)
{
    const Runner *runner = ctx_runner(ctx);
    if (runner->unknown)
        return;
    Loose loose = count_loose(ctx);
    if (loose.count < 2 || loose.repeatable)
        return;
    report_op(ctx, loose.second,
              "the file's %zu statements commit one by one: if this or a later one "
              "fails, those before it stay, and %s starts over with the first",
              loose.count, runner->title);
}

// ---- partial-apply: SQLite ----

// The trial has shown that the statement is accepted. What it cannot know is whether the
// rows of today fit: these look at them.
static bool may_fail(const RuleCtx *ctx, const Op *op)
{
    static const OpKind kinds[] = { OP_INSERT, OP_UPDATE, OP_DELETE, OP_SET_NOT_NULL,
                                    OP_ADD_CONSTRAINT };
    bool looks = op->kind == OP_CREATE_INDEX && op->index->unique;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        looks = looks || op->kind == kinds[i];
    return op->effects.refused.len > 0 || (looks && !ctx_table_is_idle(ctx, op));
}

// A file of which nothing fails is applied as a whole.
static void check_lite_partial_apply(RuleCtx *ctx)
{
    const OpVec *ops = ctx_ops(ctx);
    const Runner *runner = ctx_runner(ctx);
    Loose loose = count_loose(ctx);
    bool fails = false;
    for (size_t i = 0; i < ops->len && !fails; i++)
        fails = may_fail(ctx, &ops->at[i]);
    if (runner->unknown || loose.count < 2 || loose.repeatable || !fails)
        return;
    Finding *f = report_op(
        ctx, loose.second,
        "the file's %zu statements commit one by one: if this or a later one fails, "
        "those before it stay, and %s starts over with the first",
        loose.count, runner->title);
    f->fix = runner->no_begin
                 ? STR("One statement in each migration, or statements that can be run "
                       "again (IF NOT EXISTS, IF EXISTS)")
                 : STR("Put BEGIN before the first of them and COMMIT behind the last; a "
                       "PRAGMA foreign_keys has to stay outside, where alone it works");
}

// ---- partial-apply: servers whose DDL commits ----

// The statement about a table that was there before the change, or about something else
// that is not a new table's.
static bool is_on_new(const RuleCtx *ctx, const Op *op)
{
    bool creates = op->kind == OP_CREATE_TABLE && !op_has(op, OPF_OR_REPLACE);
    return creates || op->kind == OP_CREATE_SCHEMA || ctx_table_is_idle(ctx, op);
}

static bool is_temporary(const Op *op)
{
    return op->table && op->table->persistence == PERSIST_TEMPORARY;
}

// MODIFY and SET DEFAULT say what has to be, not what has to be done.
static bool can_be_redone(const Op *op)
{
    bool states = op->kind == OP_SET_DEFAULT || op->kind == OP_DROP_DEFAULT ||
                  (op->kind == OP_MODIFY_COLUMN && str_eq_ci(op->part, op->other.name));
    return states || can_be_repeated(op);
}

// Statements that commit, or that one behind them commits.
typedef struct MyLoose {
    size_t count;
    const Op *second;
    bool has_ddl;
    bool is_live;    // one of them changes what was there before
    bool repeatable; // all but the last
} MyLoose;

static bool is_dml(const Op *op)
{
    return op->kind == OP_INSERT || op->kind == OP_UPDATE || op->kind == OP_DELETE ||
           op->kind == OP_COPY;
}

// A new table counts where something else can fail behind it: at the second run it is in
// the way. Its indexes and rows are part of making it.
static bool counts(const RuleCtx *ctx, const Op *op)
{
    bool changes = op->effects.commits || is_dml(op);
    bool of_new = is_on_new(ctx, op) && op->kind != OP_CREATE_TABLE;
    return changes && !changes_nothing(op) && !of_new && !is_temporary(op);
}

static MyLoose count_my_loose(const RuleCtx *ctx)
{
    const OpVec *ops = ctx_ops(ctx);
    MyLoose loose = { .repeatable = true };
    const Op *last = NULL;
    bool last_repeats = true;
    for (size_t i = 0; i < ops->len; i++) {
        const Op *op = &ops->at[i];
        if (!counts(ctx, op))
            continue;
        loose.has_ddl = loose.has_ddl || op->effects.commits;
        loose.is_live = loose.is_live || !is_on_new(ctx, op);
        bool same = last && op->stmt_index == last->stmt_index;
        if (!same) {
            loose.repeatable = loose.repeatable && last_repeats;
            loose.second = loose.count == 1 ? op : loose.second;
            loose.count++;
        }
        last_repeats = (!same || last_repeats) && can_be_redone(op);
        last = op;
    }
    return loose;
}

static const char *server_of(const RuleCtx *ctx)
{
    const Engine *engine = ctx_engine(ctx);
    return engine_is(engine, "tidb")      ? "TiDB"
           : engine_is(engine, "mariadb") ? "MariaDB"
                                          : "MySQL";
}

static void report_my_loose(RuleCtx *ctx, const MyLoose *loose)
{
    Finding *f =
        report_op(ctx, loose->second,
                  "the file's %zu changes commit one by one, as %s does with every "
                  "change of a definition: if this or a later one fails, those "
                  "before it stay, and %s starts over with the first",
                  loose->count, server_of(ctx), ctx_runner(ctx)->title);
    f->why = STR("DDL ends the open transaction and commits by itself, in whatever "
                 "transaction the runner or the file believes to be. After a failure in "
                 "the middle the database is neither as it was nor as it should be, and "
                 "the next deploy fails on what is already there, until somebody mends "
                 "it by hand.");
    f->fix = STR("One change of a definition in each migration, rows in another; what "
                 "belongs to one table can be one ALTER TABLE, which is done as a whole "
                 "or not at all");
}

// BEGIN, and a ROLLBACK or COMMIT behind it, round what commits by itself.
static void report_false_safety(RuleCtx *ctx, const Op *op)
{
    Finding *f = report_op(ctx, op,
                           "%s commits the transaction that the file has opened: neither "
                           "a failure nor ROLLBACK takes back what is done",
                           op_kind_words(op->kind));
    f->severity = SEV_ERROR;
    f->why =
        STR("DDL cannot be part of a transaction here. START TRANSACTION makes the "
            "file look as if it were done as a whole or not at all; when a statement "
            "fails, what came before it has been committed, the definition is half "
            "changed, and no ROLLBACK helps.");
    f->fix = STR("Take START TRANSACTION, COMMIT and ROLLBACK away from round DDL; keep "
                 "them for statements that write rows, in a migration of their own");
}

static bool check_false_safety(RuleCtx *ctx)
{
    const OpVec *ops = ctx_ops(ctx);
    bool open = false;
    for (size_t i = 0; i < ops->len; i++) {
        const Op *op = &ops->at[i];
        if (op->kind == OP_TRANSACTION) {
            bool ends =
                str_eq(op->verb, STR("commit")) || str_eq(op->verb, STR("rollback"));
            open = str_eq(op->verb, STR("begin")) || (open && !ends);
        } else if (open && op->effects.commits && !is_on_new(ctx, op)) {
            report_false_safety(ctx, op);
            return true;
        }
    }
    return false;
}

static void check_my_partial_apply(RuleCtx *ctx)
{
    if (check_false_safety(ctx) || ctx_runner(ctx)->unknown)
        return;
    MyLoose loose = count_my_loose(ctx);
    if (loose.count > 1 && loose.has_ddl && loose.is_live && !loose.repeatable)
        report_my_loose(ctx, &loose);
}

static void check_partial_apply(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    if (ctx_is_mysql(ctx))
        check_my_partial_apply(ctx);
    else if (ctx_is_sqlite(ctx))
        check_lite_partial_apply(ctx);
    else
        check_pg_partial_apply(ctx);
}

RULE(partial_apply) = {
    .id = "partial-apply",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .migration = check_partial_apply,
    .title = "Several statements without a transaction around them",
    .why = "When a statement in the middle fails, the ones before it have committed but "
           "the migration counts as not applied. The next deploy starts again from the "
           "top and fails on what is already there, until somebody mends the database "
           "by hand.",
    .fix = "Put what needs no transaction into a migration of its own, one statement "
           "each, or write every statement so that it can be run again (IF NOT EXISTS, "
           "IF EXISTS); on MySQL, MariaDB and TiDB, where each definition commits by "
           "itself, what belongs to one table can be one ALTER TABLE",
    .bad = "@ migrations/0001_users.sql\n"
           "-- +goose Up\n"
           "-- +goose NO TRANSACTION\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
           "CREATE INDEX users_email_idx ON users (email);\n"
           "@ layout plain\n"
           "@ runner goose\n",
    .good = "@ migrations/0001_users.sql\n"
            "-- +goose Up\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "CREATE INDEX users_email_idx ON users (email);\n"
            "@ layout plain\n"
            "@ runner goose\n",
};
