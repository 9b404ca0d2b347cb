// SPDX-License-Identifier: Apache-2.0
// Unit tests of layout_discover: configuration files, well-known folders, and what is not
// searched.
#include "workbench.h"

static const char SQL[] = "SELECT 1;";

// Puts a drizzle.config.ts, and gives the folders that are found.
static Str dirs_with_config(Bench *bench, const char *config)
{
    bench_put(bench, "drizzle.config.ts", config);
    bench_discover(bench, ".");
    return bench_dirs(bench);
}

// ---- well-known folders ----

static void well_known_folders_are_found_at_three_levels(void **state)
{
    static const char *const FILES[] = {
        "migrations/0001_a.sql",
        "db/migrations/0001_a.sql",
        "drizzle/meta/_journal.json",
        "packages/core/prisma/migrations/1_a/migration.sql",
        "packages/database/src/migrations/0003_x.sql",
        "apps/web/supabase/migrations/20240101000000_a.sql",
        "apps/web/deeper/still/migrations/0001_a.sql",
        "apps/api/src/db/migrations/notes.md",
        "database/migrations/2024_create_users.php",
    };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++)
        bench_put(bench, FILES[i], SQL);
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench),
               "apps/web/supabase/migrations db/migrations drizzle migrations "
               "packages/core/prisma/migrations packages/database/src/migrations");
    assert_str(bench_found(bench, "drizzle")->config_path, "");
    assert_str(bench_found(bench, "drizzle")->layout, "");
    bench_discover(bench, "apps/web");
    assert_str(bench_dirs(bench),
               "apps/web/deeper/still/migrations apps/web/supabase/migrations");
}

static bool is_ignored(FileTree *tree, Str path, bool is_dir)
{
    (void)tree;
    return (is_dir && str_eq(path, STR("tmp"))) ||
           (is_dir && str_eq(path, STR("app/drizzle"))) ||
           (!is_dir && str_eq(path, STR("app/drizzle.config.ts")));
}

static void dependencies_outputs_and_ignored_files_are_not_searched(void **state)
{
    static const char *const FILES[] = {
        "node_modules/x/migrations/1.sql",
        "dist/migrations/1.sql",
        "app/build/migrations/1.sql",
        ".next/migrations/1.sql",
        ".git/migrations/1.sql",
        "vendor/a/drizzle/1.sql",
        "tmp/migrations/1.sql",
        "app/drizzle/1.sql",
        "app/custom/1.sql",
        "kept/migrations/1.sql",
    };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++)
        bench_put(bench, FILES[i], SQL);
    bench_put(bench, "app/drizzle.config.ts", "{ dialect: 'mysql', out: './custom' }");
    bench->tree->ignored = is_ignored;
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "kept/migrations");
}

static void nothing_tells_what_was_looked_for(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "src/main.c", "int main;");
    bench_put(bench, "dump.sql", SQL);
    bench_discover(bench, ".");
    assert_int_equal(bench->found.len, 0);
    Str words = bench_words(bench, &bench->looked_for);
    assert_true(str_contains(words, STR("drizzle.config.{ts,js,mjs,cjs,json}")));
    assert_true(str_contains(words, STR("prisma/schema.prisma")));
    assert_true(str_contains(words, STR("supabase/config.toml")));
    assert_true(str_contains(words, STR(" db/migrations/")));
}

// ---- the start ----

static void the_start_may_be_a_migration_folder(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "history/meta/_journal.json", "{}");
    bench_put(bench, "sql/0001_a.sql", SQL);
    bench_put(bench, "queries/all.sql", SQL);
    bench_put(bench, "app/seed.sql", SQL);
    bench_put(bench, "app/drizzle/0000_a.sql", SQL);
    bench_put(bench, "0001_root.sql", SQL);
    bench_discover(bench, "history/");
    assert_str(bench_dirs(bench), "history");
    bench_discover(bench, "./sql");
    assert_str(bench_dirs(bench), "sql");
    bench_discover(bench, "queries");
    assert_str(bench_dirs(bench), "queries");
    bench_discover(bench, "app"); // the seed must not hide the migrations
    assert_str(bench_dirs(bench), "app/drizzle");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), ". app/drizzle");
}

