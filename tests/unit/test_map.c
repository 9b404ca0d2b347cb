// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/map.h.
#include "base/map.h"

#include "check.h"

static void an_empty_map_has_nothing(void **state)
{
    (void)state;
    Map map = { 0 };
    assert_null(map_get(&map, STR("a")));
    assert_null(map_remove(&map, STR("a")));
}

static void sets_replaces_and_removes(void **state)
{
    int one = 1;
    int two = 2;
    Map map = { 0 };
    map_put(*state, &map, STR("a"), &one);
    assert_ptr_equal(map_get(&map, STR("a")), &one);
    assert_null(map_get(&map, STR("A")));
    map_put(*state, &map, STR("a"), &two);
    assert_ptr_equal(map_get(&map, STR("a")), &two);
    assert_int_equal(map.entries.len, 1);
    assert_ptr_equal(map_remove(&map, STR("a")), &two);
    assert_null(map_get(&map, STR("a")));
    assert_null(map_remove(&map, STR("a")));
    assert_true(map_had(&map, STR("a")));
    assert_false(map_had(&map, STR("A")));
}

static void remembers_what_was_removed_when_it_grows(void **state)
{
    static const char keys[] = "abcdefghijklmnopqrstuvwxyz";
    int value = 0;
    Map map = { 0 };
    map_put(*state, &map, (Str){ keys, 1 }, &value);
    map_remove(&map, (Str){ keys, 1 });
    for (size_t i = 1; i < 26; i++)
        map_put(*state, &map, (Str){ keys + i, 1 }, &value);
    assert_true(map_had(&map, STR("a")));
    assert_null(map_get(&map, STR("a")));
    map_put(*state, &map, STR("a"), &value);
    assert_ptr_equal(map_get(&map, STR("a")), &value);
}

// A few entries are found in another way than many.
static void finds_the_newest_entry_at_any_size(void **state)
{
    enum { COUNT = 60 };
    static int values[COUNT];
    Map map = { 0 };
    map_put(*state, &map, STR("again"), &values[0]);
    for (int i = 1; i < COUNT; i++) {
        assert_non_null(map_remove(&map, STR("again")));
        assert_true(map_had(&map, STR("again")));
        map_put(*state, &map, STR("again"), &values[i]);
        map_put(*state, &map, arena_fmt(*state, "key %d", i), &values[i]);
        assert_ptr_equal(map_get(&map, STR("again")), &values[i]);
        for (int k = 1; k <= i; k++)
            assert_ptr_equal(map_get(&map, arena_fmt(*state, "key %d", k)), &values[k]);
    }
}

static void keys_of_all_lengths_differ(void **state)
{
    enum { COUNT = 100 };
    static const char zeros[COUNT];
    static int values[COUNT];
    Map map = { 0 };
    for (size_t i = 0; i < COUNT; i++)
        map_put(*state, &map, (Str){ zeros, i }, &values[i]);
    for (size_t i = 0; i < COUNT; i++)
        assert_ptr_equal(map_get(&map, (Str){ zeros, i }), &values[i]);
    assert_int_equal(map.entries.len, COUNT);
}

static void the_empty_key_is_a_key(void **state)
{
    int one = 1;
    Map map = { 0 };
    map_put(*state, &map, (Str){ 0 }, &one);
    assert_ptr_equal(map_get(&map, STR("")), &one);
    assert_null(map_get(&map, STR("\0")));
}

static void keeps_the_order_of_insertion(void **state)
{
    int value = 0;
    Map map = { 0 };
    map_put(*state, &map, STR("z"), &value);
    map_put(*state, &map, STR("a"), &value);
    map_put(*state, &map, STR("m"), &value);
    map_put(*state, &map, STR("z"), &value);
    assert_int_equal(map.entries.len, 3);
    assert_str(map.entries.at[0].key, "z");
    assert_str(map.entries.at[1].key, "a");
    assert_str(map.entries.at[2].key, "m");
}

static void a_key_set_again_after_removal_comes_last(void **state)
{
    int value = 0;
    Map map = { 0 };
    map_put(*state, &map, STR("a"), &value);
    map_put(*state, &map, STR("b"), &value);
    map_remove(&map, STR("a"));
    map_put(*state, &map, STR("a"), &value);
    assert_int_equal(map.entries.len, 3);
    assert_null(map.entries.at[0].value);
    assert_str(map.entries.at[1].key, "b");
    assert_str(map.entries.at[2].key, "a");
    assert_ptr_equal(map_get(&map, STR("a")), &value);
}

static void holds_many_keys_across_growth(void **state)
{
    enum { COUNT = 5000 };
    static int values[COUNT];
    Map map = { 0 };
    for (int i = 0; i < COUNT; i++)
        map_put(*state, &map, arena_fmt(*state, "key %d", i), &values[i]);
    for (int i = 0; i < COUNT; i += 3)
        assert_ptr_equal(map_remove(&map, arena_fmt(*state, "key %d", i)), &values[i]);
    // Growth leaves the removed ones out of the index; they must stay removed.
    for (int i = COUNT; i < 3 * COUNT; i++)
        map_put(*state, &map, arena_fmt(*state, "key %d", i), &values[i % COUNT]);
    for (int i = 0; i < 3 * COUNT; i++) {
        void *expected = i < COUNT && i % 3 == 0 ? NULL : &values[i % COUNT];
        assert_ptr_equal(map_get(&map, arena_fmt(*state, "key %d", i)), expected);
    }
    assert_null(map_get(&map, STR("key -1")));
}

static void holds_more_keys_than_there_was_room_made_for(void **state)
{
    static const size_t rooms[] = { 0, 1, 8, 9, 24, 25, 100 };
    int values[200];
    for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++) {
        Map map = { 0 };
        map_reserve(*state, &map, rooms[r]);
        for (int i = 0; i < 200; i++) {
            map_put(*state, &map, arena_fmt(*state, "key %d", i), &values[i]);
            assert_null(map_get(&map, STR("key")));
            assert_ptr_equal(map_get(&map, STR("key 0")), &values[0]);
        }
        for (int i = 0; i < 200; i++)
            assert_ptr_equal(map_get(&map, arena_fmt(*state, "key %d", i)), &values[i]);
    }
}

static void survives_setting_and_removing_one_key_forever(void **state)
{
    int value = 0;
    Map map = { 0 };
    map_put(*state, &map, STR("stays"), &value);
    for (int i = 0; i < 2000; i++) {
        map_put(*state, &map, STR("a"), &value);
        assert_ptr_equal(map_remove(&map, STR("a")), &value);
        assert_null(map_get(&map, STR("a")));
    }
    assert_ptr_equal(map_get(&map, STR("stays")), &value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_has_nothing),
        arena_test(sets_replaces_and_removes),
        arena_test(remembers_what_was_removed_when_it_grows),
        arena_test(finds_the_newest_entry_at_any_size),
        arena_test(keys_of_all_lengths_differ),
        arena_test(the_empty_key_is_a_key),
        arena_test(keeps_the_order_of_insertion),
        arena_test(a_key_set_again_after_removal_comes_last),
        arena_test(holds_many_keys_across_growth),
        arena_test(holds_more_keys_than_there_was_room_made_for),
        arena_test(survives_setting_and_removing_one_key_forever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
