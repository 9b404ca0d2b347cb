// SPDX-License-Identifier: Apache-2.0
// The fuzzers' seeds, whole and cut off behind every byte, through what the fuzzers call.
#include "fuzz/fuzz_mysql.h"
#include "fuzz/fuzz_sqlite.h"

#include "source/tree.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

typedef struct Fuzzer {
    const char *seeds;
    int (*run)(const uint8_t *data, size_t size);
    size_t step; // bytes from one cut to the next
} Fuzzer;

// The input ends with memory of its own, so that a read behind it is seen.
static void run(const Fuzzer *fuzzer, Str seed, size_t len)
{
    uint8_t *data = malloc(len > 0 ? len : 1);
    assert_non_null(data);
    if (len > 0)
        memcpy(data, seed.ptr, len);
    assert_int_equal(fuzzer->run(data, len), 0);
    free(data);
}

// The same text, for each server that the first byte can choose.
static void run_for_others(Arena *arena, const Fuzzer *fuzzer, Str seed)
{
    char *copy = NEW_ARRAY(arena, char, seed.len);
    memcpy(copy, seed.ptr, seed.len);
    for (char first = '0'; first <= '9'; first++) {
        copy[0] = first;
        run(fuzzer, (Str){ copy, seed.len }, seed.len);
    }
}

static void run_seeds(const Fuzzer *fuzzer)
{
    Arena *arena = arena_new();
    FileTree *tree = tree_disk(arena, str_from(fuzzer->seeds));
    EntryVec entries = { 0 };
    Str why = { 0 };
    assert_int_equal(tree_list(tree, arena, STR("."), &entries, &why), TREE_OK);
    assert_true(entries.len > 10);
    for (size_t i = 0; i < entries.len; i++) {
        Str seed;
        assert_int_equal(tree_read(tree, arena, entries.at[i].name, &seed, &why),
                         TREE_OK);
        assert_true(seed.len > 3);
        for (size_t len = 0; len < seed.len; len += fuzzer->step)
            run(fuzzer, seed, len);
        run(fuzzer, seed, seed.len);
        run_for_others(arena, fuzzer, seed);
    }
    arena_free(arena);
}

static void mysql_takes_its_seeds_and_what_they_begin_with(void **state)
{
    run_seeds(&(Fuzzer){ "tests/fuzz/mysql", fuzz_mysql, 1 });
    (void)state;
}

// A database each time: not behind every byte.
static void sqlite_takes_its_seeds_and_what_they_begin_with(void **state)
{
    run_seeds(&(Fuzzer){ "tests/fuzz/sqlite", fuzz_sqlite, 17 });
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mysql_takes_its_seeds_and_what_they_begin_with),
        cmocka_unit_test(sqlite_takes_its_seeds_and_what_they_begin_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
