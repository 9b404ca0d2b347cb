// SPDX-License-Identifier: Apache-2.0
// Projects, migrations and their journal, as the layouts read them and as the history
// rules judge them.
#ifndef IR_MIGRATION_H
#define IR_MIGRATION_H

#include "ir/def.h"

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
    const char *edited_file; // what it does with an applied file whose text changed
} Runner;

// What the change under review did to a migration. Without a base every migration is
// CHANGE_NEW.
typedef enum ChangeStatus {
    CHANGE_NEW,
    CHANGE_MERGED, // the base has it, byte for byte
    CHANGE_EDITED  // the base has it with other bytes
} ChangeStatus;

typedef struct Migration {
    Str path;    // of the SQL file, from the repository root
    Str version; // the ordering prefix as written: "0003", "20260101120000"; empty: it
                 // has none
    Str name; // the migration's own name: journal tag, folder or file name without ".sql"
    Str text; // the SQL; for CHANGE_EDITED the new text
    Str base_text;  // CHANGE_EDITED: what the base has; ptr NULL otherwise
    Str unreadable; // why the file could not be read, to follow its name in a sentence:
                    // "is a directory"; empty: it could
    Str down_path;  // the migration's rollback file where it has one of its own; empty:
                    // none
    ChangeStatus status;
    size_t batch; // migrations of one batch are deployed together: what one makes is new
                  // to the others
    bool judged;  // rules look at it; otherwise it is only replayed
} Migration;

typedef VEC(Migration) MigrationVec;

typedef struct JournalEntry {
    Str tag;      // empty: missing or not a string
    Str sql_path; // where the tag's SQL must be
    bool has_sql; // and whether it is there
    bool has_idx;
    int64_t idx;
    bool has_when; // there is a number
    double when;   // milliseconds since 1970 if all is well
    Span span;     // the entry's object in the journal's text
    Span idx_span; // its values' spans; the entry's own span where the key is missing
    Span when_span;
    Span tag_span;
} JournalEntry;

// Drizzle's meta/_journal.json.
typedef struct Journal {
    bool expected; // the layout has a journal
    bool present;
    Str path;
    Str text;
    Str error; // why it cannot be used, to follow its name in a sentence: "is empty";
               // empty: it can
    Span error_span; // where
    Str dialect;     // as written
    VEC(JournalEntry)
    entries;        // in the order of the array, which is the order of execution
    StrVec orphans; // SQL files beside it that no entry names: paths
} Journal;

typedef struct Project {
    Str path;   // the migration folder, from the repository root; "." for the root itself
    Str layout; // "drizzle", "drizzle-v1", "prisma", "supabase", "plain"
    Engine engine;
    Str dialect; // "postgres", "mysql", "sqlite"
    const Runner *runner;
    Str schema_path;         // what the configuration names as schema; empty: nothing
    Str config_path;         // the file that led here; empty: a well-known folder
    MigrationVec migrations; // in the order in which the runner applies them
    Journal journal;
    StrVec stray; // files and folders in it that look like migrations and that the runner
                  // skips: paths
} Project;

// The base's migration with this path, or NULL. A NULL project has none.
const Migration *project_migration(const Project *project, Str path);

#endif
