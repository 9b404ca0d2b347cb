// SPDX-License-Identifier: Apache-2.0
// The files of a commit. Each folder's tree object is opened once and kept, so that
// reading a file is one lookup in its folder.
#include "git/storage_priv.h"

typedef struct CommitTree {
    Map folders; // path -> git_tree
} CommitTree;

static void keep_folder(History *history, CommitTree *files, Str path, git_tree *tree)
{
    *vec_push(history->arena, &history->open) = tree;
    map_put(history->arena, &files->folders, arena_copy(history->arena, path), tree);
}

// A name with a NUL in it would be cut there, and might find another file.
static const git_tree_entry *entry_of(Arena *arena, const git_tree *folder, Str name)
{
    if (str_find_char(name, '\0', 0) < name.len)
        return NULL;
    return git_tree_entry_byname(folder, arena_cstr(arena, name));
}

static TreeStatus open_below(Snapshot *snapshot, Arena *arena, git_tree **folder,
                             Str path, Str *why)
{
    const git_tree_entry *entry = entry_of(arena, *folder, path_base(path));
    if (entry == NULL || git_tree_entry_type(entry) != GIT_OBJECT_TREE)
        return TREE_ABSENT;
    const git_oid *id = git_tree_entry_id(entry);
    int code = git_tree_lookup(folder, snapshot->history->repo, id);
    if (code < 0) {
        *why = history_object_error(snapshot->history, arena, code, id);
        return TREE_BROKEN;
    }
    keep_folder(snapshot->history, snapshot->impl, path, *folder);
    return TREE_OK;
}

static TreeStatus open_folder(Snapshot *snapshot, Arena *arena, Str dir,
                              git_tree **folder, Str *why)
{
    const CommitTree *files = snapshot->impl;
    Str known = dir;
    while ((*folder = map_get(&files->folders, known)) == NULL)
        known = path_parent(known);
    size_t end = str_eq(known, STR(".")) ? 0 : known.len + 1;
    while (end < dir.len && !str_eq(known, dir)) {
        end = str_find_char(dir, '/', end);
        TreeStatus status = open_below(snapshot, arena, folder, str_take(dir, end), why);
        if (status != TREE_OK)
            return status;
        end++;
    }
    return TREE_OK;
}

static Node node_of(const git_tree_entry *entry)
{
    return (Node){ .kind = node_kind(git_tree_entry_filemode(entry)),
                   .id = *git_tree_entry_id(entry) };
}

static TreeStatus tree_find(Snapshot *snapshot, Arena *arena, Str path, Node *node,
                            Str *why)
{
    git_tree *folder;
    TreeStatus status = open_folder(snapshot, arena, path_parent(path), &folder, why);
    if (status != TREE_OK)
        return status;
    const git_tree_entry *entry = entry_of(arena, folder, path_base(path));
    if (entry == NULL)
        return TREE_ABSENT;
    *node = node_of(entry);
    return TREE_OK;
}

static TreeStatus tree_children(Snapshot *snapshot, Arena *arena, Str dir, NodeVec *nodes,
                                Str *why)
{
    git_tree *folder;
    TreeStatus status = open_folder(snapshot, arena, dir, &folder, why);
    if (status != TREE_OK)
        return status;
    size_t count = git_tree_entrycount(folder);
    nodes->at = NEW_ARRAY(arena, Node, count);
    nodes->cap = count;
    for (size_t i = 0; i < count; i++) {
        const git_tree_entry *entry = git_tree_entry_byindex(folder, i);
        Node *node = &nodes->at[nodes->len++];
        *node = node_of(entry);
        node->name = arena_copy(arena, str_from(git_tree_entry_name(entry)));
    }
    return TREE_OK;
}

static Snapshot *files_of(History *history, Arena *arena, git_tree *root)
{
    CommitTree *files = NEW(history->arena, CommitTree);
    keep_folder(history, files, STR("."), root);
    Snapshot *snapshot = NEW(arena, Snapshot);
    *snapshot = (Snapshot){
        .history = history, .find = tree_find, .children = tree_children, .impl = files
    };
    return snapshot;
}

Snapshot *snapshot_of_commit(History *history, Arena *arena, const git_oid *commit,
                             Str *why)
{
    git_commit *opened;
    int code = git_commit_lookup(&opened, history->repo, commit);
    if (code < 0) {
        *why = history_object_error(history, arena, code, commit);
        return NULL;
    }
    git_tree *root;
    git_oid id = *git_commit_tree_id(opened);
    code = git_commit_tree(&root, opened);
    git_commit_free(opened);
    if (code == 0)
        return files_of(history, arena, root);
    *why = history_object_error(history, arena, code, &id);
    return NULL;
}

FileTree *history_tree(History *history, Arena *arena, Str commit, Str *why)
{
    git_oid id;
    if (!oid_from_text(commit, &id)) {
        *why = arena_fmt(arena, STR_FMT " is not a commit", STR_ARG(commit));
        return NULL;
    }
    Snapshot *snapshot = snapshot_of_commit(history, arena, &id, why);
    return snapshot ? snapshot_tree(snapshot_with_submodules(snapshot, arena), arena)
                    : NULL;
}

FileTree *history_head(History *history, Arena *arena, Str *why)
{
    git_oid head;
    if (storage_ref_id(&head, history, "HEAD") == 0)
        return history_tree(history, arena, oid_text(arena, &head), why);
    *why = git_repository_head_unborn(history->repo) == 1
               ? STR("HEAD has no commit yet: there are no files to judge")
               : arena_fmt(arena, "HEAD cannot be read: " STR_FMT,
                           STR_ARG(history_error(arena)));
    return NULL;
}
