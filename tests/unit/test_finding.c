// SPDX-License-Identifier: Apache-2.0
// Unit tests of lint/finding.h: order, places and fingerprints.
#include "lint/finding.h"

#include "lint/rule.h"

#include "check.h"

static const Rule rule_a = { .id = "a-rule", .severity = SEV_ERROR };
static const Rule rule_b = { .id = "b-rule", .severity = SEV_WARNING };

// A finding of `rule` at the words `place` in the text, which are also its statement.
static Finding at_words(const Rule *rule, Str text, Str place)
{
    size_t start = str_find(text, place, 0);
    assert_true(start < text.len || place.len == 0);
    Span span = { start, start + place.len };
    return (Finding){ .rule = rule,
                      .severity = rule->severity,
                      .path = STR("a.sql"),
                      .text = text,
                      .span = span,
                      .stmt = span,
                      .message = STR("message"),
                      .object = STR("public.t") };
}

static void severities_have_words(void **state)
{
    (void)state;
    Severity severity;
    assert_string_equal(severity_word(SEV_NOTICE), "notice");
    assert_string_equal(severity_word(SEV_WARNING), "warning");
    assert_string_equal(severity_word(SEV_ERROR), "error");
    assert_true(severity_from(STR("warning"), &severity));
    assert_int_equal(severity, SEV_WARNING);
    assert_true(severity_from(STR("notice"), &severity));
    assert_int_equal(severity, SEV_NOTICE);
    assert_false(severity_from(STR("Error"), &severity));
    assert_false(severity_from(STR(""), &severity));
}

static void no_findings_are_fine(void **state)
{
    FindingVec findings = { 0 };
    findings_finish(*state, &findings);
    assert_int_equal(findings.len, 0);
}

static void places_are_counted_in_characters(void **state)
{
    FindingVec findings = { 0 };
    Str text = STR("SELECT 1;\n/* \xC3\xA4 */ DROP TABLE a,\n b;\n");
    *vec_push(*state, &findings) = at_words(&rule_a, text, STR("DROP TABLE a,\n b"));
    findings_finish(*state, &findings);
    const Finding *finding = &findings.at[0];
    assert_int_equal(finding->line, 2);
    assert_int_equal(finding->column, 9);
    assert_int_equal(finding->end_line, 3);
    assert_int_equal(finding->end_column, 3);
}

static void a_finding_without_text_is_at_the_first_line(void **state)
{
    FindingVec findings = { 0 };
    *vec_push(*state, &findings) = at_words(&rule_a, (Str){ 0 }, (Str){ 0 });
    findings_finish(*state, &findings);
    assert_int_equal(findings.at[0].line, 1);
    assert_int_equal(findings.at[0].column, 1);
    assert_int_equal(findings.at[0].end_line, 1);
    assert_int_equal(findings.at[0].end_column, 1);
}

static void one_path_may_come_with_two_texts(void **state)
{
    FindingVec findings = { 0 };
    *vec_push(*state, &findings) = at_words(&rule_a, STR("\n\nnew"), STR("new"));
    *vec_push(*state, &findings) = at_words(&rule_a, STR("xx\nold"), STR("old"));
    findings_finish(*state, &findings);
    assert_int_equal(findings.at[0].line, 2);
    assert_int_equal(findings.at[1].line, 3);
}

static void order_is_path_line_column_rule_message(void **state)
{
    Str text = STR("one two\nthree");
    Finding sorted[] = {
        at_words(&rule_b, text, STR("three")), at_words(&rule_a, text, STR("one")),
        at_words(&rule_a, text, STR("two")),   at_words(&rule_b, text, STR("two")),
        at_words(&rule_b, text, STR("two")),   at_words(&rule_a, text, STR("three")),
    };
    sorted[0].path = STR("A.sql");
    sorted[4].message = STR("message, longer");
    size_t count = sizeof sorted / sizeof *sorted;
    // Each rotation of the list, forwards and backwards, ends in the same order.
    for (size_t first = 0; first < 2 * count; first++) {
        FindingVec findings = { 0 };
        for (size_t i = 0; i < count; i++) {
            size_t at = (first + i) % count;
            *vec_push(*state, &findings) = sorted[first < count ? at : count - 1 - at];
        }
        findings_finish(*state, &findings);
        assert_int_equal(findings.len, count);
        for (size_t i = 0; i < count; i++) {
            assert_ptr_equal(findings.at[i].rule, sorted[i].rule);
            assert_true(str_eq(findings.at[i].path, sorted[i].path));
            assert_true(str_eq(findings.at[i].message, sorted[i].message));
            assert_int_equal(findings.at[i].span.start, sorted[i].span.start);
        }
    }
}

static void exact_repetitions_are_dropped(void **state)
{
    Str text = STR("DROP TABLE a, b");
    FindingVec findings = { 0 };
    for (int i = 0; i < 3; i++) {
        *vec_push(*state, &findings) = at_words(&rule_a, text, STR("a"));
        *vec_push(*state, &findings) = at_words(&rule_a, text, STR("a, b"));
        *vec_push(*state, &findings) = at_words(&rule_b, text, STR("a"));
    }
    findings_finish(*state, &findings);
    assert_int_equal(findings.len, 3);
}

// The fingerprint of a finding at `place` in `text`.
static uint64_t fingerprint(Arena *arena, const char *text, const char *place)
{
    FindingVec findings = { 0 };
    *vec_push(arena, &findings) = at_words(&rule_a, str_from(text), str_from(place));
    findings_finish(arena, &findings);
    return findings.at[0].fingerprint;
}

