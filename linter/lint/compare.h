// SPDX-License-Identifier: Apache-2.0
// Two catalogs compared object by object: the one that the SQL builds, and the one that a
// snapshot stands for.
#ifndef LINT_COMPARE_H
#define LINT_COMPARE_H

#include "ir/frontend.h"
#include "lint/kit_drift.h"

typedef struct Comparison {
    Arena *arena; // of the differences
    const Meaning *meaning;
    bool is_mysql;  // or one of its kin
    bool is_sqlite; // likewise
    const Catalog *sql;
    const Catalog *snapshot;
    const Snapshot *of;
    DifferenceVec *out;
} Comparison;

// Adds what differs, in the order of creation. Silent about what the SQL's catalog does
// not know for sure, and about what a snapshot has no place for: partitions, exclusion
// constraints, storage, indexes of views, character sets, the indexes that MySQL makes
// for foreign keys, and SQLite's virtual tables, STRICT, WITHOUT ROWID and the names of
// constraints. A unique index is to SQLite what UNIQUE is.
void compare_catalogs(const Comparison *of);

#endif
