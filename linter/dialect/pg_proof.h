// SPDX-License-Identifier: Apache-2.0
// What a CHECK proves, as far as PostgreSQL itself would see it: that a column is never
// NULL, or that rows lie inside or outside of a partition's bound.
#ifndef DIALECT_PG_PROOF_H
#define DIALECT_PG_PROOF_H

#include "ir/table_def.h"

// `check` has "column IS NOT NULL" as one of its AND parts, or NOT (column IS NULL).
bool pg_proves_not_null(Str check, Str column);

// What is known of a table's rows, for one partition key of one column.
typedef struct Premise {
    StrVec checks; // valid ones
    Str column;
    bool not_null; // the column is
} Premise;

// Every row lies inside the bound, "in (1, 2)" or "from (1) to (5)"; or none does. False
// where that cannot be seen.
bool pg_proves_inside(Arena *tmp, const Premise *premise, Str bound);
bool pg_proves_outside(Arena *tmp, const Premise *premise, Str bound);

#endif
