// SPDX-License-Identifier: Apache-2.0
// Migrations that a change leaves as they are and puts elsewhere.
#ifndef CLI_MOVED_H
#define CLI_MOVED_H

#include "cli/projects.h"

// Every pair has a base. Joins the pair of a folder that is gone with that of the folder
// its migrations are in now, and gives the migrations of a base the names that
// `drizzle-kit up` has given them: neither deletes or adds any, for the runners know
// them still.
void follow_moves(Arena *arena, ProjectPairVec *pairs);

#endif
