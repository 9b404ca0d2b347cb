// SPDX-License-Identifier: Apache-2.0
// What is kept of a project from file to file. Two databases: the schema as the history
// has made it, without a row in it, where every statement shows what it changes; and,
// for files that are judged, one with rows, where it shows what it does to them.
#ifndef DIALECT_SQLITE_WORLD_H
#define DIALECT_SQLITE_WORLD_H

#include "base/map.h"
#include "dialect/sqlite_head.h"
#include "dialect/sqlite_shelf.h"
#include "dialect/sqlite_trial.h"
#include "ir/frontend.h"

struct World {
    Arena *arena;
    Engine engine;
    const Runner *runner;
    SlShelf *shelf;   // the schema as the files so far have left it
    SlStock stock;    // what `schema` has of it
    size_t stock_max; // objects in `schema`, before a new one is begun
    SlDb *schema;     // what a file may be about; foreign keys are off
    bool presumes;    // some of the tables are presumed
    Map known; // what some file has made or was presumed, also what is gone again; by
               // name in lower case
    SlTrial *trial; // NULL: no file has been judged yet
    size_t batch;   // of the last one that was
};

// A statement that fires triggers of a table.
typedef struct SlWrite {
    Str table;
    const char *verb; // as in BrokenWrite
    Str sql;
    Str failure; // empty: it can be prepared
    Str trigger; // that fails; empty: not known
} SlWrite;

typedef VEC(SlWrite) SlWriteVec;

// A statement, and what came of it. Lives in the file's arena.
typedef struct SlStep {
    Str sql; // its text
    Span span;
    size_t index; // of the file's statements
    SlHead head;
    bool ran;              // false: the file is only looked at, or it cannot be run
    SlResult result;       // on the schema, where no row is
    const SlTable *before; // the table that it names, or that its index or trigger is
                           // on; NULL: there was none
    const SlTable *after;  // the same table afterwards, also under a new name
    bool tried;            // `outcome` is known: the file is judged
    SlOutcome outcome;
    size_t first_op, op_end; // of the file's ops
    // Of one that copies rows, tried and not refused: what the tables that it reads hold,
    // and what its own holds afterwards.
    SlRowsVec rows_read;
    SlRows rows_after;
    SlWrite broken; // what it breaks; no sql: nothing
} SlStep;

typedef VEC(SlStep) SlStepVec;

// A file on its way through the world.
typedef struct SlFile {
    Arena *arena;
    Arena *tmp;
    World *world; // NULL: it is only looked at
    const Engine *engine;
    Lowered *lowered;
    SlStepVec steps;
    bool tries;        // its statements are run on tables with rows in them as well
    size_t not_run;    // steps, because the file's budget was used up
    size_t not_run_op; // of the first of them, which tells it
} SlFile;

World *sl_world_new(const Engine *engine, const Runner *runner);
void sl_world_free(World *world);

// ---- sqlite_ops.c ----

// Adds the ops of a step, with what is known of their effects.
void sl_add_ops(SlFile *file, SlStep *step, const SlStatement *statement);
// At the file's end: how many steps were not run for want of budget.
void sl_tell_not_run(SlFile *file);
// The COMMIT is refused for what this step has done.
void sl_set_commit(SlFile *file, const SlStep *step, const SlOutcome *outcome);
// Where in the file the text of a CREATE TABLE would begin that SQLite keeps of a step's,
// so that places in the one are places in the other.
size_t sl_definition_start(const SlStep *step);
// A new op of the step, at this place.
Op *sl_op(SlFile *file, const SlStep *step, OpKind kind, Span span);

// ---- sqlite_effects.c ----

// Frontend.effects: adds to what running the statement has shown.
void sl_effects(Arena *arena, const Scene *scene);

// ---- sqlite_presume.c ----

// SQLite has refused the statement because a table or column is not there which no file
// has ever made: it is made, with what the statement tells of it. False: it is something
// else, and nothing was done.
bool sl_presume(SlFile *file, const SlStep *step);
// Presumed tables have the keys that foreign keys to or from the statement's table refer
// to: without them SQLite refuses to write ("foreign key mismatch").
void sl_presume_keys(SlFile *file, const SlStep *step);
// A file has made something of that name, or named it anew: what it lacks from now on is
// gone or misspelt.
void sl_know(World *world, Str name);
void sl_know_renamed(World *world, Str from, Str to);
// No file has made the table: it may have columns that nobody has named yet.
bool sl_is_presumed(const World *world, Str name);

// ---- sqlite_template.c ----

// SQLite has refused the text at a placeholder that somebody fills in before: step->sql
// becomes the text with names in the place of all of them, of the same length, and the
// head and the statement's tokens are read anew. False: it is something else.
bool sl_fill_template(SlFile *file, SlStep *step, SlStatement *statement,
                      Span *placeholder);

// ---- sqlite_mend.c ----

// SQLite has refused a rename for a view or trigger that reads what is not there: it is
// made all the same. False: it was something else, and nothing was done.
bool sl_mend_rename(const SlFile *file, const SlStep *step);

// ---- sqlite_writes.c ----

// The writes to tables that have triggers, as the schema is.
SlWriteVec sl_writes(const SlFile *file);
// Behind the step one fails that did not before.
void sl_note_broken(const SlFile *file, SlStep *step, const SlWriteVec *before);
// At the file's end: what still fails becomes an effect of the step's op.
void sl_add_broken(const SlFile *file);

// ---- sqlite_gates.c ----

// Syntax that the target's version does not take, as misfits of the step's first op.
void sl_add_misfits(SlFile *file, const SlStep *step);
// Statements that the linked SQLite does not take though the target does: libSQL's ALTER
// COLUMN … TO, and what is newer than the library. True: it is one of them, and the
// schema (the trial's as well) was changed as it says; step->result has what came of it.
bool sl_run_foreign(SlFile *file, SlStep *step);

// ---- sqlite_undone.c ----

// Takes away the fates of rows that are at the end of the file as they were before it.
// To be called while the trial still is where the file leaves it.
void sl_forget_undone(SlFile *file);

// ---- sqlite_rebuild.c ----

// Tables that the file makes anew: create, copy, drop, rename in any order. Replaces the
// ops of those steps by REBUILD_TABLE and by what is new about the table.
void sl_collapse_rebuilds(SlFile *file);

// ---- sqlite_diff.c ----

// What is new about a table, as ops of the step: ADD_COLUMN, DROP_COLUMN,
// ALTER_COLUMN_TYPE, SET_NOT_NULL, DROP_NOT_NULL, SET_DEFAULT, DROP_DEFAULT,
// ALTER_GENERATED, ADD_CONSTRAINT, DROP_CONSTRAINT, SET_TABLE_OPTION. The spans are those
// of the new definition, which stands in the step's text from `shift` on; where it says
// nothing any more, the step's.
void sl_add_differences(SlFile *file, const SlStep *step, const SlTable *before,
                        const SlTable *after);

#endif
