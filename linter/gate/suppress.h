// SPDX-License-Identifier: Apache-2.0
// Suppressions in SQL comments:
//   -- tidegate: allow RULE[, RULE] (reason)      the statement it stands before, in, or
//   behind on the same line
//   -- tidegate: allow-file RULE[, RULE] (reason) the whole file; only before its first
//   statement
#ifndef GATE_SUPPRESS_H
#define GATE_SUPPRESS_H

#include "lint/run.h"

// Marks suppressed findings and adds findings for suppressions that are mis-shaped, name
// no rule, lack a reason or matched nothing.
void suppress_apply(Arena *arena, const JudgedFileVec *files, FindingVec *findings);

#endif
