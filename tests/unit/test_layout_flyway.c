// SPDX-License-Identifier: Apache-2.0
// Unit tests of the layout "flyway": names, versions, what runs and what Flyway compares.
#include "base/limits.h"
#include "base/out.h"
#include "workbench.h"

static void put_all(Bench *bench, const char *const *names)
{
    for (; *names; names++)
        bench_put(bench, *names, "SELECT 1;");
}

static void versions_compare_part_by_part(void **state)
{
    Bench *bench = *state;
    static const char *const NAMES[] = { "m/V10__c.sql",
                                         "m/V1.1__b.sql",
                                         "m/V1__a.sql",
                                         "m/R__views.sql",
                                         "m/V2__x.sql",
                                         "m/R__a_function.sql",
                                         "m/V1_0_10__y.sql",
                                         "m/V1.0.2__z.sql",
                                         "m/V2024.01.05__d.sql",
                                         "m/V0002.05__e.SQL",
                                         "m/beforeMigrate.sql",
                                         "m/afterMigrate__grants.sql",
                                         "m/V3.sql",
                                         "m/V99999999999999999999__big.sql",
                                         NULL };
    put_all(bench, NAMES);
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "flyway");
    assert_string_equal(project.runner->name, "flyway");
    assert_str(bench_paths(bench, &project),
               "V1__a.sql V1.0.2__z.sql V1_0_10__y.sql V1.1__b.sql V2__x.sql "
               "V0002.05__e.SQL V3.sql V10__c.sql V2024.01.05__d.sql "
               "V99999999999999999999__big.sql R__a_function.sql R__views.sql");
    assert_str(bench_versions(bench, &project),
               "1 1.0.2 1.0.10 1.1 2 2.5 3 10 2024.1.5 99999999999999999999  ");
    assert_int_equal(project.stray.len, 0);
    assert_false(project.migrations.at[0].repeats);
    assert_true(project.migrations.at[11].repeats);
}

static void zeros_that_do_not_count_make_no_other_version(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/V1.0__a.sql", "SELECT 1;");
    bench_put(bench, "m/V01__b.sql", "SELECT 1;");
    bench_put(bench, "m/V1.0.1__c.sql", "SELECT 1;");
    Project project = bench_load(bench, "m");
    assert_str(bench_versions(bench, &project), "1 1 1.0.1");
}

static void a_folder_that_nobody_looks_into_is_told_of(void **state)
{
    Bench *bench = *state;
    Out path = out_new(bench->arena);
    out_cstr(&path, "m");
    for (int i = 0; i < LIMIT_FOLDER_DEPTH; i++)
        out_cstr(&path, "/d");
    Str deep = out_text(&path);
    bench_put(bench, "m/V1__a.sql", "SELECT 1;");
    bench_put(bench, "m/shut/V2__b.sql", "SELECT 1;");
    tree_memory_break(bench->tree, STR("m/shut"), STR("is locked"));
    tree_memory_put(bench->tree, path_join(bench->arena, deep, STR("V3__c.sql")),
                    STR("SELECT 1;"));
    tree_memory_put(bench->tree, path_join(bench->arena, deep, STR("d/V4__d.sql")),
                    STR("SELECT 1;"));
    tree_memory_put(bench->tree, path_join(bench->arena, deep, STR("e/V5__e.sql")),
                    STR("SELECT 1;"));
    Project project = bench_load(bench, "m");
    const Migration *migrations = project.migrations.at;
    assert_int_equal(project.migrations.len, 4);
    assert_int_equal(migrations[0].path.len, deep.len + 2);
    assert_str(migrations[0].unreadable, "lies more than 32 folders deep");
    assert_str(migrations[1].path, "m/shut");
    assert_str(migrations[1].unreadable, "is locked");
    assert_str(migrations[2].version, "1");
    assert_str(migrations[3].version, "3");
}

static void names_that_flyway_ignores_are_stray(void **state)
{
    Bench *bench = *state;
    static const char *const NAMES[] = { "m/V1__a.sql",  "m/V2_b.sql", "m/v3__c.sql",
                                         "m/V4a__d.sql", "m/R_e.sql",  "m/seed.sql",
                                         "m/notes.txt",  NULL };
    put_all(bench, NAMES);
    Project project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project), "V1__a.sql");
    assert_str(bench_words(bench, &project.stray),
               "m/R_e.sql m/V2_b.sql m/V4a__d.sql m/seed.sql m/v3__c.sql");
}

static void an_undo_belongs_to_its_version(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/V2__x.sql", "CREATE TABLE x ();");
    bench_put(bench, "m/U2.0__anything.sql", "DROP TABLE x;");
    bench_put(bench, "m/V3__y.sql", "SELECT 1;");
    bench_put(bench, "m/U9__gone.sql", "SELECT 1;");
    Project project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project), "V2__x.sql V3__y.sql");
    assert_str(project.migrations.at[0].down_path, "m/U2.0__anything.sql");
    assert_str(project.migrations.at[0].down_text, "DROP TABLE x;");
    assert_str(project.migrations.at[1].down_path, "");
    assert_str(bench_words(bench, &project.stray), "m/U9__gone.sql");
}

