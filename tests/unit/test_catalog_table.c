// SPDX-License-Identifier: Apache-2.0
// Unit tests of the catalog: tables and columns, and what is new.
#include "catalog/lists.h"
#include "replayed.h"

#include "check.h"

// ---- new and live ----

static void what_is_merged_is_live_and_what_the_change_makes_is_new(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE users (id int PRIMARY KEY, name text);");
    assert_false(is_new(r, "users"));
    change(r, "CREATE TABLE posts (id int); ALTER TABLE users ADD COLUMN email text;");
    assert_false(is_new(r, "users"));
    assert_true(is_new(r, "posts"));
    assert_true(is_new(r, "public.posts"));
    assert_true(
        catalog_origin_is_new(r->catalog, column_of(r, "users", "email")->origin));
    assert_false(
        catalog_origin_is_new(r->catalog, column_of(r, "users", "name")->origin));
    // A second file of the same change: still new.
    change(r, "CREATE TABLE tags (id int);");
    assert_true(is_new(r, "posts"));
    assert_int_equal(table_of(r, "posts")->origin.migration, 1);
}

static void the_base_has_nothing_new(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE users (id int);");
    assert_int_equal(catalog_batch(r->catalog), 0);
    assert_int_equal(catalog_migration(r->catalog), 0);
    assert_false(is_new(r, "users"));
}

static void a_table_made_again_is_as_new_as_its_second_making(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE users (id int);");
    change(r, "DROP TABLE users; CREATE TABLE users (id int, name text);");
    assert_true(is_new(r, "users"));
    assert_str(columns_text(r, "users"), "id, name");
}

static void an_unknown_table_is_presumed_live(void **state)
{
    Replayed *r = *state;
    change(r, "CREATE TABLE other (id int);");
    assert_null(catalog_table(r->catalog, named("users")));
    assert_false(is_new(r, "users"));
    change(r,
           "ALTER TABLE users ADD COLUMN email text, ADD CONSTRAINT u UNIQUE (email);");
    assert_false(is_new(r, "users"));
    assert_false(table_of(r, "users")->complete);
    assert_true(table_of(r, "users")->origin.batch == BATCH_PRESUMED);
    assert_true(
        catalog_origin_is_new(r->catalog, column_of(r, "users", "email")->origin));
    assert_true(is_new(r, "u"));
}

static void altering_an_unknown_column_tells_its_type(void **state)
{
    Replayed *r = *state;
    change(r, "ALTER TABLE users ALTER COLUMN age TYPE bigint;");
    const Column *age = column_of(r, "users", "age");
    assert_str(age->def->type.text, "bigint");
    assert_false(catalog_origin_is_new(r->catalog, age->origin));
}

static void if_not_exists_changes_nothing(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE users (id int);");
    change(r, "CREATE TABLE IF NOT EXISTS users (id int, name text);");
    assert_str(columns_text(r, "users"), "id");
    assert_false(is_new(r, "users"));
    assert_false(table_of(r, "users")->uncertain);
}

static void a_second_table_of_one_name_loses_no_column(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE users (id int, old int);");
    change(r, "CREATE TABLE users (id int, name text);");
    assert_str(columns_text(r, "users"), "id, old, name");
    assert_false(is_new(r, "users"));
    assert_true(table_of(r, "users")->uncertain);
}

static Str batch_text(Replayed *r)
{
    TableVec tables = catalog_tables_of_batch(r->arena, r->catalog);
    StrVec names = { 0 };
    for (size_t i = 0; i < tables.len; i++)
        *vec_push(r->arena, &names) = tables.at[i]->name.name;
    return strs_text(r, &names);
}

static void lists_what_a_batch_has_touched(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE c (d int);"
              "CREATE TABLE e (id int); CREATE TABLE g (id int);");
    change(r, "CREATE TABLE f (id int); CREATE INDEX ON b (id);");
    change(r, "ALTER TABLE a ADD CHECK (id > 0); ALTER TABLE a ADD CHECK (id > 1);"
              "ALTER TABLE c ALTER d SET DEFAULT 1; CREATE INDEX ON e (id);"
              "CREATE INDEX ON g (id); DROP TABLE e; CREATE TABLE e (id int);"
              "DROP TABLE g; ALTER TABLE b RENAME TO h;");
    assert_str(batch_text(r), "a, h, f, e");
}

