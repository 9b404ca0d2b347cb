// SPDX-License-Identifier: Apache-2.0
// Unit tests of lowering: indexes, views, sequences, types, routines, policies, and DROP
// of everything.
#include "lowered.h"

static void an_index_has_parts_options_and_a_table(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY "
                             "s.t USING gin (lower(a) s.ops DESC,"
                             " (b || ',' ) COLLATE \"C\", c NULLS FIRST, s.f(a, b)) "
                             "INCLUDE (d) WHERE a > 1 AND (b)",
                             OP_CREATE_INDEX);
    assert_str(op_name(sql, op), "s.i");
    assert_str(name_text(sql->arena, op->other), "s.t");
    assert_int_equal(op->flags, OPF_CONCURRENTLY | OPF_IF_NOT_EXISTS | OPF_ONLY);
    const IndexDef *index = op->index;
    assert_true(index->unique);
    assert_str(index->method, "gin");
    assert_int_equal(index->parts.len, 4);
    assert_str(index->parts.at[0].expression, "lower(a)");
    assert_str(index->parts.at[0].column, "");
    assert_str(index->parts.at[0].opclass, "s.ops");
    assert_true(index->parts.at[0].descending && index->parts.at[0].nulls_first);
    assert_str(index->parts.at[1].expression, "b || ','");
    assert_str(index->parts.at[1].collation, "C");
    assert_str(index->parts.at[2].column, "c");
    assert_null(index->parts.at[2].expression.ptr);
    assert_true(index->parts.at[2].nulls_first && !index->parts.at[2].descending);
    assert_str(index->parts.at[3].expression, "s.f(a, b)");
    assert_str(joined(sql, index->include), "d");
    assert_str(index->where, "a > 1 AND (b)");
    assert_null(index->storage.ptr);
}

static void an_index_keeps_what_it_is_stored_with(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql,
                  "CREATE INDEX i ON t USING gist (f(a) \"Ops\" (len = 8) DESC, b "
                  "c (d='(')) INCLUDE (e) WITH (fillfactor = 70) TABLESPACE x "
                  "WHERE a > 1",
                  OP_CREATE_INDEX);
    assert_str(op->index->parts.at[0].opclass, "\"Ops\"(len = 8)");
    assert_str(op->index->parts.at[1].opclass, "c(d='(')");
    assert_str(op->index->storage, "WITH (fillfactor = 70) TABLESPACE x");
    op = lower_one(sql, "CREATE INDEX i ON t (a) TABLESPACE x", OP_CREATE_INDEX);
    assert_str(op->index->storage, "TABLESPACE x");
    assert_null(op->index->where.ptr);
}

static void an_index_may_be_plain(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql, "CREATE INDEX ON ONLY (t) (a)", OP_CREATE_INDEX);
    assert_str(op_name(sql, op), "");
    assert_str(op->index->method, "btree");
    assert_str(op->index->parts.at[0].column, "a");
    assert_null(op->index->where.ptr);
    op = lower_one(sql, "REINDEX (CONCURRENTLY, VERBOSE) INDEX s.i", OP_REINDEX);
    assert_int_equal(op->object, OBJ_INDEX);
    assert_int_equal(op->flags, OPF_CONCURRENTLY);
    assert_str(op_name(sql, op), "s.i");
    assert_int_equal(lower_one(sql, "REINDEX SCHEMA s", OP_REINDEX)->object, OBJ_SCHEMA);
}

static void views_have_query_columns_and_sources(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql,
                  "CREATE OR REPLACE VIEW s.v (x, y) WITH (security_barrier) AS"
                  " SELECT a AS b, 1 FROM t WITH CASCADED CHECK OPTION;",
                  OP_CREATE_VIEW);
    assert_int_equal(op->flags, OPF_OR_REPLACE);
    assert_str(joined(sql, op->view->columns), "x, y");
    assert_str(op->view->query, "SELECT a AS b, 1 FROM t");
    assert_str(names(sql, op->view->sources), "t");
    op = lower_one(sql,
                   "CREATE MATERIALIZED VIEW IF NOT EXISTS v AS WITH c AS (SELECT 1) "
                   "SELECT a.b, count(*),"
                   " 1 FROM a, c WITH NO DATA",
                   OP_CREATE_VIEW);
    assert_int_equal(op->object, OBJ_MATVIEW);
    assert_true(op->view->materialized && op->view->with_no_data);
    assert_str(op->view->query, "WITH c AS (SELECT 1) SELECT a.b, count(*), 1 FROM a, c");
    assert_str(joined(sql, op->view->columns), "b, count, ?column?");
    assert_str(names(sql, op->view->sources), "a");
    op = lower_one(sql, "CREATE TEMP VIEW v AS SELECT * FROM a", OP_CREATE_VIEW);
    assert_true(op->view->temporary);
    assert_int_equal(op->view->columns.len, 0);
    op = lower_one(sql, "REFRESH MATERIALIZED VIEW CONCURRENTLY s.v", OP_REFRESH_VIEW);
    assert_int_equal(op->flags, OPF_CONCURRENTLY);
}

