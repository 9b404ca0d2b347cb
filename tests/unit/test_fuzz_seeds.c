// SPDX-License-Identifier: Apache-2.0
// The fuzzers' seeds, whole and cut off behind every byte, through what the fuzzers call.
#include "fuzz/fuzz_mysql.h"

#include "source/tree.h"

#include "check.h"

#include <stdlib.h>
#include <string.h>

// The input ends with memory of its own, so that a read behind it is seen.
static void run(Str seed, size_t len)
{
    uint8_t *data = malloc(len > 0 ? len : 1);
    assert_non_null(data);
    if (len > 0)
        memcpy(data, seed.ptr, len);
    assert_int_equal(LLVMFuzzerTestOneInput(data, len), 0);
    free(data);
}

// The same text, for each server that the first byte can choose.
static void run_for_others(Arena *arena, Str seed)
{
    char *copy = NEW_ARRAY(arena, char, seed.len);
    memcpy(copy, seed.ptr, seed.len);
    for (char first = '0'; first <= '9'; first++) {
        copy[0] = first;
        run((Str){ copy, seed.len }, seed.len);
    }
}

static void seeds_and_what_they_begin_with_are_taken(void **state)
{
    Arena *arena = arena_new();
    FileTree *tree = tree_disk(arena, STR("tests/fuzz/mysql"));
    EntryVec entries = { 0 };
    Str why = { 0 };
    assert_int_equal(tree_list(tree, arena, STR("."), &entries, &why), TREE_OK);
    assert_true(entries.len > 10);
    for (size_t i = 0; i < entries.len; i++) {
        Str seed;
        assert_int_equal(tree_read(tree, arena, entries.at[i].name, &seed, &why),
                         TREE_OK);
        assert_true(seed.len > 3);
        for (size_t len = 0; len <= seed.len; len++)
            run(seed, len);
        run_for_others(arena, seed);
    }
    arena_free(arena);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeds_and_what_they_begin_with_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
