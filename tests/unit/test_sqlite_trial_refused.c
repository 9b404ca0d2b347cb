// SPDX-License-Identifier: Apache-2.0
// Unit tests of files that are run on tables with rows: what is refused for them, and
// what the runner's transactions and sessions do to the rest.
#include "trial_bench.h"

static void columns_need_values_where_there_are_rows(void **state)
{
    history(*state, &all, USERS);
    assert_str(judge(*state, "ALTER TABLE users ADD COLUMN age INT NOT NULL;"
                             "UPDATE users SET age = 1;DELETE FROM users"),
               "[0] rows: Cannot add a NOT NULL column with default value NULL; [1] "
               "changed 2/2 users.age; [2] deleted 2/2 users;");
}

static void a_default_has_to_please_a_check(void **state)
{
    history(*state, &all, USERS);
    assert_str(
        judge(*state, "ALTER TABLE users ADD COLUMN age INT DEFAULT 0 CHECK (age > 0)"),
        "[0] rows: CHECK constraint failed;");
}

static void like_tables_are_copied_by_rows(void **state)
{
    history(*state, &all, USERS);
    assert_str(judge(*state,
                     "CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT, mail TEXT);"
                     "INSERT INTO n SELECT * FROM users"),
               "");
    assert_int_equal(count(*state, "n"), 2);
}

static void copies_fail_for_nulls(void **state)
{
    history(*state, &all, USERS);
    assert_str(judge(*state,
                     "CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
                     "INSERT INTO n SELECT id, name FROM users;"
                     "CREATE TABLE m (id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
                     "INSERT INTO m SELECT id, NULL FROM users"),
               "[1] nulls: NOT NULL constraint failed: n.name; [3] rows: NOT NULL "
               "constraint failed: m.name;");
    assert_int_equal(count(*state, "n"), 1);
    assert_int_equal(count(*state, "m"), 0);
}

static void duplicates_are_no_nulls(void **state)
{
    history(*state, &all, USERS);
    assert_str(judge(*state, "CREATE TABLE n (a TEXT UNIQUE);"
                             "INSERT INTO n SELECT 'a' FROM users;"
                             "INSERT INTO n VALUES ('x');INSERT INTO n VALUES ('x')"),
               "[1] rows: UNIQUE constraint failed: n.a; [3] itself: UNIQUE constraint "
               "failed: n.a;");
}

static void copied_rows_are_rows_too(void **state)
{
    history(*state, &all, USERS);
    assert_str(judge(*state, "CREATE TABLE n AS SELECT id, 'x' AS a FROM users;"
                             "CREATE UNIQUE INDEX i ON n (a)"),
               "[1] rows: UNIQUE constraint failed: n.a;");
}

static void values_of_ours_prove_nothing(void **state)
{
    history(*state, &all,
            USERS ORDERS
            "CREATE TABLE kinds (id INTEGER PRIMARY KEY, users INT NOT NULL)");
    // A CHECK on values that nobody knows.
    assert_str(judge(*state, "CREATE TABLE n (a TEXT CHECK (a IN ('x', 'y')));"
                             "INSERT INTO n SELECT name FROM users"),
               "");
    assert_int_equal(count(*state, "n"), 2);
    // Parents that an earlier seed may have made.
    assert_str(judge(*state, "INSERT INTO orders VALUES (1, 2, 3);"
                             "UPDATE orders SET user_id = 3"),
               "[1] changed 2/2 orders.user_id;");
    assert_str(judge(*state, "PRAGMA defer_foreign_keys=ON;"
                             "INSERT INTO orders VALUES (2, 2, 4)"),
               "");
    // A row that an earlier seed may have made.
    assert_str(judge(*state, "INSERT INTO kinds VALUES (1, (SELECT id FROM users"
                             " WHERE name = 'admin'))"),
               "");
    assert_str(judge(*state, "INSERT INTO kinds VALUES (1, NULL)"),
               "[0] itself: NOT NULL constraint failed: kinds.users;");
}

static void a_restricted_drop_fails_for_rows(void **state)
{
    history(*state, &all,
            USERS "CREATE TABLE c (u INT NOT NULL REFERENCES users ON DELETE RESTRICT)");
    assert_str(judge(*state, "DROP TABLE users;DROP TABLE c"),
               "[0] rows: FOREIGN KEY constraint failed; [1] deleted 2/2 c;");
}

static void keys_may_be_owed_at_the_end(void **state)
{
    Bench *bench = *state;
    history(bench, &by_file, USERS "CREATE TABLE c (u INT NOT NULL REFERENCES users)");
    assert_str(judge(bench, "PRAGMA defer_foreign_keys=ON;" REBUILD),
               "[3] deleted 2/2 users; [3] commit: FOREIGN KEY constraint failed;");
    bench->batch++;
    assert_str(judge(bench, "DELETE FROM c"), "[0] deleted 2/2 c;");
}

