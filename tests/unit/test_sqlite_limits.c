// SPDX-License-Identifier: Apache-2.0
// Unit tests of the sandbox's limits: what stops statements and files that would never
// end.
#include "sqlite_bench.h"

// ---- what is stopped ----

// Which of its limits stops a statement depends on the machine.
static void assert_stopped(void **state, const char *sql)
{
    SlResult result = result_of(*state, sql);
    assert_int_equal(result.status, SL_STOPPED);
    assert_true(str_starts(result.message, STR("it takes too ")));
}

#define ENDLESS "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) "

static void endless_statements(void **state)
{
    run(*state, "CREATE TABLE t(a)");
    assert_stopped(state, ENDLESS "SELECT count(*) FROM r");
    assert_stopped(state, "CREATE TABLE b AS " ENDLESS "SELECT x FROM r");
    assert_stopped(state, ENDLESS "INSERT INTO t SELECT zeroblob(500000) FROM r");
    assert_answer("SELECT count(*) FROM t", "0;");
    assert_int_equal(result_of(*state, "SELECT * FROM b").status, SL_REFUSED);
    run(*state, "INSERT INTO t VALUES(1)");
}

static void large_values(void **state)
{
    assert_ends("SELECT zeroblob(1000000000)", SL_STOPPED, "a value is too large");
    assert_ends("SELECT hex(zeroblob(900000))", SL_STOPPED, "a value is too large");
    assert_ends("SELECT replace(replace(replace(hex(zeroblob(1000)), '0', '1111111111'), "
                "'1', '2222222222'), '2', '3333333333')",
                SL_STOPPED, "a value is too large");
    run(*state, "SELECT 1");
}

