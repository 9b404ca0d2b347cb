// SPDX-License-Identifier: Apache-2.0
// What shares a transaction, by the text or by the runner, and what must not; and what a
// session leaves behind.
#include "lint/rule.h"

// ---- cannot-run-in-transaction ----

// What a database that is made anew can do in a transaction: the statement without its
// CONCURRENTLY, with what the rules about that have to be told. Empty: nothing.
static Str plain_form(RuleCtx *ctx, const Op *op)
{
    static const Str word = STR_INIT(" CONCURRENTLY");
    const char *allowed = op->kind == OP_CREATE_INDEX ? "index-not-concurrent"
                          : op->kind == OP_DETACH_PARTITION
                              ? "drop-partition, partition-locks-parent"
                              : NULL;
    Str sql = ctx_statement(ctx, op);
    for (size_t at = 0; allowed && at + word.len <= sql.len; at++) {
        Str rest = str_drop(sql, at + word.len);
        if (str_eq_ci(str_slice(sql, at, at + word.len), word) &&
            str_trim(str_take(rest, rest.len > 0)).len == 0)
            return ctx_fmt(
                ctx, "-- tidegate: allow %s (done by hand before)\n" STR_FMT STR_FMT ";",
                allowed, STR_ARG(str_take(sql, at)), STR_ARG(rest));
    }
    return STR("");
}

static void fix_refused(RuleCtx *ctx, Finding *f, const Op *op, const char *what)
{
    Str sql = ctx_fmt(ctx, STR_FMT ";", STR_ARG(ctx_statement(ctx, op)));
    Str stand_in = plain_form(ctx, op);
    Outside work = { .place = FIX_HERE,
                     .sql = { .at = &sql, .len = 1 },
                     .stand_in = { .at = &stand_in, .len = stand_in.len > 0 } };
    bool builds = op->kind == OP_CREATE_INDEX;
    if (op_has(op, OPF_NESTED)) {
        f->fix = ctx_fmt(ctx,
                         "Make it a statement of its own: neither a DO block nor a "
                         "function can run %s",
                         what);
    } else if (builds && ctx_table_is_idle(ctx, op)) {
        fix_step(ctx, f, FIX_HERE,
                 "Nobody uses the table yet, so it needs no CONCURRENTLY:");
        fix_sql(ctx, f, STR_FMT, STR_ARG(ctx_index_sql(ctx, op->index, "")));
    } else if (builds && op->index->name.len > 0) {
        fix_index(ctx, f, FIX_HERE, ctx_table(ctx, op), op->index);
    } else if (op->kind == OP_DROP_INDEX) {
        fix_drop_concurrently(ctx, f, FIX_HERE, name_sql(ctx_arena(ctx), op->name));
    } else {
        fix_outside(ctx, f, &work);
    }
}

// CONCURRENTLY on a partitioned table is refused outside of transactions as well, which
// index-not-concurrent and drop-index-not-concurrent say.
static bool is_refused_anyway(const RuleCtx *ctx, const Op *op)
{
    const Table *table = ctx_table(ctx, op);
    return (op->kind == OP_CREATE_INDEX || op->kind == OP_DROP_INDEX) && table &&
           table->partition_by.len > 0;
}

// ---- cannot-run-in-transaction: SQLite and its kin ----

static bool is_begin(const Op *op)
{
    return op->kind == OP_TRANSACTION && str_eq(op->verb, STR("begin"));
}

// Whatever opens, ends or marks a transaction.
static bool is_refused_by_runner(const RuleCtx *ctx, const Op *op)
{
    return ctx_runner(ctx)->no_begin && op->kind == OP_TRANSACTION;
}

static bool is_golang(const RuleCtx *ctx)
{
    return str_eq(str_from(ctx_runner(ctx)->name), STR("golang-migrate"));
}

