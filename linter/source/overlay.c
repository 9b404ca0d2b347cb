// SPDX-License-Identifier: Apache-2.0
// A tree with one file laid over another tree; its folders exist by themselves.
#include "source/overlay.h"

typedef struct Overlay {
    FileTree *under;
    Str path;
    Str text;
} Overlay;

// The part of the overlaid file's path that stands right below `dir`; false when it is
// not below it.
static bool part_below(const Overlay *overlay, Str dir, Entry *entry)
{
    Str rest = overlay->path;
    if (!str_eq(dir, STR("."))) {
        if (!str_starts(rest, dir) || rest.len <= dir.len || rest.ptr[dir.len] != '/')
            return false;
        rest = str_drop(rest, dir.len + 1);
    }
    size_t slash = str_find_char(rest, '/', 0);
    *entry = (Entry){ str_take(rest, slash), slash == rest.len ? ENTRY_FILE : ENTRY_DIR };
    return true;
}

static void insert_sorted(Arena *arena, EntryVec *entries, Entry entry)
{
    size_t at = 0;
    while (at < entries->len && str_cmp(entries->at[at].name, entry.name) < 0)
        at++;
    if (at < entries->len && str_eq(entries->at[at].name, entry.name)) {
        entries->at[at].kind = entry.kind;
        return;
    }
    *vec_push(arena, entries) = entry;
    for (size_t i = entries->len - 1; i > at; i--)
        entries->at[i] = entries->at[i - 1];
    entries->at[at] = entry;
}

static TreeStatus overlay_list(FileTree *tree, Arena *arena, Str dir, EntryVec *entries,
                               Str *why)
{
    const Overlay *overlay = tree->impl;
    Entry entry;
    TreeStatus status = tree_list(overlay->under, arena, dir, entries, why);
    if (status == TREE_BROKEN || !part_below(overlay, dir, &entry))
        return status;
    insert_sorted(arena, entries, entry);
    return TREE_OK;
}

static TreeStatus overlay_read(FileTree *tree, Arena *arena, Str path, Str *text,
                               Str *why)
{
    const Overlay *overlay = tree->impl;
    if (!str_eq(path, overlay->path))
        return tree_read(overlay->under, arena, path, text, why);
    *text = overlay->text;
    return TREE_OK;
}

static TreeStatus overlay_start(FileTree *tree, Arena *arena, FileStart start, Str *text,
                                Str *why)
{
    const Overlay *overlay = tree->impl;
    if (!str_eq(start.path, overlay->path))
        return tree_read_start(overlay->under, arena, start, text, why);
    *text = overlay->text;
    return TREE_OK;
}

static Str overlay_content_id(FileTree *tree, Arena *arena, Str path)
{
    const Overlay *overlay = tree->impl;
    bool is_own = str_eq(path, overlay->path) || !overlay->under->content_id;
    return is_own ? (Str){ 0 } : overlay->under->content_id(overlay->under, arena, path);
}

static bool overlay_ignored(FileTree *tree, Str path, bool is_dir)
{
    const Overlay *overlay = tree->impl;
    Str rest = overlay->path;
    bool leads_to_file =
        str_starts(rest, path) && (rest.len == path.len || rest.ptr[path.len] == '/');
    return !leads_to_file && tree_ignored(overlay->under, path, is_dir);
}

FileTree *tree_overlay(Arena *arena, FileTree *under, Str path, Str text)
{
    Overlay *overlay = NEW(arena, Overlay);
    *overlay = (Overlay){ under, path, text };
    FileTree *tree = NEW(arena, FileTree);
    *tree = (FileTree){ .list = overlay_list,
                        .read = overlay_read,
                        .start = overlay_start,
                        .content_id = overlay_content_id,
                        .ignored = overlay_ignored,
                        .impl = overlay };
    return tree;
}
