// SPDX-License-Identifier: Apache-2.0
// Unit tests of base/str.h.
#include "base/str.h"

#include "check.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static const Str NOTHING = { NULL, 0 };

static void a_view_of_null_is_empty(void **state)
{
    (void)state;
    assert_int_equal(str_from(NULL).len, 0);
    assert_str(str_from("abc"), "abc");
    assert_int_equal(str_int_len((Str){ "", SIZE_MAX }), INT32_MAX);
}

static void nothing_is_accepted_everywhere(void **state)
{
    (void)state;
    assert_true(str_eq(NOTHING, STR("")));
    assert_true(str_eq_ci(NOTHING, NOTHING));
    assert_int_equal(str_cmp(NOTHING, NOTHING), 0);
    assert_true(str_cmp(NOTHING, STR("a")) < 0);
    assert_int_equal(str_cmp_natural(NOTHING, NOTHING), 0);
    assert_true(str_starts(NOTHING, NOTHING));
    assert_true(str_ends(NOTHING, NOTHING));
    assert_true(str_contains(NOTHING, NOTHING));
    static const char *const some[] = { "a", "", NULL };
    assert_true(str_is_any(NOTHING, some));
    assert_true(str_is_any(STR("a"), some));
    assert_false(str_is_any(STR("A"), some));
    assert_false(str_is_any(NOTHING, some + 2));
    assert_int_equal(str_find(NOTHING, STR("a"), 0), 0);
    assert_int_equal(str_find_char(NOTHING, 'a', 0), 0);
    assert_int_equal(str_rfind_char(NOTHING, 'a'), 0);
    assert_int_equal(str_trim(NOTHING).len, 0);
    assert_int_equal(str_slice(NOTHING, 0, 0).len, 0);
    assert_int_equal(str_distance(NOTHING, STR("ab")), 2);
    assert_false(str_all_digits(NOTHING));
}

static void compares_bytes(void **state)
{
    (void)state;
    assert_false(str_eq(STR("a"), STR("b")));
    assert_false(str_eq(STR("a"), STR("ab")));
    assert_true(str_eq(STR("a\0b"), STR("a\0b")));
    assert_false(str_eq(STR("a\0b"), STR("a\0c")));
    assert_true(str_cmp(STR("ab"), STR("abc")) < 0);
    assert_true(str_cmp(STR("b"), STR("abc")) > 0);
    assert_true(str_cmp(STR("\xFF"), STR("a")) > 0);
}

static void case_is_ignored_in_ascii_only(void **state)
{
    (void)state;
    assert_true(str_eq_ci(STR("Create TABLE_1"), STR("cREATE table_1")));
    assert_false(str_eq_ci(STR("["), STR("{")));
    assert_false(str_eq_ci(STR("@"), STR("`")));
    assert_false(str_eq_ci(STR("\xC4"), STR("\xE4")));
    assert_false(str_eq_ci(STR("ab"), STR("abc")));
}

static void finds_words_in_a_sorted_list(void **state)
{
    (void)state;
    static const char *const list[] = { "a", "ab", "b", "c_1", "c_10" };
    enum { COUNT = sizeof list / sizeof *list };
    for (size_t count = 0; count <= COUNT; count++)
        for (size_t i = 0; i < COUNT; i++)
            assert_int_equal(str_in_sorted(str_from(list[i]), list, count), i < count);
    assert_false(str_in_sorted(STR("c"), list, COUNT));
    assert_false(str_in_sorted(STR(""), list, COUNT));
    assert_false(str_in_sorted(STR("d"), list, COUNT));
}

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static void natural_order_is_total(void **state)
{
    (void)state;
    static const Str SORTED[] = {
        STR_INIT(""),
        STR_INIT("0"),
        STR_INIT("0001_a"),
        STR_INIT("1_a"),
        STR_INIT("1_b"),
        STR_INIT("9_a"),
        STR_INIT("10_a"),
        STR_INIT("V1"),
        STR_INIT("V1.2"),
        STR_INIT("V1.10"),
        STR_INIT("V2"),
        STR_INIT("a18446744073709551616"),
        STR_INIT("a99999999999999999999999999"),
    };
    size_t count = sizeof SORTED / sizeof *SORTED;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++)
            assert_int_equal(sign(str_cmp_natural(SORTED[i], SORTED[j])),
                             (i > j) - (i < j));
}

