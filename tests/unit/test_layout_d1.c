// SPDX-License-Identifier: Apache-2.0
// Unit tests of who runs SQLite's files: Wrangler's configuration and its layout, the
// drivers of Drizzle and Prisma, and runners that differ by dialect.
#include "workbench.h"

static const char SQL[] = "CREATE TABLE a (id INTEGER PRIMARY KEY);";

static Project load(Bench *bench, const char *dir)
{
    bench_discover(bench, ".");
    return bench_load_found(bench, *bench_found(bench, dir));
}

// ---- Wrangler ----

static void wranglers_files_name_the_folder(void **state)
{
    static const char *const CONFIGS[][2] = {
        { "app/wrangler.toml",
          "name = \"x\"\n[[d1_databases]]\nbinding = \"DB\"\n"
          "migrations_dir = \"sql/d1\" # here\n[vars]\nA = \"b\"\n" },
        { "app/wrangler.toml",
          "[env.production]\n[[env.production.d1_databases]]\n# migrations_dir = \"no\"\n"
          "migrations_dir = './sql/d1'\n" },
        { "app/wrangler.toml",
          "d1_databases = [ { binding = \"DB\", migrations_dir = \"sql/d1\" } ]\n" },
        { "app/wrangler.jsonc", "{ // \"migrations_dir\": \"no\"\n\"d1_databases\": [\n"
                                "{ \"binding\": \"DB\",\n\"migrations_dir\": \"sql/d1\" }"
                                ", ] }" },
        { "app/wrangler.json", "{\"env\":{\"x\":{\"d1_databases\":[{\"binding\":\"A\"},"
                               "{\"migrations_dir\":\"./sql/d1/\"}]}}}" },
    };
    for (size_t i = 0; i < sizeof CONFIGS / sizeof *CONFIGS; i++) {
        void *fresh = NULL;
        bench_setup(&fresh);
        Bench *bench = fresh;
        bench_put(bench, "app/sql/d1/0001_a.sql", SQL);
        bench_put(bench, CONFIGS[i][0], CONFIGS[i][1]);
        Project project = load(bench, "app/sql/d1");
        assert_str(project.layout, "d1");
        assert_str_equal(project.layout_by, str_from(CONFIGS[i][0]));
        assert_str(project.engine.family, "d1");
        assert_str(project.dialect, "sqlite");
        assert_string_equal(project.runner->name, "d1");
        bench_teardown(&fresh);
    }
    (void)state;
}

static void wrangler_has_a_usual_folder(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "migrations/0001_a.sql", SQL);
    bench_put(bench, "wrangler.toml", "[[d1_databases]]\nbinding = \"DB\"\n");
    assert_string_equal(load(bench, "migrations").runner->name, "d1");
}

static void wrangler_without_a_database_says_nothing(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "migrations/0001_a.sql", SQL);
    bench_put(bench, "wrangler.toml", "name = \"x\"\n#[[d1_databases]]\n");
    Project project = load(bench, "migrations");
    assert_string_equal(project.runner->name, "plain");
    assert_str(project.layout, "plain");
}

// Measured: it has no rollbacks, and goes by parseInt() of the part before "_".
static void wrangler_runs_all_files_by_number(void **state)
{
    Bench *bench = *state;
    static const char *const NAMES[] = { "m/10_b.sql", "m/9_a.sql", "m/0002_x.sql",
                                         "m/0002_x.down.sql", "m/readme.md" };
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        bench_put(bench, NAMES[i], SQL);
    Project project;
    LayoutWishes wishes = { .layout = STR("d1"), .engine = { .family = STR("d1") } };
    assert_true(bench_try(bench, (Found){ .dir = STR("m") }, wishes, &project));
    assert_str(bench_paths(bench, &project),
               "0002_x.down.sql 0002_x.sql 9_a.sql 10_b.sql");
    assert_str(bench_versions(bench, &project), "0002 0002 9 10");
    assert_str(project.migrations.at[0].down_path, "");
}

static void wrangler_runs_what_drizzle_has_written(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "drizzle/0000_a.sql", SQL);
    bench_put(bench, "drizzle/0001_by_hand.sql", SQL);
    bench_put(bench, "drizzle/meta/_journal.json",
              "{\"version\":\"7\",\"dialect\":\"sqlite\",\"entries\":[{\"idx\":0,"
              "\"version\":\"6\",\"when\":1,\"tag\":\"0000_a\",\"breakpoints\":true}]}");
    bench_put(bench, "drizzle.config.ts",
              "export default { dialect: 'sqlite', out: 'drizzle' }");
    Project project = load(bench, "drizzle");
    assert_string_equal(project.runner->name, "drizzle");
    assert_str(bench_paths(bench, &project), "0000_a.sql");
    bench_put(bench, "wrangler.toml",
              "[[d1_databases]]\nbinding = \"DB\"\nmigrations_dir = \"drizzle\"\n");
    project = load(bench, "drizzle");
    assert_str(project.layout, "drizzle");
    assert_str(project.engine.family, "d1");
    assert_string_equal(project.runner->name, "d1");
    assert_str(bench_paths(bench, &project), "0000_a.sql 0001_by_hand.sql");
    // What the journal says is no matter of Wrangler's.
    assert_false(project.journal.expected);
}

// ---- drivers ----

