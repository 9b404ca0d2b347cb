// SPDX-License-Identifier: Apache-2.0
// Projects, migrations and their journal, as the layouts read them and as the history
// rules judge them.
#ifndef IR_MIGRATION_H
#define IR_MIGRATION_H

#include "ir/added.h"
#include "ir/declared.h"
#include "ir/deploy.h"
#include "ir/runner.h"
#include "ir/snapshot.h"

// What the change under review did to a migration. Without a base every migration is
// CHANGE_NEW.
typedef enum ChangeStatus {
    CHANGE_NEW,
    CHANGE_MERGED, // the base has it, and the runner sees no difference
    CHANGE_EDITED  // the base has it with another text
} ChangeStatus;

// What in a file's marks ("-- +goose Up") keeps its runner from running it.
typedef struct MarkFault {
    Span span;  // of the text
    Str reason; // a sentence without a full stop
} MarkFault;

typedef struct Migration {
    Str path;    // of the SQL file, from the repository root
    Str version; // the ordering prefix as written: "0003", "20260101120000"; Flyway's as
                 // it compares them: "1.2" of V1_02_0__a; empty: it has none
    Str name; // the migration's own name: journal tag, folder or file name without ".sql"
    Str text; // the SQL; for CHANGE_EDITED the new text
    Span up;  // of text: what a deploy runs; 0,0: all of it
    Span down;      // of text: the rollback that stands in the same file; 0,0: none does
    SpanVec pieces; // of text: what the runner sends as one statement each, where it goes
                    // by lines and not by SQL; none: it does not
    VEC(MarkFault) faults;
    Str base_text;    // CHANGE_EDITED: what the base has; ptr NULL otherwise
    Span base_up;     // of base_text, like up
    Str renamed_from; // CHANGE_NEW: the base's path of the same migration, which is gone
                      // from there; empty: it is of the change's own
    bool is_known;    // renamed_from: the runner takes the new name for the old one, and
                      // the text is the same: it does not run it again
    Str unreadable;   // why the file could not be read, to follow its name in a sentence:
                      // "is a directory"; empty: it could
    Str down_path;    // the migration's rollback file where it has one of its own; empty:
                      // none
    Str down_text;    // what is in it, if it could be read
    bool freed;       // a file beside it tells the tool to run it without a transaction
    bool repeats;     // it runs again on every database whenever its text changes
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
    bool repeats; // an entry before it has the same tag
    bool has_idx;
    int64_t idx;
    bool has_when;        // there is a number
    double when;          // milliseconds since 1970 if all is well
    bool has_breakpoints; // there is a truth value
    bool breakpoints;
    Str version;   // of the snapshot's format, as written
    Span span;     // the entry's object in the journal's text
    Span idx_span; // its values' spans; the entry's own span where the key is missing
    Span when_span;
    Span tag_span;
} JournalEntry;

// What makes a `when` no time that drizzle-kit can have written.
typedef enum WhenFault {
    WHEN_GOOD,
    WHEN_MISSING,  // or not a number
    WHEN_FRACTION, // no whole number
    WHEN_SECONDS,  // a number of seconds, where milliseconds belong
    WHEN_FUTURE    // more than a day ahead of `now`
} WhenFault;

// `now` in milliseconds since 1970; 0: not known, and nothing is in the future.
WhenFault when_fault(const JournalEntry *entry, double now);

// What is wrong with a journal whose entries can be read all the same.
typedef struct JournalFault {
    Str text; // to follow its name in a sentence: "has no \"version\""
    Span span;
    bool of_entry; // it leaves one of the entries in doubt
} JournalFault;

// Drizzle's meta/_journal.json.
typedef struct Journal {
    bool expected; // the layout has a journal
    bool present;
    Str path;
    Str text;
    Str error; // why it cannot be used, to follow its name in a sentence: "is empty";
               // empty: it can
    Span error_span; // where
    VEC(JournalFault) faults;
    Str version; // of the journal's format, as written
    Str dialect; // as written
    VEC(JournalEntry)
    entries;          // in the order of the array, which is the order of execution
    StrVec orphans;   // SQL files beside it that no entry names: paths
    StrVec snapshots; // the files beside it whose names are those of snapshots: paths
} Journal;

typedef struct Project {
    Str path;   // the migration folder, from the repository root; "." for the root itself
    Str layout; // "drizzle", "prisma", "goose", … as --layout takes it
    Engine engine;
    Str dialect; // "postgres", "mysql", "sqlite"
    const Runner *runner;
    Str schema_path;         // what the configuration names as schema; empty: nothing
    Str config_path;         // the file that led here; empty: a well-known folder
    MigrationVec migrations; // in the order in which the runner applies them
    Journal journal;
    StrVec stray; // files and folders in it that look like migrations and that the runner
                  // skips: paths
    Snapshots snapshots;
    const DeclaredSchema *declared; // NULL: nothing names a schema
    DeployFileVec deploy_files;     // of the repository, where they can be this project's
    AddedMigrationVec added;        // what the change adds; only where there are others
    OtherBranchVec others;          // the branches that were asked for and add something
    AddingCommitVec commits; // those of the change; only where a rule asks for them
} Project;

// The part of the text that a deploy runs.
Str migration_up(const Migration *migration);

// The runner has a place for rollbacks, or other migrations of the project have one.
bool project_has_rollbacks(const Project *project);

// The base's migration with this path, or NULL. A NULL project has none.
const Migration *project_migration(const Project *project, Str path);

// The first entry of this SQL file, or NULL.
const JournalEntry *journal_entry(const Journal *journal, Str sql_path);

#endif
