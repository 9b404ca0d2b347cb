// SPDX-License-Identifier: Apache-2.0
// What pieces of MySQL's SQL mean: expressions, queries, types and the parts of indexes.
#include "dialect/dialect.h"

#include "check.h"

#include <string.h>

typedef struct PairRow {
    const char *type; // of the column that keeps it; NULL: a condition
    const char *a, *b;
    bool same;
} PairRow;

static bool says_same(Arena *arena, const char *type, const char *a, const char *b)
{
    const Meaning *meaning = mysql_frontend.meaning;
    TypeRef read;
    if (type && !meaning->read_type(arena, str_from(type), &read))
        fail_msg("%s is no type", type);
    return meaning->same_expression(str_from(a), str_from(b), type ? &read : NULL);
}

static void expressions_of_one_meaning_are_the_same(void **state)
{
    (void)state;
    static const PairRow rows[] = {
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
    Arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const PairRow *row = &rows[i];
        if (says_same(arena, row->type, row->a, row->b) != row->same ||
            says_same(arena, row->type, row->b, row->a) != row->same)
            fail_msg("%s: %s | %s", row->type ? row->type : "check", row->a, row->b);
    }
    arena_free(arena);
}

static void words_that_one_family_reserves_are_names_to_another(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    assert_true(says_same(arena, NULL, "rank > 1", "(`rank` > 1)"));
    arena_free(arena);
}

static void queries_are_compared_word_by_word(void **state)
{
    (void)state;
    static const PairRow rows[] = {
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
    const Meaning *meaning = mysql_frontend.meaning;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str a = str_from(rows[i].a), b = str_from(rows[i].b);
        if (meaning->same_query(a, b) != rows[i].same ||
            meaning->same_query(b, a) != rows[i].same)
            fail_msg("%s | %s", rows[i].a, rows[i].b);
    }
}

// Hostile texts take no longer than others.
static void brackets_may_be_many(void **state)
{
    (void)state;
    enum { DEPTH = 200000 };
    Arena *arena = arena_new();
    char *text = arena_alloc(arena, 2 * DEPTH, 1);
    memset(text, '(', DEPTH);
    memset(text + DEPTH, ')', DEPTH);
    const Meaning *meaning = mysql_frontend.meaning;
    assert_true(meaning->same_query((Str){ text, 2 * DEPTH }, STR("")));
    assert_false(meaning->same_query((Str){ text, 2 * DEPTH - 1 }, STR("")));
    assert_false(meaning->same_expression((Str){ text, 2 * DEPTH }, STR("a"), NULL));
    arena_free(arena);
}

static void types_have_one_spelling(void **state)
{
    (void)state;
    static const PairRow rows[] = {
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
    Arena *arena = arena_new();
    const Meaning *meaning = mysql_frontend.meaning;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        TypeRef a, b;
        if (!meaning->read_type(arena, str_from(rows[i].a), &a) ||
            !meaning->read_type(arena, str_from(rows[i].b), &b) ||
            meaning->same_type(&a, &b) != rows[i].same)
            fail_msg("%s | %s", rows[i].a, rows[i].b);
    }
    TypeRef none;
    assert_false(meaning->read_type(arena, STR("int, b int"), &none));
    assert_false(meaning->read_type(arena, STR("user_role"), &none));
    assert_false(meaning->read_type(arena, STR(""), &none));
    arena_free(arena);
}

static void parts_of_indexes_are_read(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    IndexDef index = { 0 };
    const Meaning *meaning = mysql_frontend.meaning;
    assert_true(
        meaning->read_index_parts(arena, STR("`a`(10), b desc, (lower(`c`))"), &index));
    assert_int_equal(index.parts.len, 3);
    assert_str(index.parts.at[0].column, "a");
    assert_int_equal(index.parts.at[0].length, 10);
    assert_true(index.parts.at[1].descending);
    assert_str(index.parts.at[2].expression, "lower(`c`)");
    assert_false(meaning->read_index_parts(arena, STR("a) comment 'x' ("), &index));
    assert_false(meaning->read_index_parts(arena, STR(""), &index));
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
