// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: transactions and settings, as the runner and the
// text make them.
#ifndef LINT_KIT_SESSION_H
#define LINT_KIT_SESSION_H

#include "lint/kit.h"

TxOwner ctx_transaction(const RuleCtx *ctx, const Op *op);
// Who it was, as a sentence: "Drizzle runs all pending migrations in one transaction".
Str ctx_transaction_words(RuleCtx *ctx, const Op *op);
// Both ops are of the file at hand and in one transaction.
bool ctx_together(const RuleCtx *ctx, const Op *a, const Op *b);
// What was made there and the op are in one transaction, be it over several files.
bool ctx_same_transaction(const RuleCtx *ctx, const Origin *made, const Op *op);
// The op that gave a setting the value that is in force at the op, a RESET included;
// NULL: none in this session did. op NULL: as the file leaves it.
const Op *ctx_setting(const RuleCtx *ctx, const Op *op, Str name);
// That value without quotes, and of a variable that kept an older one the older one; ptr
// NULL: the default.
Str ctx_setting_value(const RuleCtx *ctx, const Op *op, Str name);
// The value of a timeout that is in force at the op; empty: none, as far as the text
// says.
Str ctx_limit(const RuleCtx *ctx, const Op *op, Str timeout);
// What the server calls the op if it refuses it inside a transaction, else NULL.
const char *ctx_refuses_transaction(const RuleCtx *ctx, const Op *op);
// The BEGIN that the file does not end, or NULL.
const Op *ctx_open_begin(const RuleCtx *ctx);

#endif
