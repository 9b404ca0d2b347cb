// SPDX-License-Identifier: Apache-2.0
// ALGORITHM and LOCK clauses that servers refuse, by the numbers of their errors: what
// the rows of tests/conformance/mysql, which have the weakest LOCK alone, do not tell.
#include "dialect/dialect.h"
#include "lint/forecast.h"

#include "check.h"

static const char clause_tables[] =
    "CREATE TABLE p (id int primary key);"
    "CREATE TABLE t (id int primary key, a int, n int, v varchar(20), tx text, nn "
    "int not null, pt point not null, l varchar(20) character set latin1, p int, g "
    "int as (a+1), key ka(a), key kp (p));"
    "CREATE TABLE ft (id int primary key, a text, fulltext key f (a), n int);"
    "CREATE TABLE my (id int primary key, a int) engine=MyISAM;"
    "CREATE TABLE sp (id int primary key, a point not null, spatial key (a));"
    "CREATE TABLE rg (id int, k int) partition by range (k) (partition p0 values "
    "less than (10), partition p1 values less than (20));"
    "CREATE TABLE hs (id int, k int) partition by hash (k) partitions 3;"
    "CREATE TABLE nopk (id int, a int);";
// The codes of MySQL 9.7, MariaDB 10.11 and 11.8; -1: that of the grammar.
static const struct {
    const char *sql;
    int codes[3];
} clause_rows[] = {
    { "ALTER TABLE t MODIFY n bigint, LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE t MODIFY n bigint, ALGORITHM=COPY, LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE t MODIFY n bigint, ALGORITHM=INPLACE, LOCK=NONE",
      { 1846, 1846, 1846 } },
    { "ALTER TABLE t ADD FULLTEXT INDEX f (tx), LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE ft ADD FULLTEXT INDEX f2 (a), LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE t ADD SPATIAL INDEX s (pt), LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE t ADD INDEX fx ((a+1)), LOCK=NONE", { 1846, -1, -1 } },
    { "ALTER TABLE nopk ADD COLUMN z int AUTO_INCREMENT PRIMARY KEY, LOCK=NONE",
      { 1846, 1846, 1846 } },
    { "ALTER TABLE nopk ADD COLUMN z int AUTO_INCREMENT PRIMARY KEY, LOCK=SHARED",
      { 0, 0, 0 } },
    { "ALTER TABLE t DROP PRIMARY KEY, LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE t ADD FOREIGN KEY (p) REFERENCES p (id), LOCK=NONE",
      { 1846, 1846, 0 } },
    { "ALTER TABLE t ADD CHECK (a > 0), LOCK=NONE", { 1846, 1845, 0 } },
    { "ALTER TABLE t CONVERT TO CHARACTER SET latin1, LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, LOCK=NONE",
      { 1846, 1846, 0 } },
    { "ALTER TABLE t ENGINE=MyISAM, LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE t ADD COLUMN s int AS (a) STORED, LOCK=NONE", { 1845, 1845, 0 } },
    { "ALTER TABLE my ADD COLUMN z int, LOCK=NONE", { 1845, 1845, 0 } },
    { "ALTER TABLE my ADD INDEX ka (a), LOCK=NONE", { 1845, 1845, 0 } },
    { "ALTER TABLE t RENAME TO t2, LOCK=NONE", { 1845, 1845, 1845 } },
    { "ALTER TABLE t RENAME TO t2, LOCK=SHARED", { 1845, 1845, 1845 } },
    { "ALTER TABLE t DISABLE KEYS, LOCK=NONE", { 1845, 1845, 1845 } },
    { "ALTER TABLE t DISABLE KEYS, LOCK=SHARED", { 1845, 1845, 1845 } },
    { "ALTER TABLE rg ALGORITHM=INSTANT, DROP PARTITION p0", { 1845, -1, -1 } },
    { "ALTER TABLE rg LOCK=NONE, REORGANIZE PARTITION p0 INTO (PARTITION q VALUES "
      "LESS THAN (10))",
      { 1845, -1, -1 } },
    { "ALTER TABLE rg ALGORITHM=COPY, LOCK=NONE, REORGANIZE PARTITION p0 INTO "
      "(PARTITION q VALUES LESS THAN (10))",
      { 1846, -1, -1 } },
    { "ALTER TABLE hs LOCK=NONE, ADD PARTITION PARTITIONS 2", { 1845, -1, -1 } },
    { "ALTER TABLE hs LOCK=NONE, COALESCE PARTITION 1", { 1845, -1, -1 } },
    { "ALTER TABLE hs LOCK=NONE REMOVE PARTITIONING", { 1846, 1846, 0 } },
    { "ALTER TABLE nopk LOCK=NONE PARTITION BY HASH (id) PARTITIONS 2",
      { 1846, 1846, 0 } },
    { "ALTER TABLE ft ADD COLUMN z int, LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE ft ADD COLUMN z int, ALGORITHM=INPLACE, LOCK=NONE",
      { 1846, 1846, 1846 } },
    { "ALTER TABLE ft FORCE, LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE sp FORCE, LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE sp MODIFY id bigint, LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE t ADD COLUMN u int DEFAULT (1+1), LOCK=NONE", { 1845, 0, 0 } },
    { "ALTER TABLE t ADD COLUMN vv int AS (n) VIRTUAL, ADD INDEX (vv), LOCK=NONE",
      { 1846, 1846, 0 } },
    { "CREATE FULLTEXT INDEX f ON t (tx) LOCK=NONE", { 1846, 1846, 0 } },
    { "ALTER TABLE t DROP PRIMARY KEY, ALGORITHM=INPLACE", { 1846, 1846, 1846 } },
    { "ALTER TABLE t DROP PRIMARY KEY, ALGORITHM=INSTANT", { 1846, 1846, 1846 } },
    { "ALTER TABLE t DROP PRIMARY KEY, ALGORITHM=COPY, LOCK=SHARED", { 0, 0, 0 } },
    { "ALTER TABLE nopk ADD PRIMARY KEY (id), ALGORITHM=INPLACE, LOCK=NONE",
      { 0, 0, 0 } },
    { "ALTER TABLE nopk ADD PRIMARY KEY (id), ALGORITHM=INSTANT", { 1845, 1845, 1845 } },
    { "ALTER TABLE nopk ADD PRIMARY KEY (id), ALGORITHM=COPY, LOCK=NONE",
      { 1846, 1846, 0 } },
    { "ALTER TABLE nopk ADD PRIMARY KEY (id), ALGORITHM=COPY, LOCK=SHARED", { 0, 0, 0 } },
    { "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (nn), ALGORITHM=INPLACE, "
      "LOCK=NONE",
      { 0, 0, 0 } },
    { "ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (nn), ALGORITHM=INSTANT",
      { 1845, 1845, 1845 } },
};
static void a_clause_is_refused_with_the_server_s_number(void **state)
{
    (void)state;
    static const char *const families[] = { "mysql", "mariadb", "mariadb" };
    static const int versions[] = { ENGINE_VERSION(9, 7, 4), ENGINE_VERSION(10, 11, 19),
                                    ENGINE_VERSION(11, 8, 9) };
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof clause_rows / sizeof *clause_rows; i++)
        for (size_t k = 0; k < 3; k++) {
            if (clause_rows[i].codes[k] < 0)
                continue;
            Arena *arena = arena_new();
            Engine engine = { .family = str_from(families[k]),
                              .major = versions[k] / 10000,
                              .minor = versions[k] / 100 % 100,
                              .patch = versions[k] % 100 };
            Forecast forecast = forecast_new(arena, &mysql_frontend, engine);
            forecast_run(&forecast, str_from(clause_tables), NULL);
            StatementEffectsVec all =
                forecast_run(&forecast, str_from(clause_rows[i].sql), NULL);
            if (all.at[0].effects.refused_code != clause_rows[i].codes[k] && ++wrong)
                print_error("%s %d: %s: " STR_FMT "\n", families[k],
                            clause_rows[i].codes[k], clause_rows[i].sql,
                            STR_ARG(all.at[0].effects.refused));
            forecast_free(&forecast);
            arena_free(arena);
        }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clause_is_refused_with_the_server_s_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
