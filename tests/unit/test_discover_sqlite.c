// SPDX-License-Identifier: Apache-2.0
// Which of SQLite's kin a project is for, where its tool says "sqlite" of all of them.
#include "workbench.h"

static void a_driver_tells_the_kin_of_sqlite(void **state)
{
    static const char *const CASES[][2] = {
        { "{ dialect: 'sqlite' }", "sqlite" },
        { "{ dialect: 'sqlite', driver: 'd1-http', dbCredentials: {} }", "d1" },
        { "{ dialect: 'sqlite', driver: 'turso' }", "libsql" },
        { "{ dialect: 'sqlite', driver: 'expo' }", "sqlite" },
        { "{ dialect: 'postgresql', driver: 'd1-http' }", "postgres" },
    };
    Bench *bench = *state;
    bench_put(bench, "drizzle/0000_a.sql", "SELECT 1;");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Str config = arena_fmt(bench->arena, "export default %s", CASES[i][0]);
        bench_put(bench, "drizzle.config.ts", arena_cstr(bench->arena, config));
        bench_discover(bench, ".");
        assert_str_equal(bench->found.at[0].family, str_from(CASES[i][1]));
    }
}

static void an_adapter_tells_the_kin_of_sqlite(void **state)
{
    static const char *const CASES[][2] = {
        { "", "sqlite" },
        { "\"@prisma/adapter-d1\": \"6\", \"@prisma/adapter-better-sqlite3\": \"6\"",
          "d1" },
        { "\"@prisma/adapter-libsql\": \"7\"", "libsql" },
        { "\"@prisma/adapter-libsql\": \"7\", \"@prisma/adapter-better-sqlite3\": \"7\"",
          "sqlite" },
        { "\"@prisma/adapter-pg\": \"7\"", "sqlite" },
    };
    Bench *bench = *state;
    bench_put(bench, "prisma/schema.prisma",
              "datasource db {\n  provider = \"sqlite\"\n}\n");
    bench_put(bench, "prisma/migrations/1_a/migration.sql", "SELECT 1;");
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Str packages = arena_fmt(bench->arena, "{\"dependencies\": {%s}}", CASES[i][0]);
        bench_put(bench, "package.json", arena_cstr(bench->arena, packages));
        bench_discover(bench, ".");
        assert_str_equal(bench->found.at[0].family, str_from(CASES[i][1]));
    }
    bench_put(bench, "prisma.config.ts",
              "import { PrismaD1 } from '@prisma/adapter-d1'\nexport default {}\n");
    bench_discover(bench, ".");
    assert_str(bench->found.at[0].family, "d1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(a_driver_tells_the_kin_of_sqlite),
        BENCH_TEST(an_adapter_tells_the_kin_of_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
