// SPDX-License-Identifier: Apache-2.0
// The catalog after the replay of SQLite's statements, held against what SQLite itself
// says of the database that they have made.
#include "base/path.h"
#include "dialect/dialect.h"

#include "../example.h"
#include "check.h"
#include "introspected.h"

#include <stdlib.h>

// ---- statements ----

static int open_lite(void **state)
{
    replayed_open(state);
    replayed_for(*state, "sqlite@3.40");
    return 0;
}

#define lite_test(f) cmocka_unit_test_setup_teardown(f, open_lite, replayed_close)

static void check(Replayed *r, const char *sql)
{
    merged(r, sql);
    assert_true(same_as_sqlite(r, sql, sql));
}

static void names_have_no_case(void **state)
{
    Replayed *r = *state;
    check(r, "CREATE TABLE Users (Id INTEGER PRIMARY KEY, Name TEXT UNIQUE);"
             "CREATE TABLE posts (id integer primary key, u int REFERENCES USERS);");
    check(r, "ALTER TABLE users ADD COLUMN Email text; CREATE INDEX I ON USERS(email);");
    check(r, "DROP INDEX i; ALTER TABLE USERS RENAME COLUMN EMAIL TO mail;");
    check(r, "ALTER TABLE users DROP COLUMN MAIL; ALTER TABLE uSers RENAME TO People;");
    assert_true(has_table(r, "PEOPLE"));
    assert_str(table_of(r, "posts")->constraints.at[1]->def.ref_table.name, "People");
    check(r, "DROP TABLE people;");
    assert_false(has_table(r, "People"));
    assert_int_equal(table_of(r, "posts")->constraints.len, 2);
}

static void a_key_may_point_to_what_comes_later(void **state)
{
    Replayed *r = *state;
    check(r, "CREATE TABLE a (id integer primary key, b int REFERENCES B(ID));"
             "CREATE TABLE b (id integer primary key, x);");
    ForeignKeyVec keys = catalog_referencing(r->arena, r->catalog, named("b"));
    assert_int_equal(keys.len, 1);
    check(r, "ALTER TABLE b RENAME TO c; ALTER TABLE c RENAME COLUMN id TO key;");
    assert_int_equal(catalog_referencing(r->arena, r->catalog, named("C")).len, 1);
    assert_str(keys.at[0].constraint->def.ref_columns.at[0], "key");
}

static void constraints_without_names_stay_apart(void **state)
{
    Replayed *r = *state;
    check(r, "CREATE TABLE t (a int CHECK (a > 0) UNIQUE, b int CHECK (b > 0) UNIQUE,"
             " c text, CONSTRAINT n UNIQUE (c, a), CHECK (a <> b));"
             "CREATE INDEX i ON t (b);");
    check(r, "DROP INDEX i;");
    assert_int_equal(table_of(r, "t")->constraints.len, 6);
    assert_str(indexes_text(r, "t"),
               "sqlite_autoindex_t_1, sqlite_autoindex_t_2, sqlite_autoindex_t_3");
    check(r, "ALTER TABLE t RENAME TO u;");
    assert_true(has_index(r, "sqlite_autoindex_u_2"));
    check(r, "ALTER TABLE u ADD COLUMN d int CHECK (d > 1) REFERENCES u (a);");
    check(r, "ALTER TABLE u DROP COLUMN d;");
    assert_int_equal(table_of(r, "u")->constraints.len, 6);
}

static void keys_forbid_null_where_sqlite_does(void **state)
{
    Replayed *r = *state;
    check(r, "CREATE TABLE a (id INTEGER PRIMARY KEY);"
             "CREATE TABLE b (id int PRIMARY KEY);"
             "CREATE TABLE c (id text PRIMARY KEY) WITHOUT ROWID;"
             "CREATE TABLE d (x text, y int, PRIMARY KEY (x, y)) STRICT;"
             "CREATE TABLE e (x text, y int, PRIMARY KEY (x, y));");
    assert_true(column_of(r, "a", "id")->def->not_null);
    assert_false(column_of(r, "b", "id")->def->not_null);
    assert_true(column_of(r, "c", "id")->def->not_null);
    assert_true(column_of(r, "d", "y")->def->not_null);
    assert_false(column_of(r, "e", "y")->def->not_null);
}

