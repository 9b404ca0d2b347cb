// SPDX-License-Identifier: Apache-2.0
// Unit tests of what is new about a table that is made anew: each row makes the table t,
// and then once more, by way of n.
#include "told.h"

#include "base/out.h"

typedef struct DiffRow {
    int line;
    const char *before; // behind CREATE TABLE t
    const char *after;  // behind CREATE TABLE n
    const char *copied; // the columns
    const char *told;   // without the rebuild's own steps
} DiffRow;

// clang-format off
static const DiffRow rows[] = {
    ROW("(a int, b text)", "(a int, b text)", "a, b", ""),
    ROW("(a int, b text)", "(\"A\"  INT, [b] TEXT, CHECK (1))", "a, b", "ADD CONSTRAINT t check 1\n"),
    ROW("(a int)", "(a int, b text NOT NULL DEFAULT 'x')", "a", "ADD COLUMN t.b text\n"),
    ROW("(a int, b text)", "(a int)", "a", "DROP COLUMN t.b\n"),
    ROW("(a int, b text)", "(b text, a int)", "a, b", ""),
    ROW("(a int)", "(a bigint)", "a", "ALTER COLUMN TYPE t.a bigint 'int'\n"),
    ROW("(a int)", "(a text)", "a", "ALTER COLUMN TYPE t.a affinity text 'int'\n"),
    ROW("(a text)", "(a text COLLATE nocase)", "a", "ALTER COLUMN TYPE t.a collation text 'text'\n"),
    ROW("(a text COLLATE binary)", "(a text)", "a", ""),
    ROW("(a int, b int)", "(a int NOT NULL, b int)", "a, b", "SET NOT NULL t.a int\n"),
    ROW("(a int NOT NULL)", "(a int)", "a", "DROP NOT NULL t.a int\n"),
    ROW("(a integer PRIMARY KEY)", "(a integer NOT NULL PRIMARY KEY)", "a", ""),
    ROW("(a text PRIMARY KEY)", "(a text NOT NULL PRIMARY KEY)", "a", "SET NOT NULL t.a text\n"),
    ROW("(a int DEFAULT 1)", "(a int DEFAULT (1))", "a", ""),
    ROW("(a int DEFAULT 1)", "(a int DEFAULT 2)", "a", "SET DEFAULT t.a int '2'\n"),
    ROW("(a int DEFAULT 1)", "(a int)", "a", "DROP DEFAULT t.a\n"),
    ROW("(a int DEFAULT NULL)", "(a int)", "a", ""),
    ROW("(a int, b int AS (a + 1))", "(a int, b int GENERATED ALWAYS AS ((a+1)) VIRTUAL)", "a", ""),
    ROW("(a int, b int AS (a + 1))", "(a int, b int AS (a + 2))", "a", "ALTER COLUMN EXPRESSION t.b int\n"),
    ROW("(a int, b int AS (a + 1))", "(a int, b int)", "a", "ALTER COLUMN EXPRESSION t.b int revoke\n"),
    ROW("(a int PRIMARY KEY, b int)", "(a int, b int, PRIMARY KEY (a))", "a, b", ""),
    ROW("(a int PRIMARY KEY, b int)", "(a int, b int)", "a, b", "DROP CONSTRAINT t primary key a\n"),
    ROW("(a int, b int UNIQUE)", "(a int, b int)", "a, b", "DROP CONSTRAINT t unique b\n"),
    ROW("(a int, b int UNIQUE)", "(a int)", "a", "DROP CONSTRAINT t unique b cascade\nDROP COLUMN t.b\n"),
    ROW("(a int)", "(a int, b int UNIQUE)", "a", "ADD COLUMN t.b int\nADD CONSTRAINT t unique b inline\n"),
    ROW("(a int CHECK (a > 0))", "(a int, CONSTRAINT c CHECK ((\"n\".\"a\">0)))", "a", ""),
    ROW("(a int CHECK (a > 0))", "(a int CHECK (a > 1))", "a", "DROP CONSTRAINT t check a a > 0\nADD CONSTRAINT t check a a > 1\n"),
    ROW("(a int REFERENCES p)", "(a int REFERENCES p ON DELETE CASCADE)", "a",
        "DROP CONSTRAINT t foreign key a -> p\nADD CONSTRAINT t foreign key a -> p on delete cascade\n"),
    ROW("(a int REFERENCES p(id) ON DELETE NO ACTION)", "(a int, FOREIGN KEY (a) REFERENCES P (id))", "a", ""),
    ROW("(id integer PRIMARY KEY, up int REFERENCES t)", "(id integer PRIMARY KEY, up int REFERENCES n (id))", "id, up", ""),
    ROW("(id integer PRIMARY KEY, up int REFERENCES t)", "(id integer PRIMARY KEY, up int REFERENCES t (id))", "id, up", ""),
    ROW("(id integer PRIMARY KEY AUTOINCREMENT)", "(id integer PRIMARY KEY)", "id", "ALTER TABLE SET t.autoincrement autoincrement revoke\n"),
    ROW("(a int PRIMARY KEY) STRICT", "(a int PRIMARY KEY) WITHOUT ROWID", "a",
        "ALTER TABLE SET t.strict strict revoke\nALTER TABLE SET t.without-rowid without-rowid '1'\n"),
};
// clang-format on

