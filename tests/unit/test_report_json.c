// SPDX-License-Identifier: Apache-2.0
// Unit tests of the JSON reporter: every key of the contract, read back with a parser.
#include "report/report.h"

#include "check.h"
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
    fixture->report = (Report){
        .version = "0.1.0",
        .grammar = STR("PostgreSQL 18.0"),
        .base_ref = STR("origin/main"),
        .base_commit = STR("0123456789abcdef0123456789abcdef01234567"),
        .findings = &fixture->findings,
        .verdict = { .count = { [SEV_NOTICE] = 3, [SEV_WARNING] = 2, [SEV_ERROR] = 1 },
                     .suppressed = 4,
                     .blocked = true },
        .fail_on = FAIL_ON_ERROR,
        .color = true,
        .quiet = true,
    };
    *vec_push(arena, &fixture->report.projects) = (ReportProject){
        STR("drizzle"),
        STR("drizzle"),
        STR("postgres"),
        STR("postgres@14"),
        STR("drizzle"),
        12,
        3,
        true,
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
    reporter_find(STR("json"))->write(&out, &fixture->report);
    return out_text(&out);
}

static const cJSON *parse(Fixture *fixture)
{
    Str text = reported(fixture);
    cJSON_Delete(fixture->root);
    fixture->root = cJSON_ParseWithLength(text.ptr, text.len);
    assert_non_null(fixture->root);
    return fixture->root;
}

static const cJSON *parse_finding(Fixture *fixture)
{
    const cJSON *findings = cJSON_GetObjectItemCaseSensitive(parse(fixture), "findings");
    assert_int_equal(cJSON_GetArraySize(findings), 1);
    return cJSON_GetArrayItem(findings, 0);
}

static const cJSON *member(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);
    assert_non_null(item);
    return item;
}

static void assert_text(const cJSON *object, const char *key, const char *expected)
{
    assert_string_equal(cJSON_GetStringValue(member(object, key)), expected);
}

static void assert_number(const cJSON *object, const char *key, int expected)
{
    assert_true(cJSON_IsNumber(member(object, key)));
    assert_int_equal(member(object, key)->valueint, expected);
}

// The keys of an object, in their order.
static void assert_keys(Arena *arena, const cJSON *object, const char *expected)
{
    Out out = out_new(arena);
    const cJSON *item;
    cJSON_ArrayForEach (item, object)
        out_fmt(&out, "%s%s", out.buf.len > 0 ? " " : "", item->string);
    assert_str_at(out_text(&out), str_from(expected), __FILE__, __LINE__);
}

static void the_keys_are_those_of_the_contract(void **state)
{
    Fixture *fixture = *state;
    const cJSON *root = parse(fixture);
    assert_keys(fixture->arena, root,
                "schema tool base projects changes findings approvals unjudged summary");
    assert_keys(fixture->arena, member(root, "tool"), "name version grammar");
    assert_keys(fixture->arena, member(root, "base"), "ref commit");
    assert_keys(fixture->arena, cJSON_GetArrayItem(member(root, "projects"), 0),
                "path layout dialect engine runner migrations new");
    assert_keys(fixture->arena, cJSON_GetArrayItem(member(root, "findings"), 0),
                "rule severity path line column end_line end_column message why fix "
                "object lock suppressed fingerprint");
    assert_keys(fixture->arena, member(root, "summary"),
                "error warning notice suppressed blocked");
}

static void says_who_judged_what(void **state)
{
    const cJSON *root = parse(*state);
    assert_text(root, "schema", "tidegate/1");
    const cJSON *tool = member(root, "tool");
    assert_text(tool, "name", "tidegate");
    assert_text(tool, "version", "0.1.0");
    assert_text(tool, "grammar", "PostgreSQL 18.0");
    const cJSON *base = member(root, "base");
    assert_text(base, "ref", "origin/main");
    assert_text(base, "commit", "0123456789abcdef0123456789abcdef01234567");
    assert_int_equal(cJSON_GetArraySize(member(root, "projects")), 1);
    const cJSON *project = cJSON_GetArrayItem(member(root, "projects"), 0);
    assert_text(project, "path", "drizzle");
    assert_text(project, "layout", "drizzle");
    assert_text(project, "dialect", "postgres");
    assert_text(project, "engine", "postgres@14");
    assert_text(project, "runner", "drizzle");
    assert_number(project, "migrations", 12);
    assert_number(project, "new", 3);
}

