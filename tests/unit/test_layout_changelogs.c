// SPDX-License-Identifier: Apache-2.0
// Unit tests of the layouts "atlas", "sqitch" and "liquibase": which migrations they see,
// under which names, and what of a file is run.
#include "workbench.h"

#define PLANNED " 2026-01-01T10:00:00Z Ann <ann@example.com>\n"
#define LOG "--liquibase formatted sql\n"

static Str names(Bench *bench, const Project *project)
{
    StrVec words = { 0 };
    for (size_t i = 0; i < project->migrations.len; i++)
        *vec_push(bench->arena, &words) = project->migrations.at[i].name;
    return bench_words(bench, &words);
}

static Str sql_of(const Migration *migration)
{
    Str sql = migration->sql.ptr ? migration->sql : migration->text;
    Span up = migration->up;
    return up.end > 0 ? str_slice(sql, up.start, up.end) : sql;
}

static size_t count_faults(const Project *project, FaultKind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < project->faults.len; i++)
        count += project->faults.at[i].kind == kind;
    return count;
}

// ---- atlas ----

static void atlas_orders_names_as_strings(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/atlas.sum", "");
    bench_put(bench, "m/9_b.sql", "SELECT 9;");
    bench_put(bench, "m/10_a.sql", "SELECT 10;");
    bench_put(bench, "m/11.SQL", "SELECT 11;");
    Project project = bench_load(bench, "m");
    assert_str(project.layout, "atlas");
    assert_str(bench_paths(bench, &project), "10_a.sql 9_b.sql");
    assert_str(bench_versions(bench, &project), "10 9");
    assert_str(bench_words(bench, &project.stray), "m/11.SQL");
    assert_int_equal(project.runner->scope, TX_FILE);
}

static void other_tools_formats_stay_theirs(void **state)
{
    static const char *const FILES[][2] = {
        { "a/1_x.up.sql", "SELECT 1;" },
        { "b/1_x.sql", "-- +goose Up\nSELECT 1;" },
        { "c/1_x.sql", "-- migrate:up\nSELECT 1;" },
        { "d/V1__x.sql", "SELECT 1;" },
        { "e/1_x.sql", LOG "--changeset a:1\nSELECT 1;" },
    };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        Str dir = str_take(str_from(FILES[i][0]), 1);
        tree_memory_put(bench->tree,
                        arena_fmt(bench->arena, STR_FMT "/atlas.sum", STR_ARG(dir)),
                        STR(""));
        bench_put(bench, FILES[i][0], FILES[i][1]);
        Project project = bench_load_found(bench, (Found){ .dir = dir });
        assert_false(str_eq(project.layout, STR("atlas")));
    }
}

static void directives_count_in_the_head_alone(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/atlas.sum", "");
    bench_put(bench, "m/1.sql", "-- atlas:txmode none\n\nSELECT 1;");
    bench_put(bench, "m/2.sql", "-- atlas:txmode none\nSELECT 2;");
    bench_put(bench, "m/3.sql", "# x\n--atlas:txmode none\n  \nSELECT 3;");
    bench_put(bench, "m/4.sql", "-- atlas:txmode none\r\n\r\nSELECT 4;");
    bench_put(bench, "m/5.sql", "-- atlas:txmode file\n\nSELECT 5;");
    bench_put(bench, "m/6.sql", "-- atlas:txmode none");
    Project project = bench_load(bench, "m");
    static const bool FREE[] = { true, false, true, false, false, true };
    for (size_t i = 0; i < sizeof FREE / sizeof FREE[0]; i++)
        assert_int_equal(project.migrations.at[i].no_transaction, FREE[i]);
    assert_int_equal(count_faults(&project, FAULT_DIRECTIVE), 2);
}