static void the_same_name_pays(void **state)
{
    history(*state, &by_file, USERS "CREATE TABLE c (u INT NOT NULL REFERENCES users)");
    assert_str(judge(*state, "PRAGMA defer_foreign_keys=ON;"
                             "CREATE TABLE copy AS SELECT * FROM users;"
                             "DROP TABLE users;" USERS
                             "INSERT INTO users SELECT * FROM copy;DROP TABLE copy"),
               "[2] deleted 2/2 users;");
    assert_int_equal(count(*state, "users"), 2);
}

static void all_files_owe_together(void **state)
{
    Bench *bench = *state;
    history(bench, &all,
            USERS "CREATE TABLE c (u INT NOT NULL REFERENCES users"
                  " DEFERRABLE INITIALLY DEFERRED)");
    assert_str(judge(bench, "CREATE TABLE x (a INT);DELETE FROM users"),
               "[1] deleted 2/2 users; [1] commit: FOREIGN KEY constraint failed;");
    assert_str(judge(bench, "CREATE TABLE y (a INT)"), "");
    bench->batch++;
    assert_str(judge(bench, "DELETE FROM c"), "[0] deleted 2/2 c;");
}

static void a_commit_in_the_text_may_be_refused(void **state)
{
    history(*state, &plain_on,
            USERS "CREATE TABLE c (u INT NOT NULL REFERENCES users"
                  " DEFERRABLE INITIALLY DEFERRED)");
    assert_str(judge(*state, "BEGIN;DELETE FROM users;COMMIT;DELETE FROM c"),
               "[1] deleted 2/2 users; [2] commit: FOREIGN KEY constraint failed; "
               "[3] deleted 2/2 c;");
}

static void vacuum_wants_no_transaction(void **state)
{
    history(*state, &plain_on, USERS);
    assert_str(judge(*state, "VACUUM;BEGIN;VACUUM;COMMIT"),
               "[2] itself: cannot VACUUM from within a transaction;");
    assert_str(judge(*state, "VACUUM INTO 'x'"), "[0] itself: VACUUM INTO;");
}

static void the_runner_misses_its_transaction(void **state)
{
    history(*state, &by_file, USERS);
    assert_str(judge(*state, "BEGIN"),
               "[0] itself: cannot start a transaction within a transaction;");
    assert_str(judge(*state, "CREATE TABLE t (a INT);COMMIT;CREATE TABLE u (a INT)"),
               "[1] itself: cannot commit - no transaction is active;");
}

static void rolled_back_rows_are_back(void **state)
{
    history(*state, &plain_on, USERS ORDERS);
    assert_str(
        judge(*state, "BEGIN;DELETE FROM users WHERE mail IS NULL;ROLLBACK;"
                      "DELETE FROM users;"),
        "[1] deleted 1/2 users NULLs; [3] deleted 2/2 users; deleted 1/2 orders by "
        "ON DELETE CASCADE of orders.user_id;");
    assert_str(judge(*state, "SAVEPOINT a;CREATE TABLE users_2 (a INT);DROP TABLE orders;"
                             "ROLLBACK TO a;RELEASE a;SELECT * FROM users_2;"),
               "[2] deleted 1/1 orders; [5] itself: no such table: users_2;");
}

static void a_trigger_changes_what_it_likes(void **state)
{
    history(*state, &all, USERS "CREATE TABLE seen (a INT, b INT)");
    run(*state, "CREATE TRIGGER users_seen AFTER UPDATE ON users BEGIN"
                " UPDATE seen SET b = 7; DELETE FROM seen WHERE a IS NULL; END");
    assert_str(
        judge(*state, "UPDATE users SET name = 'x' WHERE mail IS NOT NULL"),
        "[0] changed 1/2 users.name; deleted 1/2 seen by trigger users_seen NULLs; "
        "changed 1/2 seen.b by trigger users_seen;");
}

static void names_are_those_of_the_batch(void **state)
{
    Bench *bench = *state;
    history(bench, &plain_on, USERS);
    assert_str(judge(bench, "ALTER TABLE users RENAME TO old;" USERS
                            "INSERT INTO users SELECT * FROM old WHERE mail IS NOT NULL;"
                            "DROP TABLE old"),
               "[3] deleted 2/2 old;");
    SlRows before = sl_trial_rows_before(bench->arena, bench->trial, STR("users"));
    assert_int_equal(before.at.len, 2);
    assert_int_equal(before.columns.len, 3);
    assert_int_equal(count(bench, "users"), 1);
    assert_int_equal(
        sl_trial_rows_before(bench->arena, bench->trial, STR("nowhere")).columns.len, 0);
    assert_str(judge(bench, "DELETE FROM users"), "[0] deleted 1/1 users;");
}

