// SPDX-License-Identifier: Apache-2.0
// The rules that look at a project as a whole, beside or against its base.
#ifndef LINT_PROJECT_HOOKS_H
#define LINT_PROJECT_HOOKS_H

#include "lint/rule_set.h"

// Runs the .project hooks on the context's project and, where there is a base, the
// .change_set hooks. What the base has wrong as well is left out, unless `all`.
void judge_project(const RuleVec *rules, RuleCtx *ctx, const Project *base, bool all);

#endif
