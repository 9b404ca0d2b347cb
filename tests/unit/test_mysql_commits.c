// SPDX-License-Identifier: Apache-2.0
// Which statements end the open transaction, and what that makes of a session. The rows
// are what MySQL 9.7.4 and MariaDB 10.11.19 did of BEGIN, an INSERT, the statement and
// ROLLBACK.
#include "dialect/dialect.h"
#include "dialect/mysql_commits.h"
#include "lint/opener.h"
#include "source/layout.h"

#include "check.h"

static const Engine mysql = { STR_INIT("mysql"), 9, 7, 4 };
static const Engine mariadb = { STR_INIT("mariadb"), 10, 11, 0 };

static Lowered *lower(Arena *arena, const Engine *engine, const char *text)
{
    Lowered *lowered = NEW(arena, Lowered);
    lowered->engine = engine;
    mysql_frontend.lower(arena, str_from(text), NULL, lowered);
    return lowered;
}

static bool commits(Arena *arena, const Engine *engine, const char *text)
{
    const Lowered *lowered = lower(arena, engine, text);
    if (lowered->ops.len == 0 || lowered->ops.at[0].kind == OP_OPAQUE)
        fail_msg("not understood: %s", text);
    return mysql_commits(engine, &lowered->ops.at[0]);
}

static void statements_that_commit(void **state)
{
    static const char *const rows[] = {
        "CREATE TABLE n1 (a int)",
        "DROP TABLE n1",
        "ALTER TABLE t ADD x int",
        "ALTER TABLE t ALGORITHM=INPLACE",
        "CREATE INDEX i1 ON t (a)",
        "RENAME TABLE t TO t9",
        "TRUNCATE TABLE u",
        "CREATE DATABASE d9",
        "ALTER DATABASE d9 CHARACTER SET utf8mb4",
        "CREATE VIEW v9 AS SELECT 1",
        "CREATE TRIGGER tr9 BEFORE INSERT ON u FOR EACH ROW SET @x=1",
        "CREATE PROCEDURE pr9() SELECT 1",
        "CREATE FUNCTION f9() RETURNS int NO SQL RETURN 1",
        "CREATE EVENT ev9 ON SCHEDULE EVERY 1 DAY DO SELECT 1",
        "CREATE USER u9",
        "ALTER USER u9 ACCOUNT UNLOCK",
        "GRANT SELECT ON *.* TO u9",
        "CREATE ROLE r9",
        "ANALYZE TABLE t",
        "OPTIMIZE TABLE t",
        "CHECK TABLE t",
        "REPAIR TABLE t",
        "FLUSH TABLES",
        "FLUSH PRIVILEGES",
        "FLUSH TABLES WITH READ LOCK",
        "LOCK TABLES t WRITE",
        "BEGIN",
        "START TRANSACTION",
        "INSTALL PLUGIN x SONAME 'none.so'",
        "CREATE SERVER s9 FOREIGN DATA WRAPPER mysql OPTIONS (USER 'x')",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!commits(*state, &mysql, rows[i]) || !commits(*state, &mariadb, rows[i]))
            fail_msg("does not commit: %s", rows[i]);
}

