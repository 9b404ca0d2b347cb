// SPDX-License-Identifier: Apache-2.0
// Changing files of the work tree: every text goes into a file beside its place first,
// and is then moved there in one step.
#define _XOPEN_SOURCE 700 // realpath
#include "cli/files.h"

#include "base/out.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
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

static Str waiting_name(const Change *change, Str path)
{
    Str name =
        arena_fmt(change->arena, "." STR_FMT ".tidegate", STR_ARG(path_base(path)));
    return path_join(change->arena, path_parent(path), name);
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

static bool write_waiting(const Change *change, const RepairFile *file)
{
    Str name = on_disk(change, waiting_name(change, file->path));
    struct stat info;
    unlink(arena_cstr(change->arena, name)); // left behind by a run that was broken off
    if (!out_write_file(change->arena, name, file->text, change->why))
        return false;
    // The rights of the file that is replaced are kept, as far as may be.
    if (stat(arena_cstr(change->arena, on_disk(change, file->path)), &info) == 0)
        (void)!chmod(arena_cstr(change->arena, name), info.st_mode & 07777);
    return true;
}

static void drop_waiting(const Change *change, const RepairFileVec *files)
{
    for (size_t i = 0; i < files->len; i++)
        if (!files->at[i].is_gone)
            unlink(arena_cstr(change->arena,
                              on_disk(change, waiting_name(change, files->at[i].path))));
}

static bool prepare(const Change *change, const RepairFileVec *files)
{
    for (size_t i = 0; i < files->len; i++)
        if (!check_place(change, files->at[i].path) ||
            (!files->at[i].is_gone && !write_waiting(change, &files->at[i]))) {
            drop_waiting(change, files);
            return false;
        }
    return true;
}

static bool commit(const Change *change, const RepairFile *file)
{
    const char *path = arena_cstr(change->arena, on_disk(change, file->path));
    if (file->is_gone)
        return unlink(path) == 0 || errno == ENOENT;
    Str waiting = on_disk(change, waiting_name(change, file->path));
    return rename(arena_cstr(change->arena, waiting), path) == 0;
}

bool files_change(Arena *arena, Str root, const RepairFileVec *files, Str *why)
{
    char real[PATH_MAX];
    if (!realpath(arena_cstr(arena, root), real)) {
        *why = arena_fmt(arena, STR_FMT ": %s", STR_ARG(root), strerror(errno));
        return false;
    }
    Change change = { arena, arena_copy(arena, str_from(real)), why };
    if (!prepare(&change, files))
        return false;
    for (size_t i = 0; i < files->len; i++) {
        if (commit(&change, &files->at[i]))
            continue;
        *why = arena_fmt(arena,
                         STR_FMT ": %s; %zu of %zu files are written: put them back with "
                                 "git, or run this again",
                         STR_ARG(files->at[i].path), strerror(errno), i, files->len);
        drop_waiting(&change, files);
        return false;
    }
    return true;
}
