// SPDX-License-Identifier: Apache-2.0
// The catalog's tables of MySQL, MariaDB and TiDB, with their options, partitions and
// triggers, and what else a database holds.
#include "replayed.h"

#include "check.h"

// Starts anew, for this server.
static Replayed *server(void **state, const char *engine)
{
    replayed_for(*state, engine);
    return *state;
}

// ---- tables ----

static void like_copies_all_but_foreign_keys(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE p (id int PRIMARY KEY)");
    merged(r, "CREATE TABLE m (id int PRIMARY KEY, a varchar(9) DEFAULT 'x', b int, "
              "KEY k (a), CHECK (b > 0), FOREIGN KEY (b) REFERENCES p (id)) "
              "DEFAULT CHARSET latin1");
    change(r, "CREATE TABLE n LIKE m");
    assert_str(types_text(r, "n"), "id int!, a varchar(9), b int");
    assert_str(keys_text(r, "n"), "*PRIMARY(id) k(a) b(b)");
    assert_str(constraints_text(r, "n"), "PRIMARY, n_chk_1");
    assert_str(column_of(r, "n", "a")->def->default_expr, "'x'");
    assert_str(table_option(table_of(r, "n"), STR("charset")), "latin1");
    assert_true(table_of(r, "n")->complete);
    assert_true(is_new(r, "n"));
    change(r, "CREATE TABLE o LIKE never_seen");
    assert_false(table_of(r, "o")->complete);
}

static void a_table_of_a_query_is_not_wholly_known(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (id int PRIMARY KEY) AS SELECT * FROM u");
    assert_false(table_of(r, "t")->complete);
    assert_true(table_of(r, "t")->filled);
    assert_str(keys_text(r, "t"), "*PRIMARY(id)");
}

static void or_replace_makes_a_new_table(void **state)
{
    Replayed *r = server(state, "mariadb@10.11");
    merged(r, "CREATE TABLE t (a int); CREATE TABLE IF NOT EXISTS t (b int)");
    assert_str(columns_text(r, "t"), "a");
    change(r, "CREATE OR REPLACE TABLE t (b int)");
    assert_str(columns_text(r, "t"), "b");
    assert_true(is_new(r, "t"));
    assert_false(table_of(r, "t")->uncertain);
    change(r, "CREATE TABLE t (c int)");
    assert_true(table_of(r, "t")->uncertain);
}

static void temporary_tables_hide_others_until_the_session_ends(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int); CREATE TEMPORARY TABLE t (b int);"
              "ALTER TABLE t ADD c int");
    assert_str(columns_text(r, "t"), "b, c");
    merged(r, "ALTER TABLE t ADD d int");
    assert_str(columns_text(r, "t"), "a, d");
    merged(r, "CREATE TEMPORARY TABLE t (b int); DROP TEMPORARY TABLE t; "
              "DROP TEMPORARY TABLE IF EXISTS t");
    assert_str(columns_text(r, "t"), "a, d");
}

// Many times, as a hostile file may: what points to a table is kept once.
static void keys_follow_names_that_go_round(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE q (id int PRIMARY KEY);"
              "CREATE TABLE c (a int, CONSTRAINT k FOREIGN KEY (a) REFERENCES p (id))");
    for (int round = 0; round < 101; round++)
        change(r, "RENAME TABLE p TO x, q TO p, x TO q");
    ForeignKeyVec to_p =
        catalog_referencing(r->arena, r->catalog, (Name){ { 0 }, STR("p") });
    ForeignKeyVec to_q =
        catalog_referencing(r->arena, r->catalog, (Name){ { 0 }, STR("q") });
    assert_int_equal(to_p.len, 0);
    assert_int_equal(to_q.len, 1);
    assert_str(to_q.at[0].constraint->def.ref_table.name, "q");
    change(r, "DROP TABLE c");
    assert_int_equal(
        catalog_referencing(r->arena, r->catalog, (Name){ { 0 }, STR("q") }).len, 0);
}

static void tables_are_renamed_in_turn(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE a (x int); CREATE TABLE b (y int);"
              "RENAME TABLE a TO tmp, b TO a, tmp TO b");
    assert_str(columns_text(r, "a"), "y");
    assert_str(columns_text(r, "b"), "x");
    merged(r, "RENAME TABLE a TO archive.a");
    assert_false(has_table(r, "a"));
    assert_true(has_table(r, "archive.a"));
    merged(r, "DROP DATABASE archive");
    assert_false(has_table(r, "archive.a"));
}

static void a_rename_beside_other_changes_comes_last(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE a (x int); ALTER TABLE a RENAME TO b, ADD KEY k (x), "
              "ADD COLUMN y int");
    assert_false(has_table(r, "a"));
    assert_str(columns_text(r, "b"), "x, y");
    assert_str(keys_text(r, "b"), "k(x)");
}

