// SPDX-License-Identifier: Apache-2.0
// Configuration files of other tools, read as text and never run.
#ifndef SOURCE_CONFIG_H
#define SOURCE_CONFIG_H

#include "base/pattern.h"

typedef enum ConfigValue {
    CONFIG_ABSENT,
    CONFIG_TEXT,    // a plain string: it is in *value
    CONFIG_COMPUTED // there, but only running the file would tell
} ConfigValue;

// A JavaScript, TypeScript, JSON or Prisma file without its comments.
Str config_text(Arena *arena, Str text);
// The same without what stands in objects that are the value of a key.
Str config_top(Arena *arena, Str text);
// The string after `key` in what config_top returns; of an array of strings the first.
ConfigValue config_string(Arena *arena, Str text, const char *key, Str *value);
// The first match of an expression of ours.
bool config_match(const char *expression, Str text, Match *match);

// The value of a key in a section of a file like git's configuration (`core`, `engine
// "pg"`), or of a Java properties file (section ""); empty: it is not there.
Str ini_value(Str text, const char *section, const char *key);

#endif
