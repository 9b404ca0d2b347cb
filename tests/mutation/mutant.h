// SPDX-License-Identifier: Apache-2.0
// The switch of the mutants that mutate.mjs puts into the rules: one at most is awake.
#ifndef MUTATION_MUTANT_H
#define MUTATION_MUTANT_H

#include "lint/rule.h"

enum { MUTANT_NONE, MUTANT_MOST = 16384 };

// ---- for the rules ----

// The condition, turned round by the mutant of this number while it is awake.
bool mutant(unsigned number, bool condition);
// The condition of a loop, which does not begin while its mutant is awake.
bool mutant_loop(unsigned number, bool condition);
bool mutant_awake(unsigned number);
size_t mutant_findings(const RuleCtx *ctx); // so far, of all rules
bool mutant_is_judged(const RuleCtx *ctx);  // in .project: false for the base

// ---- for who wakes them ----

// Only this one is awake from now on; MUTANT_NONE: none is. At the start it is the one
// that $MUTANT names.
void mutant_wake(unsigned number);
// Whether the mutant's place was come by since mutants_forget(). With $MUTANTS_REACHED
// the numbers of all that were are added to that file when the program ends.
bool mutant_was_reached(unsigned number);
void mutants_forget(void);

#endif
