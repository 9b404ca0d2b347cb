// SPDX-License-Identifier: Apache-2.0
// Unit tests of syntax by version and by kin of SQLite, and of statements that the linked
// library does not take.
#include "lowered.h"

typedef struct GateRow {
    int line;
    const char *sql;
    int since; // the release that takes it; the one before does not
    const char *what;
} GateRow;

#define V(minor, patch) ENGINE_VERSION(3, minor, patch)

static const char BASE[] = "CREATE TABLE p (id INTEGER PRIMARY KEY);"
                           "CREATE TABLE t (a int, b text, c int CHECK (c > 0),"
                           " pid int REFERENCES p (id) ON DELETE CASCADE);"
                           "CREATE INDEX t_b ON t (b);";

// clang-format off
static const GateRow rows[] = {
    ROW("ALTER TABLE t RENAME COLUMN b TO x", V(25, 0), "RENAME COLUMN"),
    ROW("ALTER TABLE t RENAME b TO x", V(25, 0), "RENAME COLUMN"),
    ROW("ALTER TABLE t DROP COLUMN a", V(35, 0), "DROP COLUMN"),
    ROW("ALTER TABLE t DROP a", V(35, 0), "DROP COLUMN"),
    ROW("ALTER TABLE t ALTER COLUMN a SET NOT NULL", V(53, 0), "ALTER COLUMN … SET or DROP NOT NULL"),
    ROW("ALTER TABLE t ALTER a DROP NOT NULL", V(53, 0), "ALTER COLUMN … SET or DROP NOT NULL"),
    ROW("ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)", V(53, 0), "ALTER TABLE … ADD CONSTRAINT"),
    ROW("ALTER TABLE t ADD CHECK (a > 0)", V(53, 0), "ALTER TABLE … ADD CONSTRAINT"),
    ROW("CREATE TABLE n (a int) STRICT", V(37, 0), "STRICT"),
    ROW("CREATE TABLE n (a int PRIMARY KEY) WITHOUT ROWID", V(8, 2), "WITHOUT ROWID"),
    ROW("CREATE TABLE n (a int, b int GENERATED ALWAYS AS (a) VIRTUAL)", V(31, 0), "generated columns"),
    ROW("ALTER TABLE t ADD COLUMN g int AS (a + 1)", V(31, 0), "generated columns"),
    ROW("CREATE INDEX i ON t (a) WHERE b > 1", V(8, 0), "indexes with WHERE"),
    ROW("CREATE INDEX i ON t (lower(b))", V(9, 0), "indexes on expressions"),
    ROW("WITH x AS (SELECT 1 AS k) DELETE FROM t WHERE a IN (SELECT k FROM x)", V(8, 3), "WITH"),
    ROW("INSERT INTO p (id) VALUES (1) ON CONFLICT (id) DO NOTHING", V(24, 0), "ON CONFLICT … DO"),
    ROW("INSERT INTO p (id) VALUES (1) ON CONFLICT DO NOTHING", V(24, 0), "ON CONFLICT … DO"),
    ROW("CREATE VIEW v AS SELECT row_number() OVER (ORDER BY a) AS r FROM t", V(25, 0), "window functions"),
    ROW("CREATE VIEW v AS SELECT sum(a) OVER w AS r FROM t WINDOW w AS (ORDER BY b)", V(25, 0), "window functions"),
    ROW("CREATE VIEW v AS SELECT a FROM t ORDER BY a NULLS LAST", V(30, 0), "NULLS LAST"),
    ROW("UPDATE t SET a = p.id FROM p WHERE p.id = pid", V(33, 0), "UPDATE … FROM"),
    ROW("DELETE FROM t WHERE a = 1 RETURNING a", V(35, 0), "RETURNING"),
    ROW("CREATE VIEW v AS WITH x AS MATERIALIZED (SELECT 1) SELECT * FROM x", V(35, 0), "AS MATERIALIZED"),
    ROW("UPDATE t SET b = b -> 'x'", V(38, 0), "->"),
    ROW("CREATE VIEW v AS SELECT b ->> 'x' AS x FROM t", V(38, 0), "->>"),
    ROW("CREATE VIEW v AS SELECT a FROM t RIGHT JOIN p ON pid = id", V(39, 0), "RIGHT JOIN"),
    ROW("CREATE VIEW v AS SELECT a FROM t FULL OUTER JOIN p ON pid = id", V(39, 0), "FULL JOIN"),
    ROW("DELETE FROM t WHERE a IS DISTINCT FROM c", V(39, 0), "IS DISTINCT FROM"),
    ROW("UPDATE t SET a = 1 WHERE a IS NOT DISTINCT FROM c", V(39, 0), "IS NOT DISTINCT FROM"),
    ROW("UPDATE t SET b = concat(b, 'x')", V(44, 0), "concat()"),
    ROW("CREATE VIEW v AS SELECT group_concat(b, ',' ORDER BY a) AS s FROM t", V(44, 0), "ORDER BY in an aggregate"),
    ROW("UPDATE t SET a = 1_000 + 0xf_f", V(46, 0), "_ between digits"),
    ROW("UPDATE t SET a = iif(c > 1, max(a, 2))", V(48, 0), "iif() of two arguments"),
    ROW("UPDATE t SET a = if(c > 1, a, 2)", V(48, 0), "if()"),
    ROW("UPDATE t SET a = unixepoch()", V(38, 0), "unixepoch()"),
};