// As MySQL 9.7, MariaDB 10.11 and 11.8 answered; TiDB makes one job of the list.
static void a_list_of_tables_is_renamed_whole_or_not(void **state)
{
    static const char *const servers[] = { "mysql@8.4", "mariadb@10.11", "tidb@7.5" };
    for (size_t i = 0; i < sizeof servers / sizeof *servers; i++) {
        Replayed *r = server(state, servers[i]);
        merged(r, "CREATE TABLE a (x int, CONSTRAINT a_chk_1 CHECK (x > 0));"
                  "CREATE TABLE b (y int); CREATE TABLE c (z int);"
                  "CREATE TABLE k (x int PRIMARY KEY);"
                  "ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES k (x)");
        merged(r, "RENAME TABLE a TO a2, k TO k2, b TO c, c TO d");
        assert_str(columns_text(r, "a"), "x");
        assert_str(columns_text(r, "b"), "y");
        assert_str(columns_text(r, "c"), "z");
        assert_false(has_table(r, "a2"));
        assert_false(has_table(r, "k2"));
        assert_false(has_table(r, "d"));
        assert_int_equal(has_constraint(r, "a", "a_chk_1"), i < 2); // TiDB ignores it
        assert_int_equal(catalog_referencing(r->arena, r->catalog, named("k")).len, 1);
        merged(r, "RENAME TABLE a TO a2, c TO d");
        assert_true(has_table(r, "a2") && has_table(r, "d"));
    }
}

static void use_chooses_the_database(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int)");
    merged(r, "USE app; ALTER TABLE t ADD b int; CREATE TABLE u (a int)");
    assert_str(columns_text(r, "t"), "a, b");
    assert_true(has_table(r, "app.u"));
    merged(r, "CREATE DATABASE own; USE own; CREATE TABLE t (z int)");
    assert_str(columns_text(r, "t"), "z");
    merged(r, "");
    assert_str(columns_text(r, "t"), "a, b");
    assert_str(columns_text(r, "own.t"), "z");
}

static void names_of_tables_have_case_but_not_on_tidb(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE Users (Id int)");
    assert_false(has_table(r, "users"));
    assert_true(has_column(r, "Users", "ID"));
    r = server(state, "tidb@7.5");
    merged(r, "CREATE TABLE Users (Id int)");
    assert_true(has_table(r, "users"));
    merged(r, "DROP TABLE USERS");
    assert_false(has_table(r, "Users"));
    assert_true(catalog_is_gone(r->catalog, named("users")));
}

static void what_was_never_seen_is_presumed(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    change(r, "ALTER TABLE t MODIFY a bigint NOT NULL, ADD KEY k (a, b)");
    assert_false(table_of(r, "t")->complete);
    assert_false(is_new(r, "t"));
    assert_str(types_text(r, "t"), "a bigint!");
    assert_int_equal(column_of(r, "t", "a")->origin->batch, BATCH_PRESUMED);
    assert_str(keys_text(r, "t"), "k(a,b)");
    assert_true(has_column(r, "t", "A"));
}

// ---- character sets and other options ----

static void a_column_keeps_the_charset_it_was_made_with(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a varchar(9), b varchar(9) CHARACTER SET ascii, c int, "
              "d varchar(9) COLLATE latin1_bin) DEFAULT CHARSET=utf8mb3");
    merged(r, "ALTER TABLE t DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_bin;"
              "ALTER TABLE t ADD e varchar(9)");
    assert_str(column_of(r, "t", "a")->def->charset, "utf8mb3");
    assert_str(column_of(r, "t", "b")->def->charset, "ascii");
    assert_str(column_of(r, "t", "c")->def->charset, "");
    assert_str(column_of(r, "t", "d")->def->charset, "latin1");
    assert_str(column_of(r, "t", "e")->def->charset, "utf8mb4");
    assert_str(column_of(r, "t", "e")->def->collation, "utf8mb4_bin");
}

