// SPDX-License-Identifier: Apache-2.0
// Locks on more tables than a statement names, or than one transaction should hold, and
// for longer than it should.
#include "lint/rule.h"

// ---- second-table-locked ----

// The statement itself says this table: it is no surprise.
static bool is_named(const RuleCtx *ctx, const Op *op, Name relation)
{
    OpRange all = op_statement(ctx_ops(ctx), op);
    for (const Op *other = all.first; other < all.end; other++)
        if (name_eq(catalog_resolve(ctx_catalog(ctx), other->name), relation) ||
            name_eq(catalog_resolve(ctx_catalog(ctx), other->other), relation))
            return true;
    return false;
}

// A partition and its table lock each other as a matter of course, and rules of their own
// speak of it.
static bool is_kin(const RuleCtx *ctx, const Op *op, const Table *second)
{
    const Table *table = ctx_table(ctx, op);
    for (const Table *up = second; up && table;
         up = catalog_table(ctx_catalog(ctx), up->partition_of))
        if (name_eq(up->partition_of, table->name))
            return true;
    return table && name_eq(table->partition_of, second->name);
}

static bool is_surprise(const RuleCtx *ctx, const Op *op, const LockTaken *lock)
{
    const Table *table = catalog_table(ctx_catalog(ctx), lock->relation);
    return lock_blocks_reads(lock->mode) && table &&
           table->persistence != PERSIST_TEMPORARY &&
           !catalog_origin_is_new(ctx_catalog(ctx), &table->origin) &&
           !is_named(ctx, op, lock->relation) && !is_kin(ctx, op, table);
}

// An earlier statement of the file has it: nothing new is closed.
static bool is_held_before(const RuleCtx *ctx, const Op *op, Name relation)
{
    LockingVec locking = ctx_locking(ctx);
    for (size_t i = 0; i < locking.len && locking.at[i].op != op; i++) {
        const LockTaken *lock = op_lock_on(locking.at[i].op, relation);
        if (lock && lock_blocks_reads(lock->mode))
            return true;
    }
    return false;
}

static void check_second_table_locked(RuleCtx *ctx, const Op *op)
{
    StrVec tables = { 0 };
    LockTaken first = { 0 };
    if (op_has(op, OPF_CASCADE) && op->kind != OP_DROP_TABLE) // drop-cascade names them
        return;
    for (size_t i = 0; i < op->effects.locks.len; i++) {
        const LockTaken *lock = &op->effects.locks.at[i];
        if (!is_surprise(ctx, op, lock) || is_held_before(ctx, op, lock->relation))
            continue;
        if (tables.len == 0)
            first = *lock;
        *vec_push(ctx_arena(ctx), &tables) = name_text(ctx_arena(ctx), lock->relation);
    }
    if (tables.len == 0)
        return;
    Finding *f =
        report_op(ctx, op, "%s also keeps reads and writes of " STR_FMT " waiting",
                  op_kind_words(op->kind), STR_ARG(ctx_list(ctx, &tables)));
    f->lock = first;
}

RULE(second_table_locked) = {
    .id = "second-table-locked",
    .since = "0.1.0",
    .severity = SEV_NOTICE,
    .dialects = "postgres",
    .on = { OP_DROP_TABLE, OP_DROP_COLUMN, OP_DROP_CONSTRAINT, OP_ALTER_COLUMN_TYPE,
            OP_ATTACH_PARTITION },
    .op = check_second_table_locked,
    .title = "The statement locks a table that it does not name",
    .why =
        "A foreign key has triggers on both of its tables, so whatever drops it takes "
        "ACCESS EXCLUSIVE on both, on a small table that goes as well as on the big one "
        "that it points to. That lock waits for the longest running query, everybody "
        "else waits behind it, and it is kept until the transaction ends.",
    .fix = "Put it in a migration of its own, and limit the wait; try again when it runs "
           "out:\n"
           "  SET lock_timeout = '2s';",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint);\n"
           "ALTER TABLE notes ADD CONSTRAINT notes_user_fkey FOREIGN KEY (user_id)\n"
           "    REFERENCES users (id);\n"
           "-- change\n"
           "-- tidegate: allow drop-table (nobody has read it since release 12)\n"
           "DROP TABLE notes;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "CREATE TABLE notes (id bigint PRIMARY KEY, user_id bigint);\n"
            "-- change\n"
            "-- tidegate: allow drop-table (nobody has read it since release 12)\n"
            "DROP TABLE notes;\n",
};

// ---- wide-lock ----

// Tables in use that the open transaction has locked against everybody.
typedef struct Held {
    StrVec tables;
    Map known;       // by name: there may be thousands
    const Op *taker; // of the one that was too many
    LockTaken lock;
} Held;

// The table that the statement is about: what a foreign key or a partition drags in is
// no choice of the migration's. A table that is dropped is out of use already.
static bool is_live_target(const RuleCtx *ctx, const Op *op, Name relation)
{
    const Table *table = catalog_table(ctx_catalog(ctx), relation);
    return table && table->persistence != PERSIST_TEMPORARY &&
           table->partition_of.name.len == 0 &&
           !catalog_origin_is_new(ctx_catalog(ctx), &table->origin) &&
           (op->object == OBJ_INDEX ||
            name_eq(catalog_resolve(ctx_catalog(ctx), op->name), relation));
}

