// SPDX-License-Identifier: Apache-2.0
// Runs files on a trial beside the schema, as the front end does.
#include "trial_bench.h"

#include "base/out.h"

const Runner plain_on = { .title = "The runner",
                          .scope = TX_NONE,
                          .foreign_keys = FOREIGN_KEYS_ON };
const Runner plain_off = { .title = "The runner",
                           .scope = TX_NONE,
                           .foreign_keys = FOREIGN_KEYS_OFF };
const Runner all = { .title = "Drizzle",
                     .scope = TX_ALL_PENDING,
                     .foreign_keys = FOREIGN_KEYS_ON };
const Runner by_file = { .title = "goose",
                         .scope = TX_FILE,
                         .foreign_keys = FOREIGN_KEYS_ON };
const Runner locked = {
    .title = "D1", .scope = TX_FILE, .foreign_keys = FOREIGN_KEYS_LOCKED, .no_begin = true
};
const Runner suspended = { .title = "Drizzle",
                           .scope = TX_ALL_PENDING,
                           .foreign_keys = FOREIGN_KEYS_SUSPENDED };
const Runner forgetful = {
    .title = "sqlx", .scope = TX_NONE, .resets = true, .foreign_keys = FOREIGN_KEYS_ON
};

void history(Bench *bench, const Runner *runner, const char *sql)
{
    Str rest = str_from(sql), statement;
    while (str_cut(&rest, ';', &statement)) {
        if (str_trim(statement).len == 0)
            continue;
        SlResult result = sl_db_run(bench->arena, bench->db, str_trim(statement));
        if (result.status != SL_DONE)
            fail_msg(STR_FMT ": " STR_FMT, STR_ARG(statement), STR_ARG(result.message));
    }
    bench->trial = sl_trial_new(runner);
    bench->owner = runner->scope == TX_NONE ? TXO_NONE : TXO_RUNNER;
    bench->batch = 1;
}

static const char *const fates[] = {
    [ROWS_DELETED] = "deleted", [ROWS_NULLED] = "nulled", [ROWS_CHANGED] = "changed"
};
static const char *const refusals[] = { [REFUSED_FOR_ITSELF] = "itself",
                                        [REFUSED_FOR_ROWS] = "rows",
                                        [REFUSED_FOR_NULLS] = "nulls",
                                        [REFUSED_AT_COMMIT] = "commit" };

static void tell_fates(Out *out, const SlOutcome *outcome)
{
    for (size_t i = 0; i < outcome->fates.len; i++) {
        const RowFate *fate = &outcome->fates.at[i];
        out_fmt(out, "%s %zu/%zu " STR_FMT, fates[fate->kind], fate->count, fate->of,
                STR_ARG(fate->table));
        for (size_t k = 0; k < fate->columns.len; k++)
            out_fmt(out, "." STR_FMT, STR_ARG(fate->columns.at[k]));
        if (fate->because.len > 0)
            out_fmt(out, " by " STR_FMT, STR_ARG(fate->because));
        out_fmt(out, "%s; ", fate->only_nulls ? " NULLs" : "");
    }
}

// What came of the n-th statement, if anything.
static void tell(Out *out, size_t nth, const SlOutcome *outcome)
{
    Out own = out_new(out->arena);
    tell_fates(&own, outcome);
    if (outcome->result.status != SL_DONE)
        out_fmt(&own, "%s: " STR_FMT "; ", refusals[outcome->refused_for],
                STR_ARG(outcome->result.message));
    if (outcome->ignored.len > 0)
        out_fmt(&own, "ignored: " STR_FMT "; ", STR_ARG(outcome->ignored));
    if (own.buf.len > 0)
        out_fmt(out, "[%zu] " STR_FMT, nth, STR_ARG(out_text(&own)));
}

static Str run_some(Bench *bench, Str rest, bool ends)
{
    Out out = out_new(bench->arena);
    sl_trial_begin(bench->trial, bench->db, bench->batch, bench->owner);
    Str statement;
    size_t nth = 0;
    while (str_cut(&rest, ';', &statement)) {
        Str sql = str_trim(statement);
        if (sql.len == 0)
            continue;
        sl_db_run(bench->arena, bench->db, sql);
        SlOutcome outcome = sl_trial_run(bench->arena, bench->trial, sql);
        tell(&out, nth++, &outcome);
    }
    if (ends) {
        SlOutcome outcome = sl_trial_end(bench->arena, bench->trial, &nth);
        tell(&out, nth, &outcome);
    }
    return str_trim(out_text(&out));
}

Str judge(Bench *bench, const char *sql)
{
    return run_some(bench, str_from(sql), true);
}

size_t count(Bench *bench, const char *table)
{
    return sl_trial_rows(bench->arena, bench->trial, str_from(table)).at.len;
}
