// SPDX-License-Identifier: Apache-2.0
// What a statement does to a live database besides what it says: whom it keeps waiting,
// what it reads and writes anew, and whether the server accepts it at all.
#ifndef IR_EFFECTS_H
#define IR_EFFECTS_H

#include "ir/lock.h"
#include "ir/name.h"
#include "ir/online.h"

typedef struct LockTaken {
    Name relation; // schema-qualified
    LockMode mode;
    ObjectKind kind; // OBJ_TABLE, _INDEX, _VIEW, _MATVIEW, _SEQUENCE, _TYPE (composite)
    bool live;       // somebody may be using the relation: see catalog_is_live()
} LockTaken;

// How long the work takes, in terms of what there is; the locks are kept until the
// transaction ends.
typedef enum Duration {
    DURATION_BRIEF,  // the system catalogs alone
    DURATION_SCAN,   // rows are read, as many as there are
    DURATION_REWRITE // rows are written anew, as many as there are, with their indexes
} Duration;

// What a refusal is about. PostgreSQL leaves it at the first.
typedef enum RefusedFor {
    REFUSED_FOR_ITSELF,  // it would be refused alone as well
    REFUSED_FOR_COMPANY, // MySQL: it cannot stand in one statement with the others
    REFUSED_FOR_CLAUSES, // MySQL: it cannot be done under its ALGORITHM and LOCK
    // SQLite: what is in the tables does not fit; on empty ones it is accepted.
    REFUSED_FOR_ROWS,
    REFUSED_FOR_NULLS, // likewise, and only where a column holds NULL
    REFUSED_AT_COMMIT  // likewise, and only when the transaction ends
} RefusedFor;

// What becomes of rows that were there before the change.
typedef enum RowFateKind {
    ROWS_DELETED,
    ROWS_NULLED,  // columns of theirs become NULL
    ROWS_CHANGED, // columns of theirs get another value
    ROWS_LEFT,    // a rebuild does not copy them
    ROWS_SWAPPED, // a rebuild copies values into another column: `columns` are pairs, the
                  // old one and the new one
    ROWS_LITERAL  // a rebuild writes a name into the column, as text
} RowFateKind;

// SQLite: seen when the statement was run on tables with rows in them.
typedef struct RowFate {
    RowFateKind kind;
    Str table;       // whose rows: its name before the change
    size_t count;    // rows that it happens to …
    size_t of;       // … of as many as there were in the table
    StrVec columns;  // where the kind speaks of columns
    Str because;     // who does it, where it is not the statement's own words: "ON DELETE
                     // CASCADE of orders.user_id", "trigger users_log"; else empty
    bool only_nulls; // it happens to rows alone that hold NULL somewhere
} RowFate;

typedef VEC(RowFate) RowFateVec;

// SQLite: a write that worked before the statement, and fails behind it.
typedef struct BrokenWrite {
    Str table;
    const char *verb; // "INSERT into", "UPDATE of", "DELETE from"; NULL: there is none
    Str trigger;      // the one that it fires and that fails; empty: one of the table's
    Str message;      // SQLite's words
} BrokenWrite;

// SQLite: what was seen of rows when the statement was run.
typedef struct RowEffects {
    RowFateVec fates; // of tables that were there before the change
    // A name in double quotes that is no column: it is taken for a string. Empty: none.
    Str as_string;
    BrokenWrite broken;
} RowEffects;

// Relations are schema-qualified, and only those that existed before the statement.
typedef struct Effects {
    VEC(LockTaken) locks;
    NameVec rewrites; // get a new file: tables, materialized views, sequences
    NameVec scans;    // read from end to end
    NameVec index_rebuilds;
    Duration duration;
    bool outwaits; // it also waits for all older transactions, whatever they use
    Str refused;   // the server's answer, or its gist; empty: the server accepts it
    RefusedFor refused_for;
    int refused_code; // the error's number; 0: not known
    // MySQL and its kin: how the whole statement runs (several ops share it).
    Online online;
    // What the op would run as if it were the only one of its statement, and had no
    // clauses.
    Online alone;
    Duration alone_duration;
    Str because; // why it is not done at once by itself, where that needs saying; a
                 // sentence without a full stop
    // An older definition is not known, and the worst is presumed.
    bool assumed;
    bool commits; // ends the open transaction, and commits by itself
    Str ignored;  // why the server accepts it and does nothing of it; empty: it does it
    const RowEffects *on_rows; // see effects_on_rows(); NULL: there are none
} Effects;

// Never NULL: an empty one where there are none.
const RowEffects *effects_on_rows(const Effects *effects);
// To be written: a copy of what there is, the effects' own from now on; their copies
// share it. Its fates are still those of whom it was copied from: see vec_own().
RowEffects *effects_own_rows(Arena *arena, Effects *effects);

// A whole statement's: several ops may share it.
typedef struct StatementEffects {
    Span span; // of the statement, without its terminator
    Effects effects;
    bool ends_transaction;         // it commits what an open transaction has done so far
    Str lock_timeout;              // in force, as the text says it; empty: no limit
    const char *lock_timeout_name; // of the setting
    Str statement_timeout;         // likewise
} StatementEffects;

typedef VEC(StatementEffects) StatementEffectsVec;

#endif
