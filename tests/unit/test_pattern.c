// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/pattern.h.
#include "base/pattern.h"

#include "check.h"

#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// Whether the expression matches somewhere; the first match in *match.
static bool finds(const char *expression, Str text, Match *match)
{
    Pattern *pattern = pattern_new(expression);
    bool found = pattern_find(pattern, text, 0, match);
    pattern_free(pattern);
    return found;
}

static void finds_the_first_match(void **state)
{
    (void)state;
    Match match;
    assert_true(finds("b+", STR("abbcb"), &match));
    assert_int_equal(match.start, 1);
    assert_int_equal(match.end, 3);
    assert_str(match.group[0], "bb");
    assert_false(finds("x", STR("abbcb"), &match));
}

static void goes_on_from_an_offset(void **state)
{
    (void)state;
    Pattern *digits = pattern_new("[0-9]+");
    Str text = STR("1 22 333");
    Match match = { 0 };
    assert_true(pattern_find(digits, text, match.end, &match));
    assert_str(match.group[0], "1");
    assert_true(pattern_find(digits, text, match.end, &match));
    assert_str(match.group[0], "22");
    assert_true(pattern_find(digits, text, match.end, &match));
    assert_str(match.group[0], "333");
    assert_false(pattern_find(digits, text, match.end, &match));
    assert_false(pattern_find(digits, text, text.len + 1, &match));
    pattern_free(digits);
}

static void text_before_the_offset_is_seen(void **state)
{
    (void)state;
    Pattern *pattern = pattern_new("(?<=a)b|^b");
    Match match;
    assert_true(pattern_find(pattern, STR("ab"), 1, &match));
    assert_false(pattern_find(pattern, STR("cb"), 1, &match));
    pattern_free(pattern);
}

static void groups_that_took_no_part_are_null(void **state)
{
    (void)state;
    Match match;
    assert_true(finds("(a)|(b)()", STR("b"), &match));
    assert_null(match.group[1].ptr);
    assert_str(match.group[2], "b");
    assert_non_null(match.group[3].ptr);
    assert_int_equal(match.group[3].len, 0);
    for (size_t i = 4; i < PATTERN_GROUPS; i++)
        assert_null(match.group[i].ptr);
}

static void groups_beyond_the_last_are_dropped(void **state)
{
    (void)state;
    Match match;
    assert_true(finds("(a)(b)(c)(d)(e)(f)(g)(h)(i)", STR("abcdefghi"), &match));
    assert_str(match.group[0], "abcdefghi");
    assert_str(match.group[7], "g");
}

static void lines_and_options(void **state)
{
    (void)state;
    Match match;
    assert_true(finds("^b$", STR("a\nb\r\nc"), &match));
    assert_int_equal(match.start, 2);
    assert_false(finds("\\Ab", STR("a\nb"), &match));
    assert_false(finds("CREATE", STR("create"), &match));
    assert_true(finds("(?i)CREATE", STR("create"), &match));
    assert_false(finds("a.c", STR("a\nc"), &match));
    assert_true(finds("(?s)a.c", STR("a\nc"), &match));
}

static void any_bytes_are_text(void **state)
{
    (void)state;
    Match match;
    assert_true(finds("b", STR("\xFF\xFE\0b"), &match));
    assert_int_equal(match.start, 3);
    assert_true(finds("^$", (Str){ 0 }, &match));
    assert_int_equal(match.end, 0);
    assert_false(finds("x", (Str){ 0 }, &match));
}

static void a_mistake_says_what_and_where(void **state)
{
    Pattern *pattern = NULL;
    Str why = { 0 };
    assert_false(pattern_try(*state, STR("ab(c"), &pattern, &why));
    assert_null(pattern);
    assert_str(why, "missing closing parenthesis at offset 4");
    assert_false(pattern_try(*state, STR("*"), &pattern, &why));
    assert_true(str_ends(why, STR(" at offset 0")));
    assert_false(pattern_try(*state, STR("(*UTF)a"), &pattern, &why));
    assert_false(pattern_try(*state, STR("\\C"), &pattern, &why));
}

static void an_expression_is_not_cut_at_nul(void **state)
{
    Pattern *pattern = NULL;
    Str why = { 0 };
    Match match;
    assert_true(pattern_try(*state, STR("a\0b"), &pattern, &why));
    assert_false(pattern_find(pattern, STR("a"), 0, &match));
    assert_true(pattern_find(pattern, STR("a\0b"), 0, &match));
    pattern_free(pattern);
}

