// SPDX-License-Identifier: Apache-2.0
// Unit tests of tables that a file makes anew: which statements do it, whatever the names
// are, and what they leave out.
#include "told.h"

#define T "CREATE TABLE t (id integer PRIMARY KEY, a text, b text);"

// clang-format off
static const ToldRow forms[] = {
    // by any temporary name, with anything between
    ROW(T, "CREATE TABLE \"new_T\" (id integer PRIMARY KEY, a text, b text);"
           "UPDATE u SET x = 1; INSERT INTO [new_T] (id, a, b) SELECT id, a, b FROM \"T\";"
           "DROP TABLE IF EXISTS T; PRAGMA user_version = 1; ALTER TABLE new_t RENAME TO t",
        "REBUILD TABLE t make (new_T)\n"
        "UPDATE u\n"
        "REBUILD TABLE t copy (new_T) into id, a, b of T\n"
        "REBUILD TABLE t drop (new_T)\n"
        "SET .user_version '1'\n"
        "REBUILD TABLE t rename (new_T)\n"),
    // no row is copied
    ROW(T, "CREATE TABLE n (id integer PRIMARY KEY, a text, b text); DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n)\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"),
    // several at once
    ROW(T "CREATE TABLE u (id int);",
        "CREATE TABLE nt (id integer PRIMARY KEY, a text); CREATE TABLE nu (id int, c int);"
        "INSERT INTO nu SELECT id, 1 FROM u; INSERT INTO nt SELECT id, a FROM t;"
        "DROP TABLE t; DROP TABLE u; ALTER TABLE nu RENAME TO u; ALTER TABLE nt RENAME TO t",
        "REBUILD TABLE t make (nt)\nDROP COLUMN t.b\n"
        "REBUILD TABLE u make (nu)\nADD COLUMN u.c int\n"
        "REBUILD TABLE u copy (nu) into id, c of u\n"
        "REBUILD TABLE t copy (nt) into id, a of t\n"
        "REBUILD TABLE t drop (nt)\nREBUILD TABLE u drop (nu)\n"
        "REBUILD TABLE u rename (nu)\nREBUILD TABLE t rename (nt)\n"),
    // the same one twice
    ROW(T, "CREATE TABLE n (id integer PRIMARY KEY, a text); INSERT INTO n SELECT id, a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;"
           "CREATE TABLE n (id integer PRIMARY KEY, a int); INSERT INTO n SELECT id, a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n)\nDROP COLUMN t.b\n"
        "REBUILD TABLE t copy (n) into id, a of t\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"
        "REBUILD TABLE t make (n)\nALTER COLUMN TYPE t.a affinity int 'text'\n"
        "REBUILD TABLE t copy (n) into id, a of t\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"),
    // several copies
    ROW(T, "CREATE TABLE n (id integer PRIMARY KEY, a text, b text);"
           "INSERT INTO n SELECT * FROM t WHERE id < 10; INSERT INTO n SELECT * FROM t WHERE id >= 10;"
           "DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n)\nREBUILD TABLE t copy (n) into id, a, b of t where\n"
        "REBUILD TABLE t copy (n) into id, a, b of t where\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"),
    // the old one gives way first
    ROW(T "CREATE TABLE c (t_id int REFERENCES t);",
        "ALTER TABLE t RENAME TO old; CREATE TABLE t (id integer PRIMARY KEY, a text, b text NOT NULL);"
        "INSERT INTO t SELECT id, a, b FROM old; DROP TABLE old",
        "REBUILD TABLE t rename (old) 'first' of c\n"
        "REBUILD TABLE t make (old)\nSET NOT NULL t.b text\n"
        "REBUILD TABLE t copy (old) into id, a, b of old\nREBUILD TABLE t drop (old)\n"),
    ROW(T "CREATE TABLE c (t_id int REFERENCES t);",
        "PRAGMA legacy_alter_table=ON; ALTER TABLE t RENAME TO old; CREATE TABLE t (id integer PRIMARY KEY, a text, b text);"
        "INSERT INTO t SELECT id, a, b FROM old; DROP TABLE old",
        "SET .legacy_alter_table 'ON'\nREBUILD TABLE t rename (old) 'first, legacy'\n"
        "REBUILD TABLE t make (old)\n"
        "REBUILD TABLE t copy (old) into id, a, b of old\nREBUILD TABLE t drop (old)\n"),
    // the new one has been filled before the old one gives way
    ROW(T, "CREATE TABLE n (id integer PRIMARY KEY, a text, b text); INSERT INTO n SELECT * FROM t;"
           "ALTER TABLE t RENAME TO o; ALTER TABLE n RENAME TO t; DROP TABLE o",
        "REBUILD TABLE t make (o)\nREBUILD TABLE t copy (o) into id, a, b of t\n"
        "REBUILD TABLE t rename (o) 'first'\nREBUILD TABLE t rename (o)\nREBUILD TABLE t drop (o)\n"),
    // rows go out and come back
    ROW(T, "CREATE TEMP TABLE x AS SELECT * FROM t; DROP TABLE t;"
           "CREATE TABLE t (id integer PRIMARY KEY, a text); INSERT INTO t (id, a) SELECT id, a FROM x; DROP TABLE x",
        "REBUILD TABLE t copy (x) into id, a, b of t\nREBUILD TABLE t drop (x)\n"
        "REBUILD TABLE t make (x)\nDROP COLUMN t.b\n"
        "REBUILD TABLE t restore (x) into id, a of x\nREBUILD TABLE t drop (x) 'stand-in'\n"),
    ROW(T, "CREATE TABLE x (id int, a text, b text); INSERT INTO x SELECT * FROM t; DROP TABLE t;"
           "CREATE TABLE t (id integer PRIMARY KEY, a text, c text); INSERT INTO t SELECT id, a, b FROM x; DROP TABLE x",
        "REBUILD TABLE t make (x) 'stand-in'\nREBUILD TABLE t copy (x) into id, a, b of t\nREBUILD TABLE t drop (x)\n"
        "REBUILD TABLE t make (x)\nRENAME COLUMN t.b (c)\n"
        "REBUILD TABLE t restore (x) into id, a, c of x\nREBUILD TABLE t drop (x) 'stand-in'\n"),
    // of a query alone
    ROW(T, "CREATE TABLE n AS SELECT id, a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n) into id, a of t\n"
        "DROP CONSTRAINT t primary key id\nDROP COLUMN t.b\nALTER COLUMN TYPE t.id int 'integer'\nDROP NOT NULL t.id int\n"
        "REBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"),
    // none of it
    ROW(T, "DROP TABLE t; CREATE TABLE t (id integer PRIMARY KEY)", "DROP TABLE t\nCREATE TABLE t\n"),
    ROW(T, "CREATE TABLE n (id int); INSERT INTO n SELECT id FROM t; DROP TABLE t",
        "CREATE TABLE n\nINSERT n\nDROP TABLE t\n"),
    ROW(T, "ALTER TABLE t RENAME TO o; CREATE TABLE t (id int); INSERT INTO t SELECT id FROM o",
        "RENAME TABLE t (o)\nCREATE TABLE t\nINSERT t\n"),
    ROW(T "CREATE TABLE n (id int);",
        "CREATE TABLE IF NOT EXISTS n (id int); DROP TABLE t; ALTER TABLE n RENAME TO t",
        "CREATE TABLE n\nDROP TABLE t\nRENAME TABLE n (t)\n"),
    ROW(T, "DROP TABLE IF EXISTS n; CREATE TABLE n (id integer PRIMARY KEY, a text, b text); DROP TABLE IF EXISTS t; ALTER TABLE n RENAME TO t",
        "DROP TABLE n\nREBUILD TABLE t make (n)\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"),
    // changed on their way
    ROW(T, "CREATE TABLE n (id integer PRIMARY KEY, a text); INSERT INTO n SELECT id, a FROM t; ALTER TABLE n ADD COLUMN c int;"
           "UPDATE n SET c = 1 WHERE a = 'x'; DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n)\nDROP COLUMN t.b\nREBUILD TABLE t copy (n) into id, a of t\n"
        "ADD COLUMN t.c int\nUPDATE t\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"),
    ROW(T, "CREATE TABLE n (id integer PRIMARY KEY, a text); ALTER TABLE t ADD COLUMN c int; INSERT INTO n SELECT id, a FROM t;"
           "DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n)\nADD COLUMN t.c int\nREBUILD TABLE t copy (n) into id, a of t\n"
        "REBUILD TABLE t drop (n)\nDROP COLUMN t.b\nDROP COLUMN t.c\nREBUILD TABLE t rename (n)\n"),
    // taken back
    ROW(T, "BEGIN; CREATE TABLE n (id int); INSERT INTO n SELECT id FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t; ROLLBACK",
        "TRANSACTION  begin\nREBUILD TABLE t make (n)\nREBUILD TABLE t copy (n) into id of t\n"
        "REBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\nTRANSACTION  rollback\n"),
    // a view keeps it from being finished
    ROW(T "CREATE VIEW v AS SELECT a FROM t;",
        "CREATE TABLE n (id integer PRIMARY KEY, a text, b text); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n)\nREBUILD TABLE t copy (n) into id, a, b of t\nREBUILD TABLE t drop (n)\n"
        "REBUILD TABLE t rename (n) refused: error in view v: no such table: main.t\n"),
};

