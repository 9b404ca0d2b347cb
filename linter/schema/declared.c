// SPDX-License-Identifier: Apache-2.0
// The schema that the source code declares: finding its files.
#include "schema/schema.h"

void declared_read(Arena *arena, const SchemaTrees *trees, Project *project)
{
    (void)arena, (void)trees;
    project->declared = NULL;
}