static void sequences_have_owners(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql, "CREATE SEQUENCE IF NOT EXISTS s.q AS int OWNED BY s.t.c",
                  OP_CREATE_SEQUENCE);
    assert_str(name_text(sql->arena, op->sequence->owned_by), "s.t");
    assert_str(op->sequence->owned_column, "c");
    assert_str(op->sequence->type.text, "integer");
    assert_str(op->sequence->options, "AS int OWNED BY s.t.c");
    op = lower_one(sql, "ALTER SEQUENCE q OWNED BY NONE", OP_ALTER_SEQUENCE);
    assert_str(op->sequence->owned_by.name, "none");
    assert_str(op->sequence->owned_column, "");
    op = lower_one(sql, "ALTER SEQUENCE q RESTART WITH 5", OP_ALTER_SEQUENCE);
    assert_str(op->sequence->owned_by.name, "");
    assert_str(op->sequence->options, "RESTART WITH 5");
}

static void types_and_domains(void **state)
{
    Sql *sql = *state;
    const Op *op =
        lower_one(sql, "CREATE TYPE s.mood AS ENUM ('sad', 'it''s ok')", OP_CREATE_TYPE);
    assert_int_equal(op->type->kind, TYPE_ENUM);
    assert_str(joined(sql, op->type->labels), "sad, it's ok");
    op = lower_one(sql, "CREATE TYPE c AS (a int, b text COLLATE \"C\")", OP_CREATE_TYPE);
    assert_int_equal(op->type->attributes.len, 2);
    assert_str(span_text(sql, op->type->attributes.at[1].span), "b text COLLATE \"C\"");
    lower_one(sql, "CREATE TYPE r AS RANGE (subtype = int)", OP_CREATE_TYPE);
    assert_int_equal(lower_one(sql, "CREATE TYPE x", OP_CREATE_TYPE)->type->kind,
                     TYPE_BASE);
    op = lower_one(sql,
                   "CREATE DOMAIN d AS varchar(9) DEFAULT 'x' NOT NULL CONSTRAINT c "
                   "CHECK (VALUE <> '')"
                   " CHECK (f(VALUE))",
                   OP_CREATE_TYPE);
    assert_int_equal(op->object, OBJ_DOMAIN);
    assert_str(op->type->base.text, "character varying(9)");
    assert_str(op->type->default_expr, "'x'");
    assert_true(op->type->not_null);
    assert_int_equal(op->type->constraints.len, 2);
    assert_str(op->type->constraints.at[0].name, "c");
    assert_str(op->type->constraints.at[1].expression, "f(VALUE)");
}

static void changes_of_types_and_domains(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql, "ALTER TYPE m ADD VALUE IF NOT EXISTS 'x' BEFORE 'y'",
                             OP_ADD_ENUM_VALUE);
    assert_str(op->part, "x");
    assert_str(op->verb, "before");
    assert_str(op->detail, "y");
    assert_int_equal(op->flags, OPF_IF_NOT_EXISTS);
    op = lower_one(sql, "ALTER TYPE m RENAME VALUE 'x' TO 'y'", OP_RENAME_ENUM_VALUE);
    assert_str(op->part, "x");
    assert_str(op->other.name, "y");
    op = lower_one(sql, "ALTER TYPE s.box SET (STORAGE = plain)", OP_ALTER_TYPE);
    assert_str(op_name(sql, op), "s.box");
    assert_str(op->verb, "set-options");
    op = lower_one(sql, "ALTER DOMAIN s.d ADD CONSTRAINT c CHECK (VALUE > 0) NOT VALID",
                   OP_ALTER_DOMAIN);
    assert_str(op->verb, "add-constraint");
    assert_str(op->part, "c");
    assert_true(op->constraint->not_valid);
    assert_str(op->constraint->expression, "VALUE > 0");
    assert_str(lower_one(sql, "ALTER DOMAIN d SET NOT NULL", OP_ALTER_DOMAIN)->verb,
               "set-not-null");
    op = lower_one(sql, "ALTER DOMAIN d SET DEFAULT 1 + 2", OP_ALTER_DOMAIN);
    assert_str(op->detail, "1 + 2");
    op = lower_one(sql, "ALTER DOMAIN d VALIDATE CONSTRAINT c", OP_ALTER_DOMAIN);
    assert_str(op->verb, "validate-constraint");
}