static void report_lite_refused(RuleCtx *ctx, const Op *op)
{
    Str what = is_begin(op) ? STR("BEGIN") : ctx_statement(ctx, op);
    Finding *f = report_op(
        ctx, op, STR_FMT " cannot run inside a transaction: " STR_FMT " (" STR_FMT ")",
        STR_ARG(what), STR_ARG(op->effects.refused),
        STR_ARG(ctx_transaction_words(ctx, op)));
    f->why = STR("SQLite refuses the statement and the deploy stops. Many runners put a "
                 "transaction round a file, or round all pending files.");
    f->fix = !is_begin(op) ? STR("Run it outside of the migration, where no transaction "
                                 "is open")
             : is_golang(ctx) ? STR("Leave BEGIN and COMMIT to the runner; or, if the "
                                    "database's URL says x-no-tx-wrap=true, name the "
                                    "runner golang-migrate-no-tx in the configuration or "
                                    "with --runner")
                              : STR("Leave BEGIN and COMMIT to the runner");
}

static void check_lite_transaction(RuleCtx *ctx, const Op *op)
{
    if (ctx_is_misfit(ctx, op))
        return; // syntax-not-on-target says it
    if (is_refused_by_runner(ctx, op)) {
        Finding *f = report_op(ctx, op, "%s refuses BEGIN, COMMIT and SAVEPOINT",
                               ctx_runner(ctx)->title);
        f->why = STR("It runs the statements in a transaction of its own, and the deploy "
                     "stops at any other.");
        f->fix = STR("Leave it out: what fails is taken back anyway");
    } else if (str_contains(op->effects.refused, STR("within a transaction"))) {
        report_lite_refused(ctx, op);
    }
}

// ---- cannot-run-in-transaction: all ----

static void check_cannot_run_in_transaction(RuleCtx *ctx, const Op *op)
{
    if (ctx_is_sqlite(ctx)) {
        check_lite_transaction(ctx, op);
        return;
    }
    const char *what = ctx_refuses_transaction(ctx, op);
    bool nested = op_has(op, OPF_NESTED);
    if (!what || is_refused_anyway(ctx, op) ||
        (!nested && ctx_transaction(ctx, op) == TXO_NONE))
        return;
    Str reason = nested ? STR("what runs inside of another statement is in one")
                        : ctx_transaction_words(ctx, op);
    Finding *f = report_op(ctx, op, "%s cannot run inside a transaction, and " STR_FMT,
                           what, STR_ARG(reason));
    f->lock = (LockTaken){ 0 }; // it never gets that far
    fix_refused(ctx, f, op, what);
}

RULE(cannot_run_in_transaction) = {
    .id = "cannot-run-in-transaction",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres sqlite",
    .undone = true,
    .on = { OP_CREATE_INDEX, OP_DROP_INDEX, OP_REINDEX, OP_DETACH_PARTITION,
            OP_MAINTENANCE, OP_CREATE_OBJECT, OP_DROP_OBJECT, OP_ALTER_OBJECT,
            OP_SET_SESSION, OP_ADD_ENUM_VALUE, OP_TRANSACTION },
    .op = check_cannot_run_in_transaction,
    .title = "A statement that the server refuses inside a transaction",
    .why = "The server refuses the statement (25001) and the deploy stops. Many runners "
           "put a transaction round a file, or round all pending files; several "
           "statements that are sent as one string are a transaction as well.",
    .fix = "Run it where no transaction is open, the way the runner allows it",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
           "-- change\n"
           "BEGIN;\n"
           "CREATE INDEX CONCURRENTLY users_email_idx ON users (email);\n"
           "COMMIT;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "-- change\n"
            "CREATE INDEX CONCURRENTLY users_email_idx ON users (email);\n",
};

// ---- transaction-control ----

// SQLite: the runner's own COMMIT has nothing left to commit.
static void report_commit_fails(Finding *f)
{
    f->severity = SEV_ERROR;
    f->why = STR("What came before stays in the database. The runner's own COMMIT then "
                 "fails with \"cannot commit - no transaction is active\": it takes all "
                 "of it for undone and starts over, and the next deploy fails on what is "
                 "already there.");
}

