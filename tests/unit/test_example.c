// SPDX-License-Identifier: Apache-2.0
// Unit tests of tests/example.h: the reader of fixtures must not let a mistake in a
// fixture pass.
#include "example.h"

#include "check.h"

static Example read_example(Arena *arena, const char *text)
{
    Example example;
    Str why;
    if (!example_read(arena, str_from(text), &example, &why))
        fail_msg(STR_FMT, STR_ARG(why));
    return example;
}

static Str file_text(FileTree *tree, Arena *arena, const char *path)
{
    Str text;
    Str why;
    bool there = tree_read(tree, arena, str_from(path), &text, &why) == TREE_OK;
    return there ? text : STR("(absent)");
}

static void sql_is_migrations_with_their_own_line_numbers(void **state)
{
    Example example =
        read_example(*state, "SELECT 1;\n-- change\nSELECT 2; -- expect: a, b\n"
                             "-- file\nSELECT 3; -- expect: c");
    assert_str(file_text(example.now, *state, "migrations/0001_step.sql"), "SELECT 1;\n");
    assert_str(file_text(example.base, *state, "migrations/0001_step.sql"),
               "SELECT 1;\n");
    assert_str(file_text(example.now, *state, "migrations/0002_step.sql"),
               "\n\nSELECT 2; -- expect: a, b\n");
    assert_str(file_text(example.base, *state, "migrations/0002_step.sql"), "(absent)");
    assert_str(file_text(example.now, *state, "migrations/0003_step.sql"),
               "\n\n\n\nSELECT 3; -- expect: c");
    assert_int_equal(example.expected.len, 3);
    assert_str(example.expected.at[0].rule, "a");
    assert_int_equal(example.expected.at[0].line, 3);
    assert_str(example.expected.at[1].rule, "b");
    assert_str(example.expected.at[2].path, "migrations/0003_step.sql");
    assert_int_equal(example.expected.at[2].line, 5);
}

static void sql_without_a_change_has_no_base(void **state)
{
    assert_null(read_example(*state, "SELECT 1;\n").base);
    Example empty_history = read_example(*state, "-- change\nSELECT 1;\n");
    assert_non_null(empty_history.base);
    assert_str(file_text(empty_history.now, *state, "migrations/0001_step.sql"),
               "\nSELECT 1;\n");
}

static void trees_have_two_sides(void **state)
{
    Example example =
        read_example(*state, "@ expect a x/1.sql:2\n"
                             "@ base x/1.sql\nold -- expect: gone-with-the-text\n"
                             "@ base x/2.sql\nSELECT 2;\n"
                             "@ x/1.sql\nnew -- expect: b\n"
                             "@ gone x/2.sql\n"
                             "@ broken x/3.sql\n"
                             "@ layout plain\n"
                             "@ expect c x/a b.json\n");
    Str text;
    Str why;
    assert_str(file_text(example.base, *state, "x/1.sql"),
               "old -- expect: gone-with-the-text\n");
    assert_str(file_text(example.now, *state, "x/1.sql"), "new -- expect: b\n");
    assert_str(file_text(example.base, *state, "x/2.sql"), "SELECT 2;\n");
    assert_str(file_text(example.now, *state, "x/2.sql"), "(absent)");
    assert_int_equal(tree_read(example.now, *state, STR("x/3.sql"), &text, &why),
                     TREE_BROKEN);
    assert_str(example.wishes.layout, "plain");
    assert_int_equal(example.expected.len, 3);
    assert_int_equal(example.expected.at[0].line, 2);
    assert_str(example.expected.at[1].path, "x/a b.json");
    assert_int_equal(example.expected.at[1].line, 0);
    assert_str(example.expected.at[2].rule, "b");
    assert_null(read_example(*state, "@ a.sql\n@ nobase\n").base);
}

static void what_has_neither_form_is_refused(void **state)
{
    static const char *const texts[] = {
        "SELECT 1;\n-- change\n-- change\n",
        "@ ../a.sql\n",
        "@ /a.sql\n",
        "@ a/b.sql\n@ a\n",
        "@ gone a.sql\n",
        "@ runner nobody\n",
        "@ layout plain\nSELECT 1;\n",
        "@ expect a b\ntext\n",
        "@ expect a=bad b\n",
        "SELECT 1; -- expect: a=bad\n",
        "-- message: of nothing\nSELECT 1; -- expect: a\n",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Example example;
        Str why;
        assert_false(example_read(*state, str_from(texts[i]), &example, &why));
        assert_true(why.len > 0);
    }
}