static void a_script_configuration_frees_a_file(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/V1__a.sql", "SELECT 1;");
    bench_put(bench, "m/V1__a.sql.conf", "# why\nexecuteInTransaction = false\n");
    bench_put(bench, "m/V2__b.sql", "SELECT 1;");
    bench_put(bench, "m/V2__b.sql.conf", "executeInTransaction=true\n");
    bench_put(bench, "m/V3__c.sql", "SELECT 1;");
    Project project = bench_load(bench, "m");
    assert_int_equal(project.migrations.len, 3);
    assert_true(project.migrations.at[0].no_transaction);
    assert_false(project.migrations.at[1].no_transaction);
    assert_false(project.migrations.at[2].no_transaction);
    assert_int_equal(project.stray.len, 0);
}

static void a_baseline_runs_only_in_the_place_of_what_is_gone(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/V1__a.sql", "SELECT 1;");
    bench_put(bench, "m/V3__c.sql", "SELECT 1;");
    bench_put(bench, "m/B1__old.sql", "SELECT 1;");
    bench_put(bench, "m/B2__start.sql", "SELECT 1;");
    Project project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project), "V1__a.sql V3__c.sql");
    assert_int_equal(project.stray.len, 0);
    tree_memory_remove(bench->tree, STR("m/V1__a.sql"));
    project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project), "B2__start.sql V3__c.sql");
}

static void sub_folders_count_but_not_those_of_other_engines(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/V2__b.sql", "SELECT 1;");
    bench_put(bench, "m/old/2023/V1__a.sql", "SELECT 1;");
    bench_put(bench, "m/h2/V3__h.sql", "SELECT 1;");
    bench_put(bench, "m/mysql/V3__m.sql", "SELECT 1;");
    Project project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project), "old/2023/V1__a.sql V2__b.sql");
    assert_str(project.migrations.at[0].name, "V1__a");
    project = bench_load(bench, "m/mysql");
    assert_str(bench_paths(bench, &project), "V3__m.sql");
    assert_str(project.dialect, "mysql");
}

static void its_folders_are_found(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "app/src/main/resources/db/migration/V1__a.sql", "SELECT 1;");
    bench_put(bench, "db/migration/postgresql/V1__a.sql", "SELECT 1;");
    bench_put(bench, "db/migration/h2/V1__a.sql", "SELECT 1;");
    bench_put(bench, "db/migration/notes/V1__a.txt", "SELECT 1;");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "app/src/main/resources/db/migration db/migration/h2 "
                                  "db/migration/postgresql");
}

// What its checksum does not see is no edit; a repeatable that is edited runs again.
static void line_ends_and_marks_are_not_compared(void **state)
{
    Bench *bench = *state;
    static const struct {
        const char *path;
        const char *before;
        const char *after;
        ChangeStatus status;
        bool judged;
    } CASES[] = {
        { "m/V1__a.sql", "SELECT 1;\nSELECT 2;\n", "SELECT 1;\r\nSELECT 2;",
          CHANGE_EDITED, false },
        { "m/V2__b.sql", "SELECT 1;\n", "\xEF\xBB\xBFSELECT 1;\n\n", CHANGE_EDITED,
          false },
        { "m/V3__c.sql", "SELECT 1;\n", "SELECT 1; \n", CHANGE_EDITED, false },
        { "m/V4__d.sql", "SELECT 1;\nSELECT 2;", "SELECT 1;SELECT 2;", CHANGE_EDITED,
          false },
        { "m/V5__e.sql", "SELECT 1;\n", "SELECT 1;\n-- more", CHANGE_EDITED, false },
        { "m/R__f.sql", "SELECT 1;\n", "SELECT 2;\n", CHANGE_EDITED, true },
        { "m/R__g.sql", "SELECT 1;\n", "SELECT 1;\r\n", CHANGE_EDITED, false },
    };
    enum { COUNT = sizeof CASES / sizeof CASES[0] };
    for (size_t i = 0; i < COUNT; i++)
        bench_put(bench, CASES[i].path, CASES[i].before);
    Project base = bench_load(bench, "m");
    for (size_t i = 0; i < COUNT; i++)
        bench_put(bench, CASES[i].path, CASES[i].after);
    Project now = bench_load(bench, "m");
    layout_compare(&now, &base, false);
    for (size_t i = 0; i < COUNT; i++) {
        assert_int_equal(now.migrations.at[i].status, CASES[i].status);
        assert_int_equal(now.migrations.at[i].judged, CASES[i].judged);
        assert_int_equal(now.migrations.at[i].batch, CASES[i].judged ? 1 : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(versions_compare_part_by_part),
        BENCH_TEST(zeros_that_do_not_count_make_no_other_version),
        BENCH_TEST(names_that_flyway_ignores_are_stray),
        BENCH_TEST(an_undo_belongs_to_its_version),
        BENCH_TEST(a_script_configuration_frees_a_file),
        BENCH_TEST(a_baseline_runs_only_in_the_place_of_what_is_gone),
        BENCH_TEST(a_folder_that_nobody_looks_into_is_told_of),
        BENCH_TEST(sub_folders_count_but_not_those_of_other_engines),
        BENCH_TEST(its_folders_are_found),
        BENCH_TEST(line_ends_and_marks_are_not_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
