// SPDX-License-Identifier: Apache-2.0
// Rows as text, and a connection on which our own work on them has no effects of its own.
#include "dialect/sqlite_rows_priv.h"

#include "base/out.h"
#include "dialect/sqlite_db_priv.h"

#include <string.h>

enum {
    ROWS_MAX = 50,       // of a table that are read
    VALUE_MAX = 10000,   // bytes of a value
    LENGTH_MAX = 1 << 20 // bytes of a value that is made while tables are filled
};

// ---- values ----

static Str blob_sql(Arena *arena, const unsigned char *bytes, size_t len)
{
    Out out = out_new(arena);
    out_cstr(&out, "x'");
    for (size_t i = 0; i < len; i++)
        out_fmt(&out, "%02x", bytes[i]);
    out_char(&out, '\'');
    return out_text(&out);
}

static Str real_sql(Arena *arena, double value)
{
    Str text = arena_fmt(arena, "%.15g", value);
    bool whole = str_find_char(text, '.', 0) == text.len &&
                 str_find_char(text, 'e', 0) == text.len;
    return whole ? arena_fmt(arena, STR_FMT ".0", STR_ARG(text)) : text;
}

static Str value_sql(Arena *arena, sqlite3_stmt *stmt, int column)
{
    int type = sqlite3_column_type(stmt, column);
    if (type == SQLITE_NULL)
        return STR("NULL");
    if (type == SQLITE_INTEGER)
        return arena_fmt(arena, "%lld", (long long)sqlite3_column_int64(stmt, column));
    if (type == SQLITE_FLOAT)
        return real_sql(arena, sqlite3_column_double(stmt, column));
    const void *bytes = sqlite3_column_blob(stmt, column);
    size_t len = (size_t)sqlite3_column_bytes(stmt, column);
    if (len > VALUE_MAX)
        len = VALUE_MAX;
    if (type == SQLITE_BLOB)
        return blob_sql(arena, bytes, len);
    return ident_quoted(arena, (Str){ len > 0 ? bytes : "", len }, '\'');
}

SlAnswer sl_query(Arena *arena, SlDb *db, Str sql)
{
    SlAnswer answer = { 0 };
    sqlite3_stmt *stmt = NULL;
    db->trusted = true;
    int code = sqlite3_prepare_v2(db->db, sql.ptr, (int)sql.len, &stmt, NULL);
    while (code == SQLITE_OK && answer.len <= ROWS_MAX &&
           sqlite3_step(stmt) == SQLITE_ROW) {
        StrVec *row = vec_push(arena, &answer);
        for (int i = 0; i < sqlite3_column_count(stmt); i++)
            *vec_push(arena, row) = value_sql(arena, stmt, i);
    }
    sqlite3_finalize(stmt);
    db->trusted = false;
    return answer;
}

// ---- columns ----

typedef struct Columns {
    Arena *arena;
    SlColumnVec at;
} Columns;

enum { HIDDEN_NOT, HIDDEN_OF_MODULE, HIDDEN_VIRTUAL, HIDDEN_STORED };

static void add_column(void *to, const SlRow *row)
{
    Columns *columns = to;
    long hidden = sl_row_number(row, 1);
    if (hidden == HIDDEN_OF_MODULE)
        return;
    *vec_push(columns->arena, &columns->at) = (SlColumn){
        .name = arena_copy(columns->arena, sl_row_text(row, 0)),
        .generated = hidden == HIDDEN_VIRTUAL || hidden == HIDDEN_STORED,
        .in_key = (size_t)sl_row_number(row, 2),
    };
}

SlColumnVec sl_columns(Arena *arena, SlDb *db, Str table)
{
    Columns columns = { .arena = arena };
    sl_db_ask(db, &(SlAsk){ .sql = "SELECT name, hidden, pk FROM pragma_table_xinfo(?1)",
                            .names = { table },
                            .row = add_column,
                            .to = &columns,
                            .may_fail = true });
    return columns.at;
}

// ---- rows ----

static Str quoted(Arena *arena, Str name)
{
    return ident_quoted(arena, name, '"');
}

// A name of the rowid that no column has taken; NULL: all are taken.
static const char *rowid_name(const SlColumnVec *columns)
{
    static const char *const names[] = { "rowid", "_rowid_", "oid" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t at = 0;
        while (at < columns->len && !str_eq_ci(columns->at[at].name, str_from(names[i])))
            at++;
        if (at == columns->len)
            return names[i];
    }
    return NULL;
}

// The columns of the primary key in their order, with commas; empty: it has none.
static Str key_list(Arena *arena, const SlColumnVec *columns)
{
    Out out = out_new(arena);
    for (size_t nth = 1; nth <= columns->len; nth++) {
        size_t before = out.buf.len;
        for (size_t i = 0; i < columns->len; i++)
            if (columns->at[i].in_key == nth)
                out_fmt(&out, "%s" STR_FMT, before > 0 ? "," : "",
                        STR_ARG(quoted(arena, columns->at[i].name)));
        if (out.buf.len == before)
            break;
    }
    return out_text(&out);
}

// What tells a row from the others and orders them: the rowid where there is one.
static Str row_key(Arena *arena, SlDb *db, Str table, const SlColumnVec *columns)
{
    const char *rowid = rowid_name(columns);
    if (rowid) {
        Str sql = arena_fmt(arena, "SELECT %s FROM " STR_FMT, rowid,
                            STR_ARG(quoted(arena, table)));
        sqlite3_stmt *stmt = NULL;
        db->trusted = true;
        int code = sqlite3_prepare_v2(db->db, sql.ptr, (int)sql.len, &stmt, NULL);
        sqlite3_finalize(stmt);
        db->trusted = false;
        if (code == SQLITE_OK)
            return str_from(rowid);
    }
    return key_list(arena, columns);
}

