// SPDX-License-Identifier: Apache-2.0
// Bytes of a migration that no runner, or not every one, reads as what they are.
#ifndef LINT_FAULT_H
#define LINT_FAULT_H

#include "lint/rule.h"

// A finding for each line that has one, up to some number, and one for a byte order mark
// that the runner does not take. The context is of the rule file-encoding.
void report_fault(RuleCtx *ctx, const Migration *migration);

#endif
