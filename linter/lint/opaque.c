// SPDX-License-Identifier: Apache-2.0
// Statements of which nobody can say what they do, or not for certain.
#include "lint/opaque.h"

#include "lint/ctx.h"
#include "lint/engine.h"

static void report_placeholder(RuleCtx *ctx, const Op *op)
{
    const char *effect = op->verb.len > 0
                             ? "the statement was judged as if it were a name"
                             : "the statement could not be judged";
    ctx->rule = &rule_template_placeholder;
    report_op(ctx, op, STR_FMT " is filled in before this is run: %s",
              STR_ARG(op->detail), effect);
}

static void report_syntax_error(RuleCtx *ctx, const Op *op)
{
    ctx->rule = &rule_syntax_error;
    report_op(ctx, op, "the %s grammar refuses this: " STR_FMT, ctx->frontend->grammar,
              STR_ARG(op->detail));
}

static void report_not_understood(RuleCtx *ctx, const Op *op)
{
    ctx->rule = &rule_opaque_statement;
    Finding *f = report_op(ctx, op, STR_FMT, STR_ARG(op->detail));
    if (ctx_is_sqlite(ctx))
        f->why = STR("SQLite's statements are judged by what they do to a database in "
                     "memory. This one was not run there, or not to its end: nobody has "
                     "seen what it does, and statements behind it may find another "
                     "schema than the one that they were judged on.");
}

void report_opaque(RuleCtx *ctx, const Op *op)
{
    if (op_has(op, OPF_TEMPLATE))
        report_placeholder(ctx, op);
    else if (op_has(op, OPF_SYNTAX))
        report_syntax_error(ctx, op);
    else
        report_not_understood(ctx, op);
}
