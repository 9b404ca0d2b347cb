// SPDX-License-Identifier: Apache-2.0
// What servers of MySQL's family refuse: syntax that they lack, and what was found by
// putting every fixture to them.
#include "dialect/dialect.h"
#include "lint/forecast.h"

#include "check.h"

static Engine server(const char *family, int version)
{
    return (Engine){ str_from(family), version / 10000, version / 100 % 100,
                     version % 100 };
}

// Of the last statement.
static Effects judge(Arena *arena, Engine engine, Str sql)
{
    Forecast forecast = forecast_new(arena, &mysql_frontend, engine);
    StatementEffectsVec all = forecast_run(&forecast, sql, NULL);
    assert_true(all.len > 0);
    Effects effects = all.at[all.len - 1].effects;
    effects.refused = arena_copy(arena, effects.refused);
    forecast_free(&forecast);
    return effects;
}

static void expect(const char *family, int version, const char *sql, const char *words)
{
    Arena *arena = arena_new();
    assert_str_equal(judge(arena, server(family, version), str_from(sql)).refused,
                     str_from(words));
    arena_free(arena);
}

static void syntax_that_the_server_lacks_is_refused(void **state)
{
    (void)state;
    static const char guard[] = "CREATE TABLE t (id bigint PRIMARY KEY);"
                                "ALTER TABLE t ADD COLUMN IF NOT EXISTS z int";
    expect("mysql", ENGINE_VERSION(8, 4, 0), guard,
           "MySQL refuses it; leave it out: a migration runs once");
    expect("mariadb", ENGINE_VERSION(10, 11, 0), guard, "");
    // Nothing of it happens, behind its first change either.
    expect("mysql", ENGINE_VERSION(8, 4, 0),
           "CREATE TABLE t (id bigint PRIMARY KEY);"
           "ALTER TABLE t ADD COLUMN IF NOT EXISTS a int, ADD COLUMN b int;"
           "ALTER TABLE t ADD COLUMN b int",
           "");
}

static void misfit(const char *family, int version, const char *sql, bool refused)
{
    Arena *arena = arena_new();
    Effects effects = judge(arena, server(family, version), str_from(sql));
    assert_int_equal(effects.refused.len > 0, refused);
    arena_free(arena);
}

static void some_words_are_one_servers(void **state)
{
    (void)state;
    enum {
        MY = ENGINE_VERSION(9, 7, 4),
        MA10 = ENGINE_VERSION(10, 11, 19),
        MA11 = ENGINE_VERSION(11, 8, 9)
    };
    static const char *const serial[] = {
        "CREATE TABLE s (id serial AUTO_INCREMENT NOT NULL)",
        "CREATE TABLE s (id serial COMMENT 'x' DEFAULT 5)",
        "CREATE TABLE s (id serial NULL)",
    };
    for (size_t i = 0; i < sizeof serial / sizeof *serial; i++)
        misfit("mariadb", MA10, serial[i], true);
    misfit("mysql", MY, serial[0], false);
    misfit("mariadb", MA10, "CREATE TABLE s (id serial NOT NULL PRIMARY KEY)", false);
    static const char local[] = "CREATE TABLE s (at datetime ON UPDATE LOCALTIMESTAMP())";
    misfit("mariadb", MA10, local, false);
    misfit("mariadb", MA11, local, true);
    misfit("mysql", MY, local, false);
    static const char *const collated[] = {
        "CREATE TABLE s (a varchar(5) COLLATE utf8mb4_0900_ai_ci)",
        "CREATE TABLE s (a varchar(5)) COLLATE=utf8mb4_0900_as_cs",
        "ALTER TABLE s CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
    };
    for (size_t i = 0; i < sizeof collated / sizeof *collated; i++) {
        misfit("mariadb", MA10, collated[i], true);
        misfit("mariadb", MA11, collated[i], false);
        misfit("mysql", MY, collated[i], false);
    }
    static const char uca[] = "CREATE TABLE s (a char) COLLATE utf8mb4_uca1400_ai_ci";
    misfit("mysql", MY, uca, true);
    misfit("mariadb", MA10, uca, false);
}

