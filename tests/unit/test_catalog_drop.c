// SPDX-License-Identifier: Apache-2.0
// Unit tests of the catalog: what goes with a thing that is dropped, and what CASCADE
// takes along.
#include "catalog/lists.h"
#include "replayed.h"

#include "check.h"

static void a_table_takes_its_parts_along(void **state)
{
    Replayed *r = *state;
    merged(
        r,
        "CREATE TABLE t (id serial PRIMARY KEY, a int UNIQUE); CREATE INDEX i ON t (a);"
        "DROP TABLE t;");
    assert_false(has_table(r, "t"));
    assert_false(has_index(r, "t_pkey") || has_index(r, "t_a_key") || has_index(r, "i"));
    assert_false(has_sequence(r, "t_id_seq"));
    // Their names are free.
    merged(r, "CREATE TABLE t (id serial PRIMARY KEY, a int UNIQUE);");
    assert_str(constraints_text(r, "t"), "t_pkey, t_a_key");
    assert_true(has_sequence(r, "t_id_seq"));
}

static void without_cascade_dependents_stay(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p);"
              "CREATE VIEW v AS SELECT id FROM p; DROP TABLE p;");
    assert_false(has_table(r, "p"));
    assert_true(has_view(r, "v"));
    assert_true(has_constraint(r, "c", "c_p_fkey"));
}

static void cascade_takes_foreign_keys_and_views_of_views(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p);"
              "CREATE VIEW v AS SELECT id FROM p; CREATE VIEW w AS SELECT id FROM v;"
              "CREATE MATERIALIZED VIEW m AS SELECT id FROM w; CREATE VIEW other AS "
              "SELECT 1 AS x;");
    ViewVec views = catalog_dependent_views(r->arena, r->catalog, named("p"));
    assert_int_equal(views.len, 1);
    assert_str(views.at[0]->name.name, "v");
    merged(r, "DROP TABLE p CASCADE;");
    assert_false(has_view(r, "v") || has_view(r, "w") || has_view(r, "m"));
    assert_true(has_view(r, "other"));
    assert_true(has_table(r, "c"));
    assert_str(constraints_text(r, "c"), "");
}

static void only_the_right_kind_is_dropped(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (id int); DROP VIEW IF EXISTS t; DROP INDEX IF EXISTS t;"
              "DROP SEQUENCE IF EXISTS t;");
    assert_true(has_table(r, "t"));
}

static void a_column_takes_what_is_made_of_it(void **state)
{
    Replayed *r = *state;
    merged(
        r,
        "CREATE TABLE t (a int, b int, c int, UNIQUE (a, b), CHECK (a > c), CHECK (b > "
        "0));"
        "CREATE INDEX by_a ON t (a); CREATE INDEX by_e ON t ((a + 1));"
        "CREATE INDEX by_w ON t (b) WHERE a > 0; CREATE INDEX by_i ON t (b) INCLUDE (a);"
        "CREATE INDEX by_b ON t (b); ALTER TABLE t DROP COLUMN a;");
    assert_str(columns_text(r, "t"), "b, c");
    assert_str(constraints_text(r, "t"), "t_b_check");
    assert_str(indexes_text(r, "t"), "by_b");
    assert_false(has_index(r, "t_a_b_key"));
}

static void a_string_that_names_a_column_does_not_use_it(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (kind text, a int, CHECK (kind IN ('a', 'b')), CHECK "
              "(\"a\" > 0));"
              "ALTER TABLE t DROP COLUMN a;");
    assert_str(constraints_text(r, "t"), "t_kind_check");
}

static void a_columns_cascade_reaches_other_tables(void **state)
{
    Replayed *r = *state;
    merged(
        r,
        "CREATE TABLE p (id int PRIMARY KEY, x int UNIQUE, y int, z int GENERATED ALWAYS "
        "AS"
        " (x * 2) STORED); CREATE TABLE c (a int REFERENCES p (x), b int REFERENCES p);"
        "CREATE VIEW reads AS SELECT x FROM p; CREATE VIEW star AS SELECT * FROM p;"
        "CREATE VIEW not_x AS SELECT id FROM p;"
        "CREATE POLICY mine ON p USING (x = 1); CREATE POLICY all_of ON p USING (true);"
        "CREATE TRIGGER on_x AFTER UPDATE OF x ON p EXECUTE FUNCTION f();"
        "ALTER TABLE p DROP COLUMN x CASCADE;");
    assert_str(columns_text(r, "p"), "id, y");
    assert_str(constraints_text(r, "c"), "c_b_fkey");
    assert_false(has_view(r, "reads") || has_view(r, "star"));
    assert_true(has_view(r, "not_x"));
    assert_int_equal(table_of(r, "p")->policies.len, 1);
    assert_str(table_of(r, "p")->policies.at[0]->name, "all_of");
    assert_int_equal(table_of(r, "p")->triggers.len, 0);
}

static void a_keys_cascade_takes_what_points_to_it(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int PRIMARY KEY, x int UNIQUE);"
              "CREATE TABLE c (a int REFERENCES p (x), b int REFERENCES p);"
              "ALTER TABLE p DROP CONSTRAINT p_x_key CASCADE;");
    assert_str(constraints_text(r, "c"), "c_b_fkey");
    merged(r, "ALTER TABLE p DROP CONSTRAINT p_pkey;");
    assert_str(constraints_text(r, "c"), "c_b_fkey");
}

