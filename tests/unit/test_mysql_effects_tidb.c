// SPDX-License-Identifier: Apache-2.0
// What TiDB 8.5.0 answers: which types keep the rows as they are, and what keys,
// character sets and numbers hold against a change.
#include "foretold.h"

enum { MEASURED_ON = ENGINE_VERSION(8, 5, 0) };

static void expect(const char *sql, const char *words)
{
    expect_words("tidb", MEASURED_ON, sql, words);
}

// Measured by the rows that its job counts (ADMIN SHOW DDL JOBS).
static void tidb_keeps_values_that_still_fit(void **state)
{
    (void)state;
    static const struct {
        const char *old, *new, *told;
    } rows[] = {
        { "varchar(20) CHARSET latin1", "varchar(20) CHARSET utf8mb4", "INSTANT NONE" },
        { "varchar(20) CHARSET latin1", "varchar(10) CHARSET utf8mb4",
          "INPLACE NONE rebuilt" },
        { "enum('a') CHARSET latin1", "enum('a') CHARSET utf8mb4", "INSTANT NONE" },
        { "text CHARSET latin1", "text CHARSET utf8mb4", "INSTANT NONE" },
        { "char(3)", "char(10)", "INSTANT NONE" },
        { "char(10)", "varchar(10)", "INPLACE NONE rebuilt" },
        { "varchar(10)", "text", "INSTANT NONE" },
        { "text", "varchar(30)", "INPLACE NONE rebuilt" },
        { "bit(4)", "bit(8)", "INSTANT NONE" },
        { "datetime", "datetime(6)", "INSTANT NONE" },
        { "datetime(6)", "datetime", "INPLACE NONE rebuilt" },
        { "time", "time(3)", "INSTANT NONE" },
        { "timestamp", "datetime", "INPLACE NONE rebuilt" },
        { "float", "double", "INPLACE NONE rebuilt" },
        { "decimal(10,2)", "decimal(12,2)", "INPLACE NONE rebuilt" },
        { "year", "int", "INPLACE NONE rebuilt" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        World world = world_of("tidb", MEASURED_ON);
        Str sql = arena_fmt(world.arena,
                            "CREATE TABLE k (id bigint PRIMARY KEY, c %s); "
                            "ALTER TABLE k MODIFY c %s",
                            rows[i].old, rows[i].new);
        assert_str_equal(foretold(&world, arena_cstr(world.arena, sql)),
                         str_from(rows[i].told));
        world_end(&world);
    }
}

// Of u, which points to p, and of p.
static void tidb_looks_at_both_ends_of_a_foreign_key(void **state)
{
    (void)state;
    static const char kind[] = "refused: its type would differ from the one at the other "
                               "end of a foreign key (3780)";
    static const char needed[] = "refused: a foreign key needs the index, also one that "
                                 "the same ALTER TABLE drops (1553)";
    static const struct {
        const char *sql, *told;
    } rows[] = {
        { "ALTER TABLE u MODIFY p bigint", kind },
        { "ALTER TABLE p MODIFY n bigint", kind },
        { "SET foreign_key_checks = 0; ALTER TABLE u MODIFY p bigint", kind },
        { "ALTER TABLE u DROP FOREIGN KEY fp, MODIFY p bigint", kind },
        { "ALTER TABLE u MODIFY p int(5)", "INSTANT NONE" },
        { "ALTER TABLE u MODIFY p int NOT NULL", "INSTANT NONE" },
        { "ALTER TABLE u MODIFY s varchar(20)", "INSTANT NONE" },
        { "ALTER TABLE u MODIFY s varchar(5)",
          "refused: a foreign key needs the length of the column as it is (1832)" },
        { "ALTER TABLE p MODIFY s varchar(5)",
          "refused: a foreign key of another table needs the length of the column as it "
          "is (1833)" },
        { "DROP INDEX fp ON u", needed },
        { "ALTER TABLE u DROP FOREIGN KEY fp, DROP INDEX fp", needed },
        { "ALTER TABLE p DROP INDEX kn, ADD INDEX k2 (n)", needed },
        { "ALTER TABLE p ADD INDEX k2 (n); ALTER TABLE p DROP INDEX kn", "INSTANT NONE" },
        { "ALTER TABLE u DROP FOREIGN KEY fp; DROP INDEX fp ON u", "INSTANT NONE" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        World world = world_of("tidb", MEASURED_ON);
        forecast_run(&world.forecast,
                     STR("CREATE TABLE p (id int PRIMARY KEY, n int, s varchar(10), KEY "
                         "kn (n), KEY ks (s));"
                         "CREATE TABLE u (id int PRIMARY KEY, p int, s varchar(10), "
                         "CONSTRAINT fp FOREIGN KEY (p) REFERENCES p (n), "
                         "CONSTRAINT fs FOREIGN KEY (s) REFERENCES p (s))"),
                     NULL);
        assert_str_equal(foretold(&world, rows[i].sql), str_from(rows[i].told));
        world_end(&world);
    }
}

static void tidb_refuses_what_keys_and_charsets_hold(void **state)
{
    (void)state;
    const char *charset = "refused: utf8 and latin1 become utf8mb4, and no other "
                          "character set another one (8200)";
    expect("ALTER TABLE t CHARSET gbk", charset);
    expect("ALTER TABLE t CHARSET utf8", charset);
    expect("ALTER TABLE t CHARSET utf8mb4", "INSTANT NONE");
    expect("ALTER TABLE t MODIFY v text",
           "refused: a BLOB or TEXT column is in a key with a length alone (1170)");
    expect("ALTER TABLE t MODIFY v json",
           "refused: a JSON column cannot be in an index (3152)");
    expect("ALTER TABLE t AUTO_ID_CACHE 1",
           "refused: AUTO_ID_CACHE does not change between 1 and other numbers (1105)");
    expect("ALTER TABLE t AUTO_ID_CACHE 100", "INSTANT NONE");
    expect("CREATE INDEX kz ON t (x) ALGORITHM=INSTANT", "INPLACE NONE");
    const char *bits = "refused: AUTO_RANDOM gets no fewer shard bits than it has, and "
                       "keeps its range (8216)";
    World world = world_of("tidb", MEASURED_ON);
    forecast_run(&world.forecast,
                 STR("CREATE TABLE r (id bigint AUTO_RANDOM(6) PRIMARY KEY)"), NULL);
    assert_str_equal(foretold(&world, "ALTER TABLE r MODIFY id bigint AUTO_RANDOM(3)"),
                     str_from(bits));
    assert_str_equal(
        foretold(&world, "ALTER TABLE r MODIFY id bigint AUTO_RANDOM(8, 54)"),
        str_from(bits));
    assert_str_equal(foretold(&world, "ALTER TABLE r MODIFY id bigint AUTO_RANDOM(8)"),
                     STR("INSTANT NONE"));
    world_end(&world);
}

// Columns of a table that nobody has seen made, one of them with a key.
static void an_unseen_table_gets_columns_and_keys(void **state)
{
    (void)state;
    World world = world_of("tidb", MEASURED_ON);
    assert_str(foretold(&world, "ALTER TABLE elsewhere ADD (a int, b int UNIQUE)"),
               "refused: a column cannot be added as UNIQUE (8200)");
    world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tidb_keeps_values_that_still_fit),
        cmocka_unit_test(tidb_looks_at_both_ends_of_a_foreign_key),
        cmocka_unit_test(tidb_refuses_what_keys_and_charsets_hold),
        cmocka_unit_test(an_unseen_table_gets_columns_and_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
