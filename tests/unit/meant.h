// SPDX-License-Identifier: Apache-2.0
// Pieces of SQL in pairs, and whether they mean the same to a dialect.
#ifndef UNIT_MEANT_H
#define UNIT_MEANT_H

#include "dialect/dialect.h"

#include "check.h"

typedef struct MeantRow {
    const char *type; // of the column that keeps it, "" where it has none; NULL: a
                      // condition
    const char *a, *b;
    bool same;
} MeantRow;

// Each fails the test when the pair, or the pair turned round, is not what the row says.
void assert_expressions(const Meaning *meaning, const MeantRow *row);
void assert_queries(const Meaning *meaning, const MeantRow *row);
void assert_types(const Meaning *meaning, const MeantRow *row);
// Hostile texts take no longer than others.
void assert_stands_brackets(const Meaning *meaning);

#endif
