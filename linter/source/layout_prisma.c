// SPDX-License-Identifier: Apache-2.0
// Prisma: a folder for each migration, in the order of their names as strings. Any folder
// counts, and one without a migration.sql stops `prisma migrate deploy`.
#include "source/layout_priv.h"

static bool prisma_fits(const Folder *folder)
{
    if (folder_entry(folder, "migration_lock.toml"))
        return true;
    for (size_t i = 0; i < folder->entries.len; i++)
        if (folder->entries.at[i].kind == ENTRY_DIR &&
            folder_holds(folder, folder->entries.at[i].name, "migration.sql"))
            return true;
    return false;
}

static Str lock_provider(const Folder *folder)
{
    Str text;
    Str why;
    Match match;
    Str path = path_join(folder->arena, folder->path, STR("migration_lock.toml"));
    if (tree_read(folder->tree, folder->arena, path, &text, &why) != TREE_OK ||
        !config_match("^\\s*provider\\s*=\\s*[\"']([\\w-]+)[\"']", text, &match))
        return (Str){ 0 };
    return match.group[1];
}

static bool is_empty_migration(const Folder *inner)
{
    (void)inner;
    return true;
}

static void prisma_load(Folder *folder)
{
    folder->dialect = lock_provider(folder);
    folder_add_nested(folder, is_empty_migration);
}

const Layout layout_prisma = {
    .name = "prisma",
    .runner = "prisma",
    .fits = prisma_fits,
    .load = prisma_load,
};
