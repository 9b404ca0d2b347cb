// SPDX-License-Identifier: Apache-2.0
// Options of rules: taking what a configuration says, and what rules are told.
#ifndef LINT_RULE_OPTIONS_H
#define LINT_RULE_OPTIONS_H

#include "lint/choices.h"

// How many a rule has.
size_t rule_option_count(const Rule *rule);
// "a number from 1 to 63", "a regular expression", "an array of names".
Str option_kind_words(Arena *arena, const RuleOption *option);
// The words that it has by default. OPTION_WORDS only.
StrVec option_default_words(Arena *arena, const RuleOption *option);
// The value, chosen or by default (value NULL), as JSON.
Str option_text(Arena *arena, const RuleOption *option, const OptionValue *value);

// A value as the configuration has it: one of the three is set.
typedef struct OptionWish {
    Str name;
    const size_t *number;
    const Str *text;
    const StrVec *words;
} OptionWish;

typedef enum OptionFault { OPTION_FAULT_NAME, OPTION_FAULT_VALUE } OptionFault;

typedef struct OptionRefusal {
    OptionFault fault;
    Str why;
} OptionRefusal;

// Sets an option of the choice's rule. False with *refusal when the rule has no such
// option, or the value is none for it.
bool option_choose(Arena *arena, RuleChoice *choice, const OptionWish *wish,
                   OptionRefusal *refusal);

#endif
