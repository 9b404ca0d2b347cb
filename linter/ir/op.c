// SPDX-License-Identifier: Apache-2.0
// Words for the kinds of ops, and the questions that every reader of an op asks.
#include "ir/op.h"

// clang-format off
static const char *const op_words[OP_KIND_COUNT] = {
    [OP_NONE] = "",
#define X(kind, words) [OP_##kind] = (words),
    OP_KINDS(X)
#undef X
};
// clang-format on

const char *op_kind_words(OpKind kind)
{
    return op_words[kind];
}

bool op_has(const Op *op, OpFlag flag)
{
    return (op->flags & (unsigned)flag) != 0;
}

Str op_misfit(const Op *op)
{
    for (size_t i = 0; i < op->misfits.len; i++)
        if (!op->misfits.at[i].ignored)
            return op->misfits.at[i].why;
    return (Str){ 0 };
}

const LockTaken *op_heaviest_lock(const Op *op)
{
    const LockTaken *heaviest = NULL;
    for (size_t i = 0; i < op->effects.locks.len; i++) {
        const LockTaken *lock = &op->effects.locks.at[i];
        if (lock_blocks_writes(lock->mode) && (!heaviest || lock->mode > heaviest->mode))
            heaviest = lock;
    }
    return heaviest;
}
