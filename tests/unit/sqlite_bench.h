// SPDX-License-Identifier: Apache-2.0
// A database of SQLite's, for the tests of linter/dialect/sqlite_*.
#ifndef UNIT_SQLITE_BENCH_H
#define UNIT_SQLITE_BENCH_H

#include "dialect/sqlite_trial.h"

#include "check.h"

typedef struct Bench {
    Arena *arena;
    SlDb *db; // in memory, and empty
    // What trial_bench.h judges beside it.
    SlTrial *trial;
    size_t batch;
    TxOwner owner;
} Bench;

// cmocka's setup and teardown: *state is a Bench.
int open_bench(void **state);
int close_bench(void **state);

#define T(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

// Runs a statement with the budget of a whole file, so that a slow machine gives the same
// answers.
SlResult result_of(const Bench *bench, const char *sql);
// One that must be taken.
void run(const Bench *bench, const char *sql);
// The first column of what a question of our own gives, each value with ";" behind it.
Str answer(void **state, const char *sql);

#define assert_answer(sql, expected) assert_str(answer(state, (sql)), expected)

// How a statement ends, and with which words.
#define assert_ends(sql, how, text)                                                      \
    do {                                                                                 \
        SlResult ended = result_of(*state, (sql));                                       \
        assert_str(ended.message, text);                                                 \
        assert_int_equal(ended.status, (how));                                           \
    } while (0)

#endif
