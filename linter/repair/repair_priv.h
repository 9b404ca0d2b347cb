// SPDX-License-Identifier: Apache-2.0
// What the steps of a repair share.
#ifndef REPAIR_REPAIR_PRIV_H
#define REPAIR_REPAIR_PRIV_H

#include "base/map.h"
#include "repair/repair.h"
#include "source/journal.h"

// An entry that is not merged, as it is and as it is to be.
typedef struct Item {
    const JournalEntry *entry;
    Str json; // its object, a view of the journal's text that its spans count in
    const Journal *journal;
    Str tag;
    int64_t idx;
    double when;
    Str snapshot; // text as it is; ptr NULL: it has none
    Str snapshot_path;
    bool is_here;     // the snapshot is among the files, not only on a side of a merge
    bool is_by_idx;   // its name begins with the idx where the tag begins otherwise
    Str new_snapshot; // text as it is to be
    Str id;           // as it is
    Str new_id;
} Item;

typedef VEC(Item) ItemVec;

typedef struct Plan {
    Arena *arena;
    const RepairInput *input;
    Repair *repair;
    Str *why;
    Str path;            // the journal's
    Str text;            // as it is
    Journal ours;        // what it says; of one with conflict markers the first side
    Journal theirs;      // the second side; no entries where there are no markers
    Journal merged;      // the target branch's; no entries where nothing is merged
    bool has_conflict;   // there are markers
    bool is_idle;        // nothing here is new: there is nothing to repair
    VEC(Journal) others; // those of input->others; without entries where there is none
    StrVec merged_json;  // the objects of the merged entries, in their order
    ItemVec items;       // in the order in which they are to run
} Plan;

// Sets *why; always false.
bool plan_refuse(Plan *plan, Str why);
void plan_line(Plan *plan, Str line);
void plan_write(Plan *plan, Str path, Str text);
// Says that a file goes, unless something else is written there.
void plan_remove(Plan *plan, Str path);

// A file of the migration folder; false when it is not there or cannot be read.
bool plan_read(const Plan *plan, FileTree *tree, Str path, Str *text);
// The paths of a tag's SQL and of its snapshot.
Str plan_sql_path(const Plan *plan, Str tag);
Str plan_snapshot_path(const Plan *plan, Str prefix);
// Where an item's snapshot belongs.
Str plan_snapshot_target(const Plan *plan, const Item *item);
// What stands before the first "_" of a tag; all of it where there is none.
Str tag_prefix(Str tag);
bool is_same_text(Str a, Str b); // but for carriage returns

const JournalEntry *journal_find(const Journal *journal, Str tag); // NULL: not there
// The journal of the folder in another tree; false when it has none that can be used.
bool plan_journal_of(const Plan *plan, FileTree *tree, Journal *journal);

// ---- conflict.c ----

bool conflict_is_in(Str text);
// Both sides of a text with conflict markers; false when they do not pair up.
bool conflict_split(Arena *arena, Str text, Str sides[2]);

// ---- the steps of a plan, one after the other ----

// Each is false with *plan->why when there is no going on without a guess.

// collect.c: which entries there are.
bool plan_collect(Plan *plan);
// number.c: idx, when and tag.
bool plan_number(Plan *plan);
// chain.c: snapshots.
bool plan_chain(Plan *plan);
// write.c: texts and files.
bool plan_files(Plan *plan);

// ---- rebase.c ----

typedef struct Rebase {
    Str parent; // the snapshot that `own` was made after
    Str onto;   // the one that it comes after now
    Str own;
} Rebase;

// The snapshot `own` with all that `onto` has and `parent` had not; own's text itself
// where that makes no difference. False with *why when both have changed one thing.
bool snapshot_rebase(Arena *arena, const Rebase *rebase, Str *text, Str *why);

#endif
