// SPDX-License-Identifier: Apache-2.0
// Real schemas against what tools made of them: each version in fixtures/_schemas/
// against each step of the history that was generated from all of them. TIDEGATE_BLESS=1
// writes what is found into the expectations.
#include "example.h"

#include "base/out.h"

#include "unit/check.h"

#include <stdlib.h>

enum { VERSIONS = 4 };

typedef struct History {
    const char *steps;  // a folder with a sub-folder for each
    const char *schema; // in fixtures/_schemas: "pg" for pg1.ts, …
    const char *ending;
    const char *migrations; // where the history is put
    const char *config;     // drizzle.config.json; NULL: Prisma's schema alone
} History;

#define DRIZZLE(dialect) "{\"dialect\":\"" dialect "\",\"schema\":\"./schema.ts\"}"

static const History histories[] = {
    { "fixtures/_samples/drizzle-1.0.0-rc.2", "pg", "ts", "drizzle",
      DRIZZLE("postgresql") },
    { "fixtures/_samples/drizzle-1.0.0-rc.5", "pg", "ts", "drizzle",
      DRIZZLE("postgresql") },
    { "fixtures/_schemas/mysql-1.0.0-rc.5", "my", "ts", "drizzle", DRIZZLE("mysql") },
    { "fixtures/_schemas/sqlite-1.0.0-rc.5", "sl", "ts", "drizzle", DRIZZLE("sqlite") },
    { "fixtures/_samples/prisma-7.10/prisma/migrations", "prisma", "prisma",
      "prisma/migrations", NULL },
};

typedef struct Case {
    Arena *arena;
    FileTree *files; // of the repository
    const History *history;
    FileTree *project;
} Case;

static void put_step(const Case *c, Str step)
{
    Str from = path_join(c->arena, str_from(c->history->steps), step);
    Str to = path_join(c->arena, str_from(c->history->migrations), step);
    StrVec names = names_in(c->files, c->arena, from, ENTRY_FILE);
    for (size_t i = 0; i < names.len; i++)
        tree_memory_put(
            c->project, path_join(c->arena, to, names.at[i]),
            text_of(c->files, c->arena, path_join(c->arena, from, names.at[i])));
}

// A project with one version of the schema and the first steps of the history.
static void put_project(Case *c, size_t version, size_t steps)
{
    const History *history = c->history;
    c->project = tree_memory(c->arena);
    StrVec names = names_in(c->files, c->arena, str_from(history->steps), ENTRY_DIR);
    assert_int_equal(names.len, VERSIONS);
    for (size_t i = 0; i < steps; i++)
        put_step(c, names.at[i]);
    Str schema = text_of(c->files, c->arena,
                         arena_fmt(c->arena, "fixtures/_schemas/%s%zu.%s",
                                   history->schema, version, history->ending));
    tree_memory_put(c->project,
                    history->config ? STR("schema.ts") : STR("prisma/schema.prisma"),
                    schema);
    if (history->config)
        tree_memory_put(c->project, STR("drizzle.config.json"),
                        str_from(history->config));
}

// Lines of what schema-drift finds: the count.
static size_t list_drift(const Case *c, Out *out)
{
    Example example = { .now = c->project };
    FindingVec findings = { 0 };
    Str why = { 0 };
    size_t count = 0;
    if (!example_run(c->arena, &example, &findings, &why))
        fail_msg(STR_FMT, STR_ARG(why));
    for (size_t i = 0; i < findings.len; i++) {
        const Finding *finding = &findings.at[i];
        if (!str_eq(str_from(finding->rule->id), STR("schema-drift")))
            continue;
        count++;
        out_fmt(out, "  " STR_FMT ":%zu: " STR_FMT "\n", STR_ARG(finding->path),
                finding->line, STR_ARG(finding->message));
    }
    return count;
}

static Case new_case(const History *history)
{
    Arena *arena = arena_new();
    return (Case){ .arena = arena, .files = repository(arena), .history = history };
}

static void a_schema_is_what_its_step_makes(void **state)
{
    const History *history = *state;
    for (size_t version = 1; version <= VERSIONS; version++) {
        Case c = new_case(history);
        Out out = out_new(c.arena);
        put_project(&c, version, version);
        size_t found = list_drift(&c, &out);
        if (found > 0)
            print_error("%s%zu:\n" STR_FMT, history->schema, version,
                        STR_ARG(out_text(&out)));
        arena_free(c.arena);
        assert_int_equal(found, 0);
    }
}

static void list_pairs(const History *history, Out *out)
{
    for (size_t version = 1; version <= VERSIONS; version++)
        for (size_t steps = 1; steps <= VERSIONS; steps++) {
            if (version == steps)
                continue;
            Case c = new_case(history);
            put_project(&c, version, steps);
            out_fmt(out, "%s: %s%zu against step %zu\n", history->steps, history->schema,
                    version, steps);
            size_t found = list_drift(&c, out);
            arena_free(c.arena);
            assert_true(found > 0);
        }
}

static void every_other_step_differs_as_written_down(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    Out out = out_new(arena);
    Str why = { 0 };
    Str path = STR("fixtures/_schemas/expected.txt");
    const char *root = getenv("TIDEGATE_ROOT");
    for (size_t i = 0; i < sizeof histories / sizeof *histories; i++)
        list_pairs(&histories[i], &out);
    Str found = out_text(&out);
    if (getenv("TIDEGATE_BLESS") &&
        !out_write_file(arena, path_join(arena, str_from(root ? root : "."), path), found,
                        &why))
        fail_msg(STR_FMT, STR_ARG(why));
    bool same = str_eq(found, text_of(repository(arena), arena, path));
    if (!same)
        print_error("found:\n" STR_FMT, STR_ARG(found));
    arena_free(arena);
    assert_true(same);
}

int main(void)
{
    enum { COUNT = sizeof histories / sizeof *histories };
    struct CMUnitTest tests[COUNT + 1];
    for (size_t i = 0; i < COUNT; i++) {
        // cmocka hands its state on as it is, and nothing here writes to it.
        union {
            const History *history;
            void *state;
        } of = { .history = &histories[i] };
        tests[i] = (struct CMUnitTest){ .name = histories[i].steps,
                                        .test_func = a_schema_is_what_its_step_makes,
                                        .initial_state = of.state };
    }
    tests[COUNT] = (struct CMUnitTest){
        .name = "every_other_step_differs_as_written_down",
        .test_func = every_other_step_differs_as_written_down,
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
