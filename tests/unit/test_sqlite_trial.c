// SPDX-License-Identifier: Apache-2.0
// Unit tests of files that are run on tables with rows: what becomes of the rows.
#include "trial_bench.h"

static void a_drop_cascades(void **state)
{
    history(*state, &all, USERS ORDERS);
    assert_str(
        judge(*state, "PRAGMA foreign_keys=OFF;" REBUILD "PRAGMA foreign_keys=ON"),
        "[0] ignored: Drizzle runs all pending migrations in one transaction, "
        "where SQLite passes over it; [3] deleted 2/2 users; deleted 1/2 orders by "
        "ON DELETE CASCADE of orders.user_id;");
    assert_int_equal(count(*state, "users"), 2);
    assert_int_equal(count(*state, "orders"), 1);
}

static void without_a_transaction_the_pragma_works(void **state)
{
    history(*state, &plain_on, USERS ORDERS);
    assert_str(judge(*state, "PRAGMA foreign_keys=OFF;" REBUILD "PRAGMA foreign_keys=ON"),
               "[3] deleted 2/2 users;");
    assert_int_equal(count(*state, "orders"), 0);
}

static void keys_that_are_off_delete_nothing(void **state)
{
    history(*state, &plain_off, USERS ORDERS);
    assert_str(judge(*state, REBUILD), "[2] deleted 2/2 users;");
}

static void a_runner_may_suspend_keys(void **state)
{
    history(*state, &suspended, USERS ORDERS);
    assert_str(judge(*state, "PRAGMA foreign_keys=OFF;" REBUILD),
               "[3] deleted 2/2 users;");
}

static void keys_may_be_locked(void **state)
{
    history(*state, &locked, USERS ORDERS);
    assert_str(
        judge(*state, "PRAGMA foreign_keys=0;PRAGMA defer_foreign_keys=ON;" REBUILD),
        "[0] ignored: D1 holds to foreign keys whatever a PRAGMA says; [4] deleted "
        "2/2 users; deleted 1/2 orders by ON DELETE CASCADE of orders.user_id;");
    assert_str(judge(*state, "BEGIN"),
               "[0] itself: D1 refuses BEGIN, COMMIT and SAVEPOINT;");
}

static void the_text_may_open_a_transaction(void **state)
{
    history(*state, &plain_on, USERS ORDERS);
    assert_str(judge(*state, "BEGIN;PRAGMA foreign_keys=OFF;DELETE FROM users;COMMIT"),
               "[1] ignored: SQLite passes over it inside a transaction; [2] deleted 2/2 "
               "users; deleted 1/2 orders by ON DELETE CASCADE of orders.user_id;");
}

static void references_are_nulled(void **state)
{
    history(*state, &by_file,
            USERS "CREATE TABLE a (id INTEGER PRIMARY KEY, u INT REFERENCES users"
                  " ON DELETE SET NULL ON UPDATE CASCADE);"
                  "CREATE TABLE b (id INTEGER PRIMARY KEY, u INT NOT NULL DEFAULT 0"
                  " REFERENCES users ON UPDATE CASCADE)");
    assert_str(judge(*state, "UPDATE users SET id = id + 100"),
               "[0] changed 2/2 users.id; changed 2/2 b.u by ON UPDATE CASCADE of b.u; "
               "changed 1/2 a.u by ON UPDATE CASCADE of a.u;");
    assert_str(
        judge(*state, "DELETE FROM b;DROP TABLE users"),
        "[0] deleted 2/2 b; [1] deleted 2/2 users; nulled 1/2 a.u by ON DELETE SET "
        "NULL of a.u;");
}

static void a_grandchild_goes_too(void **state)
{
    history(*state, &all,
            USERS ORDERS "CREATE TABLE items (id INTEGER PRIMARY KEY, x INT, y INT,"
                         " o INT NOT NULL REFERENCES orders ON DELETE CASCADE)");
    assert_str(judge(*state, "DROP TABLE users"),
               "[0] deleted 2/2 users; deleted 1/2 orders by ON DELETE CASCADE of "
               "orders.user_id; deleted 1/2 items by ON DELETE CASCADE of items.o;");
}

// Whose parent's key is a foreign key itself: a profile has the number of its user.
static void a_grandchild_by_a_shared_key(void **state)
{
    history(*state, &all,
            USERS "CREATE TABLE profiles (id INTEGER PRIMARY KEY REFERENCES users"
                  " ON DELETE CASCADE);"
                  "CREATE TABLE links (id INTEGER PRIMARY KEY, p INT REFERENCES profiles"
                  " ON DELETE CASCADE)");
    assert_str(judge(*state, "DROP TABLE users"),
               "[0] deleted 2/2 users; deleted 2/2 profiles by ON DELETE CASCADE of "
               "profiles.id; deleted 1/2 links by ON DELETE CASCADE of links.p;");
}

