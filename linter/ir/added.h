// SPDX-License-Identifier: Apache-2.0
// What branches add beside each other, and which commits bring it.
#ifndef IR_ADDED_H
#define IR_ADDED_H

#include "base/arena.h"

typedef struct AddedMigration {
    Str path;
    Str name;
    Str version; // empty: it has no number
    bool has_idx;
    int64_t idx; // of its entry in the journal
    Str parent;  // the id of the snapshot that its own follows; empty: not known
} AddedMigration;

typedef VEC(AddedMigration) AddedMigrationVec;

typedef struct OtherBranch {
    Str name;       // "origin/feature-x"
    bool is_target; // the change is to be merged into it: what it adds came first
    AddedMigrationVec added;
} OtherBranch;

typedef VEC(OtherBranch) OtherBranchVec;

// A commit of the change that adds files to the migration folder.
typedef struct AddingCommit {
    Str id; // 40 hex digits
    Str message;
    StrVec files; // paths from the repository root
} AddingCommit;

typedef VEC(AddingCommit) AddingCommitVec;

#endif
