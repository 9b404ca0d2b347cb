// SPDX-License-Identifier: Apache-2.0
// Unit tests of the catalog: inheritance and partitions.
#include "replayed.h"

#include "check.h"

static void a_child_has_its_parents_columns_and_checks(void **state)
{
    Replayed *r = *state;
    merged(
        r,
        "CREATE TABLE p (id serial PRIMARY KEY, a int NOT NULL DEFAULT 3 CHECK (a > 0),"
        " i int GENERATED ALWAYS AS IDENTITY);"
        "CREATE TABLE c (b int, a int DEFAULT 4) INHERITS (p);");
    assert_str(columns_text(r, "c"), "id, a, i, b");
    assert_true(column_of(r, "c", "a")->inherited);
    assert_true(column_of(r, "c", "a")->def->not_null);
    assert_str(column_of(r, "c", "a")->def->default_expr, "4");
    assert_false(column_of(r, "c", "b")->inherited);
    assert_str(column_of(r, "c", "id")->def->default_expr,
               "nextval('public.p_id_seq'::regclass)");
    assert_int_equal(column_of(r, "c", "i")->def->identity, IDENTITY_NONE);
    assert_str(constraints_text(r, "c"), "p_a_check");
    assert_true(constraint_of(r, "c", "p_a_check")->inherited);
    assert_false(has_sequence(r, "c_id_seq"));
    assert_str(table_of(r, "p")->children.at[0].name, "c");
    assert_str(table_of(r, "c")->inherits.at[0].name, "p");
    assert_int_equal(table_of(r, "c")->partition_of.name.len, 0);
}

static void a_partition_has_its_parents_indexes_too(void **state)
{
    Replayed *r = *state;
    merged(
        r,
        "CREATE TABLE other (id int PRIMARY KEY);"
        "CREATE TABLE p (id int, a int REFERENCES other, at date, PRIMARY KEY (id, at))"
        " PARTITION BY RANGE (at); CREATE INDEX ON p (a);"
        "CREATE TABLE p1 PARTITION OF p (a DEFAULT 7, CHECK (a > 1))"
        " FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');"
        "CREATE TABLE pd PARTITION OF p DEFAULT;");
    assert_str(table_of(r, "p")->partition_by, "range");
    assert_str(columns_text(r, "p1"), "id, a, at");
    assert_str(column_of(r, "p1", "a")->def->default_expr, "7");
    assert_str(constraints_text(r, "p1"), "p1_a_check, p_a_fkey, p1_pkey");
    assert_str(indexes_text(r, "p1"), "p1_pkey, p1_a_idx");
    assert_str(index_of(r, "p1_pkey")->parent.name, "p_pkey");
    assert_str(index_of(r, "p1_a_idx")->parent.name, "p_a_idx");
    assert_true(constraint_of(r, "p1", "p1_pkey")->inherited);
    assert_str(table_of(r, "p1")->partition_of.name, "p");
    assert_false(table_of(r, "p1")->is_default_partition);
    assert_true(table_of(r, "pd")->is_default_partition);
    merged(r, "DROP TABLE p;");
    assert_false(has_table(r, "p1") || has_table(r, "pd") || has_index(r, "p1_pkey"));
}

