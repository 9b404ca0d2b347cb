// SPDX-License-Identifier: Apache-2.0
// How long others wait: locks that a transaction keeps while it works, and waits that
// nothing limits.
#include "lint/rule.h"

// ---- no-lock-timeout ----

// The connection may have a limit: nobody knows the runner, or the team says so.
static bool may_be_limited(const RuleCtx *ctx)
{
    const Runner *runner = ctx_runner(ctx);
    return runner->unknown ||
           ctx_option_has(ctx, "limited-runners", str_from(runner->name));
}

// A statement_timeout ends the wait as well.
static bool is_limited(const RuleCtx *ctx, const Op *op)
{
    const Op *set = ctx_setting(ctx, op, STR("lock_timeout"));
    if (ctx_limit(ctx, op, STR("statement_timeout")).len > 0)
        return true;
    if (!set || op_has(set, OPF_RESET))
        return may_be_limited(ctx);
    return ctx_limit(ctx, op, STR("lock_timeout")).len > 0;
}

static void report_unlimited(RuleCtx *ctx, const Op *op, const LockTaken *lock)
{
    const Op *set = ctx_setting(ctx, op, STR("lock_timeout"));
    Finding *f = report_op(ctx, op,
                           "%s waits without a limit for its %s lock on " STR_FMT
                           "%s, and who comes later waits behind it",
                           op_kind_words(op->kind), lock_mode_words(lock->mode),
                           STR_ARG(name_text(ctx_arena(ctx), lock->relation)),
                           set ? ", since lock_timeout is off" : "");
    f->lock = *lock;
    f->object = name_text(ctx_arena(ctx), lock->relation);
    TxOwner owner = ctx_transaction(ctx, op);
    bool alone = owner == TXO_NONE || owner == TXO_BLOCK;
    const char *local = alone ? "" : "LOCAL "; // outside it does nothing
    fix_step(ctx, f, FIX_TOP,
             "At the top of the file; when it runs out nothing has happened, and the "
             "deploy can try again:");
    fix_sql(ctx, f, "SET %slock_timeout = '2s';", local);
}

// ---- no-lock-timeout: MySQL and MariaDB ----

// Seconds as a setting says them; false: it is no plain number.
static bool read_seconds(Str value, uint64_t *seconds)
{
    return value.len > 0 && str_to_u64(value, seconds);
}

// What is no plain number, a variable perhaps, is taken for a limit.
static bool is_short(const RuleCtx *ctx, Str value)
{
    uint64_t seconds;
    return !read_seconds(value, &seconds) || seconds <= ctx_option_number(ctx, "seconds");
}

// The seconds of WAIT 2, and of SET STATEMENT lock_wait_timeout = 2 FOR …; empty: the
// statement has no limit of its own.
static Str own_limit(const RuleCtx *ctx, const Op *op)
{
    Str rest = ctx_statement(ctx, op), word = { 0 };
    while (op_has(op, OPF_WAIT) && str_cut(&rest, ' ', &word))
        if (str_eq_ci(word, STR("wait")) && str_cut(&rest, ' ', &word))
            return word;
    OpRange all = op_statement(ctx_ops(ctx), op);
    for (const Op *other = all.first; other < all.end; other++)
        if (other->kind == OP_SET_SESSION && op_has(other, OPF_LOCAL) &&
            str_eq(other->part, STR("lock_wait_timeout")))
            return other->detail;
    return op_has(op, OPF_WAIT) ? STR("0") : STR(""); // NOWAIT
}

// SET GLOBAL is for connections that are still to come.
static bool is_my_limited(const RuleCtx *ctx, const Op *op)
{
    const Op *set = ctx_setting(ctx, op, STR("lock_wait_timeout"));
    Str own = own_limit(ctx, op);
    if (own.len > 0)
        return is_short(ctx, own);
    if (!set || op_has(set, OPF_RESET) || op_has(set, OPF_GLOBAL))
        return may_be_limited(ctx);
    return is_short(ctx, ctx_limit(ctx, op, STR("lock_wait_timeout")));
}

static Str default_wait(RuleCtx *ctx)
{
    return engine_is(ctx_engine(ctx), "mariadb") ? STR("a day, the default of "
                                                       "lock_wait_timeout")
                                                 : STR("a year, the default of "
                                                       "lock_wait_timeout");
}

// For how long, as far as the text says.
static Str my_wait(RuleCtx *ctx, const Op *op)
{
    const Op *set = ctx_setting(ctx, op, STR("lock_wait_timeout"));
    bool is_set = set && !op_has(set, OPF_RESET) && !op_has(set, OPF_GLOBAL);
    Str value = own_limit(ctx, op);
    if (value.len == 0 && is_set)
        value = ctx_limit(ctx, op, STR("lock_wait_timeout"));
    return value.len > 0 ? ctx_fmt(ctx, STR_FMT " seconds", STR_ARG(value))
                         : default_wait(ctx);
}