static void older_batches_hide_nothing(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE a (id int);");
    catalog_begin(r->catalog, 1, 5);
    assert_str(batch_text(r), "");
    change(r, "CREATE TABLE b (id int);");
    catalog_begin(r->catalog, 3, 6);
    assert_str(batch_text(r), "");
    catalog_begin(r->catalog, 4, 1);
    assert_true(str_contains(batch_text(r), STR("b")));
}

static void what_was_dropped_or_renamed_is_gone(void **state)
{
    Replayed *r = *state;
    merged(
        r,
        "CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE c (id int);"
        "DROP TABLE a; ALTER TABLE b RENAME TO d; DROP TABLE c; CREATE TABLE c (x int);");
    assert_true(catalog_is_gone(r->catalog, named("a")));
    assert_true(catalog_is_gone(r->catalog, named("public.b")));
    assert_false(catalog_is_gone(r->catalog, named("c")));
    assert_false(catalog_is_gone(r->catalog, named("d")));
    assert_false(catalog_is_gone(r->catalog, named("never_seen")));
}

// ---- names ----

static void qualified_and_bare_names_meet(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE \"public\".\"users\" (id int); CREATE SCHEMA app;"
              "CREATE TABLE app.users (other int); ALTER TABLE users ADD COLUMN a int;");
    assert_str(columns_text(r, "public.users"), "id, a");
    assert_str(columns_text(r, "users"), "id, a");
    assert_str(columns_text(r, "app.users"), "other");
    Name resolved = catalog_resolve(r->catalog, named("users"));
    assert_str(resolved.schema, "public");
    assert_str(catalog_resolve(r->catalog, named("nowhere")).schema, "public");
}

static void the_search_path_finds_and_makes(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE SCHEMA app; CREATE TABLE public.shared (id int);"
              "SET search_path TO \"$user\", app, \"public\";"
              "CREATE TABLE mine (id int); ALTER TABLE shared ADD COLUMN a int;");
    assert_true(has_table(r, "app.mine"));
    assert_true(has_column(r, "public.shared", "a"));
    assert_true(has_table(r, "mine"));
    // The next file has a session of its own.
    merged(r, "CREATE TABLE next (id int);");
    assert_true(has_table(r, "public.next"));
    assert_false(has_table(r, "mine"));
}

static void the_search_path_takes_strings_and_resets(void **state)
{
    Replayed *r = *state;
    merged(r,
           "SET LOCAL search_path = 'app', \"Other\"; CREATE TABLE a (id int);"
           "SET SCHEMA 'third'; CREATE TABLE b (id int);"
           "SET search_path TO \"A,b\"; CREATE TABLE c (id int);"
           "RESET search_path; CREATE TABLE d (id int);"
           "SET search_path = app; RESET ALL; CREATE TABLE e (id int);"
           "SET search_path = app; SET search_path TO DEFAULT; CREATE TABLE f (id int);"
           "SET search_path = ''; CREATE TABLE g (id int);");
    assert_true(has_table(r, "app.a"));
    assert_true(has_table(r, "third.b"));
    assert_true(has_table(r, "A,b.c"));
    assert_true(has_table(r, "public.d"));
    assert_true(has_table(r, "public.e"));
    assert_true(has_table(r, "public.f"));
    assert_true(has_table(r, "public.g"));
}

static void temporary_tables_shadow_and_vanish(void **state)
{
    Replayed *r = *state;
    merged(
        r,
        "CREATE TABLE users (id int);"
        "CREATE TEMP TABLE users (tmp serial PRIMARY KEY); ALTER TABLE users ADD x int;");
    assert_str(columns_text(r, "users"), "tmp, x");
    assert_true(has_sequence(r, "pg_temp.users_tmp_seq"));
    assert_str(columns_text(r, "public.users"), "id");
    merged(r, "SELECT 1;");
    assert_str(columns_text(r, "users"), "id");
    assert_false(has_table(r, "pg_temp.users"));
    assert_false(has_sequence(r, "pg_temp.users_tmp_seq"));
    assert_false(has_index(r, "pg_temp.users_pkey"));
}

