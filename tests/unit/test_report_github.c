// SPDX-License-Identifier: Apache-2.0
// Unit tests of the GitHub reporter: the commands as its runner reads them.
#include "report/report.h"

#include "check.h"
#include "sample.h"

static const char SQL[] = "ALTER TABLE users\n  DROP COLUMN email;\n";

static Finding drop(Arena *arena)
{
    return sample_finding(arena, str_from(SQL),
                          span_of(str_from(SQL), "DROP COLUMN email"));
}

static Str reported(Arena *arena, const FindingVec *findings)
{
    Report report = { .findings = findings,
                      .fail_on = FAIL_ON_ERROR,
                      .verdict = verdict_of(findings, FAIL_ON_ERROR) };
    Out out = out_new(arena);
    reporter_find(STR("github"))->write(&out, &report);
    return out_text(&out);
}

static Str reported_one(Arena *arena, Finding finding)
{
    FindingVec findings = { 0 };
    *vec_push(arena, &findings) = finding;
    return reported(arena, &findings);
}

static void a_finding_is_an_annotation(void **state)
{
    assert_str(
        reported_one(*state, drop(*state)),
        "::error title=tidegate%3A drop-column,file=drizzle/0001_b.sql,line=2,endLine=2,"
        "col=3,endColumn=20::Column users.email is dropped%0A%0AWhy: Its data is lost"
        "%0A%0AInstead: Stop using it first\n"
        "tidegate: blocked: 1 error, 0 warnings, 0 notices\n");
}

static void a_span_of_several_lines_has_no_columns(void **state)
{
    Finding finding = sample_finding(*state, str_from(SQL), (Span){ 0, sizeof SQL - 3 });
    assert_true(
        str_contains(reported_one(*state, finding), STR(",line=1,endLine=2::Column")));
}

static void every_severity_has_its_command(void **state)
{
    Finding finding = drop(*state);
    finding.severity = SEV_WARNING;
    assert_true(str_starts(reported_one(*state, finding), STR("::warning title=")));
    finding.severity = SEV_NOTICE;
    Str text = reported_one(*state, finding);
    assert_true(str_starts(text, STR("::notice title=")));
    assert_true(
        str_ends(text, STR("tidegate: passed: 0 errors, 0 warnings, 1 notice\n")));
}

static void escapes_what_the_runner_takes_apart(void **state)
{
    Finding finding = drop(*state);
    finding.path = STR("a:b,c%d\ne\rf::error.sql");
    finding.message = STR("100%: a, b\nc\r\nd %0A ::error::e");
    finding.why = STR("");
    finding.fix = STR("");
    assert_str(
        reported_one(*state, finding),
        "::error title=tidegate%3A drop-column,file=a%3Ab%2Cc%25d%0Ae%0Df%3A%3Aerror.sql,"
        "line=2,endLine=2,col=3,endColumn=20::100%25: a, b%0Ac%0D%0Ad %250A "
        "\\u{3A}:error::e\n"
        "tidegate: blocked: 1 error, 0 warnings, 0 notices\n");
}

static void text_that_is_not_utf8_becomes_so(void **state)
{
    Finding finding = drop(*state);
    finding.path = STR("caf\xE9.sql");
    finding.message = STR("\x1B[31m\xFF");
    Str text = reported_one(*state, finding);
    assert_true(str_contains(text, STR("file=caf\xEF\xBF\xBD.sql,")));
    assert_true(str_contains(text, STR("::\\u{1B}[31m\xEF\xBF\xBD%0A")));
}

static void a_file_s_name_is_no_command(void **state)
{
    Finding finding = drop(*state);
    finding.path = STR("a\x1B[2J\xC2\x9B"
                       "1m##vso[x].sql");
    Str text = reported_one(*state, finding);
    assert_true(str_contains(text, STR("file=a\\u{1B}[2J\\u{9B}1m\\u{23}#vso[x].sql,")));
}

static size_t occurrences(Str text, Str word)
{
    size_t count = 0;
    for (size_t at = str_find(text, word, 0); at < text.len;
         at = str_find(text, word, at + word.len))
        count++;
    return count;
}

static void push_many(Arena *arena, FindingVec *findings, Severity severity, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Finding *finding = vec_push(arena, findings);
        *finding = drop(arena);
        finding->severity = severity;
    }
}

static void shows_ten_of_a_severity_and_counts_the_rest(void **state)
{
    FindingVec findings = { 0 };
    push_many(*state, &findings, SEV_NOTICE, 10);
    push_many(*state, &findings, SEV_WARNING, 11);
    push_many(*state, &findings, SEV_ERROR, 13);
    Str text = reported(*state, &findings);
    assert_int_equal(occurrences(text, STR("::error title=")), 10);
    assert_int_equal(occurrences(text, STR("::warning title=")), 10);
    assert_int_equal(occurrences(text, STR("::notice title=")), 10);
    assert_true(str_contains(
        text,
        STR("\ntidegate: 3 more errors are not annotated: GitHub shows 10 of a kind\n"
            "::warning ")));
    assert_true(str_contains(
        text,
        STR("\ntidegate: 1 more warning is not annotated: GitHub shows 10 of a kind\n"
            "::notice ")));
    assert_false(str_contains(text, STR("more notice")));
    assert_true(
        str_ends(text, STR("tidegate: blocked: 13 errors, 11 warnings, 10 notices\n")));
}

static void what_is_suppressed_is_only_counted(void **state)
{
    FindingVec findings = { 0 };
    push_many(*state, &findings, SEV_ERROR, 12);
    for (size_t i = 0; i < findings.len; i++)
        findings.at[i].suppressed = i != 5;
    Str text = reported(*state, &findings);
    assert_int_equal(occurrences(text, STR("::error title=")), 1);
    assert_false(str_contains(text, STR("more error")));
    assert_true(str_ends(
        text, STR("tidegate: blocked: 1 error, 0 warnings, 0 notices, 11 allowed\n")));
}

static void no_finding_is_one_line(void **state)
{
    FindingVec findings = { 0 };
    assert_str(reported(*state, &findings),
               "tidegate: passed: 0 errors, 0 warnings, 0 notices\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_finding_is_an_annotation),
        cmocka_unit_test(a_span_of_several_lines_has_no_columns),
        cmocka_unit_test(every_severity_has_its_command),
        cmocka_unit_test(escapes_what_the_runner_takes_apart),
        cmocka_unit_test(text_that_is_not_utf8_becomes_so),
        arena_test(a_file_s_name_is_no_command),
        cmocka_unit_test(shows_ten_of_a_severity_and_counts_the_rest),
        cmocka_unit_test(what_is_suppressed_is_only_counted),
        cmocka_unit_test(no_finding_is_one_line),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