static void a_finding_has_all_that_is_known(void **state)
{
    const cJSON *finding = parse_finding(*state);
    assert_text(finding, "rule", "drop-column");
    assert_text(finding, "severity", "error");
    assert_text(finding, "path", "drizzle/0001_b.sql");
    assert_number(finding, "line", 2);
    assert_number(finding, "column", 3);
    assert_number(finding, "end_line", 2);
    assert_number(finding, "end_column", 20);
    assert_text(finding, "message", "Column users.email is dropped");
    assert_text(finding, "why", "Its data is lost");
    assert_text(finding, "fix", "Stop using it first");
    assert_text(finding, "object", "public.users.email");
    assert_text(member(finding, "lock"), "relation", "public.users");
    assert_text(member(finding, "lock"), "mode", "AccessExclusive");
    assert_int_equal(cJSON_GetArraySize(member(finding, "lock")), 2);
    assert_true(cJSON_IsNull(member(finding, "suppressed")));
    assert_text(finding, "fingerprint", "00c0ffee12345678");
}

static void steps_of_a_fix_say_where_they_belong(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = &fixture->findings.at[0];
    assert_null(cJSON_GetObjectItemCaseSensitive(parse_finding(fixture), "fix_steps"));
    *vec_push(fixture->arena, &finding->steps) =
        (FixStep){ FIX_HAND_BEFORE, 0, STR("By hand:"), STR("SELECT 1;") };
    *vec_push(fixture->arena, &finding->steps) =
        (FixStep){ FIX_HERE, 1, STR("Or"), STR("") };
    const cJSON *steps = member(parse_finding(fixture), "fix_steps");
    assert_int_equal(cJSON_GetArraySize(steps), 2);
    const cJSON *first = cJSON_GetArrayItem(steps, 0);
    assert_keys(fixture->arena, first, "place way text sql");
    assert_text(first, "place", "by-hand-before");
    assert_number(first, "way", 1);
    assert_text(first, "text", "By hand:");
    assert_text(first, "sql", "SELECT 1;");
    assert_number(cJSON_GetArrayItem(steps, 1), "way", 2);
}

static void an_operation_says_whom_it_blocks_and_what_it_loses(void **state)
{
    Fixture *fixture = *state;
    Change change = {
        .path = STR("drizzle/0001_b.sql"),
        .migration = STR("0001_b"),
        .line = 2,
        .kind = OP_DROP_COLUMN,
        .operation = STR("DROP COLUMN"),
        .relation = { STR("public"), STR("users") },
        .count = 1,
        .held = DURATION_SCAN,
        .facts = CHANGE_LOSES_DATA | CHANGE_FOREVER,
    };
    *vec_push(fixture->arena, &change.parts) = (ChangePart){ .name = STR("email") };
    *vec_push(fixture->arena, &change.locks) = (LockTaken){ .relation = change.relation,
                                                            .mode = LOCK_ACCESS_EXCLUSIVE,
                                                            .kind = OBJ_TABLE };
    *vec_push(fixture->arena, &fixture->report.changes) = change;
    const cJSON *json = cJSON_GetArrayItem(member(parse(fixture), "changes"), 0);
    assert_keys(fixture->arena, json,
                "path migration line operation statements object parts locks blocks "
                "takes held new loses_data irreversible breaks_running_code checks_rows "
                "writes_rows refused");
    assert_text(json, "object", "public.users");
    assert_text(json, "blocks", "reads-and-writes");
    assert_text(json, "takes", "brief");
    assert_text(json, "held", "scan");
    assert_true(cJSON_IsTrue(member(json, "loses_data")));
    assert_true(cJSON_IsFalse(member(json, "new")));
    assert_true(cJSON_IsNull(member(json, "refused")));
    assert_string_equal(
        cJSON_GetStringValue(cJSON_GetArrayItem(member(json, "parts"), 0)), "email");
    assert_text(cJSON_GetArrayItem(member(json, "locks"), 0), "mode", "AccessExclusive");
}

