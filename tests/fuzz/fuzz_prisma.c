// SPDX-License-Identifier: Apache-2.0
// schema.prisma, for each database that it can be for.
#include "fuzz/declared.h"
#include "fuzz/fuzz.h"

int fuzz_prisma(const uint8_t *data, size_t size)
{
    static const char *const dialects[] = { "postgres", "mysql", "sqlite" };
    Arena *arena = arena_new();
    FileTree *tree = tree_memory(arena);
    Str path = STR("prisma/schema.prisma");
    tree_memory_put(tree, path, (Str){ (const char *)data, size });
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
        fuzz_check_declared(arena, tree,
                            (Project){ .path = STR("prisma/migrations"),
                                       .layout = STR("prisma"),
                                       .dialect = str_from(dialects[i]),
                                       .config_path = path,
                                       .schema_path = path });
    arena_free(arena);
    return 0;
}
