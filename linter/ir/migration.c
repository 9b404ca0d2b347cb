// SPDX-License-Identifier: Apache-2.0
// Questions about projects.
#include "ir/migration.h"

Str migration_up(const Migration *migration)
{
    Span up = migration->up;
    return up.end > 0 ? str_slice(migration->text, up.start, up.end) : migration->text;
}

bool project_has_rollbacks(const Project *project)
{
    bool has = project->runner->marks != MARKS_NONE;
    for (size_t i = 0; i < project->migrations.len && !has; i++)
        has = project->migrations.at[i].down_path.len > 0;
    return has;
}

Str migration_own(const Migration *migration)
{
    return migration->id.len > 0 ? migration_up(migration) : migration->text;
}

Str migration_own_before(const Migration *migration)
{
    Span up = migration->base_up;
    return migration->id.len > 0 && up.end > 0
               ? str_slice(migration->base_text, up.start, up.end)
               : migration->base_text;
}

Span migration_start(const Migration *migration)
{
    size_t start = migration->id.len > 0 ? migration->up.start : 0;
    return (Span){ start, start };
}

Str migration_key(const Migration *migration)
{
    return migration->id.len > 0 ? migration->id : migration->path;
}

const Migration *project_migration(const Project *project, Str path)
{
    if (!project)
        return NULL;
    for (size_t i = 0; i < project->migrations.len; i++)
        if (str_eq(project->migrations.at[i].path, path))
            return &project->migrations.at[i];
    return NULL;
}

const Migration *project_keyed(const Project *project, Str key)
{
    for (size_t i = 0; i < project->migrations.len; i++)
        if (str_eq(migration_key(&project->migrations.at[i]), key))
            return &project->migrations.at[i];
    return NULL;
}

const Migration *project_same(const Project *project, const Migration *other)
{
    return project_keyed(project, migration_key(other));
}
