// SPDX-License-Identifier: Apache-2.0
// The server that a project is for, and what it says no to, in words.
#include "lint/rule.h"

const Op *ctx_statement_op(const RuleCtx *ctx, const Op *op)
{
    return op_statement(ctx_ops(ctx), op).first;
}

bool ctx_is_misfit(const RuleCtx *ctx, const Op *op)
{
    return op_misfit(ctx_statement_op(ctx, op)).len > 0;
}

Str ctx_deed(RuleCtx *ctx, const Op *op)
{
    static const char *const words[OP_KIND_COUNT] = {
        [OP_ADD_COLUMN] = "adding the column",
        [OP_DROP_COLUMN] = "dropping the column",
        [OP_RENAME_COLUMN] = "renaming the column",
        [OP_MODIFY_COLUMN] = "changing the column",
        [OP_ALTER_COLUMN] = "changing the column",
        [OP_SET_DEFAULT] = "changing the default of",
        [OP_DROP_DEFAULT] = "changing the default of",
        [OP_CREATE_INDEX] = "making the index",
        [OP_DROP_INDEX] = "dropping the index",
        [OP_RENAME_INDEX] = "renaming the index",
        [OP_ALTER_INDEX] = "changing the index",
        [OP_ADD_CONSTRAINT] = "adding the constraint",
        [OP_DROP_CONSTRAINT] = "dropping the constraint",
        [OP_ALTER_CONSTRAINT] = "changing the constraint",
        [OP_CREATE_TABLE] = "making the table",
        [OP_DROP_TABLE] = "dropping the table",
        [OP_TRUNCATE] = "emptying the table",
        [OP_RENAME_TABLE] = "renaming the table",
        [OP_ALTER_PARTITION] = "changing the partitions of",
        [OP_CREATE_VIEW] = "making the view",
        [OP_DROP_VIEW] = "dropping the view",
        [OP_CREATE_TRIGGER] = "making the trigger",
        [OP_DROP_TRIGGER] = "dropping the trigger",
        [OP_INSERT] = "inserting into",
        [OP_UPDATE] = "updating",
        [OP_DELETE] = "deleting from",
        [OP_SELECT] = "reading",
    };
    Str part = op->part;
    if (op->kind == OP_ADD_COLUMN && op->column)
        part = op->column->name;
    else if (op->kind == OP_CREATE_INDEX && op->index)
        part = ctx_index_name(ctx, op->index);
    else if (op->kind == OP_ADD_CONSTRAINT && op->constraint)
        part = op->constraint->kind == CON_PRIMARY_KEY ? STR("PRIMARY")
                                                       : ctx_constraint_name(ctx, op);
    const char *deed = words[op->kind] ? words[op->kind] : "altering";
    Str what = part.len > 0 ? ctx_member(ctx, op, part) : ctx_relation(ctx, op);
    return ctx_fmt(ctx, "%s " STR_FMT, deed, STR_ARG(what));
}
