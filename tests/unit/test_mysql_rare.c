// SPDX-License-Identifier: Apache-2.0
// Unit tests of what few people write on MySQL and its kin: packages, libraries, masking
// policies, bodies in Oracle's mode, and TiDB's traces.
#include "dialect/mysql_expr.h"
#include "lowered.h"

static void on_mariadb(Sql *sql)
{
    lower_for(sql, "mariadb", ENGINE_VERSION(11, 8, 0));
}

static void on_tidb(Sql *sql)
{
    lower_for(sql, "tidb", ENGINE_VERSION(8, 5, 0));
}

static void drops_what_others_have(void **state)
{
    Sql *sql = *state;
    on_mariadb(sql);
    const Op *op = lower_one(sql, "DROP PACKAGE IF EXISTS s.p", OP_DROP_OBJECT);
    assert_str(op_name(sql, op), "s.p");
    assert_int_equal(op->flags, OPF_IF_EXISTS);
    op = lower_one(sql, "DROP PACKAGE BODY p", OP_DROP_OBJECT);
    assert_int_equal(op->flags, 0);
    assert_str(refused_at(sql, "DROP PACKAGE 1"), "1");
    on_tidb(sql);
    op = lower_one(sql, "DROP GLOBAL TEMPORARY TABLE t", OP_DROP_TABLE);
    assert_str(op_name(sql, op), "t");
    assert_str(op->verb, ""); // every session has it
    assert_str(misfits(sql, "DROP GLOBAL TEMPORARY TABLE t"), "");
    lower_for(sql, "mysql", ENGINE_VERSION(8, 4, 0));
    assert_str(misfits(sql, "DROP GLOBAL TEMPORARY TABLE t"), "a GLOBAL TEMPORARY table");
}

static void knows_what_is_newer(void **state)
{
    Sql *sql = *state;
    static const char set[] = "ALTER TABLE t ALTER COLUMN a SET MASKING POLICY p";
    static const char drop[] = "ALTER TABLE t ALTER COLUMN a DROP MASKING POLICY";
    static const char library[] = "CREATE FUNCTION f() RETURNS INT LANGUAGE JAVASCRIPT "
                                  "USING (l AS m) AS 'return 1'";
    lower_for(sql, "mysql", ENGINE_VERSION(9, 7, 0));
    assert_str(misfits(sql, set), "");
    assert_str(misfits(sql, drop), "");
    assert_str(misfits(sql, library), "");
    assert_str(refused_at(sql, "ALTER TABLE t ALTER COLUMN a SET MASKING POLICY"),
               "POLICY");
    lower_for(sql, "mysql", ENGINE_VERSION(9, 1, 0));
    assert_str(misfits(sql, set), "a MASKING POLICY");
    assert_str(misfits(sql, drop), "a MASKING POLICY");
    assert_str(misfits(sql, library), "a LIBRARY");
}

static void traces_and_restores_tidb(void **state)
{
    Sql *sql = *state;
    assert_str(misfits(sql, "TRACE SELECT 1"), "a statement of TiDB");
    on_tidb(sql);
    const Op *op = lower_one(sql, "FLASHBACK DATABASE d TO e", OP_MAINTENANCE);
    assert_str(op->verb, "flashback");
    assert_int_equal(op->object, OBJ_DATABASE);
    assert_str(op_name(sql, op), "d");
    op = lower_one(sql, "TRACE FORMAT = 'row' DELETE FROM t", OP_DELETE); // it is run
    assert_str(op_name(sql, op), "t");
    lower_one(sql, "TRACE PLAN TARGET = 'estimation' SELECT 1", OP_SELECT);
    assert_str(refused_at(sql, "TRACE FORMAT 'row' SELECT 1"), "'row'");
    assert_str(refused_at(sql, "TRACE PLAN TARGET SELECT 1"), "SELECT");
    op = lower_one(sql, "SET SESSION_STATES '{}'", OP_SET_SESSION);
    assert_str(op->part, "session_states");
    assert_str(refused_at(sql, "SET SESSION_STATES 1"), "1");
}

// ---- sql_mode=ORACLE ----

static Str tables_of(Sql *sql, const char *body)
{
    Str text = arena_fmt(sql->arena,
                         "SET sql_mode=ORACLE;\nDELIMITER //\n"
                         "CREATE PROCEDURE p%s//\n",
                         body);
    on_mariadb(sql);
    lower_text(sql, text);
    const Op *op = op_at(sql, 1, OP_CREATE_FUNCTION);
    assert_str(op_name(sql, op), "p");
    assert_true(op->function->procedure);
    return names(sql, op->relations);
}

static void guesses_the_tables_of_oracles_bodies(void **state)
{
    Sql *sql = *state;
    assert_str(tables_of(sql, " AS BEGIN UPDATE t SET a = 1; END"), "t");
    assert_str(tables_of(sql, "(a INT) IS BEGIN DELETE FROM s.t; END"), "s.t");
    assert_str(tables_of(sql, " AS BEGIN INSERT INTO t SELECT a FROM u JOIN v; END"),
               "t, u, v");
    assert_str(tables_of(sql, " AS BEGIN REPLACE DELAYED INTO t VALUES (1); END"), "t");
    assert_str(tables_of(sql, " AS BEGIN UPDATE LOW_PRIORITY IGNORE t SET a = 1; END"),
               "t");
    // Words that stand before something else as well.
    assert_str(tables_of(sql, " AS BEGIN SELECT a INTO b FROM t; END"), "t");
    assert_str(tables_of(sql, " AS BEGIN SELECT TRIM(a FROM b) FROM t; END"), "t");
    assert_str(tables_of(sql, " AS BEGIN SELECT a FROM t FOR UPDATE OF b; END"), "t");
}

// ---- expressions ----

static Str name_in(Sql *sql, const char *text)
{
    const MyExpr *expr = my_expr_read(sql->arena, str_from(text), sql->engine);
    return expr ? expr->name : STR("refused");
}

static bool same(Sql *sql, const char *a, const char *b)
{
    const MyExpr *left = my_expr_read(sql->arena, str_from(a), sql->engine);
    const MyExpr *right = my_expr_read(sql->arena, str_from(b), sql->engine);
    assert_non_null(left);
    assert_non_null(right);
    return my_expr_same(left, right);
}

static void reads_functions_with_a_syntax_of_their_own(void **state)
{
    Sql *sql = *state;
    on_mariadb(sql);
    assert_true(same(sql, "subdate(a, INTERVAL 1 DAY)", "a - INTERVAL 1 DAY"));
    assert_str(name_in(sql, "subdate(a, 1)"), "subdate");
    assert_false(same(sql, "subdate(a, 1)", "adddate(a, 1)"));
    assert_str(name_in(sql, "weight_string(a LEVEL 1 ASC REVERSE, 2)"), "weight_string");
    assert_str(name_in(sql, "weight_string(a LEVEL 1-3)"), "weight_string");
    assert_str(name_in(sql, "weight_string(a LEVEL)"), "refused");
    assert_str(name_in(sql, "weight_string(a LEVEL 1-)"), "refused");
    assert_str(misfits(sql, "SELECT ((SELECT 1) UNION SELECT 2)"), "");
    assert_str(refused_at(sql, "SELECT ((SELECT 1) UNION)"), ")");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mysql_test(drops_what_others_have),
        mysql_test(knows_what_is_newer),
        mysql_test(traces_and_restores_tidb),
        mysql_test(guesses_the_tables_of_oracles_bodies),
        mysql_test(reads_functions_with_a_syntax_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