static void report_commit(RuleCtx *ctx, const Op *op)
{
    Finding *f = report_op(ctx, op,
                           "COMMIT ends the runner's transaction (" STR_FMT
                           "): from here on each statement commits by itself",
                           STR_ARG(ctx_transaction_words(ctx, op)));
    f->severity = SEV_WARNING;
    f->why = STR("If a later statement fails, what came before stays in the database, "
                 "while the runner takes all of it for undone and starts over: the next "
                 "deploy fails on what is already there. Some runners fail at their own "
                 "COMMIT, too.");
    f->fix = STR("Leave BEGIN and COMMIT to the runner; what has to commit first goes "
                 "into a migration of its own");
    if (ctx_is_sqlite(ctx) && op->effects.refused.len > 0)
        report_commit_fails(f);
}

static void report_rollback(RuleCtx *ctx, const Op *op)
{
    Finding *f = report_op(ctx, op,
                           "ROLLBACK takes back all that was done so far (" STR_FMT
                           "), and the runner does not notice",
                           STR_ARG(ctx_transaction_words(ctx, op)));
    f->why = STR("The runner goes on as if the statements had run: the migration is "
                 "recorded as applied, although its work, and with one transaction for "
                 "all pending files that of the files before it, is gone.");
    f->fix = STR("Take the ROLLBACK out; to take back a part, use SAVEPOINT and "
                 "ROLLBACK TO SAVEPOINT");
}

// MySQL: BEGIN commits what is open.
static void report_begin(RuleCtx *ctx, const Op *op, const Op *before)
{
    Finding *f = report_op(ctx, op,
                           "BEGIN commits the runner's transaction (" STR_FMT
                           "), and what follows its COMMIT commits by itself",
                           STR_ARG(ctx_transaction_words(ctx, before)));
    f->severity = SEV_WARNING;
    f->why = STR("There is one transaction at a time: START TRANSACTION and BEGIN commit "
                 "the one that is open. If a later statement fails, what came before "
                 "stays, while the runner takes all of it for undone and starts over.");
    f->fix = STR("Leave BEGIN and COMMIT to the runner");
}

// The op before it, if that left a transaction open that the runner began.
static const Op *open_of_runner(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    const Op *before = op > ops->at ? op - 1 : NULL;
    return before && !before->effects.commits && before->kind != OP_SET_SESSION &&
                   ctx_transaction(ctx, before) == TXO_RUNNER
               ? before
               : NULL;
}

static void check_begin(RuleCtx *ctx, const Op *op)
{
    const Op *before = ctx_is_mysql(ctx) ? open_of_runner(ctx, op) : NULL;
    if (before && str_eq(op->verb, STR("begin")))
        report_begin(ctx, op, before);
}

// COMMIT in a DO block works only where nothing is open around the block.
static void report_nested(RuleCtx *ctx, const Op *op)
{
    Finding *f =
        report_op(ctx, op, "COMMIT or ROLLBACK inside a block fails here: " STR_FMT,
                  STR_ARG(ctx_transaction_words(ctx, op)));
    f->why = STR("PL/pgSQL can end a transaction only if nobody outside of the block "
                 "opened it; else the server stops with \"invalid transaction "
                 "termination\" (2D000), and the deploy with it.");
    f->fix = STR("Run the block outside of the migration, by hand or as a job, where no "
                 "transaction is open around it");
}

// SQLite, or the runner, refuses it or a BEGIN before it: other rules say that, and what
// is behind never runs.
static bool is_never_reached(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    for (const Op *before = ops->at; ctx_is_sqlite(ctx) && before <= op; before++)
        if (is_refused_by_runner(ctx, before) ||
            (before->kind == OP_TRANSACTION && before->effects.refused.len > 0 &&
             before->effects.refused_for == REFUSED_FOR_ITSELF))
            return true;
    return false;
}

