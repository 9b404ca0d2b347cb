// SPDX-License-Identifier: Apache-2.0
// Folders of plain SQL files: their order, and which file rolls which one back.
#include "base/map.h"
#include "source/layout_priv.h"

#include <stdlib.h>

// Files of one rank run before all of the next.
typedef enum FlatRank {
    RANK_PLAIN,
    RANK_FLYWAY,    // V1.2__name.sql
    RANK_REPEATABLE // Flyway's R__name.sql
} FlatRank;

typedef struct FlatFile {
    Str file;
    Str name; // without ".sql" and ".up"
    Str version;
    FlatRank rank;
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
    Pattern *version;
    FlatFileVec ups;
    Map downs; // name of what it rolls back -> DownFile
} FlatFiles;

static bool is_flyway(Str name, char letter)
{
    return name.len > 1 && name.ptr[0] == letter && name.ptr[1] >= '0' &&
           name.ptr[1] <= '9' && str_contains(name, STR("__"));
}

static FlatRank rank_of(Str name)
{
    if (str_starts(name, STR("R__")))
        return RANK_REPEATABLE;
    return is_flyway(name, 'V') ? RANK_FLYWAY : RANK_PLAIN;
}

// Versions first, since "_" and "." would order "V1__b" behind "V1.1__a".
static int compare_files(const void *a, const void *b)
{
    const FlatFile *left = a;
    const FlatFile *right = b;
    int order = (int)left->rank - (int)right->rank;
    if (order == 0 && left->rank == RANK_FLYWAY)
        order = str_cmp_natural(left->version, right->version);
    return order != 0 ? order : str_cmp_natural(left->file, right->file);
}

// U1__name.sql undoes V1__name.sql.
static Str undone_by(Arena *arena, Str name)
{
    Str rest = str_drop(name, 1);
    return arena_fmt(arena, "V" STR_FMT, STR_ARG(rest));
}

static void sort_in(FlatFiles *files, const Entry *entry)
{
    Str stem = str_take(entry->name, entry->name.len - 4); // ".sql" in any case
    bool is_undo = is_flyway(stem, 'U');
    if (is_undo || str_ends(stem, STR(".down"))) {
        DownFile *down = NEW(files->arena, DownFile);
        down->file = entry->name;
        Str undone =
            is_undo ? undone_by(files->arena, stem) : without_suffix(stem, ".down");
        map_put(files->arena, &files->downs, undone, down);
        return;
    }
    Str name = without_suffix(stem, ".up");
    *vec_push(files->arena, &files->ups) = (FlatFile){
        .file = entry->name,
        .name = name,
        .version = version_of(files->version, name),
        .rank = rank_of(name),
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
        migration->down_path =
            path_join(folder->arena, path_parent(migration->path), down->file);
    }
}

void folder_add_flat(Folder *folder, const EntryVec *entries, Str sub)
{
    FlatFiles files = { .arena = folder->arena, .version = version_pattern() };
    for (size_t i = 0; i < entries->len; i++)
        if (is_sql_name(entries->at[i].name))
            sort_in(&files, &entries->at[i]);
    pattern_free(files.version);
    if (files.ups.len > 0)
        qsort(files.ups.at, files.ups.len, sizeof *files.ups.at, compare_files);
    add_ups(folder, &files, sub);
    for (size_t i = 0; i < files.downs.entries.len; i++) {
        const DownFile *down = files.downs.entries.at[i].value;
        if (!down->is_taken)
            folder_add_stray(folder, path_join(folder->arena, sub, down->file));
    }
}
