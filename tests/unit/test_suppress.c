// SPDX-License-Identifier: Apache-2.0
// Unit tests of gate/suppress.h: what a comment binds to, and what is said of one that
// binds to nothing. The rules are our own, so that their names stay what they are here.
#include "gate/suppress.h"

#include "lint/engine.h"

#include "check.h"

static const Rule rule_drop_column = { .id = "drop-column", .severity = SEV_ERROR };
static const Rule rule_drop_table = { .id = "drop-table", .severity = SEV_ERROR };
static const Rule rule_edited_migration = { .id = "edited-migration",
                                            .severity = SEV_ERROR };

const RuleEntry rule_index[] = {
    { &rule_bad_suppression, "engine" }, { &rule_drop_column, "destructive" },
    { &rule_drop_table, "destructive" }, { &rule_edited_migration, "order" },
    { &rule_syntax_error, "engine" },    { &rule_unused_suppression, "engine" },
};
const size_t rule_index_len = sizeof rule_index / sizeof *rule_index;

// One judged file. Its statements are what begins with DROP or SELECT and ends before a
// ";", a line break or the end.
typedef struct Case {
    Arena *arena;
    JudgedFileVec files;
    FindingVec findings;
} Case;

static int make_case(void **state)
{
    Arena *arena = arena_new();
    Case *test = NEW(arena, Case);
    test->arena = arena;
    *state = test;
    return 0;
}

static int drop_case(void **state)
{
    arena_free(((Case *)*state)->arena);
    return 0;
}

static size_t end_at(Str text, size_t from, const char *stops)
{
    size_t end = from;
    while (end < text.len &&
           str_find_char(str_from(stops), text.ptr[end], 0) == str_from(stops).len)
        end++;
    return end;
}

static size_t comment_end(Str text, size_t at)
{
    return text.ptr[at] == '-' ? end_at(text, at, "\r\n")
                               : str_find(text, STR("*/"), at) + 2;
}

// A statement of this test may have comments inside: it goes on to the next ";".
static JudgedFile *add_file(Case *test, const char *path, const char *sql)
{
    JudgedFile *file = vec_push(test->arena, &test->files);
    Str text = str_from(sql);
    *file = (JudgedFile){ .path = str_from(path),
                          .judged = true,
                          .lowered = { .text = text } };
    bool inside = false;
    for (size_t at = 0; at < text.len; at++) {
        Str rest = str_drop(text, at);
        if (str_starts(rest, STR("--")) || str_starts(rest, STR("/*"))) {
            Span comment = { at, comment_end(text, at) };
            *vec_push(test->arena, &file->lowered.comments) = comment;
            at = comment.end - 1;
        } else if (text.ptr[at] == ';') {
            inside = false;
        } else if (!inside &&
                   (str_starts(rest, STR("DROP")) || str_starts(rest, STR("SELECT")))) {
            inside = true;
            *vec_push(test->arena, &file->lowered.statements) =
                (Span){ at, end_at(text, at, ";") };
        }
    }
    return file;
}

// A finding at the nth statement (from 0) of the file added last, marking its last byte:
// only the statement's start counts.
static void add_finding(Case *test, const Rule *rule, size_t statement)
{
    const JudgedFile *file = &test->files.at[test->files.len - 1];
    assert_true(statement < file->lowered.statements.len);
    Span stmt = file->lowered.statements.at[statement];
    *vec_push(test->arena, &test->findings) = (Finding){
        .rule = rule,
        .severity = rule->severity,
        .path = file->path,
        .text = file->lowered.text,
        .span = { stmt.end - 1, stmt.end },
        .stmt = stmt,
    };
}

// A finding about the file as such.
static void add_file_finding(Case *test, const Rule *rule)
{
    const JudgedFile *file = &test->files.at[test->files.len - 1];
    *vec_push(test->arena, &test->findings) = (Finding){ .rule = rule,
                                                         .severity = rule->severity,
                                                         .path = file->path,
                                                         .text = file->lowered.text };
}

