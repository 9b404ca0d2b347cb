// SPDX-License-Identifier: Apache-2.0
// Unit tests of the layouts "drizzle" and "drizzle-v1".
#include "base/out.h"

#include "workbench.h"

#include <string.h>
#include <time.h>

#define ENTRY(idx, when, tag)                                                            \
    "{\"idx\":" #idx ",\"version\":\"7\",\"when\":" #when ",\"tag\":\"" tag              \
    "\",\"breakpoints\":true}"
#define JOURNAL(entries)                                                                 \
    "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[" entries "]}"

static const char TWO_ENTRIES[] =
    JOURNAL(ENTRY(0, 1795226722618, "0000_a") "," ENTRY(1, 1795226725007, "0001_b"));

static void put_journal(Bench *bench, const char *text)
{
    bench_put(bench, "d/meta/_journal.json", text);
}

static void put_two(Bench *bench)
{
    bench_put(bench, "d/0000_a.sql", "CREATE TABLE a ();");
    bench_put(bench, "d/0001_b.sql", "CREATE TABLE b ();");
}

static Str at_span(const Journal *journal, Span span)
{
    return str_slice(journal->text, span.start, span.end);
}

// ---- a journal that can be used ----

static void a_journal_decides_what_runs(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    put_journal(bench, TWO_ENTRIES);
    Project project = bench_load(bench, "d");
    assert_str(project.layout, "drizzle");
    assert_str(project.dialect, "postgres");
    assert_str(project.engine.family, "postgres");
    assert_string_equal(project.runner->name, "drizzle");
    assert_int_equal(project.runner->scope, TX_ALL_PENDING);
    assert_str(bench_paths(bench, &project), "0000_a.sql 0001_b.sql");
    assert_str(bench_versions(bench, &project), "0000 0001");
    assert_str(project.migrations.at[1].name, "0001_b");
    assert_str(project.migrations.at[1].text, "CREATE TABLE b ();");
    const Journal *journal = &project.journal;
    assert_true(journal->expected && journal->present);
    assert_str(journal->path, "d/meta/_journal.json");
    assert_str(journal->error, "");
    assert_str(journal->dialect, "postgresql");
    assert_int_equal(journal->orphans.len, 0);
    assert_int_equal(journal->entries.len, 2);
    const JournalEntry *entry = &journal->entries.at[1];
    assert_str(entry->tag, "0001_b");
    assert_str(entry->sql_path, "d/0001_b.sql");
    assert_true(entry->has_sql && entry->has_idx && entry->has_when);
    assert_int_equal(entry->idx, 1);
    assert_str(entry->version, "7");
    assert_true(entry->has_breakpoints && entry->breakpoints);
    assert_true(entry->when > 1795226725006.5 && entry->when < 1795226725007.5);
}

static void an_entry_knows_where_it_stands(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    put_journal(bench, "{\r\n  \"dialect\": \"postgresql\", \"entries\": [\r\n"
                       "    { \"idx\": 0, \"tag\": \"0000_a\", \"when\": 17 } ,\r\n"
                       "    { \"tag\": \"0001_\\u0062\", \"note\": [1, {\"tag\": 2}] }"
                       "\r\n  ], \"version\": \"7\"\r\n}\r\n");
    Project project = bench_load(bench, "d");
    const Journal *journal = &project.journal;
    assert_str(journal->error, "");
    assert_int_equal(journal->entries.len, 2);
    const JournalEntry *first = &journal->entries.at[0];
    assert_str(at_span(journal, first->span),
               "{ \"idx\": 0, \"tag\": \"0000_a\", \"when\": 17 }");
    assert_str(at_span(journal, first->idx_span), "0");
    assert_str(at_span(journal, first->when_span), "17");
    assert_str(at_span(journal, first->tag_span), "\"0000_a\"");
    const JournalEntry *second = &journal->entries.at[1];
    assert_str(second->tag, "0001_b");
    assert_str(at_span(journal, second->tag_span), "\"0001_\\u0062\"");
    assert_false(second->has_idx || second->has_when);
    assert_int_equal(second->idx_span.start, second->span.start);
    assert_int_equal(second->when_span.end, second->span.end);
    assert_str(bench_paths(bench, &project), "0000_a.sql 0001_b.sql");
}

