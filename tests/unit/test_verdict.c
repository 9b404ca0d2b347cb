// SPDX-License-Identifier: Apache-2.0
// Unit tests of gate/verdict.h.
#include "gate/verdict.h"

#include "check.h"

static int make_arena(void **state)
{
    *state = arena_new();
    return 0;
}

static int drop_arena(void **state)
{
    arena_free(*state);
    return 0;
}

static void words_become_limits(void **state)
{
    (void)state;
    static const struct {
        Str word;
        FailOn fail_on;
    } rows[] = {
        { STR_INIT("error"), FAIL_ON_ERROR },
        { STR_INIT("warning"), FAIL_ON_WARNING },
        { STR_INIT("notice"), FAIL_ON_NOTICE },
        { STR_INIT("never"), FAIL_NEVER },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        FailOn fail_on;
        assert_true(fail_on_from(rows[i].word, &fail_on));
        assert_int_equal(fail_on, rows[i].fail_on);
    }
    FailOn untouched = FAIL_ON_WARNING;
    assert_false(fail_on_from(STR("NEVER"), &untouched));
    assert_false(fail_on_from(STR(""), &untouched));
    assert_int_equal(untouched, FAIL_ON_WARNING);
}

static void nothing_passes(void **state)
{
    (void)state;
    FindingVec findings = { 0 };
    Verdict verdict = verdict_of(&findings, FAIL_ON_NOTICE);
    assert_false(verdict.blocked);
    assert_int_equal(verdict.suppressed, 0);
}

static void findings_are_counted_and_suppressed_ones_apart(void **state)
{
    FindingVec findings = { 0 };
    vec_push(*state, &findings)->severity = SEV_ERROR;
    vec_push(*state, &findings)->severity = SEV_WARNING;
    vec_push(*state, &findings)->severity = SEV_WARNING;
    vec_push(*state, &findings)->severity = SEV_NOTICE;
    *vec_push(*state, &findings) = (Finding){ .severity = SEV_ERROR, .suppressed = true };
    Verdict verdict = verdict_of(&findings, FAIL_ON_ERROR);
    assert_int_equal(verdict.count[SEV_ERROR], 1);
    assert_int_equal(verdict.count[SEV_WARNING], 2);
    assert_int_equal(verdict.count[SEV_NOTICE], 1);
    assert_int_equal(verdict.suppressed, 1);
    assert_true(verdict.blocked);
}

// Rows: the severity found; columns: what --fail-on says, from notice to never.
static void the_limit_decides(void **state)
{
    static const bool blocks[SEVERITY_COUNT][FAIL_NEVER + 1] = {
        [SEV_NOTICE] = { true, false, false, false },
        [SEV_WARNING] = { true, true, false, false },
        [SEV_ERROR] = { true, true, true, false },
    };
    for (int severity = 0; severity < SEVERITY_COUNT; severity++) {
        FindingVec findings = { 0 };
        vec_push(*state, &findings)->severity = (Severity)severity;
        for (int limit = 0; limit <= FAIL_NEVER; limit++) {
            Verdict verdict = verdict_of(&findings, (FailOn)limit);
            assert_int_equal(verdict.blocked, blocks[severity][limit]);
        }
        findings.at[0].suppressed = true;
        assert_false(verdict_of(&findings, FAIL_ON_NOTICE).blocked);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_limits),
        cmocka_unit_test(nothing_passes),
        cmocka_unit_test_setup_teardown(findings_are_counted_and_suppressed_ones_apart,
                                        make_arena, drop_arena),
        cmocka_unit_test_setup_teardown(the_limit_decides, make_arena, drop_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
