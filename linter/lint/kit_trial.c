// SPDX-License-Identifier: Apache-2.0
// SQLite and its kin: settings, and in words what a trial has shown.
#include "lint/rule.h"

// ---- settings ----

static Str bare(Str value)
{
    value = str_trim(value);
    bool quoted = value.len > 1 && (value.ptr[0] == '\'' || value.ptr[0] == '"');
    return quoted ? str_slice(value, 1, value.len - 1) : value;
}

static bool sets(const Op *op, Str setting)
{
    return op->kind == OP_SET_SESSION && str_eq_ci(op->part, setting) &&
           op->detail.len > 0;
}

// SQLite takes any other word for OFF.
static bool means_on(Str value)
{
    static const Str words[] = { STR_INIT("on"), STR_INIT("yes"), STR_INIT("true"),
                                 STR_INIT("full"), STR_INIT("extra") };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_ci(value, words[i]))
            return true;
    bool number = value.len > 0 && value.ptr[0] >= '0' && value.ptr[0] <= '9';
    return number && !str_eq(value, STR("0"));
}

bool op_turns_on(const Op *op, Str setting)
{
    return sets(op, setting) && means_on(bare(op->detail));
}

bool op_turns_off(const Op *op, Str setting)
{
    return sets(op, setting) && !means_on(bare(op->detail));
}

const Op *ctx_keys_off(const RuleCtx *ctx, const Op *op)
{
    static const Str setting = STR_INIT("foreign_keys");
    const Op *off = NULL;
    for (const Op *earlier = ctx_ops(ctx)->at; earlier < op; earlier++) {
        bool counts = sets(earlier, setting) && earlier->effects.ignored.len == 0;
        if (counts)
            off = op_turns_off(earlier, setting) ? earlier : NULL;
    }
    return off;
}

// ---- rows ----

bool fate_is_by_key(const RowFate *fate)
{
    return str_starts(fate->because, STR("ON DELETE")) ||
           str_starts(fate->because, STR("ON UPDATE"));
}

static Str fate_words(RuleCtx *ctx, const RowFate *fate)
{
    static const char *const verbs[] = {
        [ROWS_DELETED] = "deletes rows of ",    [ROWS_NULLED] = "sets NULL in ",
        [ROWS_CHANGED] = "changes rows of ",    [ROWS_LEFT] = "leaves rows behind of ",
        [ROWS_SWAPPED] = "changes columns of ", [ROWS_LITERAL] = "overwrites values of ",
    };
    Str columns = STR("");
    if (fate->kind == ROWS_NULLED && fate->columns.len > 0)
        columns = ctx_fmt(ctx, STR_FMT " of ", STR_ARG(ctx_list(ctx, &fate->columns)));
    return ctx_fmt(ctx, "%s" STR_FMT STR_FMT " (" STR_FMT ")", verbs[fate->kind],
                   STR_ARG(columns), STR_ARG(fate->table), STR_ARG(fate->because));
}

Str ctx_side_fates(RuleCtx *ctx, const Op *op)
{
    const RowFateVec *fates = &effects_on_rows(&op->effects)->fates;
    StrVec words = { 0 };
    for (size_t i = 0; i < fates->len; i++) {
        const RowFate *fate = &fates->at[i];
        if (fate->because.len > 0)
            *vec_push(ctx_arena(ctx), &words) = fate_words(ctx, fate);
    }
    return ctx_clause(ctx, "where foreign keys and triggers are in force it also ",
                      &words);
}

// ---- refusals ----

bool op_fails_on_rows(const Op *op)
{
    return op->effects.refused.len > 0 && (op->effects.refused_for == REFUSED_FOR_ROWS ||
                                           op->effects.refused_for == REFUSED_FOR_NULLS);
}

Str ctx_failure(RuleCtx *ctx, const Op *op)
{
    static const char *const places[] = {
        [REFUSED_FOR_ITSELF] = "",
        [REFUSED_FOR_COMPANY] = "",
        [REFUSED_FOR_CLAUSES] = "",
        [REFUSED_FOR_ROWS] = " on a table with rows",
        [REFUSED_FOR_NULLS] = " on a row that holds NULL",
        [REFUSED_AT_COMMIT] = ", when the transaction commits,",
    };
    return ctx_fmt(ctx, "fails%s: " STR_FMT, places[op->effects.refused_for],
                   STR_ARG(op->effects.refused));
}