static void entries_run_in_the_order_of_the_array(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    put_journal(bench, JOURNAL(ENTRY(1, 2, "0001_b") "," ENTRY(0, 1, "0000_a")));
    Project project = bench_load(bench, "d");
    assert_str(bench_paths(bench, &project), "0001_b.sql 0000_a.sql");
}

static void missing_and_forgotten_files_are_told(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    bench_put(bench, "d/0002_forgotten.sql", "SELECT 1;");
    bench_put(bench, "d/.hidden.sql", "SELECT 1;");
    bench_put(bench, "d/README.md", "read me");
    put_journal(bench, JOURNAL(ENTRY(0, 1, "0000_a") "," ENTRY(1, 2, "0001_gone")));
    Project project = bench_load(bench, "d");
    assert_str(bench_paths(bench, &project), "0000_a.sql");
    assert_true(project.journal.entries.at[0].has_sql);
    assert_false(project.journal.entries.at[1].has_sql);
    assert_str(project.journal.entries.at[1].sql_path, "d/0001_gone.sql");
    assert_str(bench_words(bench, &project.journal.orphans),
               "d/0001_b.sql d/0002_forgotten.sql");
}

static void the_same_file_is_one_migration(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    put_journal(bench, JOURNAL(ENTRY(0, 1, "0000_a") "," ENTRY(0, 2, "0000_a") "," ENTRY(
                           0, 3, "0001_b")));
    Project project = bench_load(bench, "d");
    assert_str(bench_paths(bench, &project), "0000_a.sql 0001_b.sql");
    assert_int_equal(project.journal.entries.len, 3);
    assert_true(project.journal.entries.at[1].has_sql);
    assert_int_equal(project.journal.entries.at[2].idx, 0);
}

static void a_tag_cannot_leave_the_folder(void **state)
{
    static const char *const TAGS[] = { "../secret",    "/etc/secret", "sub/0001_x",
                                        "./0000_a",     "..",          "",
                                        "0000_a\\u0000" };
    Bench *bench = *state;
    bench_put(bench, "secret.sql", "SELECT 'password';");
    bench_put(bench, "d/sub/0001_x.sql", "SELECT 1;");
    bench_put(bench, "d/0000_a.sql", "SELECT 1;");
    for (size_t i = 0; i < sizeof TAGS / sizeof TAGS[0]; i++) {
        Str journal =
            arena_fmt(bench->arena, JOURNAL("{\"idx\":0,\"tag\":\"%s\"}"), TAGS[i]);
        tree_memory_put(bench->tree, STR("d/meta/_journal.json"), journal);
        Project project = bench_load(bench, "d");
        assert_str(project.journal.error, "");
        assert_int_equal(project.journal.entries.len, 1);
        if (project.journal.entries.at[0].has_sql || project.migrations.len > 0)
            fail_msg("the tag \"%s\" has SQL", TAGS[i]);
    }
}

static void values_of_wrong_types_are_missing(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    put_journal(bench, JOURNAL("{\"idx\":\"0\",\"when\":null,\"tag\":7},"
                               "{\"idx\":1.5,\"when\":1e999,\"tag\":\"0000_a\"},"
                               "{\"idx\":-1,\"when\":-5.5,\"tag\":null}"));
    Project project = bench_load(bench, "d");
    const JournalEntry *entries = project.journal.entries.at;
    assert_str(project.journal.error, "");
    assert_false(entries[0].has_idx || entries[0].has_when || entries[0].has_sql);
    assert_str(entries[0].tag, "");
    assert_false(entries[1].has_idx || entries[1].has_when);
    assert_true(entries[1].has_sql);
    assert_true(entries[2].has_idx && entries[2].has_when);
    assert_int_equal(entries[2].idx, -1);
}

static void names_may_be_anything(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "d/0000 a 'b'\"\n.sql", "SELECT 1;");
    put_journal(bench, JOURNAL("{\"idx\":0,\"tag\":\"0000 a 'b'\\\"\\n\"}"));
    Project project = bench_load(bench, "d");
    assert_true(project.journal.entries.at[0].has_sql);
    assert_str(project.migrations.at[0].path, "d/0000 a 'b'\"\n.sql");
    assert_str(project.migrations.at[0].version, "0000");
}

