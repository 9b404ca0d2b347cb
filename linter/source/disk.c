// SPDX-License-Identifier: Apache-2.0
// The files below a folder on disk. Links are followed only as far as they stay in the
// tree and out of .git: a gate reads pull requests of strangers and prints excerpts.
#define _XOPEN_SOURCE 700 // realpath

#include "source/tree.h"

#include "base/fail.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Disk {
    Str root; // real path, without "/" at its end: empty for the root of the machine
} Disk;

// Of a disk that fails, or a machine that has run out of something, no answer about any
// file is worth anything: what could not be looked at would pass for absent.
static void end_with_the_machine(int error)
{
    static const int errors[] = { EIO, EMFILE, ENFILE, ENOMEM };
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (error == errors[i])
            fatal("files cannot be read: %s", strerror(error));
}

static TreeStatus broken_by_errno(Arena *arena, int error, Str *why)
{
    end_with_the_machine(error);
    *why = error == ELOOP ? STR("is a link that runs in circles")
                          : arena_fmt(arena, "cannot be read: %s", strerror(error));
    return TREE_BROKEN;
}

// Whether `path` is `dir` or lies below it; both are real paths.
static bool is_within(Str path, Str dir)
{
    return str_starts(path, dir) && (path.len == dir.len || path.ptr[dir.len] == '/');
}

static bool passes_git(Str below_root)
{
    Str part;
    while (str_cut(&below_root, '/', &part))
        if (str_eq(part, STR(".git")))
            return true;
    return false;
}

// The real path behind an absolute one, if that is to be read at all.
static TreeStatus resolve(const Disk *disk, Arena *arena, Str path, Str *real, Str *why)
{
    char buffer[PATH_MAX];
    struct stat info;
    const char *cpath = arena_cstr(arena, path);
    if (!realpath(cpath, buffer)) {
        int error = errno;
        if (error != ENOENT && error != ENOTDIR)
            return broken_by_errno(arena, error, why);
        if (lstat(cpath, &info) != 0) {
            end_with_the_machine(errno);
            return TREE_ABSENT;
        }
        *why = STR("is a link that leads nowhere");
        return TREE_BROKEN;
    }
    *real = arena_copy(arena, str_from(buffer));
    if (!is_within(*real, disk->root)) {
        *why = STR("is a link that leads out of the repository");
        return TREE_BROKEN;
    }
    if (passes_git(str_drop(*real, disk->root.len))) {
        *why = STR("is a link that leads into .git");
        return TREE_BROKEN;
    }
    return TREE_OK;
}

static TreeStatus resolve_below_root(const Disk *disk, Arena *arena, Str path, Str *real,
                                     Str *why)
{
    if (str_find_char(path, '\0', 0) < path.len)
        return TREE_ABSENT;
    Str absolute =
        arena_fmt(arena, STR_FMT "/" STR_FMT, STR_ARG(disk->root), STR_ARG(path));
    return resolve(disk, arena, absolute, real, why);
}

static EntryKind kind_of_mode(mode_t mode)
{
    return S_ISREG(mode) ? ENTRY_FILE : S_ISDIR(mode) ? ENTRY_DIR : ENTRY_OTHER;
}

// What `name` in the folder `dir`, a real path, is. A link to a folder that it lies in
// runs in circles.
static EntryKind kind_of(const Disk *disk, Arena *arena, Str dir, Str name)
{
    struct stat info;
    Str path = arena_fmt(arena, STR_FMT "/" STR_FMT, STR_ARG(dir), STR_ARG(name));
    if (lstat(arena_cstr(arena, path), &info) != 0) {
        end_with_the_machine(errno);
        return ENTRY_OTHER;
    }
    if (!S_ISLNK(info.st_mode))
        return kind_of_mode(info.st_mode);
    Str real;
    Str why;
    if (resolve(disk, arena, path, &real, &why) != TREE_OK || is_within(dir, real) ||
        stat(arena_cstr(arena, real), &info) != 0)
        return ENTRY_OTHER;
    return kind_of_mode(info.st_mode);
}