static void statements_that_do_not(void **state)
{
    static const char *const rows[] = {
        "CREATE TEMPORARY TABLE n2 (a int)",
        "DROP TEMPORARY TABLE IF EXISTS n2",
        "CHECKSUM TABLE t",
        "UNLOCK TABLES",
        "SET autocommit=1",
        "SET autocommit=0",
        "SET SESSION sql_mode=''",
        "SET @x=1",
        "SET NAMES utf8mb4",
        "SET GLOBAL max_connections=100",
        "USE test",
        "SELECT 1",
        "DO 1",
        "SHOW TABLES",
        "EXPLAIN SELECT 1",
        "PREPARE s FROM 'select 1'",
        "INSERT INTO u VALUES (1)",
        "UPDATE u SET a=2",
        "DELETE FROM u",
        "REPLACE INTO u VALUES (3)",
        "SAVEPOINT sp",
        "CALL nothing()",
        "HANDLER t OPEN",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (commits(*state, &mysql, rows[i]) || commits(*state, &mariadb, rows[i]))
            fail_msg("commits: %s", rows[i]);
}

static void servers_differ(void **state)
{
    assert_true(commits(*state, &mysql, "CACHE INDEX t IN `default`"));
    assert_false(commits(*state, &mariadb, "CACHE INDEX t IN `default`"));
    assert_true(commits(*state, &mysql, "LOAD INDEX INTO CACHE t"));
    assert_false(commits(*state, &mariadb, "LOAD INDEX INTO CACHE t"));
    assert_true(commits(*state, &mariadb, "CREATE SEQUENCE sq"));
    assert_true(commits(*state, &mariadb, "BACKUP STAGE START"));
}

// ---- sessions ----

static const SessionLog *read_as(Arena *arena, const char *runner, const char *text)
{
    const Lowered *lowered = lower(arena, &mysql, text);
    PatternCache *patterns = pattern_cache_new(arena);
    FileRun file = { .lowered = lowered,
                     .runner = runner_find(str_from(runner)),
                     .frontend = &mysql_frontend,
                     .engine = &mysql,
                     .patterns = patterns };
    SessionInput input = { .ops = &lowered->ops,
                           .base = file_opener(&file),
                           .transactions = NEW(arena, size_t),
                           .engine = &mysql,
                           .commits = mysql_commits };
    pattern_cache_free(patterns);
    return session_read(arena, &input);
}

// A letter for each op: who owns its transaction, in lower case when it is rolled back.
static Str owners(Arena *arena, const char *runner, const char *text)
{
    static const char letters[] = {
        [TXO_NONE] = 'N', [TXO_RUNNER] = 'R', [TXO_STRING] = 'S', [TXO_EXPLICIT] = 'E'
    };
    const SessionLog *log = read_as(arena, runner, text);
    char *all = NEW_ARRAY(arena, char, log->ops->len);
    for (size_t i = 0; i < log->ops->len; i++)
        all[i] = (char)(letters[log->at[i].session.owner] | (log->at[i].undone ? 32 : 0));
    return (Str){ all, log->ops->len };
}

static void a_change_of_the_schema_ends_the_transaction(void **state)
{
    Arena *arena = *state;
    assert_str(owners(arena, "plain",
                      "BEGIN; INSERT INTO a VALUES (1); DROP TABLE b; "
                      "INSERT INTO a VALUES (2); ROLLBACK"),
               "NENNN");
    assert_str(owners(arena, "drizzle",
                      "INSERT INTO a VALUES (1); DROP TABLE b; "
                      "INSERT INTO a VALUES (2)"),
               "RNN");
    assert_str(owners(arena, "plain",
                      "BEGIN; CREATE TEMPORARY TABLE x (a int); "
                      "INSERT INTO a VALUES (2); ROLLBACK"),
               "NEeE");
    assert_str(owners(arena, "plain",
                      "BEGIN; INSERT INTO a VALUES (1); BEGIN; "
                      "INSERT INTO a VALUES (2); ROLLBACK"),
               "NENeE");
    // One string is no transaction, unlike PostgreSQL's.
    assert_str(owners(arena, "prisma", "INSERT INTO a VALUES (1); DROP TABLE b"), "NN");
    assert_null(read_as(arena, "plain", "BEGIN; DROP TABLE b")->opened);
    assert_non_null(
        read_as(arena, "plain", "DROP TABLE b; BEGIN; DELETE FROM a")->opened);
}

static void without_autocommit_a_transaction_is_always_open(void **state)
{
    Arena *arena = *state;
    assert_str(owners(arena, "plain",
                      "SET autocommit = 0; INSERT INTO a VALUES (1); "
                      "DROP TABLE b; INSERT INTO a VALUES (2); ROLLBACK"),
               "NENeE");
    assert_str(owners(arena, "plain",
                      "SET autocommit = OFF; INSERT INTO a VALUES (1); "
                      "SET autocommit = 1; INSERT INTO a VALUES (2)"),
               "NENN");
}

static Str setting(Arena *arena, const char *text, Str name)
{
    const Setting *found = session_setting(&read_as(arena, "plain", text)->end, name);
    return found ? found->value : STR("none");
}

static void a_setting_comes_back_from_where_it_was_kept(void **state)
{
    Arena *arena = *state;
    Str checks = STR("foreign_key_checks");
    assert_str(setting(arena, "SET FOREIGN_KEY_CHECKS=0", checks), "0");
    Str back = setting(arena,
                       "SET @OLD_F=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0;"
                       "SET FOREIGN_KEY_CHECKS=@OLD_F",
                       checks);
    assert_null(back.ptr);
    assert_str(setting(arena,
                       "SET foreign_key_checks=1; SET @o=@@session.foreign_key_checks;"
                       "SET foreign_key_checks=0; SET foreign_key_checks=@O",
                       checks),
               "1");
    assert_str(setting(arena, "SET @v = 0; SET foreign_key_checks=@v", checks), "0");
    assert_str(setting(arena, "SET foreign_key_checks=@unknown", checks), "@unknown");
    // Settings are no part of a transaction.
    assert_str(setting(arena, "BEGIN; SET foreign_key_checks=0; ROLLBACK", checks), "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(statements_that_commit),
        arena_test(statements_that_do_not),
        arena_test(servers_differ),
        arena_test(a_change_of_the_schema_ends_the_transaction),
        arena_test(without_autocommit_a_transaction_is_always_open),
        arena_test(a_setting_comes_back_from_where_it_was_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
