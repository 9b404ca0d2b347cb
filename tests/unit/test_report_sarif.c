// SPDX-License-Identifier: Apache-2.0
// Unit tests of the SARIF reporter, read back with a parser. That the whole is valid is
// tests/cli/formats.sh's matter.
#include "report/report.h"

#include "check.h"
#include "json_at.h"
#include "sample.h"

#include <string.h>

#include <cjson/cJSON.h>

static const char SQL[] =
    "SELECT 1;\n/* \xC3\xA9 */ ALTER TABLE users DROP COLUMN email;\n";
static const char STATEMENT[] = "ALTER TABLE users DROP COLUMN email";

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
        sample_finding(arena, str_from(SQL), span_of(str_from(SQL), STATEMENT));
    fixture->report = (Report){
        .version = "0.1.0",
        .home = "https://example.org/tidegate",
        .grammar = STR("PostgreSQL 18.0"),
        .findings = &fixture->findings,
        .verdict = { .count = { [SEV_ERROR] = 1 }, .blocked = true },
        .fail_on = FAIL_ON_ERROR,
        .exit_status = 1,
    };
    *vec_push(arena, &fixture->report.projects) = (ReportProject){
        .path = STR("drizzle"), .layout = STR("drizzle"), .breakpoints = true
    };
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

static Str reported(Fixture *fixture)
{
    Out out = out_new(fixture->arena);
    reporter_find(STR("sarif"))->write(&out, &fixture->report);
    return out_text(&out);
}

static const cJSON *parse_run(Fixture *fixture)
{
    cJSON_Delete(fixture->root);
    fixture->root = json_parsed(reported(fixture));
    assert_int_equal(length_at(fixture->root, "runs"), 1);
    return json_at(fixture->root, "runs/0");
}

static const cJSON *parse_result(Fixture *fixture)
{
    const cJSON *run = parse_run(fixture);
    assert_int_equal(length_at(run, "results"), 1);
    return json_at(run, "results/0");
}

static Finding *finding_of(Fixture *fixture)
{
    return &fixture->findings.at[0];
}

static void add_step(Fixture *fixture, FixPlace place, size_t way, Str sql)
{
    *vec_push(fixture->arena, &finding_of(fixture)->steps) =
        (FixStep){ place, way, STR("Do:"), sql };
}

// ---- the run ----

static void says_what_it_is(void **state)
{
    Fixture *fixture = *state;
    const cJSON *run = parse_run(fixture);
    assert_string_equal(text_at(fixture->root, "version"), "2.1.0");
    assert_string_equal(text_at(fixture->root, "$schema"),
                        "https://json.schemastore.org/sarif-2.1.0.json");
    assert_string_equal(text_at(run, "tool/driver/name"), "tidegate");
    assert_string_equal(text_at(run, "tool/driver/version"), "0.1.0");
    assert_string_equal(text_at(run, "tool/driver/semanticVersion"), "0.1.0");
    assert_string_equal(text_at(run, "tool/driver/informationUri"),
                        "https://example.org/tidegate");
    assert_string_equal(text_at(run, "columnKind"), "unicodeCodePoints");
    assert_int_equal(length_at(run, "newlineSequences"), 3);
    assert_string_equal(text_at(run, "originalUriBaseIds/%SRCROOT%/description/text"),
                        "The root of the repository.");
}