static void drivers_have_runners_of_their_own(void **state)
{
    static const char *const CASES[][3] = {
        { "dialect: 'sqlite'", "{}", "drizzle" },
        { "dialect: 'turso'", "{}", "drizzle-libsql" },
        { "dialect: 'sqlite', driver: 'd1-http'", "{}", "drizzle-d1-http" },
        { "dialect: 'sqlite', driver: 'expo'", "{}", "drizzle-expo" },
        { "dialect: 'sqlite', driver: 'durable-sqlite'", "{}", "drizzle-durable" },
        { "dialect: 'sqlite'", "{\"x\":{\"better-sqlite3\":\"1\"}}", "drizzle" },
        { "dialect: 'sqlite'", "{\"x\":{\"@libsql/client\":\"1\"}}", "drizzle-libsql" },
        { "dialect: 'sqlite'", "{\"x\":{\"expo-sqlite\":\"1\"}}", "drizzle-expo" },
        { "dialect: 'sqlite'", "{\"x\":{\"@types/bun\":\"1\"}}", "drizzle-bun" },
        { "dialect: 'sqlite'", "{\"x\":{\"@libsql/client\":\"1\",\"@types/bun\":\"1\"}}",
          "drizzle-libsql" },
        { "dialect: 'sqlite'",
          "{\"x\":{\"@libsql/client\":\"1\",\"better-sqlite3\":\"1\"}}", "drizzle" },
        { "dialect: 'sqlite'", "{\"x\":{\"@types/bun\":\"1\",\"wrangler\":\"4\"}}",
          "drizzle" },
        { "dialect: 'sqlite', driver: pick()", "{\"x\":{\"expo-sqlite\":\"1\"}}",
          "drizzle" },
        { "dialect: 'postgresql'", "{\"x\":{\"expo-sqlite\":\"1\"}}", "drizzle" },
    };
    Bench *bench = *state;
    bench_put(bench, "out/0000_a.sql", "SELECT 1;");
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        bench_put(bench, "drizzle.config.ts",
                  arena_cstr(bench->arena,
                             arena_fmt(bench->arena, "export default { %s, out: 'out' }",
                                       CASES[i][0])));
        bench_put(bench, "package.json", CASES[i][1]);
        Project project = load(bench, "out");
        if (!str_eq(str_from(project.runner->name), str_from(CASES[i][2])))
            fail_msg("{ %s } with %s: %s", CASES[i][0], CASES[i][1],
                     project.runner->name);
    }
}

static void drizzle_1_has_the_same_drivers(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "out/20260101000000_a/migration.sql", SQL);
    bench_put(bench, "out/20260101000000_a/snapshot.json", "{\"dialect\":\"sqlite\"}");
    bench_put(bench, "drizzle.config.ts",
              "export default { dialect: 'turso', out: 'out' }");
    assert_string_equal(load(bench, "out").runner->name, "drizzle-v1-libsql");
}

static void d1_has_its_runner_by_the_engine(void **state)
{
    Bench *bench = *state;
    Project project;
    LayoutWishes wishes = { .engine = { .family = STR("d1") } };
    bench_put(bench, "m/0001_a.sql", SQL);
    bench_put(bench, "p/20260101000000_a/migration.sql", SQL);
    assert_true(bench_try(bench, (Found){ .dir = STR("m") }, wishes, &project));
    assert_string_equal(project.runner->name, "d1");
    assert_true(bench_try(bench, (Found){ .dir = STR("p") }, wishes, &project));
    assert_string_equal(project.runner->name, "prisma-d1");
    // Who is named on the command line is not second-guessed.
    wishes.runner = runner_find(STR("plain"));
    assert_true(bench_try(bench, (Found){ .dir = STR("m") }, wishes, &project));
    assert_string_equal(project.runner->name, "plain");
}

// ---- dialects ----

static void a_runner_may_differ_by_dialect(void **state)
{
    Bench *bench = *state;
    Project project;
    bench_put(bench, "m/1_a.up.sql", "SELECT 1;");
    LayoutWishes wishes = { .engine = { .family = STR("sqlite") } };
    assert_true(bench_try(bench, (Found){ .dir = STR("m") }, wishes, &project));
    assert_string_equal(project.runner->name, "golang-migrate");
    assert_int_equal(project.runner->escape, ESCAPE_NEVER);
    assert_int_equal(project.runner->foreign_keys, FOREIGN_KEYS_OFF);
    wishes.runner = runner_find(STR("golang-migrate"));
    assert_true(bench_try(bench, (Found){ .dir = STR("m") }, wishes, &project));
    assert_string_equal(project.runner->dialect, "sqlite");
    wishes.engine.family = STR("postgres");
    assert_true(bench_try(bench, (Found){ .dir = STR("m") }, wishes, &project));
    assert_null(project.runner->dialect);
    assert_int_equal(project.runner->escape, ESCAPE_LONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(wranglers_files_name_the_folder),
        BENCH_TEST(wrangler_has_a_usual_folder),
        BENCH_TEST(wrangler_without_a_database_says_nothing),
        BENCH_TEST(wrangler_runs_all_files_by_number),
        BENCH_TEST(wrangler_runs_what_drizzle_has_written),
        BENCH_TEST(drivers_have_runners_of_their_own),
        BENCH_TEST(drizzle_1_has_the_same_drivers),
        BENCH_TEST(d1_has_its_runner_by_the_engine),
        BENCH_TEST(a_runner_may_differ_by_dialect),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
