// SPDX-License-Identifier: Apache-2.0
// The rules that look at a project, in the ways in which a run asks for them.
#ifndef LINT_RULE_SET_H
#define LINT_RULE_SET_H

#include "lint/choices.h"
#include "lint/rule.h"

typedef VEC(const Rule *) RuleVec;

typedef struct RuleSet {
    RuleVec all;                    // those that are on, by id
    RuleVec by_kind[OP_KIND_COUNT]; // of them those that look at ops of a kind
} RuleSet;

// `choices` says which are on; NULL: as they are by default.
RuleSet rule_set_new(Arena *arena, const RuleChoiceVec *choices, const Project *project);

#endif
