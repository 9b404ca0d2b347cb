// SPDX-License-Identifier: Apache-2.0
// What must hold of every schema that source code declares.
#ifndef FUZZ_DECLARED_H
#define FUZZ_DECLARED_H

#include "schema/schema.h"

// Reads the schema of a project that these files belong to, twice: places lie in the
// files, and both say the same.
void fuzz_check_declared(Arena *arena, FileTree *tree, Project project);

#endif
