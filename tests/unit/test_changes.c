// SPDX-License-Identifier: Apache-2.0
// Unit tests of lint/changes.h, where the program as a whole (tests/cli/markdown.sh) does
// not reach: rules that say what is lost, files that share a transaction, foreign keys.
#include "dialect/dialect.h"
#include "lint/run.h"

#include "check.h"

static void tell_loss(RuleCtx *ctx, const Op *op)
{
    report_op(ctx, op, "lossy")->fails = str_eq(op->part, STR("fails"));
}

static const Rule rule_lossy = { .id = "lossy",
                                 .severity = SEV_ERROR,
                                 .loses_data = true,
                                 .on = { OP_ALTER_COLUMN_TYPE, OP_UPDATE, OP_ADD_COLUMN },
                                 .op = tell_loss };

const RuleEntry rule_index[] = { { &rule_lossy, "test" } };
const size_t rule_index_len = 1;

typedef struct Case {
    Arena *arena;
    Runner runner;
    Project now;
    LintResult result;
} Case;

static int make_case(void **state)
{
    Arena *arena = arena_new();
    Case *test = NEW(arena, Case);
    test->arena = arena;
    test->runner = (Runner){ .name = "plain", .title = "the runner", .scope = TX_FILE };
    test->now = (Project){
        .path = STR_INIT("migrations"),
        .engine = { .family = STR_INIT("postgres"), .major = 17 },
        .dialect = STR_INIT("postgres"),
        .runner = &test->runner,
    };
    *state = test;
    return 0;
}

static int drop_case(void **state)
{
    arena_free(((Case *)*state)->arena);
    return 0;
}

static Migration *add(Case *test, ChangeStatus status, const char *text)
{
    Migration *migration = vec_push(test->arena, &test->now.migrations);
    size_t number = test->now.migrations.len;
    migration->path = arena_fmt(test->arena, "migrations/%zu.sql", number);
    migration->name = arena_fmt(test->arena, "%zu", number);
    migration->text = str_from(text);
    migration->status = status;
    migration->judged = status == CHANGE_NEW;
    migration->batch = status == CHANGE_NEW ? 2 : 1;
    return migration;
}

static const ChangeVec *run(Case *test)
{
    LintOptions options = { .frontend = &pg_frontend, .changes = true };
    lint_project(test->arena, &options, &test->now, NULL, &test->result);
    return &test->result.changes;
}

static void a_rule_that_knows_of_a_loss_marks_its_own_action(void **state)
{
    Case *test = *state;
    add(test, CHANGE_MERGED, "CREATE TABLE t (a text, b text);");
    add(test, CHANGE_NEW,
        "\nALTER TABLE t DROP CONSTRAINT IF EXISTS c, ALTER COLUMN b TYPE int USING 1;\n"
        "DO $$ BEGIN ALTER TABLE t ALTER a TYPE int USING 1; END $$;");
    const ChangeVec *changes = run(test);
    assert_int_equal(changes->len, 3);
    assert_str(changes->at[0].operation, "DROP CONSTRAINT");
    assert_false(change_is(&changes->at[0], CHANGE_LOSES_DATA));
    assert_true(change_is(&changes->at[1], CHANGE_LOSES_DATA));
    assert_true(change_is(&changes->at[1], CHANGE_FOREVER));
    assert_int_equal(changes->at[1].line, 2);
    assert_str(changes->at[1].parts.at[0].was, "text");
    assert_str(changes->at[1].parts.at[0].is, "integer");
    assert_true(change_is(&changes->at[2], CHANGE_LOSES_DATA)); // in the block
    assert_int_equal(changes->at[2].line, 3);
}

static void locks_are_held_as_long_as_the_transaction_goes_on(void **state)
{
    static const struct {
        TxScope scope;
        Duration held;
    } scopes[] = { { TX_ALL_PENDING, DURATION_REWRITE }, { TX_FILE, DURATION_SCAN } };
    Case *test = *state;
    for (size_t i = 0; i < 2; i++) {
        test->runner.scope = scopes[i].scope;
        test->now.migrations.len = 0;
        test->result = (LintResult){ 0 };
        add(test, CHANGE_MERGED, "CREATE TABLE t (a int, b int);");
        add(test, CHANGE_NEW, "ALTER TABLE t ADD c int; CREATE INDEX ON t (a);");
        add(test, CHANGE_NEW, "ALTER TABLE t ALTER a TYPE bigint;");
        const ChangeVec *changes = run(test);
        assert_int_equal(changes->len, 3);
        assert_int_equal(changes->at[0].duration, DURATION_BRIEF);
        assert_int_equal(changes->at[0].held, scopes[i].held);
        assert_int_equal(changes->at[1].duration, DURATION_SCAN);
        assert_int_equal(changes->at[1].held, scopes[i].held);
        assert_int_equal(changes->at[2].held, DURATION_REWRITE);
        assert_str(changes->at[1].works.at[0].name, "t");
    }
}

