// SPDX-License-Identifier: Apache-2.0
// Two catalogs of SQLite's compared: both sides are SQL here.
#include "compared.h"

#include "check.h"

static void columns_differ_in_what_they_keep(void **state)
{
    (void)state;
    static const PairRow rows[] = {
        { "CREATE TABLE t (a varchar(9), B text)", "CREATE TABLE T (A text, b TEXT)",
          "" },
        { "CREATE TABLE t (a int)", "CREATE TABLE t (a text)",
          "both column t.a: int | text" },
        { "CREATE TABLE t (a int primary key)", "CREATE TABLE t (a integer primary key)",
          "both column t.a: int, nullable | integer, NOT NULL" },
        { "CREATE TABLE t (a integer primary key)",
          "CREATE TABLE t (a integer primary key NOT NULL)", "" },
        { "CREATE TABLE t (a int DEFAULT true)", "CREATE TABLE t (a int DEFAULT (1))",
          "" },
        { "CREATE TABLE t (a text DEFAULT 'a')", "CREATE TABLE t (a text DEFAULT 'b')",
          "both column t.a: DEFAULT 'a' | DEFAULT 'b'" },
        { "CREATE TABLE t (a, b AS (lower(a)))",
          "CREATE TABLE t (a, b AS (lower(\"a\")) STORED)",
          "both column t.b: GENERATED ALWAYS AS (lower(a)) VIRTUAL | GENERATED ALWAYS AS "
          "(lower(\"a\")) STORED" },
        { "CREATE TABLE t (a, b)", "CREATE TABLE t (a, c)",
          "sql column t.b\nsnapshot column t.c" },
        { "CREATE TABLE t (a, b); ALTER TABLE t RENAME COLUMN a TO c;",
          "CREATE TABLE t (c, b)", "" },
        { "CREATE TEMP TABLE u (a); CREATE VIRTUAL TABLE f USING fts5(x);", "", "" },
    };
    COMPARE_ALL("sqlite@3.40", rows);
}

static void constraints_have_no_name_that_matters(void **state)
{
    (void)state;
    static const PairRow rows[] = {
        { "CREATE TABLE p (id integer primary key); CREATE TABLE t (a int REFERENCES p)",
          "CREATE TABLE p (id integer primary key);"
          "CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (A) REFERENCES P (ID))",
          "" },
        { "CREATE TABLE p (id integer primary key); CREATE TABLE t (a int REFERENCES p)",
          "CREATE TABLE p (id integer primary key);"
          "CREATE TABLE t (a int REFERENCES p (id) ON DELETE SET NULL)",
          "both foreign key t.(a): ON DELETE no action | ON DELETE set null" },
        { "CREATE TABLE t (a int, b int REFERENCES t (a))",
          "CREATE TABLE t (a int, b int)", "sql foreign key t.(b)" },
        { "CREATE TABLE t (a int UNIQUE)",
          "CREATE TABLE t (a int); CREATE UNIQUE INDEX t_a_unique ON t (A)", "" },
        { "CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a)",
          "CREATE TABLE t (a int, CONSTRAINT u UNIQUE (a))", "" },
        { "CREATE TABLE t (a int); CREATE UNIQUE INDEX i ON t (a) WHERE a > 1",
          "CREATE TABLE t (a int UNIQUE)",
          "snapshot unique constraint t.(a)\nsql index t.i" },
        { "CREATE TABLE t (a int UNIQUE)", "CREATE TABLE t (a int)",
          "sql unique constraint t.(a)" },
        { "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b))",
          "CREATE TABLE t (a int, b int, CONSTRAINT t_pk PRIMARY KEY (b, a))", "" },
        { "CREATE TABLE t (a integer PRIMARY KEY AUTOINCREMENT)",
          "CREATE TABLE t (a integer PRIMARY KEY)",
          "both primary key t.(a): AUTOINCREMENT | no AUTOINCREMENT" },
        { "CREATE TABLE t (a int CHECK (a > 0))",
          "CREATE TABLE t (a int, CONSTRAINT c CHECK (\"t\".\"a\" > 0))", "" },
        { "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0))",
          "CREATE TABLE t (a int, CONSTRAINT C CHECK (a > 1))",
          "both check constraint t.c: a > 0 | a > 1" },
    };
    COMPARE_ALL("sqlite@3.40", rows);
}

static void indexes_and_views_differ_in_what_they_say(void **state)
{
    (void)state;
    static const PairRow rows[] = {
        { "CREATE TABLE t (a, b); CREATE INDEX i ON t (a DESC, lower(b)) WHERE b = 'x'",
          "CREATE TABLE t (a, b);"
          "CREATE INDEX I ON t (`a` desc, LOWER(\"b\")) WHERE \"t\".\"b\" == 'x'",
          "" },
        { "CREATE TABLE t (a, b); CREATE INDEX i ON t (a)",
          "CREATE TABLE t (a, b); CREATE INDEX i ON t (a DESC)",
          "both index t.i: on (a) | on (a DESC)" },
        { "CREATE TABLE t (a, b); CREATE INDEX i ON t (a)",
          "CREATE TABLE t (a, b); CREATE INDEX i ON t (a) WHERE b > 1",
          "both index t.i: not partial | WHERE b > 1" },
        { "CREATE TABLE t (a); CREATE INDEX i ON t (lower(a) COLLATE NOCASE);"
          "CREATE INDEX j ON t (a COLLATE NOCASE)",
          "CREATE TABLE t (a)", "sql index t.i" },
        { "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t",
          "CREATE TABLE t (a); CREATE VIEW V AS select \"a\" from \"t\"", "" },
        { "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t",
          "CREATE TABLE t (a); CREATE VIEW v AS SELECT 1",
          "both view v: SELECT a FROM t | SELECT 1" },
    };
    COMPARE_ALL("sqlite@3.40", rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_differ_in_what_they_keep),
        cmocka_unit_test(constraints_have_no_name_that_matters),
        cmocka_unit_test(indexes_and_views_differ_in_what_they_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
