// SPDX-License-Identifier: Apache-2.0
// What SQLite's files come to, as lines of text, for the tests of rebuilds.
#ifndef UNIT_TOLD_H
#define UNIT_TOLD_H

#include "lowered.h"

// A line for each op: "SET NOT NULL users.name", "REBUILD TABLE users drop (new_users)".
Str told(const Sql *sql);
// Likewise, what becomes of rows: "copy: left 1 of 2 users".
Str told_fates(const Sql *sql);

typedef struct ToldRow {
    int line;
    const char *merged;
    const char *change;
    const char *told;
} ToldRow;

// Each in a world of its own.
void assert_told(Sql *sql, const ToldRow *rows, size_t count);

#endif