static void check_transaction_control(RuleCtx *ctx, const Op *op)
{
    bool commits = str_eq(op->verb, STR("commit")) || str_eq(op->verb, STR("prepare"));
    bool rolls_back = str_eq(op->verb, STR("rollback"));
    TxOwner owner = ctx_transaction(ctx, op);
    check_begin(ctx, op);
    if ((!commits && !rolls_back) || is_never_reached(ctx, op))
        return;
    if (op_has(op, OPF_NESTED)) {
        if (owner != TXO_NONE)
            report_nested(ctx, op);
    } else if (rolls_back && (owner == TXO_RUNNER || owner == TXO_STRING)) {
        report_rollback(ctx, op);
    } else if (commits && owner == TXO_RUNNER) {
        report_commit(ctx, op);
    }
}

static void check_open_begin(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    const Op *begin = ctx_open_begin(ctx);
    if (begin && !is_never_reached(ctx, begin))
        report_op(ctx, begin,
                  "nothing ends the transaction that this opens: what "
                  "follows is rolled back when the connection closes");
}

RULE(transaction_control) = {
    .id = "transaction-control",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .undone = true,
    .on = { OP_TRANSACTION },
    .op = check_transaction_control,
    .migration = check_open_begin,
    .title = "BEGIN, COMMIT or ROLLBACK that breaks the transaction a migration runs in",
    .why = "A transaction that nothing ends is rolled back when the connection closes: "
           "the file ran without an error and changed nothing. One that ends too early "
           "leaves half a migration behind when a later statement fails.",
    .fix = "End the transaction with COMMIT, or leave BEGIN out",
    .bad = "BEGIN;\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n",
    .good = "BEGIN;\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "COMMIT;\n",
};

// ---- session-setting-leaks ----

typedef struct Leak {
    Str setting;
    Str harmless[3]; // values that are the default, or as good
    const char *effect;
    const char *undo;
} Leak;

static const Leak leaks[] = {
    { STR_INIT("search_path"),
      { STR_INIT("public"), STR_INIT("\"$user\", public"), STR_INIT("\"$user\",public") },
      "unqualified names in later migrations, and the runner's own table, are looked for "
      "there",
      "RESET search_path;" },
    { STR_INIT("role"),
      { STR_INIT("none") },
      "later migrations run, and make their objects, as that role",
      "RESET ROLE;" },
    { STR_INIT("session_authorization"),
      { STR_INIT("default") },
      "later migrations run, and make their objects, as that user",
      "RESET SESSION AUTHORIZATION;" },
    { STR_INIT("session_replication_role"),
      { STR_INIT("origin") },
      "no trigger fires and no foreign key is checked from here on",
      "RESET session_replication_role;" },
};

// SQLite's switches.
typedef struct Switch {
    Str setting;
    bool leaks_on;    // ON is what must not stay; else OFF
    bool is_for_good; // it also harms an application that goes on with the connection
    const char *effect;
} Switch;

static const Switch switches[] = {
    { STR_INIT("foreign_keys"), false, true,
      "rows that point to nothing come in, and no ON DELETE does its work" },
    { STR_INIT("ignore_check_constraints"), true, true,
      "rows come in that break a CHECK" },
    { STR_INIT("legacy_alter_table"), true, false,
      "RENAME leaves views, triggers and foreign keys with the old name" },
};

static bool is_harmless(const Leak *leak, Str value)
{
    for (size_t i = 0; i < sizeof leak->harmless / sizeof *leak->harmless; i++)
        if (leak->harmless[i].len > 0 && str_eq_ci(leak->harmless[i], value))
            return true;
    return false;
}

static bool is_of_this_file(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    return ops->len > 0 && op >= ops->at && op < ops->at + ops->len;
}

static void check_leak(RuleCtx *ctx, const Leak *leak)
{
    const Op *op = ctx_setting(ctx, NULL, leak->setting);
    if (!op || op_has(op, OPF_RESET) || op_has(op, OPF_LOCAL) ||
        is_harmless(leak, op->detail) || !is_of_this_file(ctx, op))
        return;
    Finding *f = report_op(ctx, op,
                           STR_FMT " stays set when the file ends, and %s goes on with "
                                   "the same connection: %s",
                           STR_ARG(leak->setting), ctx_runner(ctx)->title, leak->effect);
    f->object = leak->setting;
    fix_step(ctx, f, FIX_END, "Use SET LOCAL inside a transaction, or end the file with");
    fix_sql(ctx, f, "%s", leak->undo);
}

