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

// Writes all of `text` to a file descriptor; 0 or the errno of what failed.
int out_all(int fd, Str text);
// The same. False with *why, which is empty when the reader of a pipe has gone away:
// nobody wants to be told.
bool out_write_fd(Arena *arena, int fd, Str text, Str *why);
// Creates the file at `path`, or puts another in its place, as base/draft.h does.
bool out_write_file(Arena *arena, Str path, Str text, Str *why);

typedef enum OutHow {
    OUT_REPLACE,
    OUT_APPEND,
} OutHow;

// Creates a file or opens the one that is there. When it cannot take all of the text, it
// is as long as before, or empty if it was to be replaced.
bool out_in_place(Arena *arena, Str path, Str text, OutHow how, Str *why);

#endif
