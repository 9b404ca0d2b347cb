// SPDX-License-Identifier: Apache-2.0
// Unit tests of writes that fail behind a statement: whose triggers, which kind, and what
// makes good again.
#include "lowered.h"

#define TABLES                                                                           \
    "CREATE TABLE t (id integer PRIMARY KEY, a text, b text);"                           \
    "CREATE TABLE log (id integer PRIMARY KEY, a text);"

#define DROP "ALTER TABLE t DROP COLUMN a;"

typedef struct WriteRow {
    int line;
    const char *merged; // behind TABLES
    const char *change;
    const char *broken; // of the change's first op: "INSERT into t by g: message"
} WriteRow;

// clang-format off
static const WriteRow rows[] = {
    // what a body writes
    ROW("CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END;", DROP,
        "INSERT into t by g: no such column: a"),
    ROW("CREATE TRIGGER g AFTER UPDATE OF b ON t BEGIN INSERT INTO t (a) VALUES (1); END;", DROP,
        "UPDATE of t by g: table t has no column named a"),
    ROW("CREATE TRIGGER g AFTER DELETE ON log BEGIN INSERT INTO t (id) VALUES (1)"
        " ON CONFLICT (id) DO UPDATE SET a = 1; END;", DROP,
        "DELETE from log by g: no such column: a"),
    // of several triggers the one that names it
    ROW("CREATE TRIGGER f AFTER INSERT ON t BEGIN UPDATE t SET b = 1; END;"
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END;", DROP,
        "INSERT into t by g: no such column: a"),
    // columns that are counted
    ROW("CREATE TRIGGER g AFTER INSERT ON log BEGIN INSERT INTO t VALUES (1, 2, 3); END;", DROP,
        "INSERT into log by : table t has 2 columns but 3 values were supplied"),
    // names with blanks and quotes
    ROW("CREATE TABLE \"a \"\"b\" (\"c d\" int); CREATE TRIGGER [g h] AFTER UPDATE ON \"a \"\"b\" BEGIN UPDATE t SET a = 1; END;",
        DROP, "UPDATE of a \"b by g h: no such column: a"),
    // a whole table
    ROW("CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log (a) VALUES (new.a); END;", "DROP TABLE log;",
        "INSERT into t by g: no such table: main.log"),
    // another table's column of that name
    ROW("CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO log (a) VALUES (1); END;", DROP, ""),
    ROW("CREATE TRIGGER g AFTER UPDATE OF a, b ON t BEGIN UPDATE t SET b = 1; END;", DROP, ""),
    // it goes with its trigger
    ROW("CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END;", "DROP TABLE t;", ""),
    // broken before
    ROW("CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO nowhere VALUES (1); UPDATE t SET a = 1; END;", DROP, ""),
    // the file makes it good
    ROW("CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END;", DROP "DROP TRIGGER g;", ""),
    ROW("CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END;",
        DROP "ALTER TABLE t ADD COLUMN a int;", ""),
    ROW("CREATE TRIGGER g AFTER INSERT ON log BEGIN UPDATE t SET a = 1; END;", DROP "DROP TABLE log;", ""),
    ROW("CREATE TRIGGER g AFTER INSERT ON log BEGIN UPDATE t SET b = 1; END;",
        "DROP TABLE t; CREATE TABLE t (id integer PRIMARY KEY, b text);", ""),
};
// clang-format on

static Str broken_text(Sql *sql, const char *change)
{
    run_change(sql, change);
    const BrokenWrite *broken = &effects_on_rows(&sql->lowered.ops.at[0].effects)->broken;
    if (!broken->verb)
        return STR("");
    return arena_fmt(sql->arena, "%s " STR_FMT " by " STR_FMT ": " STR_FMT, broken->verb,
                     STR_ARG(broken->table), STR_ARG(broken->trigger),
                     STR_ARG(broken->message));
}

static void writes_that_fail_are_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        void *own = NULL;
        assert_int_equal(sqlite_open(&own), 0);
        Sql *sql = own;
        run_merged(sql, TABLES);
        run_merged(sql, rows[i].merged);
        Str got = broken_text(sql, rows[i].change);
        if (!str_eq(got, str_from(rows[i].broken)))
            fail_msg("line %d: " STR_FMT, rows[i].line, STR_ARG(got));
        sql_close(&own);
    }
}

// What a database has run already is not asked.
static void a_merged_file_tells_nothing(void **state)
{
    Sql *sql = *state;
    run_merged(sql, TABLES "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 1; "
                           "END;");
    run_merged(sql, DROP);
    assert_int_equal(sql->lowered.ops.len, 1);
    assert_null(effects_on_rows(&sql->lowered.ops.at[0].effects)->broken.verb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_that_fail_are_told),
        sqlite_test(a_merged_file_tells_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
