// SPDX-License-Identifier: Apache-2.0
// Unit tests of the layouts "prisma", "supabase" and "plain", of what all layouts share
// (dialects, wishes), and of the table of runners.
#include "workbench.h"

#include <string.h>

// ---- prisma ----

static void prisma_takes_folders_in_the_order_of_strings(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/migration_lock.toml", "# keep\nprovider = \"mysql\"\n");
    bench_put(bench, "m/9_late/migration.sql", "SELECT 9;");
    bench_put(bench, "m/20260101000000_a/migration.sql", "SELECT 1;");
    bench_put(bench, "m/zzz/migration.sql", "SELECT 2;");
    bench_put(bench, "m/20260102000000_empty/notes.txt", "x");
    bench_put(bench, "m/0001_beside.sql", "SELECT 3;");
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "prisma");
    assert_str(project.dialect, "mysql");
    assert_string_equal(project.runner->name, "prisma");
    assert_int_equal(project.runner->scope, TX_FILE);
    assert_str(bench_paths(bench, &project), "20260101000000_a/migration.sql "
                                             "9_late/migration.sql zzz/migration.sql");
    assert_str(bench_versions(bench, &project), "20260101000000 9 ");
    assert_str(project.migrations.at[2].name, "zzz");
    assert_str(bench_words(bench, &project.stray),
               "m/0001_beside.sql m/20260102000000_empty");
    assert_false(project.journal.expected);
}

static void prisma_keeps_what_it_cannot_read(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/1_a/migration.sql", "SELECT 1;");
    bench_put(bench, "m/2_b/migration.sql/x", "SELECT 1;");
    bench_put(bench, "m/3_c/migration.sql", "SELECT 1;");
    tree_memory_break(bench->tree, STR("m/3_c"), STR("is locked"));
    Project project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project),
               "1_a/migration.sql 2_b/migration.sql 3_c/migration.sql");
    assert_str(project.migrations.at[0].unreadable, "");
    assert_str(project.migrations.at[1].unreadable, "is a directory");
    assert_str(project.migrations.at[2].unreadable, "lies in a folder that is locked");
}

static void prisma_does_without_a_lock_file(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/1_a/migration.sql", "CREATE TABLE a (id SERIAL);");
    bench_put(bench, "m/migration_lock.toml", "<<<<<<< HEAD\nnonsense\n");
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "prisma");
    assert_str(project.dialect, "postgres");
    Found found = { .dir = STR("m"), .family = STR("cockroachdb") };
    assert_str(bench_load_found(bench, found).dialect, "cockroachdb");
}

// ---- supabase ----

static void supabase_runs_numbered_names_only(void **state)
{
    Bench *bench = *state;
    const char *dir = "apps/web/supabase/migrations";
    bench_put(bench, "apps/web/supabase/migrations/20240102000000_b.sql", "SELECT 2;");
    bench_put(bench, "apps/web/supabase/migrations/20240101000000_a.sql", "SELECT 1;");
    bench_put(bench, "apps/web/supabase/migrations/20240103000000.sql", "SELECT 3;");
    bench_put(bench, "apps/web/supabase/migrations/fix.sql", "SELECT 4;");
    bench_put(bench, "apps/web/supabase/migrations/20240104000000_c.SQL", "SELECT 5;");
    bench_put(bench, "apps/web/supabase/migrations/20240105000000_d.sql/x", "");
    Project project = bench_load(bench, dir);
    assert_str(project.layout, "supabase");
    assert_str(project.dialect, "postgres");
    assert_string_equal(project.runner->name, "supabase");
    assert_str(bench_paths(bench, &project),
               "20240101000000_a.sql 20240102000000_b.sql 20240105000000_d.sql");
    assert_str(project.migrations.at[0].version, "20240101000000");
    assert_str(project.migrations.at[0].name, "20240101000000_a");
    assert_str(project.migrations.at[2].unreadable, "is a directory");
    assert_int_equal(project.stray.len, 3);
    assert_str(path_base(project.stray.at[0]), "20240103000000.sql");
    assert_str(path_base(project.stray.at[1]), "20240104000000_c.SQL");
    assert_str(path_base(project.stray.at[2]), "fix.sql");
}

