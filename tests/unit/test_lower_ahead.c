// SPDX-License-Identifier: Apache-2.0
// A file that several threads take apart is what one makes of it, wherever it is cut.
#include "lint/lower_ahead.h"

#include "dialect/dialect.h"
#include "lint/opener.h"

#include "unit/check.h"

#include <stdio.h>

enum { MOST = 100000, FILLER = 3000 }; // the filler has some 250 KB: four parts

typedef struct Text {
    Arena *arena;
    Str text;
} Text;

static int open_text(void **state)
{
    Arena *arena = arena_new();
    Text *text = NEW(arena, Text);
    *text = (Text){ arena, STR("") };
    *state = text;
    return 0;
}

static int close_text(void **state)
{
    arena_free(((Text *)*state)->arena);
    return 0;
}

static void add(Text *text, Str more)
{
    Str parts[] = { text->text, more };
    text->text = arena_concat(text->arena, parts, 2);
}

// So many times the line, with %d for a number that counts up.
static void add_lines(Text *text, size_t count, const char *line)
{
    static size_t number;
    char *bytes = NEW_ARRAY(text->arena, char, count * 200);
    size_t len = 0;
    for (size_t i = 0; i < count; i++)
        len += (size_t)snprintf(bytes + len, 200, line, (int)++number);
    add(text, (Str){ bytes, len });
}

static void add_filler(Text *text)
{
    add_lines(
        text, FILLER,
        "CREATE TABLE public.accounts_%d (id bigint PRIMARY KEY, note text NOT NULL);\n");
}

static void assert_same_span(Span got, Span want)
{
    assert_int_equal(got.start, want.start);
    assert_int_equal(got.end, want.end);
}

static void assert_same_spans(const SpanVec *got, const SpanVec *want)
{
    assert_int_equal(got->len, want->len);
    for (size_t i = 0; i < want->len; i++)
        assert_same_span(got->at[i], want->at[i]);
}

static void assert_same_str(Str got, Str want)
{
    assert_int_equal(got.len, want.len);
    if (want.len > 0)
        assert_memory_equal(got.ptr, want.ptr, want.len);
}

static void assert_same_op(const Op *got, const Op *want)
{
    assert_int_equal(got->kind, want->kind);
    assert_int_equal(got->flags, want->flags);
    assert_int_equal(got->stmt_index, want->stmt_index);
    assert_same_span(got->span, want->span);
    assert_same_span(got->stmt, want->stmt);
    assert_same_str(got->name.name, want->name.name);
    assert_same_str(got->part, want->part);
    assert_same_str(got->detail, want->detail);
}

static Project project_of(Text *text, const Runner *runner)
{
    Project project = { .engine = { .family = STR("postgres"), .major = 16 },
                        .dialect = STR("postgres"),
                        .runner = runner };
    Migration *migration = vec_push(text->arena, &project.migrations);
    *migration =
        (Migration){ .path = STR("1.sql"), .text = text->text, .status = CHANGE_NEW };
    return project;
}

// Also true where there is but one core: then the taker reads part by part.
static Lowered assert_same_as_whole(Text *text, const Runner *runner)
{
    Arena *arena = text->arena;
    Project project = project_of(text, runner);
    FileText file = file_text(&project.migrations.at[0]);
    file.most = MOST;
    Lowered want = file_lower(arena, &pg_frontend, &project.engine, runner, file);
    LowerAhead *ahead = lower_ahead_new(arena, &pg_frontend, &project, MOST);
    assert_non_null(ahead);
    Lowered got = lower_ahead_take(ahead, 0, arena);
    lower_ahead_free(ahead);
    assert_int_equal(got.ops.len, want.ops.len);
    for (size_t i = 0; i < want.ops.len; i++)
        assert_same_op(&got.ops.at[i], &want.ops.at[i]);
    assert_same_spans(&got.statements, &want.statements);
    assert_same_spans(&got.comments, &want.comments);
    assert_same_span(got.left, want.left);
    assert_int_equal(got.until, 0);
    return got;
}

static void a_large_file_is_cut(void **state)
{
    Text *text = *state;
    add_filler(text);
    add(text, STR("-- tidegate:ignore drop-table -- nobody reads it\nDROP TABLE a;\n"));
    add_filler(text);
    Lowered got = assert_same_as_whole(text, NULL);
    assert_int_equal(got.ops.len, 2 * (size_t)FILLER + 1);
    assert_int_equal(got.comments.len, 1);
    assert_int_equal(got.ops.at[2 * (size_t)FILLER].stmt_index, 2 * (size_t)FILLER);
}

static void a_small_file_is_not(void **state)
{
    Text *text = *state;
    add(text, STR("SELECT 1;\n"));
    Project project = project_of(text, NULL);
    assert_null(lower_ahead_new(text->arena, &pg_frontend, &project, MOST));
}

// What holds lines that look like the ends of statements: each longer than a part.
typedef struct Holder {
    const char *open;
    const char *line;
    const char *close;
} Holder;

