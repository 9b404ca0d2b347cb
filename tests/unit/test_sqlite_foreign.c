// SPDX-License-Identifier: Apache-2.0
// Unit tests of statements that the linked SQLite does not take: what they do to the
// schema, and what they find in the rows. Measured with libsql 0.5.29 and SQLite 3.53.2.
#include "dialect/sqlite_world.h"

#include "lowered.h"

#define V(minor, patch) ENGINE_VERSION(3, minor, patch)

static const char BASE[] =
    "CREATE TABLE p (id INTEGER PRIMARY KEY);"
    "CREATE TABLE t (id INTEGER PRIMARY KEY, a int NOT NULL, b text, c int CHECK (c > 0),"
    " u text UNIQUE, pid int REFERENCES p (id) ON DELETE CASCADE,"
    " CONSTRAINT k CHECK (a < 9), CONSTRAINT q UNIQUE (a, b));"
    "CREATE INDEX t_b ON t (b);"
    "CREATE TRIGGER t_log AFTER DELETE ON t BEGIN SELECT 1; END;";

static void fresh(Sql *sql, const char *family, int version)
{
    end_world(sql);
    lower_for(sql, family, version);
    sql->runner = (Runner){ .name = "drizzle",
                            .title = "Drizzle",
                            .scope = TX_FILE,
                            .foreign_keys = FOREIGN_KEYS_ON };
    run_merged(sql, BASE);
}

static SlTable table_of(Sql *sql, const char *name)
{
    SlTable table = { 0 };
    assert_true(sl_schema_table(sql->arena, sql->world->schema, str_from(name), &table));
    return table;
}

static void assert_sql(Sql *sql, const char *part)
{
    SlTable table = table_of(sql, "t");
    if (!str_contains(table.sql, str_from(part)))
        fail_msg(STR_FMT, STR_ARG(table.sql));
    assert_int_equal(table.def.indexes.len, 1);
    assert_int_equal(table.triggers.len, 1);
}

typedef struct EditRow {
    const char *sql;
    const char *has;   // what the definition has then; NULL: it is refused …
    const char *fault; // … so
} EditRow;

// clang-format off
static const EditRow newer[] = {
    { "ALTER TABLE t ALTER COLUMN b SET NOT NULL", "b text NOT NULL,", NULL },
    { "ALTER TABLE t ALTER COLUMN a SET NOT NULL ON CONFLICT IGNORE", "a int NOT NULL ON CONFLICT IGNORE,", NULL },
    { "ALTER TABLE main.t ALTER a DROP NOT NULL", "a int,", NULL },
    { "ALTER TABLE t ALTER c DROP NOT NULL", "c int CHECK (c > 0),", NULL },
    { "ALTER TABLE t ADD CONSTRAINT z CHECK (a > 0)", "UNIQUE (a, b), CONSTRAINT z CHECK (a > 0))", NULL },
    { "ALTER TABLE t ADD CHECK (a > 0)", "UNIQUE (a, b), CHECK (a > 0))", NULL },
    { "ALTER TABLE t DROP CONSTRAINT K", "(id) ON DELETE CASCADE, CONSTRAINT q", NULL },
    { "ALTER TABLE t DROP CONSTRAINT q", NULL, "constraint may not be dropped: q" },
    { "ALTER TABLE t DROP CONSTRAINT nope", NULL, "no such constraint: nope" },
    { "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)", NULL, "constraint k already exists" },
    { "ALTER TABLE t ADD CONSTRAINT z CHECK (nope > 0)", NULL, "no such column: nope" },
    { "ALTER TABLE t ALTER COLUMN nope SET NOT NULL", NULL, "no such column: nope" },
};