static void apply(Case *test)
{
    suppress_apply(test->arena, &test->files, &test->findings);
}

static bool suppressed(const Case *test, size_t finding)
{
    return test->findings.at[finding].suppressed;
}

// One file with a drop-column finding at one statement; whether the file's comments
// suppress it.
static bool suppresses(Case *test, const char *sql, size_t statement)
{
    test->files.len = test->findings.len = 0;
    add_file(test, "a.sql", sql);
    add_finding(test, &rule_drop_column, statement);
    apply(test);
    return suppressed(test, 0);
}

// The nth finding about suppressions.
static const Finding *complaint(const Case *test, const Rule *rule, size_t nth)
{
    for (size_t i = 0; i < test->findings.len; i++)
        if (test->findings.at[i].rule == rule && nth-- == 0)
            return &test->findings.at[i];
    return NULL;
}

static Str complaint_words(const Case *test, const Rule *rule, size_t nth)
{
    const Finding *finding = complaint(test, rule, nth);
    assert_non_null(finding);
    return str_slice(finding->text, finding->span.start, finding->span.end);
}

static void assert_no_complaint(const Case *test)
{
    assert_null(complaint(test, &rule_bad_suppression, 0));
    assert_null(complaint(test, &rule_unused_suppression, 0));
}

// ---- what it binds to ----

#define ALLOW "-- tidegate: allow drop-column (unused)"

static void before_the_statement(void **state)
{
    static const char *const texts[] = {
        ALLOW "\nDROP a;\n",
        "SELECT 1;\n" ALLOW "\n\n\n-- another comment\nDROP a;\n",
        "/* tidegate: allow drop-column (unused) */ DROP a;",
        "--tidegate:allow drop-column(unused)\nDROP a;",
        "/*tidegate:  allow\n drop-column\n (unused) */\nDROP a;",
    };
    static const size_t statement[] = { 0, 1, 0, 0, 0 };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(suppresses(*state, texts[i], statement[i]));
        assert_no_complaint(*state);
    }
}

static void inside_the_statement(void **state)
{
    assert_true(suppresses(*state, "DROP a\n  " ALLOW "\n  , b;\nDROP c;", 0));
    assert_no_complaint(*state);
    assert_false(suppresses(*state, "DROP a\n  " ALLOW "\n  , b;\nDROP c;", 1));
}

static void behind_the_statement_on_its_line(void **state)
{
    assert_true(suppresses(*state, "DROP a; " ALLOW "\nDROP b;", 0));
    assert_true(
        suppresses(*state, "DROP a; " ALLOW " --> statement-breakpoint\nDROP b;", 0));
    assert_true(suppresses(
        *state, "DROP a;/* x */" ALLOW "\n--> statement-breakpoint\nDROP b;", 0));
    assert_true(suppresses(*state, "DROP\n a; " ALLOW, 0));
    assert_no_complaint(*state);
    assert_false(suppresses(*state, "DROP a; " ALLOW "\nDROP b;", 1));
    assert_false(suppresses(*state, "DROP a;\n" ALLOW "\nDROP b;", 0));
    assert_false(suppresses(*state, "DROP a;\r" ALLOW "\rDROP b;", 0));
}

static void it_binds_to_one_statement_and_one_rule(void **state)
{
    Case *test = *state;
    add_file(test, "a.sql",
             ALLOW "\n-- tidegate: allow drop-column (once more)\nDROP a;\nDROP b;");
    add_finding(test, &rule_drop_column, 0);
    add_finding(test, &rule_drop_column, 0);
    add_finding(test, &rule_drop_table, 0);
    add_finding(test, &rule_drop_column, 1);
    apply(test);
    assert_true(suppressed(test, 0));
    assert_true(suppressed(test, 1));
    assert_false(suppressed(test, 2));
    assert_false(suppressed(test, 3));
    assert_str(test->findings.at[0].suppress_reason, "unused");
}

