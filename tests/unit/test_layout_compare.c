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

static void assert_renamed(const Project *now, const char *path, const char *from)
{
    const Migration *migration = project_migration(now, str_from(path));
    assert_non_null(migration);
    assert_str_at(migration->renamed_from, str_from(from), __FILE__, __LINE__);
}

static void renames_are_found_by_what_files_hold(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/1_Case.sql", "SELECT 1;");
    bench_put(bench, "m/2_same.sql", "SELECT 2;");
    bench_put(bench, "m/3_twin.sql", "SELECT 3;");
    bench_put(bench, "m/4_twin.sql", "SELECT 3;");
    bench_put(bench, "m/5_lines.sql", "SELECT 5;\nSELECT 55;\nSELECT 555;\n");
    bench_put(bench, "m/6_gone.sql", "SELECT 6;");
    bench_put(bench, "m/7_empty.sql", "");
    Project base = bench_load(bench, "m");
    for (size_t i = 0; i < base.migrations.len; i++)
        tree_memory_remove(bench->tree, base.migrations.at[i].path);
    bench_put(bench, "m/1_case.sql", "SELECT 111111;");
    bench_put(bench, "m/2_other.sql", "SELECT 2;");
    bench_put(bench, "m/4_first.sql", "SELECT 3;");
    bench_put(bench, "m/8_second.sql", "SELECT 3;");
    bench_put(bench, "m/9_lines.sql", "SELECT 5;\r\nSELECT 55;\r\nSELECT 0;\r\n");
    bench_put(bench, "m/10_new.sql", "SELECT 10;\nSELECT 6;");
    bench_put(bench, "m/11_empty.sql", "");
    Project now = bench_load(bench, "m");
    layout_compare(&now, &base, false);
    assert_renamed(&now, "m/1_case.sql", "m/1_Case.sql");
    assert_renamed(&now, "m/2_other.sql", "m/2_same.sql");
    assert_renamed(&now, "m/4_first.sql", "m/4_twin.sql"); // its number is the same
    assert_renamed(&now, "m/8_second.sql", "m/3_twin.sql");
    assert_renamed(&now, "m/9_lines.sql", "m/5_lines.sql");
    assert_renamed(&now, "m/10_new.sql", "");
    assert_renamed(&now, "m/11_empty.sql", "");
    layout_compare(&now, NULL, false);
    assert_renamed(&now, "m/1_case.sql", "");
}

// goose goes by numbers: it will not run what it knows under another name.
static void what_the_runner_knows_is_not_judged_again(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/1_a.sql", "SELECT 1;");
    bench_put(bench, "m/2_b.sql", "SELECT 2;");
    Project base = bench_load(bench, "m");
    tree_memory_remove(bench->tree, STR("m/1_a.sql"));
    tree_memory_remove(bench->tree, STR("m/2_b.sql"));
    bench_put(bench, "m/1_z.sql", "SELECT 1;");
    bench_put(bench, "m/3_b.sql", "SELECT 2;");
    Project now = bench_load(bench, "m");
    layout_compare(&now, &base, false);
    assert_migration(&now, 0, CHANGE_NEW, 1, true);
    now.runner = runner_find(STR("goose"));
    layout_compare(&now, &base, false);
    assert_migration(&now, 0, CHANGE_NEW, 0, false);
    assert_true(now.migrations.at[0].is_known);
    assert_migration(&now, 1, CHANGE_NEW, 1, true);
}

// More pairs than are compared by lines: equal texts are found all the same.
static void thousands_of_renames_take_little_time(void **state)
{
    enum { COUNT = 5000 };
    Bench *bench = *state;
    Project base = { .runner = runner_find(STR("plain")) };
    Project now = base;
    for (int i = 0; i < COUNT; i++) {
        Migration *old = vec_push(bench->arena, &base.migrations);
        old->path = arena_fmt(bench->arena, "old/%d.sql", i);
        old->text = arena_fmt(bench->arena, "SELECT %d;", i);
        Migration *new = vec_push(bench->arena, &now.migrations);
        *new = *old;
        new->path = arena_fmt(bench->arena, "new/%d.sql", i);
    }
    clock_t begun = clock();
    layout_compare(&now, &base, false);
    double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    assert_str(now.migrations.at[COUNT - 1].renamed_from, "old/4999.sql");
    if (seconds > 4)
        fail_msg("%d renames took %.1f s", COUNT, seconds);
}

