// SPDX-License-Identifier: Apache-2.0
// Unit tests of SQLite's shelf: which objects a file is given.
#include "dialect/sqlite_schema.h"
#include "dialect/sqlite_shelf.h"

#include "check.h"

typedef struct Bench {
    Arena *arena;
    SlShelf *shelf;
    SlDb *db;
    SlStock stock;
} Bench;

static int open_bench(void **state)
{
    Arena *arena = arena_new();
    Bench *bench = NEW(arena, Bench);
    bench->arena = arena;
    bench->shelf = sl_shelf_new();
    *state = bench;
    return 0;
}

static int close_bench(void **state)
{
    Bench *bench = *state;
    sl_db_close(bench->db);
    sl_shelf_free(bench->shelf);
    arena_free(bench->arena);
    return 0;
}

static void empty_db(Bench *bench)
{
    sl_db_close(bench->db);
    bench->db = sl_db_open();
    bench->stock =
        (SlStock){ .arena = bench->arena, .shelf = bench->shelf, .db = bench->db };
}

static void run(Bench *bench, const char *sql)
{
    assert_int_equal(sl_db_run(bench->arena, bench->db, str_from(sql)).status, SL_DONE);
}

// Runs the statements on what is there, and puts all of it back.
static void put(Bench *bench, const char *const *statements)
{
    empty_db(bench);
    for (size_t i = 0; statements[i]; i++)
        run(bench, statements[i]);
    sl_stock_put_back(&bench->stock);
    empty_db(bench);
}

// The same, and looks what is sound.
static void put_and_look(Bench *bench, const char *const *statements)
{
    empty_db(bench);
    for (size_t i = 0; statements[i]; i++)
        run(bench, statements[i]);
    sl_stock_put_back(&bench->stock);
    sl_stock_look(&bench->stock);
    empty_db(bench);
}

static Str taken(Bench *bench, const char *text, bool rows)
{
    sl_stock_take(&bench->stock, str_from(text), rows);
    StrVec tables = sl_schema_tables(bench->arena, bench->db);
    Str list = { 0 };
    for (size_t i = 0; i < tables.len; i++)
        list = arena_fmt(bench->arena, STR_FMT "%s" STR_FMT, STR_ARG(list),
                         list.len > 0 ? " " : "", STR_ARG(tables.at[i]));
    return list;
}

static const char *const shop[] = {
    "CREATE TABLE owners (id INTEGER PRIMARY KEY)",
    "CREATE TABLE users (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES owners)",
    "CREATE TABLE stores (id INTEGER PRIMARY KEY)",
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, user INTEGER REFERENCES users ON "
    "DELETE "
    "CASCADE, store INTEGER REFERENCES stores)",
    "CREATE TABLE lines (\"order\" INTEGER REFERENCES orders ON DELETE CASCADE)",
    "CREATE TABLE notes (line INTEGER, user INTEGER REFERENCES users)",
    "CREATE TABLE about_notes (note INTEGER REFERENCES notes)",
    "CREATE TABLE apart (a INTEGER)",
    "CREATE INDEX apart_a ON apart (a)",
    NULL,
};

static void test_what_a_text_names(void **state)
{
    Bench *bench = *state;
    put(bench, shop);
    assert_str(taken(bench, "CREATE INDEX i ON Apart (a)", true), "apart");
    assert_int_equal(bench->stock.count, 1);
    assert_str(taken(bench, "SELECT a FROM Apart", true), "apart");
    assert_int_equal(bench->stock.count, 2); // with its index
    assert_str(taken(bench, "INSERT INTO stores VALUES (1)", false), "apart stores");
    assert_str(taken(bench, "SELECT 'users'", false), "apart stores owners users");
}

static void test_an_alter_wants_keys_to_the_table(void **state)
{
    Bench *bench = *state;
    put(bench, shop);
    assert_str(taken(bench, "ALTER TABLE users ADD x", false), "owners users");
    assert_str(taken(bench, "ALTER TABLE users RENAME x TO y", false),
               "owners users orders notes");
}

static void test_rows_go_along_with_their_parents(void **state)
{
    Bench *bench = *state;
    put(bench, shop);
    // Rows of orders go, and those of lines; stores has to be there, and notes holds.
    assert_str(taken(bench, "DROP TABLE users", true),
               "owners users stores orders lines notes");
}

