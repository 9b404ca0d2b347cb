// SPDX-License-Identifier: Apache-2.0
// Reads the files that tests compare with.
#include "files.h"

#include "base/fail.h"

#include <stdlib.h>

FileTree *repository(Arena *arena)
{
    const char *root = getenv("TIDEGATE_ROOT");
    return tree_disk(arena, root ? str_from(root) : STR("."));
}

StrVec names_in(FileTree *tree, Arena *arena, Str dir, EntryKind kind)
{
    EntryVec entries = { 0 };
    Str why = STR("not there");
    if (tree_list(tree, arena, dir, &entries, &why) != TREE_OK)
        fatal("cannot list " STR_FMT ": " STR_FMT, STR_ARG(dir), STR_ARG(why));
    StrVec names = { 0 };
    for (size_t i = 0; i < entries.len; i++)
        if (entries.at[i].kind == kind)
            *vec_push(arena, &names) = entries.at[i].name;
    return names;
}

Str text_of(FileTree *tree, Arena *arena, Str path)
{
    Str text = { 0 };
    Str why = STR("not there");
    if (tree_read(tree, arena, path, &text, &why) != TREE_OK)
        fatal("cannot read " STR_FMT ": " STR_FMT, STR_ARG(path), STR_ARG(why));
    return text;
}

Str disk_text(Arena *arena, const char *path)
{
    Str text = { 0 };
    Str why = STR("not there");
    if (tree_disk_file(arena, str_from(path), &text, &why) != TREE_OK)
        fatal("cannot read %s: " STR_FMT, path, STR_ARG(why));
    return text;
}