// ---- columns ----

static void columns_have_types_defaults_and_nullability(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a varchar(20) DEFAULT 'x' NOT NULL, b numeric(10,2)[],"
              " c int GENERATED ALWAYS AS (d * 2) STORED, d int);");
    const Column *a = column_of(r, "t", "a");
    assert_str(a->def->type.text, "character varying(20)");
    assert_str(a->def->default_expr, "'x'");
    assert_true(a->def->not_null);
    assert_str(column_of(r, "t", "b")->def->type.text, "numeric(10,2)[]");
    assert_int_equal(column_of(r, "t", "c")->def->generated, GENERATED_STORED);
    assert_true(table_of(r, "t")->complete);
}

static void columns_are_altered(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int, b int DEFAULT 1 NOT NULL, c int GENERATED ALWAYS AS"
              " (a * 2) STORED);");
    change(r, "ALTER TABLE t ALTER a TYPE bigint USING a::bigint, ALTER a SET DEFAULT 7,"
              " ALTER a SET NOT NULL, ALTER b DROP DEFAULT, ALTER b DROP NOT NULL,"
              " ALTER c DROP EXPRESSION;");
    const Column *a = column_of(r, "t", "a"), *b = column_of(r, "t", "b");
    assert_str(a->def->type.text, "bigint");
    assert_str(a->def->default_expr, "7");
    assert_true(a->def->not_null);
    assert_true(catalog_origin_is_new(r->catalog, a->not_null_origin));
    assert_false(catalog_origin_is_new(r->catalog, a->origin));
    assert_null(b->def->default_expr.ptr);
    assert_false(b->def->not_null);
    assert_true(catalog_origin_is_new(r->catalog, b->not_null_origin));
    assert_int_equal(column_of(r, "t", "c")->def->generated, GENERATED_NONE);
    assert_null(column_of(r, "t", "c")->def->generated_expr.ptr);
}

static void add_column_if_not_exists_keeps_the_first(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN IF NOT EXISTS a text,"
              " ADD COLUMN b text;");
    assert_str(column_of(r, "t", "a")->def->type.text, "integer");
    assert_str(columns_text(r, "t"), "a, b");
}

static void serial_and_identity_have_sequences(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE app.t (a serial, b bigint GENERATED ALWAYS AS IDENTITY, c int);"
           "ALTER TABLE app.t ADD COLUMN d bigserial,"
           " ALTER c ADD GENERATED BY DEFAULT AS IDENTITY;");
    const char *const names[] = { "app.t_a_seq", "app.t_b_seq", "app.t_c_seq",
                                  "app.t_d_seq" };
    for (size_t i = 0; i < 4; i++)
        assert_true(has_sequence(r, names[i]));
    assert_str(column_of(r, "app.t", "a")->def->default_expr,
               "nextval('app.t_a_seq'::regclass)");
    assert_null(column_of(r, "app.t", "b")->def->default_expr.ptr);
    const Sequence *sequence = catalog_sequence(r->catalog, named("app.t_d_seq"));
    assert_str(sequence->def.owned_by.schema, "app");
    assert_str(sequence->def.owned_column, "d");
    merged(r, "ALTER TABLE app.t ALTER b DROP IDENTITY, DROP COLUMN a;"
              "ALTER TABLE app.t ALTER c SET GENERATED ALWAYS;");
    assert_false(has_sequence(r, "app.t_a_seq"));
    assert_false(has_sequence(r, "app.t_b_seq"));
    assert_int_equal(column_of(r, "app.t", "b")->def->identity, IDENTITY_NONE);
    merged(r, "DROP TABLE app.t;");
    assert_false(has_sequence(r, "app.t_c_seq"));
    assert_false(has_sequence(r, "app.t_d_seq"));
}

// ---- LIKE and AS ----