static void foreign_keys_want_an_index_by_the_end_of_the_change(void **state)
{
    Case *test = *state;
    add(test, CHANGE_MERGED, "CREATE TABLE u (id int PRIMARY KEY);");
    add(test, CHANGE_NEW,
        "CREATE TABLE a (u int REFERENCES u, v int REFERENCES u);"
        "ALTER TABLE u ADD parent int REFERENCES u;"
        "CREATE TABLE b (u int PRIMARY KEY REFERENCES u);");
    add(test, CHANGE_NEW, "CREATE INDEX ON a (v);");
    const ChangeVec *changes = run(test);
    assert_int_equal(changes->len, 4);
    assert_int_equal(changes->at[0].unindexed.len, 1);
    assert_str(changes->at[0].unindexed.at[0], "u");
    assert_str(changes->at[1].operation, "ADD COLUMN");
    assert_int_equal(changes->at[1].parts.len, 1); // the constraint is in its row
    assert_int_equal(changes->at[1].unindexed.len, 1);
    assert_int_equal(changes->at[2].unindexed.len, 0);
}

static void a_foreign_key_of_an_empty_table_reads_nothing(void **state)
{
    Case *test = *state;
    add(test, CHANGE_MERGED, "CREATE TABLE u (id int PRIMARY KEY);");
    add(test, CHANGE_NEW,
        "CREATE TABLE a (u int);"
        "ALTER TABLE a ADD CONSTRAINT a_u FOREIGN KEY (u) REFERENCES u;"
        "CREATE TABLE b (u int); INSERT INTO b SELECT id FROM u;"
        "ALTER TABLE b ADD CONSTRAINT b_u FOREIGN KEY (u) REFERENCES u;");
    const ChangeVec *changes = run(test);
    assert_int_equal(changes->len, 5);
    assert_int_equal(change_lock(&changes->at[1]).mode, LOCK_SHARE_ROW_EXCLUSIVE);
    assert_int_equal(changes->at[1].duration, DURATION_BRIEF);
    assert_int_equal(changes->at[1].works.len, 0);
    assert_int_equal(changes->at[4].duration, DURATION_SCAN);
    assert_str(changes->at[4].works.at[0].name, "u");
}

static void filling_a_new_column_loses_nothing(void **state)
{
    Case *test = *state;
    add(test, CHANGE_MERGED, "CREATE TABLE t (a int);");
    add(test, CHANGE_NEW, "ALTER TABLE t ADD b int; UPDATE t SET b = 1;");
    add(test, CHANGE_NEW, "UPDATE t SET a = 1;");
    const ChangeVec *changes = run(test);
    assert_int_equal(changes->len, 3);
    assert_int_equal(changes->at[1].facts, CHANGE_WRITES_ROWS);
    assert_true(change_is(&changes->at[2], CHANGE_LOSES_DATA));
}

static void rows_have_to_be_found_before_they_are_changed(void **state)
{
    Case *test = *state;
    add(test, CHANGE_MERGED, "CREATE TABLE t (id int PRIMARY KEY, a int);");
    add(test, CHANGE_NEW,
        "ALTER TABLE t ADD b int; UPDATE t SET a = 1 WHERE a IS NULL;"
        "CREATE TABLE n (a int); DELETE FROM n WHERE a IS NULL;");
    add(test, CHANGE_NEW, "DELETE FROM t WHERE id = 5;");
    const ChangeVec *changes = run(test);
    assert_int_equal(changes->len, 5);
    assert_int_equal(changes->at[0].held, DURATION_SCAN);
    assert_int_equal(changes->at[1].duration, DURATION_SCAN);
    assert_str(changes->at[1].works.at[0].name, "t");
    assert_int_equal(changes->at[3].duration, DURATION_BRIEF); // nobody uses it yet
    assert_int_equal(changes->at[4].duration, DURATION_BRIEF);
}

static void temporary_tables_are_in_their_own_schema(void **state)
{
    Case *test = *state;
    add(test, CHANGE_NEW, "CREATE TEMP TABLE t AS SELECT 1 AS a; CREATE TABLE u ();");
    const ChangeVec *changes = run(test);
    assert_int_equal(changes->len, 2);
    assert_str(change_object(test->arena, &changes->at[0]), "pg_temp.t");
    assert_str(change_object(test->arena, &changes->at[1]), "public.u");
}

