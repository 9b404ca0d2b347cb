// SPDX-License-Identifier: Apache-2.0
// A migration's rollback, taken apart for rules that ask for it. No deploy runs it, so
// the replay never sees it.
#include "lint/ctx.h"
#include "lint/limits.h"
#include "lint/opener.h"

static void take_apart(RuleCtx *ctx, FileText file, Rollback *rollback)
{
    file.most = limit_of(ctx->choices, "statements");
    Lowered lowered =
        file_lower(ctx->arena, ctx->frontend, ctx_engine(ctx), ctx_runner(ctx), file);
    limit_report_left(ctx, rollback->path, &lowered);
    rollback->ops = lowered.ops;
}

Rollback ctx_rollback(RuleCtx *ctx)
{
    Rollback rollback = { 0 };
    FileText file = file_rollback(ctx->migration, &rollback.path);
    rollback.text = file.text;
    if (ctx->frontend && file.text.len > 0)
        take_apart(ctx, file, &rollback);
    return rollback;
}