static void sums_up(void **state)
{
    const cJSON *summary = member(parse(*state), "summary");
    assert_number(summary, "error", 1);
    assert_number(summary, "warning", 2);
    assert_number(summary, "notice", 3);
    assert_number(summary, "suppressed", 4);
    assert_true(cJSON_IsTrue(member(summary, "blocked")));
}

static void what_is_not_there_is_null_or_empty(void **state)
{
    Fixture *fixture = *state;
    fixture->report.base_commit = STR("");
    fixture->report.projects.len = 0;
    fixture->report.verdict = (Verdict){ 0 };
    fixture->findings.at[0].lock.mode = LOCK_NONE;
    assert_true(cJSON_IsNull(member(parse_finding(fixture), "lock")));
    const cJSON *root = fixture->root;
    assert_true(cJSON_IsNull(member(root, "base")));
    assert_true(cJSON_IsArray(member(root, "projects")));
    assert_int_equal(cJSON_GetArraySize(member(root, "projects")), 0);
    assert_true(cJSON_IsFalse(member(member(root, "summary"), "blocked")));
    fixture->findings.len = 0;
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("there is no parser");
    root = parse(fixture);
    assert_int_equal(cJSON_GetArraySize(member(root, "unjudged")), 1);
    assert_true(cJSON_IsTrue(member(member(root, "summary"), "blocked")));
    assert_true(cJSON_IsArray(member(root, "findings")));
    assert_int_equal(cJSON_GetArraySize(member(root, "findings")), 0);
}

static void what_is_suppressed_says_why(void **state)
{
    Fixture *fixture = *state;
    fixture->findings.at[0].suppressed = true;
    fixture->findings.at[0].suppressor = SUPPRESSED_CONFIG;
    fixture->findings.at[0].suppress_reason = STR("the table is empty");
    const cJSON *suppressed = member(parse_finding(fixture), "suppressed");
    assert_text(suppressed, "reason", "the table is empty");
    assert_text(suppressed, "by", "configuration");
    assert_int_equal(cJSON_GetArraySize(suppressed), 2);
}

static void any_bytes_become_valid_text(void **state)
{
    Fixture *fixture = *state;
    fixture->findings.at[0].path = STR("a\n\"b\\\xFF.sql");
    fixture->findings.at[0].message = STR("a\0b \x1B[31m größe");
    const cJSON *finding = parse_finding(fixture);
    assert_text(finding, "path", "a\n\"b\\\xEF\xBF\xBD.sql");
    assert_text(finding, "message",
                "a\xEF\xBF\xBD"
                "b \x1B[31m größe");
    assert_false(str_contains(reported(fixture), STR("\x1B")));
}

static void holds_no_command_for_a_runner(void **state)
{
    Fixture *fixture = *state;
    fixture->findings.at[0].message = STR("##[error]a ###vso[b]c #");
    assert_text(parse_finding(fixture), "message", "##[error]a ###vso[b]c #");
    assert_false(str_contains(reported(fixture), STR("##")));
}

static void is_the_same_every_time(void **state)
{
    Fixture *fixture = *state;
    Str first = reported(fixture);
    assert_true(str_eq(first, reported(fixture)));
    assert_true(str_starts(first, STR("{\n\t\"schema\":\t\"tidegate/1\",\n")));
    assert_true(str_ends(first, STR("\n}\n")));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_keys_are_those_of_the_contract),
        TEST(says_who_judged_what),
        TEST(a_finding_has_all_that_is_known),
        TEST(steps_of_a_fix_say_where_they_belong),
        TEST(an_operation_says_whom_it_blocks_and_what_it_loses),
        TEST(sums_up),
        TEST(what_is_not_there_is_null_or_empty),
        TEST(what_is_suppressed_says_why),
        TEST(any_bytes_become_valid_text),
        TEST(holds_no_command_for_a_runner),
        TEST(is_the_same_every_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