// An index that is only about time does nothing to a parent's rows.
static void test_a_parent_comes_with_what_its_rows_need(void **state)
{
    static const char *const family[] = {
        "CREATE TABLE p (a, b, c)",
        "CREATE UNIQUE INDEX p_a ON p (a)",
        "CREATE INDEX p_b ON p (b)",
        "CREATE INDEX p_of_c ON p (lower(c))",
        "CREATE TRIGGER p_t AFTER INSERT ON p BEGIN DELETE FROM p; END",
        "CREATE TABLE k (a REFERENCES p (a))",
        NULL,
    };
    Bench *bench = *state;
    put(bench, family);
    assert_str(taken(bench, "CREATE INDEX i ON k (a)", true), "p k");
    assert_int_equal(bench->stock.count, 4);
    assert_str(taken(bench, "CREATE INDEX i ON p (a)", true), "p k");
    assert_int_equal(bench->stock.count, 5); // with the trigger
    assert_str(taken(bench, "DELETE FROM p", true), "p k");
    assert_int_equal(bench->stock.count, 6);
}

// What is there as a parent may have children that are not.
static void test_a_parent_that_is_there_is_looked_at_anew(void **state)
{
    Bench *bench = *state;
    put(bench, shop);
    assert_str(taken(bench, "CREATE TABLE x (o REFERENCES owners)", true), "owners");
    assert_str(taken(bench, "ALTER TABLE owners RENAME TO o", true), "owners users");
}

static void test_what_is_changed_is_put_back(void **state)
{
    Bench *bench = *state;
    put(bench, shop);
    taken(bench, "ALTER TABLE apart RENAME TO a_part; DROP TABLE about_notes", false);
    sl_db_exec(bench->db, "ALTER TABLE apart RENAME TO a_part");
    sl_db_exec(bench->db, "DROP TABLE about_notes");
    sl_stock_put_back(&bench->stock);
    empty_db(bench);
    assert_str(taken(bench, "apart about_notes", false), "");
    assert_str(taken(bench, "SELECT * FROM a_part", false), "a_part");
    SlTable table;
    assert_true(sl_schema_table(bench->arena, bench->db, STR("a_part"), &table));
    assert_int_equal(table.def.indexes.len, 1);
}

static void test_programs_come_with_alters(void **state)
{
    static const char *const programs[] = {
        "CREATE TABLE a (x)",
        "CREATE TABLE b (x)",
        "CREATE TABLE c (x)",
        "CREATE TABLE d (x)",
        "CREATE VIEW v AS SELECT x FROM b",
        "CREATE TRIGGER t AFTER DELETE ON a BEGIN DELETE FROM c; END",
        NULL,
    };
    Bench *bench = *state;
    put(bench, programs);
    assert_str(taken(bench, "DELETE FROM a", true), "a b c");
    put(bench, programs);
    assert_str(taken(bench, "ALTER TABLE d ADD y", false), "a b c d");
    // A table cannot go while a view or a trigger that stays is broken, whosever it is.
    put(bench, programs);
    assert_str(taken(bench, "DROP TABLE d", false), "a b c d");
    put(bench, programs);
    assert_str(taken(bench, "CREATE INDEX i ON d (x)", false), "d");
}

static const char *const sound[] = {
    "CREATE TABLE a (x)",
    "CREATE TABLE b (x)",
    "CREATE TABLE c (x)",
    "CREATE TABLE d (x)",
    "CREATE TABLE e (x)",
    "CREATE VIEW v AS SELECT x FROM b",
    "CREATE TRIGGER t AFTER DELETE ON a BEGIN DELETE FROM c; END",
    "CREATE TRIGGER u AFTER INSERT ON d BEGIN DELETE FROM a; END",
    NULL,
};

static void test_sound_programs_stay_away(void **state)
{
    Bench *bench = *state;
    put_and_look(bench, sound);
    assert_str(taken(bench, "ALTER TABLE e ADD y", false), "e");
    put_and_look(bench, sound);
    assert_str(taken(bench, "ALTER TABLE b ADD y", false), "b");
    assert_int_equal(bench->stock.count, 2); // with the view
    // What breaks the one trigger breaks the other, which sets it off.
    put_and_look(bench, sound);
    assert_str(taken(bench, "DROP TABLE c", false), "a c d");
}

