// SPDX-License-Identifier: Apache-2.0
// Runs an example, and looks for one rule's finding and its words.
#include "rule_words.h"

#include "check.h"

// The finding of the case's rule; the test fails unless there is exactly one.
static const Finding *only_finding(const WordsCase *row, const FindingVec *findings)
{
    const Finding *found = NULL;
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        if (!str_eq(str_from(finding->rule->id), str_from(row->rule)))
            continue;
        assert_null(found);
        found = finding;
    }
    assert_non_null(found);
    return found;
}

static void says_so(void **state)
{
    const WordsCase *row = *state;
    Arena *arena = arena_new();
    Example example;
    FindingVec findings = { 0 };
    Str why;
    assert_true(example_read(arena, str_from(row->example), &example, &why));
    assert_true(example_run(arena, &example, &findings, &why));
    const Finding *finding = only_finding(row, &findings);
    assert_int_equal(finding->severity, row->severity);
    if (row->message)
        assert_str_at(finding->message, str_from(row->message), __FILE__, __LINE__);
    if (row->fix && !str_contains(finding->fix, str_from(row->fix))) {
        print_error("no \"%s\" in \"" STR_FMT "\"\n", row->fix, STR_ARG(finding->fix));
        fail();
    }
    if (row->lock)
        assert_int_equal(finding->lock.mode, row->lock);
    if (row->no_fix)
        assert_false(str_contains(finding->fix, str_from(row->no_fix)));
    arena_free(arena);
}

int run_words(const char *group, const WordsCase *cases, size_t count)
{
    Arena *arena = arena_new();
    struct CMUnitTest *tests = NEW_ARRAY(arena, struct CMUnitTest, count);
    WordsCase *rows = NEW_ARRAY(arena, WordsCase, count); // cmocka's state is not const
    for (size_t i = 0; i < count; i++) {
        rows[i] = cases[i];
        tests[i] = (struct CMUnitTest){ .name = cases[i].name,
                                        .test_func = says_so,
                                        .initial_state = &rows[i] };
    }
    int failed = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    arena_free(arena);
    return failed;
}