static void nothing_is_listed_that_nobody_asked_for(void **state)
{
    Case *test = *state;
    LintOptions options = { .frontend = &pg_frontend };
    add(test, CHANGE_NEW, "CREATE TABLE t (a int);");
    lint_project(test->arena, &options, &test->now, NULL, &test->result);
    assert_int_equal(test->result.changes.len, 0);
}

static void what_fails_or_is_only_told_of_loses_nothing(void **state)
{
    Case *test = *state;
    add(test, CHANGE_MERGED, "CREATE TABLE t (fails text, a int);");
    add(test, CHANGE_NEW,
        "ALTER TABLE t ALTER fails TYPE int USING 1; ALTER TABLE t ADD b int;");
    const ChangeVec *changes = run(test);
    assert_int_equal(changes->len, 2);
    assert_int_equal(test->result.findings.len, 2);
    assert_int_equal(changes->at[0].facts, CHANGE_TYPE);
    assert_int_equal(changes->at[1].facts, 0);
}

static void what_does_not_run_has_no_row(void **state)
{
    Case *test = *state;
    add(test, CHANGE_MERGED, "CREATE TABLE t (a int);");
    add(test, CHANGE_EDITED, "DROP TABLE t;")->base_text = STR("SELECT 1;");
    add(test, CHANGE_NEW, "DROP TABLE t;")->judged = false;
    add(test, CHANGE_NEW, "DROP TABLE t;")->is_known = true;
    add(test, CHANGE_NEW, "BEGIN; DROP TABLE t; ROLLBACK; SELECT 1; SET a.b = 1;");
    assert_int_equal(run(test)->len, 0);
}

static void what_the_server_refuses_does_nothing(void **state)
{
    Case *test = *state;
    add(test, CHANGE_MERGED, "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;");
    add(test, CHANGE_NEW, "DROP TABLE t;");
    const ChangeVec *changes = run(test);
    assert_int_equal(changes->len, 1);
    assert_true(changes->at[0].refused.len > 0);
    assert_int_equal(changes->at[0].locks.len, 0);
    assert_false(change_is(&changes->at[0], CHANGE_LOSES_DATA));
}

static void every_kind_of_statement_has_a_name_and_a_place(void **state)
{
    Case *test = *state;
    add(test, CHANGE_NEW,
        "DROP OWNED BY r; DROP DATABASE d; REVOKE ALL ON t FROM r; CREATE EXTENSION x;\n"
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY, DISABLE TRIGGER ALL;\n"
        "CREATE UNIQUE INDEX i ON t (a); ALTER TABLE t ADD CHECK (a > 0) NOT VALID;\n"
        "VACUUM t; CALL f(); LOCK TABLE t; DROP SCHEMA s CASCADE; TRUNCATE t, u;");
    static const char *const names[] = { "DROP OWNED",
                                         "DROP DATABASE",
                                         "REVOKE",
                                         "CREATE EXTENSION",
                                         "ENABLE ROW LEVEL SECURITY",
                                         "DISABLE ALL TRIGGER",
                                         "CREATE UNIQUE INDEX",
                                         "ADD CHECK NOT VALID",
                                         "VACUUM",
                                         "CALL",
                                         "LOCK TABLE",
                                         "DROP SCHEMA CASCADE",
                                         "TRUNCATE",
                                         "TRUNCATE" };
    const ChangeVec *changes = run(test);
    assert_int_equal(changes->len, sizeof names / sizeof *names);
    for (size_t i = 0; i < changes->len; i++) {
        assert_str_equal(changes->at[i].operation, str_from(names[i]));
        assert_true(changes->at[i].line > 0);
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, make_case, drop_case)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_rule_that_knows_of_a_loss_marks_its_own_action),
        TEST(locks_are_held_as_long_as_the_transaction_goes_on),
        TEST(foreign_keys_want_an_index_by_the_end_of_the_change),
        TEST(a_foreign_key_of_an_empty_table_reads_nothing),
        TEST(filling_a_new_column_loses_nothing),
        TEST(rows_have_to_be_found_before_they_are_changed),
        TEST(temporary_tables_are_in_their_own_schema),
        TEST(nothing_is_listed_that_nobody_asked_for),
        TEST(what_fails_or_is_only_told_of_loses_nothing),
        TEST(what_does_not_run_has_no_row),
        TEST(what_the_server_refuses_does_nothing),
        TEST(every_kind_of_statement_has_a_name_and_a_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
