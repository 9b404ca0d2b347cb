// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/path.h.
#include "base/path.h"

#include "check.h"

static void paths_are_joined_and_taken_apart(void **state)
{
    Arena *arena = *state;
    assert_str(path_join(arena, STR("."), STR("a")), "a");
    assert_str(path_join(arena, STR(""), STR("a")), "a");
    assert_str(path_join(arena, STR("a"), STR(".")), "a");
    assert_str(path_join(arena, STR("a/b"), STR("c")), "a/b/c");
    assert_str(path_join(arena, STR("a/"), STR("c")), "a/c");
    assert_str(path_parent(STR("a")), ".");
    assert_str(path_parent(STR("a/b/c")), "a/b");
    assert_str(path_base(STR("a")), "a");
    assert_str(path_base(STR("a/b/c.sql")), "c.sql");
}

static void paths_are_normalized_below_the_root(void **state)
{
    static const char *const GOOD[][2] = {
        { "", "." },       { "./", "." },      { "./a//b/", "a/b" },
        { "a/../b", "b" }, { "a/..", "." },    { "a/./b/../c", "a/c" },
        { "...", "..." },  { ".a/b", ".a/b" },
    };
    static const char *const BAD[] = { "..", "../a", "a/../..", "/", "/a", "./../a" };
    Arena *arena = *state;
    Str normal;
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        assert_true(path_normalize(arena, str_from(GOOD[i][0]), &normal));
        if (!str_eq(normal, str_from(GOOD[i][1])))
            fail_msg("\"%s\" gave \"" STR_FMT "\"", GOOD[i][0], STR_ARG(normal));
    }
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++)
        if (path_normalize(arena, str_from(BAD[i]), &normal))
            fail_msg("\"%s\" gave \"" STR_FMT "\"", BAD[i], STR_ARG(normal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(paths_are_joined_and_taken_apart),
        arena_test(paths_are_normalized_below_the_root),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
