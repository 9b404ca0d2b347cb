// SPDX-License-Identifier: Apache-2.0
// Unit tests of the sandbox: what statements touch, what is denied them, and what stops
// those that would never end.
#include "sqlite_bench.h"

#include <dirent.h>
#include <time.h>

// ---- results ----

static void what_fails_says_when_and_where(void **state)
{
    run(*state, "CREATE TABLE t(a NOT NULL)");
    assert_ends("SELECT * FROM nope", SL_REFUSED, "no such table: nope");
    assert_ends("INSERT INTO t VALUES(NULL)", SL_FAILED,
                "NOT NULL constraint failed: t.a");
    assert_ends("CREATE TABLE t(b)", SL_REFUSED, "table t already exists");
    SlResult result = result_of(*state, "SELECT a, b FROM t");
    assert_int_equal(result.offset, 10);
    result = result_of(*state, "SELEC 1");
    assert_int_equal(result.offset, 0);
    assert_str(result.message, "near \"SELEC\": syntax error");
    assert_int_equal(result_of(*state, "  -- nothing").status, SL_DONE);
    assert_int_equal(result_of(*state, "").status, SL_DONE);
}

static void trying_runs_nothing(void **state)
{
    const Bench *bench = *state;
    SlResult result = sl_db_try(bench->arena, bench->db, STR("CREATE TABLE t(a)"));
    assert_int_equal(result.status, SL_DONE);
    assert_int_equal(result_of(*state, "SELECT * FROM t").status, SL_REFUSED);
}

static Str touched(void **state, const char *sql)
{
    static const char letters[] = "riudcxa";
    const Bench *bench = *state;
    SlResult result = result_of(*state, sql);
    Str text = STR("");
    for (size_t i = 0; i < result.touched.len; i++) {
        text = arena_fmt(bench->arena, STR_FMT "%s" STR_FMT ":", STR_ARG(text),
                         i > 0 ? " " : "", STR_ARG(result.touched.at[i].table));
        for (size_t bit = 0; letters[bit]; bit++)
            if (result.touched.at[i].how & 1U << bit)
                text = arena_fmt(bench->arena, STR_FMT "%c", STR_ARG(text), letters[bit]);
    }
    return text;
}

static void statements_tell_what_they_touch(void **state)
{
    assert_str(touched(state, "CREATE TABLE p(id INTEGER PRIMARY KEY)"), "p:c");
    assert_str(touched(state, "CREATE TABLE c(p REFERENCES p ON DELETE CASCADE, d)"),
               "c:c");
    assert_str(touched(state, "CREATE TABLE l(x)"), "l:c");
    assert_str(touched(state, "CREATE INDEX i ON c(d)"), "c:ra");
    assert_str(touched(state, "ALTER TABLE c ADD COLUMN e"), "c:a");
    assert_str(touched(state, "INSERT INTO l SELECT d FROM c"), "l:i c:r");
    assert_str(touched(state, "CREATE TRIGGER t AFTER DELETE ON p BEGIN "
                              "UPDATE l SET x = 1; END"),
               "p:a");
    assert_str(touched(state, "DELETE FROM p"), "p:d l:u");
    run(*state, "PRAGMA foreign_keys = ON");
    assert_str(touched(state, "DELETE FROM p WHERE id = 1"), "p:rd l:u c:rd");
    assert_str(touched(state, "DROP TABLE l"), "l:dx");
    assert_str(touched(state, "SELECT * FROM nope JOIN c"), "");
}

// ---- what is missing ----

static void stand_ins(void **state)
{
    const Bench *bench = *state;
    run(*state, "CREATE TABLE t(a COLLATE unicode, b AS (my_slug(a, 1)) STORED)");
    run(*state, "CREATE INDEX i ON t(my_hash(a))");
    run(*state, "INSERT INTO t VALUES('x')");
    assert_answer("SELECT b FROM t", "x;");
    run(*state, "UPDATE t SET a = my_none()");
    assert_answer("SELECT b FROM t", "?;");
    run(*state, "CREATE VIRTUAL TABLE v USING vec0(id INTEGER PRIMARY KEY, e float[3])");
    run(*state, "INSERT INTO v(id, e) VALUES(1, '[1, 2, 3]')");
    run(*state, "DELETE FROM v WHERE id = 1");
    run(*state, "CREATE VIRTUAL TABLE f USING fts5(title, body)");
    run(*state, "INSERT INTO f(f) VALUES('rebuild')");
    run(*state, "CREATE VIRTUAL TABLE r USING rtree(id, x0, x1)");
    SlDb *copy = sl_db_open();
    sl_db_copy(copy, bench->db);
    assert_int_equal(
        sl_db_run(bench->arena, copy, STR("INSERT INTO t VALUES('y')")).status, SL_DONE);
    assert_int_equal(
        sl_db_run(bench->arena, copy, STR("ALTER TABLE v RENAME TO w")).status, SL_DONE);
    sl_db_close(copy);
}

