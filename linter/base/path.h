// SPDX-License-Identifier: Apache-2.0
// Paths as texts, with "/" between their parts. Nothing here looks at a disk.
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/arena.h"

Str path_join(Arena *arena, Str dir, Str name); // "." and empty dirs add nothing
Str path_parent(Str path);                      // "." for a path without "/"
Str path_base(Str path);                        // the last part
// Without "./", "//", trailing "/" and inner ".."; false when it climbs above the root.
bool path_normalize(Arena *arena, Str path, Str *normal);

#endif