static void report_my_unlimited(RuleCtx *ctx, const Op *op, Name relation)
{
    Finding *f =
        report_op(ctx, op,
                  "%s waits for every transaction that uses " STR_FMT ", up to " STR_FMT
                  ", and whoever comes later waits behind it",
                  op_kind_words(op->kind), STR_ARG(name_text(ctx_arena(ctx), relation)),
                  STR_ARG(my_wait(ctx, op)));
    f->object = name_text(ctx_arena(ctx), relation);
    f->severity = SEV_WARNING;
    f->why =
        STR("However quick the change is, it needs the table's metadata for itself "
            "for a moment, and waits until every transaction that has read or "
            "written the table is over. Meanwhile all new queries of the table, even "
            "reads, queue up behind it: one forgotten transaction is enough to stop "
            "the application.");
    fix_step(ctx, f, FIX_TOP,
             "At the top of the file; when it runs out nothing has happened, and the "
             "deploy can try again:");
    fix_sql(ctx, f, "SET SESSION lock_wait_timeout = 5;");
}

// A table that was there before the change, and that the op changes.
static const LockTaken *waited_for(const Op *op)
{
    if (!op->effects.commits || op->effects.refused.len > 0)
        return NULL;
    return op_live_lock(op, LOCK_ONLINE_NONE);
}

// The catalog here is that behind the file: what the file makes anew, which may be a view
// that the history does not show, is in nobody's way.
static void check_no_lock_timeout(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    bool mysql = ctx_is_mysql(ctx);
    // TiDB's changes of a table keep nobody waiting.
    if (engine_is(ctx_engine(ctx), "tidb"))
        return;
    LockingVec locking = ctx_locking(ctx);
    for (size_t i = 0; i < locking.len; i++) {
        const Op *op = locking.at[i].op;
        const LockTaken *lock = mysql ? waited_for(op) : op_live_lock(op, LOCK_SHARE);
        if (!lock || !ctx_is_live(ctx, lock->relation) ||
            (mysql ? is_my_limited(ctx, op) : is_limited(ctx, op)))
            continue;
        if (mysql)
            report_my_unlimited(ctx, op, lock->relation);
        else
            report_unlimited(ctx, op, lock);
        return;
    }
}

RULE(no_lock_timeout) = {
    .id = "no-lock-timeout",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .dialects = "postgres mysql",
    .migration = check_no_lock_timeout,
    .options = { { .name = "seconds",
                   .kind = OPTION_NUMBER,
                   .number = 60,
                   .least = 1,
                   .most = 86400,
                   .meaning = "MySQL and MariaDB: a longer lock_wait_timeout is none" },
                 { .name = "limited-runners",
                   .kind = OPTION_WORDS,
                   .text = "",
                   .meaning = "runners that set a limit for their connection" } },
    .title = "A statement waits for its lock without a limit",
    .why = "The statement may be quick, but it has to wait until every query that uses "
           "the table is done, and while it waits, all later queries queue up behind it. "
           "One forgotten report is then enough to stop the application. With "
           "a limit the statement gives up instead.",
    .fix = "SET lock_timeout (MySQL and MariaDB: lock_wait_timeout) at the top of the "
           "file, and let the deploy try again",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "SET lock_timeout = 0;\n"
           "ALTER TABLE users ADD COLUMN email text;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "SET lock_timeout = '2s';\n"
            "ALTER TABLE users ADD COLUMN email text;\n",
};

// ---- lock-table ----

typedef struct ModeWords {
    Str words;
    LockMode mode;
} ModeWords;

static const ModeWords blocking_modes[] = {
    { STR_INIT("share"), LOCK_SHARE },
    { STR_INIT("share row exclusive"), LOCK_SHARE_ROW_EXCLUSIVE },
    { STR_INIT("exclusive"), LOCK_EXCLUSIVE },
    { STR_INIT("access exclusive"), LOCK_ACCESS_EXCLUSIVE },
};

// The mode that LOCK TABLE names; LOCK_NONE when it lets others read and write.
static LockMode locked_mode(const Op *op)
{
    for (size_t i = 0; i < sizeof blocking_modes / sizeof *blocking_modes; i++)
        if (str_eq_ci(blocking_modes[i].words, op->detail))
            return blocking_modes[i].mode;
    return LOCK_NONE;
}