static void composite_keys_are_named(void **state)
{
    history(*state, &all,
            "CREATE TABLE p (a INT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID;"
            "CREATE TABLE c (a INT, b INT, FOREIGN KEY (a, b) REFERENCES p"
            " ON DELETE CASCADE)");
    assert_str(judge(*state, "DELETE FROM p"),
               "[0] deleted 2/2 p; deleted 1/2 c by ON DELETE CASCADE of c (a, b);");
}

static void rebuilt_children_are_still_children(void **state)
{
    history(*state, &all, USERS ORDERS);
    assert_str(
        judge(*state, "CREATE TABLE __new_orders (id INTEGER PRIMARY KEY, total INT,"
                      " user_id INT REFERENCES users (id) ON DELETE CASCADE);"
                      "INSERT INTO __new_orders SELECT * FROM orders;DROP TABLE orders;"
                      "ALTER TABLE __new_orders RENAME TO orders;" REBUILD),
        "[2] deleted 2/2 orders; [6] deleted 2/2 users; deleted 1/2 orders by ON DELETE "
        "CASCADE of orders.user_id;");
}

static void the_copy_of_a_table_that_names_itself_is_its_child(void **state)
{
    history(*state, &all,
            "CREATE TABLE nodes (id INTEGER PRIMARY KEY, up INT REFERENCES nodes (id)"
            " ON DELETE CASCADE)");
    assert_str(judge(*state, "CREATE TABLE __new_nodes (id INTEGER PRIMARY KEY, up INT"
                             " REFERENCES nodes (id) ON DELETE CASCADE);"
                             "INSERT INTO __new_nodes SELECT id, up FROM nodes;"
                             "DROP TABLE nodes;"
                             "ALTER TABLE __new_nodes RENAME TO nodes"),
               "[2] deleted 2/2 nodes; deleted 1/2 nodes by ON DELETE CASCADE of "
               "__new_nodes.up;");
    assert_int_equal(count(*state, "nodes"), 1);
}

static void a_later_file_goes_on(void **state)
{
    history(*state, &all, USERS ORDERS);
    assert_str(judge(*state, "ALTER TABLE users ADD COLUMN age INT"), "");
    assert_str(judge(*state, "DELETE FROM users WHERE mail IS NULL"),
               "[0] deleted 1/2 users NULLs;");
    assert_str(judge(*state, "DELETE FROM users"),
               "[0] deleted 1/1 users; deleted 1/2 orders by ON DELETE CASCADE of "
               "orders.user_id;");
}

static void a_new_batch_has_new_rows(void **state)
{
    Bench *bench = *state;
    history(bench, &all, USERS ORDERS);
    for (bench->batch = 1; bench->batch < 5; bench->batch++) {
        assert_str(judge(bench, "DELETE FROM orders"), "[0] deleted 2/2 orders;");
        assert_str(judge(bench, "DELETE FROM users"), "[0] deleted 2/2 users;");
    }
    assert_str(judge(bench, "CREATE TABLE t (a INT);DELETE FROM users"),
               "[1] deleted 2/2 users; deleted 1/2 orders by ON DELETE CASCADE of "
               "orders.user_id;");
    bench->batch++;
    assert_str(judge(bench, "DELETE FROM t"), "[0] deleted 2/2 t;");
}

static void rows_of_the_batch_are_no_loss(void **state)
{
    history(*state, &all, USERS);
    assert_str(judge(*state,
                     "INSERT INTO users VALUES (1, 'a', 'b');"
                     "DELETE FROM users WHERE id = 1;"
                     "CREATE TABLE t (a INT);INSERT INTO t VALUES (1), (2);"
                     "DELETE FROM t;DROP TABLE t;"
                     "INSERT INTO users SELECT id + 9, name, mail FROM users;"
                     "DELETE FROM users WHERE id IN (SELECT id + 9 FROM users);"
                     "INSERT OR REPLACE INTO users SELECT id, 'x', mail FROM users"
                     " WHERE mail IS NULL"),
               "[8] changed 1/2 users.name NULLs;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_drop_cascades),
        T(without_a_transaction_the_pragma_works),
        T(keys_that_are_off_delete_nothing),
        T(a_runner_may_suspend_keys),
        T(keys_may_be_locked),
        T(the_text_may_open_a_transaction),
        T(references_are_nulled),
        T(a_grandchild_goes_too),
        T(a_grandchild_by_a_shared_key),
        T(composite_keys_are_named),
        T(rebuilt_children_are_still_children),
        T(the_copy_of_a_table_that_names_itself_is_its_child),
        T(a_later_file_goes_on),
        T(a_new_batch_has_new_rows),
        T(rows_of_the_batch_are_no_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