static TreeStatus list_disk(FileTree *tree, Arena *arena, Str dir, EntryVec *entries,
                            Str *why)
{
    const Disk *disk = tree->impl;
    Str real;
    TreeStatus status = resolve_below_root(disk, arena, dir, &real, why);
    if (status != TREE_OK)
        return status;
    DIR *stream = opendir(arena_cstr(arena, real));
    if (!stream)
        return errno == ENOTDIR ? TREE_ABSENT : broken_by_errno(arena, errno, why);
    for (;;) {
        errno = 0;
        const struct dirent *item = readdir(stream);
        if (!item)
            break;
        if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
            continue;
        Str name = arena_copy(arena, str_from(item->d_name));
        *vec_push(arena, entries) = (Entry){ name, kind_of(disk, arena, real, name) };
    }
    int error = errno;
    closedir(stream);
    return error == 0 ? TREE_OK : broken_by_errno(arena, error, why);
}

// Up to `size` bytes.
static bool read_bytes(Arena *arena, int fd, size_t size, Str *text)
{
    char *bytes = arena_alloc(arena, size > 0 ? size : 1, 1);
    size_t len = 0;
    while (len < size) {
        ssize_t got = read(fd, bytes + len, size - len);
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR)
            return false;
        if (got > 0)
            len += (size_t)got;
    }
    *text = (Str){ bytes, len };
    return true;
}

static TreeStatus read_file(Arena *arena, const char *path, size_t size, Str *text,
                            Str *why)
{
    // Without O_NONBLOCK a pipe that has taken the file's place would hold us up.
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0)
        return broken_by_errno(arena, errno, why);
    // One more than it had: a part of what somebody is writing is not judged.
    bool done = read_bytes(arena, fd, size + 1, text);
    int error = errno;
    close(fd);
    if (done && text->len != size)
        *why = STR("has changed while it was read");
    if (done)
        return text->len == size ? TREE_OK : TREE_BROKEN;
    return broken_by_errno(arena, error, why);
}

static TreeStatus read_disk(FileTree *tree, Arena *arena, Str path, Str *text, Str *why)
{
    const Disk *disk = tree->impl;
    Str real;
    struct stat info;
    TreeStatus status = resolve_below_root(disk, arena, path, &real, why);
    if (status != TREE_OK)
        return status;
    const char *file = arena_cstr(arena, real);
    if (stat(file, &info) != 0)
        return broken_by_errno(arena, errno, why);
    if (S_ISDIR(info.st_mode))
        return TREE_ABSENT;
    if (!S_ISREG(info.st_mode)) {
        *why = STR("is not a regular file");
        return TREE_BROKEN;
    }
    if (info.st_size > TREE_MAX_FILE) {
        *why = arena_fmt(arena, "is larger than %d MiB", TREE_MAX_FILE / (1024 * 1024));
        return TREE_BROKEN;
    }
    return read_file(arena, file, (size_t)info.st_size, text, why);
}

FileTree *tree_disk(Arena *arena, Str root)
{
    char buffer[PATH_MAX];
    // A root that is not there stays as it was given: everything below it is absent.
    const char *real = realpath(arena_cstr(arena, root), buffer);
    Disk *disk = NEW(arena, Disk);
    disk->root = real ? arena_copy(arena, str_from(real)) : root;
    if (str_ends(disk->root, STR("/")))
        disk->root = str_take(disk->root, disk->root.len - 1);
    FileTree *tree = NEW(arena, FileTree);
    *tree = (FileTree){ .list = list_disk, .read = read_disk, .impl = disk };
    return tree;
}

TreeStatus tree_disk_file(Arena *arena, Str path, Str *text, Str *why)
{
    FileTree *folder = tree_disk(arena, path_parent(path));
    return tree_read(folder, arena, path_base(path), text, why);
}
