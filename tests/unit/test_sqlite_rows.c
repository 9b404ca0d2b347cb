// SPDX-License-Identifier: Apache-2.0
// Unit tests of the rows that tables are filled with: each case is a schema and what its
// tables hold afterwards.
#include "base/out.h"

#include "sqlite_bench.h"

static void fill(Bench *bench, const char *table)
{
    StrVec tables = { 0 };
    *vec_push(bench->arena, &tables) = str_from(table);
    sl_rows_fill(bench->arena, bench->db, &tables, NULL);
}

// Each value as a letter: i integer, r real, t text, b blob, - NULL; a blank between
// rows.
static Str kinds(Bench *bench, const char *table)
{
    SlRows rows = sl_rows_read(bench->arena, bench->db, str_from(table));
    Out out = out_new(bench->arena);
    for (size_t i = 0; i < rows.at.len; i++) {
        if (i > 0)
            out_char(&out, ' ');
        for (size_t k = 0; k < rows.at.at[i].len; k++) {
            Str value = rows.at.at[i].at[k];
            bool real = str_find_char(value, '.', 0) < value.len;
            out_char(&out, value.ptr[0] == 'N'    ? '-'
                           : value.ptr[0] == '\'' ? 't'
                           : value.ptr[0] == 'x'  ? 'b'
                           : real                 ? 'r'
                                                  : 'i');
        }
    }
    return out_text(&out);
}

// The values themselves; a blank between rows.
static Str values(Bench *bench, const char *table)
{
    SlRows rows = sl_rows_read(bench->arena, bench->db, str_from(table));
    Out out = out_new(bench->arena);
    for (size_t i = 0; i < rows.at.len; i++) {
        if (i > 0)
            out_char(&out, ' ');
        for (size_t k = 0; k < rows.at.at[i].len; k++)
            out_fmt(&out, "%s" STR_FMT, k > 0 ? "," : "", STR_ARG(rows.at.at[i].at[k]));
    }
    return out_text(&out);
}

static void add_number(void *to, const SlRow *row)
{
    *(long *)to = sl_row_number(row, 0);
}

static long number(Bench *bench, const char *sql)
{
    long found = -1;
    sl_db_ask(bench->db, &(SlAsk){ .sql = sql, .row = add_number, .to = &found });
    return found;
}

#define BROKEN_KEYS "SELECT count(*) FROM pragma_foreign_key_check"

static void values_fit_the_affinity(void **state)
{
    run(*state, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b REAL, c BLOB, d,"
                " e VARCHAR(9), f DECIMAL(9,2), g DOUBLE NOT NULL, h TIMESTAMP)");
    fill(*state, "t");
    assert_str(kinds(*state, "t"), "itrbbtiri i------r-");
}

static void values_fit_strict_types(void **state)
{
    run(*state,
        "CREATE TABLE t (a INT NOT NULL, b INTEGER, c REAL, d TEXT, e BLOB, f ANY)"
        " STRICT");
    fill(*state, "t");
    assert_str(kinds(*state, "t"), "iirtbi i-----");
}

static void values_differ_in_all_columns_and_tables(void **state)
{
    run(*state, "CREATE TABLE t (a INT NOT NULL, b INT NOT NULL, c INT NOT NULL)");
    run(*state, "CREATE TABLE u (a INT NOT NULL, b INT NOT NULL, c INT NOT NULL)");
    fill(*state, "t");
    fill(*state, "u");
    assert_int_equal(number(*state, "SELECT count(DISTINCT v) FROM (SELECT a v FROM t"
                                    " UNION SELECT b FROM t UNION SELECT c FROM t"
                                    " UNION SELECT a FROM u UNION SELECT b FROM u"
                                    " UNION SELECT c FROM u)"),
                     12);
}

static void generated_columns_are_left_out(void **state)
{
    run(*state, "CREATE TABLE t (a TEXT, b TEXT AS (upper(a)) STORED, c INT AS (1))");
    fill(*state, "t");
    assert_str(kinds(*state, "t"), "t -");
}

