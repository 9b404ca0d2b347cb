// SPDX-License-Identifier: Apache-2.0
// The catalog's columns and keys of MySQL, MariaDB and TiDB. What servers make by
// themselves is as SHOW CREATE TABLE had it on MySQL 9.7.4 and MariaDB 10.11.19.
#include "replayed.h"

#include "check.h"

// Starts anew, for this server.
static Replayed *server(void **state, const char *engine)
{
    replayed_for(*state, engine);
    return *state;
}

// ---- names that are made up ----

static const char parents[] =
    "CREATE TABLE p (id int PRIMARY KEY, u int, UNIQUE (u), k int);";
static const char child[] =
    "CREATE TABLE a (x int, y int, z int CHECK (z > 0), CHECK (x > y), KEY (x), "
    "KEY (x, y), UNIQUE (x), CONSTRAINT c1 CHECK (y > 0), "
    "FOREIGN KEY (y) REFERENCES p (id), "
    "CONSTRAINT fkz FOREIGN KEY (z) REFERENCES p (u));";
static const char more[] = "ALTER TABLE a ADD CHECK (x > 1), "
                           "ADD FOREIGN KEY (z) REFERENCES p (id);";

static void mysql_makes_up_names(void **state)
{
    Replayed *r = server(state, "mysql@9.7");
    merged(r, parents);
    assert_str(types_text(r, "p"), "id int!, u int, k int");
    assert_str(keys_text(r, "p"), "*PRIMARY(id) *u(u)");
    assert_str(constraints_text(r, "p"), "PRIMARY");
    merged(r, child);
    assert_str(keys_text(r, "a"), "x(x) x_2(x,y) *x_3(x) ~y(y) ~fkz(z)");
    assert_str(constraints_text(r, "a"), "a_chk_1, a_chk_2, c1, a_ibfk_1, fkz");
    merged(r, more);
    assert_str(keys_text(r, "a"), "x(x) x_2(x,y) *x_3(x) ~y(y) ~z(z)");
    assert_str(constraints_text(r, "a"),
               "a_chk_1, a_chk_2, c1, a_ibfk_1, fkz, a_chk_3, a_ibfk_2");
    merged(r, "RENAME TABLE a TO b; ALTER TABLE b ADD FOREIGN KEY (x) REFERENCES p (id)");
    assert_str(constraints_text(r, "b"), "b_chk_1, b_chk_2, c1, b_ibfk_1, fkz, b_chk_3, "
                                         "b_ibfk_2, b_ibfk_3");
    assert_str(keys_text(r, "b"), "x(x) x_2(x,y) *x_3(x) ~y(y) ~z(z)");
}

static void mariadb_makes_up_names(void **state)
{
    Replayed *r = server(state, "mariadb@10.11");
    merged(r, parents);
    merged(r, child);
    // The CHECK beside the column has no name.
    assert_str(constraints_text(r, "a"), ", CONSTRAINT_1, c1, a_ibfk_1, fkz");
    merged(r, more);
    assert_str(constraints_text(r, "a"),
               ", CONSTRAINT_1, c1, a_ibfk_1, fkz, CONSTRAINT_2, a_ibfk_2");
    merged(r, "ALTER TABLE a DROP CONSTRAINT CONSTRAINT_1, ADD CHECK (y > 5)");
    assert_str(constraints_text(r, "a"),
               ", c1, a_ibfk_1, fkz, CONSTRAINT_2, a_ibfk_2, CONSTRAINT_1");
    merged(r, "ALTER TABLE a RENAME TO b");
    assert_str(constraints_text(r, "b"),
               ", c1, b_ibfk_1, fkz, CONSTRAINT_2, b_ibfk_2, CONSTRAINT_1");
}

static void tidb_makes_up_names(void **state)
{
    Replayed *r = server(state, "tidb@7.5");
    merged(r, parents);
    merged(r, child);
    // CHECKs are switched off, and forgotten.
    assert_str(constraints_text(r, "a"), "fk_1, fkz");
    merged(r, "SET GLOBAL tidb_enable_check_constraint = ON");
    merged(r, more);
    assert_str(constraints_text(r, "a"), "fk_1, fkz, a_chk_1, fk_2");
}

static void an_expression_has_no_column_to_be_called_by(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int, b int, KEY ((a + b)), KEY ((a * b)), KEY (a))");
    assert_str(keys_text(r, "t"),
               "functional_index(a + b) functional_index_2(a * b) a(a)");
}

