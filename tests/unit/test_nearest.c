// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/nearest.h.
#include "base/nearest.h"

#include "check.h"

static Str known[] = {
    STR_INIT("--base"),      STR_INIT("--all"),      STR_INIT("--color"),
    STR_INIT("drop-column"), STR_INIT("drop-table"), STR_INIT("engine"),
    STR_INIT("text"),
};

static Str nearest(const char *word)
{
    StrVec names = { .at = known, .len = sizeof known / sizeof known[0] };
    return nearest_name(&names, str_from(word));
}

static void finds_what_was_mistyped(void **state)
{
    (void)state;
    assert_str(nearest("--bse"), "--base");
    assert_str(nearest("-base"), "--base");
    assert_str(nearest("--bsae"), "--base");
    assert_str(nearest("--colour"), "--color");
    assert_str(nearest("drop-colum"), "drop-column");
    assert_str(nearest("drop_tables"), "drop-table");
    assert_str(nearest("txt"), "text");
    assert_str(nearest("engine"), "engine");
}

static void does_not_guess(void **state)
{
    (void)state;
    assert_str(nearest("--verbose"), "");
    assert_str(nearest("truncate"), "");
    assert_str(nearest("xml"), "");
    assert_str(nearest("x"), "");
    assert_str(nearest(""), "");
    assert_str(nearest_name(&(StrVec){ 0 }, STR("text")), "");
}

static void of_equally_near_ones_the_first(void **state)
{
    (void)state;
    Str pair[] = { STR_INIT("abcx"), STR_INIT("abcy") };
    assert_str(nearest_name(&(StrVec){ pair, 2, 2 }, STR("abcz")), "abcx");
    assert_str(nearest_name(&(StrVec){ pair, 2, 2 }, STR("abcy")), "abcy");
}

static void a_hint_ends_a_message(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    StrVec names = { known, 1, 1 };
    assert_str(nearest_hint(arena, &names, STR("--bas")), ", did you mean --base?");
    assert_str(nearest_hint(arena, &names, STR("tables")), "");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_was_mistyped),
        cmocka_unit_test(does_not_guess),
        cmocka_unit_test(of_equally_near_ones_the_first),
        cmocka_unit_test(a_hint_ends_a_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
