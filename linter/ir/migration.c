// SPDX-License-Identifier: Apache-2.0
// Questions about projects.
#include "ir/migration.h"

Str migration_up(const Migration *migration)
{
    Span up = migration->up;
    return up.end > 0 ? str_slice(migration->text, up.start, up.end) : migration->text;
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

const JournalEntry *journal_entry(const Journal *journal, Str sql_path)
{
    for (size_t i = 0; i < journal->entries.len; i++)
        if (str_eq(journal->entries.at[i].sql_path, sql_path))
            return &journal->entries.at[i];
    return NULL;
}
