// SPDX-License-Identifier: Apache-2.0
// The files of the index: what `git commit` would record.
#include "base/out.h"
#include "git/git_priv.h"

#include <stdlib.h>

// A message names at most so many files.
enum { NAMED_CONFLICTS = 3 };

// Nodes sorted by path, which their name holds. A folder is a range of them.
typedef struct IndexFiles {
    NodeVec nodes;
} IndexFiles;

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const Node *)a)->name, ((const Node *)b)->name);
}

// The first node whose path is not before `path`.
static size_t lower_bound(const IndexFiles *files, Str path)
{
    size_t low = 0;
    size_t high = files->nodes.len;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_cmp(files->nodes.at[middle].name, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// What paths below a folder begin with.
static Str inside(Arena *arena, Str dir)
{
    return str_eq(dir, STR(".")) ? STR("") : arena_fmt(arena, STR_FMT "/", STR_ARG(dir));
}

static TreeStatus index_find(Snapshot *snapshot, Arena *arena, Str path, Node *node,
                             Str *why)
{
    (void)why;
    const IndexFiles *files = snapshot->impl;
    size_t at = lower_bound(files, path);
    if (at < files->nodes.len && str_eq(files->nodes.at[at].name, path)) {
        *node = files->nodes.at[at];
        return TREE_OK;
    }
    Str prefix = inside(arena, path);
    at = lower_bound(files, prefix);
    if (at == files->nodes.len || !str_starts(files->nodes.at[at].name, prefix))
        return TREE_ABSENT;
    *node = (Node){ .kind = NODE_DIR };
    return TREE_OK;
}

static TreeStatus index_children(Snapshot *snapshot, Arena *arena, Str dir,
                                 NodeVec *nodes, Str *why)
{
    (void)why;
    const IndexFiles *files = snapshot->impl;
    Str prefix = inside(arena, dir);
    size_t at = lower_bound(files, prefix);
    for (; at < files->nodes.len && str_starts(files->nodes.at[at].name, prefix); at++) {
        Str rest = str_drop(files->nodes.at[at].name, prefix.len);
        size_t slash = str_find_char(rest, '/', 0);
        Str name = str_take(rest, slash);
        bool is_dir = slash < rest.len;
        // All paths below a folder are neighbours.
        if (is_dir && nodes->len > 0 && str_eq(nodes->at[nodes->len - 1].name, name))
            continue;
        Node *node = vec_push(arena, nodes);
        *node = files->nodes.at[at];
        node->name = name;
        if (is_dir)
            node->kind = NODE_DIR;
    }
    return TREE_OK;
}

static bool is_conflict(const git_index_entry *entry)
{
    return git_index_entry_stage(entry) > 0;
}

// `git add -N` only announces a file; a commit would not have it.
static bool is_announced(const git_index_entry *entry)
{
    return (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
}

// Each file once, though it has up to three stages.
static bool has_conflicts(git_index *index, Arena *arena, Str *why)
{
    Out names = out_new(arena);
    Str last = { 0 };
    size_t count = 0;
    for (size_t i = 0; i < git_index_entrycount(index); i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        Str path = str_from(entry->path);
        if (!is_conflict(entry) || str_eq(path, last))
            continue;
        last = path;
        if (++count <= NAMED_CONFLICTS)
            out_fmt(&names, "%s" STR_FMT, count == 1 ? "" : ", ", STR_ARG(path));
    }
    if (count > NAMED_CONFLICTS)
        out_fmt(&names, " and %zu more", count - NAMED_CONFLICTS);
    *why = arena_fmt(arena,
                     "the index has unresolved conflicts: " STR_FMT
                     "; resolve them and run `git add`",
                     STR_ARG(out_text(&names)));
    return count > 0;
}

static bool is_recorded(const git_index_entry *entry)
{
    return !is_announced(entry);
}

static bool is_left_out(const git_index_entry *entry)
{
    return !is_conflict(entry) &&
           (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

static IndexFiles *copy_entries(git_index *index, Arena *arena,
                                bool (*is_wanted)(const git_index_entry *entry))
{
    IndexFiles *files = NEW(arena, IndexFiles);
    for (size_t i = 0; i < git_index_entrycount(index); i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        if (!is_wanted(entry))
            continue;
        *vec_push(arena, &files->nodes) =
            (Node){ .name = arena_copy(arena, str_from(entry->path)),
                    .kind = node_kind(entry->mode),
                    .id = entry->id };
    }
    // With core.ignorecase libgit2's order is another.
    if (files->nodes.len > 1)
        qsort(files->nodes.at, files->nodes.len, sizeof *files->nodes.at, by_path);
    return files;
}

static Snapshot *snapshot_of(History *history, Arena *arena, IndexFiles *files)
{
    Snapshot *snapshot = NEW(arena, Snapshot);
    *snapshot = (Snapshot){
        .history = history, .find = index_find, .children = index_children, .impl = files
    };
    return snapshot;
}

FileTree *history_index(History *history, Arena *arena, Str *why)
{
    git_index *index = history_open_index(history, arena, why);
    Str conflicts;
    if (index == NULL)
        return NULL;
    if (has_conflicts(index, arena, &conflicts)) {
        *why = conflicts;
        return NULL;
    }
    IndexFiles *files = copy_entries(index, arena, is_recorded);
    Snapshot *snapshot = snapshot_of(history, arena, files);
    return snapshot_tree(snapshot_with_submodules(snapshot, arena), arena);
}

Snapshot *snapshot_of_unchecked(History *history, Arena *arena, git_index *index)
{
    return snapshot_of(history, arena, copy_entries(index, arena, is_left_out));
}
