// SPDX-License-Identifier: Apache-2.0
// Regular expressions that rules and runners ask for again and again, each compiled once.
#ifndef LINT_PATTERN_CACHE_H
#define LINT_PATTERN_CACHE_H

#include "base/pattern.h"

typedef struct PatternCache PatternCache;

PatternCache *pattern_cache_new(Arena *arena);
void pattern_cache_free(PatternCache *cache); // and all patterns in it
// The compiled expression, which the cache owns; NULL: it cannot be used, or was given
// up. The text has to live as long as the cache.
Pattern *pattern_cached(PatternCache *cache, Str text);

// A search that took too long, after which its pattern is not used any more.
typedef struct GivenUp {
    Str pattern;
    const struct Rule *rule; // that asked
    Str path;                // of the migration at hand; none: of the configuration
    size_t text_bytes;
} GivenUp;

// Notes it, and frees the pattern.
void pattern_cache_give_up(PatternCache *cache, GivenUp given_up);
// The first, second … of them; false: there are no more.
bool pattern_cache_given_up(const PatternCache *cache, size_t index, GivenUp *given_up);

#endif