static void arguments_may_have_the_type_of_a_column(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "CREATE FUNCTION f(a t.c%TYPE, b int) RETURNS int "
                             "LANGUAGE sql AS 'SELECT 1'",
                             OP_CREATE_FUNCTION);
    assert_str(op->function->arguments, "t.c%TYPE, integer");
}

static void routines_have_arguments_and_bodies(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(
        sql,
        "CREATE OR REPLACE FUNCTION s.f(a varchar(9), OUT b text, INOUT c bool, VARIADIC "
        "d text[])"
        " LANGUAGE PLpgSQL STABLE SECURITY DEFINER SET search_path = '' AS $$ it's; $$",
        OP_CREATE_FUNCTION);
    assert_str(op_name(sql, op), "s.f");
    assert_str(op->function->arguments, "character varying, boolean, text[]");
    assert_str(op->function->language, "plpgsql");
    assert_str(op->function->body, " it's; ");
    assert_int_equal(op->function->volatility, VOLATILITY_STABLE);
    assert_true(op->function->security_definer && op->function->sets_search_path);
    op = lower_one(sql,
                   "CREATE PROCEDURE p() BEGIN ATOMIC DELETE FROM a; SELECT CASE WHEN b "
                   "THEN 1 END; END;",
                   OP_CREATE_FUNCTION);
    assert_true(op->function->procedure);
    assert_str(op->function->arguments, "");
    assert_non_null(op->function->arguments.ptr);
    assert_str(op->function->body,
               "BEGIN ATOMIC DELETE FROM a; SELECT CASE WHEN b THEN 1 END; END");
    op = lower_one(sql, "CREATE FUNCTION f() RETURNS int RETURN 1 + 2",
                   OP_CREATE_FUNCTION);
    assert_str(op->function->body, "RETURN 1 + 2");
    assert_str(op->function->language, "sql");
}

static void triggers_policies_and_rules_hang_on_tables(void **state)
{
    Sql *sql = *state;
    const Op *op = lower_one(sql,
                             "CREATE TRIGGER g BEFORE UPDATE OF a, b ON s.t FOR EACH ROW "
                             "EXECUTE FUNCTION u.f()",
                             OP_CREATE_TRIGGER);
    assert_str(op_name(sql, op), "s.t");
    assert_str(op->part, "g");
    assert_str(joined(sql, op->columns), "a, b");
    assert_str(op->detail, "u.f");
    op = lower_one(sql,
                   "CREATE POLICY p ON s.t AS RESTRICTIVE FOR UPDATE TO bob, "
                   "CURRENT_USER USING (a = (1))"
                   " WITH CHECK (b)",
                   OP_CREATE_POLICY);
    assert_str(op_name(sql, op), "s.t");
    assert_str(op->part, "p");
    assert_true(op->policy->restrictive);
    assert_str(op->policy->command, "update");
    assert_str(joined(sql, op->policy->roles), "bob, current_user");
    assert_str(op->policy->using_expr, "a = (1)");
    assert_str(op->policy->check_expr, "b");
    op = lower_one(sql, "CREATE POLICY p ON t", OP_CREATE_POLICY);
    assert_str(op->policy->command, "all");
    assert_str(joined(sql, op->policy->roles), "public");
    assert_null(op->policy->using_expr.ptr);
    lower_one(sql, "ALTER POLICY p ON t USING (true)", OP_ALTER_POLICY);
    op = lower_one(sql,
                   "CREATE RULE r AS ON INSERT TO t DO INSTEAD (DELETE FROM a; SELECT 1)",
                   OP_CREATE_OBJECT);
    assert_int_equal(op->object, OBJ_RULE);
    assert_str(op->part, "r");
}

