// SPDX-License-Identifier: Apache-2.0
// What rules are told of their options.
#include "base/fail.h"
#include "base/pattern.h"
#include "lint/ctx.h"
#include "lint/rule_options.h"

static size_t option_index(const Rule *rule, const char *name)
{
    size_t count = rule_option_count(rule);
    for (size_t i = 0; i < count; i++)
        if (str_eq(str_from(rule->options[i].name), str_from(name)))
            return i;
    bug("%s has no option %s", rule->id, name);
}

// The configuration's value, or NULL: the default holds.
static const OptionValue *option_value(const RuleCtx *ctx, size_t index)
{
    const RuleChoice *choice = rule_choice(ctx->choices, ctx->rule);
    return choice && choice->options[index].given ? &choice->options[index] : NULL;
}

bool ctx_option_given(const RuleCtx *ctx, const char *name)
{
    return option_value(ctx, option_index(ctx->rule, name)) != NULL;
}

size_t ctx_option_number(const RuleCtx *ctx, const char *name)
{
    size_t index = option_index(ctx->rule, name);
    const OptionValue *value = option_value(ctx, index);
    return value ? value->number : ctx->rule->options[index].number;
}

Str ctx_option_pattern(const RuleCtx *ctx, const char *name)
{
    size_t index = option_index(ctx->rule, name);
    const OptionValue *value = option_value(ctx, index);
    return value ? value->text : str_from(ctx->rule->options[index].text);
}

bool ctx_option_has(const RuleCtx *ctx, const char *name, Str word)
{
    size_t index = option_index(ctx->rule, name);
    const OptionValue *value = option_value(ctx, index);
    Str known;
    for (size_t i = 0; value && i < value->words.len; i++)
        if (str_eq(value->words.at[i], word))
            return true;
    if (value)
        return false;
    for (Str rest = str_from(ctx->rule->options[index].text);
         str_cut(&rest, ' ', &known);)
        if (str_eq(known, word))
            return true;
    return false;
}

// ---- patterns ----

// It is told at the end of the run: what rules find in the base may be dropped.
static void give_up(RuleCtx *ctx, Str pattern, Str text)
{
    pattern_cache_give_up(
        ctx->patterns,
        (GivenUp){
            .pattern = pattern,
            .rule = ctx->rule,
            .path = ctx->migration ? ctx->migration->path : STR("tidegate.jsonc"),
            .text_bytes = text.len,
        });
}

bool ctx_option_finds(RuleCtx *ctx, const char *name, Str text)
{
    Str expression = ctx_option_pattern(ctx, name);
    Pattern *pattern = pattern_cached(ctx->patterns, expression);
    if (!pattern)
        return true; // option_choose has refused it, or it was given up: both are told
    PatternResult result = pattern_search(pattern, text);
    if (result == PATTERN_TOO_MUCH)
        give_up(ctx, expression, text);
    return result != PATTERN_NOWHERE;
}
