// SPDX-License-Identifier: Apache-2.0
// Unit tests of the catalog: types, sequences, views, functions, triggers, policies, and
// ops that make no sense.
#include "base/out.h"

#include "replayed.h"

#include "check.h"

// ---- types ----

static void enum_labels_have_places_and_origins(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TYPE mood AS ENUM ('sad', 'ok');");
    change(r, "ALTER TYPE mood ADD VALUE 'happy'; ALTER TYPE mood ADD VALUE 'worst' "
              "BEFORE 'sad';"
              "ALTER TYPE mood ADD VALUE 'meh' AFTER 'sad'; ALTER TYPE mood RENAME VALUE "
              "'ok' TO 'fine';"
              "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'meh';"
              "ALTER TYPE mood RENAME VALUE 'meh' TO 'sad';");
    const Type *mood = catalog_type(r->catalog, named("mood"));
    assert_str(strs_text(r, &mood->def.labels), "worst, sad, meh, fine, happy");
    static const bool fresh[] = { true, false, true, false, true };
    assert_int_equal(mood->label_origins.len, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(catalog_origin_is_new(r->catalog, &mood->label_origins.at[i]),
                         fresh[i]);
    assert_false(catalog_origin_is_new(r->catalog, &mood->origin));
}

static void composite_types_change_their_attributes(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TYPE pair AS (a int, b text); ALTER TYPE pair ADD ATTRIBUTE c date;"
              "ALTER TYPE pair DROP ATTRIBUTE a, ALTER ATTRIBUTE b TYPE bigint;"
              "ALTER TYPE pair RENAME ATTRIBUTE c TO d;");
    const Type *pair = catalog_type(r->catalog, named("pair"));
    assert_int_equal(pair->def.attributes.len, 2);
    assert_str(pair->def.attributes.at[0].name, "b");
    assert_str(pair->def.attributes.at[0].type.text, "bigint");
    assert_str(pair->def.attributes.at[1].name, "d");
}

static void domains_change_their_checks(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE DOMAIN pos AS int DEFAULT 1 CHECK (VALUE > 0) CHECK (VALUE < 9);"
              "ALTER DOMAIN pos SET NOT NULL; ALTER DOMAIN pos DROP DEFAULT;"
              "ALTER DOMAIN pos ADD CONSTRAINT odd CHECK (VALUE % 2 = 1) NOT VALID;"
              "ALTER DOMAIN pos VALIDATE CONSTRAINT odd;"
              "ALTER DOMAIN pos RENAME CONSTRAINT odd TO uneven; ALTER DOMAIN pos DROP "
              "CONSTRAINT pos_check;");
    const Type *pos = catalog_type(r->catalog, named("pos"));
    assert_true(pos->def.not_null);
    assert_null(pos->def.default_expr.ptr);
    assert_int_equal(pos->def.constraints.len, 2);
    assert_str(pos->def.constraints.at[0].name, "pos_check1");
    assert_str(pos->def.constraints.at[1].name, "uneven");
    assert_false(pos->def.constraints.at[1].not_valid);
}

// ---- sequences, views, functions ----

static void sequences_change_owners(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE app.t (id int); CREATE SEQUENCE s AS bigint;"
              "SET search_path = app; ALTER SEQUENCE public.s OWNED BY t.id;");
    const Sequence *s = catalog_sequence(r->catalog, named("public.s"));
    assert_str(s->def.owned_by.schema, "app");
    assert_str(s->def.owned_column, "id");
    assert_str(s->def.type.text, "bigint");
    merged(r, "ALTER SEQUENCE s OWNED BY NONE; DROP TABLE app.t;");
    assert_true(has_sequence(r, "s"));
    assert_int_equal(s->def.owned_by.name.len, 0);
}

// A copy of the options for each ALTER would take gigabytes.
static void a_sequence_may_be_altered_often(void **state)
{
    enum { TIMES = 20000 };
    Replayed *r = *state;
    Out sql = out_new(r->arena);
    out_cstr(&sql, "CREATE SEQUENCE s START 7;\n");
    for (size_t i = 0; i < TIMES; i++)
        out_cstr(&sql, "ALTER SEQUENCE s INCREMENT BY 2;\n");
    merged(r, arena_cstr(r->arena, out_text(&sql)));
    Str options = catalog_sequence(r->catalog, named("public.s"))->def.options;
    assert_true(str_starts(options, STR("START 7 INCREMENT BY 2 INCREMENT")));
    assert_int_equal(options.len, 7 + TIMES * STR(" INCREMENT BY 2").len);
}