// ---- foreign keys ----

static void an_explicit_index_takes_the_place_of_a_generated_one(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, parents);
    merged(r, "CREATE TABLE e (a int, b int, CONSTRAINT fk FOREIGN KEY (a) "
              "REFERENCES p (id), KEY ab (a, b));"
              "CREATE TABLE f (a int, b int, CONSTRAINT fk2 FOREIGN KEY (a) "
              "REFERENCES p (id));");
    assert_str(keys_text(r, "e"), "ab(a,b)");
    assert_str(keys_text(r, "f"), "~fk2(a)");
    merged(r, "CREATE INDEX ba ON f (b, a)");
    assert_str(keys_text(r, "f"), "~fk2(a) ba(b,a)");
    merged(r, "CREATE INDEX ab ON f (A, b)");
    assert_str(keys_text(r, "f"), "ba(b,a) ab(a,b)");
    merged(r, "ALTER TABLE f DROP FOREIGN KEY fk2");
    assert_str(constraints_text(r, "f"), "");
    assert_str(keys_text(r, "f"), "ba(b,a) ab(a,b)");
}

static void an_inline_reference_counts_where_the_server_enforces_it(void **state)
{
    static const struct {
        const char *engine, *constraints;
    } rows[] = {
        { "mysql@8.4", "" },
        { "mysql@9.0", "c_ibfk_1" },
        { "mariadb@10.6", "c_ibfk_1" },
        { "tidb@8.5", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Replayed *r = server(state, rows[i].engine);
        merged(r, parents);
        merged(r, "CREATE TABLE c (a int REFERENCES p (id))");
        assert_str_equal(constraints_text(r, "c"), str_from(rows[i].constraints));
    }
}

static void checks_count_from_8_0_16_on(void **state)
{
    Replayed *r = server(state, "mysql@5.7");
    merged(r, "CREATE TABLE c (a int, CHECK (a > 0))");
    assert_str(constraints_text(r, "c"), "");
    r = server(state, "mysql@8.0.16");
    merged(r, "CREATE TABLE c (a int, CHECK (a > 0)); ALTER TABLE c ALTER CHECK c_chk_1 "
              "NOT ENFORCED");
    assert_str(constraints_text(r, "c"), "c_chk_1");
    assert_true(constraint_of(r, "c", "C_CHK_1")->def.not_enforced);
}

static void keys_follow_the_table_and_columns_they_point_to(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, parents);
    merged(r, "CREATE TABLE c (a int, FOREIGN KEY (A) REFERENCES p (ID))");
    merged(r, "RENAME TABLE p TO q; ALTER TABLE q RENAME COLUMN id TO key_id;"
              "ALTER TABLE c CHANGE a b int");
    const ConstraintDef *def = &constraint_of(r, "c", "c_ibfk_1")->def;
    assert_str(def->ref_table.name, "q");
    assert_str(strs_text(r, &def->ref_columns), "key_id");
    assert_str(strs_text(r, &def->columns), "b");
    assert_str(keys_text(r, "c"), "~a(b)");
    assert_str(keys_text(r, "q"), "*PRIMARY(key_id) *u(u)");
}

// ---- columns ----

static void columns_stand_where_they_are_put(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int, b int, c int)");
    merged(r, "ALTER TABLE t ADD d int AFTER A, ADD e int FIRST, ADD f int");
    assert_str(columns_text(r, "t"), "e, a, d, b, c, f");
    merged(r, "ALTER TABLE t MODIFY e int AFTER b");
    assert_str(columns_text(r, "t"), "a, d, b, e, c, f");
    merged(r, "ALTER TABLE t MODIFY f int FIRST, MODIFY c int AFTER nowhere");
    assert_str(columns_text(r, "t"), "f, a, d, b, e, c");
    merged(r, "ALTER TABLE t ADD A int");
    assert_str(columns_text(r, "t"), "f, a, d, b, e, c");
}