// What looks alike, and is nothing of the kind; the oldest release takes all of it.
static const char *const plain[] = {
    "CREATE TABLE strict (\"rowid\" int, returning_at int, filter int)",
    "CREATE TABLE format (a_1 int, b int DEFAULT 1000)",
    "CREATE TABLE IF NOT EXISTS n (a int)",
    "CREATE TABLE n (a int, b text DEFAULT (CAST(1 AS text)))",
    "CREATE VIEW v AS SELECT a FROM t WHERE a IN (SELECT id FROM p ORDER BY id)",
    "CREATE VIEW v AS SELECT a FROM (SELECT a FROM t ORDER BY a) AS q",
    "INSERT INTO t (b) SELECT 'x -> y RIGHT JOIN RETURNING'",
    "UPDATE t SET a = (SELECT id FROM p)",
    "CREATE TABLE n (a int UNIQUE ON CONFLICT REPLACE)",
    "ALTER TABLE t ADD COLUMN d int",
    "ALTER TABLE t RENAME TO u",
    "CREATE INDEX i ON t (a, c)",
    "PRAGMA foreign_keys = OFF",
    "BEGIN",
};
// clang-format on

static void fresh(Sql *sql, const char *family, int version)
{
    end_world(sql);
    lower_for(sql, family, version);
    run_merged(sql, BASE);
}

static Str words_of(Sql *sql)
{
    StrVec all = { 0 };
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        const MisfitVec *misfits = &op_rest(&sql->lowered.ops.at[i])->misfits;
        for (size_t k = 0; k < misfits->len; k++)
            *vec_push(sql->arena, &all) = misfits->at[k].what;
    }
    return joined(sql, all);
}

static bool is_syntax(const Sql *sql)
{
    for (size_t i = 0; i < sql->lowered.ops.len; i++)
        if (op_has(&sql->lowered.ops.at[i], OPF_SYNTAX))
            return true;
    return false;
}

static void takes_it_from_its_release_on(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        fresh(sql, "sqlite", rows[i].since);
        run_change(sql, rows[i].sql);
        assert_str_at(words_of(sql), STR(""), __FILE__, rows[i].line);
        fresh(sql, "sqlite", rows[i].since - 1);
        run_change(sql, rows[i].sql);
        Str found = words_of(sql);
        if (!str_contains(found, str_from(rows[i].what)))
            fail_msg("%d: " STR_FMT, rows[i].line, STR_ARG(found));
        if (is_syntax(sql))
            fail_msg("%d: is refused as no SQL", rows[i].line);
    }
}

static void passes_over_what_looks_alike(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        fresh(sql, "sqlite", V(0, 0));
        run_change(sql, plain[i]);
        assert_str(words_of(sql), "");
    }
}

