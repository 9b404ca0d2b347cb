// SPDX-License-Identifier: Apache-2.0
// Unit tests of lowering: queries, changes of data, what they read and how many rows they
// meet.
#include "lowered.h"

#include <string.h>

static void conditions_that_are_none_are_seen(void **state)
{
    static const struct {
        const char *condition;
        WhereKind where;
    } rows[] = {
        { "", WHERE_NONE },
        { "WHERE true", WHERE_ALWAYS },
        { "WHERE (1 = 1)", WHERE_ALWAYS },
        { "WHERE 'a' = 'a'", WHERE_ALWAYS },
        { "WHERE NOT false", WHERE_ALWAYS },
        { "WHERE NOT NOT true", WHERE_ALWAYS },
        { "WHERE x IS NULL OR x IS NOT NULL", WHERE_ALWAYS },
        { "WHERE a = 1 OR true", WHERE_ALWAYS },
        { "WHERE true AND 1 = 1", WHERE_ALWAYS },
        { "WHERE NOT (false AND a = 1)", WHERE_ALWAYS },
        { "WHERE 1 = 2", WHERE_SOME },
        { "WHERE 1 = '1'", WHERE_SOME },
        { "WHERE false", WHERE_SOME },
        { "WHERE true AND a = 1", WHERE_SOME },
        { "WHERE x IS NULL OR y IS NOT NULL", WHERE_SOME },
        { "WHERE x IS NULL AND x IS NOT NULL", WHERE_SOME },
        { "WHERE a = a", WHERE_SOME },
        { "WHERE NULL", WHERE_SOME },
        { "WHERE CURRENT OF c", WHERE_SOME },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Str text = arena_fmt(sql->arena, "DELETE FROM t %s; UPDATE t SET a = 1 %s",
                             rows[i].condition, rows[i].condition);
        lower_text(sql, text);
        assert_int_equal(op_at(sql, 0, OP_DELETE)->where, rows[i].where);
        assert_int_equal(op_at(sql, 1, OP_UPDATE)->where, rows[i].where);
    }
}

