// SPDX-License-Identifier: Apache-2.0
// The files of the work tree, with git's ignore rules, and their texts as git would store
// them.
#include "base/fail.h"
#include "git/git_priv.h"

#include <sys/stat.h>

typedef struct WorkTree {
    History *history;
    FileTree *disk;
    FileTree *left_out; // by a sparse checkout; NULL: nothing
    Arena *scratch;     // for paths with a NUL at their end
} WorkTree;

static bool has_entry(const EntryVec *entries, Str name)
{
    for (size_t i = 0; i < entries->len; i++)
        if (str_eq(entries->at[i].name, name))
            return true;
    return false;
}

// In any order: tree_list sorts.
static TreeStatus worktree_list(FileTree *tree, Arena *arena, Str dir, EntryVec *entries,
                                Str *why)
{
    const WorkTree *work = tree->impl;
    EntryVec others = { 0 };
    TreeStatus status = tree_list(work->disk, arena, dir, entries, why);
    if (!work->left_out || status == TREE_BROKEN)
        return status;
    TreeStatus rest = tree_list(work->left_out, arena, dir, &others, why);
    if (rest == TREE_ABSENT)
        return status;
    for (size_t i = 0; i < others.len; i++)
        if (!has_entry(entries, others.at[i].name))
            *vec_push(arena, entries) = others.at[i];
    return rest;
}

// The filters built into libgit2 change only these: CRLF, and "$Id: ...$".
static bool may_be_filtered(Str text)
{
    return str_find_char(text, '\r', 0) < text.len || str_contains(text, STR("$Id"));
}

// On Windows, and wherever .gitattributes or core.autocrlf say so, a file has CRLF on
// disk and LF in git. Compared byte by byte with the base, every such file would be
// "edited". Filters that are programs (git-lfs) are not run: such a file is compared as
// it is. Where the attributes cannot be read, the text is taken as it is, too: then a
// difference is reported too much, not hidden.
static void as_stored(const WorkTree *work, Arena *arena, Str path, Str *text)
{
    git_filter_list *filters = NULL;
    git_buf stored = GIT_BUF_INIT;
    if (git_filter_list_load(&filters, work->history->repo, NULL, arena_cstr(arena, path),
                             GIT_FILTER_TO_ODB, GIT_FILTER_ALLOW_UNSAFE) == 0 &&
        filters != NULL &&
        git_filter_list_apply_to_buffer(&stored, filters, text->ptr, text->len) == 0)
        *text = arena_copy(arena, (Str){ stored.ptr, stored.size });
    git_buf_dispose(&stored);
    git_filter_list_free(filters);
}

static TreeStatus worktree_read(FileTree *tree, Arena *arena, Str path, Str *text,
                                Str *why)
{
    const WorkTree *work = tree->impl;
    struct stat info;
    TreeStatus status = tree_read(work->disk, arena, path, text, why);
    if (status == TREE_ABSENT && work->left_out)
        return tree_read(work->left_out, arena, path, text, why);
    if (status == TREE_OK && may_be_filtered(*text))
        as_stored(work, arena, path, text);
    if (status == TREE_OK && tree_disk_stat(work->disk, path, &info))
        clean_keep(work->history, arena, path, *text, &info);
    return status;
}

// What begins with these bytes may have CRLF further on: who asks for the start of a file
// has to know it by its id, or stand that.
static TreeStatus worktree_start(FileTree *tree, Arena *arena, FileStart start, Str *text,
                                 Str *why)
{
    const WorkTree *work = tree->impl;
    TreeStatus status = tree_read_start(work->disk, arena, start, text, why);
    bool needs_whole = status == TREE_OK ? may_be_filtered(*text)
                                         : status == TREE_ABSENT && work->left_out;
    return needs_whole ? worktree_read(tree, arena, start.path, text, why) : status;
}

static void worktree_expect(FileTree *tree, Arena *arena, const Expected *expected)
{
    const WorkTree *work = tree->impl;
    tree_expect(work->disk, arena, expected);
}

static Str worktree_id(FileTree *tree, Arena *arena, Str path)
{
    const WorkTree *work = tree->impl;
    git_oid id;
    struct stat info;
    const struct stat *known = tree_disk_stat(work->disk, path, &info) ? &info : NULL;
    return clean_id(work->history, arena, path, known, &id) ? oid_text(arena, &id)
                                                            : (Str){ 0 };
}

static bool is_tracked(git_index *index, const char *path, bool is_dir)
{
    size_t at;
    if (index == NULL)
        return false;
    return is_dir ? git_index_find_prefix(&at, index, path) == 0
                  : git_index_get_bypath(index, path, 0) != NULL;
}

static bool worktree_ignored(FileTree *tree, Str path, bool is_dir)
{
    const WorkTree *work = tree->impl;
    if (str_eq(path, STR(".")))
        return false;
    // The slash tells libgit2 what it would else look up on disk.
    const Str parts[] = { path, STR("/") };
    const char *name =
        arena_cstr(work->scratch, is_dir ? arena_concat(work->scratch, parts, 2) : path);
    int ignored = 0;
    Str why;
    // The index says so faster than the rules, for which libgit2 looks at each file of
    // them again.
    if (is_tracked(clean_index(work->history, work->scratch), name, is_dir))
        return false;
    return git_ignore_path_is_ignored(&ignored, work->history->repo, name) == 0 &&
           ignored &&
           !is_tracked(history_open_index(work->history, work->scratch, &why), name,
                       is_dir);
}

// The list of what is checked out says so, in use or not: the setting is in a file that
// libgit2 1.5 does not read.
static bool may_be_sparse(const History *history, Arena *arena)
{
    struct stat info;
    Str list = path_join(arena, str_from(git_repository_path(history->repo)),
                         STR("info/sparse-checkout"));
    return stat(arena_cstr(arena, list), &info) == 0;
}

FileTree *history_worktree(History *history, Arena *arena, Str *why)
{
    if (history->root.len == 0)
        bug("a bare repository has no work tree");
    FileTree *left_out = NULL;
    if (may_be_sparse(history, arena)) {
        git_index *index = history_open_index(history, arena, why);
        if (!index)
            return NULL;
        left_out = snapshot_tree(snapshot_of_unchecked(history, arena, index), arena);
    }
    WorkTree *work = NEW(arena, WorkTree);
    *work = (WorkTree){ .history = history,
                        .disk = tree_disk(arena, history->root),
                        .left_out = left_out,
                        .scratch = arena };
    FileTree *tree = NEW(arena, FileTree);
    *tree = (FileTree){ .list = worktree_list,
                        .read = worktree_read,
                        .start = worktree_start,
                        .expect = worktree_expect,
                        .content_id = worktree_id,
                        .ignored = worktree_ignored,
                        .impl = work };
    return tree;
}
