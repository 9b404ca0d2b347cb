// SPDX-License-Identifier: Apache-2.0
// A TypeScript or JavaScript file as a module: what its names are bound to, and what it
// exports.
#ifndef SCHEMA_TS_MODULE_H
#define SCHEMA_TS_MODULE_H

#include "base/map.h"
#include "schema/ts_token.h"

typedef enum TsBindingKind {
    TS_VALUE,     // `at` is where its expression begins
    TS_ENUM,      // `at` is the "{" of a TypeScript enum
    TS_IMPORT,    // `name` of the module `from`
    TS_NAMESPACE, // everything that the module `from` exports
    TS_OPAQUE     // only running the code would tell
} TsBindingKind;

typedef struct TsBinding {
    TsBindingKind kind;
    size_t at;
    Str from;
    Str name;
} TsBinding;

typedef struct TsExport {
    Str name;
    TsBinding binding; // TS_OPAQUE: a local name, which is binding.name
    size_t at;         // where the export is written
    bool is_star;      // export * from
} TsExport;

typedef struct TsModule {
    Str path; // from the repository root
    TsTokens tokens;
    Map bindings; // of the top level: name -> TsBinding
    VEC(TsExport) exports;
    size_t file; // in DeclaredSchema.files
} TsModule;

// The name that `export default` gives its value.
#define TS_DEFAULT STR("default")

// `tokens` are those of the text at `path`. Takes time in proportion to them.
void ts_module_read(Arena *arena, TsModule *module);

#endif