static void each_dropped_object_is_an_op(void **state)
{
    Sql *sql = *state;
    lower_to(sql, "DROP TABLE IF EXISTS a , s.\"B\",db.s.c CASCADE", 3);
    assert_str(span_text(sql, op_at(sql, 0, OP_DROP_TABLE)->span), "a");
    const Op *op = op_at(sql, 1, OP_DROP_TABLE);
    assert_str(span_text(sql, op->span), "s.\"B\"");
    assert_str(op_name(sql, op), "s.B");
    assert_int_equal(op->flags, OPF_IF_EXISTS | OPF_CASCADE);
    op = op_at(sql, 2, OP_DROP_TABLE);
    assert_str(span_text(sql, op->span), "db.s.c");
    assert_str(op_name(sql, op), "s.c");
    lower_to(sql, "DROP FUNCTION f(int, bit(8)[]), g RESTRICT", 2);
    op = op_at(sql, 0, OP_DROP_FUNCTION);
    assert_str(span_text(sql, op->span), "f(int, bit(8)[])");
    assert_str(op->function->arguments, "integer, bit[]");
    op = op_at(sql, 1, OP_DROP_FUNCTION);
    assert_str(span_text(sql, op->span), "g");
    assert_null(op->function->arguments.ptr);
}

static void every_kind_of_object_can_be_dropped(void **state)
{
    static const struct {
        const char *text;
        OpKind kind;
        ObjectKind object;
        const char *name;
        const char *part;
    } rows[] = {
        { "DROP SCHEMA a", OP_DROP_SCHEMA, OBJ_SCHEMA, "a", "" },
        { "DROP VIEW s.a", OP_DROP_VIEW, OBJ_VIEW, "s.a", "" },
        { "DROP MATERIALIZED VIEW a", OP_DROP_VIEW, OBJ_MATVIEW, "a", "" },
        { "DROP FOREIGN TABLE a", OP_DROP_TABLE, OBJ_TABLE, "a", "" },
        { "DROP INDEX CONCURRENTLY IF EXISTS s.a", OP_DROP_INDEX, OBJ_INDEX, "s.a", "" },
        { "DROP SEQUENCE a", OP_DROP_SEQUENCE, OBJ_SEQUENCE, "a", "" },
        { "DROP TYPE s.a", OP_DROP_TYPE, OBJ_TYPE, "s.a", "" },
        { "DROP DOMAIN a", OP_DROP_TYPE, OBJ_DOMAIN, "a", "" },
        { "DROP TRIGGER x ON s.a", OP_DROP_TRIGGER, OBJ_TRIGGER, "s.a", "x" },
        { "DROP POLICY x ON a", OP_DROP_POLICY, OBJ_POLICY, "a", "x" },
        { "DROP RULE x ON a", OP_DROP_OBJECT, OBJ_RULE, "a", "x" },
        { "DROP PROCEDURE a(int)", OP_DROP_FUNCTION, OBJ_FUNCTION, "a", "" },
        { "DROP AGGREGATE a(*)", OP_DROP_FUNCTION, OBJ_FUNCTION, "a", "" },
        { "DROP EXTENSION a", OP_DROP_OBJECT, OBJ_EXTENSION, "a", "" },
        { "DROP ROLE a", OP_DROP_OBJECT, OBJ_ROLE, "a", "" },
        { "DROP DATABASE a", OP_DROP_OBJECT, OBJ_DATABASE, "a", "" },
        { "DROP PUBLICATION a", OP_DROP_OBJECT, OBJ_PUBLICATION, "a", "" },
        { "DROP SUBSCRIPTION a", OP_DROP_OBJECT, OBJ_SUBSCRIPTION, "a", "" },
        { "DROP STATISTICS s.a", OP_DROP_OBJECT, OBJ_STATISTICS, "s.a", "" },
        { "DROP SERVER a", OP_DROP_OBJECT, OBJ_FOREIGN, "a", "" },
        { "DROP TEXT SEARCH DICTIONARY a", OP_DROP_OBJECT, OBJ_OTHER, "a", "" },
    };
    Sql *sql = *state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const Op *op = lower_one(sql, rows[i].text, rows[i].kind);
        assert_int_equal(op->object, rows[i].object);
        assert_str_at(op_name(sql, op), str_from(rows[i].name), __FILE__, __LINE__);
        assert_str_at(op->part, str_from(rows[i].part), __FILE__, __LINE__);
        assert_str_at(span_text(sql, op->span), str_from(rows[i].text), __FILE__,
                      __LINE__);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        sql_test(an_index_has_parts_options_and_a_table),
        sql_test(an_index_keeps_what_it_is_stored_with),
        sql_test(an_index_may_be_plain),
        sql_test(views_have_query_columns_and_sources),
        sql_test(sequences_have_owners),
        sql_test(types_and_domains),
        sql_test(changes_of_types_and_domains),
        sql_test(routines_have_arguments_and_bodies),
        sql_test(arguments_may_have_the_type_of_a_column),
        sql_test(triggers_policies_and_rules_hang_on_tables),
        sql_test(each_dropped_object_is_an_op),
        sql_test(every_kind_of_object_can_be_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