static void the_database_s_default_stays_with_its_columns(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a varchar(9)); ALTER TABLE t DEFAULT CHARACTER SET latin1;"
              "ALTER TABLE t ADD b varchar(9)");
    assert_str(column_of(r, "t", "a")->def->charset, "");
    assert_non_null(column_of(r, "t", "a")->def->charset.ptr);
    assert_str(column_of(r, "t", "b")->def->charset, "latin1");
    merged(r, "ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;"
              "CREATE TABLE u (a text); CREATE TABLE v (a text) CHARSET latin2");
    assert_str(column_of(r, "u", "a")->def->charset, "utf8mb4");
    assert_str(column_of(r, "u", "a")->def->collation, "utf8mb4_bin");
    assert_str(column_of(r, "v", "a")->def->charset, "latin2");
    merged(r, "CREATE DATABASE d CHARACTER SET latin1;"
              "CREATE DATABASE IF NOT EXISTS d CHARACTER SET big5;"
              "CREATE TABLE d.t (a text); ALTER DATABASE d COLLATE ascii_bin; USE d;"
              "CREATE TABLE u (a text)");
    assert_str(column_of(r, "d.t", "a")->def->charset, "latin1");
    assert_str(column_of(r, "d.u", "a")->def->charset, "ascii");
    merged(r, "DROP DATABASE d; CREATE DATABASE d; CREATE TABLE d.t (a text)");
    assert_str(column_of(r, "d.t", "a")->def->charset, "");
}

static void convert_to_is_about_every_column(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a text, b varchar(9), c int, d tinytext) "
              "DEFAULT CHARSET=latin1");
    merged(r, "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    assert_str(types_text(r, "t"), "a mediumtext, b varchar(9), c int, d text");
    assert_str(column_of(r, "t", "b")->def->charset, "utf8mb4");
    assert_str(column_of(r, "t", "a")->def->collation, "utf8mb4_bin");
    assert_str(column_of(r, "t", "c")->def->charset, "");
    assert_str(table_option(table_of(r, "t"), STR("charset")), "utf8mb4");
    merged(r, "ALTER TABLE t CONVERT TO CHARACTER SET latin1");
    assert_str(types_text(r, "t"), "a mediumtext, b varchar(9), c int, d text");
}

static void options_are_the_newest(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int) ENGINE=MyISAM COMMENT='x'");
    merged(r, "ALTER TABLE t ENGINE=InnoDB, FORCE");
    assert_str(table_option(table_of(r, "t"), STR("engine")), "InnoDB");
    assert_str(table_option(table_of(r, "t"), STR("comment")), "x");
    assert_null(table_option(table_of(r, "t"), STR("force")).ptr);
}

static Str partitions(const Replayed *r, const char *name)
{
    StrVec names = { 0 };
    const Table *table = table_of(r, name);
    for (size_t i = 0; i < table->partitions.len; i++)
        *vec_push(r->arena, &names) = table->partitions.at[i].name;
    return strs_text(r, &names);
}

static void partitions_are_reorganized_where_they_are(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (d int) PARTITION BY RANGE (d) ("
              "PARTITION p0 VALUES LESS THAN (1), PARTITION p1 VALUES LESS THAN (2), "
              "PARTITION p2 VALUES LESS THAN (4), PARTITION p3 VALUES LESS THAN (8))");
    change(r, "ALTER TABLE t REORGANIZE PARTITION p1, p2 INTO (PARTITION a VALUES LESS "
              "THAN (2), PARTITION b VALUES LESS THAN (3), PARTITION c VALUES LESS THAN "
              "(4))");
    assert_str(partitions(r, "t"), "p0, a, b, c, p3");
    change(r, "ALTER TABLE t REORGANIZE PARTITION p0, a INTO (PARTITION z VALUES LESS "
              "THAN (2))");
    assert_str(partitions(r, "t"), "z, b, c, p3");
}

static void partitions_come_and_go(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS "
              "THAN (10), PARTITION p1 VALUES LESS THAN (20))");
    assert_str(table_of(r, "t")->partition_by, "range");
    merged(r, "ALTER TABLE t ADD PARTITION (PARTITION p2 VALUES LESS THAN (30))");
    assert_str(partitions(r, "t"), "p0, p1, p2");
    merged(r, "ALTER TABLE t REORGANIZE PARTITION p0, P1 INTO (PARTITION n VALUES LESS "
              "THAN (20))");
    assert_str(partitions(r, "t"), "n, p2");
    merged(r, "ALTER TABLE t DROP PARTITION n");
    assert_str(partitions(r, "t"), "p2");
    merged(r, "ALTER TABLE t REMOVE PARTITIONING");
    assert_str(partitions(r, "t"), "");
    assert_str(table_of(r, "t")->partition_by, "");
}

// ---- programs and views ----

static void triggers_hang_on_their_table(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int); CREATE TABLE log (a int);"
              "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW "
              "INSERT INTO log VALUES (NEW.a)");
    const Table *table = table_of(r, "t");
    assert_int_equal(table->triggers.len, 1);
    assert_str(table->triggers.at[0]->name, "tr");
    assert_true(text_mentions_any_case(table->triggers.at[0]->body, STR("LOG")));
    merged(r, "DROP TRIGGER tr");
    assert_int_equal(table->triggers.len, 0);
}

