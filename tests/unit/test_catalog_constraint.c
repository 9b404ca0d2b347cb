// SPDX-License-Identifier: Apache-2.0
// Unit tests of the catalog: constraints and indexes, and the names that PostgreSQL makes
// up.
#include "catalog/lists.h"
#include "replayed.h"

#include "check.h"

// ---- names ----

static void constraints_get_the_names_that_postgresql_makes_up(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int PRIMARY KEY);"
              "CREATE TABLE t (a int UNIQUE, b int REFERENCES p, c int CHECK (c > 0),"
              " d int, e int, UNIQUE (d, e), FOREIGN KEY (d) REFERENCES p (id),"
              " CHECK (d > e), CHECK (e <> 1), CONSTRAINT own CHECK (a > b),"
              " EXCLUDE USING gist (d WITH =), UNIQUE (a) INCLUDE (b), CHECK (c > 1));");
    assert_str(
        constraints_text(r, "t"),
        "t_a_key, t_b_fkey, t_c_check, t_d_e_key, t_d_fkey, t_check, t_e_check, own, "
        "t_d_excl, t_a_b_key, t_c_check1");
    assert_str(constraints_text(r, "p"), "p_pkey");
    assert_str(indexes_text(r, "t"), "t_a_key, t_d_e_key, t_d_excl, t_a_b_key");
}

static void indexes_get_the_names_that_postgresql_makes_up(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE users (id int, name text, email text);"
              "CREATE INDEX ON users (name); CREATE INDEX ON users (name);"
              "CREATE INDEX ON users (lower(email)); CREATE INDEX ON users ((name || "
              "email), id);"
              "CREATE INDEX ON users (lower(name), lower(email));"
              "CREATE INDEX ON users (id) INCLUDE (name);");
    assert_str(indexes_text(r, "users"),
               "users_name_idx, users_name_idx1, users_lower_idx, users_expr_id_idx, "
               "users_lower_lower1_idx, users_id_name_idx");
}

static void numbers_pass_over_names_of_other_relations(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t_a_idx (id int); CREATE VIEW t_a_idx1 AS SELECT 1 AS x;"
              "CREATE TABLE t (a int); CREATE INDEX ON t (a);"
              "CREATE TABLE u_a_seq (id int); CREATE TABLE u (a serial);");
    assert_str(indexes_text(r, "t"), "t_a_idx2");
    assert_true(has_sequence(r, "u_a_seq1"));
    assert_str(column_of(r, "u", "a")->def->default_expr,
               "nextval('public.u_a_seq1'::regclass)");
}

#define LONG40 "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd"

static void long_names_are_cut_where_postgresql_cuts_them(void **state)
{
    Replayed *r = *state;
    // 63 bytes: 40 + 40 are cut to 29 + 29 beside "_", "_" and "key"; one byte more of
    // the second.
    merged(r, "CREATE TABLE " LONG40 " (" LONG40 " int UNIQUE, x int UNIQUE);"
              "CREATE TABLE t (" LONG40 "eeeeeeeeeeffffffffffggg int UNIQUE);");
    assert_str(constraints_text(r, LONG40),
               "aaaaaaaaaabbbbbbbbbbccccccccc_aaaaaaaaaabbbbbbbbbbccccccccc_key, " LONG40
               "_x_key");
    assert_str(constraints_text(r, "t"),
               "t_aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeefffffff_key");
}

static void long_names_are_cut_between_characters(void **state)
{
    Replayed *r = *state;
    // 30 characters of two bytes: cut at 58 of 60 bytes there would be half a one left
    // at 57.
    merged(
        r,
        "CREATE TABLE "
        "\"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
        "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
        "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\" (id int PRIMARY KEY, a int UNIQUE);");
    TableVec tables = catalog_tables(r->arena, r->catalog);
    const Constraint *unique = tables.at[0]->constraints.at[1];
    // 63 - 5 ("_" twice and "key") - 1 ("a") = 57 bytes, of which 56 are whole
    // characters.
    assert_int_equal(unique->def.name.len, 56 + 6);
    assert_true(str_ends(unique->def.name, STR("\u00e9_a_key")));
    assert_int_equal(tables.at[0]->constraints.at[0]->def.name.len, 58 + 5);
}

// ---- what a constraint does ----

static void a_primary_key_makes_its_columns_not_null(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int, b int);");
    change(r, "ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (a);");
    const Column *a = column_of(r, "t", "a");
    assert_true(a->def->not_null);
    assert_true(catalog_origin_is_new(r->catalog, a->not_null_origin));
    assert_str(table_primary_key(table_of(r, "t"))->def.name, "pk");
    assert_true(index_of(r, "pk")->def.unique);
    assert_str(index_of(r, "pk")->constraint, "pk");
    assert_false(column_of(r, "t", "b")->def->not_null);
    change(r, "ALTER TABLE t DROP CONSTRAINT pk;");
    assert_null(table_primary_key(table_of(r, "t")));
    assert_false(has_index(r, "pk"));
    assert_true(column_of(r, "t", "a")->def->not_null);
}

