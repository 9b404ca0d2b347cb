// SPDX-License-Identifier: Apache-2.0
// A batch of files run on tables with rows in them, as the runner would run it: in its
// transactions, with its foreign keys.
#ifndef DIALECT_SQLITE_TRIAL_H
#define DIALECT_SQLITE_TRIAL_H

#include "dialect/sqlite_rows.h"
#include "ir/effects.h"
#include "ir/runner.h"

typedef struct SlTrial SlTrial;

// What a statement did to rows that were there before the batch.
typedef struct SlOutcome {
    SlResult result;
    RefusedFor refused_for; // where the result is a failure
    RowFateVec fates;
    bool foreign_keys; // they were held to when it ran
    bool in_transaction;
    Str ignored; // a PRAGMA that does nothing here: why; empty: it does something
} SlOutcome;

// A trial of a project that nothing was tried of yet; lives until it is freed.
SlTrial *sl_trial_new(const Runner *runner);
void sl_trial_free(SlTrial *trial); // NULL is fine

// A file begins. With a batch that is a new one, the tables are those of `schema`, and
// empty; a session goes on where the runner's goes on.
void sl_trial_begin(SlTrial *trial, SlDb *schema, size_t batch, TxOwner owner);

// Runs one statement. The tables that it touches get their rows before, except those that
// the batch itself has made. What fails for what is in the tables is run again without
// rows, so that the schema goes on as the text means it.
SlOutcome sl_trial_run(Arena *arena, SlTrial *trial, Str sql);
// Does something to the schema that no statement of the file says, such as making what an
// incomplete history lacks.
void sl_trial_mend(SlTrial *trial, Str sql);
// The schema was changed in a way that the trial could not follow: it takes the schema
// anew, and new rows.
void sl_trial_resync(SlTrial *trial, SlDb *schema);

// Rows of a table as they were when the batch began; no columns: it was not there, or not
// touched so far.
SlRows sl_trial_rows_before(Arena *arena, SlTrial *trial, Str table);
SlRows sl_trial_rows(Arena *arena, SlTrial *trial, Str table);

// The file ends, and with it the runner's transaction if that is round files. What the
// COMMIT is refused for is told with the statement that it is owed to: *statement is its
// number among those that were run since the transaction began, from 0 in this file;
// SIZE_MAX: one of a file before.
SlOutcome sl_trial_end(Arena *arena, SlTrial *trial, size_t *statement);

#endif
