// SPDX-License-Identifier: Apache-2.0
// Runs what migrations say.
#include "dialect/sqlite_db_priv.h"

#include "ir/sqlite_lex.h"

#include <string.h>

enum { MENDS_MAX = 64 }; // of one statement

// ---- what SQLite misses ----

void sl_set_strings(sqlite3 *db, bool quoted)
{
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, quoted, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, quoted, NULL);
}

// A statement on its way.
typedef struct Run {
    Arena *arena;
    SlDb *db;
    Str sql;
    bool steps;    // it is run, and not only prepared
    bool prepared; // it has got that far
    Str missing;   // a column: double quotes make strings since then
    SlResult result;
} Run;

// The word behind a phrase in SQLite's message; ptr NULL: the phrase is not there.
static Str word_behind(const char *message, const char *phrase)
{
    const char *found = strstr(message, phrase);
    return found ? str_from(found + strlen(phrase)) : (Str){ 0 };
}

// Makes a stand-in for what the message says is missing.
static bool stand_in(SlDb *db, const char *message)
{
    Str function = word_behind(message, "no such function: ");
    Str module = word_behind(message, "no such module: ");
    if (word_behind(message, "unsafe use of ").ptr)
        return sl_trust_schema(db);
    if (function.ptr)
        return sl_stand_in_function(db, function);
    return module.ptr && sl_stand_in_module(db, module);
}

// Does what can be done about the message; false: nothing.
static bool mend(Run *run)
{
    const char *message = sqlite3_errmsg(run->db->db);
    Str column = word_behind(message, "no such column: ");
    if (!column.ptr)
        return stand_in(run->db, message);
    if (run->missing.ptr)
        return false;
    run->missing = arena_copy(run->arena, column);
    sl_set_strings(run->db->db, true);
    return true;
}

// SQLite 3.46 names it in quotes, and asks whether it is a string.
static bool is_named(Arena *arena, Str missing, Str name)
{
    return str_eq(missing, name) ||
           str_starts(missing, arena_fmt(arena, "\"" STR_FMT "\" - ", STR_ARG(name)));
}

// The name, if it stands in double quotes in the text: else a view's text or a trigger's
// has it.
static Str quoted_name(const Run *run)
{
    for (size_t at = 0; run->missing.ptr;) {
        SlToken token = sl_lex(run->sql, at);
        if (token.kind == SLT_END)
            break;
        at = token.end;
        if (token.kind != SLT_QUOTED || run->sql.ptr[token.start] != '"')
            continue;
        Str name = sl_token_ident(run->arena, run->sql, token);
        if (is_named(run->arena, run->missing, name))
            return name;
    }
    return (Str){ 0 };
}

// ---- the result ----

// Triggers that set off each other without end: SQLite counts, and so do we.
static bool is_too_deep(const Run *run)
{
    return run->result.code == SQLITE_ERROR &&
           strstr(sqlite3_errmsg(run->db->db), "too many levels of trigger recursion");
}

static bool is_stopped(const Run *run)
{
    return run->db->budget.stopped || sl_is_stop(run->result.code) ||
           run->result.code == SQLITE_TOOBIG || is_too_deep(run);
}

static SlStatus status_of(const Run *run)
{
    int code = run->result.code & 0xff;
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return SL_DONE;
    if (is_stopped(run))
        return SL_STOPPED;
    if ((code == SQLITE_AUTH || code == SQLITE_ERROR) && run->db->denied)
        return SL_DENIED;
    return run->prepared ? SL_FAILED : SL_REFUSED;
}

static const char *message_of(const Run *run)
{
    const SlDb *db = run->db;
    if (run->result.status == SL_DENIED)
        return db->denied;
    if (run->result.status != SL_STOPPED)
        return sqlite3_errmsg(db->db);
    if (run->result.code == SQLITE_TOOBIG)
        return "a value is too large";
    if (is_too_deep(run))
        return "its triggers set off each other too often";
    return db->budget.stopped ? db->budget.stopped : "it takes too much memory";
}

static void judge(Run *run)
{
    run->result.status = status_of(run);
    if (run->result.status == SL_DONE)
        return;
    int offset = sqlite3_error_offset(run->db->db);
    run->result.offset = offset < 0 ? SIZE_MAX : (size_t)offset;
    run->result.message = arena_copy(run->arena, str_from(message_of(run)));
}

// ---- one statement ----