static void the_start_must_be_a_folder_of_the_tree(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "drizzle/0000_a.sql", SQL);
    assert_false(bench_try_discover(bench, "gone"));
    assert_str(bench->why, "there is no folder gone");
    assert_false(bench_try_discover(bench, "drizzle/0000_a.sql"));
    assert_str(bench->why, "drizzle/0000_a.sql is a file: name the folder it lies in");
    assert_false(bench_try_discover(bench, "../other"));
    assert_str(bench->why, "../other is not in the repository");
    tree_memory_break(bench->tree, STR("drizzle"), STR("is locked"));
    assert_false(bench_try_discover(bench, "drizzle"));
    assert_str(bench->why, "drizzle is locked");
    // Nor may a well-known folder be passed over.
    assert_false(bench_try_discover(bench, "."));
    assert_str(bench->why, "drizzle is locked");
}

static void a_closed_folder_that_is_named_is_not_absent(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "prisma.config.ts", "export default { schema: 'a/b/c/d/s.prisma' }");
    bench_put(bench, "a/b/c/d/s.prisma", "datasource db { provider = \"postgresql\" }");
    bench_put(bench, "a/b/c/d/migrations/1_a/migration.sql", SQL);
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "a/b/c/d/migrations");
    tree_memory_break(bench->tree, STR("a/b/c/d/migrations"), STR("is locked"));
    assert_false(bench_try_discover(bench, "."));
    assert_str(bench->why, "a/b/c/d/migrations is locked");
}

static void closed_folders_of_others_are_passed_over(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "pgdata/base/1", "x");
    bench_put(bench, "migrations/1.sql", SQL);
    tree_memory_break(bench->tree, STR("pgdata"), STR("is locked"));
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "migrations");
}

// ---- Drizzle ----

static void a_drizzle_config_is_read(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "packages/db/generated/0000_a.sql", SQL);
    bench_put(bench, "packages/db/drizzle.config.ts",
              "import { defineConfig } from 'drizzle-kit';\n"
              "// out: './wrong',\n"
              "/* dialect: 'mysql' */\n"
              "export default defineConfig({\n"
              "  schema: ['./src/schema.ts', './src/more.ts'],\n"
              "  \"out\": `./generated/`, // out: './wrong'\n"
              "  dialect: 'postgresql',\n"
              "  dbCredentials: { url: 'postgres://x//y', out: './wrong' },\n"
              "  migrations: { prefix: 'timestamp', schema: 'public' },\n"
              "});\n");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "packages/db/generated");
    const Found *found = &bench->found.at[0];
    assert_str(found->layout, "drizzle");
    assert_str(found->family, "postgres");
    assert_str(found->schema_path, "packages/db/src/schema.ts");
    assert_str(found->config_path, "packages/db/drizzle.config.ts");
}

static void out_may_be_written_in_many_ways(void **state)
{
    static const char *const CONFIGS[] = {
        "export default { dialect: 'sqlite', out: './here' } satisfies Config;",
        "module.exports = {dialect:\"sqlite\",out:\"here/\"}",
        "export default {\n dialect: 'sqlite',\n out: 'here'\n}",
        "{ \"dialect\": \"sqlite\", \"out\": \"./x/../here\" }",
        "export default { dialect: 'sqlite', out: './here' as const, strict: true }",
        "export default { dialect: 'sqlite', 'out' : \"here\"}",
        "const timeout: Config = { timeout: 'drizzle', dialect: 'x', out: 'here' };",
    };
    Bench *bench = *state;
    bench_put(bench, "here/0000_a.sql", SQL);
    for (size_t i = 0; i < sizeof CONFIGS / sizeof CONFIGS[0]; i++) {
        Str dirs = dirs_with_config(bench, CONFIGS[i]);
        if (!str_eq(dirs, STR("here")))
            fail_msg("\"%s\" leads to \"" STR_FMT "\"", CONFIGS[i], STR_ARG(dirs));
    }
}

