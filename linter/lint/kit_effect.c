// SPDX-License-Identifier: Apache-2.0
// What an op's effects mean for those who use the database meanwhile.
#include "lint/rule.h"

bool ctx_is_live(const RuleCtx *ctx, Name relation)
{
    const Table *table = catalog_table(ctx_catalog(ctx), relation);
    bool temporary = str_eq(relation.schema, STR("pg_temp")) ||
                     (table && table->persistence == PERSIST_TEMPORARY);
    return !temporary && !catalog_is_new(ctx_catalog(ctx), relation);
}

const LockTaken *ctx_live_lock(const RuleCtx *ctx, const Op *op, LockMode least)
{
    const LockTaken *heaviest = NULL;
    for (size_t i = 0; i < op->effects.locks.len; i++) {
        const LockTaken *lock = &op->effects.locks.at[i];
        if (lock->mode >= least && (!heaviest || lock->mode > heaviest->mode) &&
            ctx_is_live(ctx, lock->relation))
            heaviest = lock;
    }
    return heaviest;
}

const LockTaken *op_lock_on(const Op *op, Name relation)
{
    const LockTaken *heaviest = NULL;
    for (size_t i = 0; i < op->effects.locks.len; i++) {
        const LockTaken *lock = &op->effects.locks.at[i];
        if (name_eq(lock->relation, relation) &&
            (!heaviest || lock->mode > heaviest->mode))
            heaviest = lock;
    }
    return heaviest;
}
