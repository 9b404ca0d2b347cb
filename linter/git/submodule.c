// SPDX-License-Identifier: Apache-2.0
// Submodules as folders of the repository around them: a commit there names the commit
// here whose files they are. The objects are found in the submodule's own repository.
#include "git/storage_priv.h"

// What git stores of the outer repository, and of each submodule that was looked at.
typedef struct Joined {
    Snapshot *outer;
    Arena *arena;
    Map inner; // path -> Inner
} Joined;

typedef struct Inner {
    Snapshot *files; // NULL: it is not checked out, or lacks that commit
    Str damage;      // what is wrong with how it is stored; empty: nothing
} Inner;

// Lets the outer repository find the submodule's objects; nothing is written. *damage is
// set where no reader of git's files may be let near them.
static bool join_objects(History *history, Arena *arena, Str path, Str *damage)
{
    git_repository *repo = NULL;
    Str folder = path_join(arena, history->root, path);
    if (history->root.len == 0 ||
        git_repository_open_ext(&repo, arena_cstr(arena, folder),
                                GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) < 0)
        return false;
    Str objects =
        path_join(arena, str_from(git_repository_commondir(repo)), STR("objects"));
    StrVec folders = { 0 };
    bool joined =
        packs_check(arena, objects, &folders, damage) &&
        git_odb_add_disk_alternate(history->objects, arena_cstr(arena, objects)) == 0;
    // Some of it may have been added all the same.
    joined = loose_open(history, joined ? folders : (StrVec){ 0 }) && joined;
    git_repository_free(repo);
    return joined;
}

// Without its files a submodule is one thing that cannot be looked into, and what it has
// now is all new: too much is judged then, not too little.
static const Inner *look_into(Joined *joined, Str path, const git_oid *commit)
{
    Inner *inner = map_get(&joined->inner, path);
    if (inner)
        return inner;
    History *history = joined->outer->history;
    Str why;
    inner = NEW(joined->arena, Inner);
    if (join_objects(history, joined->arena, path, &inner->damage))
        inner->files = snapshot_of_commit(history, joined->arena, commit, &why);
    map_put(joined->arena, &joined->inner, arena_copy(joined->arena, path), inner);
    return inner;
}

// The submodule that the path is or lies in, and the rest of the path there; NULL: none.
static const Inner *submodule_of(Joined *joined, Arena *arena, Str path, Str *rest)
{
    for (size_t end = 0; end < path.len; end++) {
        end = str_find_char(path, '/', end);
        Str prefix = str_take(path, end);
        Node node = { 0 };
        Str why;
        if (joined->outer->find(joined->outer, arena, prefix, &node, &why) != TREE_OK)
            return NULL;
        if (node.kind == NODE_SUBMODULE) {
            *rest = end < path.len ? str_drop(path, end + 1) : STR(".");
            return look_into(joined, prefix, &node.id);
        }
        if (node.kind != NODE_DIR)
            return NULL;
    }
    return NULL;
}

// TREE_OK with the files of the submodule that the path lies in, and *path there;
// TREE_ABSENT: it lies in none, or in one without its files.
static TreeStatus enter(Joined *joined, Arena *arena, Str *path, Snapshot **files,
                        Str *why)
{
    Str rest = { 0 };
    const Inner *inner = submodule_of(joined, arena, *path, &rest);
    *files = inner ? inner->files : NULL;
    *path = rest;
    if (!inner || inner->damage.len == 0)
        return *files ? TREE_OK : TREE_ABSENT;
    *why = arena_fmt(arena, "lies in a submodule whose objects cannot be read: " STR_FMT,
                     STR_ARG(inner->damage));
    return TREE_BROKEN;
}

// One that is damaged is a folder, too: who looks into it is told.
static void show_as_folder(Joined *joined, Str path, Node *node)
{
    if (node->kind != NODE_SUBMODULE)
        return;
    const Inner *inner = look_into(joined, path, &node->id);
    if (inner->files || inner->damage.len > 0)
        node->kind = NODE_DIR;
}

static TreeStatus joined_find(Snapshot *snapshot, Arena *arena, Str path, Node *node,
                              Str *why)
{
    Joined *joined = snapshot->impl;
    Snapshot *inner;
    Str rest = path;
    TreeStatus status = joined->outer->find(joined->outer, arena, path, node, why);
    if (status == TREE_OK)
        show_as_folder(joined, path, node);
    if (status != TREE_ABSENT)
        return status;
    status = enter(joined, arena, &rest, &inner, why);
    return status == TREE_OK ? inner->find(inner, arena, rest, node, why) : status;
}

static TreeStatus joined_children(Snapshot *snapshot, Arena *arena, Str dir,
                                  NodeVec *nodes, Str *why)
{
    Joined *joined = snapshot->impl;
    Snapshot *inner;
    Str rest = dir;
    TreeStatus status =
        str_eq(dir, STR(".")) ? TREE_ABSENT : enter(joined, arena, &rest, &inner, why);
    if (status != TREE_ABSENT)
        return status == TREE_OK ? inner->children(inner, arena, rest, nodes, why)
                                 : status;
    status = joined->outer->children(joined->outer, arena, dir, nodes, why);
    for (size_t i = 0; status == TREE_OK && i < nodes->len; i++)
        show_as_folder(joined, path_join(arena, dir, nodes->at[i].name), &nodes->at[i]);
    return status;
}

Snapshot *snapshot_with_submodules(Snapshot *outer, Arena *arena)
{
    Node unused = { 0 };
    Str why;
    if (outer->find(outer, arena, STR(".gitmodules"), &unused, &why) != TREE_OK)
        return outer;
    Joined *joined = NEW(arena, Joined);
    *joined = (Joined){ .outer = outer, .arena = arena };
    Snapshot *snapshot = NEW(arena, Snapshot);
    *snapshot = (Snapshot){ .history = outer->history,
                            .find = joined_find,
                            .children = joined_children,
                            .impl = joined };
    return snapshot;
}
