// SPDX-License-Identifier: Apache-2.0
// What an op's effects mean for those who use the database meanwhile.
#include "lint/ctx.h"

bool ctx_is_live(const RuleCtx *ctx, Name relation)
{
    return catalog_is_live(ctx->catalog, relation);
}

static LockingVec locking_from(const RuleCtx *ctx, size_t first)
{
    LockingVec locking = { .len = ctx->locking.len - first };
    if (locking.len > 0)
        locking.at = &ctx->locking.at[first];
    return locking;
}

LockingVec ctx_locking(const RuleCtx *ctx)
{
    return locking_from(ctx, ctx->first_locking);
}

LockingVec ctx_locking_together(const RuleCtx *ctx)
{
    size_t first = ctx->first_locking;
    LockingVec own = ctx_locking(ctx);
    size_t transaction = own.len > 0 ? own.at[0].transaction : 0;
    while (transaction != 0 && first > 0 &&
           ctx->locking.at[first - 1].transaction == transaction)
        first--;
    return locking_from(ctx, first);
}

const LockTaken *op_live_lock(const Op *op, LockMode least)
{
    const LockTaken *heaviest = NULL;
    for (size_t i = 0; i < op->effects.locks.len; i++) {
        const LockTaken *lock = &op->effects.locks.at[i];
        if (lock->live && lock->mode >= least &&
            (!heaviest || lock->mode > heaviest->mode))
            heaviest = lock;
    }
    return heaviest;
}

static const Op *closer_with(const Locking *last)
{
    if (last->closer)
        return last->closer;
    return op_live_lock(last->op, LOCK_ACCESS_EXCLUSIVE) ? last->op : NULL;
}

void ctx_note_locks(Arena *arena, RuleCtx *ctx, const Op *op)
{
    if (!op_live_lock(op, LOCK_NONE))
        return;
    const SessionLog *session = ctx->session;
    const OpState *state = &session->at[op - session->ops->at];
    Locking locking = { .op = op, .transaction = state->session.transaction };
    LockingVec before = ctx_locking(ctx);
    const Locking *last = before.len > 0 ? &before.at[before.len - 1] : NULL;
    if (last && last->transaction == locking.transaction && locking.transaction != 0)
        locking.closer = closer_with(last);
    *vec_push(arena, &ctx->locking) = locking;
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

StrVec ctx_live_names(RuleCtx *ctx, const NameVec *relations)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < relations->len; i++)
        if (ctx_is_live(ctx, relations->at[i]))
            *vec_push(ctx_arena(ctx), &names) =
                name_text(ctx_arena(ctx), relations->at[i]);
    return names;
}

Str ctx_type_sql(RuleCtx *ctx, const ColumnDef *column)
{
    if (column->collation.len == 0)
        return column->type.text;
    return ctx_fmt(ctx, STR_FMT " COLLATE " STR_FMT, STR_ARG(column->type.text),
                   STR_ARG(ident_sql(ctx_arena(ctx), column->collation)));
}

Str ctx_type_change(RuleCtx *ctx, const Op *op)
{
    const Column *old = table_column(ctx_table(ctx, op), op->part);
    if (!old)
        return ctx_fmt(ctx, "changing " STR_FMT " to " STR_FMT, STR_ARG(op->part),
                       STR_ARG(ctx_type_sql(ctx, op->column)));
    return ctx_fmt(ctx, "changing " STR_FMT " from " STR_FMT " to " STR_FMT,
                   STR_ARG(op->part), STR_ARG(ctx_type_sql(ctx, old->def)),
                   STR_ARG(ctx_type_sql(ctx, op->column)));
}

static bool mentions_ci(Str text, Str words)
{
    for (size_t at = 0; at + words.len <= text.len; at++)
        if (str_eq_ci(str_slice(text, at, at + words.len), words))
            return true;
    return false;
}

bool ctx_meets_many_rows(const RuleCtx *ctx, const Op *op)
{
    if (op->kind == OP_MERGE)
        return true;
    if (op->kind != OP_UPDATE && op->kind != OP_DELETE)
        return false;
    Str text = str_slice(ctx_migration(ctx)->text, op->span.start, op->span.end);
    return op->where != WHERE_SOME || op->relations.len > 0 ||
           mentions_ci(text, STR(" is null")) || mentions_ci(text, STR(" is not null"));
}
