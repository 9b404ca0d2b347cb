// SPDX-License-Identifier: Apache-2.0
// Unit tests of lowering: transactions, settings, grants, the rarer statements, and what
// the grammar refuses.
#include "lowered.h"

#include <string.h>

static void transactions_have_verbs(void **state)
{
    static const struct {
        const char *text;
        const char *verb;
    } rows[] = {
        { "BEGIN", "begin" },
        { "START TRANSACTION ISOLATION LEVEL SERIALIZABLE", "begin" },
        { "COMMIT", "commit" },
        { "END", "commit" },
        { "ROLLBACK", "rollback" },
        { "ABORT", "rollback" },
        { "SAVEPOINT s", "savepoint" },
        { "RELEASE s", "release" },
        { "ROLLBACK TO s", "rollback-to" },
        { "PREPARE TRANSACTION 'x'", "prepare" },
        { "COMMIT PREPARED 'x'", "commit-prepared" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Op *op = lower_one(sql, rows[i].text, OP_TRANSACTION);
        assert_str_at(op->verb, str_from(rows[i].verb), __FILE__, __LINE__);
    }
}

static void settings_have_names_and_values(void **state)
{
    static const struct {
        const char *text;
        const char *part;
        const char *detail;
        unsigned flags;
    } rows[] = {
        { "SET lock_timeout = '5s'", "lock_timeout", "'5s'", 0 },
        { "SET LOCAL Statement_Timeout TO 0", "statement_timeout", "0", OPF_LOCAL },
        { "SET search_path TO app, \"Public\"", "search_path", "app, \"Public\"", 0 },
        { "SET SCHEMA 'app'", "search_path", "'app'", 0 },
        { "SET search_path TO DEFAULT", "search_path", "", OPF_RESET },
        { "SET TIME ZONE 'UTC'", "timezone", "'UTC'", 0 },
        { "SET role = 'bob'", "role", "'bob'", 0 },
        { "SET ROLE bob", "role", "bob", 0 },
        { "RESET search_path", "search_path", "", OPF_RESET },
        { "RESET ALL", "all", "", OPF_RESET },
        { "DISCARD ALL", "all", "", OPF_RESET },
        { "SELECT pg_catalog.set_config('Search_Path', '', false)", "search_path", "",
          0 },
        { "SELECT set_config('search_path', 'a, b', true)", "search_path", "a, b",
          OPF_LOCAL },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Op *op = lower_one(sql, rows[i].text, OP_SET_SESSION);
        assert_str_at(op->part, str_from(rows[i].part), __FILE__, __LINE__);
        assert_str_at(op->detail, str_from(rows[i].detail), __FILE__, __LINE__);
        assert_int_equal(op->flags, rows[i].flags);
    }
}

static void several_relations_are_several_ops(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "TRUNCATE a, ONLY s.b CASCADE", 2);
    const Op *op = op_at(sql, 1, OP_TRUNCATE);
    assert_str(op_name(sql, op), "s.b");
    assert_str(span_text(sql, op->span), "s.b");
    assert_int_equal(op->flags, OPF_CASCADE | OPF_ONLY);
    lower_to(sql, "LOCK TABLE a, b IN SHARE ROW EXCLUSIVE MODE", 2);
    assert_str(op_at(sql, 0, OP_LOCK_TABLE)->detail, "SHARE ROW EXCLUSIVE");
    assert_str(lower_one(sql, "LOCK a", OP_LOCK_TABLE)->detail, "ACCESS EXCLUSIVE");
    lower_to(sql, "VACUUM (FULL) a, b", 2);
    assert_str(op_at(sql, 1, OP_MAINTENANCE)->detail, "full");
    assert_str(lower_one(sql, "ANALYZE", OP_MAINTENANCE)->verb, "analyze");
    assert_str(lower_one(sql, "CLUSTER t USING i", OP_MAINTENANCE)->part, "i");
    assert_str(lower_one(sql, "CHECKPOINT", OP_MAINTENANCE)->verb, "checkpoint");
}

static void grants_tell_who_may_do_what(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "GRANT SELECT (a, b), UPDATE ON t, s.u TO PUBLIC, bob", 2);
    const Op *op = op_at(sql, 1, OP_GRANT);
    assert_str(op_name(sql, op), "s.u");
    assert_str(op->verb, "select, update");
    assert_str(op->detail, "public, bob");
    assert_str(joined(sql, op->columns), "a, b");
    op =
        lower_one(sql, "REVOKE ALL ON ALL TABLES IN SCHEMA s FROM bob CASCADE", OP_GRANT);
    assert_int_equal(op->object, OBJ_SCHEMA);
    assert_int_equal(op->flags, OPF_REVOKE | OPF_CASCADE);
    assert_str(op->verb, "all");
    op = lower_one(sql, "GRANT admin TO bob", OP_GRANT);
    assert_int_equal(op->object, OBJ_ROLE);
    assert_str(op->verb, "admin");
    lower_one(sql, "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO bob",
              OP_GRANT);
}

