// SPDX-License-Identifier: Apache-2.0
// What a change does to the database, for people who review it: a row for each operation
// of its migrations, with whom it keeps waiting, what it loses, and whether it can be
// taken back.
#ifndef LINT_CHANGES_H
#define LINT_CHANGES_H

#include "ir/op.h"

typedef enum ChangeFact {
    // What it is about is made by the same change, or temporary: nobody uses it yet.
    CHANGE_UNUSED = 1 << 0,
    CHANGE_LOSES_DATA = 1 << 1,
    CHANGE_FOREVER = 1 << 2, // no SQL brings back what was there
    // The release that runs during the deploy uses what goes away, or may.
    CHANGE_BREAKS_CODE = 1 << 3,
    CHANGE_CHECKS_ROWS = 1 << 4, // fails where the rows that are there do not meet it
    CHANGE_WRITES_ROWS = 1 << 5,
    CHANGE_WANTS_VALUE = 1 << 6, // a new column that is NOT NULL and has no default
    CHANGE_TYPE = 1 << 7,        // another type for a column that has values
    CHANGE_ACCESS = 1 << 8,      // who may read and write what
    CHANGE_UNSEEN = 1 << 9,      // what it does is not in the text
    CHANGE_FRAGILE = 1 << 10     // CONCURRENTLY: when it fails, half of it stays
} ChangeFact;

// A column, constraint, index or label that the row is about.
typedef struct ChangePart {
    Str name;
    Str was; // ALTER COLUMN TYPE: the old type; empty: not known, or nothing was
    Str is;  // its type, its new name, the columns of an index, the table referred to
} ChangePart;

typedef struct Change {
    Str path;
    Str migration; // its name
    Span span;     // in the file
    Span stmt;
    size_t line; // from 1, of span
    OpKind kind;
    ObjectKind object;
    unsigned flags; // of the op, OpFlag bits
    Str operation;  // "CREATE INDEX CONCURRENTLY"
    Str verb;       // REBUILD_TABLE: the step, as Op.verb
    Name relation;  // schema-qualified; name empty: it is about none
    size_t count;   // statements that the row stands for: several INSERTs are one
    VEC(ChangePart) parts;
    VEC(LockTaken) locks; // on relations in use, the strongest first
    Duration duration;    // of the work on relations in use
    NameVec works;        // those whose rows it reads or writes, all of them
    Duration held;    // of what its transaction does from then on: the locks are kept so
                      // long
    bool outwaits;    // waits for all older transactions
    Str lock_timeout; // in force; empty: none
    Online online;    // MySQL and its kin: of the statement
    Str refused;      // the server's answer; empty: it accepts this
    unsigned facts;   // ChangeFact bits
    StrVec unindexed; // new foreign keys that no index helps: their columns, "a, b"

    // For linter/lint alone.
    size_t transaction; // 0: none
    VEC(const ConstraintDef *) keys;
} Change;

typedef VEC(Change) ChangeVec;

bool change_is(const Change *change, ChangeFact fact);
// The strongest lock; mode LOCK_NONE: none.
LockTaken change_lock(const Change *change);
// The name of what it is about, with its schema; empty: nothing that has one.
Str change_object(Arena *arena, const Change *change);

#endif