static void what_hangs_on_a_table_goes_with_it(void **state)
{
    Replayed *r = *state;
    check(r,
          "CREATE TABLE t (a, b); CREATE UNIQUE INDEX i ON t (a) WHERE b > 1;"
          "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;"
          "CREATE TABLE s (a); CREATE TRIGGER h AFTER DELETE ON s BEGIN SELECT 1; END;");
    check(r, "DROP TABLE t; CREATE TABLE t (c); CREATE INDEX I ON t (c);"
             "CREATE TRIGGER G AFTER INSERT ON t BEGIN SELECT 1; END; DROP TRIGGER H;");
    assert_int_equal(table_of(r, "s")->triggers.len, 0);
    check(r,
          "DROP TABLE IF EXISTS missing; DROP INDEX IF EXISTS missing;"
          "CREATE TABLE IF NOT EXISTS t (other); CREATE INDEX IF NOT EXISTS i ON s (a);");
}

static void a_rename_goes_into_texts(void **state)
{
    Replayed *r = *state;
    check(r, "CREATE TABLE t (a int CHECK (t.a > 0 AND \"A\" < 9), \"x y\" text,"
             " g int AS (a + length([x y])), CHECK (length(`x y`) > a));"
             "CREATE INDEX i ON t (lower(\"x y\"), a) WHERE a > 1;"
             "CREATE VIEW v AS SELECT a FROM t;");
    check(r, "ALTER TABLE t RENAME COLUMN a TO length;");
    check(r, "ALTER TABLE t RENAME TO \"t 2\";");
    check(r, "ALTER TABLE \"t 2\" RENAME COLUMN \"x y\" TO z;");
    assert_int_equal(catalog_dependent_views(r->arena, r->catalog, named("t 2")).len, 1);
}

static void the_old_way_of_renaming_leaves_others_alone(void **state)
{
    Replayed *r = *state;
    check(r, "CREATE TABLE p (id integer primary key);"
             "CREATE TABLE c (p int REFERENCES p (id));");
    check(r, "PRAGMA legacy_alter_table = ON; ALTER TABLE p RENAME TO q;");
    assert_str(table_of(r, "c")->constraints.at[0]->def.ref_table.name, "p");
    check(r, "ALTER TABLE q RENAME TO p; ALTER TABLE p RENAME TO o;");
    assert_str(table_of(r, "c")->constraints.at[0]->def.ref_table.name, "o");
}

static void main_and_temp_are_databases(void **state)
{
    Replayed *r = *state;
    check(r,
          "CREATE TABLE main.t (a); CREATE TEMP TABLE t (b); CREATE TABLE temp.u (c);");
    assert_true(has_column(r, "main.t", "a"));
    assert_true(has_column(r, "t", "b"));
    assert_true(has_column(r, "TEMP.u", "c"));
    merged(r, "CREATE TABLE other (a);");
    assert_false(has_table(r, "u"));
    assert_true(has_column(r, "t", "a"));
}

static void a_query_makes_a_table(void **state)
{
    Replayed *r = *state;
    check(r,
          "CREATE TABLE t (a int, b text NOT NULL); CREATE TABLE u AS SELECT * FROM t;");
    assert_true(table_of(r, "u")->complete);
    assert_true(table_of(r, "u")->filled);
}

// A rebuild is the table's own way of being altered.
static void a_rebuilt_table_keeps_its_origin(void **state)
{
    Replayed *r = *state;
    check(r, "CREATE TABLE t (id integer primary key, a text, b int, CHECK (b > 0));"
             "CREATE TABLE c (t int REFERENCES t (id)); CREATE INDEX i ON t (b);");
    size_t made = table_of(r, "t")->origin.migration;
    check(r, "CREATE TABLE new_t (id integer primary key, a text NOT NULL DEFAULT 'x',"
             " b bigint UNIQUE, d int AS (b + 1) STORED, CHECK (b > 1));"
             "INSERT INTO new_t (id, a, b) SELECT id, a, b FROM t; DROP TABLE t;"
             "ALTER TABLE new_t RENAME TO t; CREATE INDEX i ON t (b, a);");
    assert_int_equal(table_of(r, "t")->origin.migration, made);
    assert_str(table_of(r, "c")->constraints.at[0]->def.ref_table.name, "t");
    check(r, "CREATE TABLE new_t (id integer primary key, a text, b text);"
             "INSERT INTO new_t (id, a, b) SELECT id, a, b FROM t; DROP TABLE t;"
             "ALTER TABLE new_t RENAME TO t;");
    assert_false(has_index(r, "i"));
    assert_int_equal(table_of(r, "t")->origin.migration, made);
}