static void every_rule_is_described(void **state)
{
    const cJSON *run = parse_run(*state);
    assert_int_equal(length_at(run, "tool/driver/rules"), (int)rule_index_len);
    const cJSON *rule = json_at(run, "tool/driver/rules");
    size_t i = 0;
    for (rule = rule->child; rule; rule = rule->next, i++) {
        const Rule *of = rule_index[i].rule;
        assert_string_equal(text_at(rule, "id"), of->id);
        assert_true(str_starts(str_from(text_at(rule, "shortDescription/text")),
                               str_from(of->title)));
        assert_true(str_ends(str_from(text_at(rule, "fullDescription/text")), STR(".")));
        assert_true(str_contains(str_from(text_at(rule, "help/markdown")),
                                 STR("\n## Instead\n")));
        assert_true(
            str_contains(str_from(text_at(rule, "help/text")), STR("\nPasses\n")));
        assert_true(str_ends(str_from(text_at(rule, "helpUri")), str_from(of->id)));
        assert_int_equal(cJSON_IsTrue(json_at(rule, "defaultConfiguration/enabled")),
                         !of->off);
        assert_true(length_at(rule, "properties/tags") <= 20);
    }
    assert_int_equal(i, rule_index_len);
}

static void a_rule_is_told_in_markdown(void **state)
{
    const cJSON *run = parse_run(*state);
    const cJSON *rule = json_at(run, "tool/driver/rules")->child;
    while (rule && strcmp(text_at(rule, "id"), "drop-column") != 0)
        rule = rule->next;
    assert_non_null(rule);
    assert_string_equal(text_at(rule, "name"), "DropColumn");
    assert_string_equal(text_at(rule, "defaultConfiguration/level"), "error");
    assert_string_equal(text_at(rule, "properties/problem.severity"), "error");
    assert_string_equal(text_at(rule, "properties/precision"), "high");
    assert_string_equal(text_at(rule, "helpUri"),
                        "https://example.org/tidegate/tree/v0.1.0/fixtures/drop-column");
    Str help = str_from(text_at(rule, "help/markdown"));
    assert_true(str_starts(help, STR("# Dropping a column loses its data\n\n")));
    assert_true(str_contains(help, STR("\n## Finds\n\n```sql\nCREATE TABLE users")));
    assert_true(
        str_ends(help, STR("\n```sql\n-- tidegate: allow drop-column (reason)\n```\n")));
}

static void an_invocation_says_how_it_ended(void **state)
{
    Fixture *fixture = *state;
    const cJSON *run = parse_run(fixture);
    assert_true(cJSON_IsTrue(json_at(run, "invocations/0/executionSuccessful")));
    assert_int_equal(number_at(run, "invocations/0/exitCode"), 1);
    assert_string_equal(text_at(run, "invocations/0/exitCodeDescription"), "blocked");
    assert_int_equal(length_at(run, "invocations/0/toolExecutionNotifications"), 0);
}

static void what_was_not_judged_is_a_failed_execution(void **state)
{
    Fixture *fixture = *state;
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("there is no parser");
    fixture->report.exit_status = 2;
    const cJSON *run = parse_run(fixture);
    assert_true(cJSON_IsFalse(json_at(run, "invocations/0/executionSuccessful")));
    assert_int_equal(number_at(run, "invocations/0/exitCode"), 2);
    const cJSON *said = json_at(run, "invocations/0/toolExecutionNotifications/0");
    assert_string_equal(text_at(said, "level"), "error");
    assert_string_equal(text_at(said, "message/text"), "there is no parser.");
    assert_int_equal(length_at(run, "results"), 1);
}

// An empty list would close the alerts of the run before.
static void a_failed_run_has_no_list_of_results(void **state)
{
    Fixture *fixture = *state;
    fixture->findings.len = 0;
    assert_int_equal(length_at(parse_run(fixture), "results"), 0);
    fixture->report.failed = true;
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("unknown key");
    const cJSON *run = parse_run(fixture);
    assert_false(json_has(run, "results"));
    assert_int_equal(length_at(run, "tool/driver/rules"), (int)rule_index_len);
}

