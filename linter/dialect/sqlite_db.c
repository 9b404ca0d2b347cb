// SPDX-License-Identifier: Apache-2.0
// The sandbox: how it is made and copied, and what it is asked by us.
#include "dialect/sqlite_db_priv.h"

#include "base/fail.h"

enum {
    PATTERN_MAX = 200,  // of LIKE, whose time grows with its wildcards
    TRIGGERS_MAX = 100, // that set off each other
};

// ---- open and closed ----

static void check(const SlDb *db, int code)
{
    if (code == SQLITE_NOMEM)
        fatal("out of memory");
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        bug("SQLite: %s", sqlite3_errmsg(db->db));
}

static void set_limits(sqlite3 *db)
{
    static const struct {
        int limit;
        int value;
    } rows[] = {
        { SQLITE_LIMIT_SQL_LENGTH, SL_TEXT_MAX },
        { SQLITE_LIMIT_LENGTH, SL_VALUE_MAX },
        { SQLITE_LIMIT_ATTACHED, 0 },
        { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, PATTERN_MAX },
        { SQLITE_LIMIT_TRIGGER_DEPTH, TRIGGERS_MAX },
        { SQLITE_LIMIT_WORKER_THREADS, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        sqlite3_limit(db, rows[i].limit, rows[i].value);
}

bool sl_trust_schema(SlDb *db)
{
    if (db->trusts_schema)
        return false;
    db->trusts_schema = true;
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, NULL);
    return true;
}

static void configure(sqlite3 *db)
{
    sqlite3_extended_result_codes(db, 1);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, NULL);
    sl_set_strings(db, false);
    set_limits(db);
    // Subqueries stay what they are: to merge a dozen views of views, each of which
    // reads another twice, takes minutes, in which nothing can stop SQLite.
    enum { FLATTENER = 1 };
    sqlite3_test_control(SQLITE_TESTCTRL_OPTIMIZATIONS, db, FLATTENER);
}

SlDb *sl_db_open(void)
{
    Arena *arena = arena_new();
    SlDb *db = NEW(arena, SlDb);
    db->arena = arena;
    db->journal.arena = arena_new();
    // One thread works with it.
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY |
                SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(":memory:", &db->db, flags, NULL) != SQLITE_OK)
        fatal("out of memory");
    configure(db->db);
    sqlite3_set_authorizer(db->db, sl_authorize, db);
    sl_budget_open(db);
    sl_stand_in_collations(db);
    sl_stand_in_newer(db);
    sl_replace_costly(db);
    sl_db_exec(db, "PRAGMA temp_store = MEMORY");
    // Else INSERT INTO a SELECT * FROM b between like tables moves whole rows, and the
    // authorizer hears nothing of b.
    sl_db_exec(db, "PRAGMA count_changes = ON");
    return db;
}

static void finalize_asks(SlDb *db)
{
    for (size_t i = 0; i < db->asks.entries.len; i++)
        sqlite3_finalize(db->asks.entries.at[i].value);
    db->asks = (Map){ 0 };
}

void sl_db_close(SlDb *db)
{
    if (!db)
        return;
    finalize_asks(db);
    sqlite3_close_v2(db->db);
    sqlite3_close_v2(db->unreplaced);
    arena_free(db->journal.arena);
    arena_free(db->arena);
}

// SQLite copies none that writes. What a history leaves open is taken for done.
static void end_transaction(SlDb *db)
{
    if (sl_db_in_transaction(db) && sl_db_attempt(db, STR("COMMIT")) != SQLITE_OK)
        sl_db_exec(db, "ROLLBACK");
}

void sl_db_copy(SlDb *db, SlDb *from)
{
    end_transaction(from);
    end_transaction(db);
    sl_stand_in_copy(db, from);
    sqlite3_backup *copy = sqlite3_backup_init(db->db, "main", from->db, "main");
    if (!copy)
        bug("SQLite: %s", sqlite3_errmsg(db->db));
    sqlite3_backup_step(copy, -1);
    check(db, sqlite3_backup_finish(copy));
}

