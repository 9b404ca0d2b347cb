// SPDX-License-Identifier: Apache-2.0
// Files are written beside their places and moved there in one step.
#include "base/draft.h"

#include "base/out.h"
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_LINKS = 40, MOST_NAMES = 100 };

typedef struct Draft {
    const char *place;   // behind all links
    const char *waiting; // NULL: is in its place
    Str path;            // as it was given, for messages
    Str text;
} Draft;

struct Drafts {
    Arena *arena;
    VEC(Draft) list;
    sigset_t before; // the signals that waited before we came
};

static void hold_signals(sigset_t *before)
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGHUP);
    sigprocmask(SIG_BLOCK, &ending, before);
}

static void let_signals(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}

Drafts *drafts_open(Arena *arena)
{
    Drafts *drafts = NEW(arena, Drafts);
    drafts->arena = arena;
    hold_signals(&drafts->before);
    return drafts;
}

void drafts_close(Drafts *drafts)
{
    for (size_t i = 0; i < drafts->list.len; i++)
        if (drafts->list.at[i].waiting)
            unlink(drafts->list.at[i].waiting);
    let_signals(&drafts->before);
}

static bool fail(Arena *arena, Str path, int error, Str *why)
{
    *why =
        arena_fmt(arena, "cannot write " STR_FMT ": %s", STR_ARG(path), strerror(error));
    return false;
}

// With the "/" at its end; empty for a name alone.
static Str folder_of(Str path)
{
    size_t slash = str_rfind_char(path, '/');
    return slash == path.len ? STR("") : str_take(path, slash + 1);
}

// What lies there may be a file that somebody has open, and goes on writing to.
static bool is_of_the_system(Str path)
{
    return str_starts(path, STR("/dev/")) || str_starts(path, STR("/proc/"));
}

// The path behind links; whether a file may be moved to it.
static bool find_place(Arena *arena, Str path, const char **place)
{
    char target[PATH_MAX];
    struct stat info;
    bool movable = !is_of_the_system(path);
    for (int i = 0; i < MOST_LINKS; i++) {
        ssize_t len = readlink(arena_cstr(arena, path), target, sizeof target);
        if (len < 0)
            break;
        Str next = { target, (size_t)len };
        bool absolute = str_starts(next, STR("/"));
        path = arena_fmt(arena, STR_FMT STR_FMT,
                         STR_ARG(absolute ? STR("") : folder_of(path)), STR_ARG(next));
        movable = movable && !is_of_the_system(path);
    }
    *place = arena_cstr(arena, path);
    return movable &&
           (lstat(*place, &info) == 0 ? S_ISREG(info.st_mode) : errno == ENOENT);
}

// The names of other runs, and of one that was killed, are left alone.
static int open_beside(Arena *arena, const char *place, const char **waiting)
{
    Str folder = folder_of(str_from(place));
    int fd = -1;
    for (int i = 0; i < MOST_NAMES; i++) {
        Str name = arena_fmt(arena, STR_FMT ".tidegate.%ld.%d", STR_ARG(folder),
                             (long)getpid(), i);
        *waiting = arena_cstr(arena, name);
        fd = open(*waiting, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST)
            break;
    }
    return fd;
}

// A disk that is full may say so only when it is made to write.
static int flush(int fd)
{
    return fsync(fd) == 0 || errno == EINVAL || errno == ENOSYS || errno == EINTR ? 0
                                                                                  : errno;
}

// Whose it is can be kept by root alone, and is no reason to fail.
static int keep_mode(int fd, const struct stat *old)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return errno;
    if (info.st_uid != old->st_uid || info.st_gid != old->st_gid)
        (void)!fchown(fd, old->st_uid, old->st_gid);
    return fchmod(fd, old->st_mode & 07777) == 0 ? 0 : errno;
}

// 0, or the error.
static int write_waiting(int fd, const char *place, Str text)
{
    struct stat old;
    int error = stat(place, &old) == 0 ? keep_mode(fd, &old) : 0;
    if (error == 0)
        error = out_all(fd, text);
    if (error == 0)
        error = flush(fd);
    if (close(fd) != 0 && error == 0 && errno != EINTR)
        error = errno;
    return error;
}

// A folder that takes no file may have one that can be written to all the same.
static bool is_only_in_place(int error, const char *place)
{
    return (error == EACCES || error == EPERM || error == EROFS) &&
           access(place, W_OK) == 0;
}

// To a pipe, maybe, whose reader never comes: that one can be interrupted.
static bool write_elsewhere(Drafts *drafts, Str path, Str text, Str *why)
{
    let_signals(&drafts->before);
    bool written = out_in_place(drafts->arena, path, text, OUT_REPLACE, why);
    hold_signals(&drafts->before);
    return written;
}

bool drafts_add(Drafts *drafts, Str path, Str text, Str *why)
{
    Arena *arena = drafts->arena;
    Draft *draft = vec_push(arena, &drafts->list);
    draft->path = path;
    draft->text = text;
    if (str_find_char(path, '\0', 0) < path.len) {
        *why = arena_fmt(arena, "cannot write " STR_FMT ": a NUL byte in its name",
                         STR_ARG(path));
        return false;
    }
    if (!find_place(arena, path, &draft->place))
        return write_elsewhere(drafts, path, text, why);
    const char *waiting;
    int fd = open_beside(arena, draft->place, &waiting);
    int error = errno;
    if (fd < 0 && is_only_in_place(error, draft->place))
        return out_in_place(arena, path, text, OUT_REPLACE, why);
    if (fd < 0)
        return fail(arena, path, error, why);
    draft->waiting = waiting;
    error = write_waiting(fd, draft->place, text);
    return error == 0 || fail(arena, path, error, why);
}

bool drafts_put(Drafts *drafts, size_t index, Str *why)
{
    Draft *draft = &drafts->list.at[index];
    Arena *arena = drafts->arena;
    if (!draft->waiting)
        return true;
    if (rename(draft->waiting, draft->place) == 0)
        draft->waiting = NULL;
    else if (errno == EBUSY) // it is mounted by itself, as containers do with one file
        return out_in_place(arena, draft->path, draft->text, OUT_REPLACE, why);
    else
        return fail(arena, draft->path, errno, why);
    return true;
}