static void several_rules_and_several_comments(void **state)
{
    Case *test = *state;
    add_file(test, "a.sql",
             "-- tidegate: allow drop-table ,drop-column (gone (really) for good)\nDROP "
             "a;\n" ALLOW "\n-- tidegate: allow drop-table (second)\nDROP b;");
    for (size_t i = 0; i < 2; i++) {
        add_finding(test, &rule_drop_table, i);
        add_finding(test, &rule_drop_column, i);
    }
    apply(test);
    for (size_t i = 0; i < 4; i++)
        assert_true(suppressed(test, i));
    assert_str(test->findings.at[0].suppress_reason, "gone (really) for good");
    assert_str(test->findings.at[2].suppress_reason, "second");
    assert_no_complaint(test);
}

static void files_are_kept_apart(void **state)
{
    Case *test = *state;
    add_file(test, "a.sql", ALLOW "\nDROP a;");
    add_finding(test, &rule_drop_column, 0);
    add_file(test, "b.sql", "-- tidegate is not spoken to\n\nDROP a;\n");
    add_finding(test, &rule_drop_column, 0);
    apply(test);
    assert_true(suppressed(test, 0));
    assert_false(suppressed(test, 1));
    assert_no_complaint(test);
}

static void the_whole_file(void **state)
{
    Case *test = *state;
    add_file(test, "a.sql",
             "-- head\n-- tidegate: allow-file drop-column, edited-migration (why "
             "not)\nDROP a;\nDROP b;");
    add_finding(test, &rule_drop_column, 0);
    add_finding(test, &rule_drop_column, 1);
    add_finding(test, &rule_drop_table, 1);
    add_file_finding(test, &rule_edited_migration);
    apply(test);
    assert_true(suppressed(test, 0));
    assert_true(suppressed(test, 1));
    assert_false(suppressed(test, 2));
    assert_true(suppressed(test, 3));
    assert_no_complaint(test);
}

// Its place is where the first statement begins, but it is about the file.
static void a_statement_does_not_speak_for_the_file(void **state)
{
    Case *test = *state;
    add_file(test, "a.sql", "DROP a; -- tidegate: allow edited-migration (why not)");
    add_file_finding(test, &rule_edited_migration);
    apply(test);
    assert_false(suppressed(test, 0));
    assert_str(complaint_words(test, &rule_unused_suppression, 0), "edited-migration");
}

// ---- what is wrong with it ----

static void bad_ones_say_why_and_suppress_nothing(void **state)
{
    static const struct {
        const char *sql;
        const char *message;
        const char *words; // what is marked; NULL: the comment
    } rows[] = {
        { "-- tidegate: allow drop-column\nDROP a;", "gives no reason: write it", NULL },
        { "-- tidegate: allow drop-column ()\nDROP a;", "gives no reason: the paren",
          NULL },
        { "-- tidegate: allow drop-column ( \t )\nDROP a;", "gives no reason: the paren",
          NULL },
        { "-- tidegate: allow drop-column (x\nDROP a;", "does not close", NULL },
        { "-- tidegate: allow drop-column (x) y\nDROP a;", "goes on behind its reason",
          NULL },
        { "-- tidegate: allow drop-column because\nDROP a;",
          "something other than a comma", NULL },
        { "-- tidegate: allow (x)\nDROP a;", "lacks the name", NULL },
        { "-- tidegate: allow drop-column, (x)\nDROP a;", "lacks the name", NULL },
        { "-- tidegate: ignore drop-column (x)\nDROP a;", "begins with \"ignore\"",
          NULL },
        { "-- tidegate:\nDROP a;", "says nothing", NULL },
        { "/* tidegate: */ DROP a;", "says nothing", NULL },
        { "/* tidegate: allow drop-colum (x) */ DROP a;", "did you mean drop-column?",
          "drop-colum" },
        { "/* tidegate: allow xyzzy (x) */ DROP a;", "names \"xyzzy\", which is no rule",
          "xyzzy" },
        { "/* tidegate: allow syntax-error (x) */ DROP a;", "cannot be suppressed",
          "syntax-error" },
        { "DROP a;\n" ALLOW "\n", "binds to none", NULL },
        { "DROP a;\n-- tidegate: allow-file drop-column (x)\n",
          "before its first statement", NULL },
        { "DROP a -- tidegate: allow-file drop-column (x)\n;",
          "before its first statement", NULL },
    };
    Case *test = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_false(suppresses(test, rows[i].sql, 0));
        const Finding *finding = complaint(test, &rule_bad_suppression, 0);
        assert_non_null(finding);
        if (!str_contains(finding->message, str_from(rows[i].message)))
            print_error("%s\n" STR_FMT "\n", rows[i].sql, STR_ARG(finding->message));
        assert_true(str_contains(finding->message, str_from(rows[i].message)));
        assert_null(complaint(test, &rule_bad_suppression, 1));
        assert_int_equal(finding->severity, SEV_ERROR);
        if (rows[i].words)
            assert_true(str_eq(complaint_words(test, &rule_bad_suppression, 0),
                               str_from(rows[i].words)));
        else
            assert_true(str_contains(complaint_words(test, &rule_bad_suppression, 0),
                                     STR("tidegate:")));
    }
}