// What stands on the left is a name from before the statement.
static void names_pass_from_column_to_column(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int, b varchar(9), c date, KEY ka (a), KEY kb (b))");
    merged(r, "ALTER TABLE t RENAME COLUMN a TO B, RENAME COLUMN b TO a");
    assert_str(types_text(r, "t"), "B int, a varchar(9), c date");
    assert_str(keys_text(r, "t"), "ka(B) kb(a)");
    merged(r, "ALTER TABLE t CHANGE a b varchar(4), CHANGE b a bigint, DROP INDEX kb");
    assert_str(types_text(r, "t"), "a bigint, b varchar(4), c date");
    assert_str(keys_text(r, "t"), "ka(a)");
    merged(r, "ALTER TABLE t CHANGE a b bigint, CHANGE b c varchar(4), "
              "RENAME COLUMN c TO a");
    assert_str(types_text(r, "t"), "b bigint, c varchar(4), a date");
    merged(r, "ALTER TABLE t RENAME COLUMN b TO a, DROP COLUMN a");
    assert_str(types_text(r, "t"), "a bigint, c varchar(4)");
    merged(r, "ALTER TABLE t ADD COLUMN a text, CHANGE a d int");
    assert_str(types_text(r, "t"), "d int, c varchar(4), a text");
    merged(r, "ALTER TABLE t RENAME COLUMN d TO c"); // refused
    assert_str(types_text(r, "t"), "d int, c varchar(4), a text");
    assert_str(keys_text(r, "t"), "ka(d)");
}

static void modify_states_all_of_a_column(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (id int PRIMARY KEY, a varchar(9) NOT NULL DEFAULT 'x' "
              "COMMENT 'c', KEY k (a))");
    change(r, "ALTER TABLE t MODIFY A varchar(20)");
    const Column *column = column_of(r, "t", "a");
    assert_str(column->def->name, "A");
    assert_false(column->def->not_null);
    assert_null(column->def->default_expr.ptr);
    assert_str(column_rest(column->def)->comment, "");
    assert_int_equal(column->origin->batch, 0);
    assert_int_equal(column->changed->batch, 1);
    assert_int_equal(column->not_null_origin->batch, 1);
    assert_str(keys_text(r, "t"), "*PRIMARY(id) k(A)");
    change(r, "ALTER TABLE t MODIFY id bigint");
    assert_str(types_text(r, "t"), "id bigint!, A varchar(20)");
    change(r, "ALTER TABLE t CHANGE a id int");
    assert_str(types_text(r, "t"), "id bigint!, A varchar(20)");
}

static void defaults_and_visibility_change_by_themselves(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int DEFAULT 1, b int)");
    merged(r, "ALTER TABLE t ALTER a DROP DEFAULT, ALTER COLUMN b SET DEFAULT 7, "
              "ALTER b SET INVISIBLE");
    assert_null(column_of(r, "t", "a")->def->default_expr.ptr);
    assert_str(column_of(r, "t", "b")->def->default_expr, "7");
    assert_true(column_of(r, "t", "b")->def->invisible);
}

static void a_dropped_column_shrinks_indexes(void **state)
{
    Replayed *r = server(state, "mysql@9.7");
    merged(r, "CREATE TABLE d (a int, b int, c int, KEY k1 (a, b), UNIQUE k2 (b, c), "
              "KEY k3 (b), CHECK (a > 0), CHECK (b > 0), PRIMARY KEY (a, c))");
    merged(r, "ALTER TABLE d DROP COLUMN B");
    assert_str(keys_text(r, "d"), "*PRIMARY(a,c) k1(a) *k2(c)");
    assert_str(constraints_text(r, "d"), "PRIMARY, d_chk_1");
    merged(r, "ALTER TABLE d DROP c");
    assert_str(keys_text(r, "d"), "*PRIMARY(a) k1(a)");
    assert_str(strs_text(r, &constraint_of(r, "d", "primary")->def.columns), "a");
    merged(r, "ALTER TABLE d ADD x int, DROP a");
    assert_str(keys_text(r, "d"), "");
    assert_str(constraints_text(r, "d"), "");
}

static void a_check_of_a_column_belongs_to_it(void **state)
{
    Replayed *r = server(state, "mariadb@10.11");
    merged(r, "CREATE TABLE d (a int CHECK (a > 0), b int)");
    assert_str(constraints_text(r, "d"), "");
    assert_int_equal(table_of(r, "d")->constraints.len, 1);
    merged(r, "ALTER TABLE d MODIFY a bigint");
    assert_int_equal(table_of(r, "d")->constraints.len, 0);
    merged(r, "ALTER TABLE d MODIFY a bigint CHECK (a > 1)");
    assert_int_equal(table_of(r, "d")->constraints.len, 1);
    r = server(state, "mysql@9.7");
    merged(r, "CREATE TABLE d (a int CHECK (a > 0), b int)");
    merged(r, "ALTER TABLE d MODIFY a bigint");
    assert_str(constraints_text(r, "d"), "d_chk_1");
}

