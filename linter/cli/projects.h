// SPDX-License-Identifier: Apache-2.0
// The projects of a workspace, each as it is now and as the base has it.
#ifndef CLI_PROJECTS_H
#define CLI_PROJECTS_H

#include "cli/places.h"

typedef struct ProjectPair {
    Project now;
    Project *base; // NULL: there is no base
} ProjectPair;

typedef VEC(ProjectPair) ProjectPairVec;

// Finds and reads the projects that the options, the configuration or the files name, and
// compares them with the base. False with *why when there is none, or when one cannot be
// read rightly.
bool projects_find(Arena *arena, const Scope *scope, ProjectPairVec *pairs, Str *why);

#endif