static void an_expression_has_a_longest_length(void **state)
{
    char *text = arena_alloc(*state, 10000, 1);
    memset(text, 'a', 10000);
    Pattern *pattern = NULL;
    Str why = { 0 };
    assert_false(pattern_try(*state, (Str){ text, 10000 }, &pattern, &why));
    assert_true(why.len > 0);
    assert_true(pattern_try(*state, (Str){ text, 8000 }, &pattern, &why));
    pattern_free(pattern);
}

// Backtracking over all ways to split the a's would outlast the universe.
static void runaway_backtracking_of_ours_is_fatal(void **state)
{
    (void)state;
    char text[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";
    Match match;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(STDERR_FILENO);
        finds("((a+)+)+$", str_from(text), &match);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 2);
}

static PatternResult search(Arena *arena, const char *expression, Str text)
{
    Pattern *pattern = NULL;
    Str why = { 0 };
    assert_true(pattern_try(arena, str_from(expression), &pattern, &why));
    PatternResult result = pattern_search(pattern, text);
    pattern_free(pattern);
    return result;
}

static void a_search_for_a_users_expression_has_a_budget(void **state)
{
    char text[101];
    memset(text, 'a', 100);
    text[100] = 'b';
    Str all = { text, sizeof text };
    assert_int_equal(search(*state, "a+b", all), PATTERN_SOMEWHERE);
    assert_int_equal(search(*state, "a+c", all), PATTERN_NOWHERE);
    assert_int_equal(search(*state, "((a+)+)+$", all), PATTERN_TOO_MUCH);
    assert_int_equal(search(*state, "(?R)?[bc]", all), PATTERN_TOO_MUCH);
    assert_int_equal(search(*state, "^$", (Str){ 0 }), PATTERN_SOMEWHERE);
}

// Each attempt is far below PCRE2's limits, and there is one for each byte.
static void a_budget_is_for_all_attempts_together(void **state)
{
    enum { SIZE = 1 << 20 };
    char *text = arena_alloc(*state, SIZE, 1);
    memset(text, 'a', SIZE);
    Str all = { text, SIZE };
    assert_int_equal(search(*state, "a*[bc]", all), PATTERN_TOO_MUCH);
    assert_int_equal(search(*state, "\\Aa*[bc]", all), PATTERN_NOWHERE);
    assert_int_equal(search(*state, "a{1000}", all), PATTERN_SOMEWHERE);
}

// What takes a good part of the budget each time has used it up some day.
static void searches_share_a_budget(void **state)
{
    Pattern *pattern = NULL;
    Str why = { 0 };
    char text[15];
    memset(text, 'a', sizeof text);
    Str all = { text, sizeof text };
    assert_true(pattern_try(*state, STR("^(a+)+[bc]"), &pattern, &why));
    size_t searches = 0;
    while (pattern_search(pattern, all) == PATTERN_NOWHERE)
        searches++;
    assert_in_range(searches, 100, 10000);
    assert_int_equal(pattern_search(pattern, STR("ab")), PATTERN_TOO_MUCH);
    pattern_free(pattern);
}

static void long_honest_text_stays_within_the_limits(void **state)
{
    enum { SIZE = 150000 };
    char *text = arena_alloc(*state, SIZE, 1);
    for (size_t i = 0; i < SIZE; i++)
        text[i] = i % 3 == 2 ? '\n' : 'a';
    Match match;
    assert_true(finds("(?s)\\A.*\\n\\z", (Str){ text, SIZE }, &match));
    assert_int_equal(match.end, SIZE);
    assert_true(finds("\\A(?:a+\\n)+\\z", (Str){ text, SIZE }, &match));
    assert_int_equal(match.end, SIZE);
    pattern_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_first_match),
        cmocka_unit_test(goes_on_from_an_offset),
        cmocka_unit_test(text_before_the_offset_is_seen),
        cmocka_unit_test(groups_that_took_no_part_are_null),
        cmocka_unit_test(groups_beyond_the_last_are_dropped),
        cmocka_unit_test(lines_and_options),
        cmocka_unit_test(any_bytes_are_text),
        arena_test(a_mistake_says_what_and_where),
        arena_test(an_expression_is_not_cut_at_nul),
        arena_test(an_expression_has_a_longest_length),
        cmocka_unit_test(runaway_backtracking_of_ours_is_fatal),
        arena_test(a_search_for_a_users_expression_has_a_budget),
        arena_test(a_budget_is_for_all_attempts_together),
        arena_test(searches_share_a_budget),
        arena_test(long_honest_text_stays_within_the_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
