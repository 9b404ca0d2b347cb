// SPDX-License-Identifier: Apache-2.0
// The files that one snapshot has and another does not, by their names: trees of one id
// are not entered, and no content is read.
#include "git/additions_priv.h"

#include "base/limits.h"

typedef struct Folder {
    Str path;
    size_t depth;
    bool is_new; // all in it is
} Folder;

typedef struct Search {
    const Additions *wish;
    Arena *arena;
    VEC(Folder) pending;
    size_t looked_into; // folders
    StrVec *files;
    Str *why;
} Search;

static bool same_node(const Node *a, const Node *b)
{
    return a->kind == b->kind && git_oid_equal(&a->id, &b->id);
}

static void add(Search *search, const Folder *folder, Str path, const Node *node,
                bool is_new)
{
    if (node->kind != NODE_DIR) {
        if (is_new)
            *vec_push(search->arena, search->files) = path;
    } else {
        *vec_push(search->arena, &search->pending) =
            (Folder){ path, folder->depth + 1, is_new };
    }
}

static bool is_within_limits(Search *search, const Folder *folder)
{
    if (folder->depth <= LIMIT_FOLDER_DEPTH && ++search->looked_into <= LIMIT_FOLDERS)
        return true;
    *search->why = arena_fmt(search->arena,
                             STR_FMT " lies more than %d folders deep, or comes after %d "
                                     "others: nobody looks further",
                             STR_ARG(folder->path), LIMIT_FOLDER_DEPTH, LIMIT_FOLDERS);
    return false;
}

static bool look_into(Search *search, Folder folder)
{
    if (!is_within_limits(search, &folder))
        return false;
    Snapshot *now = search->wish->now;
    Snapshot *before = search->wish->before;
    NodeVec nodes = { 0 };
    if (now->children(now, search->arena, folder.path, &nodes, search->why) ==
        TREE_BROKEN)
        return false;
    for (size_t i = 0; i < nodes.len; i++) {
        Str path = path_join(search->arena, folder.path, nodes.at[i].name);
        Node twin = { 0 };
        TreeStatus status =
            folder.is_new ? TREE_ABSENT
                          : before->find(before, search->arena, path, &twin, search->why);
        if (status == TREE_BROKEN)
            return false;
        if (status == TREE_ABSENT || !same_node(&nodes.at[i], &twin))
            add(search, &folder, path, &nodes.at[i], status == TREE_ABSENT);
    }
    return true;
}

bool additions_find(const Additions *wish, Arena *arena, StrVec *files, Str *why)
{
    Search search = { .wish = wish, .arena = arena, .files = files, .why = why };
    for (size_t i = 0; i < wish->dirs.len; i++)
        *vec_push(arena, &search.pending) =
            (Folder){ wish->dirs.at[i], 0, wish->before == NULL };
    while (search.pending.len > 0 && files->len < wish->enough)
        if (!look_into(&search, search.pending.at[--search.pending.len]))
            return false;
    return true;
}
