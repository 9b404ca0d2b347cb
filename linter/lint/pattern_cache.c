// SPDX-License-Identifier: Apache-2.0
// Regular expressions that are compiled once and asked for often.
#include "lint/pattern_cache.h"

typedef struct Compiled {
    Str text;
    Pattern *pattern; // NULL: it cannot be used, or was given up
} Compiled;

struct PatternCache {
    Arena *arena;
    VEC(Compiled) patterns; // as many as rules and the runner have: a handful
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

Pattern *pattern_cached(PatternCache *cache, Str text)
{
    return compiled(cache, text)->pattern;
}

void pattern_cache_give_up(PatternCache *cache, GivenUp given_up)
{
    Compiled *pattern = compiled(cache, given_up.pattern);
    pattern_free(pattern->pattern);
    pattern->pattern = NULL;
    *vec_push(cache->arena, &cache->given_up) = given_up;
}

bool pattern_cache_given_up(const PatternCache *cache, size_t index, GivenUp *given_up)
{
    if (index >= cache->given_up.len)
        return false;
    *given_up = cache->given_up.at[index];
    return true;
}
