// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: options of rules, what a configuration can say to
// a rule beside its severity.
#ifndef LINT_KIT_OPTION_H
#define LINT_KIT_OPTION_H

#include "lint/kit.h"

enum { RULE_MAX_OPTIONS = 4 };

typedef enum OptionKind {
    OPTION_NUMBER,  // whole
    OPTION_PATTERN, // a regular expression, searched for in a text
    OPTION_WORDS    // a list of names
} OptionKind;

typedef struct RuleOption {
    const char *name; // kebab-case; NULL: no more of them
    OptionKind kind;
    size_t number, least, most; // OPTION_NUMBER: by default, and what is taken
    const char *text; // by default: the pattern, or the words with a blank between them
    const char *meaning; // a line for readers, without a full stop
} RuleOption;

// Options of the rule by their names: the configuration's values, or the defaults. A name
// that the rule does not have is a bug().
size_t ctx_option_number(const RuleCtx *ctx, const char *name);
Str ctx_option_pattern(const RuleCtx *ctx, const char *name);
bool ctx_option_finds(RuleCtx *ctx, const char *name, Str text); // the pattern in it
bool ctx_option_has(const RuleCtx *ctx, const char *name, Str word);
bool ctx_option_given(const RuleCtx *ctx, const char *name); // it is not the default

#endif
