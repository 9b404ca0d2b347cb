// SPDX-License-Identifier: Apache-2.0
// From the configuration's "rules" and "overrides" to choices.
#include "cli/chosen.h"

#include "lint/rule_options.h"

static bool refuse_at(Arena *arena, Str place, Str problem, Str *why)
{
    *why = arena_fmt(arena, STR_FMT ": " STR_FMT, STR_ARG(place), STR_ARG(problem));
    return false;
}

static StrVec texts_of(Arena *arena, const ConfigTextVec *texts)
{
    StrVec plain = { 0 };
    for (size_t i = 0; i < texts->len; i++)
        *vec_push(arena, &plain) = texts->at[i].text;
    return plain;
}

static bool choose_option(Arena *arena, const ConfigOption *option, RuleChoice *choice,
                          Str *why)
{
    StrVec texts = texts_of(arena, &option->texts);
    OptionRefusal refusal;
    OptionWish wish = {
        .name = option->name.text,
        .number = option->kind == CONFIG_NUMBER ? &option->number : NULL,
        .text = option->kind == CONFIG_STRING ? texts.at : NULL,
        .words = option->kind == CONFIG_STRINGS ? &texts : NULL,
    };
    if (option_choose(arena, choice, &wish, &refusal))
        return true;
    bool is_name = refusal.fault == OPTION_FAULT_NAME;
    return refuse_at(arena, is_name ? option->name.place : option->place, refusal.why,
                     why);
}

static bool choose_rule(Arena *arena, const ConfigRule *rule, RuleChoiceVec *choices,
                        Str *why)
{
    RuleWish wish = { .id = rule->id, .word = rule->word };
    Str problem;
    if (!rule_choose(arena, choices, &wish, &problem))
        return refuse_at(arena, rule->place, problem, why);
    for (size_t i = 0; i < rule->options.len; i++)
        if (!choose_option(arena, &rule->options.at[i], &choices->at[choices->len - 1],
                           why))
            return false;
    return true;
}

static bool choose_override(Arena *arena, const ConfigOverride *entry,
                            RuleChoiceVec *choices, Str *why)
{
    for (size_t i = 0; i < entry->rules.len; i++) {
        const ConfigRule *rule = &entry->rules.at[i];
        RuleWish wish = { rule->id, rule->word, texts_of(arena, &entry->paths) };
        Str problem;
        if (!rule_choose(arena, choices, &wish, &problem))
            return refuse_at(arena, rule->place, problem, why);
    }
    return true;
}

static bool check_approvals(Arena *arena, const ConfigApprovals *approvals, Str *why)
{
    for (size_t i = 0; i < approvals->rules.len; i++) {
        const ConfigText *name = &approvals->rules.at[i];
        const Rule *rule = rule_find(name->text);
        if (!rule)
            return refuse_at(arena, name->place, rule_unknown(arena, name->text), why);
        if (rule->always)
            return refuse_at(arena, name->place,
                             arena_fmt(arena,
                                       "%s cannot be approved: without it the gate would "
                                       "guess",
                                       rule->id),
                             why);
    }
    return true;
}

bool chosen_read(Arena *arena, const Config *config, RuleChoiceVec *choices, Str *why)
{
    for (size_t i = 0; i < config->rules.len; i++)
        if (!choose_rule(arena, &config->rules.at[i], choices, why))
            return false;
    for (size_t i = 0; i < config->overrides.len; i++)
        if (!choose_override(arena, &config->overrides.at[i], choices, why))
            return false;
    return check_approvals(arena, &config->approvals, why);
}
