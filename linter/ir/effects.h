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
} LockTaken;

// How long the work takes, in terms of what there is; the locks are kept until the
// transaction ends.
typedef enum Duration {
    DURATION_BRIEF,  // the system catalogs alone
    DURATION_SCAN,   // rows are read, as many as there are
    DURATION_REWRITE // rows are written anew, as many as there are, with their indexes
} Duration;

// What a refusal is about. MySQL and its kin: other dialects leave it at the first.
typedef enum RefusedFor {
    REFUSED_FOR_ITSELF,  // it would be refused alone as well
    REFUSED_FOR_COMPANY, // it cannot stand in one statement with the others
    REFUSED_FOR_CLAUSES  // it cannot be done under its ALGORITHM and LOCK
} RefusedFor;

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
} Effects;

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