// The last PRAGMA of the file that does something about the setting.
static const Op *last_switch(const RuleCtx *ctx, Str setting)
{
    const OpVec *ops = ctx_ops(ctx);
    const Op *last = NULL;
    for (size_t i = 0; i < ops->len; i++) {
        const Op *op = &ops->at[i];
        if (op->effects.ignored.len == 0 &&
            (op_turns_on(op, setting) || op_turns_off(op, setting)))
            last = op;
    }
    return last;
}

// The runner's connection holds to no foreign keys of itself, or it looks after them.
static bool was_off(const RuleCtx *ctx, const Switch *sw)
{
    ForeignKeys keys = ctx_runner(ctx)->foreign_keys;
    return !sw->leaks_on && (keys == FOREIGN_KEYS_OFF || keys == FOREIGN_KEYS_SUSPENDED);
}

static bool has_old_tables(const RuleCtx *ctx)
{
    size_t at = 0;
    for (const Table *table; (table = catalog_next_table(ctx_catalog(ctx), &at));)
        if (!catalog_origin_is_new(ctx_catalog(ctx), &table->origin))
            return true;
    return false;
}

// Where nobody knows the runner: the application itself is, more often than not. A dump,
// as `sqlite3 .dump` writes it, is the first file and read by that program.
static bool may_be_harmless(RuleCtx *ctx, const Switch *sw)
{
    return ctx_runner(ctx)->unknown && (!sw->is_for_good || !has_old_tables(ctx));
}

static void check_switch(RuleCtx *ctx, const Switch *sw)
{
    const Op *op = last_switch(ctx, sw->setting);
    if (!op || op_turns_on(op, sw->setting) != sw->leaks_on || was_off(ctx, sw) ||
        may_be_harmless(ctx, sw))
        return;
    Str who = ctx_runner(ctx)->unknown
                  ? STR("whoever runs it may go on")
                  : ctx_fmt(ctx, "%s goes on", ctx_runner(ctx)->title);
    Finding *f = report_op(ctx, op,
                           STR_FMT " stays %s when the file ends, and " STR_FMT
                                   " with the same connection: %s",
                           STR_ARG(sw->setting), sw->leaks_on ? "on" : "off",
                           STR_ARG(who), sw->effect);
    f->object = sw->setting;
    f->why = STR("A PRAGMA lasts as long as the connection, which the runner uses for "
                 "the files that follow, and an application that migrates when it starts "
                 "for its own work.");
    fix_step(ctx, f, FIX_END, "End the file with");
    fix_sql(ctx, f, "PRAGMA " STR_FMT " = %s;", STR_ARG(sw->setting),
            sw->leaks_on ? "OFF" : "ON");
}

static void check_session_setting_leaks(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    const Runner *runner = ctx_runner(ctx);
    if (runner->resets)
        return;
    for (size_t i = 0; ctx_is_sqlite(ctx) && i < sizeof switches / sizeof *switches; i++)
        check_switch(ctx, &switches[i]);
    if (runner->unknown || ctx_is_sqlite(ctx))
        return;
    for (size_t i = 0; i < sizeof leaks / sizeof *leaks; i++)
        check_leak(ctx, &leaks[i]);
}

RULE(session_setting_leaks) = {
    .id = "session-setting-leaks",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres sqlite",
    .migration = check_session_setting_leaks,
    .title = "A setting that outlives the migration",
    .why = "SET without LOCAL lasts as long as the connection, which the runner uses "
           "for the files that follow and for its own table. They work when each file "
           "is deployed by itself, and fail, or do something else, when several are "
           "deployed at once.",
    .fix = "SET LOCAL inside a transaction, or RESET at the end of the file",
    .bad = "@ migrations/0001_users.sql\n"
           "SET search_path TO app;\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ layout plain\n"
           "@ runner golang-migrate\n",
    .good = "@ migrations/0001_users.sql\n"
            "SET LOCAL search_path TO app;\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ layout plain\n"
            "@ runner golang-migrate\n",
};
