// SPDX-License-Identifier: Apache-2.0
// Which rules are on and how severe they are, where somebody has chosen other than the
// rules' own defaults.
#ifndef LINT_CHOICES_H
#define LINT_CHOICES_H

#include "lint/finding.h"
#include "lint/rule.h"

typedef struct RuleChoice {
    const Rule *rule;
    bool off;
    Severity severity; // of all its findings, when it is not off
    Str pattern;       // in place of the rule's own; empty: that one
} RuleChoice;

typedef VEC(RuleChoice) RuleChoiceVec;

// Adds a choice: `word` is off, notice, warning or error; ptr NULL: the rule's own. False
// with *why when there is no such rule or word, and for a rule that cannot be changed.
bool rule_choose(Arena *arena, RuleChoiceVec *choices, Str id, Str word, Str *why);

// Adds a pattern to the last choice, which is about that rule. False with *why for a rule
// that takes none, and for an expression that is wrong.
bool rule_choose_pattern(Arena *arena, RuleChoiceVec *choices, Str pattern, Str *why);

// The last choice about the rule, or NULL. NULL choices have none.
const RuleChoice *rule_choice(const RuleChoiceVec *choices, const Rule *rule);

// A rule of taste runs only when it is chosen. One that is switched off runs all the
// same: its suppressions must find what they were written for.
bool rule_runs(const RuleChoiceVec *choices, const Rule *rule);

// Gives findings the severities that were chosen, and takes out those of rules that are
// off; when suppressions are bound.
void rule_choices_apply(const RuleChoiceVec *choices, FindingVec *findings);

#endif