static void relations_are_all_that_is_read_but_ctes(void **state)
{
    static const struct {
        const char *text;
        const char *relations;
    } rows[] = {
        { "SELECT 1", "" },
        { "SELECT * FROM a, s.b JOIN c ON true LEFT JOIN LATERAL (SELECT * FROM d) x ON "
          "true, a",
          "a, s.b, c, d" },
        { "SELECT (SELECT 1 FROM a), CASE WHEN EXISTS (SELECT 1 FROM b) THEN f((SELECT 1 "
          "FROM c)) END",
          "a, b, c" },
        { "SELECT 1 FROM a UNION SELECT 1 FROM b EXCEPT SELECT 1 FROM c", "a, b, c" },
        { "WITH x AS (SELECT * FROM x), y AS (SELECT * FROM x, a) SELECT * FROM y, s.y",
          "x, a, s.y" },
        { "WITH RECURSIVE x AS (SELECT * FROM a UNION SELECT * FROM x) SELECT * FROM x",
          "a" },
        { "SELECT * FROM (WITH x AS (SELECT 1) SELECT * FROM x) q, x", "x" },
        { "SELECT * FROM f(ARRAY(SELECT a FROM a)) WHERE b IN (SELECT b FROM b) ORDER BY "
          "(SELECT 1 FROM c)"
          " LIMIT (SELECT 2 FROM d)",
          "a, b, c, d" },
        { "SELECT sum(a) FILTER (WHERE EXISTS (SELECT 1 FROM b)) OVER (PARTITION BY "
          "(SELECT 1 FROM c)) FROM a"
          " TABLESAMPLE system (1)",
          "b, c, a" },
        { "VALUES ((SELECT 1 FROM a)), (2)", "a" },
        { "EXPLAIN SELECT * FROM a", "a" },
        { "DECLARE c CURSOR FOR SELECT * FROM a", "a" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Op *op = lower_one(sql, rows[i].text, OP_SELECT);
        assert_str_at(names(sql, op->relations), str_from(rows[i].relations), __FILE__,
                      __LINE__);
    }
}

static void changes_name_their_table_and_columns(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(
        sql,
        "INSERT INTO s.t (a, \"B\") SELECT * FROM x, s.t ON CONFLICT (a) DO UPDATE"
        " SET b = (SELECT 1 FROM y) RETURNING (SELECT 2 FROM z)",
        OP_INSERT);
    assert_str(op_name(sql, op), "s.t");
    assert_str(joined(sql, op->columns), "a, B");
    assert_str(names(sql, op->relations), "x, y, z");
    op = lower_one(
        sql,
        "UPDATE ONLY t SET a = 1, (b, c) = (SELECT 1, 2 FROM x) FROM y WHERE t.a = y.a",
        OP_UPDATE);
    assert_str(joined(sql, op->columns), "a, b, c");
    assert_str(names(sql, op->relations), "x, y");
    assert_int_equal(op->flags, OPF_ONLY);
    assert_int_equal(op->where, WHERE_SOME);
    op = lower_one(sql, "DELETE FROM t USING x WHERE t.a = x.a", OP_DELETE);
    assert_str(names(sql, op->relations), "x");
    op =
        lower_one(sql, "MERGE INTO t USING x ON true WHEN MATCHED THEN DELETE", OP_MERGE);
    assert_str(op_name(sql, op), "t");
    assert_str(names(sql, op->relations), "x");
}

static void changes_inside_with_are_ops(void **state)
{
    Sql *sql = *state;
    lower_to(sql,
             "WITH gone AS NOT MATERIALIZED (DELETE FROM a RETURNING *), x AS (SELECT 1 "
             "FROM b)"
             " INSERT INTO c SELECT * FROM gone, x",
             2);
    const Op *gone = op_at(sql, 0, OP_DELETE);
    assert_str(op_name(sql, gone), "a");
    assert_int_equal(gone->where, WHERE_NONE);
    assert_str(span_text(sql, gone->span), "DELETE FROM a RETURNING *");
    assert_int_equal(gone->stmt.start, 0);
    assert_str(names(sql, op_at(sql, 1, OP_INSERT)->relations), "b");
    lower_to(sql, "WITH x AS (UPDATE a SET b = 1 RETURNING *) SELECT * FROM x", 2);
    assert_str(kinds(sql), "UPDATE, SELECT");
    lower_one(sql, "EXPLAIN ANALYZE DELETE FROM a", OP_DELETE);
    const Op *planned =
        lower_one(sql, "EXPLAIN (ANALYZE false) DELETE FROM a", OP_SELECT);
    assert_str(op_name(sql, planned), "a");
    assert_str(planned->verb, "plan-change");
    assert_str(lower_one(sql, "EXPLAIN INSERT INTO a VALUES (1)", OP_SELECT)->verb,
               "plan-insert");
}

static void copy_tells_its_direction(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql, "COPY s.t (a, b) FROM stdin;\n1\t'\n\\.\n", OP_COPY);
    assert_str(op_name(sql, op), "s.t");
    assert_str(op->detail, "from");
    assert_str(joined(sql, op->columns), "a, b");
    op = lower_one(sql, "COPY (SELECT * FROM x) TO '/f'", OP_COPY);
    assert_str(op->detail, "to");
    assert_str(names(sql, op->relations), "x");
}

static void depth_is_no_danger(void **state)
{
    static const struct {
        const char *head;
        const char *each;
        size_t times;
        const char *tail;
    } rows[] = {
        { "SELECT a", "+a", 50000, " FROM t" },
        { "SELECT a FROM t", " UNION SELECT a FROM t", 20000, "" },
        { "SELECT a", "::int", 20000, " FROM t" },
        { "SELECT ", "NOT ", 5000, "a FROM t" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t head = str_from(rows[i].head).len;
        Str each = str_from(rows[i].each);
        char *text = NEW_ARRAY(sql->arena, char, head + each.len * rows[i].times + 9);
        memcpy(text, rows[i].head, head);
        for (size_t j = 0; j < rows[i].times; j++)
            memcpy(text + head + j * each.len, each.ptr, each.len);
        memcpy(text + head + each.len * rows[i].times, rows[i].tail,
               str_from(rows[i].tail).len);
        const Op *op = lower_one(sql, text, OP_SELECT);
        assert_str(names(sql, op->relations), "t");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sql_test(conditions_that_are_none_are_seen),
        sql_test(relations_are_all_that_is_read_but_ctes),
        sql_test(changes_name_their_table_and_columns),
        sql_test(changes_inside_with_are_ops),
        sql_test(copy_tells_its_direction),
        sql_test(depth_is_no_danger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