// Two changesets in one file, as a layout makes them of it.
static void add_changesets(Bench *bench, Project *project, const char *text)
{
    Str all = str_from(text);
    size_t cut = str_find(all, STR("--2"), 0);
    for (size_t i = 0; i < 2; i++) {
        Migration *migration = vec_push(bench->arena, &project->migrations);
        migration->path = STR("m/log.sql");
        migration->id = i == 0 ? STR("a:1") : STR("a:2");
        migration->text = all;
        migration->up = i == 0 ? (Span){ 0, cut } : (Span){ cut, all.len };
    }
}

static void changesets_of_one_file_are_compared_each(void **state)
{
    Bench *bench = *state;
    Project base = { 0 };
    Project now = { 0 };
    add_changesets(bench, &base, "--1\nSELECT 1;\n--2\nSELECT 2;\n");
    add_changesets(bench, &now, "--1\nSELECT 1;\n--2\nSELECT 3;\n");
    layout_compare(&now, &base, false);
    assert_migration(&now, 0, CHANGE_MERGED, 0, false);
    assert_migration(&now, 1, CHANGE_EDITED, 0, false);
    assert_str(migration_own(&now.migrations.at[1]), "--2\nSELECT 3;\n");
    assert_str(migration_own_before(&now.migrations.at[1]), "--2\nSELECT 2;\n");
    assert_ptr_equal(project_same(&base, &now.migrations.at[1]), &base.migrations.at[1]);
    assert_null(project_same(&base, &(Migration){ .path = STR("m/log.sql") }));
}

static void a_known_name_outlives_its_path(void **state)
{
    Bench *bench = *state;
    Project base = { 0 };
    Project now = { 0 };
    *vec_push(bench->arena, &base.migrations) = (Migration){
        .path = STR("deploy/users.sql"), .id = STR("users"), .text = STR("SELECT 1;")
    };
    *vec_push(bench->arena, &now.migrations) = (Migration){
        .path = STR("deploy/users@v1.sql"), .id = STR("users"), .text = STR("SELECT 1;")
    };
    *vec_push(bench->arena, &now.migrations) = (Migration){
        .path = STR("deploy/users.sql"), .id = STR("users#2"), .text = STR("SELECT 2;")
    };
    layout_compare(&now, &base, false);
    assert_migration(&now, 0, CHANGE_MERGED, 0, false);
    assert_migration(&now, 1, CHANGE_NEW, 1, true);
}

static void what_the_checksum_leaves_out_is_no_edit(void **state)
{
    Bench *bench = *state;
    Project base = { 0 };
    Project now = { 0 };
    *vec_push(bench->arena, &base.migrations) = (Migration){ .path = STR("a.sql"),
                                                             .text = STR("SELECT  1;"),
                                                             .checked = STR("SELECT1;") };
    *vec_push(bench->arena, &now.migrations) = (Migration){ .path = STR("a.sql"),
                                                            .text = STR("SELECT 1;"),
                                                            .checked = STR("SELECT1;") };
    layout_compare(&now, &base, false);
    assert_migration(&now, 0, CHANGE_MERGED, 0, false);
    now.migrations.at[0].checked = STR("SELECT2;");
    layout_compare(&now, &base, false);
    assert_migration(&now, 0, CHANGE_EDITED, 0, false);
}

static void what_runs_again_is_judged_when_edited(void **state)
{
    Bench *bench = *state;
    put_base(bench);
    Project base = bench_load(bench, "m");
    put_change(bench);
    Project now = bench_load(bench, "m");
    for (size_t i = 0; i < now.migrations.len; i++)
        now.migrations.at[i].repeats = true;
    layout_compare(&now, &base, false);
    assert_migration(&now, 0, CHANGE_MERGED, 0, false);
    assert_migration(&now, 1, CHANGE_EDITED, 1, true);
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
        BENCH_TEST(renames_are_found_by_what_files_hold),
        BENCH_TEST(what_the_runner_knows_is_not_judged_again),
        BENCH_TEST(thousands_of_renames_take_little_time),
        BENCH_TEST(changesets_of_one_file_are_compared_each),
        BENCH_TEST(a_known_name_outlives_its_path),
        BENCH_TEST(what_the_checksum_leaves_out_is_no_edit),
        BENCH_TEST(what_runs_again_is_judged_when_edited),
        BENCH_TEST(long_histories_take_little_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