static void like_copies_what_it_is_told_to(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE a (id int PRIMARY KEY, n int NOT NULL DEFAULT 3 CHECK (n > 0),"
           " i int GENERATED ALWAYS AS IDENTITY); CREATE INDEX ON a (n);"
           "CREATE TABLE plain (LIKE a); CREATE TABLE whole (LIKE a INCLUDING ALL, more "
           "int);");
    assert_str(columns_text(r, "plain"), "id, n, i");
    assert_true(column_of(r, "plain", "id")->def->not_null);
    assert_true(column_of(r, "plain", "n")->def->not_null);
    assert_null(column_of(r, "plain", "n")->def->default_expr.ptr);
    assert_int_equal(column_of(r, "plain", "i")->def->identity, IDENTITY_NONE);
    assert_str(constraints_text(r, "plain"), "");
    assert_str(columns_text(r, "whole"), "id, n, i, more");
    assert_str(column_of(r, "whole", "n")->def->default_expr, "3");
    assert_str(constraints_text(r, "whole"), "whole_pkey, a_n_check");
    assert_str(indexes_text(r, "whole"), "whole_pkey, whole_n_idx");
    assert_true(has_sequence(r, "whole_i_seq"));
    assert_true(table_of(r, "whole")->complete);
    merged(r, "CREATE TABLE of_unknown (LIKE nobody, x int);");
    assert_false(table_of(r, "of_unknown")->complete);
}

static void a_table_of_a_query_may_have_more_columns(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE a (id int); CREATE TABLE b AS SELECT id AS x FROM a;"
              "SELECT * INTO c FROM a;");
    assert_true(has_table(r, "b"));
    assert_true(has_column(r, "b", "x"));
    assert_false(table_of(r, "b")->complete);
    assert_true(has_table(r, "c"));
    assert_false(table_of(r, "c")->complete);
}

// ---- the list of all ----

static void tables_come_in_the_order_of_creation(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE z (id int); CREATE TABLE a (id int); CREATE TABLE gone (id int);"
           "CREATE TABLE app.m (id int); DROP TABLE gone; CREATE TABLE b (id int);");
    TableVec tables = catalog_tables(r->arena, r->catalog);
    assert_int_equal(tables.len, 4);
    assert_str(tables.at[0]->name.name, "z");
    assert_str(tables.at[1]->name.name, "a");
    assert_str(tables.at[2]->name.name, "m");
    assert_str(tables.at[3]->name.name, "b");
}

static void options_change_persistence(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE UNLOGGED TABLE a (id int); CREATE TABLE b (id int);"
              "ALTER TABLE a SET LOGGED; ALTER TABLE b SET UNLOGGED;");
    assert_int_equal(table_of(r, "a")->persistence, PERSIST_PERMANENT);
    assert_int_equal(table_of(r, "b")->persistence, PERSIST_UNLOGGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        replayed_test(what_is_merged_is_live_and_what_the_change_makes_is_new),
        replayed_test(the_base_has_nothing_new),
        replayed_test(a_table_made_again_is_as_new_as_its_second_making),
        replayed_test(an_unknown_table_is_presumed_live),
        replayed_test(altering_an_unknown_column_tells_its_type),
        replayed_test(if_not_exists_changes_nothing),
        replayed_test(a_second_table_of_one_name_loses_no_column),
        replayed_test(lists_what_a_batch_has_touched),
        replayed_test(older_batches_hide_nothing),
        replayed_test(what_was_dropped_or_renamed_is_gone),
        replayed_test(qualified_and_bare_names_meet),
        replayed_test(the_search_path_finds_and_makes),
        replayed_test(the_search_path_takes_strings_and_resets),
        replayed_test(temporary_tables_shadow_and_vanish),
        replayed_test(columns_have_types_defaults_and_nullability),
        replayed_test(columns_are_altered),
        replayed_test(add_column_if_not_exists_keeps_the_first),
        replayed_test(serial_and_identity_have_sequences),
        replayed_test(like_copies_what_it_is_told_to),
        replayed_test(a_table_of_a_query_may_have_more_columns),
        replayed_test(tables_come_in_the_order_of_creation),
        replayed_test(options_change_persistence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
