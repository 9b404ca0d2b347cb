// SPDX-License-Identifier: Apache-2.0
// Builds text in an arena and writes it to where it goes. Does not buffer: what is
// written has been built whole.
#include "base/out.h"

#include "base/draft.h"
#include "base/fail.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// LIKELY_ROOM: most formatted texts fit in it and need not be formatted twice.
enum { FIRST_ROOM = 256, LIKELY_ROOM = 128 };

Out out_new(Arena *arena)
{
    return (Out){ .arena = arena };
}

// Makes room for n more bytes behind what is written.
static char *room_for(Out *out, size_t n)
{
    size_t len = out->buf.len;
    if (out->buf.cap - len < n) {
        size_t cap = out->buf.cap == 0 ? FIRST_ROOM : out->buf.cap * 2;
        if (n > SIZE_MAX / 4)
            fatal("out of memory (%zu bytes of output)", n);
        if (cap < len + n)
            cap = len + n;
        out->buf.at = arena_grow(out->arena, out->buf.at, out->buf.cap, cap);
        out->buf.cap = cap;
    }
    return out->buf.at + len;
}

void out_str(Out *out, Str s)
{
    if (s.len == 0)
        return;
    memcpy(room_for(out, s.len), s.ptr, s.len);
    out->buf.len += s.len;
}

void out_cstr(Out *out, const char *s)
{
    out_str(out, str_from(s));
}

void out_char(Out *out, char c)
{
    *room_for(out, 1) = c;
    out->buf.len++;
}

void out_repeat(Out *out, char c, size_t n)
{
    if (n == 0)
        return;
    memset(room_for(out, n), c, n);
    out->buf.len += n;
}

void out_fmt(Out *out, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    va_list again;
    va_copy(again, args);
    char *at = room_for(out, LIKELY_ROOM);
    size_t room = out->buf.cap - out->buf.len;
    int len = vsnprintf(at, room, fmt, args);
    va_end(args);
    if (len < 0)
        bug("cannot format \"%s\"", fmt);
    // vsnprintf ends its text in NUL; the next write covers it.
    size_t needed = (size_t)len + 1;
    if (needed > room)
        vsnprintf(room_for(out, needed), needed, fmt, again);
    va_end(again);
    out->buf.len += (size_t)len;
}

Str out_text(const Out *out)
{
    return (Str){ out->buf.at, out->buf.len };
}

// Whether a failed write is worth another try. Some runners hand out pipes in
// non-blocking mode: wait for them.
static bool may_retry(int fd)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN && errno != EWOULDBLOCK)
        return false;
    struct pollfd waiting = { .fd = fd, .events = POLLOUT };
    return poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

int out_all(int fd, Str text)
{
    while (text.len > 0) {
        ssize_t n = write(fd, text.ptr, text.len);
        if (n >= 0)
            text = str_drop(text, (size_t)n);
        else if (!may_retry(fd))
            return errno;
    }
    return 0;
}

bool out_write_fd(Arena *arena, int fd, Str text, Str *why)
{
    int error = out_all(fd, text);
    *why = STR("");
    if (error != 0 && error != EPIPE)
        *why = arena_fmt(arena, "cannot write: %s", strerror(error));
    return error == 0;
}

// 0 or the errno. What has been written when the disk is full is taken back.
static int write_or_take_back(int fd, Str text, OutHow how)
{
    struct stat info;
    bool is_file = fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    int error = out_all(fd, text);
    if (error != 0 && is_file)
        (void)!ftruncate(fd, how == OUT_APPEND ? info.st_size : 0);
    // Some file systems report a full disk only here.
    if (close(fd) != 0 && error == 0 && errno != EINTR)
        error = errno;
    return error;
}

bool out_in_place(Arena *arena, Str path, Str text, OutHow how, Str *why)
{
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (how == OUT_APPEND ? O_APPEND : O_TRUNC);
    int fd = open(arena_cstr(arena, path), flags, 0666);
    int error = fd < 0 ? errno : write_or_take_back(fd, text, how);
    if (error != 0)
        *why = arena_fmt(arena, "cannot write " STR_FMT ": %s", STR_ARG(path),
                         strerror(error));
    return error == 0;
}

bool out_write_file(Arena *arena, Str path, Str text, Str *why)
{
    Drafts *drafts = drafts_open(arena);
    bool written = drafts_add(drafts, path, text, why) && drafts_put(drafts, 0, why);
    drafts_close(drafts);
    return written;
}
