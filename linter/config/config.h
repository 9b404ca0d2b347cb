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

// A text of the configuration that other rooms have to look at, and where it stands.
typedef struct ConfigText {
    Str text;
    Str place;         // "tidegate.jsonc:3:5", for messages
    size_t start, end; // in the configuration's text
} ConfigText;

// "allow": [{ "rule": "duplicate-prefix", "path": "drizzle/0055_*.sql", "reason": "…" }]
typedef struct ConfigAllow {
    VEC(ConfigText) rules; // at least one
    ConfigText path;       // a glob
    ConfigText object;     // a glob; text empty: any
    ConfigText reason;     // not blank
    ConfigText expires;    // a date, "2026-12-31"; text empty: never
} ConfigAllow;

typedef VEC(ConfigText) ConfigTextVec;

// "approvals": { "labels": ["db-approved"], "require-reason": true }
typedef struct ConfigApprovals {
    bool given;
    ConfigTextVec labels;
    ConfigTextVec rules; // empty: those that find a loss of data
    ConfigTextVec paths; // globs; empty: everywhere
    bool require_reason;
} ConfigApprovals;

typedef struct Config {
    Str fail_on; // empty: not set
    bool strict;
    bool strict_given;
    Str baseline; // a path; empty: not set
    Str baseline_place;
    ConfigApprovals approvals;
    VEC(ConfigProject) projects; // empty: they are discovered
    VEC(ConfigRule) rules;       // in the order of the text
    VEC(ConfigAllow) allow;
} Config;

// Reads a configuration; `path` is only for messages. False with *why, which says path,
// line and column. Values that other rooms know (layouts, engines, …) are theirs to
// check.
bool config_read(Arena *arena, Str path, Str text, Config *config, Str *why);

#endif
