// SPDX-License-Identifier: Apache-2.0
// Unit tests of the splitter: what a statement is, and how a broken one is left behind.
#include "dialect/split.h"

#include "check.h"

typedef struct Bench {
    Arena *arena;
    SpanVec comments;
    Str faults; // of the statements split last
} Bench;

// The text's statements, "|" between.
static Str split(Bench *bench, Str text, bool breakpoints)
{
    Splitter splitter = { .arena = bench->arena, .tmp = bench->arena, .text = text };
    bench->comments.len = 0;
    bench->faults = (Str){ 0 };
    splitter.comments = &bench->comments;
    splitter.breakpoints = breakpoints;
    Statement statement = { 0 };
    Str all = { 0 };
    while (split_next(&splitter, &statement)) {
        Str part = str_slice(text, statement.span.start, statement.span.end);
        all = arena_fmt(bench->arena, STR_FMT "%s" STR_FMT, STR_ARG(all),
                        all.ptr ? "|" : "", STR_ARG(part));
        if (statement.fault.len > 0)
            bench->faults = arena_fmt(bench->arena, STR_FMT "%zu:" STR_FMT ";",
                                      STR_ARG(bench->faults), statement.fault_span.start,
                                      STR_ARG(statement.fault));
    }
    return all;
}

#define assert_split(text, expected) assert_str(split(*state, STR(text), false), expected)

static void semicolons_outside_of_everything_end_statements(void **state)
{
    assert_split("", "");
    assert_split(";;  ; -- nothing\n;", "");
    assert_split("a; b", "a|b");
    assert_split("/* x */ a /* y */ b /* z */ ; -- end", "a /* y */ b");
    assert_split("SELECT ';', \";\", $$;$$ /* ; */;b", "SELECT ';', \";\", $$;$$|b");
    assert_split("\xEF\xBB\xBF"
                 "a;b",
                 "a|b");
    assert_split("a;\r\nb;\r\n", "a|b");
}

static void parentheses_count_in_rules_alone(void **state)
{
    assert_split("CREATE TABLE a (b int; DROP TABLE c;",
                 "CREATE TABLE a (b int|DROP TABLE c");
    assert_split("CREATE OR REPLACE RULE r AS ON INSERT TO t DO (a; b); c",
                 "CREATE OR REPLACE RULE r AS ON INSERT TO t DO (a; b)|c");
    assert_split("CREATE RULE r AS ON INSERT TO t DO (a; b",
                 "CREATE RULE r AS ON INSERT TO t DO (a|b");
}

static void sql_bodies_hold_statements(void **state)
{
    assert_split(
        "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; b; END; c",
        "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; b; END|c");
    assert_split("CREATE OR REPLACE PROCEDURE f() BEGIN ATOMIC a; END; c",
                 "CREATE OR REPLACE PROCEDURE f() BEGIN ATOMIC a; END|c");
    assert_split("BEGIN; ATOMIC; END; c", "BEGIN|ATOMIC|END|c");
    assert_split("CREATE FUNCTION f() BEGIN ATOMIC a; b;",
                 "CREATE FUNCTION f() BEGIN ATOMIC a|b");
}

static void breakpoints_cut_even_inside_strings(void **state)
{
    Bench *bench = *state;
    Str text = STR("a--> statement-breakpoint\nSELECT 'b--> statement-breakpoint\nc';");
    assert_str(split(bench, text, false), "a--> statement-breakpoint\nSELECT "
                                          "'b--> statement-breakpoint\nc'");
    assert_str(split(bench, text, true), "a|SELECT 'b|c';");
    assert_str(bench->faults,
               "33:unterminated quoted string;61:unterminated quoted string;");
    assert_str(
        split(bench, STR("--> statement-breakpoint\n--> statement-breakpoint"), true),
        "");
}

static void psql_commands_and_copy_data_are_no_sql(void **state)
{
    assert_split("\\connect db\n \\set a 'b\na;\n\\restrict x;y\nb;", "a|b");
    assert_split("SELECT 1 AS n \\gset\nb \\g f;g\n\\echo :n\nc;", "SELECT 1 AS n|b|c");
    assert_split("a \\gset p_\r\nb \\gx", "a|b");
    assert_split("a \\garbage\nb;", "a \\garbage\nb");
    assert_split("COPY t FROM stdin;\n1;'\n\\.x\n\\.\nb;", "COPY t FROM stdin|b");
    assert_split("COPY t FROM STDIN WITH (FORMAT csv);\r\n;\r\n\\.\r\nb;",
                 "COPY t FROM STDIN WITH (FORMAT csv)|b");
    assert_split("COPY t FROM stdin;\nb;", "COPY t FROM stdin|b");
    assert_split("COPY t FROM 'f';\nb;\n\\.", "COPY t FROM 'f'|b");
}

