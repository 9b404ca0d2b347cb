// SPDX-License-Identifier: Apache-2.0
// Files run on tables with rows in them: sessions and transactions as the runner has
// them, and what is done about a statement that the rows do not let through.
#include "dialect/sqlite_trial_priv.h"

#include "dialect/sqlite_db_priv.h"

// ---- from beginning to end ----

SlTrial *sl_trial_new(const Runner *runner)
{
    Arena *arena = arena_new();
    SlTrial *trial = NEW(arena, SlTrial);
    trial->arena = arena;
    trial->of_batch = arena_new();
    trial->tmp = arena_new();
    trial->runner = runner;
    trial->db = sl_db_open();
    trial->astray = true;
    trial->ended_at = trial->owing = SIZE_MAX;
    return trial;
}

void sl_trial_free(SlTrial *trial)
{
    if (!trial)
        return;
    sl_db_close(trial->db);
    arena_free(trial->of_batch);
    arena_free(trial->tmp);
    arena_free(trial->arena);
}

// ---- files ----

void sl_trial_resync(SlTrial *trial, SlDb *schema)
{
    arena_reset(trial->tmp);
    trial->schema = schema;
    sl_trial_take_schema(trial);
}

void sl_trial_mend(SlTrial *trial, Str sql)
{
    sl_db_attempt(trial->db, sql);
}

// What the batch before has left in tables is none of the rows that this one finds.
static void begin_batch(SlTrial *trial)
{
    sl_trial_forget_batch(trial);
    sl_trial_begin_session(trial);
    sl_trial_take_schema(trial);
}

static void begin_file(SlTrial *trial, SlDb *schema, size_t batch, TxOwner owner)
{
    bool is_new = !trial->begun || trial->batch != batch;
    trial->schema = schema;
    trial->begun = true;
    trial->batch = batch;
    trial->owner = owner;
    trial->statement = 0;
    trial->ended_at = trial->owing = SIZE_MAX;
    bool goes_on = trial->runner->scope == TX_ALL_PENDING && !is_new;
    if (is_new)
        begin_batch(trial);
    else if (trial->runner->resets && !goes_on)
        sl_trial_begin_session(trial);
    if (!is_new)
        sl_trial_take_more(trial);
    if (owner == TXO_NONE || goes_on || sl_db_in_transaction(trial->db))
        return;
    sl_trial_exec(trial, "BEGIN");
    trial->opened = true;
}

void sl_trial_begin(SlTrial *trial, SlDb *schema, size_t batch, TxOwner owner)
{
    arena_reset(trial->tmp);
    sl_db_begin_known(trial->db);
    begin_file(trial, schema, batch, owner);
    sl_db_begin_file(trial->db);
}

// ---- PRAGMA foreign_keys ----

static Str why_ignored(Arena *arena, const SlTrial *trial)
{
    const Runner *runner = trial->runner;
    if (runner->foreign_keys == FOREIGN_KEYS_LOCKED)
        return arena_fmt(arena, "%s holds to foreign keys whatever a PRAGMA says",
                         runner->title);
    if (!trial->opened)
        return STR("SQLite passes over it inside a transaction");
    return arena_fmt(arena, "%s runs %s in one transaction, where SQLite passes over it",
                     runner->title,
                     runner->scope == TX_ALL_PENDING ? "all pending migrations"
                                                     : "a migration");
}

static bool is_foreign_keys(const SlHead *head)
{
    return head->kind == OP_SET_SESSION && head->detail.len > 0 &&
           str_eq_ci(head->part, STR("foreign_keys"));
}

static void set_foreign_keys(Arena *arena, SlTrial *trial, const SlHead *head,
                             SlOutcome *outcome)
{
    bool on = sl_is_on(trial->tmp, head->detail);
    if (on == outcome->foreign_keys)
        return;
    if (outcome->in_transaction || trial->runner->foreign_keys == FOREIGN_KEYS_LOCKED)
        outcome->ignored = why_ignored(arena, trial);
    else
        sl_set_foreign_keys(trial->db, on);
}

// ---- a statement ----

static bool has_work_on_rows(const SlHead *head)
{
    switch ((int)head->kind) {
    case OP_CREATE_TABLE:
        return str_eq(head->verb, STR("as"));
    case OP_TRANSACTION:
    case OP_SET_SESSION:
    case OP_MAINTENANCE:
    case OP_CREATE_VIEW:
    case OP_DROP_VIEW:
    case OP_CREATE_TRIGGER:
    case OP_DROP_TRIGGER:
    case OP_DROP_INDEX:
    case OP_RENAME_TABLE:
        return false;
    default:
        return true;
    }
}

static SlHead read_head(SlTrial *trial, Str sql)
{
    SpanVec comments = { 0 };
    SlSplitter splitter = {
        .arena = trial->tmp, .tmp = trial->tmp, .text = sql, .comments = &comments
    };
    SlStatement statement = { 0 };
    if (!sl_split_next(&splitter, &statement))
        return (SlHead){ .kind = OP_NONE };
    return sl_read_head(trial->tmp, sql, &statement);
}

