// SPDX-License-Identifier: Apache-2.0
// Effects of MySQL's family where measured rows (tests/conformance/mysql) do not reach:
// older versions, TiDB, tables that nobody has seen made, and what each op of a statement
// is told.
#include "foretold.h"

// DDL stays when rows come back, and a temporary table is no DDL that commits.
static void what_a_rollback_leaves_is_there(void **state)
{
    (void)state;
    World world = world_of("mysql", ENGINE_VERSION(8, 4, 0));
    forecast_run(
        &world.forecast,
        STR("CREATE TABLE p (id int PRIMARY KEY); BEGIN; INSERT INTO p VALUES (1);"
            "CREATE TEMPORARY TABLE t (id int); INSERT INTO p VALUES (2);"
            "ROLLBACK"),
        NULL);
    assert_non_null(catalog_table(world.forecast.catalog, (Name){ .name = STR("t") }));
    assert_false(
        catalog_table(world.forecast.catalog, (Name){ .name = STR("p") })->filled);
    world_end(&world);
}

// Each is held against the definition of the column that had the name before.
static void a_swap_of_names_is_no_change_of_types(void **state)
{
    (void)state;
    expect_words("mysql", ENGINE_VERSION(8, 4, 0),
                 "ALTER TABLE t CHANGE a v int, CHANGE v a varchar(40)", "INSTANT NONE");
}

static void older_servers_do_it_slower(void **state)
{
    (void)state;
    const char *last = "ALTER TABLE t ADD COLUMN z int";
    expect_words("mysql", ENGINE_VERSION(5, 7, 8), last, "INPLACE NONE rebuilt");
    expect_words("mysql", ENGINE_VERSION(8, 0, 11), last, "INPLACE NONE rebuilt");
    expect_words("mysql", ENGINE_VERSION(8, 0, 12), last, "INSTANT NONE");
    const char *first = "ALTER TABLE t ADD COLUMN z int FIRST";
    expect_words("mysql", ENGINE_VERSION(8, 0, 28), first, "INPLACE NONE rebuilt");
    expect_words("mysql", ENGINE_VERSION(8, 0, 29), first, "INSTANT NONE");
    const char *drop = "ALTER TABLE t DROP COLUMN x";
    expect_words("mysql", ENGINE_VERSION(8, 0, 28), drop, "INPLACE NONE rebuilt");
    expect_words("mysql", ENGINE_VERSION(8, 0, 29), drop, "INSTANT NONE");
    const char *members = "ALTER TABLE t MODIFY e enum('a','b','c')";
    expect_words("mysql", ENGINE_VERSION(5, 7, 8), members, "INPLACE NONE");
    const char *check = "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0)";
    expect_words(
        "mysql", ENGINE_VERSION(8, 0, 15), check,
        "ignored: CHECK constraints are parsed and forgotten before MySQL 8.0.16");
    expect_words("mysql", ENGINE_VERSION(8, 0, 16), check, "COPY SHARED rebuilt");
}

static void mariadb_copies_online_since_11_2(void **state)
{
    (void)state;
    const char *type = "ALTER TABLE t MODIFY a bigint";
    expect_words("mariadb", ENGINE_VERSION(10, 6, 0), type, "COPY SHARED rebuilt");
    expect_words("mariadb", ENGINE_VERSION(11, 1, 0), type, "COPY SHARED rebuilt");
    expect_words("mariadb", ENGINE_VERSION(11, 2, 0), type, "COPY NONE rebuilt");
}

static void an_unknown_column_is_presumed_to_be_copied(void **state)
{
    (void)state;
    expect_words("mysql", ENGINE_VERSION(8, 4, 0),
                 "ALTER TABLE unseen MODIFY a varchar(50)",
                 "COPY SHARED rebuilt assumed");
    expect_words("mysql", ENGINE_VERSION(8, 4, 0), "ALTER TABLE t MODIFY v varchar(50)",
                 "INPLACE NONE");
}