static void approvals_are_told(void **state)
{
    Fixture *fixture = *state;
    *vec_push(fixture->arena, &fixture->report.approvals) =
        (ReportApproval){ STR("label \"db\""), 2 };
    finding_of(fixture)->severity = SEV_WARNING;
    finding_of(fixture)->approved = STR("label \"db\"");
    const cJSON *run = parse_run(fixture);
    const cJSON *said = json_at(run, "invocations/0/toolExecutionNotifications/0");
    assert_string_equal(text_at(said, "level"), "note");
    assert_string_equal(text_at(said, "message/text"),
                        "approved by label \"db\": 2 findings.");
    assert_true(
        str_starts(str_from(text_at(run, "results/0/message/text")),
                   STR("Column users.email is dropped (approved by label \"db\").\n")));
}

// ---- a result ----

static void a_result_says_what_and_where(void **state)
{
    Fixture *fixture = *state;
    const cJSON *result = parse_result(fixture);
    assert_string_equal(text_at(result, "ruleId"), "drop-column");
    const Rule *rule = rule_index[number_at(result, "ruleIndex")].rule;
    assert_string_equal(rule->id, "drop-column");
    assert_string_equal(text_at(result, "level"), "error");
    assert_string_equal(text_at(result, "message/text"),
                        "Column users.email is dropped.\n\nWhy: Its data is "
                        "lost.\n\nInstead: Stop using it first");
    const cJSON *place = json_at(result, "locations/0/physicalLocation");
    assert_string_equal(text_at(place, "artifactLocation/uri"), "drizzle/0001_b.sql");
    assert_string_equal(text_at(place, "artifactLocation/uriBaseId"), "%SRCROOT%");
    assert_int_equal(number_at(place, "region/startLine"), 2);
    assert_int_equal(number_at(place, "region/startColumn"), 9);
    assert_int_equal(number_at(place, "region/endLine"), 2);
    assert_int_equal(number_at(place, "region/endColumn"), 44);
    assert_string_equal(text_at(place, "region/snippet/text"), STATEMENT);
    assert_string_equal(
        text_at(result, "locations/0/logicalLocations/0/fullyQualifiedName"),
        "public.users.email");
    // Its name has a slash in it, which parts a path.
    const cJSON *fingerprint = json_at(result, "partialFingerprints")->child;
    assert_string_equal(fingerprint->string, "tidegate/v1");
    assert_string_equal(fingerprint->valuestring, "00c0ffee12345678");
    assert_null(fingerprint->next);
}

static void severities_are_levels(void **state)
{
    Fixture *fixture = *state;
    finding_of(fixture)->severity = SEV_WARNING;
    assert_string_equal(text_at(parse_result(fixture), "level"), "warning");
    finding_of(fixture)->severity = SEV_NOTICE;
    assert_string_equal(text_at(parse_result(fixture), "level"), "note");
}

static void places_begin_with_one(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = finding_of(fixture);
    finding->text = STR("");
    finding->span = finding->stmt = (Span){ 0, 0 };
    finding->line = finding->column = finding->end_line = finding->end_column = 0;
    finding->object = STR("");
    const cJSON *result = parse_result(fixture);
    const cJSON *region = json_at(result, "locations/0/physicalLocation/region");
    assert_int_equal(number_at(region, "startLine"), 1);
    assert_int_equal(number_at(region, "startColumn"), 1);
    assert_int_equal(number_at(region, "endLine"), 1);
    assert_int_equal(number_at(region, "endColumn"), 1);
    assert_false(json_has(region, "snippet"));
    assert_false(json_has(result, "locations/0/logicalLocations"));
}

static void paths_are_uris(void **state)
{
    Fixture *fixture = *state;
    finding_of(fixture)->path = STR("a b/%41#?\xC3\xA9\xFF:\n.sql");
    const cJSON *result = parse_result(fixture);
    assert_string_equal(
        text_at(result, "locations/0/physicalLocation/artifactLocation/uri"),
        "a%20b/%2541%23%3F%C3%A9%EF%BF%BD%3A%0A.sql");
}

