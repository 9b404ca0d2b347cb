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

const OpRest *op_rest(const Op *op)
{
    static const OpRest none = { 0 };
    return op->rest ? op->rest : &none;
}

OpRest *op_own_rest(Arena *arena, Op *op)
{
    OpRest *rest = NEW(arena, OpRest);
    *rest = *op_rest(op);
    op->rest = rest;
    return rest;
}

const Op *op_refused(const Engine *engine, const Op *op, const Op *before)
{
    bool alone = op->kind == OP_DROP_TABLE && engine_is(engine, "mariadb");
    if (before && before->stmt_index == op->stmt_index && !alone)
        return before;
    return op->effects.refused.len > 0 ? op : NULL;
}

Str op_misfit(const Op *op)
{
    const MisfitVec *misfits = &op_rest(op)->misfits;
    for (size_t i = 0; i < misfits->len; i++)
        if (!misfits->at[i].ignored)
            return misfits->at[i].why;
    return (Str){ 0 };
}

const LockTaken *op_heaviest_lock(const Op *op)
{
    const LockTaken *heaviest = NULL;
    for (size_t i = 0; i < op->effects.locks.len; i++) {
        const LockTaken *lock = &op->effects.locks.at[i];
        bool counts = lock_blocks_writes(lock->mode) && lock->mode != LOCK_DATABASE;
        if (counts && (!heaviest || lock->mode > heaviest->mode))
            heaviest = lock;
    }
    return heaviest;
}

// The first op at or behind this statement, of those from `low` to `high`.
static size_t find_statement(const OpVec *ops, size_t low, size_t high, size_t stmt_index)
{
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ops->at[middle].stmt_index < stmt_index)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Most statements have few ops, and one may have a hundred thousand: steps that double
// find a place beyond each end, from the op on.
OpRange op_statement(const OpVec *ops, const Op *op)
{
    size_t at = (size_t)(op - ops->at), low = at, high = at + 1;
    for (size_t step = 1; low > 0 && ops->at[low - 1].stmt_index == op->stmt_index;
         step *= 2)
        low -= step < low ? step : low;
    for (size_t step = 1; high < ops->len && ops->at[high].stmt_index == op->stmt_index;
         step *= 2)
        high += step < ops->len - high ? step : ops->len - high;
    return (OpRange){ &ops->at[find_statement(ops, low, at, op->stmt_index)],
                      &ops->at[find_statement(ops, at, high, op->stmt_index + 1)] };
}
