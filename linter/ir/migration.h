// SPDX-License-Identifier: Apache-2.0
// Projects and their migrations, as the layouts read them and as the history rules judge
// them.
#ifndef IR_MIGRATION_H
#define IR_MIGRATION_H

#include "ir/added.h"
#include "ir/declared.h"
#include "ir/deploy.h"
#include "ir/fault.h"
#include "ir/journal.h"
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
    // ---- what it is called ----
    Str path;    // of the SQL file, from the repository root
    Str version; // the ordering prefix as written: "0003", "20260101120000"; Flyway's as
                 // it compares them: "1.2" of V1_02_0__a; empty: it has none
    Str name; // the migration's own name: journal tag, folder or file name without ".sql"
    Str id;   // what the runner knows it by where that is not its path: a change of a
              // plan, a changeset of a file with several (then `up` is its part of the
              // file); says nothing of the project's folder. Empty: the path

    // ---- what is in it ----
    Str text;       // the SQL; for CHANGE_EDITED the new text
    Str unreadable; // why the file could not be read, to follow its name in a sentence:
                    // "is a directory"; empty: it could
    Str record;  // what the runner's list says of it: Sqitch's line of the plan; a view
                 // of the list's text. Empty: nothing of weight
    Str sql;     // the text as it is run, where that differs: what the runner leaves out
                 // or reads as ";" is replaced at its place. ptr NULL: the text
    Str checked; // what the runner's checksum covers, if not all of it. ptr NULL: all
    SpanVec pieces; // of text: what the runner sends as one statement each, where it goes
                    // by lines and not by SQL; none: it does not
    VEC(MarkFault) faults;
    bool no_transaction; // its text, or a file beside it, tells the runner to open no
                         // transaction
    bool repeats;        // it runs again on every database whenever its text changes

    // ---- forward and back ----
    Span up;       // of text: what a deploy runs; 0,0: all of it
    Span down;     // of text: the rollback that stands in the same file; 0,0: none does
    Str down_path; // the rollback file where it has one of its own; empty: none
    Str down_text; // what is in it, if it could be read

    // ---- what the change did to it ----
    ChangeStatus status;
    Str base_text;    // CHANGE_EDITED: what the base has; ptr NULL otherwise
    Span base_up;     // of base_text, like up
    Str base_sql;     // likewise, like sql
    Str renamed_from; // CHANGE_NEW: the base's key of the same migration, which is gone
                      // from there; empty: it is of the change's own
    bool is_known;    // renamed_from: the runner takes the new name for the old one, and
                      // the text is the same: it does not run it again
    size_t batch; // migrations of one batch are deployed together: what one makes is new
                  // to the others
    bool judged;  // rules look at it; otherwise it is only replayed
} Migration;

typedef VEC(Migration) MigrationVec;

typedef struct Project {
    Str path;   // the migration folder, from the repository root; "." for the root itself
    Str layout; // "drizzle", "prisma", "goose", … as --layout takes it
    Engine engine;
    bool version_assumed; // nobody has said which the engine has
    Str dialect;          // "postgres", "mysql", "sqlite"
    const Runner *runner;
    Str schema_path;           // what the configuration names as schema; empty: nothing
    StrVec schema_wishes;      // what tidegate.jsonc names in its stead; from the root
    Str schema_named_by;       // the path of that file
    Str layout_by, dialect_by; // what told them: a file, or the folder; empty: a guess
    Str config_path;           // the file that led here; empty: a well-known folder
    MigrationVec migrations;   // in the order in which the runner applies them
    Journal journal;
    StrVec stray; // files and folders in it that look like migrations and that the runner
                  // skips: paths
    StrVec asides; // SQL files in it that are meant for something else: paths
    Str list_path; // the file that lists them with a record for each; empty: none
    Str list_text;
    Str list_head;       // what the records hang on beside themselves: the project's name
    FileFaultVec faults; // of the files by which the runner knows its migrations
    Snapshots snapshots;
    const DeclaredSchema *declared; // NULL: nothing names a schema
    DeployFileVec deploy_files;     // of the repository, where they can be this project's
    AddedMigrationVec added;        // what the change adds; only where there are others
    OtherBranchVec others;          // the branches that were asked for and add something
    AddingCommitVec commits; // those of the change; only where a rule asks for them
} Project;

// The part of the text that a deploy runs.
Str migration_up(const Migration *migration);
// The migration's own text: its part of a file that holds several, else all of it. The
// second is of the base, where it is edited.
Str migration_own(const Migration *migration);
Str migration_own_before(const Migration *migration);
// Where a finding about it as a whole belongs: at its beginning.
Span migration_start(const Migration *migration);
// What tells migrations of one project apart, and finds the same one on the other side.
Str migration_key(const Migration *migration);

// The runner has a place for rollbacks, or other migrations of the project have one.
bool project_has_rollbacks(const Project *project);

// The base's migration with this path, or NULL. A NULL project has none.
const Migration *project_migration(const Project *project, Str path);
// The migration with this key, or NULL.
const Migration *project_keyed(const Project *project, Str key);
// The project's migration with the same key as one of the other side, or NULL.
const Migration *project_same(const Project *project, const Migration *other);

#endif