static void supabase_skips_an_old_dump(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "supabase/migrations/20211208000000_init.sql", "SELECT 1;");
    bench_put(bench, "supabase/migrations/20211208000001_init.sql", "SELECT 1;");
    bench_put(bench, "supabase/migrations/20240101000000_a.sql", "SELECT 1;");
    Project project = bench_load(bench, "supabase/migrations");
    assert_str(bench_paths(bench, &project),
               "20211208000001_init.sql 20240101000000_a.sql");
    assert_str(bench_words(bench, &project.stray),
               "supabase/migrations/20211208000000_init.sql");
}

// ---- plain ----

static void plain_files_run_in_natural_order(void **state)
{
    Bench *bench = *state;
    static const char *const NAMES[] = {
        "m/10_b.sql", "m/9_a.sql",  "m/schema.sql", "m/2024-01-02-120000_x.sql",
        "m/0011.sql", "m/.tmp.sql", "m/readme.md",  "m/2024_01_02_130000_y.SQL",
    };
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        bench_put(bench, NAMES[i], "SELECT 1;");
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "plain");
    assert_string_equal(project.runner->name, "plain");
    assert_str(bench_paths(bench, &project),
               "9_a.sql 10_b.sql 0011.sql 2024-01-02-120000_x.sql "
               "2024_01_02_130000_y.SQL schema.sql");
    assert_str(bench_versions(bench, &project),
               "9 10 0011 2024-01-02-120000 2024_01_02_130000 ");
    assert_str(project.migrations.at[4].name, "2024_01_02_130000_y");
    assert_int_equal(project.stray.len, 0);
}

static void rollback_files_belong_to_their_migration(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/0001_a.up.sql", "CREATE TABLE a ();");
    bench_put(bench, "m/0001_a.down.sql", "DROP TABLE a;");
    bench_put(bench, "m/0002_b.sql", "SELECT 1;");
    bench_put(bench, "m/0002_b.down.sql", "SELECT 1;");
    bench_put(bench, "m/0003_c.down.sql", "SELECT 1;");
    Project project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project), "0001_a.up.sql 0002_b.sql");
    assert_str(project.migrations.at[0].name, "0001_a");
    assert_str(project.migrations.at[0].down_path, "m/0001_a.down.sql");
    assert_str(project.migrations.at[0].down_text, "DROP TABLE a;");
    assert_str(project.migrations.at[1].down_path, "m/0002_b.down.sql");
    assert_str(bench_words(bench, &project.stray), "m/0003_c.down.sql");
}

static void rollbacks_may_have_a_folder(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/up/0001_a.sql", "SELECT 1;");
    bench_put(bench, "m/up/0002_b.sql", "SELECT 1;");
    bench_put(bench, "m/down/0001_a.sql", "SELECT 1;");
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "plain");
    assert_str(bench_paths(bench, &project), "up/0001_a.sql up/0002_b.sql");
    assert_str(project.migrations.at[0].down_path, "m/down/0001_a.sql");
    assert_str(project.migrations.at[0].down_text, "SELECT 1;");
    assert_str(project.migrations.at[1].down_path, "");
    // Beside files of its own, such folders mean something else.
    bench_put(bench, "m/0001_c.sql", "SELECT 1;");
    project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project), "0001_c.sql");
}

static void plain_keeps_what_it_cannot_read(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "1_a.sql", "SELECT 1;");
    bench_put(bench, "2_b.sql/x", "");
    tree_memory_break(bench->tree, STR("3_c.sql"), STR("is on fire"));
    Project project = bench_load(bench, ".");
    assert_str(bench_paths(bench, &project), "1_a.sql 2_b.sql 3_c.sql");
    assert_str(project.migrations.at[1].unreadable, "is a directory");
    assert_str(project.migrations.at[2].unreadable, "is on fire");
    assert_str(project.migrations.at[0].unreadable, "");
}

// ---- dialects ----