// The rename that a view blocks is mended, or nobody goes on.
static void a_blocked_rename_is_taken_for_made(void **state)
{
    Replayed *r = *state;
    check(r,
          "CREATE TABLE t (id integer primary key, a); CREATE VIEW v AS SELECT a FROM t;"
          "CREATE TABLE s (b); CREATE TRIGGER g AFTER INSERT ON s BEGIN"
          " DELETE FROM t WHERE a = new.b; END;");
    check(r, "CREATE TABLE new_t (id integer primary key, a, c text);"
             "INSERT INTO new_t (id, a) SELECT id, a FROM t; DROP TABLE t;"
             "ALTER TABLE new_t RENAME TO t; CREATE INDEX i ON t (c);");
    assert_true(has_column(r, "t", "c"));
    assert_true(has_view(r, "v"));
    assert_int_equal(table_of(r, "s")->triggers.len, 1);
}

static void what_is_refused_changes_nothing(void **state)
{
    Replayed *r = *state;
    check(r, "CREATE TABLE t (a int UNIQUE); CREATE TABLE T (b);"
             "ALTER TABLE t DROP COLUMN a;");
    assert_true(has_column(r, "t", "a"));
    assert_false(has_column(r, "t", "b"));
}

// ---- what generators write ----

static int by_text(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static void collect(Arena *arena, FileTree *tree, Str dir, StrVec *files)
{
    StrVec folders = { 0 };
    *vec_push(arena, &folders) = dir;
    for (size_t at = 0; at < folders.len; at++) {
        StrVec inner = names_in(tree, arena, folders.at[at], ENTRY_DIR);
        StrVec names = names_in(tree, arena, folders.at[at], ENTRY_FILE);
        for (size_t i = 0; i < inner.len; i++)
            *vec_push(arena, &folders) = path_join(arena, folders.at[at], inner.at[i]);
        for (size_t i = 0; i < names.len; i++)
            if (str_ends(names.at[i], STR(".sql")))
                *vec_push(arena, files) = path_join(arena, folders.at[at], names.at[i]);
    }
    if (files->len > 1)
        qsort(files->at, files->len, sizeof *files->at, by_text);
}

// The number of statements that are no SQL.
static size_t replay_file(Replayed *r, Str path, Str text)
{
    static const Runner runner = { .name = "plain", .breakpoints = true };
    size_t opaque = 0;
    Stage stage = { .world = r->world };
    Lowered lowered = { .engine = r->engine, .stage = &stage };
    r->frontend->lower(r->arena, text, &runner, &lowered);
    catalog_begin(r->catalog, r->files++, 0);
    for (size_t i = 0; i < lowered.ops.len; i++) {
        const Op *op = &lowered.ops.at[i];
        if (op_has(op, OPF_SYNTAX))
            print_error(STR_FMT ": " STR_FMT ": " STR_FMT "\n", STR_ARG(path),
                        STR_ARG(op->detail),
                        STR_ARG(str_slice(text, op->stmt.start, op->stmt.end)));
        opaque += op_has(op, OPF_SYNTAX);
        catalog_apply(r->catalog, op);
    }
    return opaque;
}

static bool replay_sample(FileTree *tree, Arena *arena, Str dir)
{
    void *state = NULL;
    StrVec files = { 0 };
    bool same = true;
    open_lite(&state);
    collect(arena, tree, dir, &files);
    for (size_t i = 0; same && i < files.len; i++) {
        Str text = text_of(tree, arena, files.at[i]);
        size_t opaque = replay_file(state, files.at[i], text);
        same &= opaque == 0 && same_as_sqlite(state, arena_cstr(arena, text),
                                              arena_cstr(arena, files.at[i]));
    }
    replayed_close(&state);
    return same && files.len > 0;
}

static void samples_leave_what_sqlite_has(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    FileTree *tree = repository(arena);
    static const Str root = STR_INIT("fixtures/_samples");
    StrVec samples = names_in(tree, arena, root, ENTRY_DIR);
    size_t count = 0;
    bool same = true;
    for (size_t i = 0; i < samples.len; i++) {
        if (!str_contains(samples.at[i], STR("sqlite")))
            continue;
        same &= replay_sample(tree, arena, path_join(arena, root, samples.at[i]));
        count++;
    }
    assert_true(same);
    assert_true(count >= 9);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        lite_test(names_have_no_case),
        lite_test(a_key_may_point_to_what_comes_later),
        lite_test(constraints_without_names_stay_apart),
        lite_test(keys_forbid_null_where_sqlite_does),
        lite_test(what_hangs_on_a_table_goes_with_it),
        lite_test(a_rename_goes_into_texts),
        lite_test(the_old_way_of_renaming_leaves_others_alone),
        lite_test(main_and_temp_are_databases),
        lite_test(a_query_makes_a_table),
        lite_test(a_rebuilt_table_keeps_its_origin),
        lite_test(a_blocked_rename_is_taken_for_made),
        lite_test(what_is_refused_changes_nothing),
        cmocka_unit_test(samples_leave_what_sqlite_has),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
