// SPDX-License-Identifier: Apache-2.0
// Text of untrusted pull requests, made fit for terminals, CI logs and machine formats.
#ifndef REPORT_TEXT_SAFE_H
#define REPORT_TEXT_SAFE_H

#include "base/arena.h"

// One code point of a text that may hold any bytes.
typedef struct Rune {
    uint32_t value; // U+FFFD for a byte that is not UTF-8
    size_t len;     // bytes taken; 0 at the end of the text
} Rune;

Rune rune_at(Str text, size_t offset);

// A terminal would obey it, or a reader would not see it.
bool rune_is_hidden(Rune rune);

// What may be shown for the code point at `offset`: itself, or \u{...} where a terminal
// would obey it, a reader would not see it, or a CI runner would take what begins there
// for a command.
Str rune_shown(Arena *arena, Str text, size_t offset);
// Cells that a terminal takes for a text: two for a wide character, none for a combining
// one.
size_t text_cells(Str text);

// Valid UTF-8: each byte that is not becomes U+FFFD, and so does NUL, which C strings
// cannot hold.
Str text_as_utf8(Arena *arena, Str text);
// A path as a part of an address: each byte is %XX but letters, digits, "-", "_", ".",
// "~" and "/".
Str text_url_path(Arena *arena, Str path);
// Each code point as rune_shown() has it, so that a file name or a comment cannot write
// over what tidegate says. So are line ends and tabs, unless `lines`.
Str text_printable(Arena *arena, Str text, bool lines);

#endif
