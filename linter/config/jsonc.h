// SPDX-License-Identifier: Apache-2.0
// JSON with comments and trailing commas, as tidegate.jsonc has it. For linter/config
// alone.
#ifndef CONFIG_JSONC_H
#define CONFIG_JSONC_H

#include "base/arena.h"

// The text with blanks for what JSON does not have, so that offsets stay true.
Str jsonc_plain(Arena *arena, Str text);

// What a plain text has that cJSON takes and JSON does not: a line end or another control
// character in a string, and a NUL, be it as an escape, at which cJSON ends the string
// without a word. NULL: nothing; else what it is, and *at.
const char *jsonc_fault(Str plain, size_t *at);

#endif
