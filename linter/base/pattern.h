// SPDX-License-Identifier: Apache-2.0
// Regular expressions (PCRE2; text need not be UTF-8). Backtracking has a limit.
#ifndef BASE_PATTERN_H
#define BASE_PATTERN_H

#include "base/arena.h"

// Expressions match bytes; ^ and $ match at line ends (LF, CRLF, CR) too, \A and \z only
// at those of the text. Other options are written in the expression: (?i), (?s), (?x).
// Not for two threads at a time.
typedef struct Pattern Pattern;

enum { PATTERN_GROUPS = 8 }; // group 0 is the whole match

typedef struct Match {
    Str group[PATTERN_GROUPS]; // ptr is NULL for a group that took no part
    size_t start;              // offset of the whole match
    size_t end;
} Match;

// Compiles an expression that is ours: a mistake in it is a bug(). For pattern_free.
Pattern *pattern_new(const char *expression);
// Compiles an expression of the user's; false with *why and the offset of the mistake.
bool pattern_try(Arena *arena, Str expression, Pattern **pattern, Str *why);
void pattern_free(Pattern *pattern); // NULL is fine

typedef enum PatternResult {
    PATTERN_SOMEWHERE,
    PATTERN_NOWHERE,
    PATTERN_TOO_MUCH // nobody knows: it has run into a limit of base/limits.h
} PatternResult;

// Whether an expression of the user's is in the text. Its steps are counted, also over
// all searches: what was too much once is so for good, since the next one may take as
// long.
PatternResult pattern_search(Pattern *pattern, Str text);

// The first match at or after `from` of an expression that is ours. A text on which it
// runs into PCRE2's limits is fatal(): that there is no match would be a guess.
bool pattern_find(const Pattern *pattern, Str text, size_t from, Match *match);

#endif
