// SPDX-License-Identifier: Apache-2.0
// Where the projects are that a run is about.
#ifndef CLI_PLACES_H
#define CLI_PLACES_H

#include "cli/workspace.h"
#include "config/config.h"

// What a run is about: the files, what was asked for, and what is configured.
typedef struct Scope {
    const Workspace *space;
    const CheckOptions *options;
    const Config *config;
} Scope;

// The migration folders to judge, each once, with what the command line and the
// configuration say about it; also those that only the base has. False with *why, which
// says what was looked for, when there is none; but none is right where only files were
// asked for, and the repository's migrations are not among them.
bool places_find(Arena *arena, const Scope *scope, FoundVec *places, Str *why);

// The path is the folder itself or lies in it.
bool path_is_below(Str path, Str dir);

#endif
