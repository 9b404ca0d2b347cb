// SPDX-License-Identifier: Apache-2.0
// The modules of a repository: read once each, found as imports name them.
#ifndef SCHEMA_TS_FILES_H
#define SCHEMA_TS_FILES_H

#include "ir/declared.h"
#include "schema/schema.h"
#include "schema/ts_value.h"

typedef struct TsFiles {
    Arena *arena;
    const SchemaTrees *trees;
    DeclaredSchema *schema; // its files
    Map modules;            // path -> TsModule; without a path of its own: none is there
    size_t bytes;           // read so far
} TsFiles;

// The module at a path, or NULL: not there, too long, or more than a schema can be made
// of.
const TsModule *ts_file(TsFiles *files, Str path);

// What `from` means in `module`: a relative path, or an alias of its tsconfig.json. For
// TsReader.resolve, with the TsFiles as data.
const TsModule *ts_resolve(void *data, const TsModule *module, Str from);

// Adds a file to the schema's: its index.
size_t schema_file(Arena *arena, const SchemaTrees *trees, DeclaredSchema *schema,
                   DeclaredFile file);

#endif