static Str as_string(void **state, const char *sql)
{
    return result_of(*state, sql).as_string;
}

static void double_quotes_that_are_no_column(void **state)
{
    run(*state, "CREATE TABLE t(a, b)");
    run(*state, "INSERT INTO t(a) VALUES(1)");
    assert_str(as_string(state, "INSERT INTO t SELECT \"a\", \"nope\" FROM t"), "nope");
    assert_answer("SELECT b FROM t WHERE b IS NOT NULL", "nope;");
    assert_str(as_string(state, "UPDATE t SET b = \"it's \"\"it\"\"\""), "it's \"it\"");
    assert_str(as_string(state, "SELECT my_own(\"x y\") FROM t"), "x y");
    assert_str(as_string(state, "SELECT \"a\", \"b\" FROM t"), "");
    assert_str(as_string(state, "CREATE INDEX i ON t(\"none\")"), "none");
    assert_ends("SELECT nope FROM t", SL_REFUSED, "no such column: nope");
    assert_ends("SELECT \"one\", two FROM t", SL_REFUSED, "no such column: two");
    assert_ends("SELECT `one` FROM t", SL_REFUSED, "no such column: one");
    assert_ends("SELECT \"t\".\"one\" FROM t", SL_REFUSED, "no such column: t.one");
    assert_str(as_string(state, "SELECT nope, \"nope\" FROM t"), "");
}

// A view's or trigger's string is none of the statement's.
static void double_quotes_in_other_texts(void **state)
{
    run(*state, "CREATE TABLE t(a, b)");
    run(*state, "CREATE VIEW v AS SELECT * FROM t WHERE a = \"old\"");
    run(*state, "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET b = \"new\"; END");
    assert_str(as_string(state, "INSERT INTO t VALUES(1, 2)"), "");
    assert_answer("SELECT b FROM t", "new;");
    assert_str(as_string(state, "SELECT * FROM v"), "");
    run(*state, "ALTER TABLE t RENAME COLUMN b TO c");
    run(*state, "ALTER TABLE t RENAME TO u");
}

// ---- what is denied ----

static size_t files_here(void)
{
    size_t count = 0;
    DIR *here = opendir(".");
    assert_non_null(here);
    while (readdir(here))
        count++;
    closedir(here);
    return count;
}

static void nothing_outside_is_reached(void **state)
{
    size_t before = files_here();
    assert_ends("ATTACH 'sqlite-db-test.db' AS x", SL_DENIED, "ATTACH");
    assert_ends("ATTACH DATABASE 'sqlite-db-' || 'test.db' AS x", SL_DENIED, "ATTACH");
    assert_ends("ATTACH '' AS x", SL_DENIED, "ATTACH");
    assert_ends("ATTACH ':memory:' AS x", SL_DENIED, "ATTACH");
    assert_ends("DETACH main", SL_DENIED, "DETACH");
    assert_ends("VACUUM INTO 'sqlite-db-test.db'", SL_DENIED, "VACUUM INTO");
    assert_ends("SELECT load_extension('./x')", SL_DENIED,
                "a function that reaches for files");
    assert_ends("SELECT writefile('sqlite-db-test.db', 'x')", SL_DENIED,
                "a function that reaches for files");
    assert_ends("SELECT ReadFile('/etc/passwd')", SL_DENIED,
                "a function that reaches for files");
    assert_ends("SELECT fts3_tokenizer('x', x'00')", SL_DENIED,
                "a function that reaches for files");
    assert_ends("VACUUM INTO (SELECT load_extension('./x'))", SL_DENIED,
                "a function that reaches for files");
    run(*state, "CREATE VIEW v AS SELECT load_extension('./x') AS y");
    assert_ends("SELECT * FROM v", SL_REFUSED, "unsafe use of load_extension()");
    assert_int_equal(files_here(), before);
    run(*state, "CREATE TABLE t(a)");
}

static void settings_of_files_are_passed_over(void **state)
{
    run(*state, "PRAGMA journal_mode = WAL");
    run(*state, "PRAGMA temp_store = FILE");
    run(*state, "PRAGMA temp_store_directory = '/nowhere'");
    run(*state, "PRAGMA max_page_count = 1");
    run(*state, "PRAGMA query_only = ON");
    run(*state, "PRAGMA writable_schema = ON");
    run(*state, "PRAGMA hard_heap_limit = 1000");
    assert_answer("PRAGMA temp_store", "2;");
    assert_answer("PRAGMA journal_mode", "memory;");
    run(*state, "CREATE TABLE t(a)");
    assert_ends("UPDATE sqlite_schema SET sql = 'x'", SL_REFUSED,
                "table sqlite_master may not be modified");
    run(*state, "PRAGMA USER_VERSION = 7");
    assert_answer("PRAGMA user_version", "7;");
}

