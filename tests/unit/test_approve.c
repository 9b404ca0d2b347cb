// SPDX-License-Identifier: Apache-2.0
// Unit tests of gate/approve.h and gate/strict.h.
#include "gate/approve.h"
#include "gate/strict.h"

#include "check.h"

static void add(Arena *arena, FindingVec *findings, const char *rule)
{
    *vec_push(arena, findings) = (Finding){ .rule = rule_find(str_from(rule)),
                                            .path = STR("db/1.sql"),
                                            .fix = STR("Do not") };
    Finding *finding = &findings->at[findings->len - 1];
    assert_non_null(finding->rule);
    finding->severity = finding->rule->severity;
}

static ApprovalPolicy policy_of(Arena *arena, const char *label)
{
    ApprovalPolicy policy = { 0 };
    *vec_push(arena, &policy.labels) = str_from(label);
    return policy;
}

static Review review_with(Arena *arena, const char *label)
{
    Review review = { .name = STR("pull request #12"), .fold_case = true };
    *vec_push(arena, &review.labels) = STR("bug");
    *vec_push(arena, &review.labels) = str_from(label);
    return review;
}

static void a_label_lets_losses_pass_as_warnings(void **state)
{
    FindingVec findings = { 0 };
    ApprovalPolicy policy = policy_of(*state, "db-approved");
    Review review = review_with(*state, "DB-Approved");
    add(*state, &findings, "drop-column");
    add(*state, &findings, "index-not-concurrent");
    add(*state, &findings, "syntax-error");
    Approval approval = approve_apply(*state, &policy, &review, FAIL_ON_ERROR, &findings);
    assert_int_equal(approval.demoted, 1);
    assert_str(approval.words, "the label \"db-approved\" on pull request #12");
    assert_int_equal(findings.at[0].severity, SEV_WARNING);
    assert_true(str_eq(findings.at[0].approved, approval.words));
    assert_str(findings.at[0].fix, "Do not");
    for (size_t i = 1; i < 3; i++) {
        assert_int_equal(findings.at[i].severity, SEV_ERROR);
        assert_str(findings.at[i].approved, "");
    }
}

static void another_label_approves_nothing_and_the_fix_says_which_does(void **state)
{
    static const char *const labels[] = { "db", "db-approved ", "db-approvedx", "x" };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        FindingVec findings = { 0 };
        ApprovalPolicy policy = policy_of(*state, "db-approved");
        Review review = review_with(*state, labels[i]);
        add(*state, &findings, "drop-column");
        Approval approval =
            approve_apply(*state, &policy, &review, FAIL_ON_ERROR, &findings);
        assert_int_equal(approval.demoted, 0);
        assert_int_equal(findings.at[0].severity, SEV_ERROR);
        assert_str(
            findings.at[0].fix,
            "Do not\nIf the loss is meant, whoever decides about it can approve it "
            "with the label \"db-approved\" on pull request #12");
    }
}

static void case_counts_where_the_system_tells_by_it(void **state)
{
    FindingVec findings = { 0 };
    ApprovalPolicy policy = policy_of(*state, "db");
    Review review = review_with(*state, "DB");
    review.fold_case = false;
    add(*state, &findings, "drop-column");
    approve_apply(*state, &policy, &review, FAIL_ON_ERROR, &findings);
    assert_int_equal(findings.at[0].severity, SEV_ERROR);
}

static void who_has_set_the_label_is_said_of_that_label_only(void **state)
{
    for (int same = 0; same <= 1; same++) {
        FindingVec findings = { 0 };
        ApprovalPolicy policy = policy_of(*state, "db");
        Review review = review_with(*state, "db");
        review.new_label = same ? STR("db") : STR("bug");
        review.new_label_by = STR("octocat");
        add(*state, &findings, "drop-column");
        Approval approval =
            approve_apply(*state, &policy, &review, FAIL_ON_ERROR, &findings);
        assert_true(
            str_starts(approval.words, STR("the label \"db\" on pull request #12")));
        assert_int_equal(str_ends(approval.words, STR(", set by octocat")), same);
    }
}

static void a_reason_is_asked_for(void **state)
{
    for (int given = 0; given <= 1; given++) {
        FindingVec findings = { 0 };
        ApprovalPolicy policy = policy_of(*state, "db");
        Review review = review_with(*state, "db");
        policy.require_reason = true;
        review.text = given
                          ? STR("Why\r\n\r\n  Tidegate: approved:  unused since May \r\n")
                          : STR("tidegate: approved:\n");
        review.text_is_cut = true;
        add(*state, &findings, "drop-column");
        Approval approval =
            approve_apply(*state, &policy, &review, FAIL_ON_ERROR, &findings);
        assert_int_equal(approval.demoted, given);
        if (given)
            assert_str(approval.words,
                       "the label \"db\" on pull request #12: unused since May");
        else
            assert_str(findings.at[0].fix,
                       "Do not\nThe label \"db\" is set, but approves nothing without a "
                       "reason: write a line \"tidegate: approved: REASON\" into the "
                       "description of pull request #12, at its beginning: the CI hands "
                       "out no more of it");
    }
}