static void an_open_quote_does_not_swallow_what_follows(void **state)
{
    Bench *bench = *state;
    assert_split("a;\nINSERT 'b;\nDROP c;\nINSERT 'd';\nDROP e;",
                 "a|INSERT 'b;|DROP c|INSERT 'd'|DROP e");
    assert_str(bench->faults, "10:unterminated quoted string;");
    assert_split("SELECT $x$ b\n\nCREATE c;", "SELECT $x$ b|CREATE c");
    assert_str(bench->faults, "7:unterminated dollar-quoted string;");
    assert_split("a \"b;\nselect;", "a \"b;|select");
    assert_str(bench->faults, "2:unterminated quoted identifier;");
    assert_split("a; /* b\n\nDROP c;", "a|/* b|DROP c");
    assert_str(bench->faults, "3:unterminated /* comment;");
    assert_split("a 'b\nDROP c", "a 'b\nDROP c");
    assert_str(bench->faults, "2:unterminated quoted string;");
}

static void comments_that_speak_to_tidegate_are_kept(void **state)
{
    Bench *bench = *state;
    Str text =
        STR("-- tidegate: allow x\na '-- tidegate: no'; /* tidegate: y */ -- other\n"
            "'b;\n\nDROP c; -- tidegate: z");
    split(bench, text, false);
    assert_int_equal(bench->comments.len, 3);
    Span last = bench->comments.at[2];
    assert_str(str_slice(text, last.start, last.end), "-- tidegate: z");
    assert_str(str_slice(text, bench->comments.at[0].start, bench->comments.at[0].end),
               "-- tidegate: allow x");
    assert_str(str_slice(text, bench->comments.at[1].start, bench->comments.at[1].end),
               "/* tidegate: y */");
}

static void wrongly_paired_quotes_are_taken_apart_again(void **state)
{
    Bench *bench = *state;
    Str text = STR("INSERT 'a);\nDROP b;\nINSERT 'c);\nDROP d;");
    Splitter splitter = { .arena = bench->arena, .tmp = bench->arena, .text = text };
    splitter.comments = &bench->comments;
    Statement statement = { 0 };
    assert_true(split_next(&splitter, &statement));
    size_t refused = str_find(text, STR("c);"), 0);
    assert_int_equal(statement.span.end, refused + 2);
    assert_true(split_rescue(&splitter, &statement, refused));
    assert_str(str_slice(text, statement.span.start, statement.span.end), "INSERT 'a);");
    assert_str(statement.fault, "unterminated quoted string");
    assert_int_equal(statement.fault_span.start, 7);
    assert_int_equal(statement.fault_span.end, 8);
    assert_true(split_next(&splitter, &statement));
    assert_str(str_slice(text, statement.span.start, statement.span.end), "DROP b");
    assert_false(split_rescue(&splitter, &statement, statement.span.start));
}

static int open_bench(void **state)
{
    Arena *arena = arena_new();
    Bench *bench = NEW(arena, Bench);
    bench->arena = arena;
    *state = bench;
    return 0;
}

static int close_bench(void **state)
{
    Bench *bench = *state;
    arena_free(bench->arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(semicolons_outside_of_everything_end_statements),
        cmocka_unit_test(parentheses_count_in_rules_alone),
        cmocka_unit_test(sql_bodies_hold_statements),
        cmocka_unit_test(breakpoints_cut_even_inside_strings),
        cmocka_unit_test(psql_commands_and_copy_data_are_no_sql),
        cmocka_unit_test(an_open_quote_does_not_swallow_what_follows),
        cmocka_unit_test(comments_that_speak_to_tidegate_are_kept),
        cmocka_unit_test(wrongly_paired_quotes_are_taken_apart_again),
    };
    return cmocka_run_group_tests(tests, open_bench, close_bench);
}
