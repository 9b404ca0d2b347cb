// SPDX-License-Identifier: Apache-2.0
// Unit tests of dialect/mysql_features.h and dialect/mysql_words.h: the tables are whole,
// and what a target does not take is said.
#include "dialect/mysql_features.h"

#include "check.h"
#include "lowered.h"

static const Engine mysql80 = { STR_INIT("mysql"), 8, 0, 29 };
static const Engine mysql57 = { STR_INIT("mysql"), 5, 7, 8 };
static const Engine mysql84 = { STR_INIT("mysql"), 8, 4, 0 };
static const Engine mysql97 = { STR_INIT("mysql"), 9, 7, 4 };
static const Engine maria1011 = { STR_INIT("mariadb"), 10, 11, 0 };
static const Engine maria118 = { STR_INIT("mariadb"), 11, 8, 9 };
static const Engine tidb65 = { STR_INIT("tidb"), 6, 5, 0 };
static const Engine tidb75 = { STR_INIT("tidb"), 7, 5, 0 };

// ---- words ----

static bool reserved(const Engine *engine, const char *word)
{
    return my_word_is_reserved(engine, str_from(word));
}

static void knows_words_of_any_case(void **state)
{
    (void)state;
    assert_true(reserved(&mysql80, "SELECT"));
    assert_true(reserved(&mysql80, "select"));
    assert_true(reserved(&maria118, "Select"));
    assert_true(reserved(&tidb65, "zerofill"));
    assert_true(reserved(&mysql57, "accessible"));
    assert_false(reserved(&mysql80, "selects"));
    assert_false(reserved(&mysql80, "selec"));
    assert_false(reserved(&mysql80, "name"));
    assert_false(reserved(&mysql80, ""));
    assert_false(reserved(&mysql80, "x"));
    assert_false(
        reserved(&mysql80, "a_name_that_is_longer_than_any_word_of_the_servers"));
}

static void reserves_by_version(void **state)
{
    (void)state;
    assert_false(reserved(&mysql57, "rank"));
    assert_true(reserved(&mysql80, "rank"));
    assert_false(reserved(&maria118, "rank"));
    assert_true(reserved(&tidb65, "rank"));
    assert_false(reserved(&mysql80, "intersect"));
    assert_true(reserved(&mysql84, "intersect"));
    assert_true(reserved(&maria1011, "intersect"));
    assert_false(reserved(&mysql80, "qualify"));
    assert_true(reserved(&mysql84, "qualify"));
    assert_false(reserved(&mysql84, "library"));
    assert_true(reserved(&mysql97, "library"));
    assert_true(reserved(&mysql84, "manual"));
    assert_false(reserved(&mysql97, "manual"));
    assert_true(reserved(&mysql80, "master_bind"));
    assert_false(reserved(&mysql84, "master_bind"));
    assert_false(reserved(&maria1011, "vector"));
    assert_true(reserved(&maria118, "vector"));
    assert_true(reserved(&maria1011, "returning"));
    assert_false(reserved(&mysql97, "returning"));
    assert_false(reserved(&tidb65, "array"));
    assert_true(reserved(&tidb75, "array"));
}

static void reserves_what_a_newer_one_reserves(void **state)
{
    (void)state;
    static const char *const words[] = { "add",    "key",   "order", "group",
                                         "table",  "index", "usage", "if",
                                         "exists", "to",    "xor",   NULL };
    const Engine *engines[] = { &mysql57, &mysql97, &maria1011, &maria118, &tidb65 };
    for (size_t e = 0; e < sizeof engines / sizeof *engines; e++)
        for (size_t w = 0; words[w] != NULL; w++)
            assert_true(reserved(engines[e], words[w]));
}

static void says_who_reserves_a_word(void **state)
{
    Arena *arena = arena_new();
    assert_str(my_word_refusal(arena, &mysql97, STR("rank")),
               "is a reserved word of MySQL 8.0.2 and newer: quote it");
    assert_str(my_word_refusal(arena, &mysql97, STR("select")),
               "is a reserved word of MySQL: quote it");
    assert_str(my_word_refusal(arena, &mysql80, STR("master_bind")),
               "is a reserved word of MySQL before 8.4: quote it");
    assert_str(my_word_refusal(arena, &maria118, STR("vector")),
               "is a reserved word of MariaDB 11.7 and newer: quote it");
    arena_free(arena);
    (void)state;
}

// ---- features ----

static void has_a_row_for_every_feature(void **state)
{
    (void)state;
    for (int id = MYF_NONE + 1; id < MYF_COUNT; id++) {
        const MyFeature *feature = my_feature((MyFeatureId)id);
        if (feature->what.len == 0)
            print_message("feature %d has no row\n", id);
        assert_true(feature->what.len > 0);
        assert_false(str_ends(feature->what, STR(".")));
        assert_false(str_ends(feature->instead, STR(".")));
        const MyTaken *taken[] = { &feature->mysql, &feature->mariadb, &feature->tidb };
        for (size_t i = 0; i < 3; i++)
            assert_true(taken[i]->by.since < taken[i]->by.until ||
                        taken[i]->by.since == MY_FOREVER);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_words_of_any_case),
        cmocka_unit_test(reserves_by_version),
        cmocka_unit_test(reserves_what_a_newer_one_reserves),
        cmocka_unit_test(says_who_reserves_a_word),
        cmocka_unit_test(has_a_row_for_every_feature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