static void check_lock_table(RuleCtx *ctx, const Op *op)
{
    LockMode mode = locked_mode(op);
    if (mode == LOCK_NONE || ctx_table_is_idle(ctx, op))
        return;
    Str relation = ctx_relation(ctx, op);
    Finding *f = report_op(ctx, op,
                           "LOCK TABLE keeps every %s " STR_FMT
                           " waiting until the transaction ends" STR_FMT,
                           lock_blocks_reads(mode) ? "read of and write to" : "write to",
                           STR_ARG(relation), STR_ARG(ctx_presumed(ctx, op)));
    f->lock = (LockTaken){ .relation = catalog_resolve(ctx_catalog(ctx), op->name),
                           .mode = mode,
                           .kind = OBJ_TABLE };
}

RULE(lock_table) = {
    .id = "lock-table",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .undone = true,
    .on = { OP_LOCK_TABLE },
    .op = check_lock_table,
    .title = "LOCK TABLE blocks a table that is in use",
    .why = "The lock is kept until the transaction ends, so everything that follows in "
           "the migration, and with some runners in all pending ones, is time in which "
           "the application waits. Each statement already takes the lock it needs.",
    .fix = "Leave LOCK TABLE out, or keep it for a transaction that does nothing else "
           "that takes time, with a lock_timeout",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, plan text);\n"
           "-- change\n"
           "BEGIN;\n"
           "SET LOCAL lock_timeout = '2s';\n"
           "LOCK TABLE users IN EXCLUSIVE MODE;\n"
           "COMMIT;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, plan text);\n"
            "-- change\n"
            "BEGIN;\n"
            "SET LOCAL lock_timeout = '2s';\n"
            "LOCK TABLE users IN ROW EXCLUSIVE MODE;\n"
            "COMMIT;\n",
};

// ---- validate-in-same-transaction ----

static void check_validate(RuleCtx *ctx, const Op *op)
{
    const Constraint *constraint = table_constraint(ctx_table(ctx, op), op->part);
    if (!constraint || !constraint->def.not_valid || ctx_table_is_idle(ctx, op) ||
        !ctx_same_transaction(ctx, &constraint->origin, op))
        return;
    bool foreign = constraint->def.kind == CON_FOREIGN_KEY;
    LockMode mode = foreign ? LOCK_SHARE_ROW_EXCLUSIVE : LOCK_ACCESS_EXCLUSIVE;
    Finding *f = report_op(
        ctx, op,
        "VALIDATE CONSTRAINT " STR_FMT " reads all of " STR_FMT
        " while its transaction still keeps the %s lock that adding the constraint took",
        STR_ARG(op->part), STR_ARG(ctx_relation(ctx, op)), lock_mode_words(mode));
    f->lock = (LockTaken){ .relation = catalog_resolve(ctx_catalog(ctx), op->name),
                           .mode = mode,
                           .kind = OBJ_TABLE };
    fix_remove(ctx, f);
    fix_apart(ctx, f, "Let the transaction that adds the constraint commit, and");
    fix_sql(ctx, f, "ALTER TABLE " STR_FMT " VALIDATE CONSTRAINT " STR_FMT ";",
            STR_ARG(name_sql(ctx_arena(ctx), op->name)),
            STR_ARG(ident_sql(ctx_arena(ctx), op->part)));
}

RULE(validate_in_same_transaction) = {
    .id = "validate-in-same-transaction",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "postgres",
    .undone = true,
    .on = { OP_VALIDATE_CONSTRAINT },
    .op = check_validate,
    .title = "NOT VALID and VALIDATE in one transaction are as bad as neither",
    .why = "NOT VALID is quick because it reads no rows, and VALIDATE reads them under a "
           "lock that lets others work. In one transaction the strong lock of the first "
           "step is kept while the second reads the whole table: writes wait, for a "
           "CHECK reads too.",
    .fix = "Validate in a transaction of its own",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, age int);\n"
           "-- change\n"
           "BEGIN;\n"
           "ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17) NOT VALID;\n"
           "ALTER TABLE users VALIDATE CONSTRAINT adult;\n"
           "COMMIT;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, age int);\n"
            "-- change\n"
            "ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17) NOT VALID;\n"
            "ALTER TABLE users VALIDATE CONSTRAINT adult;\n",
};

// ---- mixed-ddl-and-backfill ----

// What took ACCESS EXCLUSIVE on a table in use, earlier in the op's transaction, or NULL.
static const Op *find_heavy(const RuleCtx *ctx, const Op *op)
{
    LockingVec locking = ctx_locking(ctx);
    const Locking *last = locking.len > 0 ? &locking.at[locking.len - 1] : NULL;
    return last && last->op == op ? last->closer : NULL;
}

