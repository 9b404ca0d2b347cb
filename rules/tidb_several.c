// SPDX-License-Identifier: Apache-2.0
// Several changes in one ALTER TABLE, which TiDB makes each against the table as it was.
#include "lint/rule.h"

static bool is_action(const Op *op)
{
    return !op_has(op, OPF_INLINE);
}

// A piece of the statement that can stand behind ALTER TABLE t by itself.
static bool stands_alone(Str text)
{
    static const char *const words[] = { "add",    "drop",  "modify",  "change",
                                         "rename", "alter", "convert", NULL };
    return str_is_any(str_take(text, str_find_char(text, ' ', 0)), words);
}

static void fix_apart_each(RuleCtx *ctx, Finding *f, const Op *first)
{
    const OpVec *ops = ctx_ops(ctx);
    Str text = ctx_migration(ctx)->text;
    StrVec actions = { 0 };
    for (const Op *op = first; op < ops->at + ops->len; op++) {
        if (op->stmt_index != first->stmt_index)
            break;
        Str action = str_slice(text, op->span.start, op->span.end);
        if (is_action(op) && !stands_alone(arena_lower(ctx_arena(ctx), action)))
            return;
        if (is_action(op))
            *vec_push(ctx_arena(ctx), &actions) = action;
    }
    fix_step(ctx, f, FIX_HERE, "Make each change in a statement of its own:");
    for (size_t i = 0; i < actions.len; i++)
        fix_sql(ctx, f, "ALTER TABLE " STR_FMT " " STR_FMT ";",
                STR_ARG(ctx_name_sql(ctx, first->name)), STR_ARG(actions.at[i]));
}

static bool is_refused_for_company(const Op *op)
{
    return op->effects.refused.len > 0 && op->effects.refused_for == REFUSED_FOR_COMPANY;
}

static void check_multi_schema(RuleCtx *ctx, const Op *op)
{
    const Op *first = ctx_statement_op(ctx, op);
    if (!is_refused_for_company(op) || ctx_is_misfit(ctx, op))
        return;
    for (const Op *before = first; before < op; before++)
        if (is_refused_for_company(before))
            return;
    Finding *f = report_op(
        ctx, op, STR_FMT " refuses the ALTER TABLE because of " STR_FMT ": " STR_FMT,
        STR_ARG(ctx_server(ctx)), STR_ARG(ctx_deed(ctx, op)),
        STR_ARG(op->effects.refused));
    f->object = ctx_relation(ctx, op);
    fix_apart_each(ctx, f, first);
}

RULE(tidb_multi_schema) = {
    .id = "tidb-multi-schema",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "tidb",
    .op = check_multi_schema,
    .title = "TiDB cannot make these changes in one ALTER TABLE",
    .why = "TiDB checks each change of an ALTER TABLE against the table as it was before "
           "all of them, so that none can name what another one makes; before 6.2 there "
           "can only be one. What MySQL takes is an error here, and the deploy stops.",
    .fix = "One ALTER TABLE for each change",
    .bad = "-- engine tidb@7.5\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN email varchar(255), ADD COLUMN name varchar(80) "
           "AFTER email;\n",
    .good = "-- engine tidb@7.5\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN email varchar(255), ADD COLUMN name "
            "varchar(80);\n",
};
