// SPDX-License-Identifier: Apache-2.0
// A database of SQLite's in memory that runs what migrations say, and nothing else: no
// file, no extension, no statement without end. It notes which tables a statement
// touches, and gives stand-ins for functions, collations and modules that it lacks.
#ifndef DIALECT_SQLITE_DB_H
#define DIALECT_SQLITE_DB_H

#include "ir/name.h"

typedef struct SlDb SlDb;

// A query of the tables that modules have made for their virtual ones, as (name, 0), of
// "sqlite_schema" or the temporary one. pragma_table_list knows them too, but reads every
// view first, which may take for ever.
#define SL_SHADOWS_IN(schema)                                                            \
    "SELECT s.name, 0 FROM " schema " v, (VALUES('config'), ('content'), ('data'), "     \
    "('docsize'), ('idx'), ('node'), ('parent'), ('rowid'), ('segdir'), ('segments'), "  \
    "('stat')) e JOIN " schema " s ON s.name = v.name || '_' || e.column1 "              \
    "COLLATE NOCASE AND s.type = 'table' WHERE v.type = 'table' AND "                    \
    "v.sql LIKE 'CREATE VIRTUAL%'"

// Never fails: out of memory is fatal.
SlDb *sl_db_open(void);
void sl_db_close(SlDb *db); // NULL is fine
// Everything of `from`, in place of what `db` has.
void sl_db_copy(SlDb *db, SlDb *from);

// A file begins: it has a budget of its own. One whose statements have used it up has the
// rest of them not run.
void sl_db_begin_file(SlDb *db);
// What follows has run within the budget of some file before: only each statement of it
// has a limit.
void sl_db_begin_known(SlDb *db);

typedef enum SlTouch {
    SL_READS = 1 << 0,
    SL_INSERTS = 1 << 1,
    SL_UPDATES = 1 << 2,
    SL_DELETES = 1 << 3,
    SL_CREATES = 1 << 4,
    SL_DROPS = 1 << 5,
    SL_ALTERS = 1 << 6
} SlTouch;

// A table that a statement touches, also through triggers and foreign keys.
typedef struct SlTouched {
    Str table;
    unsigned how; // SlTouch bits
} SlTouched;

typedef VEC(SlTouched) SlTouchedVec;

typedef enum SlStatus {
    SL_DONE,
    SL_REFUSED, // when it was prepared: the text does not fit the schema, or is no SQL
    SL_FAILED,  // when it ran: what is in the tables does not fit
    SL_DENIED,  // it reaches for something outside of the database
    SL_STOPPED, // it takes too long, or too much memory
    SL_NOT_RUN  // the file has used up its budget
} SlStatus;

typedef struct SlResult {
    SlStatus status;
    int code;             // SQLite's extended one
    Str message;          // SQLite's words; what was denied, or which limit stopped it
    size_t offset;        // in the text; SIZE_MAX: SQLite does not say
    SlTouchedVec touched; // each table once; also of what was refused, as far as it came
    // A name in double quotes in the text that is no column: SQLite, as it is mostly
    // built, takes it for a string. Empty: there is none.
    Str as_string;
} SlResult;

// Runs one statement; rows that it gives are dropped. The result lives in `arena`. One
// that is stopped has done nothing, and leaves a transaction as it was.
SlResult sl_db_run(Arena *arena, SlDb *db, Str sql);
// Prepares it and does not run it.
SlResult sl_db_try(Arena *arena, SlDb *db, Str sql);
// Of our own making: nothing is denied, and nothing may be wrong with it.
void sl_db_exec(SlDb *db, const char *sql);

// A question of our own making, with up to two names in it as ?1 and ?2. Calls `row` for
// each row of the answer. Prepared once. False: SQLite could not tell, which is a bug
// unless the question may fail, as one about a view may whose table is gone.
typedef struct SlRow SlRow;
Str sl_row_text(const SlRow *row, int column); // ptr NULL: NULL; lives until the next
long sl_row_number(const SlRow *row, int column);
typedef struct SlAsk {
    const char *sql;
    Str names[2];
    void (*row)(void *to, const SlRow *row);
    void *to;
    bool may_fail;
} SlAsk;
bool sl_db_ask(SlDb *db, const SlAsk *ask);

// SQLite's count of changes of the schema.
long sl_db_version(SlDb *db);
// A transaction owes rows to foreign keys: its COMMIT would be refused.
bool sl_db_owes_keys(SlDb *db);
// Runs a statement of our own that may fail: SQLite's extended code.
int sl_db_attempt(SlDb *db, Str sql);
bool sl_db_in_transaction(SlDb *db);

#endif
