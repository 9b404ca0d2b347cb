// SPDX-License-Identifier: Apache-2.0
// Unit tests of lowering SQLite's statements, looked at and run.
#include "lowered.h"

typedef struct KindRow {
    int line;
    const char *sql;
    OpKind kind;
    const char *name;
    const char *part;
    const char *other;
    const char *verb;
    const char *detail;
} KindRow;

// clang-format off
static const KindRow kind_rows[] = {
    ROW("DROP TABLE t", OP_DROP_TABLE, "t", "", "", "", ""),
    ROW("ALTER TABLE t RENAME TO u", OP_RENAME_TABLE, "t", "", "u", "", ""),
    ROW("ALTER TABLE t RENAME COLUMN a TO c", OP_RENAME_COLUMN, "t", "a", "c", "", ""),
    ROW("ALTER TABLE t RENAME a TO c", OP_RENAME_COLUMN, "t", "a", "c", "", ""),
    ROW("ALTER TABLE t DROP COLUMN b", OP_DROP_COLUMN, "t", "b", "", "", ""),
    ROW("ALTER TABLE t ADD COLUMN n text DEFAULT 'x'", OP_ADD_COLUMN, "t", "n", "", "", ""),
    ROW("CREATE INDEX i ON t (a)", OP_CREATE_INDEX, "i", "", "t", "", ""),
    ROW("CREATE VIEW v AS SELECT a FROM t", OP_CREATE_VIEW, "v", "", "", "", ""),
    ROW("CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END", OP_CREATE_TRIGGER, "t", "g", "", "", ""),
    ROW("PRAGMA foreign_keys = OFF", OP_SET_SESSION, "", "foreign_keys", "", "", "OFF"),
    ROW("PRAGMA foreign_keys(0)", OP_SET_SESSION, "", "foreign_keys", "", "", "0"),
    ROW("BEGIN IMMEDIATE", OP_TRANSACTION, "", "", "", "begin", ""),
    ROW("VACUUM", OP_MAINTENANCE, "", "", "", "vacuum", ""),
    ROW("REINDEX t", OP_REINDEX, "", "", "", "", ""),
};
// clang-format on

static void assert_row(const KindRow *row, const Op *op)
{
    if (op->kind != row->kind)
        fail_msg("%d: %s", row->line, op_kind_words(op->kind));
    assert_str_at(op->name.name, str_from(row->name), __FILE__, row->line);
    assert_str_at(op->part, str_from(row->part), __FILE__, row->line);
    assert_str_at(op->other.name, str_from(row->other), __FILE__, row->line);
    assert_str_at(op->verb, str_from(row->verb), __FILE__, row->line);
    assert_str_at(op->detail, str_from(row->detail), __FILE__, row->line);
}

static void test_looked_at(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++) {
        lower_to(sql, kind_rows[i].sql, 1);
        assert_row(&kind_rows[i], &sql->lowered.ops.at[0]);
    }
}

// Looked at alone, SQLite gets no further than to the table that is not there.
static void test_no_column_name(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "SELECT 1; ALTER TABLE t ADD 2m text", 2);
    const Op *op = &sql->lowered.ops.at[1];
    assert_int_equal(op->span.start, op->stmt.start);
    assert_int_equal(op->span.end, op->stmt.end);
}

static void test_run(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++) {
        end_world(sql);
        run_merged(sql, "CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1, 'x')");
        run_merged(sql, kind_rows[i].sql);
        assert_int_equal(sql->lowered.ops.len, 1);
        assert_row(&kind_rows[i], &sql->lowered.ops.at[0]);
        assert_str_at(sql->lowered.ops.at[0].effects.refused, (Str){ 0 }, __FILE__,
                      kind_rows[i].line);
    }
}

static void test_places_of_a_table(void **state)
{
    Sql *sql = *state;
    run_merged(sql,
               "-- one\nCREATE TABLE IF NOT EXISTS \"a\" (\n  id INTEGER PRIMARY KEY,\n"
               "  n varchar(20) NOT NULL DEFAULT 'x',\n  CHECK (n <> '')\n)");
    const Op *op = op_at(sql, 0, OP_CREATE_TABLE);
    assert_int_equal(op->table->columns.len, 2);
    assert_str(span_text(sql, op->table->columns.at[1].span),
               "n varchar(20) NOT NULL DEFAULT 'x'");
    assert_int_equal(op->table->constraints.len, 2);
    assert_str(span_text(sql, op->table->constraints.at[1].span), "CHECK (n <> '')");
}