static void a_clause_is_refused_or_obeyed(void **state)
{
    (void)state;
    int mysql = ENGINE_VERSION(8, 4, 0);
    expect_words(
        "mysql", mysql, "ALTER TABLE t MODIFY a bigint, ALGORITHM=INSTANT",
        "refused: ALGORITHM=INSTANT is not supported: the type of the column becomes "
        "another one (1846)");
    expect_words("mysql", mysql,
                 "ALTER TABLE t ADD COLUMN z int, ALGORITHM=INSTANT, LOCK=NONE",
                 "refused: ALGORITHM=INSTANT goes with no LOCK but DEFAULT (1221)");
    expect_words("mysql", mysql, "ALTER TABLE t ADD COLUMN z int, ALGORITHM=COPY",
                 "COPY SHARED rebuilt");
    expect_words("mysql", mysql, "ALTER TABLE t ADD INDEX kz (x), LOCK=EXCLUSIVE",
                 "INPLACE EXCLUSIVE");
    expect_words(
        "mysql", mysql, "ALTER TABLE t MODIFY a bigint, LOCK=NONE",
        "refused: LOCK=NONE is not supported: the type of the column becomes another "
        "one (1846)");
    expect_words("mysql", mysql, "ALTER TABLE t RENAME TO t2, LOCK=SHARED",
                 "refused: LOCK=SHARED is not supported for this operation (1845)");
}

static void a_refusal_has_a_number_and_an_object(void **state)
{
    (void)state;
    int mysql = ENGINE_VERSION(8, 4, 0), tidb = ENGINE_VERSION(7, 5, 0);
    expect_refusal("mysql", mysql, "ALTER TABLE t ADD COLUMN a int", 1060,
                   REFUSED_FOR_ITSELF);
    expect_refusal("mysql", mysql, "ALTER TABLE t MODIFY a bigint, ALGORITHM=INSTANT",
                   1846, REFUSED_FOR_CLAUSES);
    expect_refusal("tidb", tidb, "ALTER TABLE t DROP COLUMN a", 8200, REFUSED_FOR_ITSELF);
    expect_refusal("tidb", tidb, "ALTER TABLE t ADD COLUMN c int, ADD INDEX (c)", 8200,
                   REFUSED_FOR_COMPANY);
    expect_refusal("tidb", tidb, "ALTER TABLE t ADD INDEX (b), ALGORITHM=INSTANT", 1846,
                   REFUSED_FOR_CLAUSES);
    expect_refusal("tidb", tidb, "ALTER TABLE t ADD COLUMN c int", 0, REFUSED_FOR_ITSELF);
}

// Which of the columns c and d the table t has, and which tables there are, behind it.
static Str left(World *world, const char *sql)
{
    forecast_run(&world->forecast, str_from(sql), NULL);
    const Catalog *catalog = world->forecast.catalog;
    static const char *const tables[] = { "p", "q", "u", "w" };
    Str all = STR("");
    const Table *t = catalog_table(catalog, (Name){ .name = STR("t") });
    for (size_t i = 0; t && i < t->columns.len; i++)
        all = arena_fmt(world->arena, STR_FMT STR_FMT " ", STR_ARG(all),
                        STR_ARG(t->columns.at[i]->def->name));
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (catalog_table(catalog, (Name){ .name = str_from(tables[i]) }))
            all = arena_fmt(world->arena, STR_FMT "%s ", STR_ARG(all), tables[i]);
    return str_trim(all);
}

