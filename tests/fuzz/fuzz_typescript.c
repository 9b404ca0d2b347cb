// SPDX-License-Identifier: Apache-2.0
// Drizzle's schema in TypeScript, which is read and never run, or its configuration. The
// first byte chooses which and for what database.
#include "fuzz/declared.h"
#include "fuzz/fuzz.h"

static const char config[] =
    "import { defineConfig } from 'drizzle-kit';\n"
    "export default defineConfig({ schema: './schema.ts', out: './drizzle' });\n";

static const char schema[] = "import { pgTable, text } from 'drizzle-orm/pg-core';\n"
                             "export const a = pgTable('a', { b: text() });\n";

int fuzz_typescript(const uint8_t *data, size_t size)
{
    static const char *const dialects[] = { "postgres", "mysql", "sqlite" };
    if (size == 0)
        return 0;
    Arena *arena = arena_new();
    FileTree *tree = tree_memory(arena);
    Str text = { (const char *)data + 1, size - 1 };
    bool is_config = data[0] % 4 == 3;
    Str path = STR("drizzle.config.ts");
    tree_memory_put(tree, path, is_config ? text : str_from(config));
    tree_memory_put(tree, STR("schema.ts"), is_config ? str_from(schema) : text);
    fuzz_check_declared(arena, tree,
                        (Project){ .path = STR("drizzle"),
                                   .layout = STR("drizzle"),
                                   .dialect = str_from(dialects[data[0] % 3]),
                                   .config_path = path });
    arena_free(arena);
    return 0;
}
