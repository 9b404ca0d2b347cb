// SPDX-License-Identifier: Apache-2.0
// Stand-ins for what a server has and the library here does not: functions and
// collations that an application registers, and modules of extensions (vec0, …).
#include "dialect/sqlite_db_priv.h"

#include "base/list.h"
#include "base/out.h"
#include "ir/sqlite_lex.h"

// ---- functions ----

static void call(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    if (count > 0)
        sqlite3_result_value(context, arguments[0]);
    else
        sqlite3_result_text(context, "?", 1, SQLITE_STATIC);
}

bool sl_stand_in_function(SlDb *db, Str name)
{
    if (name.len == 0 || list_has_ci(&db->functions, name))
        return false;
    Str own = arena_copy(db->arena, name);
    *vec_push(db->arena, &db->functions) = own;
    // Deterministic, because an index or a generated column may ask for it.
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    return sqlite3_create_function_v2(db->db, arena_cstr(db->arena, own), -1, flags, NULL,
                                      call, NULL, NULL, NULL) == SQLITE_OK;
}

static void iif(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    if (sqlite3_value_double(arguments[0]) != 0)
        sqlite3_result_value(context, arguments[1]);
}

// Too few arguments is not "no such function", for which a stand-in is made.
void sl_stand_in_newer(SlDb *db)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    if (sqlite3_libversion_number() < 3048000)
        sqlite3_create_function_v2(db->db, "iif", 2, flags, NULL, iif, NULL, NULL, NULL);
}

// ---- collations ----

static int compare(void *data, int a_len, const void *a, int b_len, const void *b)
{
    (void)data;
    return str_cmp((Str){ a, (size_t)a_len }, (Str){ b, (size_t)b_len });
}

static void need_collation(void *data, sqlite3 *db, int encoding, const char *name)
{
    (void)data;
    sqlite3_create_collation_v2(db, name, encoding, NULL, compare, NULL);
}

void sl_stand_in_collations(SlDb *db)
{
    sqlite3_collation_needed(db->db, NULL, need_collation);
}

// ---- modules ----

// An argument is a column unless it sets an option.
static Str column_of(Arena *arena, Str argument)
{
    SlToken name = sl_lex(argument, 0);
    if (!sl_token_names(name) || str_find_char(argument, '=', 0) < argument.len)
        return (Str){ 0 };
    return sl_token_ident(arena, argument, name);
}

// FTS tables have a hidden column of their own name, and one for the rank.
static const char *declaration(Arena *arena, int count, const char *const *arguments)
{
    enum { MODULE, SCHEMA, TABLE, FIRST_OWN };
    Out out = out_new(arena);
    out_cstr(&out, "CREATE TABLE x(");
    for (int i = FIRST_OWN; i < count; i++) {
        Str column = column_of(arena, str_from(arguments[i]));
        if (column.len > 0)
            out_fmt(&out, STR_FMT ",", STR_ARG(ident_quoted(arena, column, '"')));
    }
    Str table = ident_quoted(arena, str_from(arguments[TABLE]), '"');
    out_fmt(&out, STR_FMT " HIDDEN, \"rank\" HIDDEN)", STR_ARG(table));
    return arena_cstr(arena, out_text(&out));
}

static int connect(sqlite3 *connection, void *data, int count,
                   const char *const *arguments, sqlite3_vtab **table, char **error)
{
    (void)error;
    SlDb *db = data;
    *table = NEW(db->arena, sqlite3_vtab);
    return sqlite3_declare_vtab(connection, declaration(db->arena, count, arguments));
}

static int best_index(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->estimatedRows = 0;
    return SQLITE_OK;
}

// What the arena gave goes with it.
static int let_go(sqlite3_vtab *table)
{
    (void)table;
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **cursor)
{
    (void)table;
    *cursor = sqlite3_malloc((int)sizeof **cursor);
    return *cursor ? SQLITE_OK : SQLITE_NOMEM;
}

static int close_cursor(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *cursor, int index, const char *text, int count,
                  sqlite3_value **values)
{
    (void)cursor, (void)index, (void)text, (void)count, (void)values;
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *cursor)
{
    (void)cursor;
    return SQLITE_OK;
}

static int at_end(sqlite3_vtab_cursor *cursor)
{
    (void)cursor;
    return 1;
}

static int column(sqlite3_vtab_cursor *cursor, sqlite3_context *context, int index)
{
    (void)cursor, (void)index;
    sqlite3_result_null(context);
    return SQLITE_OK;
}

static int row_id(sqlite3_vtab_cursor *cursor, sqlite3_int64 *id)
{
    (void)cursor;
    *id = 0;
    return SQLITE_OK;
}

static int update(sqlite3_vtab *table, int count, sqlite3_value **values,
                  sqlite3_int64 *id)
{
    (void)table, (void)count, (void)values;
    *id = 1;
    return SQLITE_OK;
}

static int rename_table(sqlite3_vtab *table, const char *name)
{
    (void)table, (void)name;
    return SQLITE_OK;
}

static const sqlite3_module stand_in = {
    .xCreate = connect,
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = let_go,
    .xDestroy = let_go,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = at_end,
    .xColumn = column,
    .xRowid = row_id,
    .xUpdate = update,
    .xRename = rename_table,
};

bool sl_stand_in_module(SlDb *db, Str name)
{
    if (name.len == 0 || list_has_ci(&db->modules, name))
        return false;
    Str own = arena_copy(db->arena, name);
    *vec_push(db->arena, &db->modules) = own;
    return sqlite3_create_module_v2(db->db, arena_cstr(db->arena, own), &stand_in, db,
                                    NULL) == SQLITE_OK;
}

void sl_stand_in_copy(SlDb *db, const SlDb *from)
{
    for (size_t i = 0; i < from->functions.len; i++)
        sl_stand_in_function(db, from->functions.at[i]);
    for (size_t i = 0; i < from->modules.len; i++)
        sl_stand_in_module(db, from->modules.at[i]);
    if (from->trusts_schema)
        sl_trust_schema(db);
}
