// SPDX-License-Identifier: Apache-2.0
// What all trees have in common: the calls through the table of functions.
#include "source/tree.h"

#include <stdlib.h>

static int compare_entries(const void *a, const void *b)
{
    const Entry *left = a;
    const Entry *right = b;
    return str_cmp(left->name, right->name);
}

static bool is_sorted(const EntryVec *entries)
{
    for (size_t i = 1; i < entries->len; i++)
        if (str_cmp(entries->at[i - 1].name, entries->at[i].name) > 0)
            return false;
    return true;
}

void entries_sort(EntryVec *entries)
{
    if (!is_sorted(entries))
        qsort(entries->at, entries->len, sizeof *entries->at, compare_entries);
}

// The order is made sure of here, once for all trees: everything that is reported later
// hangs on it.
TreeStatus tree_list(FileTree *tree, Arena *arena, Str dir, EntryVec *entries, Str *why)
{
    *entries = (EntryVec){ 0 };
    *why = (Str){ 0 };
    TreeStatus status = tree->list(tree, arena, dir, entries, why);
    if (status != TREE_OK)
        entries->len = 0;
    entries_sort(entries);
    return status;
}

TreeStatus tree_read(FileTree *tree, Arena *arena, Str path, Str *text, Str *why)
{
    *text = (Str){ 0 };
    *why = (Str){ 0 };
    return tree->read(tree, arena, path, text, why);
}

TreeStatus tree_read_start(FileTree *tree, Arena *arena, FileStart start, Str *text,
                           Str *why)
{
    if (!tree->start)
        return tree_read(tree, arena, start.path, text, why);
    *text = (Str){ 0 };
    *why = (Str){ 0 };
    return tree->start(tree, arena, start, text, why);
}

void tree_expect(FileTree *tree, Arena *arena, const Expected *expected)
{
    if (tree->expect)
        tree->expect(tree, arena, expected);
}

static Str content_id(FileTree *tree, Arena *arena, Str path)
{
    return tree->content_id ? tree->content_id(tree, arena, path) : (Str){ 0 };
}

bool tree_known_same(FileTree *tree, FileTree *other, Arena *arena, Str path)
{
    Str id = content_id(tree, arena, path);
    return id.len > 0 && str_eq(id, content_id(other, arena, path));
}

bool tree_is_file(FileTree *tree, Arena *arena, Str path)
{
    EntryVec entries;
    Str why;
    if (tree_list(tree, arena, path_parent(path), &entries, &why) != TREE_OK)
        return false;
    Str name = path_base(path);
    for (size_t i = 0; i < entries.len; i++)
        if (str_eq(entries.at[i].name, name))
            return entries.at[i].kind == ENTRY_FILE;
    return false;
}

bool tree_is_dir(FileTree *tree, Arena *arena, Str path)
{
    EntryVec entries;
    Str why;
    return tree_list(tree, arena, path, &entries, &why) == TREE_OK;
}

bool tree_ignored(FileTree *tree, Str path, bool is_dir)
{
    return tree->ignored && tree->ignored(tree, path, is_dir);
}