static const EditRow of_libsql[] = {
    { "ALTER TABLE t ALTER COLUMN b TO b integer NOT NULL DEFAULT 5", "b integer NOT NULL DEFAULT 5,", NULL },
    { "ALTER TABLE `t` ALTER COLUMN `b` TO `b` text COLLATE nocase", "`b` text COLLATE nocase,", NULL },
    { "ALTER TABLE t ALTER COLUMN pid TO pid int REFERENCES p (id) ON DELETE SET NULL", "ON DELETE SET NULL, CONSTRAINT", NULL },
    { "ALTER TABLE t ALTER COLUMN b TO bb text", NULL,
      "UPDATE cannot also rename column: \"b\" to \"bb\". Use ALTER TABLE RENAME instead" },
    { "ALTER TABLE t ALTER COLUMN id TO id int", NULL, "PRIMARY KEY constraint cannot be altered" },
    { "ALTER TABLE t ALTER COLUMN a TO a int PRIMARY KEY", NULL, "PRIMARY KEY constraint cannot be altered" },
    { "ALTER TABLE t ALTER COLUMN u TO u text", NULL, "UNIQUE constraint cannot be altered" },
    { "ALTER TABLE t ALTER COLUMN nope TO nope int", NULL, "no such column: \"nope\"" },
    { "ALTER TABLE t ALTER COLUMN b TO b text CHECK (nope > 1)", NULL, "no such column: nope" },
};
// clang-format on

static void assert_edit(Sql *sql, const EditRow *row)
{
    run_change(sql, row->sql);
    assert_true(sql->lowered.ops.len > 0);
    const Op *op = &sql->lowered.ops.at[0];
    if (row->has && op->effects.refused_for == REFUSED_FOR_ITSELF)
        assert_str_at(op->effects.refused, STR(""), row->sql, 0);
    if (row->has)
        assert_sql(sql, row->has);
    else
        assert_str_at(op->effects.refused, str_from(row->fault), row->sql, 0);
}

static void edits_definitions(void **state)
{
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof newer / sizeof *newer; i++) {
        fresh(sql, "sqlite", V(53, 0));
        assert_edit(sql, &newer[i]);
    }
    for (size_t i = 0; i < sizeof of_libsql / sizeof *of_libsql; i++) {
        fresh(sql, "libsql", V(45, 1));
        assert_edit(sql, &of_libsql[i]);
    }
}

// SQLite looks at the rows; libSQL does not.
static void finds_null(void **state)
{
    Sql *sql = *state;
    fresh(sql, "sqlite", V(53, 0));
    run_change(sql, "ALTER TABLE t ALTER COLUMN b SET NOT NULL");
    const Op *op = op_at(sql, 0, OP_SET_NOT_NULL);
    assert_str(op->effects.refused, "NOT NULL constraint failed: t.b");
    assert_int_equal(op->effects.refused_for, REFUSED_FOR_NULLS);
    fresh(sql, "sqlite", V(53, 0));
    run_change(sql, "UPDATE t SET b = '' WHERE b IS NULL;"
                    "ALTER TABLE t ALTER COLUMN b SET NOT NULL");
    assert_str(op_at(sql, 1, OP_SET_NOT_NULL)->effects.refused, "");
    fresh(sql, "libsql", V(45, 1));
    run_change(sql, "ALTER TABLE t ALTER COLUMN b TO b text NOT NULL");
    assert_str(op_at(sql, 0, OP_SET_NOT_NULL)->effects.refused, "");
}

// A CHECK is judged by rows that have NULL alone: all other values are our own.
static void checks_rows(void **state)
{
    Sql *sql = *state;
    fresh(sql, "sqlite", V(53, 0));
    run_change(sql, "ALTER TABLE t ADD CONSTRAINT z CHECK (b IS NOT NULL)");
    const Op *op = op_at(sql, 0, OP_ADD_CONSTRAINT);
    assert_str(op->effects.refused, "CHECK constraint failed: b IS NOT NULL");
    assert_int_equal(op->effects.refused_for, REFUSED_FOR_NULLS);
    assert_str(op->part, "z");
    fresh(sql, "sqlite", V(53, 0));
    run_change(sql, "ALTER TABLE t ADD CONSTRAINT z CHECK (a > 1000000000)");
    assert_str(op_at(sql, 0, OP_ADD_CONSTRAINT)->effects.refused, "");
}

