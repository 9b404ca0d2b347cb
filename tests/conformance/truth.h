// SPDX-License-Identifier: Apache-2.0
// Measured rows (see README.md), and what the facts predict for them.
#ifndef CONFORMANCE_TRUTH_H
#define CONFORMANCE_TRUTH_H

#include "ir/frontend.h"

enum { OLDEST_MAJOR = 11, NEWEST_MAJOR = 18, MAJORS = NEWEST_MAJOR - OLDEST_MAJOR + 1 };

// What is compared. Each row of a version counts once in a column that it tells about.
typedef enum Aspect {
    TABLE_LOCKS,
    INDEX_LOCKS,
    REWRITES_ASPECT,
    SCANS_ASPECT,
    REBUILDS_ASPECT,
    REFUSALS,
    ASPECT_COUNT
} Aspect;

extern const char *const aspect_names[ASPECT_COUNT];

// What happened on one server, or is predicted: sorted texts, "t AccessExclusive" or "t".
typedef struct Outcome {
    bool refused;
    bool partial; // only the tables' locks were seen, as the statement was waiting
    Str error;
    StrVec lists[ASPECT_COUNT]; // but REFUSALS
} Outcome;

typedef struct Measured {
    StrVec versions; // as written
    Outcome outcome; // index locks are among TABLE_LOCKS until a catalog tells
} Measured;

typedef struct Operation {
    Str name, sql, setup, session;
    VEC(Measured) results;
} Operation;

typedef VEC(Operation) OperationVec;

typedef struct Truth {
    Arena *arena;
    Str base; // the schema that all rows start from
    OperationVec operations;
} Truth;

// Reads base.sql and files of rows; a file that cannot be read fails the test.
Truth truth_read(Arena *arena, const char *base, const char *const *files, size_t count);

// What the server did, its locks sorted by kind, and what is predicted for it.
typedef struct Comparison {
    Outcome measured;
    Outcome predicted;
} Comparison;

Comparison truth_compare(Arena *arena, const Truth *truth, const Operation *operation,
                         const Measured *measured, int major);

#endif