static void the_last_partition_stays(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        int code;
    } rows[] = {
        { "p0", 0 },
        { "p0, p1", 1508 },
        { "p0, p0", 1508 }, // measured
        { "IF EXISTS p0, p1", 1508 },
        { "IF EXISTS p0, p7", 0 },
        { "p7", 1507 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Arena *arena = arena_new();
        Str sql = arena_fmt(arena,
                            "CREATE TABLE e (at int NOT NULL) PARTITION BY RANGE (at) "
                            "(PARTITION p0 VALUES LESS THAN (10), "
                            "PARTITION p1 VALUES LESS THAN (20));"
                            "ALTER TABLE e DROP PARTITION %s",
                            rows[i].list);
        Engine engine = { STR("mariadb"), 10, 11, 0 };
        assert_int_equal(judge(arena, engine, sql).refused_code, rows[i].code);
        arena_free(arena);
    }
}

static void the_number_is_the_errors(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        int code;
    } rows[] = {
        { "CREATE TABLE t (at timestamp(3) DEFAULT CURRENT_TIMESTAMP)", 1067 },
        { "CREATE TABLE t (at timestamp(3) ON UPDATE CURRENT_TIMESTAMP)", 1294 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Arena *arena = arena_new();
        Engine engine = { STR("mysql"), 9, 7, 4 };
        assert_int_equal(judge(arena, engine, str_from(rows[i].sql)).refused_code,
                         rows[i].code);
        arena_free(arena);
    }
}

static void no_check_of_a_number(void **state)
{
    (void)state;
    enum { MY = ENGINE_VERSION(8, 0, 29) };
    static const char *const words[] = {
        "a CHECK names no AUTO_INCREMENT column (3818)",
        "a CHECK names no AUTO_INCREMENT column (1901)"
    };
    static const char made[] =
        "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY, CHECK (id > 0))";
    expect("mysql", MY, made, words[0]);
    expect("mariadb", ENGINE_VERSION(10, 11, 0), made, words[1]);
    misfit("mysql", ENGINE_VERSION(8, 0, 13), made, false);
    expect("mysql", MY,
           "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY, a int, CHECK (a > 0));"
           "ALTER TABLE n ADD CHECK (id > a)",
           words[0]);
    expect("mysql", MY,
           "CREATE TABLE m (id int PRIMARY KEY, CHECK (id > 0));"
           "ALTER TABLE m MODIFY id int AUTO_INCREMENT",
           words[0]);
}

static void a_key_keeps_its_text(void **state)
{
    (void)state;
    enum { MY = ENGINE_VERSION(9, 7, 4), MA = ENGINE_VERSION(10, 11, 0) };
    static const char *const tables[] = { "teams", "posts" };
    static const int codes[] = { 1833, 1832 };
    for (size_t i = 0; i < 4; i++) {
        Arena *arena = arena_new();
        bool checks = i < 2;
        Str sql =
            arena_fmt(arena,
                      "CREATE TABLE teams (code varchar(20) PRIMARY KEY) CHARSET=latin1;"
                      "CREATE TABLE posts (id int PRIMARY KEY, team varchar(20), "
                      "FOREIGN KEY (team) REFERENCES teams (code)) CHARSET=latin1;"
                      "SET foreign_key_checks = %d;"
                      "ALTER TABLE %s CONVERT TO CHARACTER SET utf8mb4",
                      checks, tables[i % 2]);
        assert_int_equal(judge(arena, server("mysql", MY), sql).refused_code,
                         checks ? 3780 : 0);
        assert_int_equal(judge(arena, server("mariadb", MA), sql).refused_code,
                         codes[i % 2]);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(syntax_that_the_server_lacks_is_refused),
        cmocka_unit_test(some_words_are_one_servers),
        cmocka_unit_test(the_last_partition_stays),
        cmocka_unit_test(the_number_is_the_errors),
        cmocka_unit_test(no_check_of_a_number),
        cmocka_unit_test(a_key_keeps_its_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