static const ToldRow parts[] = {
    // what is made again is as it was; what is not is gone
    ROW(T "CREATE INDEX i ON t (a); CREATE UNIQUE INDEX k ON t (b) WHERE a > 1; CREATE INDEX l ON t (b);",
        "CREATE TABLE n (id integer PRIMARY KEY, a text, b text); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;"
        "CREATE INDEX \"i\" ON \"t\" (\"a\" ASC); CREATE UNIQUE INDEX IF NOT EXISTS k ON t (\"b\") WHERE \"t\".a > 2",
        "REBUILD TABLE t make (n)\nDROP INDEX k (t) 'k'\nDROP INDEX l (t)\n"
        "REBUILD TABLE t copy (n) into id, a, b of t\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"
        "REBUILD TABLE t.i restore (n)\nCREATE INDEX k (t)\n"),
    // by another name, before the table has its own
    ROW(T "CREATE INDEX i ON t (a);",
        "CREATE TABLE n (id integer PRIMARY KEY, a text, b text); CREATE INDEX j ON n (a); CREATE INDEX x ON n (b); DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n)\nRENAME INDEX i (j)\nREBUILD TABLE t.j restore (n)\nCREATE INDEX x (t)\n"
        "REBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"),
    // with its column, and by a constraint
    ROW(T "CREATE INDEX i ON t (a, b); CREATE UNIQUE INDEX k ON t (a);",
        "CREATE TABLE n (id integer PRIMARY KEY, a text UNIQUE); INSERT INTO n SELECT id, a FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n)\nDROP INDEX i (t) cascade\nDROP INDEX k (t) 'UNIQUE'\nDROP COLUMN t.b\nADD CONSTRAINT t unique a 'k'\n"
        "REBUILD TABLE t copy (n) into id, a of t\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"),
    ROW("CREATE TABLE t (id integer PRIMARY KEY, a text UNIQUE, b text UNIQUE);",
        "CREATE TABLE n (id integer PRIMARY KEY, a text, b text); INSERT INTO n SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;"
        "CREATE UNIQUE INDEX k ON t (a)",
        "REBUILD TABLE t make (n)\nDROP CONSTRAINT t unique a 'k'\nDROP CONSTRAINT t unique b\n"
        "REBUILD TABLE t copy (n) into id, a, b of t\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\nCREATE INDEX k (t)\n"),
    // dropped by itself
    ROW(T "CREATE INDEX i ON t (a);",
        "CREATE TABLE n (id integer PRIMARY KEY, a text, b text); DROP INDEX i; DROP TABLE t; ALTER TABLE n RENAME TO t",
        "REBUILD TABLE t make (n)\nDROP INDEX i (t)\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n"),
    // triggers
    ROW(T "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END; CREATE TRIGGER h AFTER DELETE ON t BEGIN SELECT 1; END;",
        "CREATE TABLE n (id integer PRIMARY KEY, a text, b text); DROP TABLE t; ALTER TABLE n RENAME TO t;"
        "CREATE TRIGGER g AFTER INSERT ON \"t\" BEGIN  SELECT 1; END",
        "REBUILD TABLE t make (n)\nDROP TRIGGER t.h\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\nREBUILD TABLE t.g restore (n)\n"),
    // an index of a renamed column
    ROW(T "CREATE INDEX i ON t (b);",
        "CREATE TABLE n (id integer PRIMARY KEY, a text, c text); INSERT INTO n (id, a, c) SELECT id, a, coalesce(b, '') AS c FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;"
        "CREATE INDEX i ON t (c)",
        "REBUILD TABLE t make (n)\nRENAME COLUMN t.b (c)\n"
        "REBUILD TABLE t copy (n) into id, a, c of t\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\nREBUILD TABLE t.i restore (n)\n"),
};

