// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: what an op does to those who use the database.
#ifndef LINT_KIT_EFFECT_H
#define LINT_KIT_EFFECT_H

#include "lint/kit.h"

bool ctx_is_live(const RuleCtx *ctx, Name relation); // see catalog_is_live()

// An op that locked what was in use when it ran, and the number of the transaction that
// keeps the lock; 0: none does.
typedef struct Locking {
    const Op *op;
    size_t transaction;
    // The first one of the file before it that closes something to everybody in that
    // transaction; NULL: none does.
    const Op *closer;
} Locking;

typedef VEC(const Locking) LockingVec;

// Those of the file so far, in their order.
LockingVec ctx_locking(const RuleCtx *ctx);
// With those of earlier files in front that the file's first one shares a transaction
// with.
LockingVec ctx_locking_together(const RuleCtx *ctx);
// The strongest lock of the op on what was in use, of at least this mode; NULL: none.
const LockTaken *op_live_lock(const Op *op, LockMode least);
// Those in use, for a message.
StrVec ctx_live_names(RuleCtx *ctx, const NameVec *relations);
Str ctx_type_sql(RuleCtx *ctx, const ColumnDef *column); // with its collation
// ALTER COLUMN TYPE, for a message: "changing a from integer to bigint".
Str ctx_type_change(RuleCtx *ctx, const Op *op);
// UPDATE, DELETE or MERGE of many rows, as far as the text tells: no condition, one that
// looks for what is still to be filled, or another table that decides.
bool ctx_meets_many_rows(const RuleCtx *ctx, const Op *op);
// The strongest lock of the op on this relation, or NULL.
const LockTaken *op_lock_on(const Op *op, Name relation);

#endif
