// SPDX-License-Identifier: Apache-2.0
// Which commits of the change bring its migrations.
#ifndef CLI_COMMITS_H
#define CLI_COMMITS_H

#include "cli/projects.h"

// Fills the commits of each project that has new migrations. False with *why when the
// history between the base and HEAD cannot be read.
bool commits_read(Arena *arena, const Workspace *space, ProjectPairVec *pairs, Str *why);

#endif
