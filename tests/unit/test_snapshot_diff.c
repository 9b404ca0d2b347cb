// SPDX-License-Identifier: Apache-2.0
// Unit tests of linter/schema/snapshot_delta.c: schemas put together from diffs.
#include "snapshots.h"

#define BASE(id, rows)                                                                   \
    "{\"type\":\"base\",\"version\":\"9\",\"dialect\":\"postgres\",\"id\":\"" id         \
    "\",\"prevIds\":[\"" ZERO_ID "\"],\"footprints\":[],\"ddl\":[" rows "]}"
#define DIFF(id, parents, deltas)                                                        \
    "{\"type\":\"diff\",\"version\":\"9\",\"dialect\":\"postgres\",\"id\":\"" id         \
    "\",\"prevIds\":[" parents "],\"footprints\":[],\"deltas\":[" deltas "]}"
#define TABLE_ROW(name)                                                                  \
    "{\"schema\":\"public\",\"name\":\"" name "\",\"isRlsEnabled\":false,"               \
    "\"entityType\":\"tables\"}"
#define COLUMN_ROW(table, name)                                                          \
    "{\"schema\":\"public\",\"table\":\"" table "\",\"name\":\"" name                    \
    "\",\"type\":\"text\",\"typeSchema\":null,\"notNull\":false,\"dimensions\":0,"       \
    "\"entityType\":\"columns\"}"
#define CREATE_DELTA(row) "{\"op\":\"create\",\"row\":" row "}"
#define KEY_DELTA(op, key, rest) "{\"op\":\"" op "\",\"key\":\"" key "\"" rest "}"
#define COLUMN_KEY(table, name)                                                          \
    "columns\\u0000[\\\"public\\\",\\\"" table "\\\",\\\"" name "\\\"]"

static void names_are_followed_everywhere(void **state)
{
    Bench *bench = *state;
    put_folder(
        bench, "1_a",
        BASE("a",
             TABLE_ROW("t") "," COLUMN_ROW("t", "x") "," COLUMN_ROW(
                 "t",
                 "y") "," TABLE_ROW("u") "," COLUMN_ROW("u",
                                                        "t_x") ","
                                                               "{\"schema\":\"public\","
                                                               "\"table\":\"t\",\"name\":"
                                                               "\"t_pkey\","
                                                               "\"columns\":[\"y\",\"x\"]"
                                                               ",\"entityType\":\"pks\"},"
                                                               "{\"schema\":\"public\","
                                                               "\"table\":\"u\",\"name\":"
                                                               "\"f\","
                                                               "\"columns\":[\"t_x\"],"
                                                               "\"schemaTo\":\"public\","
                                                               "\"tableTo\":\"t\","
                                                               "\"columnsTo\":[\"x\"],"
                                                               "\"onDelete\":\"CASCADE\","
                                                               "\"entityType\":\"fks\"},"
                                                               "{\"schema\":\"public\","
                                                               "\"table\":\"t\",\"name\":"
                                                               "\"i\",\"columns\":["
                                                               "{\"value\":\"x\","
                                                               "\"isExpression\":false,"
                                                               "\"asc\":false,"
                                                               "\"nullsFirst\":true},"
                                                               "{\"value\":\"x\","
                                                               "\"isExpression\":true,"
                                                               "\"asc\":true}],"
                                                               "\"entityType\":"
                                                               "\"indexes\"}"));
    put_folder(
        bench, "2_b",
        DIFF(
            "b", "\"a\"",
            KEY_DELTA("rename", "tables\\u0000[\\\"public\\\",\\\"t\\\"]", ",\"set\":{\"name\":\"T\"}") "," KEY_DELTA(
                "rename", COLUMN_KEY("T", "x"),
                ",\"set\":{\"name\":\"z\"}") "," KEY_DELTA("alter", COLUMN_KEY("T", "z"),
                                                           ",\"set\":{\"notNull\":"
                                                           "true}")));
    assert_str(
        ops_of_folder(bench, "2_b"),
        "CREATE TABLE public.T\n"
        "  z text not null\n"
        "  y text not null\n"
        "  : primary key t_pkey (y, z)\n"
        "CREATE TABLE public.u\n"
        "  t_x text\n"
        "  : foreign key f (t_x) -> public.T(z) on delete cascade\n"
        "CREATE INDEX public.i on public.T using btree (z desc nulls first, =x)\n");
}

static void a_merge_has_what_all_parents_made(void **state)
{
    Bench *bench = *state;
    put_folder(bench, "1_a", BASE("a", TABLE_ROW("t") "," COLUMN_ROW("t", "x")));
    put_folder(bench, "2_b", DIFF("b", "\"a\"", CREATE_DELTA(COLUMN_ROW("t", "left"))));
    put_folder(bench, "3_c",
               DIFF("c", "\"a\"",
                    KEY_DELTA("drop", COLUMN_KEY("t", "x"),
                              "") "," CREATE_DELTA(COLUMN_ROW("t", "right"))));
    put_folder(bench, "4_d",
               DIFF("d", "\"c\",\"b\"", CREATE_DELTA(COLUMN_ROW("t", "both"))));
    assert_str(ops_of_folder(bench, "2_b"),
               "CREATE TABLE public.t\n  x text\n  left text\n");
    assert_str(ops_of_folder(bench, "3_c"), "CREATE TABLE public.t\n  right text\n");
    assert_str(ops_of_folder(bench, "4_d"),
               "CREATE TABLE public.t\n  right text\n  left text\n  both text\n");
}

static void a_diff_without_its_history_has_no_ops(void **state)
{
    Bench *bench = *state;
    put_folder(bench, "1_a", DIFF("a", "\"" ZERO_ID "\"", ""));
    put_folder(bench, "2_b", DIFF("b", "\"c\"", ""));
    put_folder(bench, "3_c", DIFF("c", "\"b\"", "")); // in a circle
    Project project = read_snapshots(bench, NULL);
    for (size_t i = 0; i < 3; i++) {
        assert_str(project.snapshots.all.at[i].error, "");
        assert_false(project.snapshots.all.at[i].has_ops);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(names_are_followed_everywhere),
        BENCH_TEST(a_merge_has_what_all_parents_made),
        BENCH_TEST(a_diff_without_its_history_has_no_ops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