// SQLite would spend seconds to hours in one instruction.
static void calls_that_take_for_ever(void **state)
{
    static const char *const texts[] = {
        "SELECT printf('%.*c', 1000000000, 'x')",
        "SELECT printf('%s %-*d', 'a', -1000000000, 1)",
        "SELECT format('%%%,.1000000000f', 1.5)",
        "SELECT printf('%99999999999999999999999999d', 1)",
        "SELECT trim(hex(zeroblob(100000)), replace(hex(zeroblob(20000)), '0', '1'))",
        "SELECT instr(zeroblob(100000), zeroblob(50000) || x'01')",
        "SELECT replace(zeroblob(100000), zeroblob(50000) || x'01', '')",
        "SELECT json_patch(hex(zeroblob(20000)), hex(zeroblob(20000)))",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_ends(texts[i], SL_STOPPED, "a value is too large");
}

static void they_work_as_ever(void **state)
{
    assert_answer("SELECT printf('%5d|%-5s|%.2f|%%|%*d|%,d', 7, 'a', 1.5, 4, 2000000, "
                  "3000000)",
                  "    7|a    |1.50|%|2000000|3,000,000;");
    assert_answer("SELECT format('%d%', 5000000)", "5000000%;");
    assert_answer("SELECT trim('xxaxx', 'x') || ltrim('xb', 'x') || rtrim('cx', 'x')",
                  "abc;");
    assert_answer("SELECT trim('  a ') || instr('abc', 'c') || replace('aba', 'b', 'c')",
                  "a3aca;");
    assert_answer("SELECT json_patch('{\"a\":1}', '{\"b\":2}')", "{\"a\":1,\"b\":2};");
    assert_answer("SELECT typeof(printf(NULL)) || typeof(instr(NULL, 'a'))", "nullnull;");
    run(*state, "CREATE TABLE t(a, b AS (replace(a, 'x', 'y')))");
    run(*state, "CREATE INDEX i ON t(printf('%05d', a))");
    run(*state, "INSERT INTO t VALUES(1)");
    assert_ends("SELECT json_patch('{', '{}')", SL_FAILED, "malformed JSON");
}

// What a text says may be as long as it says.
static void long_texts(void **state)
{
    const Bench *bench = *state;
    size_t len = 3 << 20;
    char *blanks = NEW_ARRAY(bench->arena, char, len + 1);
    for (size_t i = 0; i < len; i++)
        blanks[i] = ' ';
    run(*state, "CREATE TABLE t(a)");
    Str sql = arena_fmt(bench->arena, "INSERT INTO t VALUES('%s')", blanks);
    assert_int_equal(sl_db_run(bench->arena, bench->db, sql).status, SL_DONE);
    run(*state, "UPDATE t SET a = a || 'x'");
}

static void deep_texts(void **state)
{
    const Bench *bench = *state;
    Str deep = STR("1"), wide = STR("1");
    for (size_t i = 0; i < 2000; i++) {
        deep = arena_fmt(bench->arena, "(" STR_FMT ")+1", STR_ARG(deep));
        wide = arena_fmt(bench->arena, STR_FMT " UNION SELECT %zu", STR_ARG(wide), i);
    }
    Str sql = arena_fmt(bench->arena, "SELECT " STR_FMT, STR_ARG(deep));
    assert_int_equal(sl_db_run(bench->arena, bench->db, sql).status, SL_REFUSED);
    sql = arena_fmt(bench->arena, "SELECT " STR_FMT, STR_ARG(wide));
    SlResult result = sl_db_run(bench->arena, bench->db, sql);
    assert_int_equal(result.status, SL_REFUSED);
    assert_str(result.message, "too many terms in compound SELECT");
}

static void triggers_that_set_off_each_other(void **state)
{
    run(*state, "CREATE TABLE t(a)");
    run(*state,
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO t VALUES(NEW.a + 1), "
        "(NEW.a + 2); END");
    run(*state, "INSERT INTO t VALUES(1)");
    run(*state, "PRAGMA recursive_triggers = ON");
    assert_ends("INSERT INTO t VALUES(1)", SL_STOPPED,
                "its triggers set off each other too often");
    assert_answer("SELECT count(*) FROM t", "3;");
}

static void no_row(void *to, const SlRow *row)
{
    (void)to, (void)row;
    fail_msg("the question has an answer");
}

static void views_of_views(void **state)
{
    const Bench *bench = *state;
    run(*state, "CREATE VIEW v0 AS SELECT 1 AS a");
    for (int i = 1; i < 40; i++) {
        Str sql =
            arena_fmt(bench->arena, "CREATE VIEW v%d AS SELECT x.a FROM v%d x, v%d y", i,
                      i - 1, i - 1);
        assert_int_equal(sl_db_run(bench->arena, bench->db, sql).status, SL_DONE);
    }
    run(*state, "SELECT * FROM v9");
    result_of(*state, "SELECT * FROM v15");
    sl_db_begin_file(bench->db);
    assert_ends("SELECT * FROM v39", SL_REFUSED,
                "too many references to \"v0\": max 65535");
    SlAsk ask = {
        "SELECT name FROM pragma_table_xinfo('v39')", { { 0 } }, no_row, NULL, true
    };
    for (int i = 0; i < 100; i++)
        assert_false(sl_db_ask(bench->db, &ask));
}

// ---- a file's budget ----

static void hundreds_of_hostile_statements(void **state)
{
    static const char *const texts[] = {
        ENDLESS "SELECT count(*) FROM r",
        "INSERT INTO t " ENDLESS "SELECT zeroblob(900000) FROM r",
        ENDLESS "SELECT count(*) FROM r WHERE length(hex(randomblob(400000))) = x",
        "SELECT zeroblob(1000000000)",
        "SELECT count(*) FROM sqlite_schema a, sqlite_schema b, t, t c, t d",
    };
    const Bench *bench = *state;
    run(*state, "CREATE TABLE t(a)");
    run(*state, "BEGIN");
    for (size_t i = 0; i < 300; i++)
        sl_db_run(bench->arena, bench->db,
                  str_from(texts[i % (sizeof texts / sizeof *texts)]));
    SlResult rest = sl_db_run(bench->arena, bench->db, STR("SELECT 1"));
    assert_int_equal(rest.status, SL_NOT_RUN);
    assert_str(rest.message, "the statements before it have taken too long");
    sl_db_begin_file(bench->db);
    run(*state, "INSERT INTO t VALUES(1)");
    run(*state, "COMMIT");
    assert_answer("SELECT count(*) FROM t", "1;");
}

// How many of these statements a file may have, with its number for each %d; `most` ends
// the count.
static size_t count_run(void **state, const char *format, size_t most)
{
    const Bench *bench = *state;
    for (size_t i = 0; i < most; i++) {
        Str sql = arena_fmt(bench->arena, format, i, i, i);
        if (sl_db_run(bench->arena, bench->db, sql).status != SL_DONE)
            return i;
    }
    return most;
}

#define CREATE_TABLE                                                                     \
    "CREATE TABLE t%zu (id INTEGER PRIMARY KEY, name TEXT NOT NULL, status TEXT NOT "    \
    "NULL DEFAULT 'new' CHECK (status IN ('new', 'old')), created_at TEXT NOT NULL "     \
    "DEFAULT CURRENT_TIMESTAMP, updated_at TEXT)"

static void a_baseline_of_a_thousand_tables_is_run(void **state)
{
    const Bench *bench = *state;
    sl_db_begin_file(bench->db);
    assert_int_equal(count_run(state, CREATE_TABLE, 1000), 1000);
    assert_int_equal(count_run(state, "CREATE INDEX i%zu ON t%zu (name)", 1000), 1000);
    assert_int_equal(count_run(state, "CREATE VIEW v%zu AS SELECT name FROM t%zu", 500),
                     500);
}

// Its cost grows with the schema, whatever the machine.
static void alterations_of_large_schemas_are_counted(void **state)
{
    const Bench *bench = *state;
    sl_db_begin_known(bench->db);
    count_run(state, CREATE_TABLE, 400);
    sl_db_begin_file(bench->db);
    assert_int_equal(count_run(state, "ALTER TABLE t%zu ADD COLUMN x", 50), 50);
    sl_db_begin_file(bench->db);
    assert_in_range(
        count_run(state, "ALTER TABLE t%zu RENAME COLUMN status TO state", 400), 20, 399);
}

static void floods_of_short_statements_end(void **state)
{
    const Bench *bench = *state;
    sl_db_begin_file(bench->db);
    assert_in_range(count_run(state, "CREATE TABLE a%zu (a)", 5000), 1000, 4999);
}

static void many_small_statements_cost_nothing(void **state)
{
    const Bench *bench = *state;
    run(*state, "CREATE TABLE t(a)");
    for (int i = 0; i < 20000; i++) {
        Str sql = arena_fmt(bench->arena, "INSERT INTO t VALUES(%d)", i);
        assert_int_equal(sl_db_run(bench->arena, bench->db, sql).status, SL_DONE);
    }
    assert_answer("SELECT count(*) FROM t", "20000;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(endless_statements),
        T(large_values),
        T(calls_that_take_for_ever),
        T(they_work_as_ever),
        T(long_texts),
        T(deep_texts),
        T(triggers_that_set_off_each_other),
        T(views_of_views),
        T(hundreds_of_hostile_statements),
        T(a_baseline_of_a_thousand_tables_is_run),
        T(alterations_of_large_schemas_are_counted),
        T(floods_of_short_statements_end),
        T(many_small_statements_cost_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