static void views_keep_the_names_they_were_written_with(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;"
              "RENAME TABLE t TO u");
    assert_true(has_view(r, "v"));
    assert_int_equal(catalog_dependent_views(r->arena, r->catalog, named("t")).len, 1);
    assert_int_equal(catalog_dependent_views(r->arena, r->catalog, named("u")).len, 0);
    merged(r, "DROP VIEW v");
    assert_false(has_view(r, "v"));
}

static void sequences_are_relations(void **state)
{
    Replayed *r = server(state, "mariadb@10.11");
    merged(r, "CREATE SEQUENCE s; CREATE SEQUENCE s2; DROP SEQUENCE s2");
    assert_true(has_sequence(r, "s"));
    assert_false(has_sequence(r, "s2"));
}

static void a_statement_made_at_run_time_leaves_doubt(void **state)
{
    Replayed *r = server(state, "mysql@8.4");
    merged(r, "CREATE TABLE Users (a int); CREATE TABLE b (a int);"
              "PREPARE s FROM 'ALTER TABLE `Users` ADD x int'");
    assert_true(table_of(r, "Users")->uncertain);
    assert_false(table_of(r, "b")->uncertain);
}

// Each text makes doubt about `users`, and none about the other table.
static void a_statement_in_a_variable_leaves_doubt(void **state)
{
    static const char *const texts[] = {
        "SET @t = 'users', @s = CONCAT('DROP INDEX i ON ', @t); PREPARE p FROM @s",
        "SELECT 'ALTER TABLE users ADD x int' INTO @s FROM b; PREPARE p FROM @s",
        "SELECT @s := 'ALTER TABLE users ADD x int'; EXECUTE p",
        "CREATE PROCEDURE go() ALTER TABLE users ADD x int; CALL go()",
        "CALL add_column('users', 'x')",
        "SET @t = 'users'; CALL add_column(@t, 'x')",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        Replayed *r = server(state, "mysql@9.7");
        merged(r, "CREATE TABLE users (id int); CREATE TABLE b (id int);");
        merged(r, texts[i]);
        if (!table_of(r, "users")->uncertain)
            fail_msg("no doubt after: %s", texts[i]);
        assert_false(table_of(r, "b")->uncertain);
    }
    Replayed *r = server(state, "mysql@9.7");
    merged(r, "CREATE TABLE users (id int); SET @t = 'users'; "
              "CREATE PROCEDURE go() ALTER TABLE users ADD x int;");
    assert_false(table_of(r, "users")->uncertain); // nothing has run
}

static void words_are_found_in_any_case_outside_of_strings(void **state)
{
    (void)state;
    assert_true(text_mentions_any_case(STR("`Amount` > 0"), STR("amount")));
    assert_true(text_mentions_any_case(STR("t.Amount+1"), STR("AMOUNT")));
    assert_true(text_mentions_any_case(STR("`a``b`"), STR("A`B")));
    assert_false(text_mentions_any_case(STR("'amount' = \"amount\""), STR("amount")));
    assert_false(text_mentions_any_case(STR("'it\\'s amount'"), STR("amount")));
    assert_false(
        text_mentions_any_case(STR("amounts /* amount */ -- amount"), STR("amount")));
    assert_false(text_mentions_any_case(STR("`amount"), STR("amounts")));
    assert_false(text_mentions_any_case(STR(""), STR("a")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        replayed_test(like_copies_all_but_foreign_keys),
        replayed_test(a_table_of_a_query_is_not_wholly_known),
        replayed_test(or_replace_makes_a_new_table),
        replayed_test(temporary_tables_hide_others_until_the_session_ends),
        replayed_test(keys_follow_names_that_go_round),
        replayed_test(tables_are_renamed_in_turn),
        replayed_test(a_rename_beside_other_changes_comes_last),
        replayed_test(a_list_of_tables_is_renamed_whole_or_not),
        replayed_test(use_chooses_the_database),
        replayed_test(names_of_tables_have_case_but_not_on_tidb),
        replayed_test(what_was_never_seen_is_presumed),
        replayed_test(a_column_keeps_the_charset_it_was_made_with),
        replayed_test(the_database_s_default_stays_with_its_columns),
        replayed_test(convert_to_is_about_every_column),
        replayed_test(options_are_the_newest),
        replayed_test(partitions_come_and_go),
        replayed_test(partitions_are_reorganized_where_they_are),
        replayed_test(triggers_hang_on_their_table),
        replayed_test(views_keep_the_names_they_were_written_with),
        replayed_test(sequences_are_relations),
        replayed_test(a_statement_made_at_run_time_leaves_doubt),
        replayed_test(a_statement_in_a_variable_leaves_doubt),
        cmocka_unit_test(words_are_found_in_any_case_outside_of_strings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