static void documents_are_valid(void **state)
{
    run(*state, "CREATE TABLE t (d TEXT, k TEXT AS (json_extract(d, '$.k')) STORED,"
                " e TEXT CHECK (json_valid(e)), f TEXT NOT NULL"
                " CHECK (json_type(f) = 'array'))");
    run(*state, "CREATE INDEX i ON t (json_extract(d, '$.x'))");
    fill(*state, "t");
    assert_int_equal(number(*state, "SELECT count(*) FROM t WHERE json_type(f) = 'array'"
                                    " AND (d IS NULL OR json_valid(d))"),
                     2);
}

static void uniqueness_holds(void **state)
{
    run(*state, "CREATE TABLE t (a TEXT NOT NULL UNIQUE, b TEXT NOT NULL"
                " CHECK (b IN ('x', 'y')), c INT NOT NULL)");
    run(*state, "CREATE UNIQUE INDEX i ON t (lower(b)) WHERE c > 0");
    fill(*state, "t");
    assert_int_equal(number(*state, "SELECT count(DISTINCT b) FROM t"), 2);
}

// Of each CHECK both rows please it: what PRAGMA integrity_check would tell is asked for
// by the expression itself.
static void checks_hold(void **state)
{
    static const char *const checks[] = {
        "a IN ('draft', 'sent')",
        "a > 18 AND a < 65",
        "a BETWEEN 0 AND 1",
        "length(a) = 3 AND a = upper(a)",
        "length(a) <= 5",
        "a GLOB '[0-9][0-9]-[A-Z]*'",
        "a LIKE '%@%.%'",
        "a IS date(a)",
        "a = datetime(a)",
        "json_valid(a)",
        "json_type(a) = 'object'",
        "typeof(a) = 'text'",
        "a NOT GLOB '*[^a-z]*'",
        "a <> ''",
        "a IS NOT NULL OR b IS NOT NULL",
        "(a IS NULL) <> (b IS NULL)",
        "a < b",
        "a < 0",
        "a = -5",
        "a IN (0, 1) AND b IN ('x')",
        "length(a) = 36",
        "length(a) = 64 AND a NOT GLOB '*[^0-9a-f]*'",
        "a LIKE 'http%'",
        "a >= 0.0 AND a <= 1.0",
        "CASE WHEN b = 'x' THEN a = 1 ELSE a = 2 END",
        "time(a) IS NOT NULL AND length(a) = 8",
    };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        Str name = arena_fmt(bench->arena, "t%zu", i);
        Str sql =
            arena_fmt(bench->arena, "CREATE TABLE %s (n INT NOT NULL, a, b CHECK (%s))",
                      arena_cstr(bench->arena, name), checks[i]);
        run(bench, arena_cstr(bench->arena, sql));
        fill(bench, arena_cstr(bench->arena, name));
        sql = arena_fmt(bench->arena, "SELECT count(*) FROM %s WHERE (%s) IS NOT 0",
                        arena_cstr(bench->arena, name), checks[i]);
        if (number(bench, arena_cstr(bench->arena, sql)) != 2)
            fail_msg("%s", checks[i]);
        sql = arena_fmt(bench->arena, "SELECT count(*) FROM %s WHERE a IS NOT NULL",
                        arena_cstr(bench->arena, name));
        if (number(bench, arena_cstr(bench->arena, sql)) < 1)
            fail_msg("NULL: %s", checks[i]);
    }
}

static void what_pleased_a_check_does_so_again(void **state)
{
    run(*state, "CREATE TABLE t (a TEXT NOT NULL CHECK (a IN ('x', 'y')), b INT)");
    fill(*state, "t");
    Str before = values(*state, "t");
    run(*state, "DELETE FROM t");
    fill(*state, "t");
    assert_true(str_eq(values(*state, "t"), before));
    run(*state, "DROP TABLE t");
    run(*state, "CREATE TABLE t (a TEXT NOT NULL CHECK (a IN ('z')), b INT)");
    fill(*state, "t");
    assert_int_equal(number(*state, "SELECT count(*) FROM t WHERE a = 'z'"), 2);
}

// Each row has its own.
static void what_pleased_a_check_is_one_rows(void **state)
{
    run(*state, "CREATE TABLE t (a TEXT UNIQUE NOT NULL CHECK (length(a) < 3))");
    fill(*state, "t");
    Str before = values(*state, "t");
    run(*state, "DELETE FROM t");
    fill(*state, "t");
    assert_true(str_eq(values(*state, "t"), before));
    assert_int_equal(number(*state, "SELECT count(DISTINCT a) FROM t"), 2);
}

