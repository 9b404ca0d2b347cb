// SPDX-License-Identifier: Apache-2.0
// The files of the work tree, with git's ignore rules, and their texts as git would store
// them.
#include "base/fail.h"
#include "git/git_priv.h"

typedef struct WorkTree {
    History *history;
    FileTree *disk;
    Arena *scratch; // for paths with a NUL at their end
} WorkTree;

static TreeStatus worktree_list(FileTree *tree, Arena *arena, Str dir, EntryVec *entries,
                                Str *why)
{
    const WorkTree *work = tree->impl;
    return tree_list(work->disk, arena, dir, entries, why);
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
    TreeStatus status = tree_read(work->disk, arena, path, text, why);
    if (status == TREE_OK && may_be_filtered(*text))
        as_stored(work, arena, path, text);
    return status;
}

static bool is_tracked(const WorkTree *work, const char *path, bool is_dir)
{
    Str why;
    git_index *index = history_open_index(work->history, work->scratch, &why);
    if (index == NULL)
        return false;
    size_t at;
    return is_dir ? git_index_find_prefix(&at, index, path) == 0
                  : git_index_get_bypath(index, path, 0) != NULL;
}

static bool worktree_ignored(FileTree *tree, Str path, bool is_dir)
{
    const WorkTree *work = tree->impl;
    if (str_eq(path, STR(".")))
        return false;
    // The slash tells libgit2 what it would else look up on disk.
    Str full = arena_fmt(work->scratch, STR_FMT "%s", STR_ARG(path), is_dir ? "/" : "");
    const char *name = arena_cstr(work->scratch, full);
    int ignored = 0;
    bool is_ignored =
        git_ignore_path_is_ignored(&ignored, work->history->repo, name) == 0 && ignored &&
        !is_tracked(work, name, is_dir);
    return is_ignored;
}

FileTree *history_worktree(History *history, Arena *arena)
{
    if (history->root.len == 0)
        bug("a bare repository has no work tree");
    WorkTree *work = NEW(arena, WorkTree);
    *work = (WorkTree){ .history = history,
                        .disk = tree_disk(arena, history->root),
                        .scratch = arena };
    FileTree *tree = NEW(arena, FileTree);
    *tree = (FileTree){ .list = worktree_list,
                        .read = worktree_read,
                        .ignored = worktree_ignored,
                        .impl = work };
    return tree;
}
