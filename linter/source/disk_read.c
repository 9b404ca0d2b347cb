// SPDX-License-Identifier: Apache-2.0
// Reading one file of the disk, and what its errors mean.
#include "source/disk_priv.h"

#include "base/fail.h"
#include "base/pages.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

const int tree_fatal_errors[] = { EIO, EMFILE, ENFILE, ENOMEM, 0 };

void tree_check_errno(int error)
{
    for (const int *code = tree_fatal_errors; *code != 0; code++)
        if (error == *code)
            fatal("files cannot be read: %s", strerror(error));
}

#define REFUSED "cannot be read: "
#define CHANGED "has changed while it was read"

bool tree_is_refused(Str why)
{
    return str_starts(why, STR(REFUSED)) || str_eq(why, STR(CHANGED));
}

TreeStatus disk_broken(Arena *arena, int error, Str *why)
{
    tree_check_errno(error);
    *why = error == ELOOP ? STR("is a link that runs in circles")
                          : arena_fmt(arena, REFUSED "%s", strerror(error));
    return TREE_BROKEN;
}

// Up to `size` bytes, and as many as the file has: what gives that, asked for more, has
// no more.
static bool read_bytes(Arena *arena, const Opened *opened, size_t size, Str *text)
{
    char *bytes = arena_alloc(arena, size > 0 ? size : 1, 1);
    pages_ready(bytes, size);
    size_t whole = (size_t)opened->info.st_size;
    size_t len = 0;
    while (len < size && (len == 0 || len != whole)) {
        ssize_t got = read(opened->fd, bytes + len, size - len);
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

TreeStatus disk_look(Arena *arena, Opened *opened, Str *why)
{
    struct stat *info = &opened->info;
    if (fstat(opened->fd, info) != 0)
        return disk_broken(arena, errno, why);
    if (S_ISDIR(info->st_mode))
        return TREE_ABSENT;
    if (!S_ISREG(info->st_mode)) {
        *why = STR("is not a regular file");
        return TREE_BROKEN;
    }
    if (info->st_size > TREE_MAX_FILE) {
        *why = arena_fmt(arena, "is larger than %d MiB", TREE_MAX_FILE / (1024 * 1024));
        return TREE_BROKEN;
    }
    return TREE_OK;
}

// A part of what somebody is writing is not judged: one more byte than the file had is
// asked for, and how large it is then.
TreeStatus disk_read(Arena *arena, Opened *opened, Str *text, Str *why)
{
    size_t size = (size_t)opened->info.st_size;
    bool is_part = size >= opened->most;
    // Else the system reads ahead, up to 128 KiB of each snapshot for its first page.
    if (is_part)
        posix_fadvise(opened->fd, 0, 0, POSIX_FADV_RANDOM);
    if (!read_bytes(arena, opened, is_part ? opened->most : size + 1, text) ||
        (!is_part && fstat(opened->fd, &opened->info) != 0))
        return disk_broken(arena, errno, why);
    if (text->len == (is_part ? opened->most : size) &&
        (is_part || (size_t)opened->info.st_size == size))
        return TREE_OK;
    *why = STR(CHANGED);
    return TREE_BROKEN;
}

int disk_open(int dir_fd, const char *name)
{
    // Without O_NONBLOCK a pipe that has taken the file's place would hold us up.
    return openat(dir_fd, name,
                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}
