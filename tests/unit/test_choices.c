// SPDX-License-Identifier: Apache-2.0
// Unit tests of lint/choices.h: what may be chosen for a rule, and what becomes of its
// findings.
#include "lint/choices.h"

#include "check.h"

typedef struct Fixture {
    Arena *arena;
    RuleChoiceVec choices;
    Str why;
} Fixture;

static int set_up(void **state)
{
    Arena *arena = arena_new();
    Fixture *fixture = NEW(arena, Fixture);
    fixture->arena = arena;
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((Fixture *)*state)->arena);
    return 0;
}

static bool choose(Fixture *fixture, const char *id, const char *word)
{
    fixture->why = STR("");
    return rule_choose(fixture->arena, &fixture->choices, str_from(id), str_from(word),
                       &fixture->why);
}

static void unknown_rules_come_with_the_nearest(void **state)
{
    Fixture *fixture = *state;
    assert_false(choose(fixture, "drop-colum", "off"));
    assert_str(fixture->why,
               "there is no rule \"drop-colum\", did you mean drop-column?");
    assert_false(choose(fixture, "drop-column", "warn"));
    assert_str(fixture->why,
               "drop-column is off, notice, warning or error, not \"warn\"");
    assert_int_equal(fixture->choices.len, 0);
}

static void what_is_always_on_stays_so(void **state)
{
    Fixture *fixture = *state;
    assert_false(choose(fixture, "syntax-error", "off"));
    assert_str(fixture->why, "syntax-error is always an error: it cannot be changed");
    assert_false(choose(fixture, "syntax-error", "notice"));
    assert_true(choose(fixture, "syntax-error", "error"));
}

static void rules_of_taste_run_when_they_are_chosen(void **state)
{
    Fixture *fixture = *state;
    const Rule *taste = rule_find(STR("prefer-text"));
    const Rule *usual = rule_find(STR("drop-column"));
    assert_false(rule_runs(NULL, taste));
    assert_true(rule_runs(NULL, usual));
    assert_true(choose(fixture, "prefer-text", "notice"));
    assert_true(choose(fixture, "drop-column", "off"));
    assert_true(rule_runs(&fixture->choices, taste));
    assert_true(rule_runs(&fixture->choices, usual)); // its findings go at the end
    assert_true(choose(fixture, "prefer-text", "off"));
    assert_false(rule_runs(&fixture->choices, taste));
}

static void a_pattern_goes_to_the_rule_that_was_chosen(void **state)
{
    Fixture *fixture = *state;
    const Rule *rule = rule_find(STR("commit-message"));
    Arena *arena = fixture->arena;
    assert_true(rule_choose(arena, &fixture->choices, STR("commit-message"), (Str){ 0 },
                            &fixture->why));
    assert_true(
        rule_choose_pattern(arena, &fixture->choices, STR("^db:"), &fixture->why));
    assert_str(rule_choice(&fixture->choices, rule)->pattern, "^db:");
    assert_int_equal(rule_choice(&fixture->choices, rule)->severity, rule->severity);
    assert_true(rule_runs(&fixture->choices, rule));
    assert_false(rule_choose_pattern(arena, &fixture->choices, STR("("), &fixture->why));
    assert_true(
        str_starts(fixture->why, STR("commit-message: the pattern cannot be used: ")));
    assert_true(choose(fixture, "drop-table", "error"));
    assert_false(rule_choose_pattern(arena, &fixture->choices, STR("x"), &fixture->why));
    assert_str(fixture->why, "drop-table takes no pattern");
    assert_false(choose(fixture, "commit-message", "")); // a word that is no severity
}

static void findings_get_what_was_chosen(void **state)
{
    Fixture *fixture = *state;
    static const char *const ids[] = { "drop-table", "drop-column", "truncate" };
    FindingVec findings = { 0 };
    for (size_t i = 0; i < 3; i++)
        *vec_push(fixture->arena, &findings) =
            (Finding){ .rule = rule_find(str_from(ids[i])), .severity = SEV_ERROR };
    assert_true(choose(fixture, "drop-table", "off"));
    assert_true(choose(fixture, "truncate", "notice"));
    rule_choices_apply(&fixture->choices, &findings);
    assert_int_equal(findings.len, 2);
    assert_string_equal(findings.at[0].rule->id, "drop-column");
    assert_int_equal(findings.at[0].severity, SEV_ERROR);
    assert_string_equal(findings.at[1].rule->id, "truncate");
    assert_int_equal(findings.at[1].severity, SEV_NOTICE);
    rule_choices_apply(NULL, &findings);
    assert_int_equal(findings.len, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(unknown_rules_come_with_the_nearest),
        TEST(what_is_always_on_stays_so),
        TEST(rules_of_taste_run_when_they_are_chosen),
        TEST(a_pattern_goes_to_the_rule_that_was_chosen),
        TEST(findings_get_what_was_chosen),
    };
    return cmocka_run_group_tests_name("choices", tests, NULL, NULL);
}
