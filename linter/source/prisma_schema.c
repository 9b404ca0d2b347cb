// SPDX-License-Identifier: Apache-2.0
// What Prisma's schema says about the database.
#include "source/layout_priv.h"

// "postgresql", or ["postgresql", "sqlite"] as schemas had it before Prisma 2.22.
static StrVec split_providers(Arena *arena, Str value)
{
    StrVec providers = { 0 };
    Pattern *pattern = pattern_new("\"([^\"\n]+)\"");
    Match match;
    for (size_t at = 0; pattern_find(pattern, value, at, &match); at = match.end)
        *vec_push(arena, &providers) = match.group[1];
    pattern_free(pattern);
    return providers;
}

static StrVec providers_in(FileTree *tree, Arena *arena, Str path)
{
    Str text;
    Str why;
    Match match;
    if (tree_read(tree, arena, path, &text, &why) != TREE_OK ||
        !config_match("(?s)\\bdatasource\\s+\\w+\\s*\\{[^}]*?\\bprovider\\s*=\\s*"
                      "(\"[^\"\n]+\"|\\[[^\\]]*\\])",
                      config_text(arena, text), &match))
        return (StrVec){ 0 };
    return split_providers(arena, match.group[1]);
}

StrVec prisma_providers(FileTree *tree, Arena *arena, Str schema)
{
    EntryVec entries;
    Str why;
    StrVec providers = { 0 };
    if (schema.len == 0)
        return providers;
    if (tree_list(tree, arena, schema, &entries, &why) != TREE_OK)
        return providers_in(tree, arena, schema);
    for (size_t i = 0; i < entries.len && providers.len == 0; i++)
        if (str_ends(entries.at[i].name, STR(".prisma")))
            providers =
                providers_in(tree, arena, path_join(arena, schema, entries.at[i].name));
    return providers;
}
