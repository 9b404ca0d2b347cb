// SPDX-License-Identifier: Apache-2.0
// Regular expressions that are compiled once and asked for often.
#include "lint/pattern_cache.h"

typedef struct Compiled {
    Str text;
    Pattern *pattern; // NULL: it cannot be used
} Compiled;

struct PatternCache {
    Arena *arena;
    VEC(Compiled) patterns; // as many as rules and the runner have: a handful
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

const Pattern *pattern_cached(PatternCache *cache, Str text)
{
    for (size_t i = 0; i < cache->patterns.len; i++)
        if (str_eq(cache->patterns.at[i].text, text))
            return cache->patterns.at[i].pattern;
    Compiled *added = vec_push(cache->arena, &cache->patterns);
    added->text = text;
    Str why;
    if (!pattern_try(cache->arena, text, &added->pattern, &why))
        added->pattern = NULL;
    return added->pattern;
}
