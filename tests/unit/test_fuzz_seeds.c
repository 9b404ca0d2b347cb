// SPDX-License-Identifier: Apache-2.0
// The fuzz harnesses without a fuzzer: their seeds, whole, cut off and with bytes
// changed, the same on every machine. A harness that nobody could run any more is found
// here, and what a fuzzer has found once stays found.
#include "fuzz/seeds.h"

#include "../files.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_SEED = 8 * 1024, // bytes of those that are run here
    SEEDS_MAX = 40,      // of the fixtures, spread over all
    CUTS = 3,
    CHANGES = 3
};

// The input ends with memory of its own, so that a read behind it is seen.
static void run(const Harness *harness, const char *bytes, size_t len)
{
    uint8_t *data = malloc(len > 0 ? len : 1);
    assert_non_null(data);
    if (len > 0)
        memcpy(data, bytes, len);
    assert_int_equal(harness->run(data, len), 0);
    free(data);
}

// The next of a row of numbers that is always the same.
static size_t draw(uint64_t *state, size_t below)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)((*state >> 33) % below);
}

static void run_changed(Arena *arena, const Harness *harness, Str seed, uint64_t *state)
{
    static const Str pieces[] = {
        STR_INIT("'"), STR_INIT("("), STR_INIT(";"),  STR_INIT("/*"), STR_INIT("\0"),
        STR_INIT("{"), STR_INIT("`"), STR_INIT("\n"), STR_INIT("\""), STR_INIT("\xC3"),
    };
    Str piece = pieces[draw(state, sizeof pieces / sizeof *pieces)];
    size_t at = draw(state, seed.len + 1);
    char *copy = NEW_ARRAY(arena, char, seed.len + piece.len);
    memcpy(copy, seed.ptr, at);
    memcpy(copy + at, piece.ptr, piece.len);
    memcpy(copy + at + piece.len, seed.ptr + at, seed.len - at);
    run(harness, copy, seed.len + piece.len);
}

static void run_seed(const Harness *harness, Str seed)
{
    Arena *arena = arena_new();
    uint64_t state = str_hash(seed);
    run(harness, seed.ptr, seed.len);
    for (size_t i = 0; i < CUTS; i++)
        run(harness, seed.ptr, draw(&state, seed.len));
    for (size_t i = 0; i < CHANGES; i++)
        run_changed(arena, harness, seed, &state);
    arena_free(arena);
}

static void takes_its_seeds(void **state)
{
    const Harness *harness = *state;
    Arena *arena = arena_new();
    SeedVec seeds = seeds_of(arena, harness, MAX_SEED);
    size_t own = 0;
    while (own < seeds.len && seeds.at[own].own)
        own++;
    size_t step = (seeds.len - own) / SEEDS_MAX + 1;
    assert_true(seeds.len > 2);
    run(harness, "", 0);
    for (size_t i = 0; i < seeds.len; i += i < own ? 1 : step)
        if (seeds.at[i].data.len > 0)
            run_seed(harness, seeds.at[i].data);
    arena_free(arena);
}

static void every_file_is_in_the_table(void **state)
{
    Arena *arena = arena_new();
    StrVec files = names_in(repository(arena), arena, STR("tests/fuzz"), ENTRY_FILE);
    size_t found = 0;
    for (size_t i = 0; i < files.len; i++) {
        Str name = files.at[i];
        if (!str_starts(name, STR("fuzz_")) || !str_ends(name, STR(".c")))
            continue;
        found++;
        if (!harness_find(str_slice(name, 5, name.len - 2)))
            fail_msg(STR_FMT " is not in the table of harnesses", STR_ARG(name));
    }
    size_t listed = 0;
    while (harnesses[listed].name)
        listed++;
    assert_int_equal(found, listed);
    arena_free(arena);
    (void)state;
}

// With the name of a harness it is the only one that runs.
int main(int argc, char **argv)
{
    enum { TESTS_MAX = 64 };
    struct CMUnitTest tests[TESTS_MAX] = { cmocka_unit_test(every_file_is_in_the_table) };
    size_t count = 1;
    for (const Harness *harness = harnesses; harness->name && count < TESTS_MAX;
         harness++)
        tests[count++] =
            (struct CMUnitTest){ .name = harness->name,
                                 .test_func = takes_its_seeds,
                                 .initial_state = (void *)(uintptr_t)harness };
    if (argc == 2)
        cmocka_set_test_filter(argv[1]);
    return _cmocka_run_group_tests("harnesses", tests, count, NULL, NULL);
}
