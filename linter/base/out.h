// SPDX-License-Identifier: Apache-2.0
// Out: text being built in memory, and the one way it leaves the program.
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include "base/arena.h"

typedef struct Out {
    Arena *arena;
    VEC(char) buf;
} Out;

Out out_new(Arena *arena);
void out_str(Out *out, Str s);
void out_cstr(Out *out, const char *s);
void out_char(Out *out, char c);
void out_repeat(Out *out, char c, size_t n);
void out_fmt(Out *out, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
Str out_text(const Out *out); // a view of what has been written so far

// Writes all of `text` to a file descriptor. A reader that has gone away (EPIPE) counts
// as written: a closed pipe ends quietly. False with *why on any other failure.
bool out_write_fd(Arena *arena, int fd, Str text, Str *why);
// Creates or replaces the file at `path`.
bool out_write_file(Arena *arena, Str path, Str text, Str *why);
// Adds to its end, or creates it.
bool out_append_file(Arena *arena, Str path, Str text, Str *why);

#endif
