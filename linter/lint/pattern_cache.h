// SPDX-License-Identifier: Apache-2.0
// Regular expressions that rules and runners ask for again and again, each compiled once.
#ifndef LINT_PATTERN_CACHE_H
#define LINT_PATTERN_CACHE_H

#include "base/pattern.h"

typedef struct PatternCache PatternCache;

PatternCache *pattern_cache_new(Arena *arena);
void pattern_cache_free(PatternCache *cache); // and all patterns in it
// The compiled expression, which the cache owns; NULL: it cannot be used. The text has to
// live as long as the cache.
const Pattern *pattern_cached(PatternCache *cache, Str text);

#endif
