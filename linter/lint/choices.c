// SPDX-License-Identifier: Apache-2.0
// What a configuration chooses for rules: off, or a severity of its own, here or there.
#include "lint/choices.h"

#include "base/glob.h"
#include "base/nearest.h"

// Without these findings the gate would pass what it could not read.
static bool is_allowed(Arena *arena, const RuleChoice *choice, Str *why)
{
    const Rule *rule = choice->rule;
    if (!rule->always || (!choice->off && choice->severity == rule->severity))
        return true;
    *why = arena_fmt(arena, "%s is always %s %s: it cannot be changed", rule->id,
                     rule->severity == SEV_ERROR ? "an" : "a",
                     severity_word(rule->severity));
    return false;
}

bool rule_choose(Arena *arena, RuleChoiceVec *choices, const RuleWish *wish, Str *why)
{
    const Rule *rule = rule_find(wish->id);
    if (!rule) {
        *why = rule_unknown(arena, wish->id);
        return false;
    }
    RuleChoice choice = { .rule = rule,
                          .off = str_eq(wish->word, STR("off")),
                          .as_is = !wish->word.ptr || rule->always,
                          .severity = rule->severity,
                          .paths = wish->paths };
    if (wish->word.ptr && !choice.off && !severity_from(wish->word, &choice.severity)) {
        StrVec words = { 0 };
        *vec_push(arena, &words) = STR("off");
        for (Severity severity = SEV_NOTICE; severity <= SEV_ERROR; severity++)
            *vec_push(arena, &words) = str_from(severity_word(severity));
        *why = arena_fmt(
            arena, "%s is off, notice, warning or error, not \"" STR_FMT "\"" STR_FMT,
            rule->id, STR_ARG(wish->word),
            STR_ARG(nearest_hint(arena, &words, wish->word)));
        return false;
    }
    if (!is_allowed(arena, &choice, why))
        return false;
    *vec_push(arena, choices) = choice;
    return true;
}

const RuleChoice *rule_choice(const RuleChoiceVec *choices, const Rule *rule)
{
    for (size_t i = choices ? choices->len : 0; i-- > 0;)
        if (choices->at[i].rule == rule && choices->at[i].paths.len == 0)
            return &choices->at[i];
    return NULL;
}

static bool is_about(const RuleChoice *choice, Str path)
{
    for (size_t i = 0; i < choice->paths.len; i++)
        if (glob_fits(choice->paths.at[i], path))
            return true;
    return choice->paths.len == 0;
}

const RuleChoice *rule_choice_at(const RuleChoiceVec *choices, const Rule *rule, Str path)
{
    for (size_t i = choices ? choices->len : 0; i-- > 0;)
        if (choices->at[i].rule == rule && is_about(&choices->at[i], path))
            return &choices->at[i];
    return NULL;
}

bool rule_runs(const RuleChoiceVec *choices, const Rule *rule)
{
    const RuleChoice *everywhere = rule_choice(choices, rule);
    if (!rule->off || (everywhere && !everywhere->off))
        return true;
    for (size_t i = 0; choices && i < choices->len; i++)
        if (choices->at[i].rule == rule && choices->at[i].paths.len > 0 &&
            !choices->at[i].off)
            return true;
    return false;
}

void rule_choices_apply(const RuleChoiceVec *choices, FindingVec *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->len; i++) {
        Finding finding = findings->at[i];
        const RuleChoice *choice = rule_choice_at(choices, finding.rule, finding.path);
        if (choice ? choice->off : finding.rule->off)
            continue;
        if (choice && !choice->as_is)
            finding.severity = choice->severity;
        findings->at[kept++] = finding;
    }
    findings->len = kept;
}