static void a_check_that_nothing_pleases_is_passed_over(void **state)
{
    run(*state, "CREATE TABLE t (a TEXT NOT NULL CHECK (a = 'x' AND a = 'y'))");
    fill(*state, "t");
    assert_str(kinds(*state, "t"), "t t");
    assert_int_equal(number(*state, "SELECT * FROM pragma_ignore_check_constraints"), 0);
}

static void children_point_to_rows_that_are_there(void **state)
{
    run(*state, "CREATE TABLE u (id INTEGER PRIMARY KEY, mail TEXT UNIQUE)");
    run(*state, "CREATE TABLE o (id INTEGER PRIMARY KEY, u INT REFERENCES u)");
    run(*state, "CREATE TABLE m (mail TEXT NOT NULL REFERENCES u (mail))");
    run(*state,
        "CREATE TABLE i (id INTEGER PRIMARY KEY, o INT NOT NULL REFERENCES o (id))");
    fill(*state, "u");
    assert_str(kinds(*state, "u"), "it i-");
    assert_str(kinds(*state, "o"), "ii i-");
    assert_str(kinds(*state, "m"), "t t");
    assert_str(kinds(*state, "i"), "ii ii");
    assert_int_equal(number(*state, BROKEN_KEYS), 0);
}

static void parents_are_filled_too(void **state)
{
    run(*state, "CREATE TABLE a (x INT, y INT, PRIMARY KEY (x, y)) WITHOUT ROWID");
    run(*state, "CREATE TABLE b (x INT, y INT, z INT UNIQUE NOT NULL,"
                " FOREIGN KEY (x, y) REFERENCES a)");
    run(*state, "CREATE TABLE c (z INT NOT NULL UNIQUE REFERENCES b (z))");
    fill(*state, "c");
    assert_str(kinds(*state, "a"), "ii ii");
    assert_str(kinds(*state, "b"), "iii --i");
    assert_str(kinds(*state, "c"), "i i");
    assert_int_equal(number(*state, BROKEN_KEYS), 0);
}

static void keys_go_round_in_circles(void **state)
{
    run(*state,
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b INT NOT NULL REFERENCES b (id))");
    run(*state, "CREATE TABLE b (id INTEGER PRIMARY KEY, a INT REFERENCES a (id))");
    run(*state, "CREATE TABLE s (id INTEGER PRIMARY KEY, up INT REFERENCES s,"
                " top INT NOT NULL REFERENCES s)");
    fill(*state, "a");
    fill(*state, "s");
    assert_str(kinds(*state, "a"), "ii ii");
    assert_str(kinds(*state, "b"), "ii i-");
    assert_str(kinds(*state, "s"), "iii i-i");
    assert_int_equal(number(*state, BROKEN_KEYS), 0);
    assert_int_equal(number(*state, "SELECT count(*) FROM s WHERE up <> id"), 1);
}

static void a_parent_that_is_not_there_is_nobody(void **state)
{
    run(*state, "CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES nowhere (id))");
    fill(*state, "c");
    assert_str(kinds(*state, "c"), "ii i-");
}

static void an_empty_parent_of_the_batch_has_no_children(void **state)
{
    Bench *bench = *state;
    run(bench, "CREATE TABLE p (id INTEGER PRIMARY KEY)");
    run(bench, "CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p)");
    Map passed = { 0 };
    map_put(bench->arena, &passed, STR("p"), bench);
    StrVec tables = { 0 };
    *vec_push(bench->arena, &tables) = STR("c");
    sl_rows_fill(bench->arena, bench->db, &tables, &passed);
    assert_str(kinds(bench, "p"), "");
    assert_str(kinds(bench, "c"), "i- i-");
}

static void odd_names_are_names(void **state)
{
    run(*state,
        "CREATE TABLE \"a \"\"b\"\" 'c'\" (\"x \"\"y\" INT, [order] TEXT NOT NULL,"
        " `rowid` TEXT, _rowid_ TEXT, oid TEXT)");
    fill(*state, "A \"B\" 'c'");
    assert_str(kinds(*state, "a \"b\" 'c'"), ""); // nothing tells its rows apart
    run(*state, "CREATE TABLE \"t u\" (\"x \"\"y\" INT, [order] TEXT NOT NULL)");
    fill(*state, "T U");
    assert_str(kinds(*state, "t u"), "it -t");
}

