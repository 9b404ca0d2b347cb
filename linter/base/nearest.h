// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the known name that a mistyped one is nearest to.
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/arena.h"

// The nearest of the names, or an empty view when none is near enough to be meant.
Str nearest_name(const StrVec *names, Str word);
// ", did you mean NAME?" or nothing: the end of a message about an unknown word.
Str nearest_hint(Arena *arena, const StrVec *names, Str word);

#endif
