// SPDX-License-Identifier: Apache-2.0
// A trial from the inside: the tables it has seen, and what is compared.
#ifndef DIALECT_SQLITE_TRIAL_PRIV_H
#define DIALECT_SQLITE_TRIAL_PRIV_H

#include "dialect/sqlite_head.h"
#include "dialect/sqlite_rows_priv.h"
#include "dialect/sqlite_trial.h"

// A table that a statement has touched. One that was there before the batch is filled
// with our rows when it is touched first; one that the batch makes begins empty, and what
// is in it is no loss until it becomes an heir: it stands, by a RENAME or by its own
// name, where a table stood that is gone, and its rows are that one's from then on.
typedef struct SlKept {
    Str name;     // now
    Str original; // when the batch began
    bool filled;  // with our rows, as far as that can be done
    bool made;    // by this batch
    bool heir;
    bool gone;
    // Of one that is made: it holds rows of tables that were there before, this one
    // first.
    bool copied;
    Str source;
    bool has_before;
    SlRows before; // as the batch found it
    bool fresh;    // `now` is what the table holds
    SlKeyedRows now;
    bool has_olds;
    StrVec olds; // keys of the rows that were there before the batch
} SlKept;

struct SlTrial {
    const Runner *runner;
    Arena *arena; // for as long as it lives
    Arena *of_batch;
    Arena *tmp; // of one call
    SlDb *db;
    SlDb *schema;
    Map kept; // SlKept, by its name in lower case
    Map made; // the same, those that this batch has made
    bool begun;
    size_t batch;
    size_t rows_read; // in this batch
    long gap;         // between the numbers that count changes of the two schemas
    bool astray;      // the schema has to be taken anew
    bool settings;    // a PRAGMA has run in this session
    bool temporary;   // there may be temporary tables
    bool replaces;    // the statement may put a row in the place of another
    bool selects;     // the statement has a SELECT in it
    // Transactions.
    TxOwner owner;
    bool opened;      // the runner's is open
    size_t ended_at;  // the statement that ended it in its stead; SIZE_MAX: none
    size_t statement; // the number of the next one
    bool owes;
    bool doubted; // … for values of the text, whose parents production may have
    size_t
        owing; // the statement that made the transaction owe; SIZE_MAX: of another file
};

// ---- sqlite_trial_session.c ----

// A statement of our own that may fail.
void sl_trial_exec(SlTrial *trial, const char *sql);
// Takes the schema anew, in the transaction that was open.
void sl_trial_take_schema(SlTrial *trial);
// Takes what the schema has and the trial has not: what a further file may be about.
void sl_trial_take_more(SlTrial *trial);
// Takes the schema anew if one of the two has seen what the other has not.
void sl_trial_keep_in_step(SlTrial *trial);
// A new connection, as the runner opens it.
void sl_trial_begin_session(SlTrial *trial);

// ---- sqlite_trial_tables.c ----

// NULL: not touched so far.
SlKept *sl_kept(const SlTrial *trial, Str table);
// Rows are put into what is touched, and read before it changes.
void sl_trial_prepare(SlTrial *trial, const SlTouchedVec *touched);
// The statement is done: which tables are new, gone, renamed, copied into.
void sl_trial_follow(SlTrial *trial, const SlHead *head, const SlTouchedVec *touched);
// The text has rolled something back.
void sl_trial_look_again(SlTrial *trial);
// Forgets all tables.
void sl_trial_forget_batch(SlTrial *trial);
// It reads rows that were there before the batch, and not just to see whether a key is
// among them.
bool sl_reads_old_rows(const SlTrial *trial, const SlHead *head,
                       const SlTouchedVec *touched);
// Its rows are copies of rows that were there before, for a table that is made anew.
bool sl_holds_copies(const SlKept *kept);
// Its rows count.
bool sl_is_watched(const SlKept *kept);
const SlKeyedRows *sl_rows_now(SlTrial *trial, SlKept *kept);

// ---- sqlite_trial_refused.c ----

// The statement has failed, and is run again with fewer rows, and with none.
void sl_trial_run_without_rows(SlTrial *trial, Str sql, const SlHead *head,
                               SlOutcome *outcome);
// It has failed for values that production may not have, or for parents that it may have;
// it was run again without that constraint.
bool sl_trial_passes(SlTrial *trial, Str sql, const SlHead *head, SlOutcome *outcome);
// It has failed, with rows and without, for what it has found in tables.
bool sl_trial_is_unproven(const SlTrial *trial, const SlHead *head,
                          const SlOutcome *outcome);
// The transaction owes for values that stand in the statement.
bool sl_trial_owes_by_value(const SlTrial *trial, const SlHead *head);

// ---- sqlite_trial_fates.c ----

// What the statement has done to rows of these tables, whose rows were read before it.
typedef struct SlDone {
    const SlHead *head;
    const SlTouchedVec *touched;
    bool foreign_keys;
} SlDone;

typedef struct SlWatched {
    SlKept *kept;
    unsigned how; // SlTouch bits
    Str name;     // when the statement began
    bool copy;    // it holds copies: what the statement says itself is no loss
    SlKeyedRows rows;
} SlWatched;

typedef VEC(SlWatched) SlWatchedVec;

RowFateVec sl_fates(Arena *arena, SlTrial *trial, const SlDone *done,
                    const SlWatchedVec *watched);

#endif