static void a_types_cascade_takes_columns(void **state)
{
    Replayed *r = *state;
    merged(
        r,
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN moods AS mood;"
        "CREATE TABLE t (id int, m mood, ms mood[], other text); CREATE INDEX i ON t (m);"
        "DROP TYPE mood CASCADE;");
    assert_null(catalog_type(r->catalog, named("mood")));
    assert_null(catalog_type(r->catalog, named("moods")));
    assert_str(columns_text(r, "t"), "id, other");
    assert_false(has_index(r, "i"));
}

static void a_sequences_cascade_takes_defaults(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE SEQUENCE app.\"S\"; CREATE SEQUENCE s; CREATE TABLE t (id serial,"
           " a int DEFAULT nextval('app.\"S\"'::regclass), b int DEFAULT nextval('s'));"
           "DROP SEQUENCE app.\"S\" CASCADE; DROP SEQUENCE t_id_seq CASCADE;");
    assert_null(column_of(r, "t", "id")->def->default_expr.ptr);
    assert_null(column_of(r, "t", "a")->def->default_expr.ptr);
    assert_str(column_of(r, "t", "b")->def->default_expr, "nextval('s')");
}

static void a_functions_cascade_takes_triggers(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';"
              "CREATE FUNCTION g(int) RETURNS int LANGUAGE sql AS 'SELECT 1';"
              "CREATE FUNCTION g(text) RETURNS int LANGUAGE sql AS 'SELECT 1';"
              "CREATE TABLE t (id int);"
              "CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION f();"
              "CREATE TRIGGER b AFTER INSERT ON t EXECUTE FUNCTION h();");
    assert_null(catalog_function(r->catalog, named("g"), (Str){ 0 }));
    assert_non_null(catalog_function(r->catalog, named("g"), STR("text")));
    assert_non_null(catalog_function(r->catalog, named("f"), STR("")));
    merged(r, "DROP FUNCTION f() CASCADE; DROP FUNCTION g(text);");
    assert_null(catalog_function(r->catalog, named("f"), (Str){ 0 }));
    assert_str(catalog_function(r->catalog, named("g"), (Str){ 0 })->def.arguments,
               "integer");
    assert_int_equal(table_of(r, "t")->triggers.len, 1);
    assert_str(table_of(r, "t")->triggers.at[0]->name, "b");
}

static void a_schemas_cascade_takes_all_of_it(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a'); CREATE TABLE s.t (id serial, "
           "e s.e);"
           "CREATE VIEW v AS SELECT id FROM s.t; CREATE TABLE mine (e s.e, x int);"
           "CREATE FUNCTION s.f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE "
           "SEQUENCE s.q;"
           "CREATE INDEX ON s.t (id);");
    StrVec content = catalog_schema_content(r->arena, r->catalog, STR("s"));
    assert_str(strs_text(r, &content), "type s.e, table s.t, function s.f, sequence s.q");
    merged(r, "DROP SCHEMA s CASCADE;");
    assert_null(catalog_schema(r->catalog, STR("s")));
    assert_int_equal(catalog_schema_content(r->arena, r->catalog, STR("s")).len, 0);
    assert_false(has_view(r, "v"));
    assert_str(columns_text(r, "mine"), "x");
}

static void public_is_there_from_the_start(void **state)
{
    Replayed *r = *state;
    change(r, "CREATE SCHEMA IF NOT EXISTS public; CREATE SCHEMA IF NOT EXISTS app;");
    assert_false(catalog_origin_is_new(
        r->catalog, &catalog_schema(r->catalog, STR("public"))->origin));
    assert_true(catalog_origin_is_new(r->catalog,
                                      &catalog_schema(r->catalog, STR("app"))->origin));
    change(r, "DROP SCHEMA public CASCADE; CREATE SCHEMA public;");
    assert_true(catalog_origin_is_new(
        r->catalog, &catalog_schema(r->catalog, STR("public"))->origin));
}

// Each of many things dropped and made again leaves the lists as long as what lives.
static void making_and_dropping_forever_leaves_no_trace(void **state)
{
    Replayed *r = *state;
    for (int i = 0; i < 200; i++)
        merged(
            r,
            "CREATE TABLE t (id serial PRIMARY KEY); CREATE VIEW v AS SELECT id FROM t;"
            "DROP TABLE t CASCADE;");
    assert_int_equal(catalog_tables(r->arena, r->catalog).len, 0);
    assert_int_equal(catalog_schema_content(r->arena, r->catalog, STR("public")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        replayed_test(a_table_takes_its_parts_along),
        replayed_test(without_cascade_dependents_stay),
        replayed_test(cascade_takes_foreign_keys_and_views_of_views),
        replayed_test(only_the_right_kind_is_dropped),
        replayed_test(a_column_takes_what_is_made_of_it),
        replayed_test(a_string_that_names_a_column_does_not_use_it),
        replayed_test(a_columns_cascade_reaches_other_tables),
        replayed_test(a_keys_cascade_takes_what_points_to_it),
        replayed_test(a_types_cascade_takes_columns),
        replayed_test(a_sequences_cascade_takes_defaults),
        replayed_test(a_functions_cascade_takes_triggers),
        replayed_test(a_schemas_cascade_takes_all_of_it),
        replayed_test(public_is_there_from_the_start),
        replayed_test(making_and_dropping_forever_leaves_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
