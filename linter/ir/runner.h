// SPDX-License-Identifier: Apache-2.0
// Engines, and who runs the files on them, as data.
#ifndef IR_RUNNER_H
#define IR_RUNNER_H

#include "base/str.h"

typedef struct Engine {
    Str family; // "postgres", "mysql", "sqlite", …
    int major;  // 0: not set
} Engine;

// Which statements share a transaction when the runner applies pending migrations.
typedef enum TxScope {
    TX_NONE,       // each statement by itself
    TX_FILE,       // a migration's statements
    TX_ALL_PENDING // all pending migrations together
} TxScope;

// Who opened the transaction that an op runs in.
typedef enum TxOwner {
    TXO_NONE,    // there is none: the statement commits by itself
    TXO_RUNNER,  // the runner
    TXO_STRING,  // the server, round the statements of one string
    TXO_BLOCK,   // the server, round a DO block or a call
    TXO_EXPLICIT // a BEGIN in the text
} TxOwner;

// Which files of a runner with TX_FILE run without a transaction all the same.
typedef enum TxEscape {
    ESCAPE_NEVER,
    ESCAPE_LONE, // one of a single statement: the transaction is the implicit one that a
                 // server makes of several statements in one string
    ESCAPE_UNIFORM // one in which every statement refuses to run in a transaction, as the
                   // runner knows
} TxEscape;

// Who runs the files, as data: see source/runner.c.
typedef struct Runner {
    const char *name;  // "drizzle", "prisma", … as --runner takes it
    const char *title; // "Drizzle", for sentences
    TxScope scope;
    TxEscape escape;
    const char *frees; // with ESCAPE_UNIFORM: the statements that it knows to refuse, as
                       // a regular expression for how they begin
    bool unknown; // nobody knows who it is: its connection and its settings may be any
    bool breakpoints;      // text is cut at "--> statement-breakpoint"
    bool one_string;       // a file outside of its transactions still is one string
    bool one_statement;    // its driver refuses a piece with several statements
    bool resets;           // each file starts with the settings of a new session
    const char *opt_out;   // in a comment, frees a file of its transaction; NULL: nothing
    const char *down;      // the line where a file's rollback begins; NULL: it has none
    bool keeps_names;      // it records full names: two migrations may share a number
    const char *late_file; // what it does with a migration that sorts before applied ones
    bool nolint;           // its own linter reads "atlas:nolint" in comments
    const char *edited_file; // what it does with an applied file whose text changed
} Runner;

#endif
