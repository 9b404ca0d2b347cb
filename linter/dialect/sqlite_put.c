// SPDX-License-Identifier: Apache-2.0
// A table's definition edited in place, as libSQL's ALTER COLUMN … TO and SQLite's own
// ALTER do it: its text in sqlite_schema is another one, and its rows stay as they are.
#include "dialect/sqlite_foreign.h"

#include "dialect/sqlite_db_priv.h"
#include "dialect/sqlite_trial_priv.h"

static void set_text(SlDb *db, Str table, Str sql)
{
    static const char text[] = "UPDATE sqlite_schema SET sql = ?2 WHERE type = 'table' "
                               "AND name = ?1 COLLATE nocase";
    sqlite3_stmt *stmt = NULL;
    db->trusted = true;
    sqlite3_prepare_v2(db->db, text, -1, &stmt, NULL);
    sqlite3_bind_text(stmt, 1, table.ptr, (int)table.len, SQLITE_STATIC);
    sqlite3_bind_text(stmt, 2, sql.ptr, (int)sql.len, SQLITE_STATIC);
    sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    db->trusted = false;
}

void sl_db_put_table(SlDb *db, Str table, Str sql)
{
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    sl_db_exec(db, "PRAGMA writable_schema = ON");
    set_text(db, table, sql);
    sl_db_exec(db, "PRAGMA writable_schema = RESET");
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    // That something was made and dropped lets SQLite count a change, and read the schema
    // again when the transaction is undone.
    sl_db_exec(db, "CREATE TABLE main.\"tidegate's change\" (a)");
    sl_db_exec(db, "DROP TABLE main.\"tidegate's change\"");
    // Another affinity or collation orders keys otherwise.
    Arena *tmp = arena_new();
    Str name = ident_quoted(tmp, table, '"');
    sl_db_attempt(db, arena_fmt(tmp, "REINDEX main." STR_FMT, STR_ARG(name)));
    arena_free(tmp);
}

void sl_trial_put(SlTrial *trial, Str table, Str sql)
{
    sl_db_put_table(trial->db, table, sql);
    SlKept *kept = sl_kept(trial, table);
    if (kept)
        kept->fresh = false;
}

size_t sl_trial_count(SlTrial *trial, Str table, Str condition)
{
    Arena *tmp = arena_new();
    Str name = ident_quoted(tmp, table, '"');
    Str sql = arena_fmt(tmp, "SELECT 1 FROM " STR_FMT " WHERE " STR_FMT, STR_ARG(name),
                        STR_ARG(condition));
    size_t count = sl_query(tmp, trial->db, sql).len;
    arena_free(tmp);
    return count;
}

void sl_trial_fill_nulls(SlTrial *trial, Str table, Str column)
{
    Arena *tmp = arena_new();
    Str name = ident_quoted(tmp, column, '"'), of = ident_quoted(tmp, table, '"');
    SlQuiet quiet = sl_quiet(trial->db);
    sl_db_attempt(trial->db, arena_fmt(tmp,
                                       "UPDATE OR IGNORE " STR_FMT " SET " STR_FMT
                                       " = 0 WHERE " STR_FMT " IS NULL",
                                       STR_ARG(of), STR_ARG(name), STR_ARG(name)));
    sl_loud(&quiet);
    arena_free(tmp);
}
