// SPDX-License-Identifier: Apache-2.0
// Unit tests of the names that drizzle-kit makes: its prefix modes.
#include "workbench.h"

// A folder as the mode leaves it after two generates.
static Project two_of(Bench *bench, const char *first, const char *second)
{
    Str journal = arena_fmt(bench->arena,
                            "{\"version\":\"7\",\"dialect\":\"sqlite\",\"entries\":["
                            "{\"idx\":0,\"version\":\"6\",\"when\":1795226916729,"
                            "\"tag\":\"%s\",\"breakpoints\":true},"
                            "{\"idx\":1,\"version\":\"6\",\"when\":1795226919996,"
                            "\"tag\":\"%s\",\"breakpoints\":true}]}",
                            first, second);
    tree_memory_put(bench->tree, STR("d/meta/_journal.json"), journal);
    tree_memory_put(bench->tree, arena_fmt(bench->arena, "d/%s.sql", first),
                    STR("CREATE TABLE a (id integer PRIMARY KEY);"));
    tree_memory_put(bench->tree, arena_fmt(bench->arena, "d/%s.sql", second),
                    STR("CREATE TABLE b (id integer PRIMARY KEY);"));
    return bench_load(bench, "d");
}

typedef struct PrefixCase {
    const char *first;
    const char *second;
    const char *versions[2];
} PrefixCase;

static void every_prefix_mode_gives_versions(void **state)
{
    static const PrefixCase CASES[] = {
        { "0000_s1", "0001_s2", { "0000", "0001" } }, // index
        { "20261121020831_s1",
          "20261121020834_s2",                      // timestamp,
          { "20261121020831", "20261121020834" } }, // supabase
        { "1795226922_s1", "1795226925_s2", { "1795226922", "1795226925" } }, // unix
        { "_s1", "_s2", { "", "" } },                                         // none
        { "_2fa", "_2026_10_11_x", { "", "" } },
        { "0000_2026_10_11", "0001_10_11_more", { "0000", "0001" } },
        { "10000_s1", "0002_V3__s2", { "10000", "0002" } },
    };
    Bench *bench = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const PrefixCase *row = &CASES[i];
        Project project = two_of(bench, row->first, row->second);
        assert_int_equal(project.migrations.len, 2);
        for (size_t k = 0; k < 2; k++)
            assert_str_at(project.migrations.at[k].version, str_from(row->versions[k]),
                          __FILE__, __LINE__);
        assert_str_at(project.migrations.at[0].name, str_from(row->first), __FILE__,
                      __LINE__);
    }
}

// Its one snapshot is _snapshot.json, and tells the layout when the journal is lost.
static void without_a_prefix_a_lost_journal_is_expected(void **state)
{
    Bench *bench = *state;
    bench_put(bench, "d/_s1.sql", "CREATE TABLE a (id integer);");
    bench_put(bench, "d/meta/_snapshot.json", "{}");
    Project project = bench_load(bench, "d");
    assert_str(project.layout, "drizzle");
    assert_true(project.journal.expected);
    assert_false(project.journal.present);
    assert_str(bench_paths(bench, &project), "_s1.sql");
    assert_str(project.migrations.at[0].version, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BENCH_TEST(every_prefix_mode_gives_versions),
        BENCH_TEST(without_a_prefix_a_lost_journal_is_expected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
