// SPDX-License-Identifier: Apache-2.0
// Unit tests of lowering MySQL's SET, USE, transactions and LOCK TABLES.
#include "lowered.h"

// ---- SET ----

typedef struct SettingRow {
    const char *text;
    const char *part;
    const char *detail;
    unsigned flags;
} SettingRow;

// clang-format off
static const SettingRow SETTINGS[] = {
    { "SET Time_Zone = '+00:00'", "time_zone", "'+00:00'", 0 },
    { "SET sql_mode := ''", "sql_mode", "''", 0 },
    { "SET sql_mode = STRICT_ALL_TABLES", "sql_mode", "STRICT_ALL_TABLES", 0 },
    { "SET sql_mode = CONCAT(@@sql_mode, ',ANSI')", "sql_mode", "CONCAT(@@sql_mode, ',ANSI')", 0 },
    { "SET sql_mode=(SELECT REPLACE(@@sql_mode,'ONLY_FULL_GROUP_BY',''))", "sql_mode", "(SELECT REPLACE(@@sql_mode,'ONLY_FULL_GROUP_BY',''))", 0 },
    { "SET autocommit = 0", "autocommit", "0", 0 },
    { "SET foreign_key_checks = ON", "foreign_key_checks", "ON", 0 },
    { "SET binlog_row_image = ALL", "binlog_row_image", "ALL", 0 },
    { "SET binlog_format = ROW", "binlog_format", "ROW", 0 },
    { "SET x = BINARY 'a'", "x", "BINARY 'a'", 0 },
    { "SET x = ROW(1, 2)", "x", "ROW(1, 2)", 0 },
    { "SET SESSION wait_timeout = 5", "wait_timeout", "5", 0 },
    { "SET LOCAL wait_timeout = 5", "wait_timeout", "5", 0 },
    { "SET @@wait_timeout = 5", "wait_timeout", "5", 0 },
    { "SET @@SESSION.wait_timeout = 5", "wait_timeout", "5", 0 },
    { "SET @@local.wait_timeout = 5", "wait_timeout", "5", 0 },
    { "SET @@`wait_timeout` = 5", "wait_timeout", "5", 0 },
    { "SET GLOBAL wait_timeout = 5", "wait_timeout", "5", OPF_GLOBAL },
    { "SET @@global.wait_timeout = 5", "wait_timeout", "5", OPF_GLOBAL },
    { "SET PERSIST wait_timeout = 5", "wait_timeout", "5", OPF_GLOBAL },
    { "SET @@persist_only.back_log = 5", "back_log", "5", OPF_GLOBAL },
    { "SET GLOBAL hot.key_buffer_size = 5", "hot.key_buffer_size", "5", OPF_GLOBAL },
    { "SET GLOBAL default.key_buffer_size = 5", "default.key_buffer_size", "5", OPF_GLOBAL },
    { "SET sql_mode = DEFAULT", "sql_mode", "", OPF_RESET },
    { "SET GLOBAL sql_mode = DEFAULT", "sql_mode", "", OPF_RESET | OPF_GLOBAL },
    { "SET @a = 1", "@a", "1", 0 },
    { "SET @`A b` := @c + 1", "@a b", "@c + 1", 0 },
    { "SET @'a' = (SELECT MAX(id) FROM t)", "@a", "(SELECT MAX(id) FROM t)", 0 },
    { "SET statement = 1", "statement", "1", 0 },
    { "SET role = 1", "role", "1", 0 },
    { "SET NAMES utf8mb4", "names", "utf8mb4", 0 },
    { "SET NAMES 'utf8mb4' COLLATE utf8mb4_bin", "names", "'utf8mb4' COLLATE utf8mb4_bin", 0 },
    { "SET NAMES DEFAULT", "names", "", OPF_RESET },
    { "SET NAMES binary", "names", "binary", 0 },
    { "SET CHARACTER SET utf8mb4", "charset", "utf8mb4", 0 },
    { "SET CHARSET 'latin1'", "charset", "'latin1'", 0 },
    { "SET CHARACTER SET DEFAULT", "charset", "", OPF_RESET },
    { "SET TRANSACTION READ ONLY", "transaction", "READ ONLY", OPF_LOCAL },
    { "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED", "transaction", "ISOLATION LEVEL READ COMMITTED", 0 },
    { "SET GLOBAL TRANSACTION READ WRITE, ISOLATION LEVEL SERIALIZABLE", "transaction", "READ WRITE, ISOLATION LEVEL SERIALIZABLE", OPF_GLOBAL },
    { "SET ROLE a, b", "role", "a, b", 0 },
    { "SET ROLE ALL EXCEPT a", "role", "ALL EXCEPT a", 0 },
    { "SET ROLE NONE", "role", "NONE", 0 },
    { "SET RESOURCE GROUP g FOR 1, 2 3", "resource group", "g", 0 },
    { "SET CONFIG tikv log.level-x = 'warn'", "log.level-x", "'warn'", OPF_GLOBAL },
    { "SET CONFIG '127.0.0.1:20180' a = 1", "a", "1", OPF_GLOBAL },
    { "SET config = 1", "config", "1", 0 },
    { "SET INSTANCE tidb_general_log = 1", "tidb_general_log", "1", OPF_GLOBAL },
    { "SET TRANSACTION READ ONLY AS OF TIMESTAMP NOW()", "transaction", "READ ONLY AS OF TIMESTAMP NOW()", OPF_LOCAL },
    { "USE `my db`", "database", "my db", 0 },
};
// clang-format on

