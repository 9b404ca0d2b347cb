// SPDX-License-Identifier: Apache-2.0
// Unit tests of the catalog: everything that refers to a thing follows its new name or
// schema.
#include "dialect/dialect.h"
#include "replayed.h"

#include "check.h"

static void everything_follows_a_table(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id serial PRIMARY KEY); CREATE INDEX i ON p (id);"
              "CREATE TABLE c (p int REFERENCES p); CREATE VIEW v AS SELECT id FROM p;"
              "CREATE POLICY pol ON p USING (true);");
    change(r, "ALTER TABLE p RENAME TO people;");
    assert_false(has_table(r, "p"));
    assert_false(is_new(r, "people"));
    assert_int_equal(catalog_referencing(r->arena, r->catalog, named("people")).len, 1);
    assert_int_equal(catalog_dependent_views(r->arena, r->catalog, named("people")).len,
                     1);
    assert_str(index_of(r, "i")->def.table.name, "people");
    const Sequence *sequence = catalog_sequence(r->catalog, named("p_id_seq"));
    assert_str(sequence->def.owned_by.name, "people");
    assert_str(table_of(r, "people")->policies.at[0]->def.table.name, "people");
    // Indexes, constraints and sequences keep their names.
    assert_str(constraints_text(r, "people"), "p_pkey");
    change(r, "DROP TABLE people CASCADE;");
    assert_false(has_sequence(r, "p_id_seq") || has_index(r, "i") || has_view(r, "v"));
    assert_str(constraints_text(r, "c"), "");
}

static void a_rename_onto_something_changes_nothing(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE a (x int); CREATE TABLE b (y int); ALTER TABLE a RENAME TO b;"
              "ALTER TABLE a RENAME x TO x; ALTER TABLE a RENAME TO a;"
              "ALTER TABLE a ADD COLUMN z int; ALTER TABLE a RENAME x TO z;");
    assert_str(columns_text(r, "a"), "x, z");
    assert_str(columns_text(r, "b"), "y");
}

static void swapping_names_swaps_tables(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE a (x int); CREATE TABLE b (y int); ALTER TABLE a RENAME TO t;"
              "ALTER TABLE b RENAME TO a; ALTER TABLE t RENAME TO b;");
    assert_str(columns_text(r, "a"), "y");
    assert_str(columns_text(r, "b"), "x");
}

static void an_unknown_table_is_known_by_its_new_name(void **state)
{
    Replayed *r = *state;
    change(r, "ALTER TABLE old RENAME TO new;");
    assert_false(has_table(r, "old"));
    assert_false(table_of(r, "new")->complete);
    assert_false(is_new(r, "new"));
}

static void everything_follows_a_column(void **state)
{
    Replayed *r = *state;
    merged(
        r,
        "CREATE TABLE p (id serial PRIMARY KEY, a int UNIQUE) PARTITION BY RANGE (id);"
        "CREATE TABLE c (p int REFERENCES p (a)); CREATE INDEX i ON p (a) INCLUDE (id);"
        "CREATE TRIGGER t AFTER UPDATE OF a ON p EXECUTE FUNCTION f();"
        "ALTER TABLE p RENAME COLUMN a TO b; ALTER TABLE p RENAME id TO key;");
    assert_str(columns_text(r, "p"), "key, b");
    assert_str(parts_text(r, "i"), "b");
    assert_str(strs_text(r, &index_of(r, "i")->def.include), "key");
    assert_str(strs_text(r, &constraint_of(r, "p", "p_a_key")->def.columns), "b");
    assert_str(strs_text(r, &constraint_of(r, "c", "c_p_fkey")->def.ref_columns), "b");
    assert_str(strs_text(r, &table_of(r, "p")->triggers.at[0]->columns), "b");
    assert_str(strs_text(r, &table_of(r, "p")->partition_columns), "key");
    assert_str(catalog_sequence(r->catalog, named("p_id_seq"))->def.owned_column, "key");
}