static void rows_before_are_those_of_the_batch(void **state)
{
    Bench *bench = *state;
    history(bench, &all, USERS);
    assert_str(judge(bench, "UPDATE users SET name = 'x';" REBUILD),
               "[0] changed 2/2 users.name; [3] deleted 2/2 users;");
    SlRows before = sl_trial_rows_before(bench->arena, bench->trial, STR("USERS"));
    SlRows after = sl_trial_rows(bench->arena, bench->trial, STR("users"));
    assert_int_equal(before.at.len, 2);
    assert_int_equal(after.at.len, 2);
    assert_str(after.at.at[0].at[1], "'x'");
    assert_false(str_eq(before.at.at[0].at[1], STR("'x'")));
    assert_str_equal(before.at.at[0].at[0], after.at.at[0].at[0]);
}

static void settings_last_as_long_as_the_session(void **state)
{
    Bench *bench = *state;
    history(bench, &plain_on, USERS ORDERS);
    assert_str(judge(bench, "PRAGMA foreign_keys=OFF"), "");
    assert_str(judge(bench, "DELETE FROM users"), "[0] deleted 2/2 users;");
    bench->batch++;
    assert_str(judge(bench, "DELETE FROM users"),
               "[0] deleted 2/2 users; deleted 1/2 orders by ON DELETE CASCADE of "
               "orders.user_id;");
}

static void a_session_may_end_with_its_file(void **state)
{
    Bench *bench = *state;
    history(bench, &forgetful, USERS ORDERS);
    assert_str(judge(bench, "PRAGMA foreign_keys=OFF;CREATE TEMP TABLE t (a INT)"), "");
    assert_str(judge(bench, "DELETE FROM users"),
               "[0] deleted 2/2 users; deleted 1/2 orders by ON DELETE CASCADE of "
               "orders.user_id;");
    assert_str(judge(bench, "SELECT * FROM temp.t"),
               "[0] itself: no such table: temp.t;");
}

static void what_only_the_schema_saw_is_taken_over(void **state)
{
    Bench *bench = *state;
    history(bench, &all, USERS);
    assert_str(judge(bench, "ALTER TABLE users ADD COLUMN a INT"), "");
    run(bench, "CREATE TABLE later (a INT)");
    bench->batch++;
    assert_str(judge(bench, "DELETE FROM later"), "[0] deleted 2/2 later;");
    Str mend = STR("CREATE TABLE presumed (a INT)");
    sl_db_run(bench->arena, bench->db, mend);
    sl_trial_mend(bench->trial, mend);
    assert_str(judge(bench, "DELETE FROM presumed"), "[0] deleted 2/2 presumed;");
    run(bench, "ALTER TABLE later ADD COLUMN b INT");
    sl_trial_resync(bench->trial, bench->db);
    assert_str(judge(bench, "UPDATE later SET b = 1"), "[0] changed 2/2 later.b;");
}

static void a_transaction_lost_is_begun_again(void **state)
{
    history(*state, &all, USERS "CREATE TABLE t (a INT NOT NULL ON CONFLICT ROLLBACK)");
    assert_str(judge(*state,
                     "CREATE TABLE x (a INT);INSERT INTO t SELECT NULL FROM users;"
                     "PRAGMA foreign_keys=OFF;DROP TABLE x;DELETE FROM t"),
               "[1] rows: NOT NULL constraint failed: t.a; [2] ignored: Drizzle runs all "
               "pending migrations in one transaction, where SQLite passes over it; [4] "
               "deleted 2/2 t;");
}

static void hostile_text_ends(void **state)
{
    history(*state, &all, USERS);
    Str told =
        judge(*state, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM"
                      " n) INSERT INTO users (name) SELECT i FROM n;"
                      "INSERT INTO users (name) VALUES (zeroblob(1000000000));"
                      "ATTACH 'x' AS y;\"nothing;;SELECT load_extension('x');"
                      "DELETE FROM users");
    assert_true(str_ends(told, STR("deleted 2/2 users;")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(columns_need_values_where_there_are_rows),
        T(a_default_has_to_please_a_check),
        T(like_tables_are_copied_by_rows),
        T(copies_fail_for_nulls),
        T(duplicates_are_no_nulls),
        T(copied_rows_are_rows_too),
        T(values_of_ours_prove_nothing),
        T(a_restricted_drop_fails_for_rows),
        T(keys_may_be_owed_at_the_end),
        T(the_same_name_pays),
        T(all_files_owe_together),
        T(a_commit_in_the_text_may_be_refused),
        T(vacuum_wants_no_transaction),
        T(the_runner_misses_its_transaction),
        T(rolled_back_rows_are_back),
        T(a_trigger_changes_what_it_likes),
        T(names_are_those_of_the_batch),
        T(rows_before_are_those_of_the_batch),
        T(settings_last_as_long_as_the_session),
        T(a_session_may_end_with_its_file),
        T(what_only_the_schema_saw_is_taken_over),
        T(a_transaction_lost_is_begun_again),
        T(hostile_text_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
