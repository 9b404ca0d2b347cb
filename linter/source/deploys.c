// SPDX-License-Identifier: Apache-2.0
// Finding the files that build, deploy or start a repository's projects.
#include "source/deploys.h"

DeployFileVec deploys_find(Arena *arena, FileTree *tree)
{
    (void)arena, (void)tree;
    return (DeployFileVec){ 0 };
}
