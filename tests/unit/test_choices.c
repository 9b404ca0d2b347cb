// SPDX-License-Identifier: Apache-2.0
// Unit tests of lint/choices.h and lint/rule_options.h: what may be chosen for a rule,
// and what becomes of its findings.
#include "lint/rule_options.h"

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
    RuleWish wish = { .id = str_from(id), .word = str_from(word) };
    return rule_choose(fixture->arena, &fixture->choices, &wish, &fixture->why);
}

static void unknown_rules_come_with_the_nearest(void **state)
{
    Fixture *fixture = *state;
    assert_false(choose(fixture, "drop-colum", "off"));
    assert_str(fixture->why,
               "there is no rule \"drop-colum\", did you mean drop-column?");
    assert_false(choose(fixture, "drop-column", "warn"));
    assert_str(fixture->why, "drop-column is off, notice, warning or error, not "
                             "\"warn\"");
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

// `paths` with blanks between.
static bool choose_at(Fixture *fixture, const char *id, const char *word,
                      const char *paths)
{
    RuleWish wish = { .id = str_from(id), .word = str_from(word) };
    Str path;
    for (Str rest = str_from(paths); str_cut(&rest, ' ', &path);)
        *vec_push(fixture->arena, &wish.paths) = path;
    return rule_choose(fixture->arena, &fixture->choices, &wish, &fixture->why);
}

static bool set_option(Fixture *fixture, OptionWish wish)
{
    OptionRefusal refusal = { 0 };
    RuleChoice *choice = &fixture->choices.at[fixture->choices.len - 1];
    bool ok = option_choose(fixture->arena, choice, &wish, &refusal);
    fixture->why = refusal.why;
    return ok;
}

static void options_go_to_the_rule_that_was_chosen(void **state)
{
    Fixture *fixture = *state;
    const Rule *rule = rule_find(STR("commit-message"));
    assert_true(choose(fixture, "commit-message", NULL));
    Str pattern = STR("^db:");
    assert_true(
        set_option(fixture, (OptionWish){ .name = STR("pattern"), .text = &pattern }));
    const RuleChoice *choice = rule_choice(&fixture->choices, rule);
    assert_true(choice->options[0].given && choice->as_is);
    assert_str(option_text(fixture->arena, &rule->options[0], &choice->options[0]),
               "\"^db:\"");
    assert_true(rule_runs(&fixture->choices, rule));
    pattern = STR("(");
    assert_false(
        set_option(fixture, (OptionWish){ .name = STR("pattern"), .text = &pattern }));
    assert_true(
        str_starts(fixture->why, STR("commit-message: the pattern cannot be used: ")));
    size_t number = 1;
    assert_false(
        set_option(fixture, (OptionWish){ .name = STR("pattern"), .number = &number }));
    assert_str(fixture->why, "commit-message: \"pattern\" is a regular expression");
    assert_false(
        set_option(fixture, (OptionWish){ .name = STR("patern"), .text = &pattern }));
    assert_str(fixture->why, "commit-message takes no \"patern\", did you mean pattern? "
                             "(it has no options but pattern)");
    assert_true(choose(fixture, "drop-column", "error"));
    assert_false(set_option(fixture, (OptionWish){ .name = STR("x"), .text = &pattern }));
    assert_str(fixture->why, "drop-column takes no \"x\" (it has no options)");
    assert_false(choose(fixture, "commit-message", "")); // a word that is no severity
}

static void numbers_and_lists_have_limits(void **state)
{
    Fixture *fixture = *state;
    const Rule *rule = rule_find(STR("identifier-too-long"));
    assert_true(choose(fixture, "identifier-too-long", NULL));
    size_t number = 64;
    OptionWish bytes = { .name = STR("bytes"), .number = &number };
    assert_false(set_option(fixture, bytes));
    assert_str(fixture->why,
               "identifier-too-long: \"bytes\" is a whole number from 8 to 63");
    number = 30;
    assert_true(set_option(fixture, bytes));
    assert_str(option_text(fixture->arena, &rule->options[0],
                           &fixture->choices.at[0].options[0]),
               "30");
    assert_str(option_text(fixture->arena, &rule->options[0], NULL), "63");
    rule = rule_find(STR("rls-missing"));
    assert_str(option_text(fixture->arena, &rule->options[0], NULL),
               "[\"public\", \"graphql_public\"]");
}

static void of_choices_for_a_file_the_last_holds(void **state)
{
    Fixture *fixture = *state;
    const Rule *rule = rule_find(STR("drop-column"));
    assert_true(choose(fixture, "drop-column", "warning"));
    assert_true(choose_at(fixture, "drop-column", "off", "old/** legacy/**"));
    assert_true(choose_at(fixture, "drop-column", "error", "old/2025/**"));
    const RuleChoiceVec *choices = &fixture->choices;
    assert_int_equal(rule_choice_at(choices, rule, STR("db/a.sql"))->severity,
                     SEV_WARNING);
    assert_true(rule_choice_at(choices, rule, STR("old/a.sql"))->off);
    assert_true(rule_choice_at(choices, rule, STR("legacy/b/a.sql"))->off);
    assert_int_equal(rule_choice_at(choices, rule, STR("old/2025/a.sql"))->severity,
                     SEV_ERROR);
    assert_int_equal(rule_choice(choices, rule)->severity, SEV_WARNING);
    assert_null(rule_choice_at(choices, rule_find(STR("drop-table")), STR("old/a.sql")));
    assert_false(choose_at(fixture, "syntax-error", "off", "old/**"));
    assert_str(fixture->why, "syntax-error is always an error: it cannot be changed");
}

// What is switched on for some files says nothing about the others.
static void a_rule_of_taste_may_run_for_some_files(void **state)
{
    Fixture *fixture = *state;
    const Rule *rule = rule_find(STR("prefer-text"));
    static const char *const paths[] = { "new/a.sql", "db/a.sql", "new/old.sql" };
    FindingVec findings = { 0 };
    for (size_t i = 0; i < 3; i++)
        *vec_push(fixture->arena, &findings) = (Finding){ .rule = rule,
                                                          .severity = rule->severity,
                                                          .path = str_from(paths[i]) };
    assert_true(choose_at(fixture, "prefer-text", "error", "new/**"));
    assert_true(choose_at(fixture, "prefer-text", "off", "new/old.sql"));
    assert_true(rule_runs(&fixture->choices, rule));
    rule_choices_apply(&fixture->choices, &findings);
    assert_int_equal(findings.len, 1);
    assert_str(findings.at[0].path, "new/a.sql");
    assert_int_equal(findings.at[0].severity, SEV_ERROR);
}

// Options alone leave a finding what its rule says of it.
static void options_alone_change_no_severity(void **state)
{
    Fixture *fixture = *state;
    FindingVec findings = { 0 };
    *vec_push(fixture->arena, &findings) =
        (Finding){ .rule = rule_find(STR("wide-lock")), .severity = SEV_NOTICE };
    assert_true(choose(fixture, "wide-lock", NULL));
    rule_choices_apply(&fixture->choices, &findings);
    assert_int_equal(findings.at[0].severity, SEV_NOTICE);
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
        TEST(options_go_to_the_rule_that_was_chosen),
        TEST(numbers_and_lists_have_limits),
        TEST(of_choices_for_a_file_the_last_holds),
        TEST(a_rule_of_taste_may_run_for_some_files),
        TEST(options_alone_change_no_severity),
        TEST(findings_get_what_was_chosen),
    };
    return cmocka_run_group_tests_name("choices", tests, NULL, NULL);
}
