// SPDX-License-Identifier: Apache-2.0
// Unit tests of what an incomplete history lacks, and of placeholders.
#include "dialect/sqlite_world.h"

#include "lowered.h"

typedef struct LackRow {
    int line;
    const char *sql;
    const char *table;   // that there is then; "": none
    const char *columns; // of it
} LackRow;

#define NEW_X "CREATE TABLE new_x (id integer, a text, b text);"

// clang-format off
static const LackRow rows[] = {
    ROW("ALTER TABLE x ADD COLUMN a int", "x", "tidegate's unnamed column, a"),
    ROW("ALTER TABLE x RENAME COLUMN a TO b", "x", "b"),
    ROW("ALTER TABLE x DROP COLUMN a", "x", "tidegate's unnamed column"),
    ROW("ALTER TABLE x RENAME TO y", "y", "tidegate's unnamed column"),
    ROW("DROP TABLE x", "", ""),
    ROW("INSERT INTO x (a, \"b\") VALUES (1, 2)", "x", "a, b"),
    ROW("INSERT INTO x VALUES (1, 2)", "x", "column 1, column 2"),
    ROW("INSERT INTO x (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = excluded.c", "x", "a, b, c"),
    ROW("UPDATE x SET a = 1 WHERE x.b > 2", "x", "a, b"),
    ROW("UPDATE main.x SET a = (SELECT u.c FROM x AS u)", "x", "c, a"),
    ROW("DELETE FROM x WHERE \"a\" = 1", "x", "a"),
    ROW("CREATE INDEX i ON x (a, b) WHERE c", "x", "a, c, b"),
    ROW("CREATE TRIGGER g AFTER INSERT ON x BEGIN SELECT 1; END", "x", "tidegate's unnamed column"),
    ROW("CREATE TABLE y AS SELECT a, b FROM x", "x", "a, b"),
    ROW(NEW_X "INSERT INTO new_x (\"id\", \"a\") SELECT \"id\", \"a\" FROM \"x\"", "x", "id, a"),
    ROW(NEW_X "INSERT INTO new_x SELECT * FROM x", "x", "id, a, b"),
    ROW("ALTER TABLE x ADD COLUMN a int; CREATE UNIQUE INDEX i ON x (a); DROP INDEX i", "x", "tidegate's unnamed column, a"),
    ROW("DROP INDEX i", "", ""),
    ROW("DROP VIEW v; DROP TRIGGER g; DROP INDEX i; DROP INDEX j", "", ""),
    ROW("DELETE FROM x; CREATE TABLE x (a int)", "x", "a"),
    ROW("ALTER TABLE x ALTER COLUMN a SET NOT NULL", "x", "a"),
};
// clang-format on

static void again(Sql *sql)
{
    end_world(sql);
    sql->runner = (Runner){ .name = "drizzle", .title = "Drizzle", .scope = TX_FILE };
    lower_for(sql, "sqlite", ENGINE_VERSION(3, 53, 0));
    run_merged(sql, "CREATE TABLE known (id integer PRIMARY KEY, n text)");
}

static Str columns_of(Sql *sql, SlDb *db, const char *name)
{
    SlTable table = { 0 };
    StrVec columns = { 0 };
    if (name[0] == '\0' || !sl_schema_table(sql->arena, db, str_from(name), &table))
        return STR("");
    for (size_t i = 0; i < table.def.columns.len; i++)
        *vec_push(sql->arena, &columns) = table.def.columns.at[i].name;
    return joined(sql, columns);
}

static void assert_taken_as(Sql *sql, const LackRow *row)
{
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        const Op *op = &sql->lowered.ops.at[i];
        if (op->effects.refused_for == REFUSED_FOR_ITSELF)
            assert_str_at(op->effects.refused, STR(""), __FILE__, row->line);
        assert_str_at(effects_on_rows(&op->effects)->as_string, STR(""), __FILE__,
                      row->line);
    }
    assert_str_at(columns_of(sql, sql->world->schema, row->table), str_from(row->columns),
                  __FILE__, row->line);
}

static void makes_what_nobody_has_made(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        again(sql);
        run_merged(sql, rows[i].sql);
        assert_taken_as(sql, &rows[i]);
        again(sql);
        run_change(sql, rows[i].sql);
        assert_taken_as(sql, &rows[i]);
        if (rows[i].table[0] != '\0')
            assert_true(
                sl_trial_rows(sql->arena, sql->world->trial, str_from(rows[i].table))
                    .columns.len > 0);
    }
}

