// SPDX-License-Identifier: Apache-2.0
// USE, transactions, XA, LOCK TABLES. SET is in mysql_set.c.
#include "dialect/mysql_features.h"
#include "dialect/mysql_set_priv.h"

static bool use(MyParser *p)
{
    Str database = { 0 };
    if (!my_ident(p, &database))
        return false;
    Op *op = my_op(p, OP_SET_SESSION, OBJ_NONE);
    op->part = STR("database");
    op->detail = database;
    return true;
}

// ---- transactions ----

static Op *transaction_op(MyParser *p, const char *verb)
{
    Op *op = my_op(p, OP_TRANSACTION, OBJ_NONE);
    op->verb = str_from(verb);
    return op;
}

bool my_as_of(MyParser *p)
{
    size_t from = p->at;
    if (!my_take(p, "AS OF TIMESTAMP"))
        return true;
    my_uses(p, MYF_TIDB_TRANSACTION, from);
    return my_expr(p, NULL);
}

// READ ONLY and READ WRITE exclude each other.
static bool start_options(MyParser *p)
{
    static const char *const words[] = { "READ ONLY", "READ WRITE",
                                         "WITH CONSISTENT SNAPSHOT",
                                         "WITH CAUSAL CONSISTENCY ONLY", NULL };
    bool seen[4] = { false };
    size_t from = p->at;
    size_t count = 0;
    do {
        int which = my_take_one(p, words);
        if (which < 0)
            return my_refuse(p, NULL);
        seen[which] = true;
        if (which == 3)
            my_uses(p, MYF_TIDB_TRANSACTION, p->at - 4);
        if (seen[0] && seen[1])
            return my_refuse(p, "a transaction cannot be READ ONLY and READ WRITE");
        if (!my_as_of(p))
            return false;
        count++;
    } while (my_take_punct(p, ','));
    if (count > 1)
        my_uses(p, MYF_START_OPTIONS, from);
    return true;
}

static bool start_transaction(MyParser *p)
{
    size_t from = p->at;
    if (!my_at_end(p) && !start_options(p))
        return false;
    transaction_op(p, "begin")->detail = my_text_from(p, from);
    return true;
}

static void take_work(MyParser *p)
{
    if (my_take(p, "WORK"))
        my_uses(p, MYF_WORK, p->at - 1);
}

static bool begin(MyParser *p)
{
    size_t from = p->at;
    if (my_take(p, "PESSIMISTIC") || my_take(p, "OPTIMISTIC"))
        my_uses(p, MYF_BEGIN_MODE, from);
    else
        take_work(p);
    transaction_op(p, "begin");
    return true;
}

// [AND [NO] CHAIN] [[NO] RELEASE]; who chains cannot release.
static bool completion(MyParser *p, const char *verb)
{
    bool chain = false;
    if (my_take(p, "AND")) {
        chain = !my_take(p, "NO");
        if (!my_expect(p, "CHAIN"))
            return false;
    }
    size_t from = p->at;
    bool no = my_take(p, "NO");
    bool release = no ? my_expect(p, "RELEASE") : my_take(p, "RELEASE");
    if (no && !release)
        return false;
    if (chain && release && !no) {
        p->at = from;
        return my_refuse(p, "AND CHAIN and RELEASE exclude each other");
    }
    Op *op = transaction_op(p, verb);
    if (chain)
        op->detail = STR("chain");
    return true;
}

static bool commit(MyParser *p)
{
    take_work(p);
    return completion(p, "commit");
}

static bool savepoint_op(MyParser *p, const char *verb)
{
    Str name = { 0 };
    if (!my_ident(p, &name))
        return false;
    transaction_op(p, verb)->part = name;
    return true;
}

static bool rollback(MyParser *p)
{
    take_work(p);
    if (!my_take(p, "TO"))
        return completion(p, "rollback");
    // "TO savepoint" names a savepoint of that name.
    if (my_is(p, "SAVEPOINT") && p->at + 1 < p->count)
        p->at++;
    return savepoint_op(p, "rollback-to");
}

static bool savepoint(MyParser *p)
{
    return savepoint_op(p, "savepoint");
}

static bool release_savepoint(MyParser *p)
{
    return savepoint_op(p, "release");
}

// ---- XA ----

// 'global' [, 'branch' [, format]]
static bool xid_part(MyParser *p)
{
    MyTokenKind kind = my_peek(p, 0).kind;
    if (kind != MYT_STRING && kind != MYT_BITS)
        return my_refuse(p, NULL);
    p->at++;
    return true;
}

static bool xid(MyParser *p)
{
    if (!xid_part(p))
        return false;
    if (!my_take_punct(p, ','))
        return true;
    if (!xid_part(p))
        return false;
    MyTokenKind format = my_peek(p, 1).kind;
    if (!my_take_punct(p, ','))
        return true;
    if (format != MYT_NUMBER && format != MYT_BITS)
        return my_refuse(p, NULL);
    p->at++;
    return true;
}

// The transaction, and one of the words behind it or none.
static bool xa(MyParser *p, const char *verb, const char *const *behind)
{
    size_t from = p->at;
    if (!xid(p))
        return false;
    Str id = my_text_from(p, from);
    my_take_one(p, behind);
    my_uses(p, MYF_XA, from - 2);
    Op *op = transaction_op(p, verb);
    op->part = id;
    return true;
}

