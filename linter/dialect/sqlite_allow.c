// SPDX-License-Identifier: Apache-2.0
// What SQLite is allowed to do for a migration, and which tables it says it touches.
#include "dialect/sqlite_db_priv.h"

// Settings of the connection or the schema that migrations may change: the others are
// passed over.
static const char *const pragmas[] = {
    "foreign_keys",
    "defer_foreign_keys",
    "legacy_alter_table",
    "ignore_check_constraints",
    "recursive_triggers",
    "case_sensitive_like",
    "foreign_key_check",
    "foreign_key_list",
    "quick_check", // also by ADD COLUMN, of a CHECK or of NOT NULL
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "user_version",
    "application_id",
    "reverse_unordered_selects",
    NULL,
};

static const char *const files[] = { "load_extension", "readfile",       "writefile",
                                     "edit",           "fts3_tokenizer", NULL };

// Names as the statement writes them.
static bool is_listed(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (str_eq_ci(str_from(name), str_from(*list)))
            return true;
    return false;
}

static bool is_own_table(Str name)
{
    return str_starts(name, STR("sqlite_"));
}

static void touch(SlDb *db, const char *table, unsigned how)
{
    Str name = str_from(table);
    if (!db->touched || name.len == 0 || is_own_table(name))
        return;
    for (size_t i = 0; i < db->touched->len; i++)
        if (str_eq_ci(db->touched->at[i].table, name)) {
            db->touched->at[i].how |= how;
            return;
        }
    *vec_push(db->into, db->touched) = (SlTouched){ arena_copy(db->into, name), how };
}

// Which of the authorizer's two arguments is the table.
static const struct TouchRow {
    int action;
    int argument;
    unsigned how;
} touch_rows[] = {
    { SQLITE_CREATE_TABLE, 1, SL_CREATES },  { SQLITE_CREATE_TEMP_TABLE, 1, SL_CREATES },
    { SQLITE_CREATE_VTABLE, 1, SL_CREATES }, { SQLITE_DROP_TABLE, 1, SL_DROPS },
    { SQLITE_DROP_TEMP_TABLE, 1, SL_DROPS }, { SQLITE_DROP_VTABLE, 1, SL_DROPS },
    { SQLITE_ALTER_TABLE, 2, SL_ALTERS },    { SQLITE_CREATE_INDEX, 2, SL_ALTERS },
    { SQLITE_CREATE_TRIGGER, 2, SL_ALTERS }, { SQLITE_DROP_INDEX, 2, SL_ALTERS },
    { SQLITE_DROP_TRIGGER, 2, SL_ALTERS },   { SQLITE_READ, 1, SL_READS },
    { SQLITE_INSERT, 1, SL_INSERTS },        { SQLITE_UPDATE, 1, SL_UPDATES },
    { SQLITE_DELETE, 1, SL_DELETES },
};

static int deny(SlDb *db, const char *what)
{
    db->denied = what;
    return SQLITE_DENY;
}

// A table or view that hides the functions by which SQLite tells of its schema.
static bool hides_pragmas(int action, const char *name)
{
    bool creates = action == SQLITE_CREATE_TABLE || action == SQLITE_CREATE_TEMP_TABLE ||
                   action == SQLITE_CREATE_VIEW || action == SQLITE_CREATE_TEMP_VIEW ||
                   action == SQLITE_CREATE_VTABLE;
    static const Str prefix = STR_INIT("pragma_");
    Str text = str_from(name ? name : "");
    return creates && text.len > prefix.len &&
           str_eq_ci(str_take(text, prefix.len), prefix);
}

int sl_authorize(void *data, int action, const char *one, const char *two,
                 const char *schema, const char *trigger)
{
    (void)schema, (void)trigger;
    SlDb *db = data;
    if (!sl_budget_refer(db))
        return SQLITE_DENY;
    if (db->trusted)
        return SQLITE_OK;
    for (size_t i = 0; !db->vacuums && i < sizeof touch_rows / sizeof *touch_rows; i++)
        if (touch_rows[i].action == action)
            touch(db, touch_rows[i].argument == 1 ? one : two, touch_rows[i].how);
    bool own = db->vacuums && one && *one == '\0';
    if (action == SQLITE_ATTACH && !own)
        return deny(db, db->vacuums ? "VACUUM INTO" : "ATTACH");
    if (action == SQLITE_DETACH)
        return deny(db, "DETACH");
    if (action == SQLITE_FUNCTION && is_listed(two, files))
        return deny(db, "a function that reaches for files");
    if (hides_pragmas(action, one))
        return deny(db, "the name of a function that SQLite tells its schema by");
    if (action == SQLITE_PRAGMA && !is_listed(one, pragmas))
        return SQLITE_IGNORE;
    return SQLITE_OK;
}
