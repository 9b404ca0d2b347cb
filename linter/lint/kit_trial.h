// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: SQLite and its kin, where a trial on tables with
// rows in them has shown what a statement does.
#ifndef LINT_KIT_TRIAL_H
#define LINT_KIT_TRIAL_H

#include "ir/op.h"
#include "lint/finding.h"

typedef struct RuleCtx RuleCtx;

// A PRAGMA that gives this setting a value which means ON, or OFF.
bool op_turns_on(const Op *op, Str setting);
bool op_turns_off(const Op *op, Str setting);
// The PRAGMA in the file's text that has turned foreign keys off where the op runs, and
// that was not ignored; NULL: none has.
const Op *ctx_keys_off(const RuleCtx *ctx, const Op *op);

// A foreign key has done it, not the statement's own words.
bool fate_is_by_key(const RowFate *fate);
// What foreign keys and triggers do to other rows because of the op, for the end of a
// message: "; … it also deletes rows of posts (ON DELETE CASCADE of posts.user_id)"; else
// empty.
Str ctx_side_fates(RuleCtx *ctx, const Op *op);
// A refusal in words: "fails on a table with rows: UNIQUE constraint failed:
// users.email".
Str ctx_failure(RuleCtx *ctx, const Op *op);
// The statement is refused for what stands in tables, and an empty one takes it.
bool op_fails_on_rows(const Op *op);

#endif