static void triggers_do_not_fire(void **state)
{
    run(*state, "CREATE TABLE t (a INT)");
    run(*state, "CREATE TABLE log (a INT)");
    run(*state,
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO log VALUES (1); END");
    fill(*state, "t");
    assert_str(kinds(*state, "log"), "");
    run(*state, "INSERT INTO t VALUES (1)");
    assert_str(values(*state, "log"), "1");
}

static void what_is_there_stays(void **state)
{
    run(*state, "CREATE TABLE t (a INT)");
    run(*state, "INSERT INTO t VALUES (7)");
    fill(*state, "t");
    assert_str(values(*state, "t"), "7");
}

static void views_and_virtual_tables_stay_empty(void **state)
{
    run(*state, "CREATE TABLE t (a INT)");
    run(*state, "CREATE VIEW v AS SELECT * FROM t");
    run(*state, "CREATE VIEW broken AS SELECT * FROM nowhere");
    run(*state, "CREATE VIRTUAL TABLE f USING fts5(body)");
    run(*state, "CREATE VIRTUAL TABLE w USING vec0(e float[3])");
    fill(*state, "v");
    fill(*state, "broken");
    fill(*state, "f");
    fill(*state, "w");
    fill(*state, "f_content");
    fill(*state, "nowhere");
    assert_int_equal(number(*state, "SELECT count(*) FROM t"), 0);
    assert_int_equal(number(*state, "SELECT count(*) FROM f"), 0);
    assert_int_equal(
        sl_rows_read(((Bench *)*state)->arena, ((Bench *)*state)->db, STR("nowhere"))
            .columns.len,
        0);
}

static void keys_count_on(void **state)
{
    run(*state, "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)");
    fill(*state, "t");
    run(*state, "INSERT INTO t (a) VALUES ('x')");
    assert_str(kinds(*state, "t"), "it i- it");
}

static void large_tables_end(void **state)
{
    Bench *bench = *state;
    Out wide = out_new(bench->arena), keys = out_new(bench->arena);
    out_cstr(&wide, "CREATE TABLE wide (c0 INT CHECK (c0 = 'a' AND c0 = 'b')");
    for (int i = 1; i < 2000; i++)
        out_fmt(&wide, ", c%d TEXT", i);
    out_cstr(&wide, ")");
    out_cstr(&keys, "CREATE TABLE keys (k0 INT REFERENCES wide");
    for (int i = 1; i < 500; i++)
        out_fmt(&keys, ", k%d INT REFERENCES p%d", i, i);
    out_cstr(&keys, ")");
    run(bench, arena_cstr(bench->arena, out_text(&wide)));
    run(bench, arena_cstr(bench->arena, out_text(&keys)));
    for (int i = 1; i < 500; i++)
        run(bench, arena_cstr(bench->arena,
                              arena_fmt(bench->arena,
                                        "CREATE TABLE p%d (id INTEGER PRIMARY KEY)", i)));
    // Sanitizers take their time, and a file has only so much of it.
    sl_db_begin_file(bench->db);
    fill(bench, "keys");
    sl_db_begin_file(bench->db);
    fill(bench, "wide");
    assert_int_equal(number(bench, "SELECT count(*) FROM wide"), 2);
    assert_int_equal(number(bench, "SELECT count(*) FROM keys"), 2);
    assert_int_equal(number(bench, "SELECT count(*) FROM keys JOIN p7 ON k7 = p7.id"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(values_fit_the_affinity),
        T(values_fit_strict_types),
        T(values_differ_in_all_columns_and_tables),
        T(generated_columns_are_left_out),
        T(documents_are_valid),
        T(uniqueness_holds),
        T(checks_hold),
        T(what_pleased_a_check_does_so_again),
        T(what_pleased_a_check_is_one_rows),
        T(a_check_that_nothing_pleases_is_passed_over),
        T(children_point_to_rows_that_are_there),
        T(parents_are_filled_too),
        T(keys_go_round_in_circles),
        T(a_parent_that_is_not_there_is_nobody),
        T(an_empty_parent_of_the_batch_has_no_children),
        T(odd_names_are_names),
        T(triggers_do_not_fire),
        T(what_is_there_stays),
        T(views_and_virtual_tables_stay_empty),
        T(keys_count_on),
        T(large_tables_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