static void without_out_it_is_drizzle(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "drizzle/0000_a.sql", SQL);
    Str dirs = dirs_with_config(bench, "export default { dialect: 'turso' }");
    assert_str(dirs, "drizzle");
    assert_str(bench->found.at[0].layout, "drizzle");
    assert_str(bench->found.at[0].family, "libsql");
    assert_str(bench->found.at[0].config_path, "drizzle.config.ts");
}

static void a_computed_out_falls_back_to_usual_folders(void **state)
{
    static const char *const CONFIGS[] = {
        "export default { dialect: 'mysql', out: OUT }",
        "export default { dialect: 'mysql', out }",
        "export default { dialect: 'mysql', out: `./${name}` }",
        "export default { dialect: 'mysql', out: './a' + name }",
        "export default { dialect: 'mysql', out: path.join('a', 'b'), strict: true }",
        "export default { ...base, dialect: 'mysql' }",
        "export { default } from './base';",
    };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof CONFIGS / sizeof CONFIGS[0]; i++) {
        bench_put(bench, "a/drizzle.config.ts", CONFIGS[i]);
        bench_put(bench, "a/src/db/migrations/0000_a.sql", SQL);
        bench_discover(bench, ".");
        assert_str(bench_dirs(bench), "a/src/db/migrations");
        assert_str(bench->found.at[0].config_path, "a/drizzle.config.ts");
        tree_memory_remove(bench->tree, STR("a/src/db/migrations/0000_a.sql"));
        if (bench_try_discover(bench, "."))
            fail_msg("\"%s\" is passed over", CONFIGS[i]);
        assert_str(bench->why,
                   "a/drizzle.config.ts: its `out` cannot be read without running the "
                   "file; name the migration folder instead");
    }
}

static void out_may_not_leave_the_repository(void **state)
{
    static const char *const OUTS[] = { "../elsewhere", "/etc", "a/../../b" };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof OUTS / sizeof OUTS[0]; i++) {
        Str text = arena_fmt(bench->arena, "{ dialect: 'mysql', out: '%s' }", OUTS[i]);
        tree_memory_put(bench->tree, STR("drizzle.config.js"), text);
        assert_false(bench_try_discover(bench, "."));
        assert_true(str_starts(bench->why, STR("drizzle.config.js: the folder \"")));
        assert_true(str_ends(bench->why, STR("\" lies outside of the repository")));
    }
}

static void a_path_in_a_container_is_found_by_its_end(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "docker/prisma.config.ts",
              "export default { migrations: { path: '/app/web/prisma/migrations' } }");
    bench_put(bench, "web/prisma/migrations/20260101120000_a/migration.sql", SQL);
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "web/prisma/migrations");
    tree_memory_remove(bench->tree,
                       STR("web/prisma/migrations/20260101120000_a/migration.sql"));
    assert_false(bench_try_discover(bench, "."));
    assert_str(bench->why,
               "docker/prisma.config.ts: the folder \"/app/web/prisma/migrations\" lies "
               "outside of the repository");
}

static void a_folder_that_is_not_there_yet_is_mentioned(void **state)
{
    Bench *bench = *state;
    Str dirs = dirs_with_config(bench, "{ dialect: 'mysql', out: './later' }");
    assert_str(dirs, "");
    assert_true(str_contains(bench_words(bench, &bench->looked_for),
                             STR("later/ (drizzle.config.ts)")));
}

static void out_may_be_meant_from_the_root(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "packages/db/out/0000_a.sql", SQL);
    bench_put(bench, "packages/db/drizzle.config.ts",
              "{ dialect: 'mysql', out: './packages/db/out' }");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "packages/db/out");
    assert_str(bench->found.at[0].layout, "drizzle");
}

