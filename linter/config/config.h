// SPDX-License-Identifier: Apache-2.0
// tidegate.jsonc: JSON with comments and trailing commas. Every key is known; an unknown
// one is refused with the nearest name.
#ifndef CONFIG_CONFIG_H
#define CONFIG_CONFIG_H

#include "base/arena.h"

// A text of the configuration that other rooms have to look at, and where it stands.
typedef struct ConfigText {
    Str text;          // never blank; empty: not set
    Str place;         // "tidegate.jsonc:3:5", for messages
    size_t start, end; // in the configuration's text
} ConfigText;

typedef VEC(ConfigText) ConfigTextVec;

typedef struct ConfigProject {
    ConfigText path;                   // the migration folder, from the repository root
    ConfigText layout, engine, runner; // as on the command line; empty: to be detected
    ConfigTextVec schema;              // what declares the tables; empty: to be detected
} ConfigProject;

typedef enum ConfigKind { CONFIG_STRING, CONFIG_NUMBER, CONFIG_STRINGS } ConfigKind;

// An option of a rule, which only the rule knows.
typedef struct ConfigOption {
    ConfigText name;
    ConfigKind kind;
    Str place;           // of its value
    size_t number;       // CONFIG_NUMBER
    ConfigTextVec texts; // CONFIG_STRING: one; CONFIG_STRINGS: at least one
} ConfigOption;

// "rules": { "drop-column": "warning" } or, with options,
// { "commit-message": { "severity": "error", "pattern": "\\Adb: " } }
typedef struct ConfigRule {
    Str id;
    Str word;  // ptr NULL: the rule's own severity
    Str place; // of the value, for messages
    VEC(ConfigOption) options;
} ConfigRule;

typedef VEC(ConfigRule) ConfigRuleVec;

// "overrides": [{ "path": "legacy/**", "rules": { "naming": "off" } }]
typedef struct ConfigOverride {
    ConfigTextVec paths; // globs, at least one
    ConfigRuleVec rules; // without options, at least one
} ConfigOverride;

// "allow": [{ "rule": "duplicate-prefix", "path": "drizzle/0055_*.sql", "reason": "…" }]
typedef struct ConfigAllow {
    ConfigTextVec rules; // at least one
    ConfigText path;     // a glob; text empty: any, and there is an object
    ConfigText object;   // a glob; text empty: any, and there is a path
    ConfigText reason;   // not blank
    ConfigText expires;  // a date, "2026-12-31"; text empty: never
} ConfigAllow;

// "approvals": { "labels": ["migration-approved"], "require-reason": true }
typedef struct ConfigApprovals {
    bool given;
    ConfigTextVec labels; // at least one
    ConfigTextVec rules;  // empty: all that lose data
    ConfigTextVec paths;  // globs; empty: everywhere
    bool require_reason;
    Str require_reason_place;
} ConfigApprovals;

typedef struct Config {
    ConfigText fail_on; // empty: not set
    bool strict;
    bool strict_given;
    Str strict_place;
    Str baseline; // a path; empty: not set
    Str baseline_place;
    VEC(ConfigProject) projects;   // empty: they are discovered
    ConfigRuleVec rules;           // in the order of the text
    VEC(ConfigOverride) overrides; // likewise
    VEC(ConfigAllow) allow;
    ConfigApprovals approvals;
} Config;

// Reads a configuration; `path` is only for messages. False with *why, which says path,
// line and column. Values that other rooms know (layouts, engines, …) are theirs to
// check.
bool config_read(Arena *arena, Str path, Str text, Config *config, Str *why);

#endif