static void a_view_that_is_replaced_stays_as_old_as_it_is(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE app.a (x int); CREATE TABLE b (x int); SET search_path = app;"
              "CREATE VIEW public.v AS SELECT x FROM a;");
    assert_int_equal(catalog_dependent_views(r->arena, r->catalog, named("app.a")).len,
                     1);
    change(
        r,
        "CREATE OR REPLACE VIEW v AS SELECT x FROM b; CREATE VIEW v AS SELECT 1 AS one;");
    assert_false(is_new(r, "v"));
    assert_int_equal(catalog_dependent_views(r->arena, r->catalog, named("app.a")).len,
                     0);
    assert_int_equal(catalog_dependent_views(r->arena, r->catalog, named("b")).len, 1);
}

static void a_function_that_is_replaced_stays_as_old_as_it_is(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';");
    change(
        r,
        "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS "
        "'SELECT 2';"
        "CREATE OR REPLACE FUNCTION f(a text) RETURNS int LANGUAGE sql AS 'SELECT 3';");
    const Function *f = catalog_function(r->catalog, named("f"), STR("integer"));
    assert_str(f->def.body, "SELECT 2");
    assert_int_equal(f->def.volatility, VOLATILITY_IMMUTABLE);
    assert_false(catalog_origin_is_new(r->catalog, &f->origin));
    assert_true(catalog_origin_is_new(
        r->catalog, &catalog_function(r->catalog, named("f"), STR("text"))->origin));
}

// ---- triggers, policies ----

static void triggers_and_row_security_are_switched(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (id int); CREATE TRIGGER a AFTER INSERT ON t EXECUTE "
              "FUNCTION f();"
              "CREATE TRIGGER b AFTER INSERT ON t EXECUTE FUNCTION f();"
              "ALTER TABLE t DISABLE TRIGGER a, ENABLE ROW LEVEL SECURITY, FORCE ROW "
              "LEVEL SECURITY;");
    const Table *t = table_of(r, "t");
    assert_false(t->triggers.at[0]->enabled);
    assert_true(t->triggers.at[1]->enabled);
    assert_true(t->row_security && t->force_row_security);
    merged(r, "ALTER TABLE t DISABLE TRIGGER ALL, NO FORCE ROW LEVEL SECURITY; DROP "
              "TRIGGER a ON t;");
    assert_int_equal(t->triggers.len, 1);
    assert_false(t->triggers.at[0]->enabled);
    assert_true(t->row_security);
    assert_false(t->force_row_security);
}

static void policies_are_altered_in_part(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE t (id int);"
           "CREATE POLICY p ON t FOR UPDATE TO alice USING (id = 1) WITH CHECK (id = 2);"
           "ALTER POLICY p ON t USING (id = 3);");
    const Policy *p = table_of(r, "t")->policies.at[0];
    assert_str(p->def.using_expr, "id = 3");
    assert_str(p->def.check_expr, "id = 2");
    assert_str(strs_text(r, &p->def.roles), "alice");
    assert_str(p->def.command, "update");
    merged(r, "DROP POLICY p ON t;");
    assert_int_equal(table_of(r, "t")->policies.len, 0);
}

// ---- what is not understood ----

static void what_no_text_shows_makes_the_tables_it_names_uncertain(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE users (id int); CREATE TABLE app.\"Posts\" (id int); CREATE "
           "TABLE tags (id int);"
           "CREATE TABLE logs (id int);"
           "DO LANGUAGE plperl $$ query('ALTER TABLE Users ADD x int'); tags_of(1); $$;"
           "DO $$ BEGIN EXECUTE 'DROP TABLE app.\"Posts\"' || options; END $$;");
    assert_true(table_of(r, "users")->uncertain);
    assert_true(table_of(r, "app.Posts")->uncertain);
    assert_false(table_of(r, "tags")->uncertain);
    assert_false(table_of(r, "logs")->uncertain);
}

static void a_block_that_can_be_read_is_replayed(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE users (id int); DO $$ BEGIN"
              " IF now() > '2020-01-01' THEN ALTER TABLE users ADD email text; END IF;"
              " EXECUTE 'CREATE TABLE tags (id int)'; END $$;");
    assert_non_null(table_column(table_of(r, "users"), STR("email")));
    assert_false(table_of(r, "users")->uncertain);
    assert_non_null(table_of(r, "tags"));
}

static void an_unknown_statement_makes_what_it_names_uncertain(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE c (id int);");
    Name b = named("b");
    Op op = { .kind = OP_OPAQUE,
              .name = named("a"),
              .relations = { .at = &b, .len = 1 } };
    catalog_apply(r->catalog, &op);
    assert_true(table_of(r, "a")->uncertain);
    assert_true(table_of(r, "b")->uncertain);
    assert_false(table_of(r, "c")->uncertain);
}