static void fingerprints_survive_moves_and_white_space(void **state)
{
    uint64_t first = fingerprint(*state, "DROP TABLE a;", "DROP TABLE a");
    assert_true(first ==
                fingerprint(*state, "\n\nSELECT 1;\n  DROP TABLE a;", "DROP TABLE a"));
    assert_true(first == fingerprint(*state, "DROP\n\tTABLE   a;", "DROP\n\tTABLE   a"));
    assert_true(first == fingerprint(*state, "DROP TABLE a ;", "DROP TABLE a "));
    assert_false(first == fingerprint(*state, "DROP TABLE b;", "DROP TABLE b"));
    assert_false(first == fingerprint(*state, "DROP TABLEa;", "DROP TABLEa"));
}

static void a_formatter_changes_no_fingerprint(void **state)
{
    uint64_t first = fingerprint(*state, "CREATE TABLE a (b int, c text)",
                                 "CREATE TABLE a (b int, c text)");
    static const char *const same[] = { "create table a(b int,c text)",
                                        "CREATE TABLE a (\r\n\tb INT ,\n\tc TEXT\n)" };
    static const char *const others[] = { "CREATE TABLE a (b int, ctext)",
                                          "CREATE TABLE a (bint, c text)",
                                          "CREATE TABLE a (b int, c text, d text)",
                                          "CREATE TABLE a (\xC3\xA4 int, c text)" };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_true(first == fingerprint(*state, same[i], same[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(first == fingerprint(*state, others[i], others[i]));
}

static void two_lists_become_one(void **state)
{
    Str text = STR("one two");
    FindingVec first = { 0 };
    FindingVec second = { 0 };
    FindingVec both = { 0 };
    *vec_push(*state, &first) = at_words(&rule_a, text, STR("two"));
    *vec_push(*state, &first) = at_words(&rule_a, text, STR("one"));
    *vec_push(*state, &second) = at_words(&rule_b, text, STR("two"));
    *vec_push(*state, &second) = at_words(&rule_b, text, STR("one"));
    second.at[0].path = STR("z.sql");
    for (size_t i = 0; i < 2; i++) {
        *vec_push(*state, &both) = first.at[i];
        *vec_push(*state, &both) = second.at[i];
    }
    findings_finish(*state, &both);
    findings_finish(*state, &first);
    findings_finish(*state, &second);
    findings_merge(*state, &first, &second);
    assert_int_equal(first.len, both.len);
    for (size_t i = 0; i < both.len; i++)
        assert_true(first.at[i].fingerprint == both.at[i].fingerprint);
}

static void fingerprints_do_not_depend_on_the_message(void **state)
{
    Str text = STR("DROP TABLE a");
    FindingVec findings = { 0 };
    *vec_push(*state, &findings) = at_words(&rule_a, text, text);
    findings.at[0].message = STR("said in another way");
    findings_finish(*state, &findings);
    assert_true(findings.at[0].fingerprint ==
                fingerprint(*state, "DROP TABLE a", "DROP TABLE a"));
}

static void rule_path_and_object_are_in_the_fingerprint(void **state)
{
    Str text = STR("DROP TABLE a");
    FindingVec findings = { 0 };
    for (int i = 0; i < 4; i++)
        *vec_push(*state, &findings) = at_words(i == 1 ? &rule_b : &rule_a, text, text);
    findings.at[2].path = STR("b.sql");
    findings.at[3].object = STR("public.a");
    findings_finish(*state, &findings);
    assert_int_equal(findings.len, 4);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(findings.at[i].fingerprint == findings.at[j].fingerprint);
}

static void equal_ones_are_numbered(void **state)
{
    Str text = STR("DELETE FROM a;\nDELETE FROM a;\n");
    FindingVec findings = { 0 };
    Finding second = at_words(&rule_a, text, STR("DELETE FROM a"));
    second.span = second.stmt = (Span){ 15, 28 };
    *vec_push(*state, &findings) = second;
    *vec_push(*state, &findings) = at_words(&rule_a, text, STR("DELETE FROM a"));
    findings_finish(*state, &findings);
    assert_int_equal(findings.at[0].line, 1);
    assert_true(findings.at[0].fingerprint ==
                fingerprint(*state, "DELETE FROM a;", "DELETE FROM a"));
    assert_false(findings.at[0].fingerprint == findings.at[1].fingerprint);
}

// It is stored in baselines: a change of it is a change for users.
static void the_fingerprint_is_the_same_everywhere(void **state)
{
    assert_true(fingerprint(*state, "DROP TABLE a;", "DROP TABLE a") ==
                UINT64_C(0x831066EC60553911));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severities_have_words),
        arena_test(no_findings_are_fine),
        arena_test(places_are_counted_in_characters),
        arena_test(a_finding_without_text_is_at_the_first_line),
        arena_test(one_path_may_come_with_two_texts),
        arena_test(order_is_path_line_column_rule_message),
        arena_test(exact_repetitions_are_dropped),
        arena_test(a_formatter_changes_no_fingerprint),
        arena_test(two_lists_become_one),
        arena_test(fingerprints_survive_moves_and_white_space),
        arena_test(fingerprints_do_not_depend_on_the_message),
        arena_test(rule_path_and_object_are_in_the_fingerprint),
        arena_test(equal_ones_are_numbered),
        arena_test(the_fingerprint_is_the_same_everywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
