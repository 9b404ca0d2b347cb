// SPDX-License-Identifier: Apache-2.0
// Limits that projects can set, and how it is said that one was reached. base/limits.h
// has all there are.
#ifndef LINT_LIMITS_H
#define LINT_LIMITS_H

#include "ir/frontend.h"
#include "lint/choices.h"

// "statements" or "findings": an option of limit-reached, as it is chosen or by default.
size_t limit_of(const RuleChoiceVec *choices, const char *name);

// A finding at the first statement that was not taken, where there are too many. Of what
// was left because the time of the run is over the caller tells.
void limit_report_left(RuleCtx *ctx, Str path, const Lowered *lowered);

// Findings about regular expressions that were given up, each where that was.
void limit_report_patterns(RuleCtx *ctx);

// "the run has taken longer than 600 seconds, …": what a run that had to stop says of it.
Str limit_time_words(Arena *arena, Str path);

#endif
