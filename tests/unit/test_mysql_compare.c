// SPDX-License-Identifier: Apache-2.0
// Two catalogs of MySQL and its kin compared: both sides are SQL here.
#include "compared.h"

#include "check.h"

static void columns_differ_in_what_mysql_has(void **state)
{
    (void)state;
    static const PairRow rows[] = {
        { "CREATE TABLE t (a int(11))", "CREATE TABLE T2 (b int); CREATE TABLE t (a int)",
          "snapshot table T2" },
        { "CREATE TABLE t (a int)", "CREATE TABLE t (a int unsigned)",
          "both column t.a: int | int unsigned" },
        { "CREATE TABLE t (a boolean DEFAULT true)",
          "CREATE TABLE t (a tinyint(1) DEFAULT '1')", "" },
        { "CREATE TABLE t (a enum('a','b'))", "CREATE TABLE t (a enum('a'))",
          "both column t.a: enum('a','b') | enum('a')" },
        { "CREATE TABLE t (Id int)", "CREATE TABLE t (id int)", "" },
        { "CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY)",
          "CREATE TABLE t (a int PRIMARY KEY)",
          "both column t.a: AUTO_INCREMENT | no AUTO_INCREMENT" },
        { "CREATE TABLE t (a datetime ON UPDATE now())",
          "CREATE TABLE t (a datetime ON UPDATE CURRENT_TIMESTAMP)", "" },
        { "CREATE TABLE t (a datetime)",
          "CREATE TABLE t (a datetime ON UPDATE CURRENT_TIMESTAMP)",
          "both column t.a: without ON UPDATE | ON UPDATE CURRENT_TIMESTAMP" },
        { "CREATE TABLE t (a varchar(9) COLLATE utf8mb4_bin)",
          "CREATE TABLE t (a varchar(9))", "" },
        { "CREATE TABLE t (a varchar(9)) ENGINE=InnoDB CHARSET=utf8mb4 COMMENT 'x'",
          "CREATE TABLE t (a varchar(9))", "" },
        { "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)",
          "CREATE TABLE t (a int, b int AS (`a`+1) VIRTUAL)",
          "both column t.b: GENERATED ALWAYS AS (a + 1) STORED | GENERATED ALWAYS AS "
          "(`a`+1) VIRTUAL" },
        { "CREATE TABLE t (a int NOT NULL); ALTER TABLE t MODIFY a int",
          "CREATE TABLE t (a int NOT NULL)", "both column t.a: nullable | NOT NULL" },
    };
    COMPARE_ALL("mysql@8.0", rows);
}

static void indexes_differ_in_parts_and_uniqueness(void **state)
{
    (void)state;
    static const PairRow rows[] = {
        { "CREATE TABLE t (a int, UNIQUE KEY k (A))",
          "CREATE TABLE t (a int); CREATE UNIQUE INDEX K ON t (a)", "" },
        { "CREATE TABLE t (a int, KEY k (a))", "CREATE TABLE t (a int, UNIQUE k (a))",
          "both index t.k: not unique | unique" },
        { "CREATE TABLE t (a text, KEY k (a(10)))",
          "CREATE TABLE t (a text, KEY k (a(5)))",
          "both index t.k: on (a(10)) | on (a(5))" },
        { "CREATE TABLE t (a int, KEY k (a DESC))", "CREATE TABLE t (a int, KEY k (a))",
          "both index t.k: on (a DESC) | on (a)" },
        { "CREATE TABLE t (a int, b int, KEY k (a, b))",
          "CREATE TABLE t (a int, b int, KEY k (b, a))",
          "both index t.k: on (a, b) | on (b, a)" },
        { "CREATE TABLE t (a int, KEY k (a) USING HASH)",
          "CREATE TABLE t (a int, KEY k (a))", "" },
        { "CREATE TABLE t (a text, FULLTEXT KEY k (a))", "CREATE TABLE t (a text)", "" },
        { "CREATE TABLE t (a int, KEY k (a))", "CREATE TABLE t (a int)",
          "sql index t.k" },
        { "CREATE TABLE t (a int)", "CREATE TABLE t (a int, KEY k (a))",
          "snapshot index t.k" },
    };
    COMPARE_ALL("mysql@8.0", rows);
}

