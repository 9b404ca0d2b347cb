// SPDX-License-Identifier: Apache-2.0
// Which rules are on, how severe they are and what their options say, where somebody has
// chosen other than the rules' own defaults.
#ifndef LINT_CHOICES_H
#define LINT_CHOICES_H

#include "lint/finding.h"
#include "lint/rule.h"

typedef struct OptionValue {
    bool given;
    size_t number;
    Str text;     // a pattern
    StrVec words; // a list
} OptionValue;

typedef struct RuleChoice {
    const Rule *rule;
    bool off;
    bool as_is;        // its findings keep the severities that the rule gives them
    Severity severity; // else of all its findings, when it is not off
    StrVec paths;      // globs of the files that it is about; none: all
    OptionValue options[RULE_MAX_OPTIONS]; // as the rule has them
} RuleChoice;

typedef VEC(RuleChoice) RuleChoiceVec;

// What is chosen for a rule, and where.
typedef struct RuleWish {
    Str id;
    Str word;     // off, notice, warning or error; ptr NULL: the rule's own
    StrVec paths; // globs; none: everywhere
} RuleWish;

// Adds a choice; of several about one file the last holds. False with *why when there is
// no such rule or word, and for a rule that cannot be changed.
bool rule_choose(Arena *arena, RuleChoiceVec *choices, const RuleWish *wish, Str *why);

// The last choice about the rule in all files, or NULL. NULL choices have none.
const RuleChoice *rule_choice(const RuleChoiceVec *choices, const Rule *rule);
// The last one that holds for a file.
const RuleChoice *rule_choice_at(const RuleChoiceVec *choices, const Rule *rule,
                                 Str path);

// A rule of taste runs only when it is chosen, be it for some files. One that is switched
// off runs all the same: its suppressions must find what they were written for.
bool rule_runs(const RuleChoiceVec *choices, const Rule *rule);

// Gives findings the severities that were chosen for their files, and takes out those of
// rules that are off there; when suppressions are bound.
void rule_choices_apply(const RuleChoiceVec *choices, FindingVec *findings);

#endif
