// SPDX-License-Identifier: Apache-2.0
// Unit tests of patterns of paths, and of the one spelling that types have.
#include "lint/kit_schema.h"
#include "schema/glob.h"

#include "workbench.h"

#define FITS(pattern, name) assert_true(glob_part_fits(STR(pattern), STR(name)))
#define FAILS(pattern, name) assert_false(glob_part_fits(STR(pattern), STR(name)))

static void a_part_fits_a_name(void **state)
{
    (void)state;
    FITS("*", "");
    FITS("*.ts", "users.ts");
    FAILS("*.ts", "users.tsx");
    FITS("u?er*", "users");
    FAILS("u?er", "uer");
    FITS("*.{schema,table}.ts", "users.table.ts");
    FAILS("*.{schema,table}.ts", "users.view.ts");
    FITS("[a-c]x[!0-9]", "bxz");
    FAILS("[a-c]x[!0-9]", "bx5");
    FITS("[", "[");
    FITS("{", "{");
    FAILS("*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
}

static void paths_are_found_part_by_part(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "src/a.ts", "");
    bench_put(bench, "src/db/b.ts", "");
    bench_put(bench, "src/db/deep/c.ts", "");
    bench_put(bench, "src/node_modules/d.ts", "");
    bench_put(bench, "src/.hidden/e.ts", "");
    StrVec all = glob_paths(bench->tree, bench->arena, STR("src/**/*.ts"));
    assert_str(bench_words(bench, &all), "src/a.ts src/db/b.ts src/db/deep/c.ts");
    StrVec one = glob_paths(bench->tree, bench->arena, STR("src/*/b.ts"));
    assert_str(bench_words(bench, &one), "src/db/b.ts");
    StrVec folder = glob_paths(bench->tree, bench->arena, STR("src/db"));
    assert_str(bench_words(bench, &folder), "src/db");
    assert_int_equal(glob_paths(bench->tree, bench->arena, STR("src/x.ts")).len, 0);
}

#define SAME(one, other)                                                                 \
    assert_true(str_eq(sql_type_plain(bench->arena, STR(one)),                           \
                       sql_type_plain(bench->arena, STR(other))))
#define OTHER(one, other)                                                                \
    assert_false(str_eq(sql_type_plain(bench->arena, STR(one)),                          \
                        sql_type_plain(bench->arena, STR(other))))

static void types_have_one_spelling(void **state)
{
    Bench *bench = *state;
    SAME("varchar(120)", "character varying(120)");
    OTHER("varchar(120)", "varchar(12)");
    SAME("timestamp (3) with time zone", "timestamp(3) with time zone");
    SAME("timestamptz", "timestamp(6) with time zone");
    SAME("timestamp", "timestamp without time zone");
    OTHER("timestamp", "timestamp(3) without time zone");
    OTHER("timestamp", "timestamptz");
    SAME("numeric(10, 2)", "decimal(10,2)");
    SAME("numeric(10)", "numeric(10,0)");
    OTHER("numeric(10,2)", "numeric(10)");
    SAME("serial", "integer");
    SAME("int8[]", "bigint[][]");
    OTHER("bigint", "bigint[]");
    SAME("char", "character(1)");
    SAME("\"Role\"", "public.\"Role\"");
    OTHER("\"Role\"", "\"role\"");
    SAME("double precision", "float8");
    SAME("time without time zone", "time");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_fits_a_name),
        BENCH_TEST(paths_are_found_part_by_part),
        BENCH_TEST(types_have_one_spelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
