// SPDX-License-Identifier: Apache-2.0
// Folders of plain SQL files: their order, and which file rolls which one back.
#include "base/map.h"
#include "source/layout_priv.h"

#include <stdlib.h>

typedef struct FlatFile {
    Str file;
    Str name; // without ".sql" and ".up"
    EntryKind kind;
} FlatFile;

typedef VEC(FlatFile) FlatFileVec;

typedef struct DownFile {
    Str file;
    bool is_taken;
} DownFile;

// The files of one folder, sorted into those that go forward and those that go back.
typedef struct FlatFiles {
    Arena *arena;
    FlatFileVec ups;
    Map downs; // name of what it rolls back -> DownFile
} FlatFiles;

static int compare_files(const void *a, const void *b)
{
    return str_cmp_natural(((const FlatFile *)a)->file, ((const FlatFile *)b)->file);
}

static void sort_in(FlatFiles *files, const Entry *entry)
{
    Str stem = str_take(entry->name, entry->name.len - 4); // ".sql" in any case
    if (str_ends(stem, STR(".down"))) {
        DownFile *down = NEW(files->arena, DownFile);
        down->file = entry->name;
        map_put(files->arena, &files->downs, without_suffix(stem, ".down"), down);
        return;
    }
    *vec_push(files->arena, &files->ups) = (FlatFile){
        .file = entry->name,
        .name = without_suffix(stem, ".up"),
        .kind = entry->kind,
    };
}

static void add_ups(Folder *folder, FlatFiles *files, Str sub)
{
    for (size_t i = 0; i < files->ups.len; i++) {
        const FlatFile *up = &files->ups.at[i];
        Migration *migration = folder_add(folder, path_join(folder->arena, sub, up->file),
                                          up->kind, up->name);
        DownFile *down = map_get(&files->downs, up->name);
        if (!down)
            continue;
        down->is_taken = true;
        folder_set_down(folder, migration, path_join(folder->arena, sub, down->file));
    }
}

void folder_add_flat(Folder *folder, const EntryVec *entries, Str sub)
{
    FlatFiles files = { .arena = folder->arena };
    for (size_t i = 0; i < entries->len; i++)
        if (is_sql_name(entries->at[i].name))
            sort_in(&files, &entries->at[i]);
    if (files.ups.len > 0)
        qsort(files.ups.at, files.ups.len, sizeof *files.ups.at, compare_files);
    add_ups(folder, &files, sub);
    for (size_t i = 0; i < files.downs.entries.len; i++) {
        const DownFile *down = files.downs.entries.at[i].value;
        if (!down->is_taken)
            folder_add_stray(folder, path_join(folder->arena, sub, down->file));
    }
}
