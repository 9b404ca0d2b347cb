// SPDX-License-Identifier: Apache-2.0
// Unit tests of lowering MySQL's DROP, RENAME TABLE and TRUNCATE.
#include "lowered.h"

static void dropped_things_are_an_op_each(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "DROP TABLE IF EXISTS a, d.b CASCADE", 2);
    const Op *op = op_at(sql, 1, OP_DROP_TABLE);
    assert_str(op_name(sql, op), "d.b");
    assert_str(span_text(sql, op->span), "d.b");
    assert_int_equal(op->flags, OPF_IF_EXISTS); // CASCADE does nothing
    op = lower_one(sql, "DROP TEMPORARY TABLE a", OP_DROP_TABLE);
    assert_str(op->verb, "temporary");
    assert_str(span_text(sql, op->span), "DROP TEMPORARY TABLE a");
    lower_to(sql, "DROP VIEW v, w RESTRICT", 2);
    assert_int_equal(op_at(sql, 0, OP_DROP_VIEW)->object, OBJ_VIEW);
    op = lower_one(sql, "DROP SCHEMA IF EXISTS d", OP_DROP_SCHEMA);
    assert_int_equal(op->object, OBJ_DATABASE);
    assert_str(op_name(sql, op), "d");
}

static void dropped_indexes_have_a_table(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql, "DROP INDEX i ON d.t LOCK=NONE ALGORITHM INPLACE", OP_DROP_INDEX);
    assert_str(op_name(sql, op), "d.t");
    assert_str(op->part, "i");
    assert_int_equal(op->asked.lock, ONLINE_LOCK_NONE);
    assert_int_equal(op->asked.algorithm, ALGORITHM_INPLACE);
    op = lower_one(sql, "DROP INDEX `PRIMARY` ON t", OP_DROP_CONSTRAINT);
    assert_str(op->part, "PRIMARY");
    assert_str(op->verb, "primary-key");
}

static void renamed_tables_are_an_op_each(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "RENAME TABLE a TO b, d.c TO e.c", 2);
    const Op *op = op_at(sql, 1, OP_RENAME_TABLE);
    assert_str(op_name(sql, op), "d.c");
    assert_str(name_text(sql->arena, op->other), "e.c");
    assert_str(span_text(sql, op->span), "d.c TO e.c");
    op = lower_one(sql, "TRUNCATE d.t", OP_TRUNCATE);
    assert_str(op_name(sql, op), "d.t");
    lower_one(sql, "TRUNCATE TABLE t", OP_TRUNCATE);
}

typedef struct RefusedRow {
    const char *text;
    const char *at; // the token
} RefusedRow;

// clang-format off
static const RefusedRow REFUSED[] = {
    { "DROP TABLE", "TABLE" },
    { "DROP TABLE a b", "b" },
    { "DROP TABLE a,", "," },
    { "DROP TABLE a CASCADE NOWAIT", "NOWAIT" },
    { "DROP INDEX i", "i" },
    { "DROP INDEX d.i ON t", "." },
    { "DROP KEY i ON t", "KEY" },
    { "DROP INDEX i ON t ALGORITHM=INPLACE, LOCK=NONE", "," },
    { "DROP INDEX i ON t ALGORITHM=COPY ALGORITHM=COPY", "ALGORITHM" },
    { "DROP INDEX i ON t WAIT 5 LOCK=NONE", "LOCK" },
    { "DROP VIEW v NOWAIT", "NOWAIT" },
    { "DROP DATABASE a, b", "," },
    { "DROP DATABASE a CASCADE", "CASCADE" },
    { "RENAME TABLE a AS b", "AS" },
    { "RENAME TABLE a TO b c TO d", "c" },
    { "RENAME TABLE a TO b WAIT 5", "WAIT" },
    { "TRUNCATE TABLE a, b", "," },
    { "TRUNCATE TABLE IF EXISTS a", "IF" },
    { "TRUNCATE TABLE a CASCADE", "CASCADE" },
};
// clang-format on

static void the_refused_token_is_named(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++)
        assert_same(refused_at(sql, REFUSED[i].text), REFUSED[i].at);
}

// clang-format off
static const TakenRow TAKEN[] = {
    { "DROP INDEX i ON t LOCK=NONE", "", "ALGORITHM and LOCK in DROP INDEX", "" },
    { "DROP INDEX IF EXISTS i ON t", "DROP INDEX IF EXISTS", "", "" },
    { "DROP TABLE t WAIT 5", "WAIT and NOWAIT of a definition", "", "WAIT and NOWAIT of a definition" },
    { "RENAME TABLE IF EXISTS a TO b", "RENAME TABLE IF EXISTS", "", "RENAME TABLE IF EXISTS" },
};
// clang-format on

static void not_every_server_takes_all(void **state)
{
    assert_taken(*state, TAKEN, sizeof TAKEN / sizeof *TAKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        mysql_test(dropped_things_are_an_op_each),
        mysql_test(dropped_indexes_have_a_table),
        mysql_test(renamed_tables_are_an_op_each),
        mysql_test(the_refused_token_is_named),
        mysql_test(not_every_server_takes_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
