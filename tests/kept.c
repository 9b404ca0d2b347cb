// SPDX-License-Identifier: Apache-2.0
// Runs a history on SQLite, and compares the rows with those from before.
#include "kept.h"

#include "dialect/sqlite_rows.h"
#include "dialect/sqlite_split.h"

typedef struct Connection {
    Arena *arena;
    SlDb *db;
    const Runner *runner;
    Str failed;
} Connection;

static bool is_sqlite(const History *history)
{
    return str_eq(engine_dialect(history->wishes.engine.family), STR("sqlite"));
}

bool kept_loses(const Kept *kept, Str what)
{
    for (size_t i = 0; i < kept->lost.len; i++)
        if (str_eq(kept->lost.at[i], what))
            return true;
    return false;
}

// ---- running ----

static bool is_heeded(const Connection *to, Str sql)
{
    static const Str pragma = STR_INIT("pragma foreign_keys");
    bool about_keys =
        sql.len > pragma.len && str_eq_ci(str_take(sql, pragma.len), pragma);
    return !about_keys || to->runner->foreign_keys != FOREIGN_KEYS_LOCKED;
}

static bool run_statement(Connection *to, Str sql)
{
    if (!is_heeded(to, sql))
        return true;
    SlResult result = sl_db_run(to->arena, to->db, sql);
    if (result.status != SL_DONE && to->failed.len == 0)
        to->failed = result.message;
    return result.status == SL_DONE;
}

// False: a statement has failed. The base goes on all the same.
static bool run_text(Connection *to, Str text, bool stops)
{
    SpanVec comments = { 0 };
    SlSplitter splitter = { .arena = to->arena,
                            .tmp = to->arena,
                            .text = text,
                            .breakpoints = to->runner->breakpoints,
                            .comments = &comments };
    SlStatement statement = { 0 };
    while (sl_split_next(&splitter, &statement))
        if (!run_statement(to,
                           str_slice(text, statement.span.start, statement.span.end)) &&
            stops)
            return false;
    return true;
}

static void end_transaction(Connection *to, bool done)
{
    if (sl_db_in_transaction(to->db) && (!done || !run_statement(to, STR("COMMIT"))))
        (void)sl_db_attempt(to->db, STR("ROLLBACK"));
}

static bool run_change(Connection *to, const History *history, size_t change)
{
    TxScope scope = to->runner->scope;
    bool done = true;
    if (scope == TX_ALL_PENDING)
        sl_db_exec(to->db, "BEGIN");
    for (size_t i = 0; done && i < history->files.len; i++) {
        const ProjectFile *file = &history->files.at[i];
        if (file->since != change || file->path.len == 0)
            continue;
        if (scope == TX_FILE)
            sl_db_exec(to->db, "BEGIN");
        done = run_text(to, file->fixed.text, true);
        if (scope == TX_FILE)
            end_transaction(to, done);
    }
    end_transaction(to, done);
    return done;
}

static void set_foreign_keys(const Connection *to)
{
    ForeignKeys keys = to->runner->foreign_keys;
    bool off = keys == FOREIGN_KEYS_OFF || keys == FOREIGN_KEYS_SUSPENDED;
    sl_db_exec(to->db, off ? "PRAGMA foreign_keys = OFF" : "PRAGMA foreign_keys = ON");
}

// ---- comparing ----

static size_t column_at(const SlRows *rows, Str name)
{
    size_t at = 0;
    while (at < rows->columns.len && !str_eq_ci(rows->columns.at[at], name))
        at++;
    return at;
}

// Where a row holds NULL anything may come in its place.
static bool keeps_value(const SlRows *before, const SlRows *after, size_t column,
                        const StrVec *row)
{
    size_t at = column_at(after, before->columns.at[column]);
    Str value = row->at[column];
    bool kept = at == after->columns.len || str_eq_ci(value, STR("null"));
    for (size_t i = 0; !kept && i < after->at.len; i++)
        kept = str_eq(after->at.at[i].at[at], value);
    return kept;
}

static void compare(Arena *arena, const SlRows *before, const SlRows *after, StrVec *lost)
{
    if (after->columns.len > 0 && after->at.len < before->at.len)
        *vec_push(arena, lost) = before->table;
    for (size_t c = 0; after->columns.len > 0 && c < before->columns.len; c++)
        for (size_t i = 0; i < before->at.len; i++)
            if (!keeps_value(before, after, c, &before->at.at[i])) {
                *vec_push(arena, lost) =
                    arena_fmt(arena, STR_FMT "." STR_FMT, STR_ARG(before->table),
                              STR_ARG(before->columns.at[c]));
                break;
            }
}

Kept history_kept(Arena *arena, const History *history)
{
    if (!is_sqlite(history))
        return (Kept){ 0 };
    Connection to = { arena, sl_db_open(), history->wishes.runner, { 0 } };
    for (size_t i = 0; i < history->files.len; i++)
        if (history->files.at[i].since == 0 && history->files.at[i].path.len > 0)
            (void)run_text(&to, history->files.at[i].fixed.text, false);
    to.failed = (Str){ 0 };
    StrVec tables = sl_schema_tables(arena, to.db);
    sl_rows_fill(arena, to.db, &tables, NULL);
    SlRowsVec before = { 0 };
    for (size_t i = 0; i < tables.len; i++)
        *vec_push(arena, &before) = sl_rows_read(arena, to.db, tables.at[i]);
    set_foreign_keys(&to);
    size_t last = history_last(history);
    bool done = true;
    for (size_t change = CHANGE_AT_HAND; done && change <= last; change++)
        done = run_change(&to, history, change);
    Kept kept = { .failed = to.failed };
    for (size_t i = 0; i < before.len; i++) {
        SlRows after = sl_rows_read(arena, to.db, before.at[i].table);
        compare(arena, &before.at[i], &after, &kept.lost);
    }
    sl_db_close(to.db);
    return kept;
}