static void comments_name_what_they_are_on(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql, "COMMENT ON COLUMN s.t.c IS 'it''s'", OP_COMMENT);
    assert_str(op_name(sql, op), "s.t");
    assert_str(op->part, "c");
    assert_str(op->detail, "it's");
    op = lower_one(sql, "COMMENT ON TABLE s.t IS NULL", OP_COMMENT);
    assert_str(op_name(sql, op), "s.t");
    assert_null(op->detail.ptr);
    op = lower_one(sql, "COMMENT ON CONSTRAINT c ON DOMAIN d IS 'x'", OP_COMMENT);
    assert_str(op_name(sql, op), "d");
    assert_str(op->part, "c");
}

static void code_that_nobody_reads_is_kept(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql, "DO $x$ BEGIN NULL; END $x$ LANGUAGE plperl", OP_DO_BLOCK);
    assert_str(op->detail, " BEGIN NULL; END ");
    assert_str(op->part, "plperl");
    assert_str(op_name(sql, lower_one(sql, "CALL s.p(1)", OP_CALL)), "s.p");
}

static void rarer_objects_have_kind_and_name(void **state)
{
    static const struct {
        const char *text;
        OpKind kind;
        ObjectKind object;
        const char *name;
        unsigned flags;
    } rows[] = {
        { "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"", OP_CREATE_OBJECT, OBJ_EXTENSION,
          "uuid-ossp", OPF_IF_NOT_EXISTS },
        { "CREATE ROLE r LOGIN", OP_CREATE_OBJECT, OBJ_ROLE, "r", 0 },
        { "ALTER USER r SET a = 1", OP_ALTER_OBJECT, OBJ_ROLE, "r", 0 },
        { "CREATE DATABASE d", OP_CREATE_OBJECT, OBJ_DATABASE, "d", 0 },
        { "CREATE STATISTICS s.x ON a, b FROM t", OP_CREATE_OBJECT, OBJ_STATISTICS, "s.x",
          0 },
        { "CREATE PUBLICATION p FOR ALL TABLES", OP_CREATE_OBJECT, OBJ_PUBLICATION, "p",
          0 },
        { "CREATE SERVER f FOREIGN DATA WRAPPER w", OP_CREATE_OBJECT, OBJ_FOREIGN, "f",
          0 },
        { "CREATE AGGREGATE s.a (int) (sfunc = f, stype = int)", OP_CREATE_OBJECT,
          OBJ_FUNCTION, "s.a", 0 },
        { "CREATE OPERATOR s.+ (function = f)", OP_CREATE_OBJECT, OBJ_OTHER, "s.+", 0 },
        { "CREATE TEXT SEARCH CONFIGURATION c (copy = x)", OP_CREATE_OBJECT, OBJ_OTHER,
          "c", 0 },
        { "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f()", OP_CREATE_OBJECT,
          OBJ_OTHER, "e", 0 },
        { "ALTER SYSTEM SET a = 1", OP_ALTER_OBJECT, OBJ_OTHER, "", 0 },
        { "ALTER FUNCTION f(int) IMMUTABLE", OP_ALTER_OBJECT, OBJ_FUNCTION, "f", 0 },
        { "SECURITY LABEL ON TABLE s.t IS 'x'", OP_ALTER_OBJECT, OBJ_OTHER, "s.t", 0 },
        { "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b", OP_ALTER_OBJECT, OBJ_OTHER,
          "a", 0 },
        { "LISTEN x", OP_SELECT, OBJ_NONE, "", 0 },
        { "EXECUTE x", OP_SELECT, OBJ_NONE, "", 0 },
        { "FETCH 1 FROM c", OP_SELECT, OBJ_NONE, "", 0 },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Op *op = lower_one(sql, rows[i].text, rows[i].kind);
        assert_int_equal(op->object, rows[i].object);
        assert_str_at(op_name(sql, op), str_from(rows[i].name), __FILE__, __LINE__);
        assert_int_equal(op->flags, rows[i].flags);
    }
}

// The one refused statement's place and reason.
static void assert_refused(Sql *sql, size_t at, const char *where, const char *why)
{
    const Op *op = op_at(sql, at, OP_OPAQUE);
    assert_int_equal(op->flags, OPF_SYNTAX);
    assert_str_at(span_text(sql, op->span), str_from(where), __FILE__, __LINE__);
    assert_str_at(op->detail, str_from(why), __FILE__, __LINE__);
}

