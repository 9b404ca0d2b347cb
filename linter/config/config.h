// SPDX-License-Identifier: Apache-2.0
// tidegate.jsonc: JSON with comments and trailing commas. Every key is known; an unknown
// one is refused with the nearest name.
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/arena.h"

typedef struct ConfigProject {
    Str path;                   // the migration folder, from the repository root
    Str layout, engine, runner; // as on the command line; empty: to be detected
    Str schema;
} ConfigProject;

// "rules": { "drop-column": "warning" } or, for those that take a pattern,
// { "commit-message": { "severity": "error", "pattern": "\\Adb: " } }
typedef struct ConfigRule {
    Str id;
    Str word;    // ptr NULL: the rule's own severity
    Str pattern; // ptr NULL: not set
    Str place;   // "tidegate.jsonc:3:5", for messages
} ConfigRule;

typedef struct Config {
    Str fail_on;                 // empty: not set
    VEC(ConfigProject) projects; // empty: they are discovered
    VEC(ConfigRule) rules;       // in the order of the text
} Config;

// Reads a configuration; `path` is only for messages. False with *why, which says path,
// line and column. Values that other rooms know (layouts, engines, …) are theirs to
// check.
bool config_read(Arena *arena, Str path, Str text, Config *config, Str *why);

#endif
