// SPDX-License-Identifier: Apache-2.0
// The nearest known name, by edit distance.
#include "base/nearest.h"

Str nearest_name(const StrVec *names, Str word)
{
    Str best = { 0 };
    size_t limit = word.len < 6 ? 2 : word.len / 3 + 1; // a third of the letters wrong is another word
    for (size_t i = 0; i < names->len; i++) {
        size_t distance = str_distance(names->at[i], word);
        if (distance <= limit && (best.len == 0 || distance < str_distance(best, word)))
            best = names->at[i];
    }
    return best;
}

Str nearest_hint(Arena *arena, const StrVec *names, Str word)
{
    Str name = nearest_name(names, word);
    if (name.len == 0)
        return STR("");
    return arena_fmt(arena, ", did you mean " STR_FMT "?", STR_ARG(name));
}
