// SPDX-License-Identifier: Apache-2.0
// Unit tests of the layouts whose files go both ways (goose, dbmate, node-pg-migrate) and
// of golang-migrate: what is detected, in which order it runs, and which part of it.
#include "base/out.h"

#include "workbench.h"

#include <time.h>

// Loads one file, and says what is made of it: its parts between brackets, its pieces
// behind them, and its faults.
static Str parts(Bench *bench, const char *runner, const char *text)
{
    Project project;
    LayoutWishes wishes = { .layout = STR("plain"),
                            .runner = runner_find(str_from(runner)) };
    bench_put(bench, "m/1_a.sql", text);
    assert_true(bench_try(bench, (Found){ .dir = STR("m") }, wishes, &project));
    const Migration *m = &project.migrations.at[0];
    Str down = str_slice(m->text, m->down.start, m->down.end);
    Str said = arena_fmt(bench->arena, "[" STR_FMT "][" STR_FMT "]",
                         STR_ARG(migration_up(m)), STR_ARG(down));
    for (size_t i = 0; i < m->pieces.len; i++)
        said = arena_fmt(
            bench->arena, STR_FMT " <" STR_FMT ">", STR_ARG(said),
            STR_ARG(str_slice(m->text, m->pieces.at[i].start, m->pieces.at[i].end)));
    for (size_t i = 0; i < m->faults.len; i++)
        said = arena_fmt(bench->arena, STR_FMT " !%zu: " STR_FMT, STR_ARG(said),
                         m->faults.at[i].span.start, STR_ARG(m->faults.at[i].reason));
    return said;
}

typedef struct PartsCase {
    const char *text;
    const char *said;
} PartsCase;

static void check_parts(Bench *bench, const char *runner, const PartsCase *cases,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Str said = parts(bench, runner, cases[i].text);
        if (!str_eq(said, str_from(cases[i].said)))
            fail_msg("%s: \"%s\"\n gives \"" STR_FMT "\"\n not   \"%s\"", runner,
                     cases[i].text, STR_ARG(said), cases[i].said);
    }
}

#define CHECK_PARTS(bench, runner, cases)                                                \
    check_parts((bench), (runner), (cases), sizeof(cases) / sizeof(cases)[0])

// ---- goose ----

static void goose_is_known_by_its_annotations(void **state)
{
    Bench *bench = *state;
    const char *text = "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n";
    bench_put(bench, "m/00010_b.sql", text);
    bench_put(bench, "m/9_a.sql", text);
    bench_put(bench, "m/2024_01_02_c.sql", text);
    bench_put(bench, "m/fix.sql", text);
    bench_put(bench, "m/00011_go.go", "package m");
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "goose");
    assert_string_equal(project.runner->name, "goose");
    assert_str(bench_paths(bench, &project), "9_a.sql 00010_b.sql 2024_01_02_c.sql");
    assert_str(bench_versions(bench, &project), "9 00010 2024");
    assert_str(bench_words(bench, &project.stray), "m/fix.sql");
    assert_str(migration_up(&project.migrations.at[0]), "SELECT 1;\n");
}

static void goose_marks_part_a_file(void **state)
{
    static const PartsCase CASES[] = {
        { "-- +goose Up\nA;\n-- +goose Down\nB;\n", "[A;\n][-- +goose Down\nB;\n] <A;>" },
        { "-- note\n\n--+GOOSE UP\n", "[-- note\n\n--+GOOSE UP\n][] !0: there is no line "
                                      "\"-- +goose Up\"" },
        { "-- note\n\n--+goose up\nA\n  (b); -- c\nB; C;\r\n",
          "[A\n  (b); -- c\nB; C;\r\n][] <A\n  (b); -- c> <B; C;>" },
        { "-- +goose Up\n-- +goose Down\nB;\n", "[][-- +goose Down\nB;\n]" },
        { "-- +goose Up\n-- +goose StatementBegin\nA;\nB\n-- +goose StatementEnd\nC;\n",
          "[-- +goose StatementBegin\nA;\nB\n-- +goose StatementEnd\nC;\n][] <A;\nB> "
          "<C;>" },
        { "-- +goose NO TRANSACTION\n-- +goose Up\nA;\n", "[A;\n][] <A;>" },
        { "-- +goose Up\nA;", "[A;][] <A;>" },
        { "\xEF\xBB\xBF-- +goose Up\nA;", "[A;][] <A;>" },
        { "", "[][] !0: there is no line \"-- +goose Up\"" },
    };
    CHECK_PARTS(*state, "goose", CASES);
}