static void a_foreign_key_without_columns_points_to_the_primary_key(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (x int, y int, PRIMARY KEY (x, y));"
              "CREATE TABLE c (a int, b int, FOREIGN KEY (a, b) REFERENCES p ON DELETE "
              "CASCADE);");
    const Constraint *key = constraint_of(r, "c", "c_a_b_fkey");
    assert_str(strs_text(r, &key->def.ref_columns), "x, y");
    assert_str(key->def.ref_table.schema, "public");
    assert_str(key->def.on_delete, "cascade");
    ForeignKeyVec keys = catalog_referencing(r->arena, r->catalog, named("p"));
    assert_int_equal(keys.len, 1);
    assert_str(keys.at[0].table->name.name, "c");
    assert_ptr_equal(keys.at[0].constraint, key);
}

static void a_table_may_point_to_itself(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE app.t (id int PRIMARY KEY, up int REFERENCES app.t);");
    ForeignKeyVec keys = catalog_referencing(r->arena, r->catalog, named("app.t"));
    assert_int_equal(keys.len, 1);
    assert_str(strs_text(r, &keys.at[0].constraint->def.ref_columns), "id");
    assert_int_equal(catalog_referencing(r->arena, r->catalog, named("t")).len, 0);
}

static void not_valid_is_lifted_by_validate(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT "
              "VALID;");
    assert_true(constraint_of(r, "t", "c")->def.not_valid);
    merged(r, "ALTER TABLE t VALIDATE CONSTRAINT c;");
    assert_false(constraint_of(r, "t", "c")->def.not_valid);
}

static void alter_constraint_changes_when_it_is_checked(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (id int PRIMARY KEY, up int CONSTRAINT f REFERENCES t);"
              "ALTER TABLE t ALTER CONSTRAINT f DEFERRABLE INITIALLY DEFERRED;");
    assert_true(constraint_of(r, "t", "f")->def.deferrable);
    assert_true(constraint_of(r, "t", "f")->def.initially_deferred);
    merged(r, "ALTER TABLE t ALTER CONSTRAINT f NOT DEFERRABLE;");
    assert_false(constraint_of(r, "t", "f")->def.deferrable);
    assert_false(constraint_of(r, "t", "f")->def.initially_deferred);
}

static void using_index_makes_the_index_the_constraints(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int, b int); CREATE UNIQUE INDEX i ON t (a, b);"
              "CREATE UNIQUE INDEX j ON t (b);"
              "ALTER TABLE t ADD CONSTRAINT t_pk PRIMARY KEY USING INDEX i;"
              "ALTER TABLE t ADD UNIQUE USING INDEX j;");
    assert_false(has_index(r, "i"));
    assert_str(index_of(r, "t_pk")->constraint, "t_pk");
    assert_str(index_of(r, "t_pk")->def.name, "t_pk");
    assert_str(strs_text(r, &constraint_of(r, "t", "t_pk")->def.columns), "a, b");
    assert_true(column_of(r, "t", "a")->def->not_null);
    assert_str(index_of(r, "j")->constraint, "j");
    assert_str(indexes_text(r, "t"), "t_pk, j");
}

static void one_index_is_made_for_constraints_that_say_the_same(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int UNIQUE PRIMARY KEY, b int UNIQUE UNIQUE, c int,"
              " UNIQUE (c), CONSTRAINT named UNIQUE (c), UNIQUE (c) INCLUDE (b),"
              " UNIQUE (b) DEFERRABLE);");
    assert_str(constraints_text(r, "t"), "t_pkey, t_b_key, named, t_c_b_key, t_b_key1");
    assert_str(indexes_text(r, "t"), "t_pkey, t_b_key, named, t_c_b_key, t_b_key1");
    merged(r, "CREATE TABLE u (a int, UNIQUE (a), PRIMARY KEY (a));");
    assert_str(constraints_text(r, "u"), "u_pkey");
}

static void keys_and_identity_stay_not_null(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int PRIMARY KEY, b int GENERATED ALWAYS AS IDENTITY,"
              " c int NOT NULL);"
              "ALTER TABLE t ALTER a DROP NOT NULL; ALTER TABLE t ALTER b DROP NOT NULL;"
              "ALTER TABLE t ALTER c DROP NOT NULL;");
    assert_true(column_of(r, "t", "a")->def->not_null);
    assert_true(column_of(r, "t", "b")->def->not_null);
    assert_false(column_of(r, "t", "c")->def->not_null);
}