bool sl_db_owes_keys(SlDb *db)
{
    int owed = 0, highest;
    sqlite3_db_status(db->db, SQLITE_DBSTATUS_DEFERRED_FKS, &owed, &highest, 0);
    return owed != 0;
}

bool sl_db_in_transaction(SlDb *db)
{
    return !sqlite3_get_autocommit(db->db);
}

// ---- our own ----

void sl_db_exec(SlDb *db, const char *sql)
{
    db->trusted = true;
    check(db, sqlite3_exec(db->db, sql, NULL, NULL, NULL));
    db->trusted = false;
    sl_journal_note(db, str_from(sql), SQLITE_OK);
}

// What the schema makes of it may be as expensive as any statement.
int sl_db_attempt(SlDb *db, Str sql)
{
    sqlite3_stmt *stmt = NULL;
    db->trusted = true;
    sl_budget_begin(db, sql);
    int code = sqlite3_prepare_v2(db->db, sql.ptr, (int)sql.len, &stmt, NULL);
    while (code == SQLITE_OK || code == SQLITE_ROW)
        code = sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    sl_budget_end(db, db->budget.stopped || sl_is_stop(code));
    db->trusted = false;
    sl_journal_note(db, sql, code);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

// A table that was named anew hides the function that is asked.
static bool is_hidden(SlDb *db, int code)
{
    return code == SQLITE_ERROR &&
           str_contains(str_from(sqlite3_errmsg(db->db)), STR("is not a function"));
}

// NULL: there is no such function any more.
static sqlite3_stmt *prepared(SlDb *db, const char *sql)
{
    sqlite3_stmt *stmt = map_get(&db->asks, str_from(sql));
    if (stmt)
        return stmt;
    int code = sqlite3_prepare_v2(db->db, sql, -1, &stmt, NULL);
    if (is_hidden(db, code))
        return NULL;
    check(db, code);
    map_put(db->arena, &db->asks, str_from(sql), stmt);
    return stmt;
}

bool sl_db_ask(SlDb *db, const SlAsk *ask)
{
    if (ask->may_fail && sl_budget_used_up(db))
        return false;
    db->trusted = true;
    sqlite3_stmt *stmt = prepared(db, ask->sql);
    for (int i = 0; stmt && i < 2 && ask->names[i].ptr; i++)
        check(db, sqlite3_bind_text(stmt, i + 1, ask->names[i].ptr,
                                    (int)ask->names[i].len, SQLITE_STATIC));
    int code = stmt ? SQLITE_OK : SQLITE_ERROR;
    // A question about a view is as expensive as the view.
    if (ask->may_fail)
        sl_budget_begin_ask(db);
    while (stmt && (code = sqlite3_step(stmt)) == SQLITE_ROW)
        ask->row(ask->to, &(SlRow){ stmt });
    if (ask->may_fail) {
        sl_budget_end(db, db->budget.stopped || sl_is_stop(code));
    } else if (stmt && !is_hidden(db, code)) {
        check(db, code);
    }
    if (stmt) {
        sqlite3_reset(stmt);
        sqlite3_clear_bindings(stmt);
    }
    db->trusted = false;
    if (code != SQLITE_DONE)
        sl_journal_note(db, STR(""), code);
    return code == SQLITE_DONE;
}

Str sl_row_text(const SlRow *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row->stmt, column);
    return (Str){ text, text ? (size_t)sqlite3_column_bytes(row->stmt, column) : 0 };
}

long sl_row_number(const SlRow *row, int column)
{
    return (long)sqlite3_column_int64(row->stmt, column);
}

static void take_number(void *to, const SlRow *row)
{
    *(long *)to = sl_row_number(row, 0);
}

long sl_db_version(SlDb *db)
{
    long version = 0;
    sl_db_ask(
        db,
        &(SlAsk){ .sql = "PRAGMA schema_version", .row = take_number, .to = &version });
    return version;
}
