// SPDX-License-Identifier: Apache-2.0
// Two pieces of SQL as the two sides of a comparison, so that each row shows what
// differs.
#ifndef UNIT_COMPARED_H
#define UNIT_COMPARED_H

#include <stddef.h>

typedef struct PairRow {
    // `expected`: "side kind object: what the SQL says | what the snapshot says", a line
    // each.
    const char *sql, *snapshot, *expected;
} PairRow;

// For this server, "mysql@8.0"; NULL: PostgreSQL. What is not as expected fails the test.
void compare_all(const char *engine, const PairRow *rows, size_t len);

#define COMPARE_ALL(engine, rows)                                                        \
    compare_all((engine), (rows), sizeof(rows) / sizeof *(rows))

#endif