static void check_mixed(RuleCtx *ctx, const Op *op)
{
    if (ctx_transaction(ctx, op) == TXO_NONE || ctx_table_is_idle(ctx, op) ||
        !ctx_meets_many_rows(ctx, op))
        return;
    const Op *heavy = find_heavy(ctx, op);
    if (!heavy)
        return;
    const LockTaken *lock = op_live_lock(heavy, LOCK_ACCESS_EXCLUSIVE);
    Str held = name_text(ctx_arena(ctx), lock->relation);
    Finding *f = report_op(ctx, op,
                           "%s of " STR_FMT " runs while the transaction keeps " STR_FMT
                           " locked, since %s: nobody can read or write it meanwhile",
                           op_kind_words(op->kind), STR_ARG(ctx_relation(ctx, op)),
                           STR_ARG(held), op_kind_words(heavy->kind));
    f->lock = *lock;
    fix_remove(ctx, f);
    fix_apart(ctx, f,
              "Change the schema in this migration, and the rows, in batches by key,");
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(ctx_statement(ctx, op)));
}

RULE(mixed_ddl_and_backfill) = {
    .id = "mixed-ddl-and-backfill",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .on = { OP_UPDATE, OP_DELETE, OP_MERGE },
    .op = check_mixed,
    .title = "Rows are rewritten while the transaction keeps a table locked",
    .why = "ALTER TABLE takes ACCESS EXCLUSIVE, which is harmless as long as the "
           "transaction ends at once. Followed by a statement that writes many rows it "
           "keeps every query of the table waiting for as long as that takes.",
    .fix = "Change the schema in one migration, and fill the rows in another, in batches",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n"
           "-- change\n"
           "BEGIN;\n"
           "ALTER TABLE users ADD COLUMN slug text;\n"
           "UPDATE users SET slug = lower(name) WHERE slug IS NULL;\n"
           "COMMIT;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN slug text;\n"
            "UPDATE users SET slug = lower(name) WHERE id BETWEEN 1 AND 5000;\n",
};

// ---- if-not-exists-hides-invalid-index ----

// An earlier statement of the file drops what a failed attempt may have left.
static bool is_dropped_first(const RuleCtx *ctx, const Op *op)
{
    OpKey key = { .kind = OP_DROP_INDEX, .name = op->index->name };
    for (const Op *drop = NULL; (drop = ctx_next(ctx, key, drop)) && drop < op;)
        if (str_eq(drop->name.name, op->index->name))
            return true;
    return false;
}

static void check_hidden_index(RuleCtx *ctx, const Op *op)
{
    if (!op_has(op, OPF_CONCURRENTLY) || !op_has(op, OPF_IF_NOT_EXISTS) ||
        ctx_table_is_idle(ctx, op) || is_dropped_first(ctx, op))
        return;
    Str index = op->index->name;
    Finding *f = report_op(ctx, op,
                           "if building " STR_FMT
                           " failed once, IF NOT EXISTS passes over the invalid index "
                           "that it left",
                           STR_ARG(index));
    f->object =
        ctx_fmt(ctx, STR_FMT "." STR_FMT, STR_ARG(ctx_relation(ctx, op)), STR_ARG(index));
    fix_step(ctx, f, FIX_HAND_BEFORE, "Drop what a failed attempt may have left:");
    fix_sql(ctx, f, "DROP INDEX CONCURRENTLY IF EXISTS " STR_FMT ";",
            STR_ARG(ident_sql(ctx_arena(ctx), index)));
    fix_step(ctx, f, FIX_HERE,
             "and leave IF NOT EXISTS out, so that a second attempt says what is wrong:");
    fix_sql(ctx, f, STR_FMT, STR_ARG(ctx_index_sql(ctx, op->index, "CONCURRENTLY ")));
}

RULE(if_not_exists_hides_invalid_index) = {
    .id = "if-not-exists-hides-invalid-index",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .on = { OP_CREATE_INDEX },
    .op = check_hidden_index,
    .title = "IF NOT EXISTS takes an invalid index for a finished one",
    .why = "CREATE INDEX CONCURRENTLY that fails leaves an index behind that is invalid: "
           "no query uses it, every write keeps it up, and a unique one need not be so. "
           "The next attempt finds its name and does nothing, the deploy passes, and "
           "nobody knows that the index is not there.",
    .fix = "CREATE INDEX CONCURRENTLY without IF NOT EXISTS",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
           "-- change\n"
           "CREATE INDEX CONCURRENTLY IF NOT EXISTS users_email_idx ON users (email);\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY, email text);\n"
            "-- change\n"
            "CREATE INDEX CONCURRENTLY users_email_idx ON users (email);\n",
};