static void all_drizzle_configs_count(void **state)
{
    static const char *const NAMES[] = {
        "drizzle.config.ts",   "drizzle.config.prod.ts", "drizzle-foo.config.mjs",
        "drizzle.config.json", "drizzle.dev.config.cjs", "drizzle.config.mts",
    };
    static const char *const OTHERS[] = { "drizzle.config.d.ts", "drizzle.config.test.ts",
                                          "my-drizzle.config.ts",
                                          "drizzle.config.ts.bak" };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        tree_memory_put(bench->tree, str_from(NAMES[i]),
                        arena_fmt(bench->arena, "{ dialect: 'mysql', out: 'o%zu' }", i));
        tree_memory_put(bench->tree, arena_fmt(bench->arena, "o%zu/1.sql", i), STR("x"));
    }
    for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
        bench_put(bench, OTHERS[i], "{ dialect: 'mysql', out: computed }");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "o0 o1 o2 o3 o4 o5");
}

static void a_folder_is_found_once(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "drizzle/meta/_journal.json", "{}");
    bench_put(bench, "drizzle.config.prod.ts", "{ dialect: 'mysql', out: 'drizzle' }");
    Str dirs = dirs_with_config(bench, "{ dialect: 'postgresql', out: './drizzle/' }");
    assert_str(dirs, "drizzle");
    assert_str(bench->found.at[0].config_path, "drizzle.config.prod.ts");
    assert_str(bench->found.at[0].family, "mysql");
}

static void a_config_that_cannot_be_read_is_no_secret(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "migrations/1.sql", SQL);
    tree_memory_break(bench->tree, STR("drizzle.config.ts"), STR("is on fire"));
    assert_false(bench_try_discover(bench, "."));
    assert_str(bench->why, "drizzle.config.ts is on fire");
}

static void hostile_configs_end(void **state)
{
    static const char *const CONFIGS[] = {
        "",
        "{",
        "/*",
        "'",
        "`${`",
        "//",
        "{ a: { b: {",
        "}}}}",
        "out:",
        "out: '",
        "{ dialect: 'a', out: 'x\\",
        "{ dialect: 'mysql', out: '' }",
    };
    Bench *bench = *state;
    bench_put(bench, "drizzle/0000_a.sql", SQL);
    for (size_t i = 0; i < sizeof CONFIGS / sizeof CONFIGS[0]; i++) {
        Str dirs = dirs_with_config(bench, CONFIGS[i]);
        assert_true(str_ends(dirs, STR("drizzle")));
    }
}

// ---- Prisma ----

static const char SCHEMA[] = "// provider = \"mysql\"\n"
                             "generator client {\n  provider = \"prisma-client\"\n}\n"
                             "datasource db {\n  url = env(\"URL\")\n"
                             "  provider = \"sqlite\"\n}\n";

static void a_prisma_schema_is_read(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "packages/db/prisma/schema.prisma", SCHEMA);
    bench_put(bench, "packages/db/prisma/migrations/1_a/migration.sql", SQL);
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "packages/db/prisma/migrations");
    assert_str(bench->found.at[0].layout, "prisma");
    assert_str(bench->found.at[0].family, "sqlite");
    assert_str(bench->found.at[0].schema_path, "packages/db/prisma/schema.prisma");
    assert_str(bench->found.at[0].config_path, "packages/db/prisma/schema.prisma");
}

static void a_split_prisma_schema_is_read(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "prisma/schema/a.prisma", "model A { id Int @id }");
    bench_put(bench, "prisma/schema/main.prisma", SCHEMA);
    bench_put(bench, "prisma/migrations/1_a/migration.sql", SQL);
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "prisma/migrations");
    assert_str(bench->found.at[0].family, "sqlite");
    assert_str(bench->found.at[0].schema_path, "prisma/schema");
    bench_put(bench, "prisma/schema/migrations/1_a/migration.sql", SQL);
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "prisma/migrations prisma/schema/migrations");
}