static void says_where_and_why(void **state)
{
    Sql *sql = *state;
    fresh(sql, "sqlite", V(34, 1));
    run_change(sql, "UPDATE t SET a = 1;\nALTER TABLE t\n  DROP COLUMN a");
    const Op *op = op_at(sql, 1, OP_DROP_COLUMN);
    const MisfitVec *misfits = &op_rest(op)->misfits;
    assert_int_equal(misfits->len, 1);
    assert_str(span_text(sql, misfits->at[0].span), "DROP");
    assert_str(misfits->at[0].why, "SQLite 3.34.1 refuses it: SQLite takes it from "
                                   "3.35 on; make the table anew instead");
    assert_false(misfits->at[0].ignored);
}

static void names_all_that_one_statement_has(void **state)
{
    Sql *sql = *state;
    fresh(sql, "sqlite", V(0, 0));
    run_change(sql, "WITH x AS MATERIALIZED (SELECT 1 AS k)"
                    " UPDATE t SET a = unixepoch() + 1_000 + iif(c > 1, 2),"
                    " b = concat(b -> 'x', b ->> 'y') FROM p FULL JOIN x ON id = k"
                    " RIGHT JOIN p AS q ON q.id = k"
                    " WHERE a IS DISTINCT FROM c RETURNING a");
    assert_str(words_of(sql),
               "WITH, UPDATE … FROM, RETURNING, AS MATERIALIZED, ->, ->>, RIGHT JOIN, "
               "FULL JOIN, IS DISTINCT FROM, _ between digits, iif(), unixepoch(), "
               "concat(), iif() of two arguments");
}

typedef struct KinRow {
    int line;
    const char *sql;
    const char *sqlite, *libsql, *d1;
} KinRow;

// clang-format off
static const KinRow kin[] = {
    ROW("ALTER TABLE t ALTER COLUMN b TO b text NOT NULL", "ALTER COLUMN … TO", "", "ALTER COLUMN … TO"),
    ROW("CREATE TABLE n (a int) RANDOM ROWID", "RANDOM ROWID", "", "RANDOM ROWID"),
    ROW("CREATE TABLE n (v F32_BLOB(3))", "", "", ""),
    ROW("ALTER TABLE t ALTER COLUMN a SET NOT NULL", "", "ALTER COLUMN … SET or DROP NOT NULL",
        "ALTER COLUMN … SET or DROP NOT NULL"),
    ROW("BEGIN", "", "", "BEGIN"),
    ROW("SAVEPOINT s", "", "", "SAVEPOINT"),
    ROW("VACUUM", "", "", "VACUUM"),
    ROW("CREATE TEMP TABLE n (a int)", "", "", "temporary tables and views"),
    ROW("PRAGMA journal_mode = WAL", "", "", "this PRAGMA"),
    ROW("PRAGMA foreign_keys = OFF", "", "", ""),
    ROW("PRAGMA defer_foreign_keys = ON", "", "", ""),
    ROW("CREATE VIRTUAL TABLE n USING fts5(b)", "", "", ""),
    ROW("CREATE VIRTUAL TABLE n USING rtree(id, x, y)", "", "", "this module"),
    ROW("UPDATE t SET b = concat(b, b)", "", "", ""),
};
// clang-format on

static void kin_differ(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof kin / sizeof *kin; i++) {
        fresh(sql, "sqlite", V(53, 0));
        run_change(sql, kin[i].sql);
        assert_str_at(words_of(sql), str_from(kin[i].sqlite), __FILE__, kin[i].line);
        fresh(sql, "libsql", V(45, 1));
        run_change(sql, kin[i].sql);
        assert_str_at(words_of(sql), str_from(kin[i].libsql), __FILE__, kin[i].line);
        fresh(sql, "d1", 0);
        run_change(sql, kin[i].sql);
        assert_str_at(words_of(sql), str_from(kin[i].d1), __FILE__, kin[i].line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sqlite_test(takes_it_from_its_release_on),
        sqlite_test(passes_over_what_looks_alike),
        sqlite_test(says_where_and_why),
        sqlite_test(names_all_that_one_statement_has),
        sqlite_test(kin_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