static void goose_stops_where_marks_are_wrong(void **state)
{
#define BEGIN_WRONG                                                                      \
    "\"-- +goose StatementBegin\" must come behind \"-- +goose Up\" or \"-- +goose "     \
    "Down\", and not inside of another"
#define DOWN_WRONG                                                                       \
    "\"-- +goose Down\" must come once, behind \"-- +goose Up\" and outside of a "       \
    "StatementBegin"
#define UNFINISHED "the statement does not end in a line that ends with a semicolon"
    static const PartsCase CASES[] = {
        { "A;\n-- +goose Up\nB;\n",
          "[B;\n][] !0: there is text before \"-- +goose Up\"" },
        { "A;\n", "[A;\n][] !0: there is text before \"-- +goose Up\"" },
        { "-- +goose Up\nA;\n-- +goose Up\nB;\n",
          "[A;\n-- +goose Up\nB;\n][] <A;> !16: a second \"-- +goose Up\"" },
        { "-- +goose Down\nA;\n", "[][-- +goose Down\nA;\n] !0: " DOWN_WRONG },
        { "-- +goose Up\nA;\n-- +goose Down\nB;\n-- +goose Down\n",
          "[A;\n][-- +goose Down\nB;\n-- +goose Down\n] <A;> !34: " DOWN_WRONG },
        { "-- +goose Up\nA\n-- +goose Down\nB;\n",
          "[A\n][-- +goose Down\nB;\n] !13: " UNFINISHED },
        { "-- +goose Up\nA; /* b */\n", "[A; /* b */\n][] !13: " UNFINISHED },
        { "-- +goose Up\nA;\n-- +goose Down\nB\n",
          "[A;\n][-- +goose Down\nB\n] <A;> !31: " UNFINISHED },
        { "-- +goose Up\n-- +goose StatementBegin\nA;\n",
          "[-- +goose StatementBegin\nA;\n][] !38: \"-- +goose StatementBegin\" without "
          "a StatementEnd" },
        { "-- +goose Up\n-- +goose StatementBegin\nA;\n-- +goose StatementBegin\n",
          "[-- +goose StatementBegin\nA;\n-- +goose StatementBegin\n][] "
          "!41: " BEGIN_WRONG },
        { "-- +goose StatementBegin\nA;\n",
          "[-- +goose StatementBegin\nA;\n][] !0: " BEGIN_WRONG },
        { "-- +goose Up\nA;\n-- +goose StatementEnd\n",
          "[A;\n-- +goose StatementEnd\n][] <A;> !16: \"-- +goose StatementEnd\" without "
          "a StatementBegin" },
        { "-- +goose Up\n  -- +goose Down\nB;\n",
          "[][  -- +goose Down\nB;\n] !13: blanks before an annotation" },
        { "-- +goose Up\n-- +goose StatementStart\nB;\n",
          "[-- +goose StatementStart\nB;\n][] !13: no annotation is called "
          "\"StatementStart\"" },
    };
    CHECK_PARTS(*state, "goose", CASES);
}

// ---- dbmate ----

static void dbmate_is_known_by_its_marks(void **state)
{
    Bench *bench = *state;
    const char *text = "-- migrate:up\nSELECT 1;\n-- migrate:down\n";
    bench_put(bench, "m/20240102_b.sql", text);
    bench_put(bench, "m/9_a.sql", text);
    bench_put(bench, "m/fix.sql", text);
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "dbmate");
    assert_string_equal(project.runner->name, "dbmate");
    assert_str(bench_paths(bench, &project), "20240102_b.sql 9_a.sql");
    assert_str(bench_versions(bench, &project), "20240102 9");
    assert_str(bench_words(bench, &project.stray), "m/fix.sql");
}