static void a_second_primary_key_is_refused(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE t (a int PRIMARY KEY, b int); ALTER TABLE t ADD PRIMARY KEY (b);"
           "ALTER TABLE t ADD CONSTRAINT t_pkey CHECK (b > 0);");
    assert_str(constraints_text(r, "t"), "t_pkey");
    assert_false(column_of(r, "t", "b")->def->not_null);
}

static void a_named_not_null_is_a_constraint(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int CONSTRAINT nn NOT NULL, b int NOT NULL);");
    assert_true(column_of(r, "t", "a")->def->not_null);
    merged(
        r,
        "ALTER TABLE t DROP CONSTRAINT nn; ALTER TABLE t DROP CONSTRAINT t_b_not_null;");
    assert_false(column_of(r, "t", "a")->def->not_null);
    assert_false(column_of(r, "t", "b")->def->not_null);
}

static void inline_constraints_of_an_added_column_count(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE t (a int);"
           "ALTER TABLE t ADD COLUMN p_id int UNIQUE REFERENCES p ON DELETE SET NULL;");
    assert_str(constraints_text(r, "t"), "t_p_id_key, t_p_id_fkey");
    assert_int_equal(catalog_referencing(r->arena, r->catalog, named("p")).len, 1);
}

// ---- indexes ----

static void an_index_knows_its_table_and_parts(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE app.t (a int, b text);"
              "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON app.t"
              " USING btree (a DESC, lower(b)) INCLUDE (b) WHERE a > 0;");
    const Index *index = index_of(r, "app.i");
    assert_str(parts_text(r, "app.i"), "a, lower(b)");
    assert_str(index->def.where, "a > 0");
    assert_str(index->def.table.schema, "app");
    assert_true(index->def.unique && index->valid);
    assert_ptr_equal(catalog_index_table(r->catalog, index), table_of(r, "app.t"));
    assert_false(has_index(r, "i"));
    merged(r, "DROP INDEX app.i;");
    assert_false(has_index(r, "app.i"));
    assert_str(indexes_text(r, "app.t"), "");
}

static void an_index_of_an_unknown_table_is_known(void **state)
{
    Replayed *r = *state;
    change(r, "CREATE INDEX i ON users (email);");
    assert_true(is_new(r, "i"));
    assert_false(is_new(r, "users"));
    assert_str(indexes_text(r, "users"), "i");
}

static void an_index_of_a_constraint_is_not_dropped_alone(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int UNIQUE); DROP INDEX t_a_key;");
    assert_true(has_index(r, "t_a_key"));
    assert_true(has_constraint(r, "t", "t_a_key"));
}

static void a_materialized_view_has_indexes(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int); CREATE MATERIALIZED VIEW m AS SELECT a FROM t;"
              "CREATE UNIQUE INDEX i ON m (a);");
    assert_int_equal(catalog_view(r->catalog, named("m"))->indexes.len, 1);
    assert_null(catalog_index_table(r->catalog, index_of(r, "i")));
    merged(r, "ALTER MATERIALIZED VIEW m RENAME COLUMN a TO b;");
    assert_str(parts_text(r, "i"), "b");
    merged(r, "DROP MATERIALIZED VIEW m;");
    assert_false(has_index(r, "i"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        replayed_test(constraints_get_the_names_that_postgresql_makes_up),
        replayed_test(indexes_get_the_names_that_postgresql_makes_up),
        replayed_test(numbers_pass_over_names_of_other_relations),
        replayed_test(long_names_are_cut_where_postgresql_cuts_them),
        replayed_test(long_names_are_cut_between_characters),
        replayed_test(a_primary_key_makes_its_columns_not_null),
        replayed_test(a_foreign_key_without_columns_points_to_the_primary_key),
        replayed_test(a_table_may_point_to_itself),
        replayed_test(not_valid_is_lifted_by_validate),
        replayed_test(alter_constraint_changes_when_it_is_checked),
        replayed_test(using_index_makes_the_index_the_constraints),
        replayed_test(one_index_is_made_for_constraints_that_say_the_same),
        replayed_test(keys_and_identity_stay_not_null),
        replayed_test(a_second_primary_key_is_refused),
        replayed_test(a_named_not_null_is_a_constraint),
        replayed_test(inline_constraints_of_an_added_column_count),
        replayed_test(an_index_knows_its_table_and_parts),
        replayed_test(an_index_of_an_unknown_table_is_known),
        replayed_test(an_index_of_a_constraint_is_not_dropped_alone),
        replayed_test(a_materialized_view_has_indexes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