static const Holder holders[] = {
    { "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n",
      "  UPDATE t SET a = %d;\n", "END $$;\n" },
    { "CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC\n",
      "  UPDATE t SET a = %d;\n", "END;\n" },
    { "/* tidegate: left out\n", "DROP TABLE t%d;\n", "*/\n" },
    { "INSERT INTO t VALUES ('\n", "DROP TABLE t%d;\n", "');\n" },
    { "COPY t (a) FROM stdin;\n", "%d;\n", "\\.\n" },
    { "DO $body$ BEGIN\n", "  DROP TABLE IF EXISTS t%d;\n", "END $body$;\n" },
    { "COMMENT ON TABLE t IS E'\n", "it\\'s number %d;\n", "';\n" },
};

static void what_lies_across_a_cut_is_found(void **state)
{
    Text *text = *state;
    for (size_t i = 0; i < sizeof holders / sizeof *holders; i++) {
        text->text = STR("");
        add_lines(text, FILLER / 3, "CREATE TABLE first_%d (id bigint);\n");
        add(text, str_from(holders[i].open));
        add_lines(text, 3 * (size_t)FILLER, holders[i].line);
        add(text, str_from(holders[i].close));
        add_filler(text);
        assert_same_as_whole(text, NULL);
    }
}

static void a_quote_that_nothing_closes_is_found(void **state)
{
    static const char *const broken[] = {
        "INSERT INTO t VALUES ('its);\n",
        "CREATE TABLE t (a int;\n",
        "CREATE TABLE t (a int)\n",
        "/* no end\n",
        "SELECT $$ no end;\n",
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1;\n"
    };
    Text *text = *state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        text->text = STR("");
        add_filler(text);
        add(text, str_from(broken[i]));
        add_filler(text);
        assert_same_as_whole(text, NULL);
    }
}

// There are only so many rescues in a file.
static void broken_quotes_are_counted_over_all_parts(void **state)
{
    Text *text = *state;
    for (size_t i = 0; i < 100; i++) {
        add(text, STR("INSERT INTO t VALUES ('its);\n\n"));
        add_lines(text, 60, "CREATE TABLE t%d (id bigint, name text, note text);\n");
    }
    assert_same_as_whole(text, NULL);
}

static void a_function_of_another_part_is_run(void **state)
{
    Text *text = *state;
    add(text, STR("CREATE FUNCTION fill() RETURNS void LANGUAGE sql AS "
                  "$$ DELETE FROM accounts $$;\n"));
    add_filler(text);
    add(text, STR("SELECT fill();\n"));
    add_filler(text);
    Lowered got = assert_same_as_whole(text, NULL);
    size_t nested = 0;
    for (size_t i = 0; i < got.ops.len; i++)
        nested += op_has(&got.ops.at[i], OPF_NESTED);
    assert_int_equal(nested, 1);
}

static void a_setting_of_another_part_holds(void **state)
{
    Text *text = *state;
    add(text, STR("SET check_function_bodies = false;\n"));
    add_filler(text);
    add(text, STR("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELEC 1 $$;\n"));
    add_filler(text);
    Lowered got = assert_same_as_whole(text, NULL);
    for (size_t i = 0; i < got.ops.len; i++)
        assert_int_not_equal(got.ops.at[i].kind, OP_OPAQUE);
}

static void pieces_of_a_runner_are_parts_as_well(void **state)
{
    Text *text = *state;
    add_lines(text, FILLER,
              "CREATE TABLE t%d (id bigint, name text, note text, more text);\n"
              "--> statement-breakpoint\n");
    add(text, STR("DROP TABLE a\n--> statement-breakpoint\n"));
    add_filler(text);
    Runner runner = { .breakpoints = true };
    assert_same_as_whole(text, &runner);
}

static void no_more_statements_are_taken_than_from_a_whole(void **state)
{
    Text *text = *state;
    add_lines(text, MOST + 10, "DROP TABLE t%d;\n");
    Lowered got = assert_same_as_whole(text, NULL);
    assert_int_equal(got.statements.len, MOST);
    assert_int_not_equal(got.left.end, 0);
}

#define text_test(f) cmocka_unit_test_setup_teardown(f, open_text, close_text)

int main(void)
{
    const struct CMUnitTest tests[] = {
        text_test(a_large_file_is_cut),
        text_test(a_small_file_is_not),
        text_test(what_lies_across_a_cut_is_found),
        text_test(a_quote_that_nothing_closes_is_found),
        text_test(broken_quotes_are_counted_over_all_parts),
        text_test(a_function_of_another_part_is_run),
        text_test(a_setting_of_another_part_holds),
        text_test(pieces_of_a_runner_are_parts_as_well),
        text_test(no_more_statements_are_taken_than_from_a_whole),
    };
    return cmocka_run_group_tests_name("lower_ahead", tests, NULL, NULL);
}
