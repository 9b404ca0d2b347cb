// SPDX-License-Identifier: Apache-2.0
// The ALGORITHM and LOCK clauses themselves: those that are missing, and those that the
// server refuses.
#include "lint/rule.h"

static bool is_first(const RuleCtx *ctx, const Op *op)
{
    return ctx_statement_op(ctx, op) == op;
}

// ---- require-algorithm ----

// Partitions take the clauses before what is done to them, all others behind it; an index
// and partitioning as such have no comma between.
static Str asserted(RuleCtx *ctx, const Op *op)
{
    static const char *const anew[] = { "by", "remove", NULL };
    Str text = ctx_migration(ctx)->text;
    Str head = str_slice(text, op->stmt.start, op->span.start);
    Str all = str_trim(str_slice(text, op->stmt.start, op->stmt.end));
    bool index = op->span.start == op->stmt.start;
    Str clauses = ctx_strongest_clauses(ctx, op, index ? " " : ", ");
    if (op->kind != OP_ALTER_PARTITION)
        return ctx_fmt(ctx, STR_FMT "%s" STR_FMT ";", STR_ARG(all), index ? " " : ", ",
                       STR_ARG(clauses));
    return ctx_fmt(ctx, STR_FMT STR_FMT "%s" STR_FMT ";", STR_ARG(head), STR_ARG(clauses),
                   str_is_any(op->verb, anew) ? " " : ", ",
                   STR_ARG(str_trim(str_slice(text, op->span.start, op->stmt.end))));
}

static bool lacks_clause(RuleCtx *ctx, const Op *op)
{
    return is_first(ctx, op) && op->asked.algorithm == ALGORITHM_DEFAULT &&
           op->asked.lock == ONLINE_LOCK_DEFAULT && op->effects.refused.len == 0 &&
           !ctx_table_is_idle(ctx, op) && !ctx_is_gone(ctx, op) &&
           ctx_strongest_clauses(ctx, op, ", ").len > 0;
}

static void check_require_algorithm(RuleCtx *ctx, const Op *op)
{
    if (!lacks_clause(ctx, op))
        return;
    Finding *f = report_op(ctx, op,
                           "nothing keeps " STR_FMT " from changing " STR_FMT
                           " in a slower way than expected",
                           STR_ARG(ctx_server(ctx)), STR_ARG(ctx_relation(ctx, op)));
    f->object = ctx_relation(ctx, op);
    fix_step(ctx, f, FIX_HERE, "Say how it has to run, or else be refused%s:",
             op->effects.assumed ? " (the history does not show how the column was, so "
                                   "this is the worst)"
                                 : "");
    fix_sql(ctx, f, STR_FMT, STR_ARG(asserted(ctx, op)));
}

RULE(require_algorithm) = {
    .id = "require-algorithm",
    .since = "0.1.0",
    .severity = SEV_WARNING,
    .dialects = "mysql",
    .off = true,
    .op = check_require_algorithm,
    .title = "A change of a table without ALGORITHM and LOCK",
    .why = "Without the clauses the server takes the best way it finds, and where it "
           "finds no quick one it copies the table while writes wait, without a word. "
           "With them it refuses at once what would take longer than the author thought: "
           "the table may have a FULLTEXT index, or the server may be an older one.",
    .fix = "State ALGORITHM=INSTANT, or ALGORITHM=INPLACE, LOCK=NONE, whichever is the "
           "strongest that the change passes",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "-- change\n"
           "ALTER TABLE users ADD COLUMN age int;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "-- change\n"
            "ALTER TABLE users ADD COLUMN age int, ALGORITHM=INSTANT;\n",
};

// ---- algorithm-impossible ----

static const Op *refused_for_clauses(const RuleCtx *ctx, const Op *op)
{
    const OpVec *ops = ctx_ops(ctx);
    for (; op < ops->at + ops->len; op++) {
        if (op->effects.refused_for == REFUSED_FOR_CLAUSES)
            return op;
        if (op + 1 == ops->at + ops->len || op[1].stmt_index != op->stmt_index)
            break;
    }
    return NULL;
}

static void check_algorithm_impossible(RuleCtx *ctx, const Op *op)
{
    const Op *refused = is_first(ctx, op) ? refused_for_clauses(ctx, op) : NULL;
    if (!refused || ctx_is_misfit(ctx, op))
        return;
    Finding *f = report_op(ctx, refused, STR_FMT " refuses the statement: " STR_FMT,
                           STR_ARG(ctx_server(ctx)), STR_ARG(refused->effects.refused));
    f->object = ctx_relation(ctx, refused);
    f->severity = refused->effects.assumed ? SEV_NOTICE : SEV_ERROR;
    Str clauses = ctx_strongest_clauses(ctx, refused, ", ");
    if (clauses.len > 0)
        fix_step(
            ctx, f, FIX_NOTE,
            "The strongest clauses that the server takes for this change are " STR_FMT,
            STR_ARG(clauses));
}

RULE(algorithm_impossible) = {
    .id = "algorithm-impossible",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .dialects = "mysql",
    .op = check_algorithm_impossible,
    .title = "The server refuses the ALGORITHM or LOCK clause",
    .why = "The clauses assert how the statement runs, and a server that cannot run it "
           "like that answers with an error (1845, 1846, 1221). That keeps the table "
           "safe, but the deploy fails at this statement, and what stands before it is "
           "already applied.",
    .fix = "State clauses that the change passes, or leave them out and choose another "
           "way to change the table",
    .bad = "-- engine mysql@8.0\n"
           "CREATE TABLE users (id bigint PRIMARY KEY, visits int);\n"
           "-- change\n"
           "ALTER TABLE users MODIFY visits bigint, ALGORITHM=INPLACE, LOCK=NONE;\n",
    .good = "-- engine mysql@8.0\n"
            "CREATE TABLE users (id bigint PRIMARY KEY, visits int);\n"
            "-- change\n"
            "ALTER TABLE users ALTER COLUMN visits SET DEFAULT 0, ALGORITHM=INSTANT;\n",
};
