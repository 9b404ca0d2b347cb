// SPDX-License-Identifier: Apache-2.0
// Unit tests of the text reporter, as whole outputs. Excerpts have tests of their own.
#include "report/report.h"

#include "check.h"
#include "sample.h"

static const char SQL[] = "ALTER TABLE users\n  DROP COLUMN email;\n";

typedef struct Fixture {
    Arena *arena;
    FindingVec findings;
    Report report;
} Fixture;

static int setup(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->arena = arena;
    fixture->report =
        (Report){ .findings = &fixture->findings, .fail_on = FAIL_ON_ERROR };
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
    arena_free(((Fixture *)*state)->arena);
    return 0;
}

static Finding *push(Fixture *fixture)
{
    Finding *finding = vec_push(fixture->arena, &fixture->findings);
    *finding = sample_finding(fixture->arena, str_from(SQL),
                              span_of(str_from(SQL), "DROP COLUMN email"));
    return finding;
}

static Str reported(Fixture *fixture)
{
    fixture->report.verdict = verdict_of(&fixture->findings, fixture->report.fail_on);
    Out out = out_new(fixture->arena);
    reporter_find(STR("text"))->write(&out, &fixture->report);
    return out_text(&out);
}

static void a_finding_says_where_what_why_and_the_way_out(void **state)
{
    push(*state);
    assert_str(
        reported(*state),
        "drizzle/0001_b.sql:2:3: error: Column users.email is dropped [drop-column]\n"
        " 2 |   DROP COLUMN email;\n"
        "   |   ^^^^^^^^^^^^^^^^^\n"
        "  lock  ACCESS EXCLUSIVE on public.users: nobody can read or write it "
        "meanwhile\n"
        "  why   Its data is lost\n"
        "  fix   Stop using it first\n"
        "\n"
        "drizzle: drizzle, postgres@14, run by drizzle: 12 migrations, no base: each "
        "judged as if it were the newest\n"
        "blocked: 1 error, 0 warnings, 0 notices\n");
}

static void a_reason_is_said_once(void **state)
{
    push(*state);
    push(*state);
    push(*state)->why = STR("Another one");
    Str text = reported(*state);
    size_t first = str_find(text, STR("why   Its data is lost"), 0);
    assert_true(first < text.len);
    assert_int_equal(str_find(text, STR("Its data is lost"), first + 10), text.len);
    assert_true(str_contains(text, STR("why   Another one")));
}

static void what_is_not_known_is_not_said(void **state)
{
    Finding *finding = push(*state);
    finding->text = STR("");
    finding->span = (Span){ 0, 0 };
    finding->line = finding->column = finding->end_line = finding->end_column = 1;
    finding->lock.mode = LOCK_NONE;
    finding->why = finding->fix = STR("");
    assert_true(
        str_starts(reported(*state), STR("drizzle/0001_b.sql:1:1: error: Column "
                                         "users.email is dropped [drop-column]\n\n"
                                         "drizzle: ")));
}

static void a_lock_says_whom_it_keeps_waiting(void **state)
{
    Finding *finding = push(*state);
    finding->lock.mode = LOCK_SHARE;
    assert_true(str_contains(
        reported(*state),
        STR("  lock  SHARE on public.users: nobody can write to it meanwhile\n")));
    finding->lock.mode = LOCK_SHARE_UPDATE_EXCLUSIVE;
    assert_true(str_contains(reported(*state),
                             STR("  lock  SHARE UPDATE EXCLUSIVE on public.users\n")));
}

static void prose_is_broken_and_code_is_not(void **state)
{
    Finding *finding = push(*state);
    finding->why = STR(
        "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
        "0123456789 0123 56789 tail");
    finding->fix = STR("Two steps:\n"
                       "  ALTER TABLE users ADD CONSTRAINT users_email_not_null CHECK "
                       "(email IS NOT NULL) "
                       "NOT VALID;\n"
                       "\n"
                       "01234567890123456789012345678901234567890123456789012345678901234"
                       "56789012345678901"
                       "23456789012345 end");
    assert_true(str_contains(
        reported(*state),
        STR("  why   0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
            "0123456789 0123456789 0123\n"
            "        56789 tail\n"
            "  fix   Two steps:\n"
            "          ALTER TABLE users ADD CONSTRAINT users_email_not_null CHECK "
            "(email "
            "IS NOT NULL) NOT VALID;\n"
            "\n"
            "        "
            "01234567890123456789012345678901234567890123456789012345678901234567890"
            "1234567890123456789012345\n"
            "        end\n"
            "\n")));
}

static void what_is_suppressed_takes_a_line(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = push(fixture);
    finding->suppressed = true;
    finding->suppress_reason = STR("it is empty\x1B[2J");
    fixture->report.projects.len = 0;
    assert_str(reported(fixture), "drizzle/0001_b.sql:2:3: allowed: drop-column (it is "
                                  "empty\\u{1B}[2J)\n"
                                  "\n"
                                  "none of the files lies in a migration folder\n"
                                  "passed: 0 errors, 0 warnings, 0 notices, 1 allowed\n");
}