static void settings_have_names_and_values(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof SETTINGS / sizeof *SETTINGS; i++) {
        const Op *op = lower_one(sql, SETTINGS[i].text, OP_SET_SESSION);
        assert_same(op->part, SETTINGS[i].part);
        assert_same(op->detail, SETTINGS[i].detail);
        assert_int_equal(op->flags, SETTINGS[i].flags);
    }
}

static void several_settings_are_an_op_each(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "SET @a = 1, SESSION b = 2, c = 3, GLOBAL d = DEFAULT, NAMES utf8", 5);
    const Op *op = op_at(sql, 1, OP_SET_SESSION);
    assert_str(op->part, "b");
    assert_str(span_text(sql, op->span), "SESSION b = 2");
    assert_int_equal(op_at(sql, 2, OP_SET_SESSION)->flags, 0);
    assert_int_equal(op_at(sql, 3, OP_SET_SESSION)->flags, OPF_GLOBAL | OPF_RESET);
    assert_str(op_at(sql, 4, OP_SET_SESSION)->part, "names");
}

static void a_statement_may_have_settings_of_its_own(void **state)
{
    Sql *sql = *state;
    lower_for(sql, "mariadb", ENGINE_VERSION(10, 11, 0));
    lower_to(sql,
             "SET STATEMENT lock_wait_timeout=5, sql_mode='' FOR ALTER TABLE t DROP a",
             3);
    const Op *op = op_at(sql, 0, OP_SET_SESSION);
    assert_str(op->part, "lock_wait_timeout");
    assert_str(op->detail, "5");
    assert_int_equal(op->flags, OPF_LOCAL);
    assert_str(op_at(sql, 1, OP_SET_SESSION)->detail, "''");
    op = op_at(sql, 2, OP_DROP_COLUMN);
    assert_str(span_text(sql, op->span), "DROP a");
    assert_int_equal(op->stmt_index, 0);
    lower_to(sql, "SET STATEMENT a=1 FOR SET STATEMENT b=ON FOR TRUNCATE t", 3);
    op_at(sql, 2, OP_TRUNCATE);
}

static void passwords_and_default_roles_are_of_users(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql, "SET PASSWORD FOR 'bob'@'%' = 'secret'", OP_ALTER_OBJECT);
    assert_int_equal(op->object, OBJ_ROLE);
    assert_str(op->name.name, "bob@%");
    assert_str(op->verb, "password");
    assert_str(op->detail, ""); // nobody wants to see it
    lower_one(sql, "SET PASSWORD = 'a' REPLACE 'b' RETAIN CURRENT PASSWORD",
              OP_ALTER_OBJECT);
    lower_one(sql, "SET PASSWORD FOR bob TO RANDOM", OP_ALTER_OBJECT);
    op = lower_one(sql, "SET DEFAULT ROLE a, b TO bob", OP_ALTER_OBJECT);
    assert_str(op->verb, "default-role");
    assert_str(op->detail, "a, b");
}

// ---- transactions ----