static void one_bad_name_does_not_spoil_the_others(void **state)
{
    Case *test = *state;
    add_file(test, "a.sql",
             "-- tidegate: allow no-such, drop-column, syntax-error (x)\nDROP a;");
    add_finding(test, &rule_drop_column, 0);
    apply(test);
    assert_true(suppressed(test, 0));
    assert_str(complaint_words(test, &rule_bad_suppression, 0), "no-such");
    assert_str(complaint_words(test, &rule_bad_suppression, 1), "syntax-error");
    assert_null(complaint(test, &rule_bad_suppression, 2));
}

static void unused_ones_are_told_by_name(void **state)
{
    Case *test = *state;
    add_file(test, "a.sql",
             "-- tidegate: allow drop-table, drop-column (x)\nDROP a;\nDROP b;");
    add_finding(test, &rule_drop_column, 0);
    add_finding(test, &rule_drop_table, 1);
    apply(test);
    assert_true(suppressed(test, 0));
    assert_false(suppressed(test, 1));
    assert_str(complaint_words(test, &rule_unused_suppression, 0), "drop-table");
    assert_int_equal(complaint(test, &rule_unused_suppression, 0)->severity, SEV_WARNING);
    assert_null(complaint(test, &rule_unused_suppression, 1));
    assert_null(complaint(test, &rule_bad_suppression, 0));
}

// Its rules did not run, so that they found nothing means nothing.
static void edited_files_have_no_unused_ones(void **state)
{
    Case *test = *state;
    add_file(test, "a.sql", "-- tidegate: allow-file drop-table (x)\n" ALLOW "\nDROP a;")
        ->judged = false;
    apply(test);
    assert_int_equal(test->findings.len, 0);
}

static void mentions_are_not_directives(void **state)
{
    Case *test = *state;
    add_file(test, "a.sql",
             "-- see tidegate: allow drop-column\n-- tidegate is fine\n/**/DROP a;");
    apply(test);
    assert_int_equal(test->findings.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(before_the_statement, make_case, drop_case),
        cmocka_unit_test_setup_teardown(inside_the_statement, make_case, drop_case),
        cmocka_unit_test_setup_teardown(behind_the_statement_on_its_line, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(it_binds_to_one_statement_and_one_rule, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(several_rules_and_several_comments, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(files_are_kept_apart, make_case, drop_case),
        cmocka_unit_test_setup_teardown(the_whole_file, make_case, drop_case),
        cmocka_unit_test_setup_teardown(a_statement_does_not_speak_for_the_file,
                                        make_case, drop_case),
        cmocka_unit_test_setup_teardown(bad_ones_say_why_and_suppress_nothing, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(one_bad_name_does_not_spoil_the_others, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(unused_ones_are_told_by_name, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(edited_files_have_no_unused_ones, make_case,
                                        drop_case),
        cmocka_unit_test_setup_teardown(mentions_are_not_directives, make_case,
                                        drop_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
