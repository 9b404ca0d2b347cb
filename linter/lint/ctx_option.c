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

typedef struct Compiled {
    Str text;
    Pattern *pattern; // NULL: it cannot be used, or was given up
} Compiled;

struct PatternCache {
    Arena *arena;
    VEC(Compiled) patterns; // as many as rules have: a handful
    VEC(GivenUp) given_up;
};

PatternCache *pattern_cache_new(Arena *arena)
{
    PatternCache *cache = NEW(arena, PatternCache);
    cache->arena = arena;
    return cache;
}

void pattern_cache_free(PatternCache *cache)
{
    for (size_t i = 0; i < cache->patterns.len; i++)
        pattern_free(cache->patterns.at[i].pattern);
    cache->patterns.len = 0;
}

static Compiled *compiled(PatternCache *cache, Str text)
{
    for (size_t i = 0; i < cache->patterns.len; i++)
        if (str_eq(cache->patterns.at[i].text, text))
            return &cache->patterns.at[i];
    Compiled *added = vec_push(cache->arena, &cache->patterns);
    added->text = text;
    Str why;
    if (!pattern_try(cache->arena, text, &added->pattern, &why))
        added->pattern = NULL;
    return added;
}

// It is told at the end of the run: what rules find in the base may be dropped.
static void give_up(RuleCtx *ctx, Compiled *pattern, Str text)
{
    PatternCache *cache = ctx->patterns;
    pattern_free(pattern->pattern);
    pattern->pattern = NULL;
    *vec_push(cache->arena, &cache->given_up) = (GivenUp){
        .pattern = pattern->text,
        .rule = ctx->rule,
        .path = ctx->migration ? ctx->migration->path : STR("tidegate.jsonc"),
        .text_bytes = text.len,
    };
}

bool pattern_cache_given_up(const PatternCache *cache, size_t index, GivenUp *given_up)
{
    if (index >= cache->given_up.len)
        return false;
    *given_up = cache->given_up.at[index];
    return true;
}

bool ctx_option_finds(RuleCtx *ctx, const char *name, Str text)
{
    Compiled *pattern = compiled(ctx->patterns, ctx_option_pattern(ctx, name));
    if (!pattern->pattern)
        return true; // option_choose has refused it, or it was given up: both are told
    PatternResult result = pattern_search(pattern->pattern, text);
    if (result == PATTERN_TOO_MUCH)
        give_up(ctx, pattern, text);
    return result != PATTERN_NOWHERE;
}