static void transactions_have_verbs(void **state)
{
    static const struct {
        const char *text;
        const char *verb;
        const char *part;
        const char *detail;
    } rows[] = {
        { "BEGIN", "begin", "", "" },
        { "BEGIN WORK", "begin", "", "" },
        { "BEGIN PESSIMISTIC", "begin", "", "" },
        { "START TRANSACTION", "begin", "", "" },
        { "START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT", "begin", "",
          "READ ONLY, WITH CONSISTENT SNAPSHOT" },
        { "COMMIT", "commit", "", "" },
        { "COMMIT WORK AND CHAIN NO RELEASE", "commit", "", "chain" },
        { "COMMIT AND NO CHAIN RELEASE", "commit", "", "" },
        { "ROLLBACK", "rollback", "", "" },
        { "ROLLBACK AND CHAIN", "rollback", "", "chain" },
        { "SAVEPOINT s", "savepoint", "s", "" },
        { "ROLLBACK WORK TO s", "rollback-to", "s", "" },
        { "ROLLBACK TO SAVEPOINT `s t`", "rollback-to", "s t", "" },
        { "ROLLBACK TO savepoint", "rollback-to", "savepoint", "" },
        { "RELEASE SAVEPOINT s", "release", "s", "" },
        { "XA START 'x', 'y', 1 JOIN", "xa-begin", "'x', 'y', 1", "" },
        { "XA END 'x' SUSPEND FOR MIGRATE", "xa-end", "'x'", "" },
        { "XA PREPARE 0x41", "prepare", "0x41", "" },
        { "XA COMMIT 'x' ONE PHASE", "commit-prepared", "'x'", "" },
        { "XA ROLLBACK 'x'", "rollback-prepared", "'x'", "" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Op *op = lower_one(sql, rows[i].text, OP_TRANSACTION);
        assert_same(op->verb, rows[i].verb);
        assert_same(op->part, rows[i].part);
        assert_same(op->detail, rows[i].detail);
    }
    lower_one(sql, "XA RECOVER CONVERT XID", OP_SELECT);
}

static void locked_tables_are_an_op_each(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "LOCK TABLES d.a AS x READ LOCAL, b y WRITE, `c` LOW_PRIORITY WRITE",
             3);
    const Op *op = op_at(sql, 0, OP_LOCK_TABLE);
    assert_str(op_name(sql, op), "d.a");
    assert_str(names(sql, op->relations), "d.a");
    assert_str(op->detail, "read");
    assert_str(span_text(sql, op->span), "d.a AS x READ LOCAL");
    op = op_at(sql, 2, OP_LOCK_TABLE);
    assert_str(names(sql, op->relations), "c");
    assert_str(op->detail, "write");
    op = lower_one(sql, "LOCK TABLE t READ", OP_LOCK_TABLE);
    assert_str(span_text(sql, op->span), "LOCK TABLE t READ");
    assert_int_equal(lower_one(sql, "UNLOCK TABLES", OP_LOCK_TABLE)->flags, OPF_REVOKE);
    op = lower_one(sql, "LOCK INSTANCE FOR BACKUP", OP_MAINTENANCE);
    assert_str(op->verb, "lock-instance");
    assert_int_equal(lower_one(sql, "UNLOCK INSTANCE", OP_MAINTENANCE)->flags,
                     OPF_REVOKE);
}

// ---- what is refused, and by whom ----

typedef struct RefusedRow {
    const char *text;
    const char *at; // the token
} RefusedRow;

