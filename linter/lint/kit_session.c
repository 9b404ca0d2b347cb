// SPDX-License-Identifier: Apache-2.0
// What a rule can ask about the session that an op runs in.
#include "lint/ctx.h"

static const OpState *state_of(const RuleCtx *ctx, const Op *op)
{
    return &ctx->session->at[op - ctx->session->ops->at];
}

TxOwner ctx_transaction(const RuleCtx *ctx, const Op *op)
{
    return state_of(ctx, op)->session.owner;
}

Str ctx_transaction_words(RuleCtx *ctx, const Op *op)
{
    const Runner *runner = ctx_runner(ctx);
    switch (ctx_transaction(ctx, op)) {
    case TXO_NONE:
        break;
    case TXO_BLOCK:
        return STR("a block is one transaction");
    case TXO_EXPLICIT:
        return STR("a BEGIN before it opens a transaction");
    case TXO_STRING:
        return ctx_fmt(ctx,
                       runner->one_string
                           ? "%s sends the file as one string, which is one transaction"
                           : "%s sends the file as one transaction",
                       runner->title);
    case TXO_RUNNER:
        return ctx_fmt(ctx,
                       runner->scope == TX_ALL_PENDING
                           ? "%s runs all pending migrations in one transaction"
                           : "%s runs a migration in a transaction",
                       runner->title);
    }
    return STR("each statement commits by itself");
}

bool ctx_together(const RuleCtx *ctx, const Op *a, const Op *b)
{
    size_t transaction = state_of(ctx, a)->session.transaction;
    return transaction != 0 && transaction == state_of(ctx, b)->session.transaction;
}

const OpVec *ctx_ops_of(const RuleCtx *ctx, size_t migration)
{
    const SessionLog *session =
        migration < ctx->sessions.len ? ctx->sessions.at[migration] : NULL;
    return session ? session->ops : NULL;
}

// The state at the op that made something, or NULL.
static const OpState *state_at(const SessionLog *session, Span made)
{
    for (size_t i = 0; session && i < session->ops->len; i++)
        if (session->ops->at[i].span.start == made.start)
            return &session->at[i];
    return NULL;
}

bool ctx_same_transaction(const RuleCtx *ctx, const Origin *made, const Op *op)
{
    if (made->migration >= ctx->sessions.len)
        return false;
    const OpState *there = state_at(ctx->sessions.at[made->migration], made->span);
    size_t transaction = state_of(ctx, op)->session.transaction;
    return there && transaction != 0 && there->session.transaction == transaction;
}

const Op *ctx_setting(const RuleCtx *ctx, const Op *op, Str name)
{
    const Session *session = op ? &state_of(ctx, op)->session : &ctx->session->end;
    const Setting *setting = session_setting(session, name);
    return setting ? setting->op : NULL;
}

Str ctx_setting_value(const RuleCtx *ctx, const Op *op, Str name)
{
    const Session *session = op ? &state_of(ctx, op)->session : &ctx->session->end;
    const Setting *setting = session_setting(session, name);
    return setting ? setting->value : (Str){ 0 };
}

Str ctx_limit(const RuleCtx *ctx, const Op *op, Str timeout)
{
    return session_limit(&state_of(ctx, op)->session, timeout);
}

const char *ctx_refuses_transaction(const RuleCtx *ctx, const Op *op)
{
    const Frontend *frontend = ctx->frontend;
    return frontend && frontend->refuses_transaction
               ? frontend->refuses_transaction(ctx->catalog, ctx_engine(ctx), op)
               : NULL;
}

const Op *ctx_open_begin(const RuleCtx *ctx)
{
    return ctx->session->end.owner == TXO_EXPLICIT ? ctx->session->opened : NULL;
}