// Indexes still find their rows, and what follows is run on the new definition.
static void goes_on_with_the_new_table(void **state)
{
    Sql *sql = *state;
    fresh(sql, "libsql", V(45, 1));
    run_change(sql, "ALTER TABLE t ALTER COLUMN b TO b integer;"
                    "ALTER TABLE t RENAME COLUMN b TO b2;"
                    "CREATE UNIQUE INDEX t_u ON t (b2);"
                    "DELETE FROM p");
    for (size_t i = 0; i < sql->lowered.ops.len; i++)
        assert_str(sql->lowered.ops.at[i].effects.refused, "");
    const Op *last = &sql->lowered.ops.at[sql->lowered.ops.len - 1];
    assert_int_equal(last->kind, OP_DELETE);
    assert_int_equal(effects_on_rows(&last->effects)->fates.len, 2);
    run_merged(sql, "ALTER TABLE t ALTER COLUMN c TO c text; DROP INDEX t_b");
    assert_str(kinds(sql), "DROP CONSTRAINT, ALTER COLUMN TYPE, DROP INDEX");
    run_change(sql, "ALTER TABLE t DROP COLUMN c");
    assert_str(op_at(sql, 0, OP_DROP_COLUMN)->effects.refused, "");
}

// The text of a rolled back transaction is that of before.
static void is_undone_with_its_transaction(void **state)
{
    Sql *sql = *state;
    fresh(sql, "libsql", V(45, 1));
    sql->runner = (Runner){ .name = "plain", .title = "plain" };
    run_change(sql, "BEGIN; ALTER TABLE t ALTER COLUMN b TO b integer; ROLLBACK");
    SlTable table = table_of(sql, "t");
    assert_true(str_contains(table.sql, STR("b text")));
    assert_str(table.def.columns.at[2].type.text, "text");
}

// Another kin refuses it; the schema goes on as the text means it.
static void is_a_misfit_elsewhere(void **state)
{
    Sql *sql = *state;
    fresh(sql, "sqlite", V(40, 0));
    run_change(sql, "ALTER TABLE t ALTER COLUMN b TO b text NOT NULL;"
                    "ALTER TABLE t ADD CONSTRAINT z FOREIGN KEY (a) REFERENCES p (id)");
    assert_int_equal(op_rest(&sql->lowered.ops.at[0])->misfits.len, 1);
    assert_sql(sql, "b text NOT NULL");
    // This is taken by none of them.
    assert_true(op_has(&sql->lowered.ops.at[1], OPF_SYNTAX));
    lower_to(sql, "ALTER TABLE t ALTER COLUMN b TO b text NOT NULL", 1);
    assert_false(op_has(&sql->lowered.ops.at[0], OPF_SYNTAX));
}

static void leaves_out_what_shows_in_no_schema(void **state)
{
    Sql *sql = *state;
    fresh(sql, "libsql", V(45, 1));
    run_change(sql, "CREATE TABLE r (a int) RANDOM ROWID;"
                    "CREATE TABLE s (a int) RANDOM ROWID, STRICT;"
                    "UPDATE t SET b = (SELECT group_concat(u, ',' ORDER BY a) FROM t);"
                    "CREATE INDEX v ON t (libsql_vector_idx(b, 'metric=cosine'))");
    for (size_t i = 0; i < sql->lowered.ops.len; i++) {
        assert_str(sql->lowered.ops.at[i].effects.refused, "");
        assert_int_equal(op_rest(&sql->lowered.ops.at[i])->misfits.len, 0);
        assert_false(op_has(&sql->lowered.ops.at[i], OPF_SYNTAX));
    }
    assert_int_equal(table_of(sql, "s").def.options.len, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sqlite_test(edits_definitions),
        sqlite_test(finds_null),
        sqlite_test(checks_rows),
        sqlite_test(goes_on_with_the_new_table),
        sqlite_test(is_undone_with_its_transaction),
        sqlite_test(is_a_misfit_elsewhere),
        sqlite_test(leaves_out_what_shows_in_no_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
