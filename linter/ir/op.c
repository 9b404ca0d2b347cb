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

const Op *op_refused(const Engine *engine, const OpVec *ops, size_t index)
{
    const Op *own = &ops->at[index];
    size_t at = index;
    if (own->kind == OP_DROP_TABLE && engine_is(engine, "mariadb"))
        return own->effects.refused.len > 0 ? own : NULL;
    while (at > 0 && ops->at[at - 1].stmt_index == own->stmt_index)
        at--;
    for (; at < ops->len && ops->at[at].stmt_index == own->stmt_index; at++)
        if (ops->at[at].effects.refused.len > 0)
            return &ops->at[at];
    return NULL;
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
