// SPDX-License-Identifier: Apache-2.0
// What the changes of a SQLite project do to rows that were there before, seen by running
// them on the library itself.
#ifndef TESTS_KEPT_H
#define TESTS_KEPT_H

#include "applied.h"

typedef struct Kept {
    StrVec lost; // "orders": rows of it are gone; "orders.user_id": values are. Tables
                 // and columns that are dropped as such do not count
    Str failed;  // what the first statement that failed was answered; empty: none did
} Kept;

// The merged files, rows in every table, and then all changes in the runner's
// transactions. A change that fails is taken back where a transaction is open. Of other
// dialects nothing.
Kept history_kept(Arena *arena, const History *history);

bool kept_loses(const Kept *kept, Str what); // it is among the lost

#endif