static void a_dialect_is_guessed_from_the_text(void **state)
{
    static const char *const CASES[][2] = {
        { "CREATE TABLE a (id int);", "postgres" },
        { "", "postgres" },
        { "CREATE TABLE a (id BIGINT UNSIGNED) ENGINE = InnoDB;", "mysql" },
        { "CREATE TABLE a (id integer primary key autoincrement);", "sqlite" },
        { "PRAGMA foreign_keys = ON;\nSELECT 1;", "sqlite" },
        { "CREATE TABLE a (id bigserial, b jsonb); -- was AUTO_INCREMENT", "postgres" },
        { "CREATE TABLE a (`t` Date) ENGINE = ReplacingMergeTree ORDER BY (`t`);",
          "clickhouse" },
        { "ALTER TABLE `a` ADD COLUMN `query` LowCardinality(String);", "clickhouse" },
    };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        bench_put(bench, "m/0001_a.sql", CASES[i][0]);
        Project project = bench_load(bench, "m");
        if (!str_eq(project.dialect, str_from(CASES[i][1])))
            fail_msg("\"%s\" is taken for " STR_FMT, CASES[i][0],
                     STR_ARG(project.dialect));
    }
}

static void other_names_of_dialects_are_known(void **state)
{
    static const struct {
        const char *said, *dialect, *family;
    } CASES[] = {
        { "postgresql", "postgres", "postgres" },
        { "PostgreSQL", "postgres", "postgres" },
        { "turso", "sqlite", "libsql" },
        { "libsql", "sqlite", "libsql" },
        { "sqlite3", "sqlite", "sqlite" },
        { "d1", "sqlite", "d1" },
        { "mariadb", "mysql", "mariadb" },
        { "tidb", "mysql", "tidb" },
        { "mysql2", "mysql", "mysql" },
        { "mssql", "mssql", "mssql" },
        { "gel", "gel", "gel" },
        { "singlestore", "singlestore", "singlestore" },
    };
    Bench *bench = *state;
    bench_put(bench, "m/0001_a.sql", "SELECT 1;");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Found found = { .dir = STR("m"), .family = str_from(CASES[i].said) };
        Project project = bench_load_found(bench, found);
        assert_str_equal(project.dialect, str_from(CASES[i].dialect));
        assert_str_equal(project.engine.family, str_from(CASES[i].family));
    }
}

// Drizzle and Prisma know MySQL alone, and mean all that speaks as it does.
static void a_kin_of_mysql_keeps_its_family(void **state)
{
    Bench *bench = *state;
    Project project;
    bench_put(bench, "m/20260101000000_a/migration.sql", "SELECT 1;");
    bench_put(bench, "m/migration_lock.toml", "provider = \"mysql\"\n");
    Found found = { .dir = STR("m") };
    assert_str(bench_load_found(bench, found).engine.family, "mysql");
    LayoutWishes tidb = { .engine = { STR("tidb"), 8, 5, 0 } };
    assert_true(bench_try(bench, found, tidb, &project));
    assert_str(project.dialect, "mysql");
    assert_str(project.engine.family, "tidb");
    assert_int_equal(engine_version(&project.engine), ENGINE_VERSION(8, 5, 0));
    found.family = STR("mariadb"); // the configuration knows it better than the lock
    assert_str(bench_load_found(bench, found).engine.family, "mariadb");
    found.family = STR("sqlite"); // and this is another database
    assert_str(bench_load_found(bench, found).engine.family, "mysql");
    LayoutWishes postgres = { .engine.family = STR("postgres") };
    assert_false(bench_try(bench, found, postgres, &project));
}

static void a_kin_of_sqlite_keeps_its_family(void **state)
{
    Bench *bench = *state;
    Project project;
    bench_put(bench, "m/20260101000000_a/migration.sql", "SELECT 1;");
    bench_put(bench, "m/migration_lock.toml", "provider = \"sqlite\"\n");
    Found found = { .dir = STR("m") };
    assert_str(bench_load_found(bench, found).engine.family, "sqlite");
    LayoutWishes old = { .engine = { STR("sqlite"), 3, 34, 1 } };
    found.family = STR("libsql");
    assert_str(bench_load_found(bench, found).engine.family, "libsql");
    assert_true(bench_try(bench, found, old, &project));
    assert_str(project.engine.family, "sqlite");
    assert_int_equal(engine_version(&project.engine), ENGINE_VERSION(3, 34, 1));
    found.family = STR("mysql");
    assert_str(bench_load_found(bench, found).engine.family, "sqlite");
}

// ---- wishes ----

