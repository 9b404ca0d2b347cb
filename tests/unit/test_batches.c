// SPDX-License-Identifier: Apache-2.0
// Unit tests of lint/batches.h.
#include "lint/batches.h"

#include "check.h"

// A digit for each migration: its batch; with "-" behind it nobody judges it.
static MigrationVec migrations(Arena *arena, const char *text)
{
    MigrationVec all = { 0 };
    for (; *text != '\0'; text++)
        if (*text == '-')
            all.at[all.len - 1].judged = false;
        else
            *vec_push(arena, &all) =
                (Migration){ .batch = (size_t)(*text - '0'), .judged = true };
    return all;
}

// A digit for each: the index of its batch's end.
static Str ends(Arena *arena, const char *text)
{
    MigrationVec all = migrations(arena, text);
    Batches batches = batches_read(arena, &all);
    char *digits = NEW_ARRAY(arena, char, all.len);
    for (size_t i = 0; i < all.len; i++)
        digits[i] = (char)('0' + batches.end[i]);
    return (Str){ digits, all.len };
}

// A letter for each: y where none of its batch is judged behind it.
static Str last(Arena *arena, const char *text)
{
    MigrationVec all = migrations(arena, text);
    Batches batches = batches_read(arena, &all);
    char *letters = NEW_ARRAY(arena, char, all.len);
    for (size_t i = 0; i < all.len; i++)
        letters[i] = batches.is_last_judged[i] ? 'y' : 'n';
    return (Str){ letters, all.len };
}

static void a_batch_ends_with_its_last_migration(void **state)
{
    assert_str(ends(*state, ""), "");
    assert_str(ends(*state, "1234"), "0123");
    assert_str(ends(*state, "1112"), "2223");
    assert_str(ends(*state, "1213"), "2123");
}

static void what_is_merged_ends_with_itself(void **state)
{
    assert_str(ends(*state, "0-0-10-1"), "01434");
}

static void what_nobody_judges_is_not_waited_for(void **state)
{
    assert_str(last(*state, "1112"), "nnyy");
    assert_str(last(*state, "11-1-"), "yyy");
    assert_str(last(*state, "1-1"), "ny");
    assert_str(last(*state, "121"), "nyy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_batch_ends_with_its_last_migration),
        arena_test(what_is_merged_ends_with_itself),
        arena_test(what_nobody_judges_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