static void what_the_grammar_refuses_is_shown_at_its_token(void **state)
{
    static const struct {
        const char *text;
        const char *where;
        const char *why;
    } rows[] = {
        { "CREATE TABEL a (b int)", "TABEL", "syntax error at or near \"TABEL\"" },
        { "CREATE TABLE a (b int", "int", "syntax error at end of input" },
        { "SELECT '\xC3\xA9\xE2\x82\xAC' \xF0\x9F\x90\x98 x y", "x",
          "syntax error at or near \"x\"" },
        { "SELECT 'a", "'", "unterminated quoted string" },
        { "SELECT U&\"a", "U&\"", "unterminated quoted identifier" },
        { "SELECT $x$ a", "$x$", "unterminated dollar-quoted string" },
        { "SELECT 1 /* a", "/*", "unterminated /* comment" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        lower_to(sql, rows[i].text, 1);
        assert_refused(sql, 0, rows[i].where, rows[i].why);
    }
}

static void a_broken_statement_hides_no_other(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "DROP TABLE a; CREATE TABLE b (c int; DROP TABLE d;", 3);
    assert_str(kinds(sql), "DROP TABLE, UNKNOWN STATEMENT, DROP TABLE");
    assert_int_equal(op_at(sql, 2, OP_DROP_TABLE)->stmt_index, 2);
    lower_to(sql,
             "DROP TABLE a;\nINSERT INTO b VALUES ('x);\nDROP TABLE c;\nINSERT INTO b "
             "VALUES ('y');",
             4);
    assert_str(kinds(sql), "DROP TABLE, UNKNOWN STATEMENT, DROP TABLE, INSERT");
    lower_to(sql,
             "INSERT INTO b VALUES ('x);\nDROP TABLE c;\nINSERT INTO b VALUES "
             "('y);\nDROP TABLE d;",
             4);
    assert_str(kinds(sql),
               "UNKNOWN STATEMENT, DROP TABLE, UNKNOWN STATEMENT, DROP TABLE");
    assert_refused(sql, 0, "'", "unterminated quoted string");
    lower_to(sql, "CREATE TABLE a (b int)\n-- tidegate: x\nDROP TABLE c;\nDROP TABLE d",
             3);
    assert_refused(sql, 0, ")", "incomplete statement, or no semicolon before \"DROP\"");
    assert_str(span_text(sql, op_at(sql, 1, OP_DROP_TABLE)->stmt), "DROP TABLE c");
    assert_int_equal(sql->lowered.comments.len, 1);
    lower_text(sql, STR("DROP TABLE a; SELECT 'b\0c'; DROP TABLE d;"));
    assert_str(kinds(sql), "DROP TABLE, UNKNOWN STATEMENT, DROP TABLE");
    const Op *nul = op_at(sql, 1, OP_OPAQUE);
    assert_str(nul->detail, "NUL byte");
    assert_int_equal(nul->span.start, 23);
    assert_int_equal(nul->span.end, 24);
    lower_pieces(sql, "DROP TABLE a--> statement-breakpoint\nSELECT (--> "
                      "statement-breakpoint\nDROP TABLE b");
    assert_str(kinds(sql), "DROP TABLE, UNKNOWN STATEMENT, DROP TABLE");
    assert_int_equal(sql->lowered.statements.len, 3);
}

static void nesting_beyond_the_parser_is_refused(void **state)
{
    enum { DEPTH = 20000 };
    Sql *sql = *state;
    char *text = NEW_ARRAY(sql->arena, char, 2 * DEPTH + 40);
    memcpy(text, "SELECT ", 7);
    memset(text + 7, '(', DEPTH);
    memset(text + 7 + DEPTH, ')', DEPTH);
    memcpy(text + 7 + 2 * DEPTH, "; DROP TABLE a;", 15);
    lower_to(sql, text, 2);
    assert_refused(sql, 0, "(", "memory exhausted at or near \"(\"");
    op_at(sql, 1, OP_DROP_TABLE);
}

static void the_frontend_says_what_it_is(void **state)
{
    (void)state;
    size_t count = 0;
    assert_non_null(dialect_all(&count));
    assert_true(count >= 1);
    assert_ptr_equal(dialect_find(STR("postgres")), &pg_frontend);
    assert_null(dialect_find(STR("postgresql")));
    assert_int_equal(strncmp(pg_frontend.grammar, "PostgreSQL 1", 12), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sql_test(transactions_have_verbs),
        sql_test(settings_have_names_and_values),
        sql_test(several_relations_are_several_ops),
        sql_test(grants_tell_who_may_do_what),
        sql_test(comments_name_what_they_are_on),
        sql_test(code_that_nobody_reads_is_kept),
        sql_test(rarer_objects_have_kind_and_name),
        sql_test(what_the_grammar_refuses_is_shown_at_its_token),
        sql_test(a_broken_statement_hides_no_other),
        sql_test(nesting_beyond_the_parser_is_refused),
        sql_test(the_frontend_says_what_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
