// SPDX-License-Identifier: Apache-2.0
// Plain folders: numbered or dated SQL files, run in natural order by whatever tool.
#include "source/layout_priv.h"

// Rollbacks in a folder of their own: up/0001_a.sql and down/0001_a.sql, nothing beside.
static bool is_split(const Folder *folder)
{
    const Entry *up = folder_entry(folder, "up");
    const Entry *down = folder_entry(folder, "down");
    return up && down && up->kind == ENTRY_DIR && down->kind == ENTRY_DIR &&
           !folder_has_sql(folder);
}

static void list_sub(const Folder *folder, const char *sub, EntryVec *entries)
{
    Str why;
    Str path = path_join(folder->arena, folder->path, str_from(sub));
    tree_list(folder->tree, folder->arena, path, entries, &why);
}

static bool plain_fits(const Folder *folder)
{
    Folder up = { 0 };
    if (is_split(folder))
        list_sub(folder, "up", &up.entries);
    return folder_has_sql(folder) || folder_has_sql(&up);
}

// Names the rollback of each migration that has a file of the same name in down/.
static void pair_split(Folder *folder)
{
    Folder down = { 0 };
    list_sub(folder, "down", &down.entries);
    MigrationVec *migrations = &folder->project->migrations;
    for (size_t i = 0; i < migrations->len; i++) {
        Migration *migration = &migrations->at[i];
        Str file = path_base(migration->path);
        Str down_file =
            arena_fmt(folder->arena, STR_FMT ".down.sql", STR_ARG(migration->name));
        for (size_t k = 0; k < down.entries.len && migration->down_path.len == 0; k++)
            if (str_eq(down.entries.at[k].name, file) ||
                str_eq(down.entries.at[k].name, down_file))
                folder_set_down(
                    folder, migration,
                    path_join(folder->arena, STR("down"), down.entries.at[k].name));
    }
}

static void plain_load(Folder *folder)
{
    if (!is_split(folder)) {
        folder_add_flat(folder, &folder->entries, (Str){ 0 });
        return;
    }
    EntryVec ups;
    list_sub(folder, "up", &ups);
    folder_add_flat(folder, &ups, STR("up"));
    pair_split(folder);
}

const Layout layout_plain = {
    .name = "plain",
    .runner = "plain",
    .fits = plain_fits,
    .load = plain_load,
};