static void texts_are_no_links_and_no_placeholders(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = finding_of(fixture);
    finding->why = finding->fix = STR("");
    finding->message = STR("[a](http://b) text[] '{}' {0} {a} [[x](1) [ ( ]");
    assert_string_equal(text_at(parse_result(fixture), "message/text"),
                        "\\[a](http://b) text[] '{}' {{0}} {a} \\[\\[x](1) [ ( ].");
    finding->message = STR("\x1B[31m ##[error] \xE2\x80\xAE \xFF\0x");
    assert_string_equal(text_at(parse_result(fixture), "message/text"),
                        "\\u{1B}[31m \\u{{23}}#[error] \\u{202E} \xEF\xBF\xBD\\u{{0}}x.");
    assert_false(str_contains(reported(fixture), STR("##")));
}

static void long_spans_are_not_quoted(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = finding_of(fixture);
    Out out = out_new(fixture->arena);
    out_repeat(&out, 'x', 5000);
    finding->text = out_text(&out);
    finding->span = finding->stmt = (Span){ 0, 5000 };
    assert_false(
        json_has(parse_result(fixture), "locations/0/physicalLocation/region/snippet"));
}

// ---- suppressions ----

static void nothing_is_suppressed_by_default(void **state)
{
    assert_int_equal(length_at(parse_result(*state), "suppressions"), 0);
}

static void suppressions_say_who_and_why(void **state)
{
    static const char *const kinds[] = { [SUPPRESSED_COMMENT] = "inSource",
                                         [SUPPRESSED_CONFIG] = "external",
                                         [SUPPRESSED_BASELINE] = "external" };
    Fixture *fixture = *state;
    Finding *finding = finding_of(fixture);
    add_step(fixture, FIX_HERE, 0, STR("SELECT 2;"));
    finding->suppressed = true;
    finding->suppress_reason = STR("the table is empty");
    for (int by = SUPPRESSED_COMMENT; by <= SUPPRESSED_BASELINE; by++) {
        finding->suppressor = (Suppressor)by;
        const cJSON *result = parse_result(fixture);
        assert_int_equal(length_at(result, "suppressions"), 1);
        assert_string_equal(text_at(result, "suppressions/0/kind"), kinds[by]);
        assert_string_equal(text_at(result, "suppressions/0/status"), "accepted");
        assert_string_equal(text_at(result, "suppressions/0/justification"),
                            "the table is empty");
        assert_false(json_has(result, "fixes"));
    }
}

// ---- fixes ----

static void a_fix_is_an_edit(void **state)
{
    Fixture *fixture = *state;
    assert_false(json_has(parse_result(fixture), "fixes"));
    add_step(fixture, FIX_HERE, 0, STR("SELECT 2;"));
    add_step(fixture, FIX_BEHIND, 0, STR("SELECT 3;"));
    add_step(fixture, FIX_LATER, 1, STR("SELECT 4;"));
    const cJSON *result = parse_result(fixture);
    assert_int_equal(length_at(result, "fixes"), 1);
    assert_int_equal(length_at(result, "fixes/0/artifactChanges"), 1);
    const cJSON *change = json_at(result, "fixes/0/artifactChanges/0");
    assert_string_equal(text_at(change, "artifactLocation/uri"), "drizzle/0001_b.sql");
    assert_string_equal(text_at(change, "replacements/0/insertedContent/text"),
                        "SELECT 2;\n--> statement-breakpoint\nSELECT 3;");
    const cJSON *region = json_at(change, "replacements/0/deletedRegion");
    assert_int_equal(number_at(region, "startLine"), 2);
    assert_int_equal(number_at(region, "startColumn"), 9);
    assert_int_equal(number_at(region, "endLine"), 2);
    assert_int_equal(number_at(region, "endColumn"), 45);
}

static void no_edit_where_other_files_follow(void **state)
{
    Fixture *fixture = *state;
    add_step(fixture, FIX_HERE, 0, STR("SELECT 2;"));
    fixture->report.projects.at[0].layout = STR("atlas");
    assert_false(json_has(parse_result(fixture), "fixes"));
    fixture->report.projects.at[0].layout = STR("drizzle");
    fixture->report.projects.at[0].path = STR("driz");
    assert_false(json_has(parse_result(fixture), "fixes"));
    fixture->report.projects.at[0].path = STR(".");
    assert_true(json_has(parse_result(fixture), "fixes"));
}