// To look leaves nothing behind, whatever it finds.
static void test_broken_ones_come_with_all(void **state)
{
    static const char *const broken[] = { "CREATE VIEW v AS SELECT x FROM gone",
                                          "CREATE TABLE a (x)", "CREATE TABLE b (x)",
                                          NULL };
    Bench *bench = *state;
    put_and_look(bench, broken);
    taken(bench, "ALTER TABLE a ADD y", false);
    assert_int_equal(bench->stock.count, 2);
    run(bench, "CREATE TABLE gone (x)");
    sl_stock_put_back(&bench->stock);
    sl_stock_look(&bench->stock);
    assert_false(sl_db_in_transaction(bench->db));
    assert_int_equal(sl_schema_tables(bench->arena, bench->db).len, 2);
    empty_db(bench);
    assert_str(taken(bench, "ALTER TABLE b ADD y", false), "b");
    assert_int_equal(bench->stock.count, 1);
}

// Until somebody looks.
static void test_what_reads_a_change_is_in_doubt(void **state)
{
    Bench *bench = *state;
    put_and_look(bench, sound);
    taken(bench, "ALTER TABLE b ADD y", false);
    run(bench, "ALTER TABLE b ADD y");
    sl_stock_put_back(&bench->stock);
    empty_db(bench);
    assert_str(taken(bench, "ALTER TABLE e ADD y", false), "b e");
}

static const char *const keys[] = {
    "CREATE TABLE p (a, b INTEGER)",
    "CREATE UNIQUE INDEX p_b ON p (b)",
    "CREATE TABLE k (b REFERENCES p (b))",
    "CREATE TABLE q (a REFERENCES later (a))",
    "CREATE TABLE alone (a)",
    NULL,
};

static const char checks[] = "PRAGMA foreign_key_check";

// It looks at the keys of every table.
static void test_a_check_takes_keys_that_may_not_fit(void **state)
{
    Bench *bench = *state;
    put(bench, keys);
    assert_str(taken(bench, checks, false), "p k q");
    sl_stock_put_back(&bench->stock);
    sl_stock_look(&bench->stock);
    assert_str(taken(bench, "DELETE FROM alone", false), "p k q alone");
}

static void test_a_check_spares_keys_that_fit(void **state)
{
    Bench *bench = *state;
    put_and_look(bench, keys);
    assert_str(taken(bench, checks, false), "");
    assert_str(taken(bench, "UPDATE alone SET a = 1; PRAGMA foreign_key_check", false),
               "alone");
    assert_int_equal(bench->stock.count, 1);
}

// Also one that was not there when they were looked at.
static void test_a_check_takes_children_of_what_is_named(void **state)
{
    Bench *bench = *state;
    put_and_look(bench, keys);
    assert_str(taken(bench, "DROP INDEX p_b; PRAGMA foreign_key_check", false), "p k");
    assert_str(taken(bench, "CREATE TABLE later (b); PRAGMA foreign_key_check", false),
               "p k q");
}

static void test_keys_to_what_has_changed_are_in_doubt(void **state)
{
    Bench *bench = *state;
    put_and_look(bench, keys);
    taken(bench, "ALTER TABLE p ADD c", false);
    run(bench, "ALTER TABLE p ADD c");
    sl_stock_put_back(&bench->stock);
    empty_db(bench);
    assert_str(taken(bench, checks, false), "");
    taken(bench, "DROP INDEX p_b", false);
    run(bench, "DROP INDEX p_b");
    sl_stock_put_back(&bench->stock);
    sl_stock_look(&bench->stock);
    empty_db(bench);
    assert_str(taken(bench, checks, false), "p k");
    sl_stock_put_back(&bench->stock);
    sl_stock_look(&bench->stock);
    empty_db(bench);
    // They do not fit, whoever looks.
    assert_str(taken(bench, checks, false), "p k");
}

// A key that may have no parent here is one that nothing is known of.
static void test_keys_are_not_looked_at_without_their_parent(void **state)
{
    Bench *bench = *state;
    put_and_look(bench, keys);
    run(bench, "CREATE TABLE k (b REFERENCES p (b), c)");
    sl_stock_put_back(&bench->stock);
    sl_stock_look(&bench->stock);
    empty_db(bench);
    assert_str(taken(bench, checks, false), "p k");
}