static void files_that_cannot_be_read_stay_migrations(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    put_journal(bench, TWO_ENTRIES);
    tree_memory_remove(bench->tree, STR("d/0000_a.sql"));
    bench_put(bench, "d/0000_a.sql/file", "x");
    tree_memory_break(bench->tree, STR("d/0001_b.sql"), STR("is on fire"));
    Project project = bench_load(bench, "d");
    assert_int_equal(project.migrations.len, 2);
    assert_str(project.migrations.at[0].unreadable, "is a directory");
    assert_str(project.migrations.at[1].unreadable, "is on fire");
    assert_true(project.journal.entries.at[0].has_sql);
    assert_int_equal(project.stray.len, 0);
}

static void rollbacks_beside_the_files_are_no_orphans(void **state)
{
    Bench *bench = *state;
    put_two(bench);
    bench_put(bench, "d/0001_b.down.sql", "DROP TABLE b;");
    bench_put(bench, "d/0007_x.down.sql", "DROP TABLE x;");
    put_journal(bench, TWO_ENTRIES);
    Project project = bench_load(bench, "d");
    assert_str(project.migrations.at[0].down_path, "");
    assert_str(project.migrations.at[1].down_path, "d/0001_b.down.sql");
    assert_str(bench_words(bench, &project.journal.orphans), "d/0007_x.down.sql");
}

// ---- a long journal ----

// Quadratic work would take minutes here.
static void long_journals_take_little_time(void **state)
{
    enum { COUNT = 5000 };
    Bench *bench = *state;
    Out out = out_new(bench->arena);
    out_cstr(&out, "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[");
    for (int i = 0; i < COUNT; i++) {
        out_fmt(&out, "%s\n  {\"idx\": %d, \"when\": %d, \"tag\": \"%04d_x\"}",
                i > 0 ? "," : "", i, 1000 + i, i);
        Str path = arena_fmt(bench->arena, "d/%04d_x.sql", i);
        tree_memory_put(bench->tree, path, STR("SELECT 1;"));
    }
    out_cstr(&out, "]}");
    tree_memory_put(bench->tree, STR("d/meta/_journal.json"), out_text(&out));
    clock_t begun = clock();
    Project project = bench_load(bench, "d");
    double seconds = (double)(clock() - begun) / CLOCKS_PER_SEC;
    assert_int_equal(project.migrations.len, COUNT);
    assert_int_equal(project.journal.orphans.len, 0);
    assert_str(project.migrations.at[COUNT - 1].name, "4999_x");
    if (seconds > 5)
        fail_msg("%d entries took %.1f s", COUNT, seconds);
}

// ---- no journal ----

static void a_lost_journal_is_expected(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "d/0010_b.sql", "SELECT 1;");
    bench_put(bench, "d/0002_a.sql", "SELECT 1;--> statement-breakpoint\nSELECT 2;");
    Project project = bench_load(bench, "d");
    assert_str(project.layout, "drizzle");
    assert_string_equal(project.runner->name, "drizzle");
    assert_true(project.journal.expected);
    assert_false(project.journal.present);
    assert_str(bench_paths(bench, &project), "0002_a.sql 0010_b.sql");
    assert_int_equal(project.journal.orphans.len, 0);

    bench_put(bench, "e/0000_a.sql", "SELECT 1;");
    bench_put(bench, "e/meta/0000_snapshot.json", "{}");
    assert_str(bench_load(bench, "e").layout, "drizzle");
    bench_put(bench, "f/0000_a.sql", "SELECT 1;");
    assert_str(bench_load(bench, "f").layout, "plain");
    Found by_config = { .dir = STR("f"),
                        .layout = STR("drizzle"),
                        .family = STR("mysql") };
    project = bench_load_found(bench, by_config);
    assert_str(project.layout, "drizzle");
    assert_str(project.dialect, "mysql");
    assert_true(project.journal.expected);
}

// ---- drizzle-v1 ----

static void put_folder(Bench *bench, const char *name, const char *dialect)
{
    Str sql = arena_fmt(bench->arena, "v/%s/migration.sql", name);
    Str snapshot = arena_fmt(bench->arena, "v/%s/snapshot.json", name);
    Str text = arena_fmt(bench->arena,
                         "{\"version\":\"8\",\"dialect\":\"%s\",\"ddl\":[]}", dialect);
    tree_memory_put(bench->tree, sql, STR("SELECT 1;"));
    tree_memory_put(bench->tree, snapshot, text);
}