// ---- keys ----

static void primary_keys_make_columns_not_null(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int, b int); ALTER TABLE t ADD PRIMARY KEY (A, b)");
    assert_str(types_text(r, "t"), "a int!, b int!");
    assert_str(keys_text(r, "t"), "*PRIMARY(a,b)");
    assert_non_null(table_primary_key(table_of(r, "t")));
    merged(r, "ALTER TABLE t DROP PRIMARY KEY");
    assert_str(keys_text(r, "t"), "");
    assert_str(types_text(r, "t"), "a int!, b int!");
    merged(r, "ALTER TABLE t ADD PRIMARY KEY (b); DROP INDEX `PRIMARY` ON t");
    assert_null(table_primary_key(table_of(r, "t")));
}

static void indexes_belong_to_their_table(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE a (x int, KEY a (x)); CREATE TABLE b (x int, KEY a (x));"
              "ALTER TABLE a RENAME INDEX A TO n, ALTER INDEX n INVISIBLE;"
              "CREATE INDEX N ON a (x)");
    assert_str(keys_text(r, "a"), "n(x)");
    assert_str(keys_text(r, "b"), "a(x)");
    assert_true(table_index(table_of(r, "a"), STR("N"))->def.invisible);
    assert_false(has_index(r, "a"));
    merged(r, "DROP INDEX a ON b; DROP TABLE b");
    assert_true(has_table(r, "a"));
    merged(r, "ALTER TABLE a ADD UNIQUE u (x), DROP CONSTRAINT u");
    assert_str(keys_text(r, "a"), "n(x)");
}

static void drop_constraint_takes_what_it_names(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, parents);
    merged(r, "CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0), CONSTRAINT f FOREIGN "
              "KEY (a) REFERENCES p (id))");
    merged(r, "ALTER TABLE t DROP FOREIGN KEY c, DROP CHECK f");
    assert_str(constraints_text(r, "t"), "c, f");
    merged(r, "ALTER TABLE t DROP CONSTRAINT F, DROP CHECK C");
    assert_str(constraints_text(r, "t"), "");
    assert_str(keys_text(r, "t"), "~f(a)");
}

static void tidb_clusters_primary_keys(void **state)
{
    Replayed *r = server(state, "tidb@7.5");
    merged(r,
           "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY "
           "NONCLUSTERED); CREATE TABLE c (id int); ALTER TABLE c ADD PRIMARY KEY (id);"
           "SET tidb_enable_clustered_index = INT_ONLY;"
           "CREATE TABLE d (id varchar(9) PRIMARY KEY);"
           "CREATE TABLE e (id bigint PRIMARY KEY);");
    merged(r, "CREATE TABLE f (id varchar(9) PRIMARY KEY)");
    assert_int_equal(table_of(r, "a")->clustering, CLUSTERED);
    assert_int_equal(table_of(r, "b")->clustering, NONCLUSTERED);
    assert_int_equal(table_of(r, "c")->clustering, NONCLUSTERED);
    assert_int_equal(table_of(r, "d")->clustering, NONCLUSTERED);
    assert_int_equal(table_of(r, "e")->clustering, CLUSTERED);
    assert_int_equal(table_of(r, "f")->clustering, CLUSTERED);
    r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE a (id int PRIMARY KEY)");
    assert_int_equal(table_of(r, "a")->clustering, CLUSTERING_UNSAID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        replayed_test(mysql_makes_up_names),
        replayed_test(mariadb_makes_up_names),
        replayed_test(tidb_makes_up_names),
        replayed_test(an_expression_has_no_column_to_be_called_by),
        replayed_test(an_explicit_index_takes_the_place_of_a_generated_one),
        replayed_test(an_inline_reference_counts_where_the_server_enforces_it),
        replayed_test(checks_count_from_8_0_16_on),
        replayed_test(keys_follow_the_table_and_columns_they_point_to),
        replayed_test(columns_stand_where_they_are_put),
        replayed_test(names_pass_from_column_to_column),
        replayed_test(modify_states_all_of_a_column),
        replayed_test(defaults_and_visibility_change_by_themselves),
        replayed_test(a_dropped_column_shrinks_indexes),
        replayed_test(a_check_of_a_column_belongs_to_it),
        replayed_test(primary_keys_make_columns_not_null),
        replayed_test(indexes_belong_to_their_table),
        replayed_test(drop_constraint_takes_what_it_names),
        replayed_test(tidb_clusters_primary_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