static void take_locks(RuleCtx *ctx, const Op *op, Held *held)
{
    for (size_t i = 0; i < op->effects.locks.len; i++) {
        const LockTaken *lock = &op->effects.locks.at[i];
        if (!lock_blocks_reads(lock->mode) || !is_live_target(ctx, op, lock->relation))
            continue;
        Str name = name_text(ctx_arena(ctx), lock->relation);
        if (map_get(&held->known, name))
            continue;
        map_put(ctx_arena(ctx), &held->known, name, held);
        *vec_push(ctx_arena(ctx), &held->tables) = name;
        if (held->tables.len != ctx_option_number(ctx, "tables"))
            continue;
        held->taker = op;
        held->lock = *lock;
    }
}

static void report_wide(RuleCtx *ctx, const Held *held)
{
    if (!held->taker)
        return;
    Finding *f = report_op(ctx, held->taker,
                           "one transaction keeps reads and writes of %zu tables waiting "
                           "until it ends: " STR_FMT,
                           held->tables.len, STR_ARG(ctx_list(ctx, &held->tables)));
    f->lock = held->lock;
    f->object = ctx_migration(ctx)->path;
}

static bool ends_transaction(const Op *op)
{
    return op->kind == OP_TRANSACTION &&
           (str_eq(op->verb, STR("commit")) || str_eq(op->verb, STR("rollback")));
}

static bool begins_transaction(const Op *op)
{
    return op->kind == OP_TRANSACTION && str_eq(op->verb, STR("begin"));
}

static void check_wide_lock(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    const OpVec *ops = ctx_ops(ctx);
    bool open = ctx_runner(ctx)->scope != TX_NONE;
    Held held = { 0 };
    for (size_t i = 0; i < ops->len; i++) {
        const Op *op = &ops->at[i];
        if (begins_transaction(op) || ends_transaction(op)) {
            report_wide(ctx, &held);
            held = (Held){ 0 };
            open = begins_transaction(op);
        }
        if (open)
            take_locks(ctx, op, &held);
    }
    report_wide(ctx, &held);
}

RULE(wide_lock) = {
    .id = "wide-lock",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .migration = check_wide_lock,
    .options = { { .name = "tables",
                   .kind = OPTION_NUMBER,
                   .number = 3, // two are common, and easily taken in the same order
                   .least = 2,
                   .most = 1000,
                   .meaning = "from how many tables on a transaction is reported" } },
    .title = "One transaction locks several tables against everybody",
    .why =
        "Each ACCESS EXCLUSIVE lock is kept until the transaction ends, so the first "
        "table stays closed while the last one is still waited for; a query that holds "
        "one of them and wants another makes a deadlock, and one of the two is "
        "killed.",
    .fix = "One migration for each table, or a few that belong together; and limit the "
           "wait:\n"
           "  SET lock_timeout = '2s';",
    .bad = "CREATE TABLE a (id bigint PRIMARY KEY);\n"
           "CREATE TABLE b (id bigint PRIMARY KEY);\n"
           "CREATE TABLE c (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "BEGIN;\n"
           "ALTER TABLE a ADD COLUMN note text;\n"
           "ALTER TABLE b ADD COLUMN note text;\n"
           "ALTER TABLE c ADD COLUMN note text;\n"
           "COMMIT;\n",
    .good = "CREATE TABLE a (id bigint PRIMARY KEY);\n"
            "CREATE TABLE b (id bigint PRIMARY KEY);\n"
            "CREATE TABLE c (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE a ADD COLUMN note text;\n"
            "-- file\n"
            "ALTER TABLE b ADD COLUMN note text;\n"
            "-- file\n"
            "ALTER TABLE c ADD COLUMN note text;\n",
};

// ---- lock-held-too-long ----

static bool is_open_to_others(const Op *op, Name relation)
{
    const LockTaken *lock = op_lock_on(op, relation);
    return lock && lock->live;
}

static bool works_on(const Op *op, Name relation)
{
    return names_have(&op->effects.rewrites, relation) ||
           names_have(&op->effects.scans, relation);
}

// It reads or writes all of a table that is in use. What UPDATE and its like cost is told
// by mixed-ddl-and-backfill.
static bool takes_time(const RuleCtx *ctx, const Op *op)
{
    const NameVec *work[] = { &op->effects.rewrites, &op->effects.scans };
    bool changes = op->kind == OP_UPDATE || op->kind == OP_DELETE || op->kind == OP_MERGE;
    // ADD COLUMN reads rows only to fail on the first one.
    if (op->kind == OP_ADD_COLUMN && op->effects.duration == DURATION_SCAN)
        return false;
    if (op->effects.duration == DURATION_BRIEF || changes)
        return false;
    // A foreign key of a table without rows looks nothing up.
    if (op->kind == OP_ADD_CONSTRAINT &&
        !is_open_to_others(op, catalog_resolve(ctx_catalog(ctx), op->name)))
        return false;
    for (size_t i = 0; i < sizeof work / sizeof *work; i++)
        for (size_t k = 0; k < work[i]->len; k++)
            if (is_open_to_others(op, work[i]->at[k]))
                return true;
    return false;
}