static void dbmate_marks_part_a_file(void **state)
{
    static const PartsCase CASES[] = {
        { "-- note\n-- migrate:up\nA;\n-- migrate:down\nB;\n",
          "[-- migrate:up\nA;\n][-- migrate:down\nB;\n]" },
        { "--migrate:up transaction:false\r\nA;\n--  migrate:down",
          "[--migrate:up transaction:false\r\nA;\n][--  migrate:down]" },
        { "-- migrate:up\n-- migrate:down\nB;",
          "[-- migrate:up\n][-- migrate:down\nB;]" },
        { "A;\n-- migrate:up\nB;\n-- migrate:down\n",
          "[-- migrate:up\nB;\n][-- migrate:down\n] !0: there is more than comments "
          "before "
          "\"-- migrate:up\"" },
        { "A;\n", "[A;\n][] !0: there is no line \"-- migrate:up\"" },
        { "-- migrate: up\nA;\n-- migrate:down\nB;",
          "[-- migrate: up\nA;\n][-- migrate:down\nB;] !0: dbmate does not take this "
          "line "
          "for \"-- migrate:up\"" },
        { "-- migrate:down\nB;\n",
          "[][-- migrate:down\nB;\n] !0: there is no line \"-- migrate:up\"" },
        { "-- migrate:up\nA;\n",
          "[-- migrate:up\nA;\n][] !0: there is no line \"-- migrate:down\"" },
        { "-- migrate:up\nA;\n  -- migrate:down\nB;",
          "[-- migrate:up\nA;\n  -- migrate:down\nB;][] !17: dbmate does not take this "
          "line for \"-- migrate:down\"" },
        { "-- migrate:down\n-- migrate:up\nA;\n",
          "[-- migrate:up\nA;\n][] !0: \"-- migrate:down\" comes before \"-- "
          "migrate:up\"" },
        { "-- migrate:up\nA;\n-- migrate:down\nB;\n-- migrate:down\nC;",
          "[-- migrate:up\nA;\n][-- migrate:down\nB;\n-- migrate:down\nC;] !36: a second "
          "\"-- migrate:down\" has no \"-- migrate:up\" before it" },
        { "-- migrate:up\nA;\n-- migrate:down\nB;\n-- migrate:up\nC;\n-- migrate:down\n",
          "[-- migrate:up\nA;\n][-- migrate:down\nB;\n] !36: a second \"-- migrate:up\" "
          "fails when dbmate records the version again, with the first one committed" },
        { "\xEF\xBB\xBF-- migrate:up\nA;\n-- migrate:down",
          "[-- migrate:up\nA;\n][-- migrate:down]" },
    };
    CHECK_PARTS(*state, "dbmate", CASES);
}

// ---- node-pg-migrate ----

static void node_pg_is_known_by_its_marks(void **state)
{
    Bench *bench = *state;
    const char *text = "-- Up Migration\nSELECT 1;\n-- Down Migration\n";
    // 17 digits are the milliseconds 1704164645678.
    bench_put(bench, "m/20240102030405678_b.sql", text);
    bench_put(bench, "m/1704164645677_a.sql", text);
    bench_put(bench, "m/1704164645679_c.sql", text);
    bench_put(bench, "m/1_first.sql", text);
    bench_put(bench, "m/1704164645680_d.js", "exports.up = () => {}");
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "node-pg-migrate");
    assert_string_equal(project.runner->name, "node-pg-migrate");
    assert_str(project.dialect, "postgres");
    assert_str(bench_paths(bench, &project),
               "1_first.sql 1704164645677_a.sql 20240102030405678_b.sql "
               "1704164645679_c.sql");
}

static void node_pg_marks_part_a_file(void **state)
{
    static const PartsCase CASES[] = {
        { "-- Up Migration\nA;\n-- Down Migration\nB;\n",
          "[-- Up Migration\nA;\n][-- Down Migration\nB;\n]" },
        { "---- UP   migration of x\nA;", "[---- UP   migration of x\nA;][]" },
        { "-- Down Migration\nB;\n-- Up Migration\nA;\n",
          "[-- Up Migration\nA;\n][-- Down Migration\nB;\n]" },
        { "A;\n", "[A;\n][]" },
        { "A;\n-- down migration\nB;\n",
          "[A;\n-- down migration\nB;\n][-- down migration\nB;\n] !3: without a line "
          "\"-- Up Migration\" node-pg-migrate runs the whole file, and this rollback "
          "with it" },
        { "-- hello\nA;\n-- Up Migration\nB;\n",
          "[-- Up Migration\nB;\n][] !9: node-pg-migrate never runs what comes before "
          "the "
          "first of its marks" },
    };
    CHECK_PARTS(*state, "node-pg-migrate", CASES);
}