static void the_ops_own_definitions_stay_as_they_were(void **state)
{
    Replayed *r = *state;
    Lowered lowered = { 0 };
    pg_frontend.lower(r->arena,
                      STR("CREATE TABLE t (a int, CONSTRAINT k UNIQUE (a));"
                          "CREATE INDEX i ON t (a); ALTER TABLE t RENAME a TO b;"),
                      NULL, &lowered);
    for (size_t i = 0; i < lowered.ops.len; i++)
        catalog_apply(r->catalog, &lowered.ops.at[i]);
    assert_str(parts_text(r, "i"), "b");
    assert_str(lowered.ops.at[0].table->columns.at[0].name, "a");
    assert_str(lowered.ops.at[0].table->constraints.at[0].columns.at[0], "a");
    assert_str(lowered.ops.at[1].index->parts.at[0].column, "a");
}

static void a_constraint_and_its_index_are_renamed_together(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE);"
              "ALTER TABLE t RENAME CONSTRAINT t_pkey TO pk; ALTER INDEX t_b_key RENAME "
              "TO uq;");
    assert_str(constraints_text(r, "t"), "pk, uq");
    assert_str(indexes_text(r, "t"), "pk, uq");
    assert_str(index_of(r, "uq")->constraint, "uq");
    merged(r, "ALTER TABLE t DROP CONSTRAINT uq;");
    assert_false(has_index(r, "uq"));
}

static void indexes_of_partitions_follow_their_parent(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int UNIQUE) PARTITION BY RANGE (id);"
              "CREATE TABLE c PARTITION OF p FOR VALUES FROM (1) TO (2);"
              "CREATE INDEX i ON p (id); ALTER INDEX i RENAME TO j;"
              "ALTER TABLE p RENAME CONSTRAINT p_id_key TO k;");
    assert_str(index_of(r, "c_id_idx")->parent.name, "j");
    assert_str(index_of(r, "c_id_key")->parent.name, "k");
    merged(r, "CREATE SCHEMA app; ALTER TABLE p SET SCHEMA app;");
    assert_str(index_of(r, "c_id_idx")->parent.schema, "app");
    assert_str(table_of(r, "c")->partition_of.schema, "app");
}

static void alter_table_renames_other_relations_too(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int); CREATE INDEX i ON t (a); CREATE SEQUENCE s;"
              "CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v;"
              "ALTER TABLE i RENAME TO i2; ALTER TABLE s RENAME TO s2; ALTER TABLE v "
              "RENAME TO v2;"
              "ALTER SEQUENCE s2 RENAME TO s3; ALTER VIEW v2 RENAME TO v3;");
    assert_true(has_index(r, "i2") && has_sequence(r, "s3") && has_view(r, "v3"));
    assert_int_equal(catalog_dependent_views(r->arena, r->catalog, named("v3")).len, 1);
}

// What Prisma does to take a value out of an enum.
static void columns_follow_a_types_name(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TYPE \"Role\" AS ENUM ('a', 'b');"
              "CREATE TABLE users (role \"Role\" NOT NULL, roles public.\"Role\"[]);");
    change(
        r,
        "CREATE TYPE \"Role_new\" AS ENUM ('a');"
        "ALTER TABLE users ALTER role TYPE \"Role_new\" USING (role::text::\"Role_new\");"
        "ALTER TYPE \"Role\" RENAME TO \"Role_old\"; ALTER TYPE \"Role_new\" RENAME TO "
        "\"Role\";");
    assert_str(column_of(r, "users", "role")->def->type.text, "\"Role\"");
    assert_str(column_of(r, "users", "roles")->def->type.text, "public.\"Role_old\"[]");
    change(r, "DROP TYPE \"Role_old\" CASCADE;");
    assert_str(columns_text(r, "users"), "role");
    const Type *role = catalog_type(r->catalog, named("Role"));
    assert_str(strs_text(r, &role->def.labels), "a");
    assert_true(catalog_origin_is_new(r->catalog, &role->origin));
}

static void a_new_type_name_is_quoted_where_it_must_be(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TYPE mood AS ENUM ('a'); CREATE DOMAIN m AS mood; CREATE TABLE t "
              "(m mood[]);"
              "ALTER TYPE mood RENAME TO \"Mood\"; ALTER TYPE \"Mood\" SET SCHEMA app;");
    assert_str(column_of(r, "t", "m")->def->type.text, "\"Mood\"[]");
    assert_str(column_of(r, "t", "m")->def->type.name.schema, "app");
    assert_str(catalog_type(r->catalog, named("m"))->def.base.name.name, "Mood");
}

