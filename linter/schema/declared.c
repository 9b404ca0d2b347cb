// SPDX-License-Identifier: Apache-2.0
// The schema that the source code declares: whose it is.
#include "schema/schema_priv.h"

// What tidegate.jsonc names is read as what it looks like: a folder, or a glob without an
// ending, as the layout's.
static bool is_prisma_wish(const Project *project)
{
    for (size_t i = 0; i < project->schema_wishes.len; i++)
        if (str_ends(project->schema_wishes.at[i], STR(".prisma")))
            return true;
    return str_eq(project->layout, STR("prisma"));
}

void declared_read(Arena *arena, const SchemaTrees *trees, Project *project)
{
    bool is_drizzle = str_starts(path_base(project->config_path), STR("drizzle"));
    bool is_prisma = str_eq(project->layout, STR("prisma"));
    project->declared = NULL;
    if (project->schema_wishes.len > 0) {
        project->declared = is_prisma_wish(project) ? prisma_read(arena, trees, project)
                                                    : drizzle_read(arena, trees, project);
        return;
    }
    if (!tree_is_file(trees->now, arena, project->config_path))
        return; // on this side nothing names a schema
    if (is_drizzle)
        project->declared = drizzle_read(arena, trees, project);
    else if (is_prisma && project->schema_path.len > 0)
        project->declared = prisma_read(arena, trees, project);
}
