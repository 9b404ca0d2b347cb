// SPDX-License-Identifier: Apache-2.0
// A project's files taken apart by several threads, ahead of the replay. Front ends that
// read texts alone allow it; one that runs statements has to see file after file.
#ifndef LINT_LOWER_AHEAD_H
#define LINT_LOWER_AHEAD_H

#include "ir/frontend.h"

typedef struct LowerAhead LowerAhead;

// NULL where threads gain nothing: little text, or a front end with a world. What ops
// name lives in `arena`, once it is taken or when all is over; `project` has to stay. Of
// each file `most` statements are taken, at least 1.
LowerAhead *lower_ahead_new(Arena *arena, const Frontend *frontend,
                            const Project *project, size_t most);

// The migration as file_lower() gives it of file_text(); the array of ops is `ops`'s.
// Migrations are asked for in rising order, each at most once, and none that is edited
// and not judged, or cannot be read.
Lowered lower_ahead_take(LowerAhead *ahead, size_t migration, Arena *ops);

void lower_ahead_free(LowerAhead *ahead); // NULL is fine

#endif