static void checkpoints_are_for_new_databases(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/atlas.sum", "");
    bench_put(bench, "m/1.sql", "CREATE TABLE a (id int);");
    bench_put(bench, "m/2_all.sql", "-- atlas:checkpoint v1\n\nCREATE TABLE a (id int);");
    bench_put(bench, "m/3.sql", "SELECT 3;");
    Project project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project), "1.sql 3.sql");
    assert_str(bench_words(bench, &project.asides), "m/2_all.sql");
    tree_memory_remove(bench->tree, STR("m/1.sql"));
    project = bench_load(bench, "m");
    assert_str(bench_paths(bench, &project), "2_all.sql 3.sql");
}

static void a_delimiter_is_read_as_a_semicolon(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/atlas.sum", "");
    bench_put(bench, "m/1.sql",
              "-- atlas:delimiter -- end\nSELECT 1\n-- end\nSELECT '-- end x'\n-- end\n");
    bench_put(bench, "m/2.sql", "-- atlas:delimiter \\n\\n\nSELECT 1\n\nSELECT 2\n\n");
    bench_put(bench, "m/3.sql", "\n-- atlas:delimiter ;;\nSELECT 1;;\n");
    bench_put(bench, "m/4.sql", "-- atlas:delimiter //\nSELECT 4 //\n");
    Project project = bench_load(bench, "m");
    assert_str(
        sql_of(&project.migrations.at[0]),
        "-- atlas:delimiter -- end\nSELECT 1\n;     \nSELECT '-- end x'\n;     \n");
    assert_str(sql_of(&project.migrations.at[1]),
               "-- atlas:delimiter \\n\\n\nSELECT 1\n;SELECT 2\n;");
    assert_null(project.migrations.at[2].sql.ptr);
    assert_str(sql_of(&project.migrations.at[3]), "-- atlas:delimiter //\nSELECT 4 ; \n");
    assert_str(project.migrations.at[3].text, "-- atlas:delimiter //\nSELECT 4 //\n");
}

static void an_archive_has_its_migration(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "m/atlas.sum", "");
    bench_put(bench, "m/1.sql",
              "-- atlas:txtar\n\n-- checks.sql --\nSELECT 1;\n-- migration.sql --\n"
              "DROP TABLE a;\n-- down.sql --\nCREATE TABLE a ();\n");
    Project project = bench_load(bench, "m");
    const Migration *migration = &project.migrations.at[0];
    assert_str(sql_of(migration), "DROP TABLE a;\n");
    assert_str(str_slice(migration->text, migration->down.start, migration->down.end),
               "CREATE TABLE a ();\n");
}

// ---- sqitch ----

static void sqitch_follows_the_plan(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "sqitch.plan",
              "%syntax-version=1.0.0\n%project=shop\n%uri=https://example.com/\n\n"
              "# comment\nzebra" PLANNED "  1_ant [zebra]" PLANNED "@v1" PLANNED
              "zebra [zebra@v1]" PLANNED);
    bench_put(bench, "deploy/zebra@v1.sql", "SELECT 1;");
    bench_put(bench, "deploy/1_ant.sql", "SELECT 2;");
    bench_put(bench, "deploy/zebra.sql", "SELECT 3;");
    bench_put(bench, "revert/zebra@v1.sql", "SELECT -1;");
    bench_put(bench, "verify/1_ant.sql", "SELECT 0;");
    Project project = bench_load(bench, ".");
    assert_str(project.layout, "sqitch");
    assert_str(names(bench, &project), "zebra@v1 1_ant zebra");
    assert_str(bench_versions(bench, &project), "  ");
    assert_str(project.migrations.at[0].id, "zebra");
    assert_str(project.migrations.at[2].id, "zebra#2");
    assert_str(project.migrations.at[0].down_path, "revert/zebra@v1.sql");
    assert_str(project.migrations.at[2].down_path, "");
    assert_str(bench_words(bench, &project.asides), "verify/1_ant.sql");
    assert_str(project.list_path, "sqitch.plan");
    assert_str(project.list_head, "shop\nhttps://example.com/");
    assert_int_equal(project.faults.len, 0);
}