// What a rebuild says beside its four steps.
static Str news(const Sql *sql)
{
    Out out = out_new(sql->arena);
    Str rest = told(sql), line;
    while (str_cut(&rest, '\n', &line))
        if (line.len > 0 && !str_starts(line, STR("REBUILD")))
            out_fmt(&out, STR_FMT "\n", STR_ARG(line));
    return out_text(&out);
}

static void one_table_and_the_next(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const DiffRow *row = &rows[i];
        end_world(sql);
        run_merged(sql, "CREATE TABLE p (id integer PRIMARY KEY)");
        Str before = arena_fmt(sql->arena, "CREATE TABLE t %s", row->before);
        run_merged(sql, arena_cstr(sql->arena, before));
        Str change = arena_fmt(
            sql->arena,
            "CREATE TABLE n %s; INSERT INTO n (%s) SELECT %s FROM t; DROP TABLE t; "
            "ALTER TABLE n RENAME TO t",
            row->after, row->copied, row->copied);
        run_merged(sql, arena_cstr(sql->arena, change));
        assert_str_at(news(sql), str_from(row->told), __FILE__, row->line);
    }
}

static void places_are_those_of_the_new_definition(void **state)
{
    Sql *sql = *state;
    run_merged(sql, "CREATE TABLE t (a int, b int)");
    run_merged(sql, "-- one\nCREATE TABLE IF NOT EXISTS \"n\" (\n  a int NOT NULL,\n"
                    "  c int DEFAULT 1,\n  CHECK (n.a > 0)\n);\n"
                    "INSERT INTO n (a) SELECT a FROM t; DROP TABLE t;\n"
                    "ALTER TABLE n RENAME TO t");
    assert_str(span_text(sql, op_at(sql, 1, OP_DROP_COLUMN)->span),
               "CREATE TABLE IF NOT EXISTS \"n\" (\n  a int NOT NULL,\n"
               "  c int DEFAULT 1,\n  CHECK (n.a > 0)\n)");
    assert_str(span_text(sql, op_at(sql, 2, OP_ADD_COLUMN)->span), "c int DEFAULT 1");
    assert_str(span_text(sql, op_at(sql, 3, OP_SET_NOT_NULL)->span), "a int NOT NULL");
    const Op *check = op_at(sql, 4, OP_ADD_CONSTRAINT);
    assert_str(span_text(sql, check->span), "CHECK (n.a > 0)");
    assert_int_equal(check->stmt_index, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sqlite_test(one_table_and_the_next),
        sqlite_test(places_are_those_of_the_new_definition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
