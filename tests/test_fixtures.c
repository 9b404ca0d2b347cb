// SPDX-License-Identifier: Apache-2.0
// Every file in fixtures/<rule-id>/ is judged, and what is found must be what the file
// expects. Then each is cut short at every statement and at many other places: half a
// file may be full of mistakes, but the engine must stand it.
#include "judged.h"

#include "base/fail.h"
#include "dialect/dialect.h"

#include "unit/check.h"

typedef VEC(struct CMUnitTest) TestVec;

// ---- as it is ----

static void is_as_expected(void **state)
{
    const Fixture *fixture = *state;
    Arena *arena = arena_new();
    FindingVec findings = { 0 };
    Str problems = fixture_problems(arena, fixture, &findings);
    bool right = problems.len == 0;
    if (!right)
        print_error(STR_FMT "\n" STR_FMT, STR_ARG(fixture->path), STR_ARG(problems));
    arena_free(arena);
    assert_true(right);
}

// ---- cut short ----

static bool in_order(const Finding *a, const Finding *b)
{
    int order = str_cmp(a->path, b->path);
    return order < 0 || (order == 0 && a->line <= b->line);
}

// Judges the first `len` bytes. Whatever is found has a place in the text and its turn in
// the order.
static void judge_prefix(const Fixture *fixture, Str text, size_t len)
{
    Arena *arena = arena_new();
    Example example;
    FindingVec findings = { 0 };
    Str why;
    bool sound = true;
    bool good = example_read(arena, str_take(text, len), &example, &why);
    if (good)
        fixture_switch_on(arena, fixture, &example);
    if (good && judge_trees(arena, &example, &findings, &why)) {
        for (size_t i = 0; i < findings.len; i++) {
            const Finding *finding = &findings.at[i];
            sound = sound && finding->line > 0 && finding->column > 0 &&
                    finding->span.start <= finding->span.end &&
                    finding->span.end <= finding->text.len && finding->message.len > 0 &&
                    (i == 0 || in_order(finding - 1, finding));
        }
    }
    arena_free(arena);
    if (!sound)
        print_error("cut at %zu\n", len);
    assert_true(sound);
}

enum { CUTS = 24 };

static void can_be_cut_anywhere(void **state)
{
    const Fixture *fixture = *state;
    Arena *arena = arena_new();
    Str text = text_of(fixture->files, arena, fixture->path);
    Lowered lowered = { 0 };
    pg_frontend.lower(arena, text, runner_find(STR("plain")), &lowered);
    for (size_t i = 0; i < lowered.statements.len; i++)
        judge_prefix(fixture, text, lowered.statements.at[i].end);
    for (size_t i = 0; i < CUTS; i++)
        judge_prefix(fixture, text, text.len * (2 * i + 1) / (2 * CUTS));
    arena_free(arena);
}

// ---- all of them ----

static void add_test(Arena *arena, TestVec *tests, Str name, CMUnitTestFunction function,
                     void *state)
{
    *vec_push(arena, tests) = (struct CMUnitTest){ .name = arena_cstr(arena, name),
                                                   .test_func = function,
                                                   .initial_state = state };
}

static void add_tests(Arena *arena, TestVec *tests, Fixture *fixture)
{
    Str cut = arena_fmt(arena, STR_FMT ", cut", STR_ARG(fixture->path));
    add_test(arena, tests, fixture->path, is_as_expected, fixture);
    add_test(arena, tests, cut, can_be_cut_anywhere, fixture);
}

int main(void)
{
    Arena *arena = arena_new();
    TestVec tests = { 0 };
    FixtureVec fixtures = fixtures_in(arena, repository(arena));
    for (size_t i = 0; i < fixtures.len; i++)
        add_tests(arena, &tests, &fixtures.at[i]);
    int failed = _cmocka_run_group_tests("fixtures", tests.at, tests.len, NULL, NULL);
    arena_free(arena);
    return failed;
}
