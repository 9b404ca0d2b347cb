// SPDX-License-Identifier: Apache-2.0
// What a project says about its schema beside the SQL: a generator's snapshots, and the
// source code that declares the tables. Everything is read as text; nothing is executed.
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "ir/migration.h"
#include "source/tree.h"

// A side of the comparison: where files come from, and where they came from before.
typedef struct SchemaTrees {
    FileTree *now;
    FileTree *base; // NULL: no base, everything is new
    // When the base's own files are read: what was read of the other side. Files that are
    // the same there are not read again. NULL: nothing.
    const Snapshots *known;
} SchemaTrees;

// Fills project->snapshots. The project's migrations are compared already. Whatever is
// wrong with a file is in its Snapshot.
void snapshots_read(Arena *arena, const SchemaTrees *trees, Project *project);

// Fills project->declared, where the configuration names a schema.
void declared_read(Arena *arena, const SchemaTrees *trees, Project *project);

#endif
