// SPDX-License-Identifier: Apache-2.0
// The schema that the source code declares: whose it is.
#include "schema/schema_priv.h"

void declared_read(Arena *arena, const SchemaTrees *trees, Project *project)
{
    bool is_drizzle = str_starts(path_base(project->config_path), STR("drizzle"));
    bool is_prisma = str_eq(project->layout, STR("prisma"));
    project->declared = NULL;
    if (!tree_is_file(trees->now, arena, project->config_path))
        return; // on this side nothing names a schema
    if (is_drizzle)
        project->declared = drizzle_read(arena, trees, project);
    else if (is_prisma && project->schema_path.len > 0)
        project->declared = prisma_read(arena, trees, project);
}
