// SPDX-License-Identifier: Apache-2.0
// What is found in real output of migration tools: fixtures/_samples/<name>/, found and
// judged as `tidegate check` does it without a base. TIDEGATE_BLESS=1 writes what is
// found into the expectations.
#include "example.h"

#include "base/out.h"
#include "lint/engine.h"

#include "unit/check.h"

#include <stdlib.h>

typedef struct Sample {
    FileTree *files; // of the repository
    Str root;        // of it, on disk
    Str dir;
} Sample;

typedef VEC(struct CMUnitTest) TestVec;

// "RULE PATH:LINE" lines, in the order of findings.
static Str list_findings(Arena *arena, const FindingVec *findings)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        out_fmt(&out, "%s " STR_FMT ":%zu\n", finding->rule->id, STR_ARG(finding->path),
                finding->line);
    }
    return out_text(&out);
}

static size_t count_not_understood(const FindingVec *findings)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->len; i++)
        count += findings->at[i].rule == &rule_syntax_error ||
                 findings->at[i].rule == &rule_opaque_statement;
    return count;
}

static void bless(Arena *arena, const Sample *sample, Str found)
{
    Str why = { 0 };
    Str path = path_join(arena, path_join(arena, sample->root, sample->dir),
                         STR("expected.txt"));
    if (!out_write_file(arena, path, found, &why))
        fail_msg(STR_FMT, STR_ARG(why));
}

static void is_judged_as_written_down(void **state)
{
    const Sample *sample = *state;
    Arena *arena = arena_new();
    Str disk = path_join(arena, sample->root, sample->dir);
    Example example = { .now = tree_disk(arena, disk) };
    FindingVec findings = { 0 };
    Str why = { 0 };
    if (!example_run(arena, &example, &findings, &why))
        fail_msg(STR_FMT, STR_ARG(why));
    Str found = list_findings(arena, &findings);
    if (getenv("TIDEGATE_BLESS"))
        bless(arena, sample, found);
    Str expected =
        text_of(sample->files, arena, path_join(arena, sample->dir, STR("expected.txt")));
    bool same = str_eq(found, expected);
    size_t not_understood = count_not_understood(&findings);
    if (!same)
        print_error(STR_FMT "\nfound:\n" STR_FMT "expected:\n" STR_FMT,
                    STR_ARG(sample->dir), STR_ARG(found), STR_ARG(expected));
    arena_free(arena);
    assert_true(same);
    assert_int_equal(not_understood, 0);
}

int main(void)
{
    Arena *arena = arena_new();
    FileTree *files = repository(arena);
    const char *root = getenv("TIDEGATE_ROOT");
    Str samples = STR("fixtures/_samples");
    StrVec names = names_in(files, arena, samples, ENTRY_DIR);
    TestVec tests = { 0 };
    for (size_t i = 0; i < names.len; i++) {
        Sample *sample = NEW(arena, Sample);
        *sample = (Sample){ files, str_from(root ? root : "."),
                            path_join(arena, samples, names.at[i]) };
        *vec_push(arena, &tests) = (struct CMUnitTest){
            .name = arena_cstr(arena, sample->dir),
            .test_func = is_judged_as_written_down,
            .initial_state = sample,
        };
    }
    int failed = _cmocka_run_group_tests("samples", tests.at, tests.len, NULL, NULL);
    arena_free(arena);
    return failed;
}