static void scripts_that_nobody_looks_into_are_told_of(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "sqitch.plan", "%project=shop\n\nusers" PLANNED);
    bench_put(bench, "deploy/users.sql", "SELECT 1;");
    bench_put(bench, "revert/users.sql", "SELECT 1;");
    tree_memory_break(bench->tree, STR("revert"), STR("is locked"));
    Project project = bench_load(bench, ".");
    assert_int_equal(project.migrations.len, 2);
    assert_str(project.migrations.at[0].path, "revert");
    assert_str(project.migrations.at[0].unreadable, "is locked");
    assert_str(project.migrations.at[1].name, "users");
}

static void sqitch_conf_has_the_last_word(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "sqitch.conf",
              "[core]\n  engine = pg ; the one\n  top_dir = sql\n"
              "[engine \"pg\"]\n  target = prod\n  deploy_dir = other\n"
              "[target \"prod\"]\n  deploy_dir = \"sql/up\"\n  extension = ddl\n");
    bench_put(bench, "sql/sqitch.plan", "%project=shop\n\napp/users" PLANNED);
    bench_put(bench, "sql/up/app/users.ddl", "SELECT 1;");
    bench_put(bench, "sql/revert/app/users.ddl", "SELECT -1;");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "sql");
    Project project = bench_load_found(bench, bench->found.at[0]);
    assert_str(project.dialect, "postgres");
    assert_str(bench_paths(bench, &project), "up/app/users.ddl");
    assert_str(project.migrations.at[0].down_path, "sql/revert/app/users.ddl");
    assert_int_equal(project.faults.len, 0);
}

static void a_plan_that_is_no_plan_hides_nothing(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "d/sqitch.plan", "users" PLANNED "\n%\n[[[\n@\nteams" PLANNED);
    bench_put(bench, "d/deploy/teams.sql", "SELECT 1;");
    bench_put(bench, "d/deploy/users.sql", "SELECT 1;");
    Project project = bench_load(bench, "d");
    assert_str(names(bench, &project), "teams");
    assert_int_equal(count_faults(&project, FAULT_PLAN_LINE), 5);
    assert_int_equal(count_faults(&project, FAULT_PLAN_ORPHAN), 1);
    tree_memory_break(bench->tree, STR("d/sqitch.plan"), STR("is on fire"));
    project = bench_load(bench, "d");
    assert_int_equal(count_faults(&project, FAULT_PLAN_UNREADABLE), 1);
}

// ---- liquibase ----

static void a_changeset_is_a_migration(void **state)
{
    Bench *bench = *state;
    const char *text = LOG "--changeset ann:1 runInTransaction:false\nSELECT 1;\n"
                           "--rollback SELECT -1;\n--rollback SELECT -2;\n"
                           "-- changeset \"Bob B\":\"2 x\" runOnChange:TRUE\nSELECT 2;\n";
    bench_put(bench, "log/1.sql", text);
    Project project = bench_load(bench, "log");
    assert_str(project.layout, "liquibase");
    assert_str(names(bench, &project), "ann:1 Bob B:2 x");
    const Migration *one = &project.migrations.at[0];
    const Migration *two = &project.migrations.at[1];
    assert_str(one->id, "/1.sql::1::ann");
    assert_true(one->no_transaction);
    assert_false(one->repeats);
    assert_false(two->no_transaction);
    assert_true(two->repeats);
    assert_str(migration_own(two),
               "-- changeset \"Bob B\":\"2 x\" runOnChange:TRUE\nSELECT 2;\n");
    assert_str(str_slice(one->text, one->down.start, one->down.end),
               "--rollback SELECT -1;\n--rollback SELECT -2;");
    assert_str(one->checked, "SELECT1;");
    assert_int_equal(one->up.start, 0);
    assert_int_equal(project.faults.len, 0);
}