static SlWatchedVec watch(SlTrial *trial, const SlTouchedVec *touched)
{
    SlWatchedVec watched = { 0 };
    for (size_t i = 0; i < touched->len; i++) {
        SlKept *kept = sl_kept(trial, touched->at[i].table);
        unsigned changes =
            SL_UPDATES | SL_DELETES | SL_DROPS | (trial->replaces ? SL_INSERTS : 0);
        if (!kept || !(touched->at[i].how & changes))
            continue;
        bool copy = sl_holds_copies(kept);
        if (copy || sl_is_watched(kept))
            *vec_push(trial->tmp, &watched) =
                (SlWatched){ kept, touched->at[i].how, kept->name, copy,
                             *sl_rows_now(trial, kept) };
    }
    return watched;
}

// The statement has failed and taken the transaction with it, as OR ROLLBACK does.
static bool has_lost_transaction(SlTrial *trial, const SlHead *head,
                                 const SlOutcome *outcome)
{
    return outcome->in_transaction && head->kind != OP_TRANSACTION &&
           !sl_db_in_transaction(trial->db);
}

static SlResult accepted(const SlOutcome *outcome)
{
    return (SlResult){ .offset = SIZE_MAX,
                       .touched = outcome->result.touched,
                       .as_string = outcome->result.as_string };
}

static void after_failure(SlTrial *trial, Str sql, const SlHead *head, SlOutcome *outcome)
{
    bool lost = has_lost_transaction(trial, head, outcome);
    if (head->kind == OP_TRANSACTION) {
        if (outcome->result.code == SQLITE_CONSTRAINT_FOREIGNKEY) {
            outcome->refused_for = REFUSED_AT_COMMIT;
            if (trial->doubted)
                outcome->result = accepted(outcome);
            sl_trial_exec(trial, "ROLLBACK");
            trial->opened = false;
            sl_trial_take_schema(trial);
        }
        return;
    }
    if (lost) {
        outcome->refused_for =
            outcome->result.status == SL_FAILED ? REFUSED_FOR_ROWS : REFUSED_FOR_ITSELF;
        sl_trial_take_schema(trial);
        sl_trial_exec(trial, "BEGIN");
        return;
    }
    sl_trial_run_without_rows(trial, sql, head, outcome);
    if (sl_trial_is_unproven(trial, head, outcome))
        outcome->result = accepted(outcome);
    sl_trial_keep_in_step(trial);
}

static void after_transaction(SlTrial *trial, const SlHead *head)
{
    if (str_eq(head->verb, STR("rollback")))
        sl_trial_look_again(trial);
    if (trial->opened && !sl_db_in_transaction(trial->db)) {
        trial->opened = false;
        trial->ended_at = trial->statement;
    }
}

static void note_debt(SlTrial *trial, const SlHead *head)
{
    bool owes = sl_db_in_transaction(trial->db) && sl_db_owes_keys(trial->db);
    if (owes && !trial->owes) {
        trial->owing = trial->statement;
        trial->doubted = sl_trial_owes_by_value(trial, head);
    }
    trial->owes = owes;
}

static SlResult refused(SlStatus status, Str message)
{
    return (SlResult){
        .status = status, .code = SQLITE_ERROR, .offset = SIZE_MAX, .message = message
    };
}

// It does nothing to rows, and SQLite does it in a database that it attaches. False: it
// writes a file.
static bool vacuum(SlTrial *trial, Str sql, SlOutcome *outcome)
{
    if (sl_mentions(trial->tmp, sql, STR("into")))
        return false;
    if (outcome->in_transaction || trial->runner->no_begin)
        outcome->result =
            refused(SL_FAILED, STR("cannot VACUUM from within a transaction"));
    return true;
}

// What is the runner's matter, or the connection's. False: SQLite is to run it.
static bool run_aside(Arena *arena, SlTrial *trial, Str sql, const SlHead *head,
                      SlOutcome *outcome)
{
    if (is_foreign_keys(head)) {
        set_foreign_keys(arena, trial, head, outcome);
        return true;
    }
    if (head->kind == OP_TRANSACTION && trial->runner->no_begin) {
        outcome->result =
            refused(SL_REFUSED, arena_fmt(arena, "%s refuses BEGIN, COMMIT and SAVEPOINT",
                                          trial->runner->title));
        return true;
    }
    return head->kind == OP_MAINTENANCE && str_eq(head->verb, STR("vacuum")) &&
           vacuum(trial, sql, outcome);
}

static void note_words(SlTrial *trial, Str sql, const SlHead *head)
{
    trial->settings = trial->settings || head->kind == OP_SET_SESSION;
    trial->replaces = sl_mentions(trial->tmp, sql, STR("replace")) ||
                      sl_mentions(trial->tmp, sql, STR("conflict"));
    trial->selects = sl_mentions(trial->tmp, sql, STR("select"));
}

// IF NOT EXISTS makes nothing of a table that is there.
static bool is_made_already(const SlTrial *trial, const SlHead *head)
{
    return head->kind == OP_CREATE_TABLE &&
           sl_columns(trial->tmp, trial->db, head->name.name).len > 0;
}

