// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: the server that a project is for, and what it says
// no to. Of MySQL and its kin.
#ifndef LINT_KIT_SERVER_H
#define LINT_KIT_SERVER_H

#include "ir/op.h"

typedef struct RuleCtx RuleCtx;

// The first op of the op's statement: it has the statement's misfits.
const Op *ctx_statement_op(const RuleCtx *ctx, const Op *op);
// The server refuses the statement for syntax that it does not have.
bool ctx_is_misfit(const RuleCtx *ctx, const Op *op);
// What the op does, with its names: "dropping the column users.email".
Str ctx_deed(RuleCtx *ctx, const Op *op);

#endif