static void what_is_not_run_is_blank(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "log/1.sql",
              LOG "stray;\n--changeset ann:1 endDelimiter:/\n--ignoreLines:1\nGARBAGE\n"
                  "SELECT 4 / 2\n/\n--changeset ann:2\nSELECT 5\nGO\n");
    Project project = bench_load(bench, "log");
    assert_str(sql_of(&project.migrations.at[0]),
               LOG "      \n--changeset ann:1 endDelimiter:/\n--ignoreLines:1\n       \n"
                   "SELECT 4 / 2\n;\n");
    assert_str(sql_of(&project.migrations.at[1]), "--changeset ann:2\nSELECT 5\n; \n");
    assert_str(project.migrations.at[0].checked, "SELECT4/2/");
}

static void changesets_are_for_databases(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "log/1.sql",
              LOG "--changeset a:1 dbms:postgresql\nSELECT 1;\n"
                  "--changeset a:2 dbms:mysql,mariadb\nSELECT 2;\n"
                  "--changeset a:3 dbms:!oracle\nSELECT 3;\n"
                  "--changeset a:4 dbms:!postgresql\nSELECT 4;\n"
                  "--changeset a:5 ignore:true\nSELECT 5;\n"
                  "--changeset a:6 dbms:all\nSELECT 6;\n"
                  "--changeset a:7\nSELECT 7;\n");
    Project project = bench_load(bench, "log");
    assert_str(project.dialect, "postgres");
    assert_str(names(bench, &project), "a:1 a:3 a:6 a:7");
    Found found = { .dir = STR("log") };
    assert_true(bench_try(bench, found, (LayoutWishes){ .engine.family = STR("mysql") },
                          &project));
    assert_str(names(bench, &project), "a:2 a:3 a:4 a:6 a:7");
}

static void a_changelog_tells_files_and_order(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "res/db/log/db.changelog-master.yaml",
              "databaseChangeLog:\n"
              "- include:\n    file: db/log/z.sql\n"
              "- includeAll:\n    path: classpath:/db/log/more/\n"
              "- include: {file: sub.xml, relativeToChangelogFile: true}\n"
              "- include:\n    file: db/log/z.sql\n");
    bench_put(bench, "res/db/log/z.sql", LOG "--changeset a:z\nSELECT 1;\n");
    bench_put(bench, "res/db/log/more/b.sql", LOG "--changeset a:b\nSELECT 1;\n");
    bench_put(bench, "res/db/log/more/a/c.sql", LOG "--changeset a:c\nSELECT 1;\n");
    bench_put(bench, "res/db/log/sub.xml",
              "<databaseChangeLog><!-- <include file='gone.sql'/> -->"
              "<include relativeToChangelogFile=\"true\" file=\"raw.sql\"/>"
              "<include file=\"db.changelog-master.yaml\"/></databaseChangeLog>");
    bench_put(bench, "res/db/log/raw.sql", "SELECT 2;");
    bench_put(bench, "res/db/log/unused.sql", LOG "--changeset a:u\nSELECT 1;\n");
    Project project = bench_load(bench, "res/db/log");
    assert_str(names(bench, &project), "a:z a:c a:b raw.sql");
    assert_int_equal(project.faults.len, 0);
}

static void a_changelog_that_cannot_be_read_is_one(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "changelog/db.changelog.yaml", "databaseChangeLog:\n");
    bench_put(bench, "changelog/1.sql", "SELECT 1;");
    tree_memory_break(bench->tree, STR("changelog/db.changelog.yaml"), STR("is closed"));
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "changelog");
    Project project = bench_load_found(bench, bench->found.at[0]);
    assert_str(project.layout, "liquibase");
    assert_int_equal(count_faults(&project, FAULT_LOG_UNREAD), 1);
    assert_str(project.faults.at[0].words, "this changelog is closed");
}