static const ToldRow copies[] = {
#define COPY(text, told) ROW(T "CREATE TABLE u (x int);", \
    "CREATE TABLE n (id integer PRIMARY KEY, a text, b text); INSERT INTO n" text "; DROP TABLE t; ALTER TABLE n RENAME TO t", \
    "REBUILD TABLE t make (n)\nREBUILD TABLE t copy (n)" told "\nREBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n")
    COPY(" (id, a) SELECT id, a FROM t WHERE a IS NOT NULL", " into id, a of t where"),
    COPY(" SELECT * FROM main.t AS x WHERE 1", " into id, a, b of t"),
    COPY(" SELECT DISTINCT id, a, b FROM t LIMIT 5", " 'DISTINCT, LIMIT' into id, a, b of t limit"),
    COPY(" SELECT max(id), a, max(b, 'x') FROM t GROUP BY a HAVING count(*) > 1", " 'an aggregate, GROUP BY, HAVING' into id, a, b of t"),
    COPY(" SELECT id, a, max(b, 'x') FROM t", " into id, a, b of t"),
    COPY(" SELECT t.id, a, x FROM t JOIN u ON x = t.id", " 'JOIN' into id, a, b of t, u"),
    COPY(" SELECT t.id, a, x FROM t LEFT OUTER JOIN u ON x = t.id", " into id, a, b of t, u"),
    COPY(" SELECT * FROM t UNION SELECT x, 1, 2 FROM u", " 'UNION' into id, a, b of t, u"),
    COPY(" SELECT id, a, (SELECT x FROM u WHERE x = id LIMIT 1) FROM t", " into id, a, b of t"),
    COPY(" SELECT * FROM t WHERE true ON CONFLICT DO NOTHING", " 'ON CONFLICT DO NOTHING' into id, a, b of t"),
    COPY(" SELECT id, a, b FROM (SELECT * FROM t)", " into id, a, b of t"),
    COPY(" SELECT * FROM (SELECT DISTINCT id, a, b FROM t WHERE a > 1)", " 'DISTINCT' into id, a, b of t where"),
    COPY(" (id) WITH w AS (SELECT id FROM t WHERE a > 1) SELECT id FROM w", " into id of t where"),
};
// clang-format on

