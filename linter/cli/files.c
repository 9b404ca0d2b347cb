// SPDX-License-Identifier: Apache-2.0
// Changing files of the work tree: all texts lie beside their places before the first one
// is moved there.
#define _XOPEN_SOURCE 700 // realpath
#include "cli/files.h"

#include "base/draft.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Change {
    Arena *arena;
    Str root; // real path
    Str *why;
} Change;

static bool fail(const Change *change, Str path, const char *what)
{
    *change->why = arena_fmt(change->arena, STR_FMT ": %s", STR_ARG(path), what);
    return false;
}

static Str on_disk(const Change *change, Str path)
{
    return path_join(change->arena, change->root, path);
}

// The folder lies in the root, wherever links lead.
static bool check_folder(const Change *change, Str path)
{
    char real[PATH_MAX];
    Str dir = on_disk(change, path_parent(path));
    if (!realpath(arena_cstr(change->arena, dir), real))
        return fail(change, path_parent(path), strerror(errno));
    Str found = str_from(real);
    if (str_starts(found, change->root) &&
        (found.len == change->root.len || found.ptr[change->root.len] == '/'))
        return true;
    return fail(change, path_parent(path), "leads out of the repository by a link");
}

// A file or nothing, but no link: replacing one would leave its target as it was.
static bool check_place(const Change *change, Str path)
{
    struct stat info;
    if (!check_folder(change, path))
        return false;
    if (lstat(arena_cstr(change->arena, on_disk(change, path)), &info) != 0)
        return errno == ENOENT || fail(change, path, strerror(errno));
    return S_ISREG(info.st_mode) || fail(change, path, "is not a regular file");
}

// Fails before anything has changed.
static bool prepare(const Change *change, const RepairFileVec *files, Drafts *drafts)
{
    for (size_t i = 0; i < files->len; i++) {
        const RepairFile *file = &files->at[i];
        Str path = on_disk(change, file->path);
        if (!check_place(change, file->path) ||
            (!file->is_gone && !drafts_add(drafts, path, file->text, change->why)))
            return false;
    }
    return true;
}

static bool delete_file(const Change *change, Str path)
{
    return unlink(arena_cstr(change->arena, on_disk(change, path))) == 0 ||
           errno == ENOENT || fail(change, path, strerror(errno));
}

static bool commit(const Change *change, const RepairFileVec *files, Drafts *drafts)
{
    size_t draft = 0;
    for (size_t i = 0; i < files->len; i++) {
        const RepairFile *file = &files->at[i];
        if (file->is_gone ? delete_file(change, file->path)
                          : drafts_put(drafts, draft++, change->why))
            continue;
        Str reason = *change->why;
        *change->why = arena_fmt(change->arena,
                                 STR_FMT "; %zu of %zu files are written: put them back "
                                         "with git, or run this again",
                                 STR_ARG(reason), i, files->len);
        return false;
    }
    return true;
}

bool files_change(Arena *arena, Str root, const RepairFileVec *files, Str *why)
{
    char real[PATH_MAX];
    if (!realpath(arena_cstr(arena, root), real)) {
        *why = arena_fmt(arena, STR_FMT ": %s", STR_ARG(root), strerror(errno));
        return false;
    }
    Change change = { arena, arena_copy(arena, str_from(real)), why };
    Drafts *drafts = drafts_open(arena);
    bool changed = prepare(&change, files, drafts) && commit(&change, files, drafts);
    drafts_close(drafts);
    return changed;
}