static const char *const nulled[] = {
    "CREATE TABLE p (id INTEGER PRIMARY KEY)",
    "CREATE TABLE k (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE SET NULL)",
    "CREATE UNIQUE INDEX k_id ON k (id)",
    "CREATE TABLE of_k (k REFERENCES k (id))",
    "CREATE TABLE other (id INTEGER PRIMARY KEY)",
    NULL,
};

// What k's rows lose refers to p alone: nobody looks for it.
static void test_a_key_that_becomes_null_is_no_loss_to_children(void **state)
{
    Bench *bench = *state;
    put(bench, nulled);
    assert_str(taken(bench, "DELETE FROM p", true), "p k of_k"); // it may not fit
    put_and_look(bench, nulled);
    assert_str(taken(bench, "DELETE FROM p", true), "p k");
    put_and_look(bench, nulled);
    assert_str(taken(bench, "DELETE FROM k", true), "p k of_k");
    put_and_look(bench, nulled);
    assert_str(taken(bench, "DROP INDEX k_id; DELETE FROM p", true), "p k of_k");
}

// Children of k: `definition` is its column.
static Str taken_of(Bench *bench, const char *definition, const char *child)
{
    Str sql = arena_fmt(bench->arena, "CREATE TABLE k (id INTEGER PRIMARY KEY, %s)",
                        definition);
    const char *const texts[] = { "CREATE TABLE p (id INTEGER PRIMARY KEY)",
                                  arena_cstr(bench->arena, sql), child, NULL };
    put_and_look(bench, texts);
    return taken(bench, "DELETE FROM p", true);
}

static void test_what_children_refer_to_may_become_null(void **state)
{
    static const char to_id[] = "CREATE TABLE c (k REFERENCES k)";
    Bench *bench = *state;
    assert_str(taken_of(bench, "p REFERENCES p ON DELETE SET NULL", to_id), "p k");
    assert_str(taken_of(bench, "p REFERENCES p ON DELETE CASCADE", to_id), "p k c");
    assert_str(taken_of(bench, "p UNIQUE REFERENCES p ON DELETE SET NULL",
                        "CREATE TABLE c (k REFERENCES k (p))"),
               "p k c");
    assert_str(taken_of(bench, "p REFERENCES p ON DELETE SET NULL, q AS (p) UNIQUE",
                        "CREATE TABLE c (k REFERENCES k (q))"),
               "p k c");
}

static void test_a_key_may_be_the_rows_own(void **state)
{
    static const char *const own[] = {
        "CREATE TABLE p (id INTEGER PRIMARY KEY)",
        "CREATE TABLE k (p PRIMARY KEY REFERENCES p ON DELETE SET DEFAULT)",
        "CREATE TABLE c (k REFERENCES k)",
        NULL,
    };
    Bench *bench = *state;
    put_and_look(bench, own);
    assert_str(taken(bench, "DELETE FROM p", true), "p k c");
}

#define bench_test(f) cmocka_unit_test_setup_teardown(f, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        bench_test(test_what_a_text_names),
        bench_test(test_an_alter_wants_keys_to_the_table),
        bench_test(test_rows_go_along_with_their_parents),
        bench_test(test_a_parent_comes_with_what_its_rows_need),
        bench_test(test_a_parent_that_is_there_is_looked_at_anew),
        bench_test(test_what_is_changed_is_put_back),
        bench_test(test_programs_come_with_alters),
        bench_test(test_sound_programs_stay_away),
        bench_test(test_broken_ones_come_with_all),
        bench_test(test_what_reads_a_change_is_in_doubt),
        bench_test(test_a_check_takes_keys_that_may_not_fit),
        bench_test(test_a_check_spares_keys_that_fit),
        bench_test(test_a_check_takes_children_of_what_is_named),
        bench_test(test_keys_to_what_has_changed_are_in_doubt),
        bench_test(test_keys_are_not_looked_at_without_their_parent),
        bench_test(test_a_key_that_becomes_null_is_no_loss_to_children),
        bench_test(test_what_children_refer_to_may_become_null),
        bench_test(test_a_key_may_be_the_rows_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
