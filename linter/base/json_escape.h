// SPDX-License-Identifier: Apache-2.0
// Escapes in JSON strings, for those who read such strings piece by piece, or write some.
#ifndef BASE_JSON_ESCAPE_H
#define BASE_JSON_ESCAPE_H

#include "base/arena.h"

// Decodes what the backslash before *at stands for into up to four bytes of UTF-8, and
// moves *at behind it. False when JSON has no such escape. Half of a surrogate pair alone
// is encoded as it is.
bool json_unescape(Str raw, size_t *at, char bytes[4], size_t *size);

// The text as a JSON string, quotes included. It has to be UTF-8.
Str json_quote(Arena *arena, Str text);

#endif
