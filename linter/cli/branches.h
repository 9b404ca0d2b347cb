// SPDX-License-Identifier: Apache-2.0
// What other branches add to the projects at the same time.
#ifndef CLI_BRANCHES_H
#define CLI_BRANCHES_H

#include "cli/projects.h"

// Fills added and others of each project that has new migrations, as --against says.
// False with *why when a branch that was asked for cannot be read.
bool branches_read(Arena *arena, const Scope *scope, ProjectPairVec *pairs, Str *why);

#endif
