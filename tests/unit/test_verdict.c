// SPDX-License-Identifier: Apache-2.0
// Unit tests of gate/verdict.h.
#include "gate/verdict.h"

#include "check.h"

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

static const Rule drift = { .id = "drift", .kind = KIND_DRIFT };
static const Rule missing = { .id = "missing", .kind = KIND_MISSING };

static void add(Arena *arena, FindingVec *findings, const Rule *rule, Severity severity)
{
    *vec_push(arena, findings) = (Finding){ .rule = rule, .severity = severity };
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
    add(*state, &findings, &drift, SEV_ERROR);
    add(*state, &findings, &drift, SEV_WARNING);
    add(*state, &findings, &drift, SEV_WARNING);
    add(*state, &findings, &missing, SEV_NOTICE);
    add(*state, &findings, &missing, SEV_ERROR);
    findings.at[findings.len - 1].suppressed = true;
    Verdict verdict = verdict_of(&findings, FAIL_ON_ERROR);
    assert_int_equal(verdict.count[SEV_ERROR], 1);
    assert_int_equal(verdict.count[SEV_WARNING], 2);
    assert_int_equal(verdict.count[SEV_NOTICE], 1);
    assert_int_equal(verdict.suppressed, 1);
    assert_true(verdict.blocked);
}

// It is counted as what it is, and lets the change pass.
static void what_is_approved_does_not_block(void **state)
{
    FindingVec findings = { 0 };
    add(*state, &findings, &drift, SEV_WARNING);
    assert_true(finding_blocks(&findings.at[0], FAIL_ON_WARNING));
    findings.at[0].approved = STR("the label \"db\" on pull request #1");
    assert_false(finding_blocks(&findings.at[0], FAIL_ON_NOTICE));
    Verdict verdict = verdict_of(&findings, FAIL_ON_NOTICE);
    assert_int_equal(verdict.count[SEV_WARNING], 1);
    assert_false(verdict.blocked);
    assert_false(verdict.blocked_by[KIND_DRIFT]);
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
        add(*state, &findings, &drift, (Severity)severity);
        for (int limit = 0; limit <= FAIL_NEVER; limit++) {
            Verdict verdict = verdict_of(&findings, (FailOn)limit);
            assert_int_equal(verdict.blocked, blocks[severity][limit]);
        }
        findings.at[0].suppressed = true;
        assert_false(verdict_of(&findings, FAIL_ON_NOTICE).blocked);
    }
}

static void only_what_blocks_has_a_kind(void **state)
{
    FindingVec findings = { 0 };
    add(*state, &findings, &drift, SEV_WARNING);
    add(*state, &findings, &missing, SEV_ERROR);
    Verdict errors = verdict_of(&findings, FAIL_ON_ERROR);
    assert_true(errors.blocked_by[KIND_MISSING]);
    assert_false(errors.blocked_by[KIND_DRIFT]);
    assert_false(errors.blocked_by[KIND_OTHER]);
    findings.at[1].suppressed = true;
    Verdict warnings = verdict_of(&findings, FAIL_ON_WARNING);
    assert_true(warnings.blocked_by[KIND_DRIFT]);
    assert_false(warnings.blocked_by[KIND_MISSING]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_limits),
        cmocka_unit_test(nothing_passes),
        arena_test(findings_are_counted_and_suppressed_ones_apart),
        arena_test(what_is_approved_does_not_block),
        arena_test(the_limit_decides),
        arena_test(only_what_blocks_has_a_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
