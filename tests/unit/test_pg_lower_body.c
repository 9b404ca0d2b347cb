// SPDX-License-Identifier: Apache-2.0
// Unit tests of dialect/pg_body.c: which statements a block or a called function runs,
// and where in the file they stand.
#include "lowered.h"

// The texts that the nested ops stand for, " | " between.
static Str nested(const Sql *sql)
{
    Str list = { 0 };
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        const Op *op = &sql->lowered.ops.at[i];
        if (op_has(op, OPF_NESTED))
            list =
                arena_fmt(sql->arena, STR_FMT "%s" STR_FMT, STR_ARG(list),
                          list.len > 0 ? " | " : "", STR_ARG(span_text(sql, op->span)));
    }
    return list;
}

static Str nested_in(Sql *sql, const char *text)
{
    sql->lowered = (Lowered){ 0 };
    lower_text(sql, str_from(text));
    return nested(sql);
}

static void a_block_runs_the_statements_in_it(void **state)
{
    Sql *sql = *state;
    assert_str(nested_in(sql, "SELECT 1; DO $$ BEGIN DROP TABLE a; -- x\n"
                              " DELETE FROM b; END $$"),
               "DROP TABLE a | DELETE FROM b");
    const Op *block = op_at(sql, 1, OP_DO_BLOCK);
    const Op *drop = op_at(sql, 2, OP_DROP_TABLE);
    assert_int_equal(block->detail.len, 0);
    assert_false(op_has(block, OPF_NESTED));
    assert_int_equal(drop->stmt_index, 1);
    assert_int_equal(drop->stmt.start, block->stmt.start);
    assert_int_equal(drop->stmt.end, block->stmt.end);
    assert_int_equal(sql->lowered.statements.len, 2);
}

static void every_branch_may_run(void **state)
{
    Sql *sql = *state;
    assert_str(nested_in(sql, "DO $$ BEGIN"
                              " IF CASE WHEN x THEN y END THEN DROP TABLE a;"
                              " ELSIF z THEN DROP TABLE b; ELSE DROP TABLE c; END IF;"
                              " CASE n WHEN 1 THEN DROP TABLE d; ELSE DROP TABLE e;"
                              " END CASE;"
                              " BEGIN DROP TABLE f; EXCEPTION WHEN others THEN"
                              " DROP TABLE g; END; END $$"),
               "DROP TABLE a | DROP TABLE b | DROP TABLE c | DROP TABLE d | DROP TABLE "
               "e | DROP TABLE f | DROP TABLE g");
}

static void loops_and_their_queries(void **state)
{
    Sql *sql = *state;
    assert_str(nested_in(sql, "DO $$ <<here>> DECLARE n int := (SELECT 1); begin_at int;"
                              " BEGIN WHILE n > 0 LOOP DROP TABLE a; END LOOP;"
                              " FOR i IN 1..10 LOOP DROP TABLE b; END LOOP;"
                              " FOR r IN DELETE FROM c RETURNING id LOOP NULL; END LOOP;"
                              " FOREACH x IN ARRAY y LOOP DROP TABLE d; END LOOP;"
                              " END $$"),
               "DROP TABLE a | DROP TABLE b | DELETE FROM c RETURNING id | DROP TABLE d");
}

static void variables_are_no_sql(void **state)
{
    Sql *sql = *state;
    assert_str(nested_in(sql, "DO $$ BEGIN set := 1; lock = 2; comment.x := 3;"
                              " copy[1] := 4; RAISE NOTICE 'DROP TABLE a; %', x;"
                              " GET DIAGNOSTICS n = ROW_COUNT; RETURN; END $$"),
               "");
    nested_in(sql, "DO $$ BEGIN SELECT a, b INTO STRICT x, y.z FROM t WHERE c; END $$");
    const Op *op = op_at(sql, 1, OP_SELECT);
    assert_str(names(sql, op->relations), "t");
    nested_in(sql, "DO $$ BEGIN INSERT INTO t (a) VALUES (1) RETURNING id INTO n;"
                   " PERFORM f(1) FROM u; END $$");
    op = op_at(sql, 1, OP_INSERT);
    assert_str(joined(sql, op->columns), "a");
    op = op_at(sql, 2, OP_SELECT);
    assert_str(names(sql, op->relations), "u");
}

