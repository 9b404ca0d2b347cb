// SPDX-License-Identifier: Apache-2.0
// Files run on a trial, and what came of them in a line.
#ifndef UNIT_TRIAL_BENCH_H
#define UNIT_TRIAL_BENCH_H

#include "sqlite_bench.h"

extern const Runner plain_on, plain_off, all, by_file, locked, suspended, forgetful;

// The statements that have made the schema, between semicolons.
void history(Bench *bench, const Runner *runner, const char *sql);
// Judges a file of the same batch; "[1] deleted 1/2 t by …;".
Str judge(Bench *bench, const char *sql);
size_t count(Bench *bench, const char *table);

#define USERS "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, mail TEXT);"
#define ORDERS                                                                           \
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, total INT,"                            \
    " user_id INT REFERENCES users (id) ON DELETE CASCADE);"
#define REBUILD                                                                          \
    "CREATE TABLE __new_users (id INTEGER PRIMARY KEY, name TEXT, mail TEXT);"           \
    "INSERT INTO __new_users SELECT id, name, mail FROM users;"                          \
    "DROP TABLE users;"                                                                  \
    "ALTER TABLE __new_users RENAME TO users;"

#endif
