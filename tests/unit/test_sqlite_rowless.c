// SPDX-License-Identifier: Apache-2.0
// Unit tests of which files can do nothing to rows.
#include "dialect/sqlite_rowless.h"

#include "check.h"

static bool meets(const char *text)
{
    return sl_meets_rows(str_from(text), true);
}

static void assert_rowless(const char *const *texts)
{
    for (; *texts; texts++)
        if (meets(*texts))
            fail_msg("it may meet rows: %s", *texts);
}

static void assert_meets(const char *const *texts)
{
    for (; *texts; texts++)
        if (!meets(*texts))
            fail_msg("it meets no rows: %s", *texts);
}

static void test_what_only_adds_meets_no_rows(void **state)
{
    static const char *const texts[] = {
        "",
        "-- DROP TABLE a",
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES c ON DELETE CASCADE)",
        "CREATE TABLE IF NOT EXISTS a (b DEFAULT 'DROP TABLE a' CHECK (b <> 1));",
        "ALTER TABLE a ADD COLUMN b VARCHAR(10) COLLATE NOCASE; ALTER TABLE a ADD c",
        "ALTER TABLE \"not\" ADD \"default\" TEXT NULL",
        "CREATE INDEX i ON a (b, c DESC); DROP INDEX IF EXISTS j",
        "DROP VIEW v; CREATE VIEW v AS SELECT * FROM a WHERE b = (SELECT 1)",
        "CREATE TRIGGER t AFTER UPDATE ON a BEGIN DELETE FROM b; DELETE FROM c; END;",
        "DROP TRIGGER t --> statement-breakpoint\nCREATE TABLE a (b)",
        NULL,
    };
    (void)state;
    assert_rowless(texts);
}

static void test_what_rows_can_stop_meets_them(void **state)
{
    static const char *const texts[] = {
        "ALTER TABLE a ADD b NOT NULL DEFAULT 1",
        "ALTER TABLE a ADD b DEFAULT (random())",
        "ALTER TABLE a ADD b REFERENCES c",
        "ALTER TABLE a ADD b CHECK (b > 1)",
        "ALTER TABLE a ADD b AS (c)",
        "CREATE UNIQUE INDEX i ON a (b)",
        "CREATE INDEX i ON a (b) WHERE c",
        "CREATE INDEX i ON a (json_extract(b, '$'))",
        NULL,
    };
    (void)state;
    assert_meets(texts);
}

static void test_what_works_on_rows_meets_them(void **state)
{
    static const char *const texts[] = {
        "CREATE TABLE a AS SELECT 1",
        "CREATE VIRTUAL TABLE a USING fts5 (b)",
        "CREATE TABLE a (b); INSERT INTO a VALUES (1)",
        "DROP TABLE a",
        "ALTER TABLE a RENAME TO b",
        "ALTER TABLE a DROP COLUMN b",
        "PRAGMA foreign_keys = ON",
        "BEGIN",
        "{{ something }}",
        NULL,
    };
    (void)state;
    assert_meets(texts);
}

// SQLite's refusal may show that there is another statement in it.
static void test_what_may_be_several_statements_meets_rows(void **state)
{
    static const char *const texts[] = {
        "CREATE INDEX i ON a (b)\nDROP TABLE a",
        "CREATE VIEW v AS SELECT 'a\nDROP TABLE a; --'",
        "CREATE TABLE a (b TEXT DEFAULT 'c);\nDROP TABLE a;",
        "CREATE TABLE a (b /* c);\nDROP TABLE a;",
        "CREATE TRIGGER t AFTER UPDATE ON a BEGIN\nDELETE FROM b;\nEND;",
        NULL,
    };
    (void)state;
    assert_meets(texts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_only_adds_meets_no_rows),
        cmocka_unit_test(test_what_rows_can_stop_meets_them),
        cmocka_unit_test(test_what_works_on_rows_meets_them),
        cmocka_unit_test(test_what_may_be_several_statements_meets_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