static void a_table_moves_with_its_parts(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE SCHEMA app; CREATE TABLE t (id serial PRIMARY KEY);"
              "CREATE TABLE c (t int REFERENCES t); ALTER TABLE t SET SCHEMA app;");
    assert_false(has_table(r, "t"));
    assert_true(has_table(r, "app.t"));
    assert_true(has_index(r, "app.t_pkey"));
    assert_true(has_sequence(r, "app.t_id_seq"));
    assert_false(has_sequence(r, "t_id_seq"));
    assert_int_equal(catalog_referencing(r->arena, r->catalog, named("app.t")).len, 1);
    // The old place is free for names that PostgreSQL makes up.
    merged(r, "CREATE TABLE t (id serial PRIMARY KEY); DROP TABLE app.t CASCADE;");
    assert_str(constraints_text(r, "t"), "t_pkey");
    assert_true(has_sequence(r, "t_id_seq"));
}

static void a_move_that_does_not_fit_moves_nothing(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE t (id serial PRIMARY KEY); CREATE TABLE app.t_pkey (x int);"
           "ALTER TABLE t SET SCHEMA app; CREATE MATERIALIZED VIEW m AS SELECT id FROM t;"
           "CREATE INDEX i ON m (id); ALTER MATERIALIZED VIEW m SET SCHEMA app;");
    assert_true(has_table(r, "public.t") && has_index(r, "public.t_pkey"));
    assert_false(has_table(r, "app.t"));
    assert_true(has_view(r, "app.m") && has_index(r, "app.i"));
}

static void all_of_a_schema_follows_its_name(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE SCHEMA a; CREATE TYPE a.e AS ENUM ('x');"
              "CREATE TABLE a.t (id serial PRIMARY KEY, e a.e); CREATE TABLE c (t int "
              "REFERENCES a.t);"
              "CREATE VIEW v AS SELECT id FROM a.t; ALTER SCHEMA a RENAME TO b;");
    assert_null(catalog_schema(r->catalog, STR("a")));
    assert_str(catalog_schema(r->catalog, STR("b"))->name, "b");
    assert_true(has_table(r, "b.t") && has_index(r, "b.t_pkey") &&
                has_sequence(r, "b.t_id_seq"));
    assert_false(has_table(r, "a.t"));
    assert_int_equal(catalog_referencing(r->arena, r->catalog, named("b.t")).len, 1);
    assert_int_equal(catalog_dependent_views(r->arena, r->catalog, named("b.t")).len, 1);
    assert_str(column_of(r, "b.t", "e")->def->type.text, "b.e");
    merged(r, "DROP TYPE b.e CASCADE;");
    assert_str(columns_text(r, "b.t"), "id");
}

static void triggers_policies_and_functions_are_renamed(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS trigger LANGUAGE sql "
              "AS 'SELECT 1';"
              "CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION public.f();"
              "CREATE POLICY p ON t USING (true);"
              "ALTER TRIGGER a ON t RENAME TO b; ALTER POLICY p ON t RENAME TO q;"
              "ALTER FUNCTION f() RENAME TO g; ALTER FUNCTION g() SET SCHEMA app;");
    const Table *t = table_of(r, "t");
    assert_str(t->triggers.at[0]->name, "b");
    assert_str(t->triggers.at[0]->function, "app.g");
    assert_str(t->policies.at[0]->name, "q");
    assert_non_null(catalog_function(r->catalog, named("app.g"), STR("")));
    assert_null(catalog_function(r->catalog, named("f"), (Str){ 0 }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        replayed_test(everything_follows_a_table),
        replayed_test(a_rename_onto_something_changes_nothing),
        replayed_test(swapping_names_swaps_tables),
        replayed_test(an_unknown_table_is_known_by_its_new_name),
        replayed_test(everything_follows_a_column),
        replayed_test(the_ops_own_definitions_stay_as_they_were),
        replayed_test(a_constraint_and_its_index_are_renamed_together),
        replayed_test(indexes_of_partitions_follow_their_parent),
        replayed_test(alter_table_renames_other_relations_too),
        replayed_test(columns_follow_a_types_name),
        replayed_test(a_new_type_name_is_quoted_where_it_must_be),
        replayed_test(a_table_moves_with_its_parts),
        replayed_test(a_move_that_does_not_fit_moves_nothing),
        replayed_test(all_of_a_schema_follows_its_name),
        replayed_test(triggers_policies_and_functions_are_renamed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