// The lock that first closed a table to everybody in the transaction at hand.
typedef struct Closed {
    const Op *op;
    const LockTaken *lock;
    struct Closed *next; // a table of that name in another schema
} Closed;

static bool is_closed(const Closed *closed, Name relation)
{
    while (closed && !name_eq(closed->lock->relation, relation))
        closed = closed->next;
    return closed != NULL;
}

// `all` is by the name alone.
static void note_closed(RuleCtx *ctx, const Op *op, Map *all)
{
    if (op->kind == OP_DROP_TABLE || op->kind == OP_LOCK_TABLE)
        return;
    for (size_t i = 0; i < op->effects.locks.len; i++) {
        const LockTaken *lock = &op->effects.locks.at[i];
        Closed *known = map_get(all, lock->relation.name);
        if (lock->kind != OBJ_TABLE || !lock_blocks_reads(lock->mode) || !lock->live ||
            is_closed(known, lock->relation))
            continue;
        Closed *closed = NEW(ctx_arena(ctx), Closed);
        *closed = (Closed){ op, lock, known };
        map_put(ctx_arena(ctx), all, lock->relation.name, closed);
    }
}

// One that the op at work has nothing to do with, or NULL.
static const Closed *closed_beside(const Map *all, const Op *work)
{
    for (size_t i = 0; i < all->entries.len; i++)
        for (const Closed *it = all->entries.at[i].value; it; it = it->next) {
            const LockTaken *own = op_lock_on(work, it->lock->relation);
            if (!works_on(work, it->lock->relation) &&
                !(own && lock_blocks_reads(own->mode)))
                return it;
        }
    return NULL;
}

static void fix_held(RuleCtx *ctx, Finding *f, const Op *work)
{
    if (op_has(work, OPF_NESTED))
        return;
    fix_remove(ctx, f);
    fix_apart(ctx, f, "Let the transaction that has the lock commit, and do it");
    fix_sql(ctx, f, STR_FMT ";", STR_ARG(ctx_statement(ctx, work)));
}

static void report_held(RuleCtx *ctx, const Op *work, const Closed *closed)
{
    Str held = name_text(ctx_arena(ctx), closed->lock->relation);
    Finding *f = report_op(
        ctx, work,
        "%s takes as long as its table is big, and meanwhile the "
        "transaction keeps reads and writes of " STR_FMT " waiting, since %s",
        op_kind_words(work->kind), STR_ARG(held), op_kind_words(closed->op->kind));
    f->object = held;
    f->lock = *closed->lock;
    fix_held(ctx, f, work);
}

// The first of the file: the others go with it.
static void check_lock_held(RuleCtx *ctx, const Migration *migration)
{
    (void)migration;
    LockingVec locking = ctx_locking_together(ctx);
    size_t earlier = locking.len - ctx_locking(ctx).len;
    Map all = { 0 };
    for (size_t i = 0; i < locking.len; i++) {
        const Locking *it = &locking.at[i];
        const Closed *closed = NULL;
        if (i > 0 && it->transaction != locking.at[i - 1].transaction)
            all = (Map){ 0 };
        if (i >= earlier && it->transaction != 0 && takes_time(ctx, it->op))
            closed = closed_beside(&all, it->op);
        if (closed) {
            report_held(ctx, it->op, closed);
            return;
        }
        if (it->transaction != 0)
            note_closed(ctx, it->op, &all);
    }
}

RULE(lock_held_too_long) = {
    .id = "lock-held-too-long",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "postgres",
    .migration = check_lock_held,
    .title = "A table stays closed while the transaction works on another one",
    .why = "A lock is kept until the transaction ends. An ALTER TABLE that takes no time "
           "by itself closes its table for as long as everything behind it takes: an "
           "index that is built, a table that is read or written.",
    .fix = "Put what takes time first, or into a transaction of its own",
    .bad = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "CREATE TABLE orders (id bigint PRIMARY KEY, paid boolean);\n"
           "-- change\n"
           "BEGIN;\n"
           "SET LOCAL lock_timeout = '2s';\n"
           "ALTER TABLE users ADD COLUMN paid bigint;\n"
           "CREATE TABLE totals AS SELECT count(*) AS orders FROM orders;\n"
           "COMMIT;\n",
    .good = "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "CREATE TABLE orders (id bigint PRIMARY KEY, paid boolean);\n"
            "-- change\n"
            "BEGIN;\n"
            "SET LOCAL lock_timeout = '2s';\n"
            "CREATE TABLE totals (orders bigint PRIMARY KEY);\n"
            "INSERT INTO totals SELECT count(*) FROM orders;\n"
            "ALTER TABLE users ADD COLUMN paid bigint;\n"
            "COMMIT;\n",
};
