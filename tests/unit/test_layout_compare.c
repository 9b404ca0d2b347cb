// SPDX-License-Identifier: Apache-2.0
// Unit tests of layout_compare: what a change does to each migration.
#include "workbench.h"

#include <time.h>

static void put_base(Bench *bench)
{
    bench_put(bench, "m/1_same.sql", "SELECT 1;");
    bench_put(bench, "m/2_edited.sql", "SELECT 2;");
    bench_put(bench, "m/3_deleted.sql", "SELECT 3;");
}

static void put_change(Bench *bench)
{
    bench_put(bench, "m/2_edited.sql", "SELECT 2 ;");
    tree_memory_remove(bench->tree, STR("m/3_deleted.sql"));
    bench_put(bench, "m/4_new.sql", "SELECT 4;");
    bench_put(bench, "m/5_new.sql", "SELECT 5;");
}

static void assert_migration(const Project *project, size_t i, ChangeStatus status,
                             size_t batch, bool judged)
{
    const Migration *migration = &project->migrations.at[i];
    if (migration->status != status || migration->batch != batch ||
        migration->judged != judged)
        fail_msg(STR_FMT ": status %d, batch %zu, judged %d", STR_ARG(migration->path),
                 (int)migration->status, migration->batch, (int)migration->judged);
}

static void without_a_base_each_is_the_newest(void **state)
{
    Bench *bench = *state;
    put_base(bench);
    Project now = bench_load(bench, "m");
    layout_compare(&now, NULL, false);
    for (size_t i = 0; i < 3; i++) {
        assert_migration(&now, i, CHANGE_NEW, i + 1, true);
        assert_null(now.migrations.at[i].base_text.ptr);
    }
}

static void with_a_base_the_change_is_judged(void **state)
{
    Bench *bench = *state;
    put_base(bench);
    Project base = bench_load(bench, "m");
    put_change(bench);
    Project now = bench_load(bench, "m");
    layout_compare(&now, &base, false);
    assert_int_equal(now.migrations.len, 4);
    assert_migration(&now, 0, CHANGE_MERGED, 0, false);
    assert_migration(&now, 1, CHANGE_EDITED, 0, false);
    assert_migration(&now, 2, CHANGE_NEW, 1, true);
    assert_migration(&now, 3, CHANGE_NEW, 1, true);
    assert_str(now.migrations.at[1].base_text, "SELECT 2;");
    assert_str(now.migrations.at[1].text, "SELECT 2 ;");
    assert_null(now.migrations.at[0].base_text.ptr);
    assert_null(now.migrations.at[2].base_text.ptr);
}

static void all_may_be_judged_with_a_base(void **state)
{
    Bench *bench = *state;
    put_base(bench);
    Project base = bench_load(bench, "m");
    put_change(bench);
    Project now = bench_load(bench, "m");
    layout_compare(&now, &base, true);
    assert_migration(&now, 0, CHANGE_MERGED, 1, true);
    assert_migration(&now, 1, CHANGE_EDITED, 2, true);
    assert_migration(&now, 3, CHANGE_NEW, 4, true);
    assert_str(now.migrations.at[1].base_text, "SELECT 2;");
}

static void an_empty_base_makes_one_change(void **state)
{
    Bench *bench = *state;
    Project base = { 0 };
    put_base(bench);
    Project now = bench_load(bench, "m");
    layout_compare(&now, &base, false);
    for (size_t i = 0; i < 3; i++)
        assert_migration(&now, i, CHANGE_NEW, 1, true);
}

static void emptied_and_unreadable_files_are_edited(void **state)
{
    Bench *bench = *state;
    put_base(bench);
    bench_put(bench, "m/0_empty.sql", "");
    Project base = bench_load(bench, "m");
    bench_put(bench, "m/0_empty.sql", "SELECT 0;");
    bench_put(bench, "m/2_edited.sql", "");
    tree_memory_break(bench->tree, STR("m/3_deleted.sql"), STR("is on fire"));
    Project now = bench_load(bench, "m");
    layout_compare(&now, &base, false);
    assert_migration(&now, 0, CHANGE_EDITED, 0, false);
    assert_non_null(now.migrations.at[0].base_text.ptr);
    assert_str(now.migrations.at[0].base_text, "");
    assert_migration(&now, 2, CHANGE_EDITED, 0, false);
    assert_migration(&now, 3, CHANGE_EDITED, 0, false);
    assert_str(now.migrations.at[3].base_text, "SELECT 3;");
}

static void comparing_again_forgets_the_first(void **state)
{
    Bench *bench = *state;
    put_base(bench);
    Project base = bench_load(bench, "m");
    put_change(bench);
    Project now = bench_load(bench, "m");
    layout_compare(&now, &base, false);
    layout_compare(&now, NULL, false);
    assert_migration(&now, 1, CHANGE_NEW, 2, true);
    assert_null(now.migrations.at[1].base_text.ptr);
}

static void long_histories_take_little_time(void **state)
{
    enum { COUNT = 20000 };
    Bench *bench = *state;
    Project now = { .runner = runner_find(STR("plain")) };
    for (int i = 0; i < COUNT; i++)
        vec_push(bench->arena, &now.migrations)->path =
            arena_fmt(bench->arena, "migrations/%d.sql", i);
    Project base = now;
    clock_t begun = clock();
    layout_compare(&now, &base, false);
    double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    assert_migration(&now, COUNT - 1, CHANGE_MERGED, 0, false);
    if (seconds > 2)
        fail_msg("%d migrations took %.1f s", COUNT, seconds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(without_a_base_each_is_the_newest),
        BENCH_TEST(with_a_base_the_change_is_judged),
        BENCH_TEST(all_may_be_judged_with_a_base),
        BENCH_TEST(an_empty_base_makes_one_change),
        BENCH_TEST(emptied_and_unreadable_files_are_edited),
        BENCH_TEST(comparing_again_forgets_the_first),
        BENCH_TEST(long_histories_take_little_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
