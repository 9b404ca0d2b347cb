// SPDX-License-Identifier: Apache-2.0
// Snapshots beside the migrations: which there are, and how they follow each other.
#include "schema/schema.h"

void snapshots_read(Arena *arena, const SchemaTrees *trees, Project *project)
{
    (void)arena, (void)trees;
    project->snapshots = (Snapshots){ 0 };
}
