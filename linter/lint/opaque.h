// SPDX-License-Identifier: Apache-2.0
// Statements of which nobody can say what they do, or not for certain.
#ifndef LINT_OPAQUE_H
#define LINT_OPAQUE_H

#include "lint/rule.h"

// The finding at an OPAQUE op: a placeholder, an error of syntax, or what was not
// understood. The context is of one of the engine's rules afterwards.
void report_opaque(RuleCtx *ctx, const Op *op);

#endif