static void leading_zeros_only_break_ties(void **state)
{
    (void)state;
    assert_true(str_cmp_natural(STR("01"), STR("1")) < 0);
    assert_true(str_cmp_natural(STR("1_a"), STR("01_b")) < 0);
    assert_true(str_cmp_natural(STR("000"), STR("1")) < 0);
}

static void finds_texts(void **state)
{
    (void)state;
    Str s = STR("abcabcabd");
    assert_int_equal(str_find(s, STR("abd"), 0), 6);
    assert_int_equal(str_find(s, STR("abc"), 0), 0);
    assert_int_equal(str_find(s, STR("abc"), 1), 3);
    assert_int_equal(str_find(s, STR("abc"), 4), s.len);
    assert_int_equal(str_find(s, STR("abdx"), 0), s.len);
    assert_int_equal(str_find(s, STR("abcabcabdx"), 0), s.len);
    assert_int_equal(str_find(s, STR(""), 4), 4);
    assert_int_equal(str_find(s, STR(""), 99), s.len);
    assert_int_equal(str_find(s, STR("a"), 99), s.len);
    assert_int_equal(str_find(STR("aab"), STR("ab"), 0), 1);
    assert_int_equal(str_find(str_take(STR("xxab"), 3), STR("ab"), 0), 3);
    assert_true(str_contains(s, STR("cab")));
    assert_false(str_contains(s, STR("cabx")));
}

static void finds_bytes_from_both_sides(void **state)
{
    (void)state;
    Str s = STR("a/b/c");
    assert_int_equal(str_find_char(s, '/', 0), 1);
    assert_int_equal(str_find_char(s, '/', 2), 3);
    assert_int_equal(str_find_char(s, '/', 4), s.len);
    assert_int_equal(str_find_char(s, 'a', 99), s.len);
    assert_int_equal(str_rfind_char(s, '/'), 3);
    assert_int_equal(str_rfind_char(s, 'a'), 0);
    assert_int_equal(str_rfind_char(s, 'x'), s.len);
}

static void knows_both_ends(void **state)
{
    (void)state;
    assert_true(str_starts(STR("drop table"), STR("drop")));
    assert_false(str_starts(STR("dro"), STR("drop")));
    assert_true(str_ends(STR("a.down.sql"), STR(".down.sql")));
    assert_false(str_ends(STR("a.up.sql"), STR(".down.sql")));
    assert_false(str_ends(STR("sql"), STR(".sql")));
}

static void takes_parts(void **state)
{
    (void)state;
    Str s = STR("migration");
    assert_str(str_slice(s, 2, 5), "gra");
    assert_str(str_slice(s, s.len, s.len), "");
    assert_str(str_drop(s, 7), "on");
    assert_str(str_take(s, 3), "mig");
    assert_str(str_trim(STR(" \t\r\n a b \f\v")), "a b");
    assert_str(str_trim(STR(" \n ")), "");
}

static void cuts_at_separators(void **state)
{
    (void)state;
    Str rest = STR("a,,bc,");
    Str part = { 0 };
    assert_true(str_cut(&rest, ',', &part));
    assert_str(part, "a");
    assert_true(str_cut(&rest, ',', &part));
    assert_str(part, "");
    assert_true(str_cut(&rest, ',', &part));
    assert_str(part, "bc");
    assert_false(str_cut(&rest, ',', &part));
    rest = STR("whole");
    assert_true(str_cut(&rest, ',', &part));
    assert_str(part, "whole");
    assert_int_equal(rest.len, 0);
}

