// SPDX-License-Identifier: Apache-2.0
// Byte offsets to lines and columns, and what is wrong with a text's encoding.
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include "base/arena.h"

// Private: characters of the text that end at or before `offset`, where one begins.
typedef struct LineMark {
    size_t offset;
    size_t chars;
} LineMark;

typedef struct Lines {
    Str text;
    VEC(size_t) starts;  // offset of each line's first byte; at least one
    VEC(LineMark) marks; // private: one per few kilobytes
} Lines;

typedef struct LineCol {
    size_t line;   // from 1
    size_t column; // from 1, in code points; a byte that is not UTF-8 counts as one
} LineCol;

// Lines end in LF, CRLF or a lone CR. A byte order mark at the start takes no column.
Lines lines_new(Arena *arena, Str text);
// offset <= text.len. Takes a binary search and a scan of a few kilobytes at most,
// however long the line is.
LineCol lines_at(const Lines *lines, size_t offset);
// A line's text without its end; empty past the last.
Str lines_line(const Lines *lines, size_t line);

// The end of the comment lines ("--", "#") that the text begins with. *is_apart: an empty
// line, or nothing, follows them.
size_t head_comments(Str text, bool *is_apart);

typedef enum TextFault {
    TEXT_OK,
    TEXT_NUL,     // a NUL byte
    TEXT_UTF16,   // UTF-16 byte order mark, either order
    TEXT_NOT_UTF8 // what UTF-8 does not have, overlong forms and surrogates included
} TextFault;

// The first fault and its offset; the text's length when there is none.
TextFault text_fault(Str text, size_t *offset);

// The line, without blanks round it, is one that git writes round the sides of a
// conflict: "<<<<<<< HEAD".
bool line_is_conflict_marker(Str line);

#endif