// Prepares it and runs it to its end.
static void attempt(Run *run)
{
    sqlite3_stmt *stmt = NULL;
    int code =
        sqlite3_prepare_v2(run->db->db, run->sql.ptr, (int)run->sql.len, &stmt, NULL);
    run->prepared = code == SQLITE_OK;
    if (!sl_budget_prepared(run->db, stmt))
        code = SQLITE_INTERRUPT;
    while (stmt && run->steps && (code == SQLITE_OK || code == SQLITE_ROW))
        code = sqlite3_step(stmt);
    run->result.code = code;
    judge(run);
    sqlite3_finalize(stmt);
}

static void attempt_and_mend(Run *run)
{
    for (size_t i = 0; i < MENDS_MAX; i++) {
        attempt(run);
        if (run->result.code != SQLITE_ERROR || !mend(run))
            break;
    }
    if (run->missing.ptr)
        sl_set_strings(run->db->db, false);
    if (run->prepared)
        run->result.as_string = quoted_name(run);
}

// A value may be as long as the text that says it, then and afterwards.
static void allow_values(const SlDb *db, Str sql)
{
    if (sqlite3_limit(db->db, SQLITE_LIMIT_LENGTH, -1) < (int)sql.len)
        sqlite3_limit(db->db, SQLITE_LIMIT_LENGTH, (int)sql.len);
}

static bool begins_with(Str sql, Str word)
{
    return sl_token_is(sql, sl_lex(sql, 0), word);
}

static void begin(Run *run)
{
    SlDb *db = run->db;
    db->into = run->arena;
    db->touched = (SlTouchedVec *)&run->result.touched;
    db->denied = NULL;
    db->vacuums = begins_with(run->sql, STR("vacuum"));
    sqlite3_limit(db->db, SQLITE_LIMIT_ATTACHED, db->vacuums ? 1 : 0);
    allow_values(db, run->sql);
    sl_budget_begin(db, run->sql);
}

static void end(Run *run)
{
    SlDb *db = run->db;
    bool stopped = run->result.status == SL_STOPPED;
    sl_budget_end(db, stopped && run->result.code != SQLITE_TOOBIG);
    db->touched = NULL;
    db->vacuums = false;
    if (run->steps)
        sl_journal_note(db, run->sql, run->result.code);
}

static SlResult not_begun(Arena *arena, SlStatus status, const char *why)
{
    return (SlResult){ .status = status,
                       .code = SQLITE_INTERRUPT,
                       .offset = SIZE_MAX,
                       .message = arena_copy(arena, str_from(why)) };
}

static SlResult run(Arena *arena, SlDb *db, Str sql, bool steps)
{
    const char *why = sl_budget_used_up(db);
    if (why)
        return not_begun(arena, SL_NOT_RUN, why);
    if (sql.len > SL_TEXT_MAX)
        return not_begun(arena, SL_STOPPED, "the statement is too long");
    Run run = { .arena = arena, .db = db, .sql = sql, .steps = steps };
    if (steps)
        sl_budget_allow(db, sql);
    begin(&run);
    attempt_and_mend(&run);
    end(&run);
    return run.result;
}

SlResult sl_db_run(Arena *arena, SlDb *db, Str sql)
{
    return run(arena, db, sql, true);
}

SlResult sl_db_try(Arena *arena, SlDb *db, Str sql)
{
    return run(arena, db, sql, false);
}

// ---- the journal ----

bool sl_is_stop(int code)
{
    int primary = code & 0xff; // SQLITE_IOERR: it has no file, but runs out of memory
    return primary == SQLITE_INTERRUPT || primary == SQLITE_NOMEM ||
           primary == SQLITE_IOERR || primary == SQLITE_FULL;
}

// What has run once runs again, unless it was a matter of chance.
static void replay(SlDb *db)
{
    db->trusted = true;
    for (size_t i = 0; i < db->journal.statements.len; i++)
        sqlite3_exec(db->db, db->journal.statements.at[i], NULL, NULL, NULL);
    db->trusted = false;
}

void sl_journal_note(SlDb *db, Str sql, int code)
{
    SlJournal *journal = &db->journal;
    bool was_open = journal->statements.len > 0;
    if (was_open && !sl_db_in_transaction(db) && sl_is_stop(code))
        replay(db);
    if (sl_db_in_transaction(db)) {
        if (code == SQLITE_OK || code == SQLITE_DONE)
            *vec_push(journal->arena, &journal->statements) =
                arena_cstr(journal->arena, sql);
    } else if (was_open) {
        arena_reset(journal->arena);
        journal->statements.at = NULL;
        journal->statements.len = journal->statements.cap = 0;
    }
}
