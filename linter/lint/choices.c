// SPDX-License-Identifier: Apache-2.0
// What a configuration chooses for rules: off, or a severity of its own.
#include "lint/choices.h"

#include "base/nearest.h"
#include "base/pattern.h"

static bool refuse_unknown(Arena *arena, Str id, Str *why)
{
    StrVec ids = { 0 };
    for (size_t i = 0; i < rule_index_len; i++)
        *vec_push(arena, &ids) = str_from(rule_index[i].rule->id);
    *why = arena_fmt(arena, "there is no rule \"" STR_FMT "\"" STR_FMT, STR_ARG(id),
                     STR_ARG(nearest_hint(arena, &ids, id)));
    return false;
}

bool rule_choose(Arena *arena, RuleChoiceVec *choices, Str id, Str word, Str *why)
{
    const Rule *rule = rule_find(id);
    if (!rule)
        return refuse_unknown(arena, id, why);
    RuleChoice choice = { .rule = rule,
                          .off = str_eq(word, STR("off")),
                          .severity = rule->severity };
    if (word.ptr && !choice.off && !severity_from(word, &choice.severity)) {
        *why =
            arena_fmt(arena, "%s is off, notice, warning or error, not \"" STR_FMT "\"",
                      rule->id, STR_ARG(word));
        return false;
    }
    // Without these findings the gate would pass what it could not read.
    if (rule->always && (choice.off || choice.severity != rule->severity)) {
        *why = arena_fmt(arena, "%s is always an %s: it cannot be changed", rule->id,
                         severity_word(rule->severity));
        return false;
    }
    *vec_push(arena, choices) = choice;
    return true;
}

bool rule_choose_pattern(Arena *arena, RuleChoiceVec *choices, Str pattern, Str *why)
{
    RuleChoice *choice = &choices->at[choices->len - 1];
    if (!choice->rule->pattern) {
        *why = arena_fmt(arena, "%s takes no pattern", choice->rule->id);
        return false;
    }
    Pattern *compiled;
    if (pattern.len == 0) {
        *why = arena_fmt(arena, "%s: the pattern is empty", choice->rule->id);
        return false;
    }
    if (!pattern_try(arena, pattern, &compiled, why)) {
        *why = arena_fmt(arena, "%s: the pattern cannot be used: " STR_FMT,
                         choice->rule->id, STR_ARG(*why));
        return false;
    }
    pattern_free(compiled);
    choice->pattern = pattern;
    return true;
}

const RuleChoice *rule_choice(const RuleChoiceVec *choices, const Rule *rule)
{
    for (size_t i = choices ? choices->len : 0; i-- > 0;)
        if (choices->at[i].rule == rule)
            return &choices->at[i];
    return NULL;
}

bool rule_runs(const RuleChoiceVec *choices, const Rule *rule)
{
    const RuleChoice *choice = rule_choice(choices, rule);
    return !rule->off || (choice && !choice->off);
}

void rule_choices_apply(const RuleChoiceVec *choices, FindingVec *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->len; i++) {
        Finding finding = findings->at[i];
        const RuleChoice *choice = rule_choice(choices, finding.rule);
        if (choice && choice->off)
            continue;
        if (choice)
            finding.severity = choice->severity;
        findings->at[kept++] = finding;
    }
    findings->len = kept;
}