static void a_reason_stands_on_a_line_of_its_own(void **state)
{
    static const struct {
        Str text, reason;
    } rows[] = {
        { STR_INIT("tidegate: approved: a"), STR_INIT("a") },
        { STR_INIT("x\ntidegate: approved: a\ntidegate: approved: b"), STR_INIT("a") },
        { STR_INIT("tidegate: approved: \ntidegate: approved: b"), STR_INIT("b") },
        { STR_INIT("see tidegate: approved: a"), STR_INIT("") },
        { STR_INIT("<!-- tidegate: approved: a -->"), STR_INIT("") },
        { STR_INIT("<!--\ntidegate: approved: a\n-->\n"), STR_INIT("") },
        { STR_INIT("<!--\n-->\ntidegate: approved: a <!-- b -->"), STR_INIT("a") },
        { STR_INIT("<!-- \ntidegate: approved: a"), STR_INIT("") },
        { STR_INIT("<!-- x --> text\n<!--\n\n-->\ntidegate: approved: a"),
          STR_INIT("a") },
        { STR_INIT(""), STR_INIT("") },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(str_eq(approval_reason(*state, rows[i].text), rows[i].reason));
}

static void rules_and_paths_narrow_it(void **state)
{
    FindingVec findings = { 0 };
    ApprovalPolicy policy = policy_of(*state, "db");
    Review review = review_with(*state, "db");
    add(*state, &findings, "drop-column");
    add(*state, &findings, "index-not-concurrent");
    add(*state, &findings, "index-not-concurrent");
    findings.at[2].path = STR("other/1.sql");
    *vec_push(*state, &policy.rules) = rule_find(STR("index-not-concurrent"));
    *vec_push(*state, &policy.paths) = STR("db/**");
    Approval approval = approve_apply(*state, &policy, &review, FAIL_ON_ERROR, &findings);
    assert_int_equal(approval.demoted, 1);
    assert_int_equal(findings.at[0].severity, SEV_ERROR);
    assert_int_equal(findings.at[1].severity, SEV_WARNING);
    assert_int_equal(findings.at[2].severity, SEV_ERROR);
    assert_str(findings.at[2].fix, "Do not");
}

// What is approved passes, whatever the severity that fails.
static void what_is_approved_does_not_block(void **state)
{
    static const FailOn limits[] = { FAIL_ON_NOTICE, FAIL_ON_WARNING, FAIL_ON_ERROR };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        FindingVec findings = { 0 };
        ApprovalPolicy policy = policy_of(*state, "db");
        Review review = review_with(*state, "db");
        add(*state, &findings, "drop-column");
        add(*state, &findings, "update-without-where"); // a warning
        Approval approval = approve_apply(*state, &policy, &review, limits[i], &findings);
        Verdict verdict = verdict_of(&findings, limits[i]);
        assert_false(verdict.blocked);
        assert_int_equal(verdict.count[SEV_WARNING], 2);
        assert_int_equal(verdict.count[SEV_ERROR], 0);
        assert_int_equal(approval.demoted, limits[i] == FAIL_ON_ERROR ? 1 : 2);
    }
}

static void why_no_label_counts_is_said(void **state)
{
    FindingVec findings = { 0 };
    ApprovalPolicy policy = policy_of(*state, "db");
    Review review = { .unknown = STR("the event push tells of no pull request") };
    add(*state, &findings, "drop-column");
    approve_apply(*state, &policy, &review, FAIL_ON_ERROR, &findings);
    assert_str(
        findings.at[0].fix,
        "Do not\nIf the loss is meant, whoever decides about it can approve it with "
        "the label \"db\" on the pull request. In this run no label counts: the "
        "event push tells of no pull request");
}

static void without_a_policy_nothing_is_approved(void **state)
{
    FindingVec findings = { 0 };
    ApprovalPolicy policy = { 0 };
    Review review = review_with(*state, "");
    add(*state, &findings, "drop-column");
    Approval approval = approve_apply(*state, &policy, &review, FAIL_ON_ERROR, &findings);
    assert_int_equal(approval.demoted, 0);
    assert_int_equal(findings.at[0].severity, SEV_ERROR);
    assert_str(findings.at[0].fix, "Do not");
}

static void what_is_allowed_needs_no_approval(void **state)
{
    FindingVec findings = { 0 };
    ApprovalPolicy policy = policy_of(*state, "db");
    Review review = review_with(*state, "db");
    add(*state, &findings, "drop-column");
    findings.at[0].suppressed = true;
    assert_int_equal(
        approve_apply(*state, &policy, &review, FAIL_ON_ERROR, &findings).demoted, 0);
    assert_str(findings.at[0].approved, "");
}

static void strict_raises_gaps(void **state)
{
    FindingVec findings = { 0 };
    add(*state, &findings, "dynamic-sql");
    add(*state, &findings, "dynamic-sql");
    add(*state, &findings, "no-primary-key");
    findings.at[1].suppressed = true;
    strict_apply(&findings);
    assert_int_equal(findings.at[0].severity, SEV_ERROR);
    assert_int_equal(findings.at[1].severity, SEV_NOTICE);
    assert_int_equal(findings.at[2].severity, SEV_WARNING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        arena_test(a_label_lets_losses_pass_as_warnings),
        arena_test(another_label_approves_nothing_and_the_fix_says_which_does),
        arena_test(case_counts_where_the_system_tells_by_it),
        arena_test(who_has_set_the_label_is_said_of_that_label_only),
        arena_test(a_reason_is_asked_for),
        arena_test(a_reason_stands_on_a_line_of_its_own),
        arena_test(rules_and_paths_narrow_it),
        arena_test(what_is_approved_does_not_block),
        arena_test(why_no_label_counts_is_said),
        arena_test(without_a_policy_nothing_is_approved),
        arena_test(what_is_allowed_needs_no_approval),
        arena_test(strict_raises_gaps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