// As MySQL 9.7, MariaDB 10.11 and 11.8 left their tables.
static void nothing_is_left_of_a_refused_statement(void **state)
{
    (void)state;
    static const char tables[] =
        "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE q (id int);"
        "CREATE TABLE t (a int, g int AS (a + 1), FOREIGN KEY (a) REFERENCES p (id));"
        "CREATE TABLE u (id int);";
    static const struct {
        const char *family, *sql, *left;
    } rows[] = {
        { "mysql", "ALTER TABLE t ADD c int, ADD d int, DROP x", "a g p q u" },
        { "mysql", "ALTER TABLE t ADD c int, ADD KEY (x)", "a g p q u" },
        { "mariadb", "ALTER TABLE t ADD c int, MODIFY a bigint, ALGORITHM=INPLACE",
          "a g p q u" },
        { "mysql", "ALTER TABLE t ADD c int, RENAME TO u", "a g p q u" },
        { "mysql", "RENAME TABLE q TO w, t TO u", "a g p q u" },
        { "tidb", "RENAME TABLE q TO w, t TO u", "a g p q u" },
        { "mariadb", "RENAME TABLE q TO w, t TO u", "a g p q u" },
        { "mariadb", "RENAME TABLE q TO w, w TO x, gone TO y", "a g p u" },
        { "mysql", "DROP TABLE q, p", "a g p q u" },
        { "mysql", "DROP TABLE q, p, u", "a g p q u" },
        { "mariadb", "DROP TABLE q, p, u", "a g p" },
        { "mysql", "DROP TABLE q, t, p", "u" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        World world = world_of(rows[i].family, ENGINE_VERSION(11, 8, 0));
        forecast_run(&world.forecast, str_from(tables), NULL);
        assert_str_equal(left(&world, rows[i].sql), str_from(rows[i].left));
        world_end(&world);
    }
}

// As the three servers did; each statement by itself, one after the other.
static void a_primary_key_goes_by_a_copy_and_comes_in_place(void **state)
{
    (void)state;
    static const char *const families[] = { "mysql", "mariadb" };
    for (size_t i = 0; i < 2; i++) {
        World world = world_of(families[i], ENGINE_VERSION(10, 11, 0));
        const char *drop = "CREATE TABLE k (id int NOT NULL PRIMARY KEY, n int NOT NULL);"
                           "ALTER TABLE k DROP PRIMARY KEY";
        assert_str_equal(foretold(&world, drop), STR("COPY SHARED rebuilt"));
        assert_str_equal(foretold(&world, "ALTER TABLE k ADD PRIMARY KEY (n)"),
                         STR("INPLACE NONE rebuilt"));
        assert_str_equal(
            foretold(&world, "ALTER TABLE k DROP PRIMARY KEY, ADD PRIMARY KEY (id)"),
            STR("INPLACE NONE rebuilt"));
        world_end(&world);
    }
}

static void a_name_that_is_taken_or_gone_is_refused(void **state)
{
    (void)state;
    static const char *const families[] = { "mysql", "mariadb", "tidb" };
    for (size_t i = 0; i < 3; i++) {
        int version = ENGINE_VERSION(11, 0, 0);
        expect_words(families[i], version, "RENAME TABLE t TO p",
                     "refused: a table or view has that name (1050)");
        expect_words(families[i], version, "ALTER TABLE t RENAME TO p",
                     "refused: a table or view has that name (1050)");
        expect_words(families[i], version, "DROP TABLE p; RENAME TABLE p TO x",
                     "refused: the table does not exist (1146)");
        const char *done = i == 2 ? "INSTANT NONE" : "INSTANT EXCLUSIVE";
        expect_words(families[i], version, "ALTER TABLE t RENAME TO t", done);
        expect_words(families[i], version, "RENAME TABLE unseen TO x", done);
        expect_words(families[i], version, "RENAME TABLE t TO x, p TO t, x TO p", done);
    }
}

// As MariaDB 10.11 and MySQL 9.7 answered.
static void a_foreign_key_is_held_against_how_values_are_kept(void **state)
{
    (void)state;
    static const char tables[] =
        "CREATE TABLE q (id int PRIMARY KEY, a int, h binary(8), d datetime(3), "
        "y varchar(3), KEY (h), KEY (d));"
        "CREATE TABLE c (x int, b varbinary(16), s timestamp NULL);";
    static const struct {
        const char *sql, *words;
    } rows[] = {
        { "ALTER TABLE c ADD FOREIGN KEY (b) REFERENCES q (h)", "COPY SHARED rebuilt" },
        { "ALTER TABLE c ADD FOREIGN KEY (s) REFERENCES q (d)", "COPY SHARED rebuilt" },
        { "SET foreign_key_checks=0; ALTER TABLE c ADD FOREIGN KEY (x) REFERENCES q (a)",
          "refused: no index begins with the columns that it points to (1822)" },
        { "SET foreign_key_checks=0; ALTER TABLE c ADD FOREIGN KEY (b) REFERENCES q (id)",
          "refused: its columns differ in type from those that they point to (1825)" },
        { "ALTER TABLE c ADD FOREIGN KEY (b) REFERENCES q (id)",
          "refused: its columns differ in type from those that they point to (1005)" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        World world = world_of("mariadb", ENGINE_VERSION(10, 11, 0));
        forecast_run(&world.forecast, str_from(tables), NULL);
        assert_str_equal(foretold(&world, rows[i].sql), str_from(rows[i].words));
        world_end(&world);
    }
}

static void tidb_does_all_of_it_online(void **state)
{
    (void)state;
    int tidb = ENGINE_VERSION(7, 5, 0);
    expect_words("tidb", tidb, "ALTER TABLE t ADD COLUMN z int", "INSTANT NONE");
    expect_words("tidb", tidb, "ALTER TABLE t ADD INDEX kz (x)", "INPLACE NONE");
    expect_words("tidb", tidb, "ALTER TABLE t MODIFY a bigint", "INSTANT NONE");
    expect_words("tidb", tidb, "ALTER TABLE t MODIFY a varchar(20)",
                 "INPLACE NONE rebuilt");
    expect_words("tidb", tidb, "ALTER TABLE t MODIFY v varchar(400)", "INSTANT NONE");
    // Whatever is not a new index passes.
    expect_words("tidb", tidb, "ALTER TABLE t MODIFY a varchar(20), ALGORITHM=INSTANT",
                 "INPLACE NONE rebuilt");
    expect_words("tidb", tidb, "ALTER TABLE t ADD INDEX kz (x), ALGORITHM=INSTANT",
                 "refused: ALGORITHM=INSTANT is not supported for a new index (1846)");
}

static void tidb_refuses_much(void **state)
{
    (void)state;
    int tidb = ENGINE_VERSION(7, 5, 0);
    expect_words(
        "tidb", tidb, "ALTER TABLE t DROP COLUMN a",
        "refused: a column of an index of several columns cannot be dropped (8200)");
    expect_words("tidb", tidb, "ALTER TABLE t DROP COLUMN id",
                 "refused: a column of the primary key cannot be dropped (8200)");
    expect_words("tidb", tidb, "ALTER TABLE t ADD COLUMN z int, ADD INDEX kz (z)",
                 "refused: one ALTER TABLE names the same column in two changes (8200)");
    expect_words("tidb", ENGINE_VERSION(6, 1, 0),
                 "ALTER TABLE t ADD COLUMN z int, DROP COLUMN x",
                 "refused: one ALTER TABLE makes one change before TiDB 6.2 (8200)");
    expect_words(
        "tidb", tidb, "ALTER TABLE t MODIFY v varchar(40) COLLATE utf8mb4_general_ci",
        "refused: the collation of a column in an index cannot be changed (8200)");
    expect_words("tidb", tidb, "ALTER TABLE t ADD COLUMN z int AUTO_INCREMENT",
                 "refused: an AUTO_INCREMENT column cannot be added (8200)");
    expect_words("tidb", tidb,
                 "ALTER TABLE t TTL = x + INTERVAL 1 YEAR TTL_ENABLE = 'OFF'",
                 "INSTANT NONE");
    expect_words(
        "tidb", tidb, "ALTER TABLE t ADD COLUMN z int, TTL = x + INTERVAL 1 YEAR",
        "refused: the change cannot stand beside others in one ALTER TABLE (8200)");
    expect_words("tidb", tidb, "ALTER TABLE t ADD COLUMN z int UNIQUE",
                 "refused: a column cannot be added as UNIQUE (8200)");
    expect_words(
        "tidb", tidb, "ALTER TABLE t MODIFY v varchar(40) CHARACTER SET latin1",
        "refused: utf8 and latin1 become utf8mb4, and no other character set another "
        "one (8200)");
}

static void tidb_ignores_what_it_has_not(void **state)
{
    (void)state;
    int tidb = ENGINE_VERSION(7, 5, 0);
    const char *check = "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0)";
    expect_words(
        "tidb", tidb, check,
        "ignored: CHECK constraints are ignored unless tidb_enable_check_constraint "
        "is ON, which is not the default");
    expect_words("tidb", tidb,
                 "SET GLOBAL tidb_enable_check_constraint = ON; "
                 "ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0)",
                 "INSTANT NONE");
    expect_words("tidb", tidb, "ALTER TABLE t ADD FULLTEXT INDEX kz (v)",
                 "ignored: FULLTEXT is parsed and forgotten: no index is made");
    expect_words(
        "tidb", ENGINE_VERSION(8, 5, 0),
        "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id); "
        "ALTER TABLE t DROP CONSTRAINT fk",
        "ignored: DROP CONSTRAINT and DROP CHECK drop CHECK constraints alone: the key "
        "stays");
    expect_words(
        "tidb", ENGINE_VERSION(6, 5, 0),
        "ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES p (id)",
        "ignored: foreign keys are not enforced before TiDB 6.6, nor later on if they "
        "were made then");
}

static void each_op_is_told_its_own_and_the_statement_s(void **state)
{
    (void)state;
    World world = world_of("mysql", ENGINE_VERSION(8, 4, 0));
    Lowered file = { .engine = &world.forecast.engine };
    Arena *arena = world.arena;
    forecast_run(&world.forecast, STR("CREATE TABLE t (id int PRIMARY KEY, a int)"),
                 NULL);
    mysql_frontend.lower(arena, STR("ALTER TABLE t ADD COLUMN z int, ADD INDEX k (a)"),
                         NULL, &file);
    assert_int_equal(file.ops.len, 2);
    Session session = { 0 };
    for (size_t i = 0; i < 2; i++) {
        Scene scene = { world.forecast.catalog, &world.forecast.engine, &session, &file,
                        &file.ops.at[i] };
        mysql_frontend.effects(arena, &scene);
    }
    const Effects *column = &file.ops.at[0].effects, *index = &file.ops.at[1].effects;
    assert_int_equal(column->alone.algorithm, ALGORITHM_INSTANT);
    assert_int_equal(index->alone.algorithm, ALGORITHM_INPLACE);
    assert_int_equal(column->online.algorithm, ALGORITHM_INPLACE);
    assert_int_equal(index->online.algorithm, ALGORITHM_INPLACE);
    assert_int_equal(column->rewrites.len, 1);
    assert_int_equal(index->rewrites.len, 1);
    world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_rollback_leaves_is_there),
        cmocka_unit_test(a_swap_of_names_is_no_change_of_types),
        cmocka_unit_test(older_servers_do_it_slower),
        cmocka_unit_test(mariadb_copies_online_since_11_2),
        cmocka_unit_test(an_unknown_column_is_presumed_to_be_copied),
        cmocka_unit_test(a_clause_is_refused_or_obeyed),
        cmocka_unit_test(a_refusal_has_a_number_and_an_object),
        cmocka_unit_test(nothing_is_left_of_a_refused_statement),
        cmocka_unit_test(a_primary_key_goes_by_a_copy_and_comes_in_place),
        cmocka_unit_test(a_name_that_is_taken_or_gone_is_refused),
        cmocka_unit_test(a_foreign_key_is_held_against_how_values_are_kept),
        cmocka_unit_test(tidb_does_all_of_it_online),
        cmocka_unit_test(tidb_refuses_much),
        cmocka_unit_test(tidb_ignores_what_it_has_not),
        cmocka_unit_test(each_op_is_told_its_own_and_the_statement_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