static void test_columns_of_a_query(void **state)
{
    Sql *sql = *state;
    run_merged(
        sql,
        "CREATE TABLE t (a int, b text); CREATE TABLE u AS SELECT b, a + 1 AS c FROM t");
    const Op *op = op_at(sql, 1, OP_CREATE_TABLE);
    assert_true(op->table->as_query);
    assert_int_equal(op->table->columns.len, 2);
    assert_str(op->table->columns.at[1].name, "c");
}

static void test_inline_constraints(void **state)
{
    Sql *sql = *state;
    run_merged(sql, "CREATE TABLE t (a int); CREATE TABLE u (id integer PRIMARY KEY)");
    run_merged(sql,
               "ALTER TABLE t ADD b int CHECK (b > 0) REFERENCES u ON DELETE CASCADE");
    assert_str(kinds(sql), "ADD COLUMN, ADD CONSTRAINT, ADD CONSTRAINT");
    const Op *key = op_at(sql, 2, OP_ADD_CONSTRAINT);
    assert_true(op_has(key, OPF_INLINE));
    assert_str(key->constraint->on_delete, "cascade");
    assert_str(span_text(sql, key->span), "REFERENCES u ON DELETE CASCADE");
}

static void test_rows_and_relations(void **state)
{
    Sql *sql = *state;
    run_merged(sql, "CREATE TABLE t (a int, b int, c int); CREATE TABLE u (x int)");
    run_merged(sql, "INSERT INTO t (a, \"b\") SELECT x, x FROM u");
    const Op *insert = op_at(sql, 0, OP_INSERT);
    assert_str(joined(sql, insert->columns), "a, b");
    assert_str(names(sql, insert->relations), "u");
    run_merged(sql,
               "UPDATE t SET a = (SELECT max(x) FROM u), (b, c) = (1, 2) WHERE a > 1");
    const Op *update = op_at(sql, 0, OP_UPDATE);
    assert_str(joined(sql, update->columns), "a, b, c");
    assert_int_equal(update->where, WHERE_SOME);
}

static void test_what_sqlite_refuses(void **state)
{
    Sql *sql = *state;
    run_merged(sql, "CREATE TABLE t (a int PRIMARY KEY, b int)");
    run_merged(sql,
               "ALTER TABLE t DROP COLUMN a; SELEC 1; CREATE TABLE u (a int,, b int);\n"
               "ALTER TABLE t ADD c int UNIQUE");
    const Op *drop = op_at(sql, 0, OP_DROP_COLUMN);
    assert_str(drop->effects.refused, "cannot drop PRIMARY KEY column: \"a\"");
    assert_str(span_text(sql, op_at(sql, 1, OP_OPAQUE)->span), "SELEC");
    assert_str(span_text(sql, op_at(sql, 2, OP_OPAQUE)->span), ",");
    assert_str(op_at(sql, 3, OP_ADD_COLUMN)->effects.refused,
               "Cannot add a UNIQUE column");
}

static void test_transactions_of_the_text(void **state)
{
    Sql *sql = *state;
    sql->runner = (Runner){ .name = "drizzle", .title = "Drizzle", .scope = TX_FILE };
    run_merged(sql, "BEGIN; CREATE TABLE t (a int); VACUUM; COMMIT");
    assert_str(op_at(sql, 0, OP_TRANSACTION)->effects.refused,
               "cannot start a transaction within a transaction");
    assert_str(op_at(sql, 2, OP_MAINTENANCE)->effects.refused,
               "cannot VACUUM from within a transaction");
    run_merged(sql, "DROP TABLE t");
    assert_int_equal(op_at(sql, 0, OP_DROP_TABLE)->effects.refused.len, 0);
}

static void test_outside_of_the_database(void **state)
{
    Sql *sql = *state;
    run_merged(sql, "ATTACH '/nowhere/x.db' AS x; CREATE TABLE t (a int)");
    assert_int_equal(op_at(sql, 0, OP_MAINTENANCE)->flags, 0);
    assert_false(op_has(op_at(sql, 1, OP_OPAQUE), OPF_SYNTAX));
    op_at(sql, 2, OP_CREATE_TABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sqlite_test(test_looked_at),
        sqlite_test(test_no_column_name),
        sqlite_test(test_run),
        sqlite_test(test_places_of_a_table),
        sqlite_test(test_columns_of_a_query),
        sqlite_test(test_inline_constraints),
        sqlite_test(test_rows_and_relations),
        sqlite_test(test_what_sqlite_refuses),
        sqlite_test(test_transactions_of_the_text),
        sqlite_test(test_outside_of_the_database),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
