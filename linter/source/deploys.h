// SPDX-License-Identifier: Apache-2.0
// Finding the files that build, deploy or start a repository's projects.
#ifndef SOURCE_DEPLOYS_H
#define SOURCE_DEPLOYS_H

#include "ir/migration.h"
#include "source/tree.h"

// Workflows, GitLab's CI file, Dockerfiles, compose files and package.json, sorted by
// path. What git ignores, node_modules and build outputs are not entered.
DeployFileVec deploys_find(Arena *arena, FileTree *tree);

#endif