// ---- limits ----

enum { MANY = 25010 };

// GitHub refuses more than 25,000 results: what goes is the least severe, and is told.
static void results_are_kept_to_what_is_taken(void **state)
{
    Fixture *fixture = *state;
    Finding finding = *finding_of(fixture);
    fixture->findings.len = 0;
    for (int i = 0; i < MANY; i++) {
        finding.severity = i < 20 ? SEV_NOTICE : SEV_ERROR;
        finding.suppressed = i >= 20 && i < 25;
        *vec_push(fixture->arena, &fixture->findings) = finding;
    }
    const cJSON *run = parse_run(fixture);
    assert_int_equal(length_at(run, "results"), 25000);
    const cJSON *said = json_at(run, "invocations/0/toolExecutionNotifications/0");
    assert_string_equal(text_at(said, "level"), "warning");
    assert_string_equal(text_at(said, "message/text"),
                        "0 results without details and 10 results left out, the least "
                        "severe ones: GitHub takes 25000 results, and 10 MB.");
    // The five that are suppressed go, and five of the twenty notices.
    assert_string_equal(text_at(json_at(run, "results/14"), "level"), "note");
    assert_string_equal(text_at(json_at(run, "results/15"), "level"), "error");
    assert_int_equal(length_at(json_at(run, "results/15"), "suppressions"), 0);
}

// Texts that cannot be compressed have to fit as well.
static void details_go_before_results_do(void **state)
{
    Fixture *fixture = *state;
    Finding finding = *finding_of(fixture);
    Out out = out_new(fixture->arena);
    out_repeat(&out, 'x', 1000000);
    finding.fix = out_text(&out);
    finding.severity = SEV_WARNING;
    for (int i = 0; i < 11; i++)
        *vec_push(fixture->arena, &fixture->findings) = finding;
    out_repeat(&out, 'x', 500000);
    finding.severity = SEV_NOTICE;
    finding.message = out_text(&out);
    finding.fix = STR("");
    *vec_push(fixture->arena, &fixture->findings) = finding;
    const cJSON *run = parse_run(fixture);
    assert_int_equal(length_at(run, "results"), 13);
    assert_true(str_starts(
        str_from(text_at(run, "invocations/0/toolExecutionNotifications/0/message/text")),
        STR("4 results without details and 0 results left out")));
    assert_true(json_has(run, "results/0/locations/0/physicalLocation/region/snippet"));
    assert_true(json_has(run, "results/7/locations/0/physicalLocation/region/snippet"));
    assert_false(json_has(run, "results/8/locations/0/physicalLocation/region/snippet"));
    assert_false(json_has(run, "results/11/locations/0/physicalLocation/region/snippet"));
    assert_string_equal(text_at(run, "results/11/message/text"),
                        "Column users.email is dropped.");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(says_what_it_is),
        TEST(every_rule_is_described),
        TEST(a_rule_is_told_in_markdown),
        TEST(an_invocation_says_how_it_ended),
        TEST(what_was_not_judged_is_a_failed_execution),
        TEST(a_failed_run_has_no_list_of_results),
        TEST(approvals_are_told),
        TEST(a_result_says_what_and_where),
        TEST(severities_are_levels),
        TEST(places_begin_with_one),
        TEST(paths_are_uris),
        TEST(texts_are_no_links_and_no_placeholders),
        TEST(long_spans_are_not_quoted),
        TEST(nothing_is_suppressed_by_default),
        TEST(suppressions_say_who_and_why),
        TEST(a_fix_is_an_edit),
        TEST(no_edit_where_other_files_follow),
        TEST(results_are_kept_to_what_is_taken),
        TEST(details_go_before_results_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