static void reads_numbers(void **state)
{
    (void)state;
    uint64_t n = 7;
    assert_true(str_to_u64(STR("00042"), &n));
    assert_true(n == 42);
    assert_true(str_to_u64(STR("18446744073709551615"), &n));
    assert_true(n == UINT64_MAX);
    assert_false(str_to_u64(STR("18446744073709551616"), &n));
    assert_false(str_to_u64(STR("99999999999999999999"), &n));
    assert_false(str_to_u64(STR(""), &n));
    assert_false(str_to_u64(STR("-1"), &n));
    assert_false(str_to_u64(STR("1 "), &n));
    assert_true(n == UINT64_MAX);
    assert_true(str_all_digits(STR("0123456789")));
    assert_false(str_all_digits(STR("12a")));
    assert_true(str_eq(str_without_zeros(STR("0055")), STR("55")));
    assert_true(str_eq(str_without_zeros(STR("000")), STR("0")));
    assert_int_equal(str_without_zeros(NOTHING).len, 0);
}

// The published FNV-1a vectors: fingerprints in users' baselines depend on these values.
static void hashes_as_published(void **state)
{
    (void)state;
    assert_true(str_hash(STR("")) == UINT64_C(0xcbf29ce484222325));
    assert_true(str_hash(STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(str_hash(STR("foobar")) == UINT64_C(0x85944171f73967e8));
    assert_true(str_hash_more(str_hash(STR("foo")), STR("bar")) ==
                str_hash(STR("foobar")));
}

static void measures_distance(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR("kitten"), STR("sitting")), 3);
    assert_int_equal(str_distance(STR("drop-colunm"), STR("drop-column")), 1);
    assert_int_equal(str_distance(STR("ab"), STR("ba")), 1);
    assert_int_equal(str_distance(STR("ca"), STR("abc")), 3);
    assert_int_equal(str_distance(STR("same"), STR("same")), 0);
    assert_int_equal(str_distance(STR("format"), STR("formats")), 1);
    assert_int_equal(str_distance(STR("aaa"), STR("aa")), 1);
}

static void distance_gives_up_on_long_texts(void **state)
{
    (void)state;
    char a[200];
    char b[300];
    for (size_t i = 0; i < sizeof b; i++) {
        b[i] = 'b';
        if (i < sizeof a)
            a[i] = 'a';
    }
    assert_int_equal(str_distance((Str){ a, 64 }, (Str){ b, 64 }), 64);
    assert_int_equal(str_distance((Str){ a, sizeof a }, (Str){ b, sizeof b }), 300);
    a[100] = 'x';
    assert_int_equal(str_distance((Str){ a, 200 }, (Str){ a, 199 }), 1);
}

static void a_slice_out_of_bounds_is_a_bug(void **state)
{
    (void)state;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        close(STDERR_FILENO);
        str_slice(STR("abc"), 1, 4);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void brackets_around_all_are_counted(void **state)
{
    (void)state;
    assert_int_equal(str_brackets_around(STR("")), 0);
    assert_int_equal(str_brackets_around(STR("a")), 0);
    assert_int_equal(str_brackets_around(STR("(a)")), 1);
    assert_int_equal(str_brackets_around(STR("((a)(b))")), 1);
    assert_int_equal(str_brackets_around(STR("(((a)))")), 3);
    assert_int_equal(str_brackets_around(STR("(())")), 2);
    static const char *const none[] = { "(a)(b)", "(a", "a)", "(a))", ")(", "((a)b" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(str_brackets_around(str_from(none[i])), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_view_of_null_is_empty),
        cmocka_unit_test(nothing_is_accepted_everywhere),
        cmocka_unit_test(compares_bytes),
        cmocka_unit_test(case_is_ignored_in_ascii_only),
        cmocka_unit_test(finds_words_in_a_sorted_list),
        cmocka_unit_test(natural_order_is_total),
        cmocka_unit_test(leading_zeros_only_break_ties),
        cmocka_unit_test(finds_texts),
        cmocka_unit_test(finds_bytes_from_both_sides),
        cmocka_unit_test(knows_both_ends),
        cmocka_unit_test(takes_parts),
        cmocka_unit_test(cuts_at_separators),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(hashes_as_published),
        cmocka_unit_test(measures_distance),
        cmocka_unit_test(distance_gives_up_on_long_texts),
        cmocka_unit_test(brackets_around_all_are_counted),
        cmocka_unit_test(a_slice_out_of_bounds_is_a_bug),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
