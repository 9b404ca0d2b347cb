// SPDX-License-Identifier: Apache-2.0
// Unit tests of the Code Quality report, read back with a parser.
#include "report/report.h"

#include "check.h"
#include "json_at.h"
#include "sample.h"

#include <cjson/cJSON.h>

static const char SQL[] = "ALTER TABLE users\n  DROP COLUMN email;\n";

typedef struct Fixture {
    Arena *arena;
    FindingVec findings;
    Report report;
    cJSON *root; // of the last parse()
} Fixture;

static int setup(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->arena = arena;
    *vec_push(arena, &fixture->findings) =
        sample_finding(arena, str_from(SQL), span_of(str_from(SQL), "DROP COLUMN email"));
    fixture->report = (Report){ .version = "0.1.0",
                                .findings = &fixture->findings,
                                .fail_on = FAIL_ON_ERROR };
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    Fixture *fixture = *state;
    cJSON_Delete(fixture->root);
    arena_free(fixture->arena);
    return 0;
}

static const cJSON *parse(Fixture *fixture, int issues)
{
    Out out = out_new(fixture->arena);
    reporter_find(STR("gitlab"))->write(&out, &fixture->report);
    cJSON_Delete(fixture->root);
    fixture->root = json_parsed(out_text(&out));
    assert_true(cJSON_IsArray(fixture->root));
    assert_int_equal(cJSON_GetArraySize(fixture->root), issues);
    return fixture->root;
}

static void an_issue_says_what_and_where(void **state)
{
    const cJSON *root = parse(*state, 1);
    assert_string_equal(text_at(root, "0/description"), "Column users.email is dropped");
    assert_string_equal(text_at(root, "0/check_name"), "drop-column");
    assert_string_equal(text_at(root, "0/fingerprint"), "00c0ffee12345678");
    assert_string_equal(text_at(root, "0/severity"), "blocker");
    assert_string_equal(text_at(root, "0/location/path"), "drizzle/0001_b.sql");
    assert_int_equal(number_at(root, "0/location/lines/begin"), 2);
    assert_int_equal(number_at(root, "0/location/lines/end"), 2);
}

static void what_blocks_is_a_blocker(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = &fixture->findings.at[0];
    fixture->report.fail_on = FAIL_NEVER;
    assert_string_equal(text_at(parse(fixture, 1), "0/severity"), "critical");
    finding->severity = SEV_WARNING;
    assert_string_equal(text_at(parse(fixture, 1), "0/severity"), "major");
    finding->severity = SEV_NOTICE;
    assert_string_equal(text_at(parse(fixture, 1), "0/severity"), "info");
    fixture->report.fail_on = FAIL_ON_NOTICE;
    assert_string_equal(text_at(parse(fixture, 1), "0/severity"), "blocker");
}

static void nothing_found_is_an_empty_list(void **state)
{
    Fixture *fixture = *state;
    fixture->findings.at[0].suppressed = true;
    parse(fixture, 0);
    fixture->findings.len = 0;
    parse(fixture, 0);
}

static void what_was_not_judged_is_an_issue(void **state)
{
    Fixture *fixture = *state;
    fixture->findings.len = 0;
    fixture->report.failed = true;
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("unknown key");
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("no parser");
    const cJSON *root = parse(fixture, 2);
    assert_string_equal(text_at(root, "0/description"), "unknown key");
    assert_string_equal(text_at(root, "0/check_name"), "not-judged");
    assert_string_equal(text_at(root, "0/severity"), "blocker");
    assert_string_equal(text_at(root, "0/location/path"), ".");
    assert_int_equal(number_at(root, "0/location/lines/begin"), 1);
    assert_string_not_equal(text_at(root, "0/fingerprint"),
                            text_at(root, "1/fingerprint"));
}

static void approvals_are_told(void **state)
{
    Fixture *fixture = *state;
    fixture->findings.at[0].approved = STR("label \"db\"");
    const cJSON *root = parse(fixture, 1);
    assert_string_equal(text_at(root, "0/description"),
                        "Column users.email is dropped (approved by label \"db\")");
    assert_string_equal(text_at(root, "0/severity"), "critical");
}

static void any_bytes_can_be_written(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = &fixture->findings.at[0];
    finding->path = STR("a\n\"b\\\xFF.sql");
    finding->message = STR("a\0b \x1B[31m\n\xE2\x80\xAE");
    finding->line = finding->end_line = 0;
    const cJSON *root = parse(fixture, 1);
    assert_string_equal(text_at(root, "0/location/path"), "a\n\"b\\\xEF\xBF\xBD.sql");
    assert_string_equal(text_at(root, "0/description"),
                        "a\\u{0}b \\u{1B}[31m\\u{A}\\u{202E}");
    assert_int_equal(number_at(root, "0/location/lines/begin"), 1);
    assert_int_equal(number_at(root, "0/location/lines/end"), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_issue_says_what_and_where),
        TEST(what_blocks_is_a_blocker),
        TEST(nothing_found_is_an_empty_list),
        TEST(what_was_not_judged_is_an_issue),
        TEST(approvals_are_told),
        TEST(any_bytes_can_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