static void changes_of_a_parent_reach_the_whole_tree(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE p (id int, k int) PARTITION BY LIST (k);"
           "CREATE TABLE q PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (k);"
           "CREATE TABLE l PARTITION OF q FOR VALUES IN (1);"
           "ALTER TABLE p ADD COLUMN a int, ALTER id SET NOT NULL, ALTER id TYPE bigint,"
           " ADD CONSTRAINT pos CHECK (a > 0), ADD CONSTRAINT uq UNIQUE (id, k);"
           "CREATE INDEX i ON p (a); ALTER TABLE p RENAME a TO b;"
           "ALTER TABLE p RENAME CONSTRAINT pos TO positive;");
    assert_str(columns_text(r, "l"), "id, k, b");
    assert_true(column_of(r, "l", "b")->inherited);
    assert_true(column_of(r, "l", "id")->def->not_null);
    assert_str(column_of(r, "l", "id")->def->type.text, "bigint");
    assert_str(constraints_text(r, "l"), "positive, l_id_k_key");
    assert_str(indexes_text(r, "l"), "l_id_k_key, l_a_idx");
    assert_str(index_of(r, "l_a_idx")->parent.name, "q_a_idx");
    assert_str(index_of(r, "q_a_idx")->parent.name, "i");
    assert_str(parts_text(r, "l_a_idx"), "b");
    merged(r, "DROP INDEX l_a_idx;");
    assert_true(has_index(r, "l_a_idx"));
    merged(r,
           "DROP INDEX i; ALTER TABLE p DROP CONSTRAINT uq, DROP CONSTRAINT positive;");
    assert_false(has_index(r, "q_a_idx") || has_index(r, "l_a_idx") ||
                 has_index(r, "l_id_k_key"));
    assert_str(constraints_text(r, "l"), "");
    merged(r, "ALTER TABLE p DROP COLUMN b;");
    assert_str(columns_text(r, "l"), "id, k");
}

static void only_stays_with_the_parent(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int, k int) PARTITION BY LIST (k);"
              "CREATE TABLE c PARTITION OF p FOR VALUES IN (1);"
              "CREATE INDEX i ON ONLY p (id); CREATE INDEX ci ON c (id);");
    assert_false(index_of(r, "i")->valid);
    assert_str(indexes_text(r, "c"), "ci");
    merged(r, "ALTER INDEX i ATTACH PARTITION ci;");
    assert_str(index_of(r, "ci")->parent.name, "i");
    assert_true(index_of(r, "i")->valid);
    merged(
        r,
        "CREATE TABLE h (id int); CREATE TABLE heir () INHERITS (h);"
        "ALTER TABLE ONLY h ALTER id SET DEFAULT 1; ALTER TABLE ONLY h DROP COLUMN id;");
    assert_null(column_of(r, "heir", "id")->def->default_expr.ptr);
    assert_false(column_of(r, "heir", "id")->inherited);
}

static void attaching_takes_a_matching_index(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int, k int, PRIMARY KEY (id, k)) PARTITION BY LIST (k);"
              "CREATE INDEX i ON p (k);"
              "CREATE TABLE c (id int, k int, CONSTRAINT c_pk PRIMARY KEY (id, k));"
              "CREATE INDEX ci ON c (k); CREATE TABLE d (id int, k int);"
              "ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1);"
              "ALTER TABLE p ATTACH PARTITION d DEFAULT;");
    assert_str(indexes_text(r, "c"), "c_pk, ci");
    assert_str(index_of(r, "ci")->parent.name, "i");
    assert_str(index_of(r, "c_pk")->parent.name, "p_pkey");
    assert_str(indexes_text(r, "d"), "d_pkey, d_k_idx");
    assert_true(column_of(r, "c", "id")->inherited);
    assert_false(table_of(r, "c")->is_default_partition);
    assert_true(table_of(r, "d")->is_default_partition);
    merged(r, "ALTER TABLE p DETACH PARTITION c CONCURRENTLY;");
    assert_int_equal(table_of(r, "p")->children.len, 1);
    assert_int_equal(table_of(r, "c")->partition_of.name.len, 0);
    assert_int_equal(index_of(r, "ci")->parent.name.len, 0);
    assert_false(column_of(r, "c", "id")->inherited);
    assert_false(constraint_of(r, "c", "c_pk")->inherited);
    merged(r, "DROP TABLE p;");
    assert_true(has_table(r, "c"));
    assert_false(has_table(r, "d"));
}

static void heirs_need_cascade(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int); CREATE TABLE a () INHERITS (p);"
              "CREATE TABLE q (x int); CREATE TABLE b () INHERITS (q);"
              "DROP TABLE p; DROP TABLE q CASCADE;");
    assert_str(columns_text(r, "a"), "id");
    assert_int_equal(table_of(r, "a")->inherits.len, 0);
    assert_false(has_table(r, "b"));
}