static const char *const nothing[] = { NULL };

static bool xa_start(MyParser *p)
{
    static const char *const behind[] = { "JOIN", "RESUME", NULL };
    return xa(p, "xa-begin", behind);
}

static bool xa_end(MyParser *p)
{
    static const char *const behind[] = { "SUSPEND FOR MIGRATE", "SUSPEND", NULL };
    return xa(p, "xa-end", behind);
}

static bool xa_prepare(MyParser *p)
{
    return xa(p, "prepare", nothing);
}

static bool xa_commit(MyParser *p)
{
    static const char *const behind[] = { "ONE PHASE", NULL };
    return xa(p, "commit-prepared", behind);
}

static bool xa_rollback(MyParser *p)
{
    return xa(p, "rollback-prepared", nothing);
}

// MySQL's CONVERT XID, MariaDB's FORMAT = 'SQL'.
static bool xa_recover(MyParser *p)
{
    size_t from = p->at;
    Str format = { 0 };
    if (my_take(p, "CONVERT XID"))
        my_uses(p, MYF_XA_RECOVER_XID, from);
    else if (my_take(p, "FORMAT")) {
        if (!my_expect_punct(p, '=') || !my_string(p, &format))
            return false;
        my_uses(p, MYF_XA_RECOVER_FORMAT, from);
    }
    my_op(p, OP_SELECT, OBJ_NONE);
    return true;
}

// ---- LOCK TABLES ----

typedef struct Lock {
    Name table;
    const char *mode;
    Span span;
} Lock;

typedef VEC(Lock) LockVec;

static bool lock_mode(MyParser *p, const char **mode)
{
    size_t from = p->at;
    if (my_take(p, "READ")) {
        my_take(p, "LOCAL");
        *mode = "read";
        return true;
    }
    *mode = "write";
    if (my_take(p, "LOW_PRIORITY WRITE"))
        my_uses(p, MYF_LOCK_TABLES_PRIORITY, from);
    else if (my_take(p, "WRITE CONCURRENT"))
        my_uses(p, MYF_LOCK_TABLES_CONCURRENT, from);
    else if (my_take(p, "WRITE LOCAL"))
        my_uses(p, MYF_TIDB_STATEMENT, from);
    else
        return my_expect(p, "WRITE");
    return true;
}

// t [[AS] x] mode
static bool one_lock(MyParser *p, Lock *lock)
{
    size_t from = p->at;
    if (!my_name(p, &lock->table))
        return false;
    bool mode = my_is(p, "READ") || my_is(p, "WRITE") || my_is(p, "LOW_PRIORITY");
    Str alias = { 0 };
    if ((my_take(p, "AS") || !mode) && !my_ident(p, &alias))
        return false;
    if (!lock_mode(p, &lock->mode))
        return false;
    lock->span = my_span_from(p, from);
    return true;
}

static bool lock_tables(MyParser *p)
{
    LockVec locks = { 0 };
    do {
        Lock lock = { 0 };
        if (!one_lock(p, &lock))
            return false;
        *vec_push(p->tmp, &locks) = lock;
    } while (my_take_punct(p, ','));
    if (!my_take_wait(p))
        return false;
    for (size_t i = 0; i < locks.len; i++) {
        const Lock *lock = &locks.at[i];
        Op *op =
            my_op_at(p, OP_LOCK_TABLE, OBJ_TABLE, locks.len > 1 ? lock->span : p->span);
        op->name = lock->table;
        *vec_push(p->arena, &op->relations) = lock->table;
        op->detail = str_from(lock->mode);
    }
    return true;
}

static bool unlock_tables(MyParser *p)
{
    my_op(p, OP_LOCK_TABLE, OBJ_TABLE)->flags = OPF_REVOKE;
    return true;
}

static Op *instance_op(MyParser *p)
{
    my_uses(p, MYF_LOCK_INSTANCE, p->at - 1);
    Op *op = my_op(p, OP_MAINTENANCE, OBJ_NONE);
    op->verb = STR("lock-instance");
    return op;
}

static bool lock_instance(MyParser *p)
{
    instance_op(p);
    return true;
}

static bool unlock_instance(MyParser *p)
{
    instance_op(p)->flags = OPF_REVOKE;
    return true;
}

const MyRow my_session_rows[] = {
    { "SET", my_set },
    { "SET STATEMENT", my_set_statement },
    { "USE", use },
    { "START TRANSACTION", start_transaction },
    { "BEGIN", begin },
    { "COMMIT", commit },
    { "ROLLBACK", rollback },
    { "SAVEPOINT", savepoint },
    { "RELEASE SAVEPOINT", release_savepoint },
    { "XA START", xa_start },
    { "XA BEGIN", xa_start },
    { "XA END", xa_end },
    { "XA PREPARE", xa_prepare },
    { "XA COMMIT", xa_commit },
    { "XA ROLLBACK", xa_rollback },
    { "XA RECOVER", xa_recover },
    { "LOCK TABLE", lock_tables },
    { "LOCK TABLES", lock_tables },
    { "UNLOCK TABLE", unlock_tables },
    { "UNLOCK TABLES", unlock_tables },
    { "LOCK INSTANCE FOR BACKUP", lock_instance },
    { "UNLOCK INSTANCE", unlock_instance },
    { NULL, NULL },
};
