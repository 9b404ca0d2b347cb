// SPDX-License-Identifier: Apache-2.0
// What MySQL and MariaDB refuse, where measured rows (tests/conformance/mysql) do not
// reach: names in expressions, words that one server lacks, partitions and numbers.
#include "foretold.h"

// Names of columns are as written, and so are those in expressions.
static void expressions_name_columns_in_any_case(void **state)
{
    static const struct {
        const char *table;
        int code;
    } rows[] = {
        { "CREATE TABLE t (id int PRIMARY KEY, `Mail` int, g int AS (`Mail` + 1) STORED)",
          3108 },
        { "CREATE TABLE t (id int PRIMARY KEY, Mail int, g int AS (MAIL + 1) STORED)",
          3108 },
        { "CREATE TABLE t (id int PRIMARY KEY, Mail int, KEY k ((mail + 1)))", 3837 },
        { "CREATE TABLE t (id int PRIMARY KEY, Mail int, b int, CHECK (mail > b))",
          3959 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        World world = world_of("mysql", ENGINE_VERSION(9, 7, 4));
        forecast_run(&world.forecast, str_from(rows[i].table), NULL);
        StatementEffectsVec all =
            forecast_run(&world.forecast, STR("ALTER TABLE t DROP COLUMN Mail"), NULL);
        assert_int_equal(all.at[0].effects.refused_code, rows[i].code);
        world_end(&world);
    }
}

static void syntax_that_the_server_lacks_is_refused(void **state)
{
    (void)state;
    static const char guard[] = "ALTER TABLE t ADD COLUMN IF NOT EXISTS z int";
    expect_words("mysql", ENGINE_VERSION(8, 4, 0), guard,
                 "refused: MySQL refuses it; leave it out: a migration runs once");
    expect_words("mariadb", ENGINE_VERSION(10, 11, 0), guard, "INSTANT NONE");
    // Nothing of it happens, behind its first change either.
    World world = world_of("mysql", ENGINE_VERSION(8, 4, 0));
    forecast_run(&world.forecast, STR("CREATE TABLE t (id bigint PRIMARY KEY)"), NULL);
    forecast_run(&world.forecast,
                 STR("ALTER TABLE t ADD COLUMN IF NOT EXISTS a int, ADD COLUMN b int"),
                 NULL);
    assert_str(foretold(&world, "ALTER TABLE t ADD COLUMN b int"), "INSTANT NONE");
    world_end(&world);
}

static void misfit(const char *family, int version, const char *sql, bool refused)
{
    World world = world_of(family, version);
    Str words = foretold(&world, sql);
    assert_int_equal(str_starts(words, STR("refused: ")), refused);
    world_end(&world);
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
        const char *sql;
        int code;
    } rows[] = {
        { "ALTER TABLE e DROP PARTITION p0", 0 },
        { "ALTER TABLE e DROP PARTITION p0, p1", 1508 },
        { "ALTER TABLE e DROP PARTITION p0, p0", 1508 }, // measured
        { "ALTER TABLE e DROP PARTITION IF EXISTS p0, p1", 1508 },
        { "ALTER TABLE e DROP PARTITION IF EXISTS p0, p7", 0 },
        { "ALTER TABLE e DROP PARTITION p7", 1507 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        World world = world_of("mariadb", ENGINE_VERSION(10, 11, 0));
        forecast_run(&world.forecast,
                     STR("CREATE TABLE e (at int NOT NULL) PARTITION BY RANGE (at) "
                         "(PARTITION p0 VALUES LESS THAN (10), "
                         "PARTITION p1 VALUES LESS THAN (20))"),
                     NULL);
        StatementEffectsVec all =
            forecast_run(&world.forecast, str_from(rows[i].sql), NULL);
        assert_int_equal(all.at[0].effects.refused_code, rows[i].code);
        world_end(&world);
    }
}

static void the_number_is_the_errors(void **state)
{
    (void)state;
    expect_refusal("mysql", ENGINE_VERSION(9, 7, 4),
                   "ALTER TABLE t ADD at timestamp(3) DEFAULT CURRENT_TIMESTAMP", 1067,
                   REFUSED_FOR_ITSELF);
    expect_refusal("mysql", ENGINE_VERSION(9, 7, 4),
                   "CREATE TABLE u (at timestamp(3) ON UPDATE CURRENT_TIMESTAMP)", 1294,
                   REFUSED_FOR_ITSELF);
}

static void no_check_of_a_number(void **state)
{
    (void)state;
    static const char made[] =
        "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY, CHECK (id > 0))";
    World world = world_of("mysql", ENGINE_VERSION(8, 0, 29));
    assert_str(foretold(&world, made),
               "refused: a CHECK names no AUTO_INCREMENT column (3818)");
    assert_str(foretold(&world,
                        "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY, a int, "
                        "CHECK (a > 0));"
                        "ALTER TABLE n ADD CHECK (id > a)"),
               "refused: a CHECK names no AUTO_INCREMENT column (3818)");
    assert_str(foretold(&world, "CREATE TABLE m (id int PRIMARY KEY, CHECK (id > 0));"
                                "ALTER TABLE m MODIFY id int AUTO_INCREMENT"),
               "refused: a CHECK names no AUTO_INCREMENT column (3818)");
    world_end(&world);
    world = world_of("mariadb", ENGINE_VERSION(10, 11, 0));
    assert_str(foretold(&world, made),
               "refused: a CHECK names no AUTO_INCREMENT column (1901)");
    world_end(&world);
    misfit("mysql", ENGINE_VERSION(8, 0, 13), made, false);
}

static int code_of(const char *family, const char *sql)
{
    bool mysql = str_eq(str_from(family), STR("mysql"));
    World world =
        world_of(family, mysql ? ENGINE_VERSION(9, 7, 4) : ENGINE_VERSION(10, 11, 0));
    StatementEffectsVec all = forecast_run(&world.forecast, str_from(sql), NULL);
    int code = all.at[all.len - 1].effects.refused_code;
    world_end(&world);
    return code;
}

static void a_key_keeps_its_charset(void **state)
{
    (void)state;
    static const char *const tables[] = { "teams", "posts" };
    static const int codes[] = { 1833, 1832 };
    for (size_t i = 0; i < 4; i++) {
        Arena *arena = arena_new();
        bool checks = i < 2;
        const char *sql = arena_cstr(
            arena,
            arena_fmt(arena,
                      "CREATE TABLE teams (code varchar(20) PRIMARY KEY) CHARSET=latin1;"
                      "CREATE TABLE posts (id int PRIMARY KEY, team varchar(20), "
                      "FOREIGN KEY (team) REFERENCES teams (code)) CHARSET=latin1;"
                      "SET foreign_key_checks = %d;"
                      "ALTER TABLE %s CONVERT TO CHARACTER SET utf8mb4",
                      checks, tables[i % 2]));
        assert_int_equal(code_of("mysql", sql), checks ? 3780 : 0);
        assert_int_equal(code_of("mariadb", sql), codes[i % 2]);
        arena_free(arena);
    }
}

static void a_setting_of_the_statement_counts(void **state)
{
    (void)state;
    static const struct {
        const char *settings;
        int code;
    } rows[] = {
        { "lock_wait_timeout = 5", 4119 },
        { "lock_wait_timeout = 5, system_versioning_alter_history = KEEP", 0 },
        { "system_versioning_alter_history = KEEP", 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Arena *arena = arena_new();
        Str sql = arena_fmt(arena,
                            "CREATE TABLE v (id int PRIMARY KEY) WITH SYSTEM VERSIONING;"
                            "SET STATEMENT %s FOR ALTER TABLE v ADD COLUMN a int",
                            rows[i].settings);
        assert_int_equal(code_of("mariadb", arena_cstr(arena, sql)), rows[i].code);
        arena_free(arena);
    }
}

// As MySQL 9.7.4 and MariaDB 10.11.19 answer.
static void nothing_computed_names_the_number_of_a_row(void **state)
{
    static const struct {
        const char *given, *sql;
        int mysql, mariadb;
    } rows[] = {
        { "", "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY, g int AS (id + 1))",
          3109, 0 },
        { "", "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY, g int AS (ID) STORED)",
          3109, 1901 },
        { "", "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY, g int DEFAULT (id))",
          3768, 1901 },
        { "", "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY, a int AS (b), b int)",
          0, 0 },
        { "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY)",
          "ALTER TABLE n ADD g int AS (id + 1)", 3109, 0 },
        { "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY)",
          "ALTER TABLE n ADD g int DEFAULT (id + 1)", 3768, 1901 },
        { "CREATE TABLE n (id int PRIMARY KEY, g int AS (id + 1))",
          "ALTER TABLE n MODIFY id int AUTO_INCREMENT", 3109, 0 },
        { "CREATE TABLE n (id int PRIMARY KEY, g int AS (id + 1) STORED)",
          "ALTER TABLE n MODIFY id int AUTO_INCREMENT", 3109, 1901 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int mariadb = 0; mariadb < 2; mariadb++) {
            World world = mariadb ? world_of("mariadb", ENGINE_VERSION(10, 11, 19))
                                  : world_of("mysql", ENGINE_VERSION(9, 7, 4));
            forecast_run(&world.forecast, str_from(rows[i].given), NULL);
            StatementEffectsVec all =
                forecast_run(&world.forecast, str_from(rows[i].sql), NULL);
            assert_int_equal(all.at[0].effects.refused_code,
                             mariadb ? rows[i].mariadb : rows[i].mysql);
            world_end(&world);
        }
    World world = world_of("mysql", ENGINE_VERSION(9, 7, 4));
    assert_str(foretold(&world, "CREATE TABLE n (id int AUTO_INCREMENT PRIMARY KEY);"
                                "ALTER TABLE n ADD KEY ((id + 1))"),
               "refused: a functional index names no AUTO_INCREMENT column (3754)");
    world_end(&world);
}

// As MySQL 9.7.4, MariaDB 10.11.19 and 11.8.9 answer.
static void a_key_holds_no_whole_text(void **state)
{
    static const struct {
        const char *parts, *sql;
        int mysql, mariadb;
    } rows[] = {
        { "id int PRIMARY KEY, a varchar(80), KEY k (a)", "MODIFY a text", 1170, 0 },
        { "id int PRIMARY KEY, a varchar(80), UNIQUE k (a)", "MODIFY a blob", 1170, 0 },
        { "id int PRIMARY KEY, a varchar(80), KEY k (a(80))", "MODIFY a text", 1170, 0 },
        { "id int PRIMARY KEY, a varchar(80), KEY k (a(10))", "MODIFY a text", 0, 0 },
        { "id int PRIMARY KEY, a varchar(80), FULLTEXT KEY k (a)", "MODIFY a text", 0,
          0 },
        { "id int PRIMARY KEY, a varchar(80), KEY k (a)", "MODIFY a text, DROP KEY k", 0,
          0 },
        { "id int, a varchar(80) PRIMARY KEY", "MODIFY a text", 1170, 1170 },
        { "id int PRIMARY KEY, a varchar(80), KEY k (a)", "MODIFY a json", 3152, 0 },
        { "id int PRIMARY KEY, a varchar(80), KEY k (a)", "DROP FOREIGN KEY k", 1091,
          1091 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int mariadb = 0; mariadb < 2; mariadb++) {
            World world = mariadb ? world_of("mariadb", ENGINE_VERSION(10, 11, 19))
                                  : world_of("mysql", ENGINE_VERSION(9, 7, 4));
            Str made = arena_fmt(world.arena, "CREATE TABLE n (%s)", rows[i].parts);
            Str sql = arena_fmt(world.arena, "ALTER TABLE n %s", rows[i].sql);
            forecast_run(&world.forecast, made, NULL);
            StatementEffectsVec all = forecast_run(&world.forecast, sql, NULL);
            assert_int_equal(all.at[0].effects.refused_code,
                             mariadb ? rows[i].mariadb : rows[i].mysql);
            world_end(&world);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions_name_columns_in_any_case),
        cmocka_unit_test(syntax_that_the_server_lacks_is_refused),
        cmocka_unit_test(some_words_are_one_servers),
        cmocka_unit_test(the_last_partition_stays),
        cmocka_unit_test(the_number_is_the_errors),
        cmocka_unit_test(no_check_of_a_number),
        cmocka_unit_test(a_key_keeps_its_charset),
        cmocka_unit_test(a_setting_of_the_statement_counts),
        cmocka_unit_test(nothing_computed_names_the_number_of_a_row),
        cmocka_unit_test(a_key_holds_no_whole_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