// clang-format off
static const RefusedRow REFUSED[] = {
    { "SET", "SET" },
    { "SET x", "x" },
    { "SET x =", "=" },
    { "SET x 1", "1" },
    { "SET x = 1,", "," },
    { "SET x = ON + 1", "+" },
    { "SET x = DEFAULT + 1", "+" },
    { "SET x = SELECT 1", "SELECT" },
    { "SET @a", "@a" },
    { "SET @a = ON", "ON" },
    { "SET @a = DEFAULT", "DEFAULT" },
    { "SET GLOBAL @@x = 1", "@@" },
    { "SET GLOBAL @x = 1", "@x" },
    { "SET @@ x = 1", "x" },
    { "SET a.b.c = 1", "." },
    { "SET NAMES", "NAMES" },
    { "SET NAMES = utf8", "=" },
    { "SET NAMES utf8 x", "x" },
    { "SET SESSION NAMES utf8", "utf8" },
    { "SET CHARACTER SET utf8 COLLATE utf8_bin", "COLLATE" },
    { "SET TRANSACTION ISOLATION LEVEL FAST", "FAST" },
    { "SET TRANSACTION READ ONLY, READ WRITE", "READ" },
    { "SET TRANSACTION READ ONLY ISOLATION LEVEL SERIALIZABLE", "ISOLATION" },
    { "SET SESSION TRANSACTION READ ONLY, x = 1", "x" },
    { "SET x = 1, TRANSACTION READ ONLY", "READ" },
    { "SET ROLE NONE, r", "," },
    { "SET ROLE r s", "s" },
    { "SET DEFAULT ROLE ALL", "ALL" },
    { "SET PASSWORD", "PASSWORD" },
    { "SET PASSWORD = NULL", "NULL" },
    { "SET STATEMENT FOR SELECT 1", "FOR" },
    { "SET STATEMENT SESSION a = 1 FOR SELECT 1", "a" },
    { "SET STATEMENT @a = 1 FOR SELECT 1", "@a" },
    { "SET STATEMENT a = 1 SELECT 1", "SELECT" },
    { "SET STATEMENT a = 1 FOR", "FOR" },
    { "USE a.b", "." },
    { "BEGIN TRANSACTION", "TRANSACTION" },
    { "START TRANSACTION WORK", "WORK" },
    { "START TRANSACTION READ ONLY, READ WRITE", "WRITE" },
    { "START TRANSACTION READ ONLY WITH CONSISTENT SNAPSHOT", "WITH" },
    { "COMMIT AND", "AND" },
    { "COMMIT AND CHAIN RELEASE", "RELEASE" },
    { "COMMIT RELEASE AND CHAIN", "AND" },
    { "COMMIT TRANSACTION", "TRANSACTION" },
    { "SAVEPOINT s.t", "." },
    { "LOCK TABLES t", "t" },
    { "LOCK TABLES t LOW_PRIORITY READ", "LOW_PRIORITY" },
    { "LOCK TABLES t WAIT 5 READ", "5" },
    { "UNLOCK TABLES t", "t" },
    { "XA START x", "x" },
    { "XA START 'x', 1", "1" },
    { "XA END 'x' JOIN", "JOIN" },
    { "XA COMMIT 'x' ONE", "ONE" },
};
// clang-format on

static void the_refused_token_is_named(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++)
        assert_same(refused_at(sql, REFUSED[i].text), REFUSED[i].at);
}

static void not_every_server_takes_all(void **state)
{
    static const TakenRow rows[] = {
        { "SET NAMES utf8mb4, x = 1", "", "", "" },
        { "SET PERSIST x = 1", "", "SET PERSIST", "SET PERSIST" },
        { "SET @@persist.x = 1", "", "SET PERSIST", "SET PERSIST" },
        { "SET STATEMENT a=1 FOR TRUNCATE t", "SET STATEMENT … FOR", "",
          "SET STATEMENT … FOR" },
        { "SET ROLE a, b", "", "SET ROLE of several roles, ALL or DEFAULT", "" },
        { "SET DEFAULT ROLE a FOR b", "SET DEFAULT ROLE … FOR", "",
          "SET DEFAULT ROLE … FOR" },
        { "SET PASSWORD = PASSWORD('x')", "PASSWORD() in SET PASSWORD", "", "" },
        { "SET NAMES utf8 COLLATE DEFAULT", "SET NAMES … COLLATE DEFAULT", "", "" },
        { "SET CONFIG tikv `log-level` = 'warn'", "a SET of TiDB", "a SET of TiDB", "" },
        { "COMMIT WORK", "", "", "WORK" },
        { "START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT", "", "",
          "START TRANSACTION with several options" },
        { "START TRANSACTION READ ONLY AS OF TIMESTAMP NOW()",
          "a START TRANSACTION of TiDB", "a START TRANSACTION of TiDB", "" },
        { "LOCK TABLES t LOW_PRIORITY WRITE", "LOW_PRIORITY WRITE", "",
          "LOW_PRIORITY WRITE" },
        { "LOCK TABLES t READ WAIT 5", "WAIT and NOWAIT of a definition", "",
          "WAIT and NOWAIT of a definition" },
        { "BEGIN OPTIMISTIC", "BEGIN PESSIMISTIC and OPTIMISTIC",
          "BEGIN PESSIMISTIC and OPTIMISTIC", "" },
        { "LOCK INSTANCE FOR BACKUP", "", "LOCK INSTANCE", "LOCK INSTANCE" },
        { "XA PREPARE 'x'", "", "", "XA" },
    };
    assert_taken(*state, rows, sizeof rows / sizeof *rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mysql_test(settings_have_names_and_values),
        mysql_test(several_settings_are_an_op_each),
        mysql_test(a_statement_may_have_settings_of_its_own),
        mysql_test(passwords_and_default_roles_are_of_users),
        mysql_test(transactions_have_verbs),
        mysql_test(locked_tables_are_an_op_each),
        mysql_test(the_refused_token_is_named),
        mysql_test(not_every_server_takes_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
