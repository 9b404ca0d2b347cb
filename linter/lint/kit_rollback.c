// SPDX-License-Identifier: Apache-2.0
// A migration's rollback, taken apart for rules that ask for it. No deploy runs it, so
// the replay never sees it.
#include "lint/ctx.h"
#include "lint/opener.h"

Rollback ctx_rollback(RuleCtx *ctx)
{
    const Migration *migration = ctx->migration;
    bool has_section = migration->down.end > migration->down.start;
    bool has_file = migration->down_text.len > 0;
    Rollback rollback = { migration->path, migration->text, { 0 } };
    FileText file = { migration->text, migration->down };
    if (!has_section && has_file) {
        rollback = (Rollback){ migration->down_path, migration->down_text, { 0 } };
        file = (FileText){ migration->down_text, { 0 } };
    }
    if (ctx->frontend && (has_section || has_file))
        rollback.ops = file_lower(ctx->arena, ctx->frontend, ctx_runner(ctx), file).ops;
    return rollback;
}