#define ROWS(table) (table), sizeof(table) / sizeof *(table)

static void rebuilds_have_many_forms(void **state)
{
    assert_told(*state, ROWS(forms));
}

static void indexes_and_triggers_go_with_the_old_one(void **state)
{
    assert_told(*state, ROWS(parts));
}

static void copies_say_which_rows_they_take(void **state)
{
    assert_told(*state, ROWS(copies));
}

// clang-format off
#define N(columns) "CREATE TABLE n (" columns ");"
#define DONE "; DROP TABLE t; ALTER TABLE n RENAME TO t"
static const ToldRow fates[] = {
    ROW(T, N("id integer PRIMARY KEY, a text, b text") "INSERT INTO n SELECT * FROM t" DONE, ""),
    ROW(T, N("id integer PRIMARY KEY, a text, b text") "INSERT INTO n SELECT * FROM t WHERE a IS NOT NULL" DONE,
        "copy: left 1 of 2 t only nulls\n"),
    ROW(T, N("id integer PRIMARY KEY, a text, b text") "INSERT INTO n SELECT * FROM t WHERE a IS NULL" DONE,
        "copy: left 1 of 2 t\n"),
    ROW(T, N("id integer PRIMARY KEY, a text, b text") "INSERT INTO n SELECT * FROM t LIMIT 0" DONE,
        "copy: left 2 of 2 t\n"),
    ROW(T, N("id integer PRIMARY KEY, a text, b text")
           "INSERT INTO n SELECT * FROM t WHERE a IS NULL; INSERT INTO n SELECT * FROM t WHERE a IS NOT NULL" DONE, ""),
    ROW(T, N("id integer PRIMARY KEY, b text, a text") "INSERT INTO n SELECT * FROM t" DONE,
        "copy: swapped 2 of 2 t a, b, b, a\n"),
    ROW(T, N("id integer PRIMARY KEY, b text, a text") "INSERT INTO n SELECT id, b, a FROM t" DONE, ""),
    ROW(T, N("id integer PRIMARY KEY, b text, a text") "INSERT INTO n SELECT id, a AS b, b AS a FROM t" DONE, ""),
    ROW(T, N("id integer PRIMARY KEY, a text, c text") "INSERT INTO n SELECT id, 'new', a FROM t" DONE, ""),
    ROW(T, N("id integer PRIMARY KEY, a text, c text") "INSERT INTO n SELECT id, a, a FROM t" DONE, ""),
    ROW(T, N("id integer PRIMARY KEY, a text, b text, c text") "INSERT INTO n SELECT \"id\", \"a\", \"b\", \"c\" FROM t" DONE,
        "copy: literal 2 of 2 t c\n"),
    ROW(T, N("id integer PRIMARY KEY, a text NOT NULL, b text") "INSERT INTO n SELECT id, coalesce(a, ''), b FROM t" DONE, ""),
    ROW(T, N("id integer PRIMARY KEY, a text, b text") "INSERT INTO n (id, a) SELECT id, a FROM t" DONE,
        "copy: nulled 1 of 2 t b\n"),
    ROW(T, N("id integer PRIMARY KEY, a text, b text DEFAULT 'x'") "INSERT INTO n (id, a) SELECT id, a FROM t" DONE,
        "copy: changed 1 of 2 t b\n"),
    ROW(T, N("id integer PRIMARY KEY, a text") "INSERT INTO n (id, a) SELECT id, a FROM t" DONE, ""),
    ROW(T, N("id integer PRIMARY KEY, a text, b text") DONE, "drop: left 2 of 2 t\n"),
    ROW(T, "CREATE TABLE x AS SELECT * FROM t; DROP TABLE t; CREATE TABLE t (id integer PRIMARY KEY, a text, b text);"
           "INSERT INTO t SELECT * FROM x WHERE b IS NOT NULL; DROP TABLE x", "restore: left 1 of 2 t only nulls\n"),
    ROW(T, "ALTER TABLE t RENAME TO o; CREATE TABLE t (id integer PRIMARY KEY, a int, b blob);"
           "INSERT INTO t SELECT * FROM o; DROP TABLE o", ""),
    ROW(T "CREATE TABLE c (id integer PRIMARY KEY, t_id int REFERENCES t ON DELETE CASCADE);",
        "PRAGMA foreign_keys = ON;" N("id integer PRIMARY KEY, a text, b text") "INSERT INTO n SELECT * FROM t" DONE,
        "drop: deleted 1 of 2 c\n"),
};
// clang-format on

static void rows_are_seen_to_be_left_and_swapped(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof fates / sizeof *fates; i++) {
        end_world(sql);
        run_merged(sql, fates[i].merged);
        run_change(sql, fates[i].change);
        assert_str_at(told_fates(sql), str_from(fates[i].told), __FILE__, fates[i].line);
    }
}

static void text_alone_tells_the_steps(void **state)
{
    Sql *sql = *state;
    lower_to(sql,
             "CREATE TABLE n (a int); INSERT INTO n SELECT a FROM t; DROP TABLE t;"
             "ALTER TABLE n RENAME TO t",
             4);
    assert_str(told(sql), "REBUILD TABLE t make (n)\n"
                          "REBUILD TABLE t copy (n) into a of t\n"
                          "REBUILD TABLE t drop (n)\nREBUILD TABLE t rename (n)\n");
    assert_int_equal(op_at(sql, 0, OP_REBUILD_TABLE)->table->columns.len, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sqlite_test(rebuilds_have_many_forms),
        sqlite_test(indexes_and_triggers_go_with_the_old_one),
        sqlite_test(copies_say_which_rows_they_take),
        sqlite_test(rows_are_seen_to_be_left_and_swapped),
        sqlite_test(text_alone_tells_the_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