static void what_is_not_all_judged_is_no_pass(void **state)
{
    Fixture *fixture = *state;
    *vec_push(fixture->arena, &fixture->report.unjudged) = STR("there is no parser");
    fixture->report.quiet = true;
    assert_true(str_ends(reported(fixture),
                         STR("\nnot all judged: 0 errors, 0 warnings, 0 notices\n")));
}

static void says_what_the_change_was_compared_with(void **state)
{
    Fixture *fixture = *state;
    fixture->report.base_ref = STR("origin/main");
    fixture->report.base_commit = STR("0123456789abcdef0123456789abcdef01234567");
    fixture->report.projects.at[0].migrations = 1;
    assert_str(
        reported(fixture),
        "drizzle: drizzle, postgres@14, run by drizzle: 1 migration, 3 new or edited "
        "since origin/main (0123456)\n"
        "passed: 0 errors, 0 warnings, 0 notices\n");
}

static void quiet_says_nothing_but_what_blocks(void **state)
{
    Fixture *fixture = *state;
    fixture->report.quiet = true;
    push(fixture)->severity = SEV_WARNING;
    push(fixture)->suppressed = true;
    assert_str(reported(fixture), "");
    fixture->report.fail_on = FAIL_ON_WARNING;
    Str text = reported(fixture);
    assert_true(str_contains(text, STR(": warning: ")));
    assert_false(str_contains(text, STR("allowed:")));
    assert_true(
        str_ends(text, STR("blocked: 0 errors, 1 warning, 0 notices, 1 allowed\n")));
    fixture->report.fail_on = FAIL_NEVER;
    push(fixture);
    assert_str(reported(fixture), "");
}

static void color_changes_nothing_but_the_color(void **state)
{
    Fixture *fixture = *state;
    push(fixture);
    Str plain = reported(fixture);
    fixture->report.color = true;
    Str colored = reported(fixture);
    assert_true(str_starts(colored, STR("\033[1mdrizzle/0001_b.sql:2:3\033[0m: "
                                        "\033[1;31merror\033[0m: ")));
    assert_true(str_contains(colored, STR("\033[1;31mblocked\033[0m: 1 error")));
    Out stripped = out_new(fixture->arena);
    for (size_t i = 0; i < colored.len; i++) {
        if (colored.ptr[i] == '\033')
            i = str_find_char(colored, 'm', i);
        else
            out_char(&stripped, colored.ptr[i]);
    }
    assert_true(str_eq(out_text(&stripped), plain));
}

static void nothing_of_the_input_reaches_the_terminal_raw(void **state)
{
    Fixture *fixture = *state;
    Finding *finding = push(fixture);
    finding->text = STR("DROP \x1B[1A\xE2\x80\xAE;");
    finding->span = (Span){ 0, 4 };
    finding->line = finding->end_line = 1;
    finding->path = STR("::stop-commands::x\n\x1B[2K.sql");
    finding->message = STR("a\nb\x1B");
    finding->why = finding->fix = STR("c\x1B\xE2\x80\xAE\n##[error]");
    finding->lock.relation.name = STR("u\x1B[2J");
    fixture->report.projects.at[0].path = STR("::p\x1B");
    fixture->report.base_commit = STR("0123456");
    fixture->report.base_ref = STR("b\x1B");
    Str text = reported(fixture);
    assert_false(str_contains(text, STR("\x1B")));
    assert_false(str_contains(text, STR("\xE2\x80\xAE")));
    assert_false(str_contains(text, STR("##[")));
    assert_true(str_starts(text, STR("\\u{3A}:stop-commands::x\\u{A}\\u{1B}[2K.sql:1:3: "
                                     "error: a\\u{A}b\\u{1B} [")));
    assert_true(str_contains(text, STR("\n\\u{3A}:p\\u{1B}: drizzle, ")));
}

static void a_path_of_a_colon_begins_no_command(void **state)
{
    Fixture *fixture = *state;
    push(fixture)->path = STR(":");
    assert_true(str_starts(reported(fixture), STR("\\u{3A}:2:3: error: ")));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_finding_says_where_what_why_and_the_way_out),
        TEST(a_reason_is_said_once),
        TEST(what_is_not_known_is_not_said),
        TEST(a_lock_says_whom_it_keeps_waiting),
        TEST(prose_is_broken_and_code_is_not),
        TEST(what_is_suppressed_takes_a_line),
        TEST(what_is_not_all_judged_is_no_pass),
        TEST(says_what_the_change_was_compared_with),
        TEST(quiet_says_nothing_but_what_blocks),
        TEST(color_changes_nothing_but_the_color),
        TEST(nothing_of_the_input_reaches_the_terminal_raw),
        TEST(a_path_of_a_colon_begins_no_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
