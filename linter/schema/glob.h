// SPDX-License-Identifier: Apache-2.0
// Paths that a pattern names, in the grammar that drizzle-kit has for them:
// "src/**/*.schema.{ts,js}". That of our own configuration, base/glob.h, has neither
// braces nor classes: folders are called [slug].
#ifndef SCHEMA_GLOB_H
#define SCHEMA_GLOB_H

#include "source/tree.h"

// Does a pattern of one part, without "/", fit the name? "*", "?", "[a-z]", "{a,b}".
bool glob_part_fits(Str pattern, Str name);
bool glob_is_plain(Str pattern); // it names one path

// The files and folders that the pattern names, from the root, sorted. node_modules and
// hidden folders are not entered by "**". At most a few thousand.
StrVec glob_paths(FileTree *tree, Arena *arena, Str pattern);

#endif
