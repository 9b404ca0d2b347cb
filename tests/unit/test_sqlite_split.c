// SPDX-License-Identifier: Apache-2.0
// Unit tests of SQLite's splitter: where statements end, and where broken ones do.
#include "dialect/sqlite_split.h"

#include "check.h"

#include <string.h>

typedef struct Bench {
    Arena *arena;
    SpanVec comments;
} Bench;

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
    arena_free(((Bench *)*state)->arena);
    return 0;
}

// The statements, with "|" between; one with a fault has "!" behind.
static Str split(Bench *bench, Str text, bool breakpoints)
{
    Arena *arena = bench->arena;
    char *copy = NEW_ARRAY(arena, char, text.len);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    bench->comments = (SpanVec){ 0 };
    SlSplitter splitter = { .arena = arena,
                            .tmp = arena,
                            .text = { copy, text.len },
                            .breakpoints = breakpoints,
                            .comments = &bench->comments };
    SlStatement statement = { 0 };
    Str all = STR("");
    size_t last = 0;
    while (sl_split_next(&splitter, &statement)) {
        Span span = statement.span;
        assert_true(last <= span.start && span.start < span.end && span.end <= text.len);
        last = span.end;
        all = arena_fmt(arena, STR_FMT "%s" STR_FMT "%s", STR_ARG(all),
                        all.len > 0 ? "|" : "",
                        STR_ARG(str_slice(splitter.text, span.start, span.end)),
                        statement.fault.len > 0 ? "!" : "");
    }
    return all;
}

#define assert_split(text, expected) assert_str(split(*state, STR(text), true), expected)

static void semicolons(void **state)
{
    assert_split("a; b ;;c", "a|b|c");
    assert_split("", "");
    assert_split(" ; ; -- x\n", "");
    assert_split("a ';' \";\" `;` [;] /*;*/ b --;\n; c", "a ';' \";\" `;` [;] /*;*/ b|c");
    assert_split("BEGIN; a; END; b", "BEGIN|a|END|b");
}

#define TRIGGER                                                                          \
    "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; "           \
    "UPDATE b SET \"end\" = 1; END"

static void triggers(void **state)
{
    assert_split(TRIGGER "; x", TRIGGER "|x");
    assert_split("CREATE TEMP TRIGGER t DELETE ON a BEGIN SELECT 1; SELECT 2; END; x",
                 "CREATE TEMP TRIGGER t DELETE ON a BEGIN SELECT 1; SELECT 2; END|x");
    assert_split(
        "create temporary trigger if not exists t delete on a begin select 1; end; x",
        "create temporary trigger if not exists t delete on a begin select 1; "
        "end|x");
    assert_split("EXPLAIN QUERY PLAN " TRIGGER "; x", "EXPLAIN QUERY PLAN " TRIGGER "|x");
    assert_split("CREATE TRIGGER t WHEN CASE 1 WHEN 1 THEN 1 END BEGIN SELECT 1; END; x",
                 "CREATE TRIGGER t WHEN CASE 1 WHEN 1 THEN 1 END BEGIN SELECT 1; END|x");
    assert_split("CREATE TRIGGER t; x", "CREATE TRIGGER t|x");
    assert_split("CREATE TABLE begin(a); x", "CREATE TABLE begin(a)|x");
    assert_split("CREATE TRIGGER t BEGIN SELECT 1; END -- x\n; y",
                 "CREATE TRIGGER t BEGIN SELECT 1; END|y");
}

static void breakpoints(void **state)
{
    assert_split("a\n--> statement-breakpoint\nb;--> statement-breakpoint\nc", "a|b|c");
    assert_split("a --> statement-breakpoint b", "a|b");
    assert_str(split(*state, STR("a --> statement-breakpoint b\nc"), false),
               "a --> statement-breakpoint b\nc");
    assert_split("CREATE TRIGGER t BEGIN SELECT 1;\n--> statement-breakpoint\nx",
                 "CREATE TRIGGER t BEGIN SELECT 1;|x");
    assert_split("a '\n--> statement-breakpoint\n' b", "a '!|' b!");
    assert_split("a; -- b --> statement-breakpoint c", "a|c");
    assert_split("a; /* b --> statement-breakpoint c */", "a|/* b!|c */");
    assert_split("--> statement-breakpoint--> statement-breakpoint", "");
}

static void what_is_open_ends_at_the_next_statement(void **state)
{
    assert_split("SELECT 'a;\nSELECT 2", "SELECT 'a;!|SELECT 2");
    assert_split("SELECT \"a;\n\nSELECT 2; x", "SELECT \"a;!|SELECT 2|x");
    assert_split("SELECT 1 /* a;\nSELECT 2", "SELECT 1 /* a;!|SELECT 2");
    assert_split("SELECT 'a", "SELECT 'a!");
    assert_split("'", "'!");
}

static void directives_are_kept(void **state)
{
    Bench *bench = *state;
    Str text = STR("-- tidegate:allow x\na; /* tidegate: b */ b -- c\n; -- atlas:nolint");
    assert_str(split(bench, text, true), "a|b");
    assert_int_equal(bench->comments.len, 3);
    assert_int_equal(bench->comments.at[0].start, 0);
    assert_str(str_slice(text, bench->comments.at[2].start, bench->comments.at[2].end),
               "-- atlas:nolint");
}

static void bytes_of_no_meaning(void **state)
{
    assert_str(split(*state, (Str){ "a\0;b", 4 }, true), "a|b"); // printf stops
    assert_split("\xEF\xBB\xBF"
                 "a; b",
                 "a|b");
    assert_split("\\ ; }", "\\|}");
}

// ---- what SQLite refused ----

// The statement that is made of the first one when SQLite refuses it where `words`
// stand, and the one behind it.
static Str rescued(Bench *bench, Str text, const char *words)
{
    SlSplitter splitter = { .arena = bench->arena,
                            .tmp = bench->arena,
                            .text = text,
                            .comments = &bench->comments };
    SlStatement statement = { 0 };
    assert_true(sl_split_next(&splitter, &statement));
    if (!sl_split_rescue(&splitter, &statement, str_find(text, str_from(words), 0)))
        return STR("no");
    assert_true(statement.fault.len > 0);
    assert_true(statement.fault_span.start >= statement.span.start);
    assert_true(statement.fault_span.end <= statement.span.end);
    Str first = str_slice(text, statement.span.start, statement.span.end);
    if (!sl_split_next(&splitter, &statement))
        return first;
    return arena_fmt(bench->arena, STR_FMT "|" STR_FMT, STR_ARG(first),
                     STR_ARG(str_slice(text, statement.span.start, statement.span.end)));
}

static void refused_statements_are_shortened(void **state)
{
    assert_str(rescued(*state, STR("DROP TABLE a\nCREATE TABLE b(c);"), "CREATE"),
               "DROP TABLE a|CREATE TABLE b(c)");
    assert_str(rescued(*state, STR("SELECT 'it's';\nDROP TABLE a;\nSELECT 'x';"), "x"),
               "SELECT 'it's';|DROP TABLE a");
    assert_str(rescued(*state, STR("SELECT 1 CREATE"), "CREATE"), "no");
    assert_str(rescued(*state, STR("SELEC 1"), "SELEC"), "no");
}

int main(void)
{
#define split_test(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)
    const struct CMUnitTest tests[] = {
        split_test(semicolons),
        split_test(triggers),
        split_test(breakpoints),
        split_test(what_is_open_ends_at_the_next_statement),
        split_test(directives_are_kept),
        split_test(bytes_of_no_meaning),
        split_test(refused_statements_are_shortened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