static void vacuum_runs_outside_of_transactions(void **state)
{
    run(*state, "CREATE TABLE t(a)");
    run(*state, "INSERT INTO t VALUES(1)");
    assert_str(touched(state, "VACUUM"), "");
    run(*state, "VACUUM");
    run(*state, "BEGIN");
    assert_ends("VACUUM", SL_FAILED, "cannot VACUUM from within a transaction");
    run(*state, "COMMIT");
    assert_answer("SELECT a FROM t", "1;");
}

// Which of its limits stops a statement depends on the machine.
static void assert_stopped(void **state, const char *sql)
{
    SlResult result = result_of(*state, sql);
    assert_int_equal(result.status, SL_STOPPED);
    assert_true(str_starts(result.message, STR("it takes too ")));
}

#define ENDLESS "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) "

// ---- transactions ----

static void a_stop_leaves_the_transaction(void **state)
{
    const Bench *bench = *state;
    run(*state, "CREATE TABLE t(a)");
    run(*state, "BEGIN");
    run(*state, "CREATE TABLE u(b)");
    run(*state, "INSERT INTO u VALUES(1)");
    run(*state, "SAVEPOINT s");
    sl_db_exec(bench->db, "INSERT INTO u VALUES(2)");
    assert_int_equal(sl_db_attempt(bench->db, STR("INSERT INTO u VALUES(3)")), 0);
    assert_stopped(state, "INSERT INTO t " ENDLESS "SELECT x FROM r");
    assert_true(sl_db_in_transaction(bench->db));
    assert_answer("SELECT group_concat(b) FROM u", "1,2,3;");
    assert_stopped(state, "INSERT INTO t " ENDLESS "SELECT zeroblob(900000) FROM r");
    assert_answer("SELECT group_concat(b) FROM u", "1,2,3;");
    run(*state, "ROLLBACK TO s");
    assert_answer("SELECT group_concat(b) FROM u", "1;");
    run(*state, "ROLLBACK");
    assert_answer("SELECT name FROM sqlite_schema", "t;");
}

static void a_rollback_of_its_own_stays(void **state)
{
    const Bench *bench = *state;
    run(*state, "CREATE TABLE t(a UNIQUE)");
    run(*state, "BEGIN");
    run(*state, "INSERT INTO t VALUES(1)");
    assert_int_equal(result_of(*state, "INSERT OR ROLLBACK INTO t VALUES(1)").status,
                     SL_FAILED);
    assert_false(sl_db_in_transaction(bench->db));
    run(*state, "BEGIN");
    assert_stopped(state, "INSERT INTO t " ENDLESS "SELECT x FROM r");
    assert_answer("SELECT count(*) FROM t", "0;");
    run(*state, "COMMIT");
}

static void an_open_transaction_is_copied(void **state)
{
    const Bench *bench = *state;
    run(*state, "BEGIN");
    run(*state, "CREATE TABLE t(a)");
    SlDb *copy = sl_db_open();
    sl_db_run(bench->arena, copy, STR("BEGIN"));
    sl_db_copy(copy, bench->db);
    assert_int_equal(sl_db_run(bench->arena, copy, STR("SELECT * FROM t")).status,
                     SL_DONE);
    sl_db_close(copy);
}

static void keys_that_are_owed(void **state)
{
    const Bench *bench = *state;
    run(*state, "PRAGMA foreign_keys = ON");
    run(*state, "CREATE TABLE t(id INTEGER PRIMARY KEY, up REFERENCES t "
                "DEFERRABLE INITIALLY DEFERRED)");
    run(*state, "BEGIN");
    run(*state, "INSERT INTO t VALUES(1, 2)");
    assert_true(sl_db_owes_keys(bench->db));
    run(*state, "INSERT INTO t VALUES(2, 1)");
    assert_false(sl_db_owes_keys(bench->db));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_fails_says_when_and_where),
        T(trying_runs_nothing),
        T(statements_tell_what_they_touch),
        T(stand_ins),
        T(double_quotes_that_are_no_column),
        T(double_quotes_in_other_texts),
        T(nothing_outside_is_reached),
        T(settings_of_files_are_passed_over),
        T(vacuum_runs_outside_of_transactions),
        T(a_stop_leaves_the_transaction),
        T(a_rollback_of_its_own_stays),
        T(an_open_transaction_is_copied),
        T(keys_that_are_owed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