static size_t count_key(Str key, const SlColumnVec *columns)
{
    if (!str_starts(key, STR("\"")))
        return 1;
    size_t count = 0;
    for (size_t i = 0; i < columns->len; i++)
        count += columns->at[i].in_key > 0;
    return count;
}

static void take_rows(Arena *arena, const SlAnswer *answer, size_t key_count,
                      SlKeyedRows *to)
{
    for (size_t i = 0; i < answer->len && i < ROWS_MAX; i++) {
        const StrVec *row = &answer->at[i];
        Str key = row->at[0];
        for (size_t k = 1; k < key_count; k++)
            key =
                arena_fmt(arena, STR_FMT "," STR_FMT, STR_ARG(key), STR_ARG(row->at[k]));
        *vec_push(arena, &to->keys) = key;
        StrVec *values = (StrVec *)vec_push(arena, &to->rows.at);
        for (size_t k = key_count; k < row->len; k++)
            *vec_push(arena, values) = row->at[k];
    }
    to->cut = answer->len > ROWS_MAX;
}

SlKeyedRows sl_rows_keyed(Arena *arena, SlDb *db, Str table)
{
    SlKeyedRows keyed = { .rows = { .table = arena_copy(arena, table) } };
    SlColumnVec columns = sl_columns(arena, db, table);
    Str key = columns.len > 0 ? row_key(arena, db, table, &columns) : (Str){ 0 };
    if (key.len == 0)
        return keyed;
    Out sql = out_new(arena);
    out_fmt(&sql, "SELECT " STR_FMT, STR_ARG(key));
    for (size_t i = 0; i < columns.len; i++)
        if (!columns.at[i].generated) {
            *vec_push(arena, &keyed.rows.columns) = columns.at[i].name;
            out_fmt(&sql, "," STR_FMT, STR_ARG(quoted(arena, columns.at[i].name)));
        }
    out_fmt(&sql, " FROM " STR_FMT " ORDER BY " STR_FMT, STR_ARG(quoted(arena, table)),
            STR_ARG(key));
    SlAnswer answer = sl_query(arena, db, out_text(&sql));
    take_rows(arena, &answer, count_key(key, &columns), &keyed);
    return keyed;
}

SlRows sl_rows_read(Arena *arena, SlDb *db, Str table)
{
    return sl_rows_keyed(arena, db, table).rows;
}

// ---- our own work ----

SlQuiet sl_quiet(SlDb *db)
{
    SlQuiet quiet = { .db = db };
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_ENABLE_FKEY, -1, &quiet.keys);
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, -1, &quiet.triggers);
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    quiet.length = sqlite3_limit(db->db, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
    return quiet;
}

void sl_loud(const SlQuiet *quiet)
{
    sqlite3 *db = quiet->db->db;
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, quiet->keys, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, quiet->triggers, NULL);
    sqlite3_limit(db, SQLITE_LIMIT_LENGTH, quiet->length);
}

bool sl_foreign_keys(SlDb *db)
{
    int on = 0;
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_ENABLE_FKEY, -1, &on);
    return on != 0;
}

void sl_set_foreign_keys(SlDb *db, bool on)
{
    sqlite3_db_config(db->db, SQLITE_DBCONFIG_ENABLE_FKEY, on, NULL);
}

void sl_empty(Arena *tmp, SlDb *db, Str table)
{
    SlQuiet quiet = sl_quiet(db);
    sl_db_attempt(db,
                  arena_fmt(tmp, "DELETE FROM " STR_FMT, STR_ARG(quoted(tmp, table))));
    sl_loud(&quiet);
}

void sl_leave_first(Arena *tmp, SlDb *db, Str table)
{
    SlColumnVec columns = sl_columns(tmp, db, table);
    Str key = columns.len > 0 ? row_key(tmp, db, table, &columns) : (Str){ 0 };
    if (key.len == 0)
        return;
    Str name = quoted(tmp, table);
    SlQuiet quiet = sl_quiet(db);
    sl_db_attempt(db, arena_fmt(tmp,
                                "DELETE FROM " STR_FMT " WHERE (" STR_FMT
                                ") NOT IN (SELECT " STR_FMT " FROM " STR_FMT
                                " ORDER BY " STR_FMT " LIMIT 1)",
                                STR_ARG(name), STR_ARG(key), STR_ARG(key), STR_ARG(name),
                                STR_ARG(key)));
    sl_loud(&quiet);
}

void sl_update_nth(Arena *tmp, SlDb *db, const SlUpdate *update)
{
    SlColumnVec columns = sl_columns(tmp, db, update->table);
    Str key = columns.len > 0 ? row_key(tmp, db, update->table, &columns) : (Str){ 0 };
    if (key.len == 0)
        return;
    Str name = quoted(tmp, update->table);
    sl_db_attempt(db, arena_fmt(tmp,
                                "UPDATE " STR_FMT " SET " STR_FMT " WHERE (" STR_FMT
                                ") IN (SELECT " STR_FMT " FROM " STR_FMT
                                " ORDER BY " STR_FMT " LIMIT 1 OFFSET %zu)" STR_FMT,
                                STR_ARG(name), STR_ARG(update->set), STR_ARG(key),
                                STR_ARG(key), STR_ARG(name), STR_ARG(key), update->nth,
                                STR_ARG(update->where)));
}