static void a_folder_that_cannot_be_included_is_told_of(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "log/changelog.xml",
              "<databaseChangeLog><includeAll path=\"all\" "
              "relativeToChangelogFile=\"true\"/></databaseChangeLog>");
    bench_put(bench, "log/all/a.sql", LOG "--changeset a:a\nSELECT 1;\n");
    bench_put(bench, "log/all/shut/b.sql", LOG "--changeset a:b\nSELECT 1;\n");
    tree_memory_break(bench->tree, STR("log/all/shut"), STR("is locked"));
    Project project = bench_load(bench, "log");
    assert_str(project.layout, "liquibase");
    assert_int_equal(project.migrations.len, 2);
    assert_str(project.migrations.at[0].path, "log/all/shut");
    assert_str(project.migrations.at[0].unreadable, "is locked");
    assert_str(project.migrations.at[1].id, "/all/a.sql::a::a");
}

static void properties_name_the_changelog(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "app/liquibase.properties",
              "# keep\nurl: jdbc:mysql://db/x\nchangeLogFile=db/log/root.xml\n");
    bench_put(bench, "app/src/main/resources/db/log/root.xml",
              "<databaseChangeLog><includeAll path='../../steps' "
              "relativeToChangelogFile='true'/></databaseChangeLog>");
    bench_put(bench, "app/src/main/resources/steps/1.sql",
              LOG
              "--changeset a:1 dbms:postgresql\nSELECT 1;\n--changeset a:2\nSELECT;\n");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "app/src/main/resources/db/log");
    Project project = bench_load_found(bench, bench->found.at[0]);
    assert_str(project.dialect, "mysql");
    assert_str(names(bench, &project), "a:2");
}

// ---- where they are found ----

static void each_is_found_by_its_files(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "a/atlas.hcl",
              "env \"x\" {\n  url = \"postgres://h/db\"\n  migration {\n"
              "    # dir = \"file://no\"\n    dir = \"file://steps\"\n  }\n}\n");
    bench_put(bench, "a/steps/1.sql", "SELECT 1;");
    bench_put(bench, "b/c/d/atlas.sum", "");
    bench_put(bench, "b/c/d/1.sql", "SELECT 1;");
    bench_put(bench, "e/sqitch.plan", "%project=x\n\n");
    bench_put(bench, "f/src/main/resources/db/changelog/db.changelog-master.xml",
              "<databaseChangeLog/>");
    bench_put(bench, "f/src/main/resources/db/changelog/migrations/1.sql",
              LOG "--changeset a:1\nSELECT 1;");
    bench_discover(bench, ".");
    assert_str(bench_dirs(bench), "a/steps b/c/d e f/src/main/resources/db/changelog");
    Project project = bench_load_found(bench, bench->found.at[0]);
    assert_str(project.layout, "atlas");
    assert_int_equal(count_faults(&project, FAULT_SUM_MISSING), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(atlas_orders_names_as_strings),
        BENCH_TEST(other_tools_formats_stay_theirs),
        BENCH_TEST(directives_count_in_the_head_alone),
        BENCH_TEST(checkpoints_are_for_new_databases),
        BENCH_TEST(a_delimiter_is_read_as_a_semicolon),
        BENCH_TEST(an_archive_has_its_migration),
        BENCH_TEST(sqitch_follows_the_plan),
        BENCH_TEST(scripts_that_nobody_looks_into_are_told_of),
        BENCH_TEST(sqitch_conf_has_the_last_word),
        BENCH_TEST(a_plan_that_is_no_plan_hides_nothing),
        BENCH_TEST(a_changeset_is_a_migration),
        BENCH_TEST(what_is_not_run_is_blank),
        BENCH_TEST(changesets_are_for_databases),
        BENCH_TEST(a_changelog_tells_files_and_order),
        BENCH_TEST(a_changelog_that_cannot_be_read_is_one),
        BENCH_TEST(a_folder_that_cannot_be_included_is_told_of),
        BENCH_TEST(properties_name_the_changelog),
        BENCH_TEST(each_is_found_by_its_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
