// SPDX-License-Identifier: Apache-2.0
// Who runs the files on the server, as data.
#ifndef IR_RUNNER_H
#define IR_RUNNER_H

#include "ir/checksum.h"
#include "ir/engine.h"

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

// How a runner tells a file's forward part from its rollback.
typedef enum SectionMarks {
    MARKS_NONE,   // it does not: a file is one or the other
    MARKS_GOOSE,  // "-- +goose Up"; it cuts statements at lines, too
    MARKS_DBMATE, // "-- migrate:up"
    MARKS_NODE_PG // "-- Up Migration"
} SectionMarks;

// SQLite: whether the runner's connection holds to foreign keys.
typedef enum ForeignKeys {
    FOREIGN_KEYS_ON,       // until a PRAGMA outside of a transaction says otherwise
    FOREIGN_KEYS_OFF,      // likewise
    FOREIGN_KEYS_LOCKED,   // on, whatever a PRAGMA says
    FOREIGN_KEYS_SUSPENDED // the runner turns them off round the migrations
} ForeignKeys;

// What becomes of a byte order mark at the start of a file.
typedef enum BomFate {
    BOM_SENT,    // to the server, as part of the first statement
    BOM_TAKEN,   // away
    BOM_IN_MARK, // it keeps the runner from knowing the first line for a mark of its own
    BOM_BY_TOOL  // nobody knows which tool it is
} BomFate;

// Who runs the files, as data: see source/runner.c.
typedef struct Runner {
    const char *name;    // "drizzle", "prisma", … as --runner takes it
    const char *dialect; // the one that it runs; NULL: all that have no row of its name
    const char *title;   // "Drizzle", for sentences
    TxScope scope;
    TxEscape escape;
    const char *frees; // with ESCAPE_UNIFORM: the statements that it knows to refuse, as
                       // a regular expression for how they begin
    bool unknown; // nobody knows who it is: its connection and its settings may be any
    bool breakpoints;   // text is cut at "--> statement-breakpoint"
    bool dashes;        // a line between statements that begins with "--" is not sent,
                        // whatever comes next: to MySQL "--x" is no comment
    bool one_string;    // a file outside of its transactions still is one string
    bool one_statement; // its driver refuses a piece with several statements
    bool resets;        // each file starts with the settings of a new session
    ForeignKeys foreign_keys;
    bool no_begin;       // it refuses BEGIN, COMMIT and SAVEPOINT in the text
    const char *opt_out; // the line that frees a file of its transaction, as a regular
                         // expression; NULL: there is none
    SectionMarks marks;
    BomFate bom;
    bool by_subject;  // its files are kept by subject as often as by time: where a new
                      // one sorts says little
    bool keeps_names; // it records full names: two migrations may share a number
    bool nolint;      // its own linter reads "atlas:nolint" in comments
    const char *late_file;   // what it does with a migration that sorts before applied
                             // ones, the newest of which is {newest}
    const char *edited_file; // what it does with an applied file whose text changed
    Checksum checksum;
    const char *touched_file; // likewise, where only its checksum did; NULL: the same
    bool ignores_names; // a file with the number of an applied one is that one, whatever
                        // the rest of its name
    // What it does with an applied file that has another name, another number, or is
    // gone; NULL: nobody knows.
    const char *renamed_file;
    const char *renumbered_file;
    const char *deleted_file;
} Runner;

#endif
