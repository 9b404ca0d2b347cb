// SPDX-License-Identifier: Apache-2.0
// Repairing Drizzle's journal: which entries, SQL files and snapshots have to be other
// than they are, so that what is not merged comes after what is. Only plans; the caller
// writes.
#ifndef REPAIR_REPAIR_H
#define REPAIR_REPAIR_H

#include "source/tree.h"

typedef VEC(FileTree *) FileTreeVec;

typedef struct RepairInput {
    FileTree *now;      // the files as they are on disk
    FileTree *merged;   // those of the target branch: what it has is not touched; NULL:
                        // nothing is merged
    Str merged_name;    // "origin/main"
    FileTreeVec others; // the sides of a merge, whose snapshots and entries may be lost
    Str dir;            // the migration folder
    double present;     // milliseconds since 1970
    // Fills bytes with random ones, for new ids; false: there are none.
    bool (*random)(unsigned char *bytes, size_t count);
} RepairInput;

typedef struct RepairFile {
    Str path; // from the trees' root
    Str text;
    bool is_gone; // deleted; text is empty
} RepairFile;

typedef VEC(RepairFile) RepairFileVec;

typedef struct Repair {
    StrVec lines;        // what changes, one line each; none: all is well
    RepairFileVec files; // in the order in which they are to be written: the journal
                         // behind all that it names, and deletions behind the journal
} Repair;

// False with *why, which says what to do, when the journal cannot be repaired without
// touching what is merged, or without a guess.
bool repair_plan(Arena *arena, const RepairInput *input, Repair *repair, Str *why);

#endif
