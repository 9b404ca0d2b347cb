// SPDX-License-Identifier: Apache-2.0
// The nearest known name, by edit distance.
#include "base/nearest.h"

Str nearest_name(const StrVec *names, Str word)
{
    Str best = { 0 };
    // With more than a third of its letters wrong, or all, another word is meant.
    size_t limit = (word.len + 2) / 3;
    for (size_t i = 0; i < names->len; i++) {
        size_t distance = str_distance(names->at[i], word);
        if (distance > limit || distance >= word.len)
            continue;
        best = names->at[i];
        if (distance == 0)
            break;
        limit = distance - 1; // of equally near ones the first
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