static const char *const wrong[][2] = {
    { "INSERT INTO known (id, nope) VALUES (1, 2)",
      "table known has no column named nope" },
    { "UPDATE known SET nope = 1", "no such column: nope" },
    { "ALTER TABLE known DROP COLUMN nope", "no such column: \"nope\"" },
    { "CREATE INDEX i ON known (nope)", "no such column: nope" },
    { "CREATE TABLE c (a int, FOREIGN KEY (b) REFERENCES known (id))",
      "unknown column \"b\" in foreign key definition" },
    { "DROP TABLE gone", "no such table: gone" },
    { "DROP TABLE gone2", "no such table: gone2" },
    { "DROP INDEX gone_i", "no such index: gone_i" },
    { "CREATE TABLE known (a int)", "table known already exists" },
    { "INSERT INTO known SELECT 1",
      "table known has 2 columns but 1 values were supplied" },
    { "INSERT INTO known (id) VALUES (1) ON CONFLICT (n) DO NOTHING",
      "ON CONFLICT clause does not match any PRIMARY KEY or UNIQUE constraint" },
};

static void what_files_have_made_is_known(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        again(sql);
        run_merged(sql, "CREATE TABLE gone (a int); CREATE INDEX gone_i ON gone (a);"
                        "DROP TABLE gone; DROP TABLE gone2");
        run_change(sql, wrong[i][0]);
        assert_int_equal(sql->lowered.ops.len, 1);
        assert_same(sql->lowered.ops.at[0].effects.refused, wrong[i][1]);
    }
}

static void a_renamed_table_stays_incomplete(void **state)
{
    Sql *sql = *state;
    again(sql);
    run_merged(sql, "ALTER TABLE x RENAME TO y; UPDATE y SET a = 1; ALTER TABLE known "
                    "RENAME TO k2");
    run_change(sql, "UPDATE y SET b = 1; UPDATE k2 SET b = 1");
    assert_str(op_at(sql, 0, OP_UPDATE)->effects.refused, "");
    assert_str(op_at(sql, 1, OP_UPDATE)->effects.refused, "no such column: b");
}

// Nothing is lost that nobody has seen.
static void a_presumed_table_can_be_rebuilt(void **state)
{
    Sql *sql = *state;
    again(sql);
    run_change(sql, "CREATE TABLE __new_x (id integer PRIMARY KEY, a text NOT NULL);"
                    "INSERT INTO __new_x (\"id\", \"a\") SELECT \"id\", \"a\" FROM x;"
                    "DROP TABLE x; ALTER TABLE __new_x RENAME TO x");
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        assert_int_not_equal(sql->lowered.ops.at[i].kind, OP_DROP_COLUMN);
        assert_str(effects_on_rows(&sql->lowered.ops.at[i].effects)->as_string, "");
    }
}

static void placeholders_are_names(void **state)
{
    static const char *const texts[] = {
        "DROP TABLE ${prefix}_users",
        "DROP TABLE {{ prefix }}",
        "CREATE TABLE ${schema}.users (id int)",
        "DELETE FROM :table WHERE a = 1",
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        again(sql);
        run_change(sql, texts[i]);
        bool marked = false;
        for (size_t k = 0; k < sql->lowered.ops.len; k++) {
            const Op *op = &sql->lowered.ops.at[k];
            if (op_has(op, OPF_SYNTAX))
                fail_msg("%s: " STR_FMT, texts[i], STR_ARG(op->detail));
            marked = marked || op_has(op, OPF_TEMPLATE);
        }
        if (!marked)
            fail_msg("%s", texts[i]);
        lower_text(sql, str_from(texts[i]));
        assert_true(op_has(&sql->lowered.ops.at[sql->lowered.ops.len - 1], OPF_TEMPLATE));
    }
    run_change(sql, "DROP TABLE , t");
    assert_true(op_has(op_at(sql, 0, OP_OPAQUE), OPF_SYNTAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sqlite_test(makes_what_nobody_has_made),
        sqlite_test(what_files_have_made_is_known),
        sqlite_test(a_renamed_table_stays_incomplete),
        sqlite_test(a_presumed_table_can_be_rebuilt),
        sqlite_test(placeholders_are_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
