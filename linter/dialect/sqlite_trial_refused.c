// SPDX-License-Identifier: Apache-2.0
// A statement that the rows do not let through: whether that is about all rows, about
// NULLs, or about values that are ours and prove nothing of production's.
#include "dialect/sqlite_trial_priv.h"

#include "dialect/sqlite_db_priv.h"

#define SAVEPOINT "\"tidegate's trial\""

static void begin(SlTrial *trial)
{
    sl_trial_exec(trial, "SAVEPOINT " SAVEPOINT);
}

// False: it is as if nothing had been tried.
static bool end(SlTrial *trial, bool done)
{
    if (done && sl_db_attempt(trial->db, STR("RELEASE " SAVEPOINT)) == SQLITE_OK)
        return true;
    sl_trial_exec(trial, "ROLLBACK TO " SAVEPOINT);
    sl_trial_exec(trial, "RELEASE " SAVEPOINT);
    return false;
}

static bool run(SlTrial *trial, Str sql)
{
    return sl_db_run(trial->tmp, trial->db, sql).status == SL_DONE;
}

// ---- without rows ----

// Tables of the statement with rows that were there, or copies of such.
static StrVec with_rows(SlTrial *trial, const SlTouchedVec *touched)
{
    StrVec tables = { 0 };
    for (size_t i = 0; i < touched->len; i++) {
        SlKept *kept = sl_kept(trial, touched->at[i].table);
        if (kept && (sl_is_watched(kept) || kept->copied))
            *vec_push(trial->tmp, &tables) = kept->name;
    }
    return tables;
}

static bool run_with(SlTrial *trial, Str sql, const StrVec *tables,
                     void (*thin_out)(Arena *tmp, SlDb *db, Str table))
{
    begin(trial);
    for (size_t i = 0; i < tables->len; i++)
        thin_out(trial->tmp, trial->db, tables->at[i]);
    bool done = end(trial, run(trial, sql));
    for (size_t i = 0; i < tables->len; i++) {
        SlKept *kept = sl_kept(trial, tables->at[i]);
        kept->fresh = false;
        kept->filled = kept->filled && !done;
    }
    return done;
}

// Of two rows one is enough to fit; that is about NULL unless it is about their number,
// or about which row is referred to: DROP TABLE looks at nothing else.
static bool is_about_number(int code, const SlHead *head)
{
    return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
           code == SQLITE_CONSTRAINT_ROWID || head->kind == OP_DROP_TABLE;
}

void sl_trial_run_without_rows(SlTrial *trial, Str sql, const SlHead *head,
                               SlOutcome *outcome)
{
    SlTouchedVec *touched = &outcome->result.touched;
    StrVec tables = with_rows(trial, touched);
    if (outcome->result.status != SL_FAILED || tables.len == 0)
        return;
    if (run_with(trial, sql, &tables, sl_leave_first))
        outcome->refused_for = is_about_number(outcome->result.code, head)
                                   ? REFUSED_FOR_ROWS
                                   : REFUSED_FOR_NULLS;
    else if (run_with(trial, sql, &tables, sl_empty))
        outcome->refused_for = REFUSED_FOR_ROWS;
    else
        return;
    sl_trial_follow(trial, head, touched);
}

// ---- values that prove nothing ----

static bool is_change(const SlHead *head)
{
    return head->kind == OP_INSERT || head->kind == OP_UPDATE || head->kind == OP_DELETE;
}

// The table that the statement names has rows whose parents are not there.
static bool has_orphans(const SlTrial *trial, const SlHead *head)
{
    Str sql = arena_fmt(trial->tmp, "PRAGMA foreign_key_check(" STR_FMT ")",
                        STR_ARG(ident_quoted(trial->tmp, head->name.name, '"')));
    return sl_query(trial->tmp, trial->db, sql).len > 0;
}

// Production may have the parents that a text names, such as those of an earlier seed.
static bool run_without_keys(SlTrial *trial, Str sql, const SlHead *head)
{
    bool keys = sl_foreign_keys(trial->db);
    begin(trial);
    sl_set_foreign_keys(trial->db, false);
    bool done = run(trial, sql) && has_orphans(trial, head);
    sl_set_foreign_keys(trial->db, keys);
    return end(trial, done);
}

// Rows that a CHECK has not been about so far have values of ours.
static bool run_without_checks(SlTrial *trial, Str sql)
{
    begin(trial);
    sl_trial_exec(trial, "PRAGMA ignore_check_constraints = ON");
    bool done = run(trial, sql);
    sl_trial_exec(trial, "PRAGMA ignore_check_constraints = OFF");
    return end(trial, done);
}

bool sl_trial_passes(SlTrial *trial, Str sql, const SlHead *head, SlOutcome *outcome)
{
    const SlResult *result = &outcome->result;
    bool reads = sl_reads_old_rows(trial, head, &result->touched);
    if (result->status != SL_FAILED || !is_change(head))
        return false;
    if (result->code == SQLITE_CONSTRAINT_CHECK)
        return reads && run_without_checks(trial, sql);
    return result->code == SQLITE_CONSTRAINT_FOREIGNKEY && head->kind != OP_DELETE &&
           run_without_keys(trial, sql, head);
}

bool sl_trial_is_unproven(const SlTrial *trial, const SlHead *head,
                          const SlOutcome *outcome)
{
    const SlResult *result = &outcome->result;
    return result->status == SL_FAILED && is_change(head) &&
           (result->code & 0xff) == SQLITE_CONSTRAINT &&
           outcome->refused_for == REFUSED_FOR_ITSELF &&
           sl_reads_old_rows(trial, head, &result->touched);
}

bool sl_trial_owes_by_value(const SlTrial *trial, const SlHead *head)
{
    return (head->kind == OP_INSERT || head->kind == OP_UPDATE) &&
           has_orphans(trial, head);
}