static void hostile_files_take_little_time(void **state)
{
    enum { LINES = 500000 };
    static const char *const LINE[] = { "\n", "--\n", "-", "-- +goose StatementBegin\n" };
    static const char *const RUNNERS[] = { "goose", "dbmate", "node-pg-migrate" };
    Bench *bench = *state;
    clock_t begun = clock();
    for (size_t i = 0; i < sizeof LINE / sizeof LINE[0]; i++) {
        Out text = out_new(bench->arena);
        for (size_t k = 0; k < LINES; k++)
            out_cstr(&text, LINE[i]);
        const char *whole = arena_cstr(bench->arena, out_text(&text));
        for (size_t k = 0; k < sizeof RUNNERS / sizeof RUNNERS[0]; k++)
            assert_true(parts(bench, RUNNERS[k], whole).len > 0);
    }
    double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    if (seconds > 20)
        fail_msg("it took %.1f s", seconds);
}

// ---- golang-migrate ----

static void golang_pairs_by_number(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/10_b.up.sql", "SELECT 1;");
    bench_put(bench, "m/10_other.down.sql", "SELECT 2;");
    bench_put(bench, "m/000009_a.up.sql", "SELECT 1;");
    bench_put(bench, "m/9_a.down.sql", "SELECT 3;");
    bench_put(bench, "m/11_c.down.sql", "SELECT 4;");
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "golang-migrate");
    assert_string_equal(project.runner->name, "golang-migrate");
    assert_str(bench_paths(bench, &project), "000009_a.up.sql 10_b.up.sql");
    assert_str(bench_versions(bench, &project), "000009 10");
    assert_str(project.migrations.at[0].name, "000009_a");
    assert_str(project.migrations.at[0].down_path, "m/9_a.down.sql");
    assert_str(project.migrations.at[1].down_text, "SELECT 2;");
    assert_str(bench_words(bench, &project.stray), "m/11_c.down.sql");
}

// Pairs alone do not tell whose they are.
static void pairs_of_others_stay_plain(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "go/m/1_a.up.sql", "SELECT 1;");
    assert_str(bench_load(bench, "go/m").layout, "golang-migrate");
    bench_put(bench, "go/m/2_b.sql", "SELECT 1;");
    assert_str(bench_load(bench, "go/m").layout, "plain");
    for (int i = 3; i < 8; i++)
        tree_memory_put(bench->tree, arena_fmt(bench->arena, "go/m/%d_c.up.sql", i),
                        STR("SELECT 1;"));
    Project project = bench_load(bench, "go/m");
    assert_str(project.layout, "golang-migrate");
    assert_str(bench_words(bench, &project.stray), "go/m/2_b.sql");
    bench_put(bench, "rust/Cargo.toml", "[package]");
    bench_put(bench, "rust/db/m/1_a.up.sql", "SELECT 1;");
    assert_str(bench_load(bench, "rust/db/m").layout, "plain");
    bench_put(bench, "bun/m/1_a.tx.up.sql", "SELECT 1;");
    assert_str(bench_load(bench, "bun/m").layout, "plain");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(goose_is_known_by_its_annotations),
        BENCH_TEST(goose_marks_part_a_file),
        BENCH_TEST(goose_stops_where_marks_are_wrong),
        BENCH_TEST(dbmate_is_known_by_its_marks),
        BENCH_TEST(dbmate_marks_part_a_file),
        BENCH_TEST(node_pg_is_known_by_its_marks),
        BENCH_TEST(node_pg_marks_part_a_file),
        BENCH_TEST(hostile_files_take_little_time),
        BENCH_TEST(golang_pairs_by_number),
        BENCH_TEST(pairs_of_others_stay_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