static void execute_is_read_where_it_is_a_constant(void **state)
{
    Sql *sql = *state;
    assert_str(nested_in(sql, "DO $$ BEGIN EXECUTE 'DROP TABLE a; DROP TABLE b';"
                              " EXECUTE $x$DROP TABLE c$x$ USING 1;"
                              " EXECUTE 'DROP TABLE ' || name; END $$"),
               "DROP TABLE a | DROP TABLE b | DROP TABLE c | EXECUTE 'DROP TABLE ' || "
               "name");
    op_at(sql, 4, OP_EXECUTE);
}

static void an_unreadable_statement_hides_no_other(void **state)
{
    Sql *sql = *state;
    nested_in(sql, "DO $$ BEGIN DROP TABLE a; ALTER TABLE b FROB; DROP TABLE c; END $$");
    assert_str(kinds(sql),
               "DO, DROP TABLE, UNKNOWN STATEMENT, DROP TABLE, UNKNOWN STATEMENT");
    assert_false(op_has(op_at(sql, 2, OP_OPAQUE), OPF_SYNTAX));
    nested_in(sql, "DO $$ BEGIN IF a THEN DROP TABLE b");
    nested_in(sql, "DO $$ BEGIN FOR $$; DO $$ SELECT a INTO $$; DO $$ EXECUTE $$");
    nested_in(sql, "DO $$ IF $$; DO $$ << $$; DO $$ DECLARE $$; DO $$$$; DO ''");
}

static void functions_run_when_they_are_called(void **state)
{
    Sql *sql = *state;
    const char *make = "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
                       " DROP TABLE a; PERFORM f(); END $$;";
    assert_str(nested_in(sql, make), "");
    Str twice = arena_fmt(sql->arena, "%s SELECT f(); SELECT * FROM f();", make);
    sql->lowered = (Lowered){ 0 };
    lower_text(sql, twice);
    assert_str(nested(sql), "DROP TABLE a | PERFORM f()");
    const Op *drop = op_at(sql, 2, OP_DROP_TABLE);
    assert_int_equal(drop->stmt_index, 1);
    assert_str(nested_in(sql, "CREATE PROCEDURE p() BEGIN ATOMIC DELETE FROM a;"
                              " INSERT INTO b VALUES (1); END; CALL p();"),
               "DELETE FROM a | INSERT INTO b VALUES (1)");
    assert_str(nested_in(sql, "CREATE FUNCTION s.g() RETURNS void LANGUAGE sql AS"
                              " 'TRUNCATE a'; CALL t.g(); DO 'BEGIN PERFORM s.g(); END'"),
               "PERFORM s.g() | TRUNCATE a");
}

static void code_with_escapes_stands_where_its_statement_does(void **state)
{
    Sql *sql = *state;
    Str text = STR("DO 'BEGIN PERFORM ''x''; ALTER TABLE a ADD b int UNIQUE; END'");
    lower_text(sql, text);
    const Op *op = op_at(sql, 2, OP_ADD_COLUMN);
    const Op *unique = op_at(sql, 3, OP_ADD_CONSTRAINT);
    assert_str(op->column->name, "b");
    assert_true(str_eq(span_text(sql, op->span), text));
    assert_true(str_eq(span_text(sql, op->column->span), text));
    assert_true(str_eq(span_text(sql, unique->constraint->span), text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sql_test(a_block_runs_the_statements_in_it),
        sql_test(every_branch_may_run),
        sql_test(loops_and_their_queries),
        sql_test(variables_are_no_sql),
        sql_test(execute_is_read_where_it_is_a_constant),
        sql_test(an_unreadable_statement_hides_no_other),
        sql_test(functions_run_when_they_are_called),
        sql_test(code_with_escapes_stands_where_its_statement_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
