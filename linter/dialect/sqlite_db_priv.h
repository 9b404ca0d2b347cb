// SPDX-License-Identifier: Apache-2.0
// What the parts of the sandbox share.
#ifndef DIALECT_SQLITE_DB_PRIV_H
#define DIALECT_SQLITE_DB_PRIV_H

#include "base/map.h"
#include "dialect/sqlite_db.h"

#include <sqlite3.h>
#include <time.h>

enum {
    SL_TEXT_MAX = 64 << 20, // of a statement
    // Of a value, unless a statement's own text is longer: one call of a function works
    // on it without a break.
    SL_VALUE_MAX = 1 << 20
};

typedef struct SlBudget {
    // Of the statement that runs.
    size_t steps;
    size_t weight; // of one instruction
    size_t looks;
    clock_t began;        // the processor's time
    sqlite3_int64 memory; // in use when it began
    sqlite3_int64 limit;  // of memory, as it was before
    const char *stopped;  // what it has used up; NULL: nothing
    bool late;            // that was time
    bool limits;          // one runs that may not take more
    // Of the file, without the statement that runs.
    size_t file_steps, file_max;
    double file_seconds;       // of the processor's time
    sqlite3_int64 file_memory; // in use when it began
} SlBudget;

// What the transaction that is open has done so far, to be done again when SQLite rolls
// it back because a statement was stopped.
typedef struct SlJournal {
    Arena *arena;
    VEC(const char *) statements;
} SlJournal;

struct SlDb {
    sqlite3 *db;
    Arena *arena;
    Map asks;     // prepared questions, by their text
    Map pleasing; // INSERTs that took the place of ones that a CHECK has refused
    bool trusted; // a statement of ours runs
    bool trusts_schema;
    bool vacuums; // VACUUM runs, which attaches a database of its own
    SlBudget budget;
    SlJournal journal;
    const char *denied; // what it reached for; NULL: nothing
    Arena *into;        // for …
    SlTouchedVec *touched;
    StrVec functions, modules; // that there are stand-ins for
    // That has the functions which are replaced here; NULL: none was called yet.
    sqlite3 *unreplaced;
};

struct SlRow {
    sqlite3_stmt *stmt;
};

// Strings in double quotes are columns or nothing, so that a misspelt one is seen.
void sl_set_strings(sqlite3 *db, bool quoted);

// Lets the schema's own texts call functions that SQLite does not call innocuous: to 3.40
// those of JSON are such, in CHECKs and generated columns. What reaches out is denied by
// the authorizer in any case. False: it may do so already.
bool sl_trust_schema(SlDb *db);

// SQLite's authorizer; `data` is the SlDb.
int sl_authorize(void *data, int action, const char *one, const char *two,
                 const char *schema, const char *trigger);

// ---- budgets: how much work, and how much memory ----

void sl_budget_open(SlDb *db);
// NULL: the file has something left.
const char *sl_budget_used_up(const SlDb *db);
// Round a statement, for which the file pays: also one of ours that what the file has
// made can make expensive.
void sl_budget_begin(SlDb *db, Str sql);
void sl_budget_begin_ask(SlDb *db);
void sl_budget_end(SlDb *db, bool stopped);
// The statement refers to one more column; false: to too many.
bool sl_budget_refer(SlDb *db);
// It has become this program; false: too large a one.
bool sl_budget_prepared(SlDb *db, sqlite3_stmt *stmt);
// The file has this statement: what may be long lets it take more.
void sl_budget_allow(SlDb *db, Str sql);

// ---- the journal ----

// It was stopped: it needs too much time or memory.
bool sl_is_stop(int code);
// A statement has run, with this end. What SQLite has rolled back because of a stop runs
// again.
void sl_journal_note(SlDb *db, Str sql, int code);

// ---- stand-ins ----

// A function of any number of arguments that gives its first one, or a text. False: it is
// there already, or has no name.
bool sl_stand_in_function(SlDb *db, Str name);
// A module whose tables have the columns that its arguments name, and never a row.
bool sl_stand_in_module(SlDb *db, Str name);
// Whatever collation a statement asks for compares bytes.
void sl_stand_in_collations(SlDb *db);
// Forms of SQLite's own functions that a newer library has.
void sl_stand_in_newer(SlDb *db);
// What of SQLite's own may take for ever in one call is looked at first.
void sl_replace_costly(SlDb *db);
// Those that `from` has, too, and its trust in its schema.
void sl_stand_in_copy(SlDb *db, const SlDb *from);

#endif