static void folders_with_snapshots_are_v1(void **state)
{
    Bench *bench = *state;
    put_folder(bench, "20260102030405_b", "postgres");
    put_folder(bench, "20260101030405_a", "postgres");
    bench_put(bench, "v/20260103030405_lost/snapshot.json", "{}");
    bench_put(bench, "v/notes/readme.md", "x");
    bench_put(bench, "v/0000_old.sql", "SELECT 1;");
    Project project = bench_load(bench, "v");
    assert_str(project.layout, "drizzle-v1");
    assert_string_equal(project.runner->name, "drizzle-v1");
    assert_str(project.dialect, "postgres");
    assert_false(project.journal.expected);
    assert_str(bench_paths(bench, &project),
               "20260101030405_a/migration.sql 20260102030405_b/migration.sql");
    assert_str(bench_versions(bench, &project), "20260101030405 20260102030405");
    assert_str(project.migrations.at[0].name, "20260101030405_a");
    assert_str(bench_words(bench, &project.stray),
               "v/0000_old.sql v/20260103030405_lost");
}

// The migrator sorts with localeCompare: "_" before "-" before digits before letters of
// either case.
static void v1_sorts_as_the_migrator_does(void **state)
{
    Bench *bench = *state;
    put_folder(bench, "1_B", "sqlite");
    put_folder(bench, "1_a", "sqlite");
    put_folder(bench, "1_A", "sqlite");
    put_folder(bench, "1-a", "sqlite");
    put_folder(bench, "10_a", "sqlite");
    put_folder(bench, "1", "sqlite");
    Project project = bench_load(bench, "v");
    Out names = out_new(bench->arena);
    for (size_t i = 0; i < project.migrations.len; i++)
        out_fmt(&names, STR_FMT " ", STR_ARG(project.migrations.at[i].name));
    assert_str(out_text(&names), "1 1_a 1_A 1_B 1-a 10_a ");
    assert_str(project.dialect, "sqlite");
}

static void v1_takes_what_the_configuration_says(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "v/20260101030405_a/migration.sql", "SELECT 1;");
    assert_str(bench_load(bench, "v").layout, "prisma");
    Found found = { .dir = STR("v"),
                    .layout = STR("drizzle"),
                    .family = STR("sqlite"),
                    .schema_path = STR("src/schema.ts"),
                    .config_path = STR("drizzle.config.ts") };
    Project project = bench_load_found(bench, found);
    assert_str(project.layout, "drizzle-v1");
    assert_str(project.dialect, "sqlite");
    assert_str(project.schema_path, "src/schema.ts");
    assert_str(project.config_path, "drizzle.config.ts");
}

static void a_journal_makes_v1_folders_stray(void **state)
{
    Bench *bench = *state;
    put_folder(bench, "20260102030405_b", "postgres");
    bench_put(bench, "v/0000_a.sql", "SELECT 1;");
    bench_put(bench, "v/meta/_journal.json", JOURNAL(ENTRY(0, 1, "0000_a")));
    Project project = bench_load(bench, "v");
    assert_str(project.layout, "drizzle");
    assert_str(bench_paths(bench, &project), "0000_a.sql");
    assert_str(bench_words(bench, &project.stray), "v/20260102030405_b");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(a_journal_decides_what_runs),
        BENCH_TEST(an_entry_knows_where_it_stands),
        BENCH_TEST(entries_run_in_the_order_of_the_array),
        BENCH_TEST(missing_and_forgotten_files_are_told),
        BENCH_TEST(the_same_file_is_one_migration),
        BENCH_TEST(a_tag_cannot_leave_the_folder),
        BENCH_TEST(values_of_wrong_types_are_missing),
        BENCH_TEST(names_may_be_anything),
        BENCH_TEST(files_that_cannot_be_read_stay_migrations),
        BENCH_TEST(rollbacks_beside_the_files_are_no_orphans),
        BENCH_TEST(long_journals_take_little_time),
        BENCH_TEST(a_lost_journal_is_expected),
        BENCH_TEST(folders_with_snapshots_are_v1),
        BENCH_TEST(v1_sorts_as_the_migrator_does),
        BENCH_TEST(v1_takes_what_the_configuration_says),
        BENCH_TEST(a_journal_makes_v1_folders_stray),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
