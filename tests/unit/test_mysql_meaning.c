// SPDX-License-Identifier: Apache-2.0
// What pieces of MySQL's SQL mean: expressions, queries, types and the parts of indexes.
#include "meant.h"

#define MEANING (mysql_frontend.meaning)

static void expressions_of_one_meaning_are_the_same(void **state)
{
    (void)state;
    static const MeantRow rows[] = {
        { "varchar(9)", "'a'", "('a')", true },
        { "varchar(9)", "'a'", "\"a\"", true },
        { "varchar(9)", "'a'", "'A'", false },
        { "varchar(9)", "'it''s'", "'it\\'s'", true },
        { "varchar(9)", "1", "'1'", true },
        { "varchar(9)", "'1.0'", "'1'", false },
        { "varchar(9)", "NULL", "'NULL'", false },
        { "int", "1", "'1'", true },
        { "int", "-1", "'-1'", true },
        { "int", "-1", "1", false },
        { "int", "0", "1", false },
        { "decimal(10,2)", "0", "'0.00'", true },
        { "decimal(10,2)", "0.50", "0.5", true },
        { "decimal(10,2)", "0.05", "0.5", false },
        { "boolean", "true", "1", true },
        { "boolean", "FALSE", "'0'", true },
        { "boolean", "true", "false", false },
        { "timestamp", "now()", "CURRENT_TIMESTAMP", true },
        { "timestamp", "(now())", "CURRENT_TIMESTAMP()", true },
        { "timestamp(3)", "now(3)", "CURRENT_TIMESTAMP(3)", true },
        { "timestamp(3)", "now(3)", "CURRENT_TIMESTAMP", false },
        { "varchar(36)", "(uuid())", "( UUID() )", true },
        { "bit(4)", "b'101'", "(b'101')", true },
        { "int", "(1 + 1)", "2", false },
        { NULL, "`t`.`a` <> ''", "a != ''", true },
        { NULL, "(a > 1)", "A>1", true },
        { NULL, "a > 1", "b > 1", false },
        { NULL, "a +", "a + ", false },
        { NULL, "a +", "a +", true },
        { NULL, "", "", true },
        { "int", "((1", "1", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_expressions(MEANING, &rows[i]);
}

static void words_that_one_family_reserves_are_names_to_another(void **state)
{
    (void)state;
    assert_expressions(MEANING, &(MeantRow){ NULL, "rank > 1", "(`rank` > 1)", true });
}

static void queries_are_compared_word_by_word(void **state)
{
    (void)state;
    static const MeantRow rows[] = {
        { NULL, "select `id` from `users`", "SELECT id FROM users", true },
        { NULL, "(select 1)", "select 1;", true },
        { NULL, "(select 1) union (select 2)", "select 1) union (select 2", false },
        { NULL, "select 1 /* one */", "select\n1", true },
        { NULL, "select 'a'", "select \"a\"", true },
        { NULL, "select 'a'", "select `a`", false },
        { NULL, "select 'a'", "select 'A'", false },
        { NULL, "select a", "select a, b", false },
        { NULL, "", "()", true },
        { NULL, "((select 1) union select 2)", "(select 1) union select 2", true },
        { NULL, "((select (1)))", "select (1)", true },
        { NULL, "(select (1)", "select (1", false },
        { NULL, "select 1) (", "(select 1) (", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_queries(MEANING, &rows[i]);
}

static void brackets_may_be_many(void **state)
{
    (void)state;
    assert_stands_brackets(MEANING);
}

static void types_have_one_spelling(void **state)
{
    (void)state;
    static const MeantRow rows[] = {
        { NULL, "int(11)", "INTEGER", true },
        { NULL, "boolean", "tinyint(1)", true },
        { NULL, "bigint unsigned", "BIGINT(20) UNSIGNED", true },
        { NULL, "bigint unsigned", "bigint", false },
        { NULL, "decimal", "numeric(10,0)", true },
        { NULL, "decimal(10, 2)", "decimal(10,2)", true },
        { NULL, "varchar(9)", "varchar(10)", false },
        { NULL, "enum('a','b')", "ENUM ( 'a', 'b' )", true },
        { NULL, "enum('a','b')", "enum('b','a')", false },
        { NULL, "double", "double precision", true },
        { NULL, "serial", "bigint unsigned", true },
        { NULL, "timestamp(3)", "timestamp", false },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_types(MEANING, &rows[i]);
    Arena *arena = arena_new();
    TypeRef none;
    assert_false(MEANING->read_type(arena, STR("int, b int"), &none));
    assert_false(MEANING->read_type(arena, STR("user_role"), &none));
    assert_false(MEANING->read_type(arena, STR(""), &none));
    arena_free(arena);
}

static void parts_of_indexes_are_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    IndexDef index = { 0 };
    assert_true(
        MEANING->read_index_parts(arena, STR("`a`(10), b desc, (lower(`c`))"), &index));
    assert_int_equal(index.parts.len, 3);
    assert_str(index.parts.at[0].column, "a");
    assert_int_equal(index.parts.at[0].length, 10);
    assert_true(index.parts.at[1].descending);
    assert_str(index.parts.at[2].expression, "lower(`c`)");
    assert_false(MEANING->read_index_parts(arena, STR("a) comment 'x' ("), &index));
    assert_false(MEANING->read_index_parts(arena, STR(""), &index));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_of_one_meaning_are_the_same),
        cmocka_unit_test(words_that_one_family_reserves_are_names_to_another),
        cmocka_unit_test(queries_are_compared_word_by_word),
        cmocka_unit_test(brackets_may_be_many),
        cmocka_unit_test(types_have_one_spelling),
        cmocka_unit_test(parts_of_indexes_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