// ---- nonsense ----

// Every kind of op on every kind of object, without anything else said, then with names
// of things that are there but of the wrong kind.
static void ops_without_sense_do_no_harm(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE t (id serial PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t;"
           "CREATE INDEX i ON t (id); CREATE SEQUENCE s; CREATE TYPE e AS ENUM ('a');");
    static const Name names[] = { { .name = STR_INIT("") },
                                  { .name = STR_INIT("v") },
                                  { .name = STR_INIT("s") },
                                  { .name = STR_INIT("e") },
                                  { STR_INIT("nowhere"), STR_INIT("") } };
    for (size_t n = 0; n < sizeof names / sizeof names[0]; n++)
        for (size_t kind = 0; kind < OP_KIND_COUNT; kind++)
            for (size_t object = 0; object < OBJECT_KIND_COUNT; object++) {
                Op op = { .kind = (OpKind)kind,
                          .object = (ObjectKind)object,
                          .name = names[n] };
                if (!str_starts(str_from(op_kind_words(op.kind)), STR("DROP")))
                    catalog_apply(r->catalog, &op);
            }
    assert_str(columns_text(r, "t"), "id");
    assert_str(indexes_text(r, "t"), "t_pkey, i");
    assert_true(has_view(r, "v") && has_sequence(r, "s"));
    assert_non_null(catalog_type(r->catalog, named("e")));
}

static void empty_definitions_do_no_harm(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (id int);");
    const TableDef table = { .partition_of = named("t") };
    const ColumnDef column = { .type.serial = true };
    const IndexDef index = { .table = named("t") };
    const ViewDef view = { .materialized = true };
    const SequenceDef sequence = { .owned_by = named("nowhere") };
    const TypeDef type = { .kind = TYPE_COMPOSITE };
    const FunctionDef function = { .procedure = true };
    const PolicyDef policy = { .restrictive = true };
    for (size_t kind = 0; kind < OP_KIND_COUNT; kind++)
        for (int con = CON_PRIMARY_KEY; con <= CON_NOT_NULL; con++) {
            const ConstraintDef constraint = { .kind = (ConstraintKind)con };
            Op op = { .kind = (OpKind)kind,
                      .name = named(kind == OP_CREATE_TABLE ? "child" : "t"),
                      .table = &table,
                      .column = &column,
                      .constraint = &constraint,
                      .index = &index,
                      .view = &view,
                      .sequence = &sequence,
                      .type = &type,
                      .function = &function,
                      .policy = &policy };
            catalog_apply(r->catalog, &op);
        }
    assert_true(has_column(r, "t", "id"));
}

static void another_engines_names_have_no_schema(void **state)
{
    Replayed *r = *state;
    static const Engine engine = { .family = STR_INIT("mysql") };
    Catalog *catalog = catalog_new(r->arena, &engine);
    const ColumnDef id = { .name = STR_INIT("id") };
    const TableDef table = { .columns = { .len = 0 } };
    catalog_begin(catalog, 0, 1);
    catalog_apply(catalog,
                  &(Op){ .kind = OP_CREATE_TABLE, .name = named("t"), .table = &table });
    catalog_apply(catalog,
                  &(Op){ .kind = OP_ADD_COLUMN, .name = named("t"), .column = &id });
    assert_int_equal(catalog_resolve(catalog, named("t")).schema.len, 0);
    assert_non_null(table_column(catalog_table(catalog, named("t")), STR("id")));
    assert_true(catalog_is_new(catalog, named("t")));
    catalog_apply(
        catalog, &(Op){ .kind = OP_DROP_TABLE, .object = OBJ_TABLE, .name = named("t") });
    assert_null(catalog_table(catalog, named("t")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        replayed_test(enum_labels_have_places_and_origins),
        replayed_test(composite_types_change_their_attributes),
        replayed_test(domains_change_their_checks),
        replayed_test(sequences_change_owners),
        replayed_test(a_sequence_may_be_altered_often),
        replayed_test(a_view_that_is_replaced_stays_as_old_as_it_is),
        replayed_test(a_function_that_is_replaced_stays_as_old_as_it_is),
        replayed_test(triggers_and_row_security_are_switched),
        replayed_test(policies_are_altered_in_part),
        replayed_test(what_no_text_shows_makes_the_tables_it_names_uncertain),
        replayed_test(a_block_that_can_be_read_is_replayed),
        replayed_test(an_unknown_statement_makes_what_it_names_uncertain),
        replayed_test(ops_without_sense_do_no_harm),
        replayed_test(empty_definitions_do_no_harm),
        replayed_test(another_engines_names_have_no_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