static void a_prisma_config_names_the_folder(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "db/schema.prisma", SCHEMA);
    bench_put(bench, "history/1_a/migration.sql", SQL);
    bench_put(bench, "prisma.config.ts",
              "export default defineConfig({\n  schema: 'db/schema.prisma',\n"
              "  migrations: {\n    seed: 'tsx x', // path: 'wrong'\n"
              "    path: './history',\n  },\n  views: { path: 'views' },\n});\n");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "history");
    assert_str(bench->found.at[0].layout, "prisma");
    assert_str(bench->found.at[0].family, "sqlite");
    assert_str(bench->found.at[0].schema_path, "db/schema.prisma");
    assert_str(bench->found.at[0].config_path, "prisma.config.ts");
    bench_put(bench, "prisma.config.ts", "export default { migrations: { path: X } }");
    assert_false(bench_try_discover(bench, "."));
    assert_str(bench->why,
               "prisma.config.ts: its `migrations.path` cannot be read without running "
               "the file; name the migration folder instead");
}

static void a_prisma_config_may_name_only_the_schema(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "store/schema.prisma", SCHEMA);
    bench_put(bench, "store/migrations/1_a/migration.sql", SQL);
    bench_put(bench, "prisma.config.ts",
              "export default { schema: './store/schema.prisma' }");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "store/migrations");
    assert_str(bench->found.at[0].config_path, "prisma.config.ts");
}

// ---- Supabase ----

static void a_supabase_config_is_known(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "web/supabase/config.toml", "project_id = \"x\"");
    bench_put(bench, "web/supabase/migrations/20240101000000_a.sql", SQL);
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "web/supabase/migrations");
    assert_str(bench->found.at[0].layout, "supabase");
    assert_str(bench->found.at[0].family, "postgres");
    assert_str(bench->found.at[0].config_path, "web/supabase/config.toml");
    bench_discover(bench, "web/supabase");
    assert_str(bench_dirs(bench), "web/supabase/migrations");
    assert_str(bench->found.at[0].config_path, "web/supabase/config.toml");
}

// drizzle-kit may write where the Supabase CLI reads; the journal is Drizzle's.
static void drizzle_goes_before_supabase(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "supabase/config.toml", "");
    bench_put(bench, "supabase/migrations/20240101000000_a.sql", SQL);
    Str dirs = dirs_with_config(
        bench, "{ dialect: 'postgresql', out: './supabase/migrations', schema: 's.ts' }");
    assert_str(dirs, "supabase/migrations");
    assert_str(bench->found.at[0].layout, "drizzle");
    assert_str(bench->found.at[0].config_path, "drizzle.config.ts");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(well_known_folders_are_found_at_three_levels),
        BENCH_TEST(dependencies_outputs_and_ignored_files_are_not_searched),
        BENCH_TEST(nothing_tells_what_was_looked_for),
        BENCH_TEST(the_start_may_be_a_migration_folder),
        BENCH_TEST(the_start_must_be_a_folder_of_the_tree),
        BENCH_TEST(a_closed_folder_that_is_named_is_not_absent),
        BENCH_TEST(closed_folders_of_others_are_passed_over),
        BENCH_TEST(a_drizzle_config_is_read),
        BENCH_TEST(out_may_be_written_in_many_ways),
        BENCH_TEST(without_out_it_is_drizzle),
        BENCH_TEST(a_computed_out_falls_back_to_usual_folders),
        BENCH_TEST(out_may_not_leave_the_repository),
        BENCH_TEST(a_path_in_a_container_is_found_by_its_end),
        BENCH_TEST(a_folder_that_is_not_there_yet_is_mentioned),
        BENCH_TEST(out_may_be_meant_from_the_root),
        BENCH_TEST(all_drizzle_configs_count),
        BENCH_TEST(a_folder_is_found_once),
        BENCH_TEST(a_config_that_cannot_be_read_is_no_secret),
        BENCH_TEST(hostile_configs_end),
        BENCH_TEST(a_prisma_schema_is_read),
        BENCH_TEST(a_split_prisma_schema_is_read),
        BENCH_TEST(a_prisma_config_names_the_folder),
        BENCH_TEST(a_prisma_config_may_name_only_the_schema),
        BENCH_TEST(a_supabase_config_is_known),
        BENCH_TEST(drizzle_goes_before_supabase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
