// SPDX-License-Identifier: Apache-2.0
// What SQLite is given of a schema is enough: every fixture, every sample and the
// histories in fixtures/_histories/ are judged on it as on the whole schema.
#include "example.h"
#include "ways.h"

#include "base/out.h"

#include "unit/check.h"

#include <stdlib.h>

typedef struct Subject {
    FileTree *files; // of the repository
    Str path;
    bool is_sample; // a folder on disk
} Subject;

typedef VEC(struct CMUnitTest) TestVec;

static Str list_findings(Arena *arena, const FindingVec *findings)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        out_fmt(&out, "%s %s " STR_FMT ":%zu:%zu " STR_FMT " " STR_FMT " " STR_FMT "%s\n",
                severity_word(finding->severity), finding->rule->id,
                STR_ARG(finding->path), finding->line, finding->column,
                STR_ARG(finding->message), STR_ARG(finding->why), STR_ARG(finding->fix),
                finding->suppressed ? " suppressed" : "");
    }
    return out_text(&out);
}

static Example example_of(Arena *arena, const Subject *subject)
{
    Example example = { 0 };
    const char *root = getenv("TIDEGATE_ROOT");
    Str why;
    if (subject->is_sample)
        example.now = tree_disk(
            arena, path_join(arena, str_from(root ? root : "."), subject->path));
    else if (!example_read(arena, text_of(subject->files, arena, subject->path), &example,
                           &why))
        fail_msg(STR_FMT, STR_ARG(why));
    return example;
}

static Str found(Arena *arena, Example *example, const Frontend *frontend)
{
    FindingVec findings = { 0 };
    Str why;
    example->frontend = frontend;
    if (!judge_trees(arena, example, &findings, &why))
        fail_msg(STR_FMT, STR_ARG(why));
    return list_findings(arena, &findings);
}

static void is_the_same_in_every_way(void **state)
{
    const Subject *subject = *state;
    Arena *arena = arena_new();
    Frontend each = way_of_each(), all = way_of_all();
    Example example = example_of(arena, subject);
    assert_str_equal(found(arena, &example, &each), found(arena, &example, &all));
    arena_free(arena);
}

// The histories also say what is to be found in them.
static void is_judged_as_it_says(void **state)
{
    const Subject *subject = *state;
    Arena *arena = arena_new();
    Frontend each = way_of_each();
    Example example = example_of(arena, subject);
    FindingVec findings = { 0 };
    Str why;
    example.frontend = &each;
    assert_true(example_run(arena, &example, &findings, &why));
    Str differences = example_compare(arena, &example, &findings);
    if (differences.len > 0)
        print_error(STR_FMT, STR_ARG(differences));
    assert_int_equal(differences.len, 0);
    arena_free(arena);
}

static void add_test(Arena *arena, TestVec *tests, CMUnitTestFunction test,
                     Subject subject)
{
    Subject *state = NEW(arena, Subject);
    *state = subject;
    *vec_push(arena, tests) = (struct CMUnitTest){
        .name = arena_cstr(arena, subject.path), .test_func = test, .initial_state = state
    };
}

static void add_folder(Arena *arena, TestVec *tests, FileTree *files, Str dir)
{
    bool samples = str_ends(dir, STR("/_samples"));
    bool histories = str_ends(dir, STR("/_histories"));
    bool others = str_contains(dir, STR("/_"));
    if (others && !samples && !histories)
        return;
    StrVec names = names_in(files, arena, dir, samples ? ENTRY_DIR : ENTRY_FILE);
    for (size_t i = 0; i < names.len; i++) {
        Subject subject = { files, path_join(arena, dir, names.at[i]), samples };
        add_test(arena, tests, is_the_same_in_every_way, subject);
        if (histories)
            add_test(arena, tests, is_judged_as_it_says, subject);
    }
}

int main(void)
{
    Arena *arena = arena_new();
    FileTree *files = repository(arena);
    TestVec tests = { 0 };
    StrVec folders = names_in(files, arena, STR("fixtures"), ENTRY_DIR);
    for (size_t i = 0; i < folders.len; i++)
        add_folder(arena, &tests, files,
                   path_join(arena, STR("fixtures"), folders.at[i]));
    int failed = _cmocka_run_group_tests("ways", tests.at, tests.len, NULL, NULL);
    arena_free(arena);
    return failed;
}
