// SPDX-License-Identifier: Apache-2.0
// The files that one snapshot has and another has not.
#ifndef GIT_ADDITIONS_PRIV_H
#define GIT_ADDITIONS_PRIV_H

#include "git/git_priv.h"

typedef struct Additions {
    Snapshot *now;
    Snapshot *before; // NULL: it has nothing
    StrVec dirs;
    size_t enough; // so many files will do
} Additions;

// The paths below the folders that `now` has and `before` has not. False with *why where
// a folder cannot be read.
bool additions_find(const Additions *wish, Arena *arena, StrVec *files, Str *why);

#endif
