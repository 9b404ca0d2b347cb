// SPDX-License-Identifier: Apache-2.0
// Unit tests of catalog/lookups.h.
#include "catalog/lookups.h"

#include "check.h"

static Name bare(const char *name)
{
    return (Name){ .name = str_from(name) };
}

static void knows_nothing_at_first(void **state)
{
    Lookups *lookups = lookups_new(*state);
    void *found;
    assert_false(lookups_have(lookups, bare("a"), &found));
    assert_false(lookups_have(lookups, (Name){ 0 }, &found));
}

static void keeps_answers_until_a_change(void **state)
{
    Lookups *lookups = lookups_new(*state);
    int thing = 0;
    void *found;
    lookups_note(lookups, bare("a"), &thing);
    lookups_note(lookups, bare("b"), NULL);
    assert_true(lookups_have(lookups, bare("a"), &found));
    assert_ptr_equal(found, &thing);
    assert_true(lookups_have(lookups, bare("b"), &found));
    assert_null(found);
    lookups_forget(lookups);
    assert_false(lookups_have(lookups, bare("a"), &found));
    assert_false(lookups_have(lookups, bare("b"), &found));
}

static void tells_names_of_one_slot_apart(void **state)
{
    Lookups *lookups = lookups_new(*state);
    int thing = 0;
    void *found;
    lookups_note(lookups, bare("a_x"), &thing);
    assert_false(lookups_have(lookups, bare("b_x"), &found));
    assert_false(lookups_have(lookups, (Name){ STR("s"), STR("x") }, &found));
    lookups_note(lookups, (Name){ STR("s"), STR("a_x") }, &thing);
    assert_false(lookups_have(lookups, (Name){ STR("t"), STR("a_x") }, &found));
    assert_true(lookups_have(lookups, (Name){ STR("s"), STR("a_x") }, &found));
}

static void copies_names_and_leaves_out_long_ones(void **state)
{
    Lookups *lookups = lookups_new(*state);
    char text[100] = "abc";
    int thing = 0;
    void *found;
    lookups_note(lookups, bare(text), &thing);
    text[0] = 'x';
    assert_true(lookups_have(lookups, bare("abc"), &found));
    assert_false(lookups_have(lookups, bare(text), &found));
    Name longer = { .name = { text, sizeof text } };
    lookups_note(lookups, longer, &thing);
    assert_false(lookups_have(lookups, longer, &found));
    Name schema = { .schema = { text, sizeof text }, .name = STR("abc") };
    lookups_note(lookups, schema, &thing);
    assert_false(lookups_have(lookups, schema, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(knows_nothing_at_first),
        arena_test(keeps_answers_until_a_change),
        arena_test(tells_names_of_one_slot_apart),
        arena_test(copies_names_and_leaves_out_long_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