// What example_compare says of this example.
static Str differences(Arena *arena, const char *text)
{
    Example example = read_example(arena, text);
    FindingVec findings = { 0 };
    Str why;
    if (!example_run(arena, &example, &findings, &why))
        fail_msg(STR_FMT, STR_ARG(why));
    return example_compare(arena, &example, &findings);
}

static void every_difference_is_told(void **state)
{
    assert_str(differences(*state, "SELEC 1; -- expect: syntax-error\n"), "");
    assert_true(
        str_contains(differences(*state, "SELEC 1;\n"),
                     STR("not expected: migrations/0001_step.sql:1: syntax-error")));
    assert_true(
        str_contains(differences(*state, "SELECT 1; -- expect: syntax-error\n"),
                     STR("not found:    migrations/0001_step.sql:1: syntax-error")));
    Str twice = differences(*state, "SELEC 1; -- expect: syntax-error, syntax-error\n");
    assert_true(str_contains(twice, STR("not found:")));
    Str elsewhere = differences(*state, "SELEC 1;\nSELECT 1; -- expect: syntax-error\n");
    assert_true(str_contains(elsewhere, STR("not expected:")));
    assert_true(str_contains(elsewhere, STR("not found:")));
}

static void a_severity_is_wanted_where_it_is_told(void **state)
{
    assert_str(differences(*state, "DROP TABLE a; -- expect: drop-table=error\n"), "");
    Str other = differences(*state, "DROP TABLE a; -- expect: drop-table=warning\n");
    assert_true(str_contains(
        other, STR("not expected: migrations/0001_step.sql:1: drop-table=error: ")));
    assert_true(str_contains(
        other, STR("not found:    migrations/0001_step.sql:1: drop-table=warning")));
    assert_str(differences(*state, "@ expect drop-table=error migrations/a.sql:1\n"
                                   "@ expect drop-table migrations/a.sql:2\n"
                                   "@ migrations/a.sql\n"
                                   "DROP TABLE a;\nDROP TABLE b;\n"),
               "");
}

static void words_are_wanted_where_they_are_told(void **state)
{
    Example example =
        read_example(*state, "SELEC 1; -- expect: a, b\n"
                             "-- message: one\n-- message: sentence\n"
                             "-- fix: Do:\n-- fix:   this;\n-- a comment\n"
                             "SELEC 2; -- expect: a\n-- object: it\n-- why: so\n");
    assert_int_equal(example.sayings.len, 2);
    assert_str(example.sayings.at[0].said[SAID_MESSAGE], "one sentence");
    assert_str(example.sayings.at[0].said[SAID_FIX], "Do:\n  this;");
    assert_null(example.sayings.at[0].said[SAID_WHY].ptr);
    assert_int_equal(example.sayings.at[1].line, 7);
    assert_str(example.sayings.at[1].said[SAID_OBJECT], "it");
    assert_str(example.sayings.at[1].said[SAID_WHY], "so");
    assert_str(differences(*state,
                           "DROP TABLE a; -- expect: drop-table\n-- object: public.a\n"
                           "-- places: here, later-change\n"),
               "");
    Str other = differences(*state, "DROP TABLE a; -- expect: drop-table\n"
                                    "-- message: DROP TABLE loses no row\n");
    assert_true(str_contains(other, STR("not said:     migrations/0001_step.sql:1")));
    assert_true(
        str_contains(other, STR("message: DROP TABLE loses all rows of public.a;")));
    assert_str(differences(*state, "@ expect drop-table migrations/a.sql\n"
                                   "object: public.b\n"
                                   "@ migrations/a.sql\nDROP TABLE b;\n"),
               "");
    other = differences(*state, "@ expect drop-table migrations/a.sql:1\n"
                                "object: public.a\n"
                                "@ migrations/a.sql\nDROP TABLE b;\n");
    assert_true(str_contains(other, STR("not said:     migrations/a.sql:1")));
}

static void suppressed_findings_are_not_there(void **state)
{
    assert_str(differences(*state, "-- tidegate: allow drop-table (x)\nDROP TABLE a;\n"),
               "");
    assert_true(differences(*state, "DROP TABLE a;\n").len > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(sql_is_migrations_with_their_own_line_numbers),
        arena_test(sql_without_a_change_has_no_base),
        arena_test(trees_have_two_sides),
        arena_test(what_has_neither_form_is_refused),
        arena_test(every_difference_is_told),
        arena_test(a_severity_is_wanted_where_it_is_told),
        arena_test(words_are_wanted_where_they_are_told),
        arena_test(suppressed_findings_are_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