static void the_indexes_of_foreign_keys_do_not_count(void **state)
{
    (void)state;
    static const PairRow rows[] = {
        { "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int, CONSTRAINT f "
          "FOREIGN KEY (a) REFERENCES p (id)); ALTER TABLE t DROP FOREIGN KEY f",
          "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int)", "" },
        { "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int, CONSTRAINT f "
          "FOREIGN KEY (a) REFERENCES p (id)); CREATE INDEX k ON t (a)",
          "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int, KEY k (a), "
          "CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))",
          "" },
    };
    COMPARE_ALL("mysql@8.0", rows);
}

#define PARENT "CREATE TABLE p (id int PRIMARY KEY); "

static void constraints_differ_in_what_they_do(void **state)
{
    (void)state;
    static const PairRow rows[] = {
        { PARENT "CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))",
          PARENT "CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) "
                 "ON DELETE CASCADE)",
          "both foreign key t.f: ON DELETE no action | ON DELETE cascade" },
        { PARENT "CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) "
                 "ON DELETE RESTRICT ON UPDATE NO ACTION)",
          PARENT "CREATE TABLE t (a int, CONSTRAINT F FOREIGN KEY (A) REFERENCES p (ID))",
          "" },
        { "CREATE TABLE t (a int, b int, PRIMARY KEY (a))",
          "CREATE TABLE t (a int NOT NULL, b int NOT NULL, CONSTRAINT pk PRIMARY KEY (a, "
          "b))",
          "both column t.b: nullable | NOT NULL\n"
          "both primary key t.PRIMARY: on (a) | on (a, b)" },
        { "CREATE TABLE t (a int, CONSTRAINT c CHECK (t.a > 0))",
          "CREATE TABLE t (a int, CONSTRAINT c CHECK (`a`>0))", "" },
        { "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0))", "CREATE TABLE t (a int)",
          "sql check constraint t.c" },
    };
    COMPARE_ALL("mysql@8.0", rows);
}

static void tables_and_views_are_compared(void **state)
{
    (void)state;
    static const PairRow rows[] = {
        { "", "CREATE TABLE t (a int)", "snapshot table t" },
        { "CREATE TABLE t (a int)", "", "sql table t" },
        { "CREATE TABLE Users (a int); CREATE VIEW v AS (SELECT a FROM Users)",
          "CREATE TABLE Users (a int); CREATE ALGORITHM = undefined VIEW v AS select `a` "
          "from `Users`",
          "" },
        { "CREATE TABLE Users (a int); CREATE VIEW v AS SELECT a FROM Users",
          "CREATE TABLE Users (a int); CREATE VIEW v AS SELECT a FROM Users WHERE a > 1",
          "both view v: SELECT a FROM Users | SELECT a FROM Users WHERE a > 1" },
    };
    COMPARE_ALL("mysql@8.0", rows);
}

static void tables_of_tidb_have_names_of_any_case(void **state)
{
    (void)state;
    static const PairRow rows[] = {
        { "CREATE TABLE P (id int PRIMARY KEY); CREATE TABLE t (a int, CONSTRAINT f "
          "FOREIGN KEY (a) REFERENCES P (id))",
          "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE T (a int, CONSTRAINT f "
          "FOREIGN KEY (a) REFERENCES p (id))",
          "" },
    };
    COMPARE_ALL("tidb@7.5", rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_differ_in_what_mysql_has),
        cmocka_unit_test(indexes_differ_in_parts_and_uniqueness),
        cmocka_unit_test(the_indexes_of_foreign_keys_do_not_count),
        cmocka_unit_test(constraints_differ_in_what_they_do),
        cmocka_unit_test(tables_and_views_are_compared),
        cmocka_unit_test(tables_of_tidb_have_names_of_any_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