static void inheriting_begins_and_ends(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int, CHECK (id > 0)); CREATE TABLE q (id int, x int);"
              "CREATE TABLE c (id int, x int, CONSTRAINT p_id_check CHECK (id > 0));"
              "ALTER TABLE c INHERIT p; ALTER TABLE c INHERIT q;");
    assert_int_equal(table_of(r, "c")->inherits.len, 2);
    assert_true(constraint_of(r, "c", "p_id_check")->inherited);
    merged(r, "ALTER TABLE c NO INHERIT q;");
    assert_true(column_of(r, "c", "id")->inherited); // from p, still
    assert_false(column_of(r, "c", "x")->inherited);
    assert_true(constraint_of(r, "c", "p_id_check")->inherited);
    merged(r, "ALTER TABLE c NO INHERIT p; ALTER TABLE p DROP COLUMN id;");
    assert_str(columns_text(r, "c"), "id, x");
}

static void a_renamed_parent_keeps_its_children(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE INDEX i ON p (id);"
              "CREATE TABLE c PARTITION OF p DEFAULT; ALTER TABLE p RENAME TO p2;"
              "ALTER TABLE c RENAME TO c2; ALTER INDEX i RENAME TO i2;"
              "ALTER TABLE p2 ADD COLUMN a int;");
    assert_true(has_column(r, "c2", "a"));
    assert_str(table_of(r, "c2")->partition_of.name, "p2");
    assert_str(index_of(r, "c_id_idx")->parent.name, "i2");
}

static void circles_are_refused(void **state)
{
    Replayed *r = *state;
    merged(r, "CREATE TABLE a (x int); CREATE TABLE b (y int) INHERITS (a);"
              "CREATE TABLE c (z int) INHERITS (b);"
              "ALTER TABLE a INHERIT c; ALTER TABLE a INHERIT a; ALTER TABLE b INHERIT a;"
              "ALTER TABLE a ATTACH PARTITION a DEFAULT; CREATE TABLE s () INHERITS (s);"
              "ALTER TABLE a ADD COLUMN n int; ALTER TABLE a RENAME n TO m;");
    assert_int_equal(table_of(r, "a")->inherits.len, 0);
    assert_int_equal(table_of(r, "b")->inherits.len, 1);
    assert_str(columns_text(r, "c"), "x, y, z, m");
    merged(r, "DROP TABLE a CASCADE;");
    assert_false(has_table(r, "c"));
}

// Two ways down to one table: each change reaches it once.
static void diamonds_are_walked_once(void **state)
{
    Replayed *r = *state;
    merged(r,
           "CREATE TABLE top (id int); CREATE TABLE l () INHERITS (top);"
           "CREATE TABLE rt () INHERITS (top); CREATE TABLE bottom () INHERITS (l, rt);"
           "ALTER TABLE top ADD COLUMN a int, ADD CHECK (a > 0);");
    assert_str(columns_text(r, "bottom"), "id, a");
    assert_str(constraints_text(r, "bottom"), "top_a_check");
}

static void a_child_of_an_unknown_parent_is_not_complete(void **state)
{
    Replayed *r = *state;
    change(r, "CREATE TABLE c PARTITION OF events FOR VALUES IN (1);"
              "ALTER TABLE events ADD COLUMN a int;");
    assert_false(table_of(r, "c")->complete);
    assert_true(is_new(r, "c"));
    assert_false(is_new(r, "events"));
    assert_true(has_column(r, "c", "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        replayed_test(a_child_has_its_parents_columns_and_checks),
        replayed_test(a_partition_has_its_parents_indexes_too),
        replayed_test(changes_of_a_parent_reach_the_whole_tree),
        replayed_test(only_stays_with_the_parent),
        replayed_test(attaching_takes_a_matching_index),
        replayed_test(heirs_need_cascade),
        replayed_test(inheriting_begins_and_ends),
        replayed_test(a_renamed_parent_keeps_its_children),
        replayed_test(circles_are_refused),
        replayed_test(diamonds_are_walked_once),
        replayed_test(a_child_of_an_unknown_parent_is_not_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
