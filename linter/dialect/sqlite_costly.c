// SPDX-License-Identifier: Apache-2.0
// Functions of SQLite's of which one call may take hours, in which nothing can stop it.
// They are asked what it would take, and then called in another database, where they have
// not been replaced: one that stays open, since to open it takes as long as 30 calls.
#include "dialect/sqlite_db_priv.h"

enum {
    // Of the lengths of two texts, where each character of the one may be compared with
    // all of the other: some 0.05 s.
    PRODUCT_MAX = 1 << 24
};

typedef struct Costly {
    const char *name;
    int count; // of arguments; -1: any
    bool (*is_large)(int count, sqlite3_value **arguments);
} Costly;

// ---- what a call would take ----

static bool is_product_large(int count, sqlite3_value **arguments)
{
    if (count < 2)
        return false;
    size_t one = (size_t)sqlite3_value_bytes(arguments[0]);
    size_t other = (size_t)sqlite3_value_bytes(arguments[1]);
    return one * other > PRODUCT_MAX;
}

// A format, and the arguments that it has not yet asked for.
typedef struct Format {
    const char *at;
    int left;
    sqlite3_value **next;
} Format;

static sqlite3_int64 next_argument(Format *format)
{
    if (format->left <= 0)
        return 0;
    format->left--;
    return sqlite3_value_int64(*format->next++);
}

static bool is_one_of(char c, const char *set)
{
    while (*set && *set != c)
        set++;
    return *set != '\0';
}

// A width or a precision, in digits or as a '*'.
static sqlite3_int64 read_size(Format *format)
{
    sqlite3_int64 size = 0;
    if (*format->at == '*') {
        format->at++;
        return next_argument(format);
    }
    for (; is_one_of(*format->at, "0123456789") && *format->at; format->at++)
        if (size <= SL_VALUE_MAX)
            size = size * 10 + (*format->at - '0');
    return size;
}

static bool is_size_large(sqlite3_int64 size)
{
    return size > SL_VALUE_MAX || size < -SL_VALUE_MAX;
}

// Behind a '%'.
static bool is_conversion_large(Format *format)
{
    while (*format->at && is_one_of(*format->at, "-+ #0!,"))
        format->at++;
    bool large = is_size_large(read_size(format));
    if (*format->at == '.') {
        format->at++;
        large = is_size_large(read_size(format)) || large;
    }
    while (*format->at == 'l')
        format->at++;
    if (*format->at != '\0' && *format->at++ != '%')
        next_argument(format);
    return large;
}

static bool is_print_large(int count, sqlite3_value **arguments)
{
    const char *text = count > 0 ? (const char *)sqlite3_value_text(arguments[0]) : NULL;
    Format format = { text ? text : "", count - 1, arguments + 1 };
    while (*format.at)
        if (*format.at++ == '%' && is_conversion_large(&format))
            return true;
    return false;
}

static const Costly costly[] = {
    { "printf", -1, is_print_large },   { "format", -1, is_print_large },
    { "trim", 2, is_product_large },    { "ltrim", 2, is_product_large },
    { "rtrim", 2, is_product_large },   { "instr", 2, is_product_large },
    { "replace", 3, is_product_large }, { "json_patch", 2, is_product_large },
};

// ---- the call ----

// A function of one database, and the last call of it.
typedef struct Replaced {
    const Costly *function;
    SlDb *owner;
    sqlite3_stmt *stmt; // NULL: there was none
    int count;          // of its arguments
} Replaced;

static sqlite3_stmt *prepare(sqlite3 *db, const char *name, int count)
{
    sqlite3_stmt *stmt = NULL;
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendf(sql, "SELECT %s(", name);
    for (int i = 0; i < count; i++)
        sqlite3_str_appendall(sql, i > 0 ? ",?" : "?");
    sqlite3_str_appendall(sql, ")");
    char *text = sqlite3_str_finish(sql);
    if (text)
        sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL);
    sqlite3_free(text);
    return stmt;
}

// False: there is no memory for it.
static bool open_unreplaced(SlDb *db)
{
    if (db->unreplaced)
        return true;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(":memory:", &db->unreplaced, flags, NULL) == SQLITE_OK)
        return true;
    sqlite3_close(db->unreplaced);
    db->unreplaced = NULL;
    return false;
}

static bool prepare_call(Replaced *replaced, int count)
{
    if (!open_unreplaced(replaced->owner))
        return false;
    if (replaced->stmt && replaced->count == count)
        return true;
    sqlite3_finalize(replaced->stmt);
    replaced->stmt =
        prepare(replaced->owner->unreplaced, replaced->function->name, count);
    replaced->count = count;
    return replaced->stmt;
}

// What the step with that code has made of the call.
static void answer(sqlite3_context *context, const Replaced *replaced, int code)
{
    if (code == SQLITE_ROW)
        sqlite3_result_value(context, sqlite3_column_value(replaced->stmt, 0));
    else if (code == SQLITE_NOMEM)
        sqlite3_result_error_nomem(context);
    else
        sqlite3_result_error(context, sqlite3_errmsg(replaced->owner->unreplaced), -1);
}

static void call(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    Replaced *replaced = sqlite3_user_data(context);
    if (replaced->function->is_large(count, arguments)) {
        sqlite3_result_error_toobig(context);
        return;
    }
    if (!prepare_call(replaced, count)) {
        answer(context, replaced, sqlite3_errcode(replaced->owner->unreplaced));
        return;
    }
    for (int i = 0; i < count; i++)
        sqlite3_bind_value(replaced->stmt, i + 1, arguments[i]);
    answer(context, replaced, sqlite3_step(replaced->stmt));
    // They can be large, and what stays counts as what the file has added.
    sqlite3_reset(replaced->stmt);
    sqlite3_clear_bindings(replaced->stmt);
}

static void forget_call(void *data)
{
    Replaced *replaced = data;
    sqlite3_finalize(replaced->stmt);
}

void sl_replace_costly(SlDb *db)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    for (size_t i = 0; i < sizeof costly / sizeof *costly; i++) {
        Replaced *replaced = NEW(db->arena, Replaced);
        *replaced = (Replaced){ .function = &costly[i], .owner = db };
        sqlite3_create_function_v2(db->db, costly[i].name, costly[i].count, flags,
                                   replaced, call, NULL, NULL, forget_call);
    }
}