static void run_on_rows(Arena *arena, SlTrial *trial, Str sql, SlHead head,
                        SlOutcome *outcome)
{
    bool there = is_made_already(trial, &head);
    SlTouchedVec touched = { 0 };
    if (has_work_on_rows(&head))
        touched = sl_db_try(trial->tmp, trial->db, sql).touched;
    sl_trial_prepare(trial, &touched);
    SlWatchedVec watched = watch(trial, &touched);
    outcome->result = sl_db_run(arena, trial->db, sql);
    if (sl_trial_passes(trial, sql, &head, outcome))
        outcome->result = accepted(outcome);
    if (outcome->result.status != SL_DONE) {
        after_failure(trial, sql, &head, outcome);
        return;
    }
    if (head.kind == OP_TRANSACTION)
        after_transaction(trial, &head);
    SlDone done = { &head, &touched, outcome->foreign_keys };
    if (there)
        head.kind = OP_NONE;
    sl_trial_follow(trial, &head, &outcome->result.touched);
    outcome->fates = sl_fates(arena, trial, &done, &watched);
    note_debt(trial, &head);
}

SlOutcome sl_trial_run(Arena *arena, SlTrial *trial, Str sql)
{
    arena_reset(trial->tmp);
    SlOutcome outcome = { .result = { .offset = SIZE_MAX },
                          .foreign_keys = sl_foreign_keys(trial->db),
                          .in_transaction = sl_db_in_transaction(trial->db) };
    SlHead head = read_head(trial, sql);
    if (!run_aside(arena, trial, sql, &head, &outcome)) {
        note_words(trial, sql, &head);
        run_on_rows(arena, trial, sql, head, &outcome);
    }
    trial->statement++;
    return outcome;
}

// ---- rows ----

static void copy_texts_of(Arena *arena, StrVec *to, const StrVec *from)
{
    for (size_t i = 0; i < from->len; i++)
        *vec_push(arena, to) = arena_copy(arena, from->at[i]);
}

// They outlive the batch.
static SlRows copy_rows(Arena *arena, const SlRows *rows)
{
    SlRows copy = { .table = arena_copy(arena, rows->table) };
    copy_texts_of(arena, &copy.columns, &rows->columns);
    for (size_t i = 0; i < rows->at.len; i++)
        copy_texts_of(arena, vec_push(arena, &copy.at), &rows->at.at[i]);
    return copy;
}

SlRows sl_trial_rows_before(Arena *arena, SlTrial *trial, Str table)
{
    arena_reset(trial->tmp);
    for (size_t i = 0; i < trial->kept.entries.len; i++) {
        SlKept *kept = trial->kept.entries.at[i].value;
        if (!kept || !str_eq_ci(kept->original, table))
            continue;
        if (kept->has_before)
            return copy_rows(arena, &kept->before);
        if (kept->filled && sl_is_watched(kept))
            return copy_rows(arena, &sl_rows_now(trial, kept)->rows);
    }
    return (SlRows){ 0 };
}

SlRows sl_trial_rows(Arena *arena, SlTrial *trial, Str table)
{
    return sl_rows_read(arena, trial->db, table);
}

// ---- the end of a file ----

static SlOutcome end_transaction(Arena *arena, SlTrial *trial, size_t *statement)
{
    SlOutcome outcome = { .foreign_keys = sl_foreign_keys(trial->db),
                          .in_transaction = sl_db_in_transaction(trial->db) };
    outcome.result = sl_db_run(arena, trial->db, STR("COMMIT"));
    trial->opened = false;
    if (outcome.result.status == SL_DONE)
        return outcome;
    outcome.refused_for = REFUSED_AT_COMMIT;
    *statement = trial->owing;
    if (trial->doubted)
        outcome.result = accepted(&outcome);
    sl_trial_exec(trial, "ROLLBACK");
    sl_trial_look_again(trial);
    trial->astray = true;
    return outcome;
}

SlOutcome sl_trial_end(Arena *arena, SlTrial *trial, size_t *statement)
{
    arena_reset(trial->tmp);
    *statement = SIZE_MAX;
    SlOutcome outcome = { .result = { .offset = SIZE_MAX } };
    if (trial->ended_at != SIZE_MAX) {
        *statement = trial->ended_at;
        outcome.result = sl_db_run(arena, trial->db, STR("COMMIT"));
        return outcome;
    }
    if (!trial->opened)
        return outcome;
    if (trial->runner->scope != TX_ALL_PENDING)
        return end_transaction(arena, trial, statement);
    // The files that are still to come hardly pay: it is told where it is owed.
    if (!trial->owes || trial->doubted || trial->owing == SIZE_MAX)
        return outcome;
    *statement = trial->owing;
    outcome.in_transaction = true;
    outcome.foreign_keys = sl_foreign_keys(trial->db);
    outcome.refused_for = REFUSED_AT_COMMIT;
    outcome.result.status = SL_FAILED;
    outcome.result.code = SQLITE_CONSTRAINT_FOREIGNKEY;
    outcome.result.message = STR("FOREIGN KEY constraint failed");
    return outcome;
}