static void wishes_go_first(void **state)
{
    Bench *bench = *state;
    Project project;
    bench_put(bench, "m/0001_a.sql", "SELECT 1;--> statement-breakpoint\nSELECT 2;");
    LayoutWishes wishes = { .layout = STR("plain"),
                            .engine = { STR("mariadb"), 11, 4, 0 },
                            .runner = runner_find(STR("supabase")) };
    assert_true(bench_try(bench, (Found){ .dir = STR("m") }, wishes, &project));
    assert_str(project.layout, "plain");
    assert_str(project.dialect, "mysql");
    assert_str(project.engine.family, "mariadb");
    assert_int_equal(project.engine.major, 11);
    assert_string_equal(project.runner->name, "supabase");
    assert_false(project.journal.expected);
}

static void wishes_that_contradict_the_folder_are_refused(void **state)
{
    Bench *bench = *state;
    Project project;
    Found found = { .dir = STR("m") };
    bench_put(bench, "m/1_a/migration.sql", "SELECT 1;");
    bench_put(bench, "m/migration_lock.toml", "provider = \"postgresql\"");
    assert_false(
        bench_try(bench, found, (LayoutWishes){ .layout = STR("plain") }, &project));
    assert_str(bench->why,
               "m holds no migrations of the layout plain; it looks like prisma");
    assert_false(bench_try(bench, found, (LayoutWishes){ .engine.family = STR("mysql") },
                           &project));
    assert_str(bench->why, "the migrations in m are for postgres, not for mysql");
    assert_false(
        bench_try(bench, found, (LayoutWishes){ .layout = STR("rails") }, &project));
    assert_str(bench->why, "there is no layout \"rails\"");
    assert_true(bench_try(bench, found,
                          (LayoutWishes){ .engine.family = STR("postgres") }, &project));
}

static void a_folder_must_be_there(void **state)
{
    Bench *bench = *state;
    Project project;
    bench_put(bench, "m/1.sql", "SELECT 1;");
    assert_false(
        bench_try(bench, (Found){ .dir = STR("x") }, (LayoutWishes){ 0 }, &project));
    assert_str(bench->why, "there is no folder x");
    tree_memory_break(bench->tree, STR("m"), STR("is locked"));
    assert_false(
        bench_try(bench, (Found){ .dir = STR("m") }, (LayoutWishes){ 0 }, &project));
    assert_str(bench->why, "m is locked");
}

// ---- runners ----

static void every_layout_has_a_runner_of_its_name(void **state)
{
    (void)state;
    size_t count;
    const Runner *runners = runner_all(&count);
    for (size_t i = 0; layout_names[i]; i++)
        assert_non_null(runner_find(str_from(layout_names[i])));
    for (size_t i = 0; i < count; i++) {
        const Runner *usual = runner_find(str_from(runners[i].name));
        assert_non_null(usual);
        assert_ptr_equal(runner_in(usual, str_from(runners[i].dialect)), &runners[i]);
        assert_true(strlen(runners[i].title) > 0);
        assert_true(strlen(runners[i].late_file) > 0);
        assert_true(strlen(runners[i].edited_file) > 0);
    }
    assert_null(runner_find(STR("nobody")));
    assert_null(runner_find(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(prisma_takes_folders_in_the_order_of_strings),
        BENCH_TEST(prisma_keeps_what_it_cannot_read),
        BENCH_TEST(prisma_does_without_a_lock_file),
        BENCH_TEST(supabase_runs_numbered_names_only),
        BENCH_TEST(supabase_skips_an_old_dump),
        BENCH_TEST(plain_files_run_in_natural_order),
        BENCH_TEST(rollback_files_belong_to_their_migration),
        BENCH_TEST(rollbacks_may_have_a_folder),
        BENCH_TEST(plain_keeps_what_it_cannot_read),
        BENCH_TEST(a_dialect_is_guessed_from_the_text),
        BENCH_TEST(other_names_of_dialects_are_known),
        BENCH_TEST(a_kin_of_mysql_keeps_its_family),
        BENCH_TEST(a_kin_of_sqlite_keeps_its_family),
        BENCH_TEST(wishes_go_first),
        BENCH_TEST(wishes_that_contradict_the_folder_are_refused),
        BENCH_TEST(a_folder_must_be_there),
        BENCH_TEST(every_layout_has_a_runner_of_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
