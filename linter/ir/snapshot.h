// SPDX-License-Identifier: Apache-2.0
// Snapshots: what a generator wrote down about the schema beside each migration.
#ifndef IR_SNAPSHOT_H
#define IR_SNAPSHOT_H

#include "ir/op.h"

typedef struct Snapshot {
    Str path;         // from the repository root
    Str name;         // of its migration, or of the file where it belongs to none
    size_t migration; // index in Project.migrations; SIZE_MAX: it belongs to none
    Str text;
    Str error;       // why it cannot be used, to follow its name in a sentence: "is
                     // empty"; empty: it can
    Span error_span; // where
    int version;     // of its format; 0: not known
    Str dialect;     // as written
    Str id;
    Span id_span;
    StrVec parents;         // ids; the root's is all zeros
    Span parents_span;      // the value of prevId or prevIds
    VEC(size_t) parents_at; // their places in Snapshots.all; SIZE_MAX: not there
    size_t twin;            // an earlier file with the same id; SIZE_MAX: none
    // Another one that stands beside it where drizzle-kit wants one behind the other, the
    // first by name, and what both of them change; SIZE_MAX: none.
    size_t rival;
    Str rivalry;
    bool is_diff; // it only tells what it changes in its first parent's schema
    bool is_new;  // the base has no file of this path and these bytes
    // The schema that it describes, as the ops that would make it from nothing, with
    // spans in `text`; 0,0 for what a diff has from its parents. Only where has_ops:
    // snapshots that are new, the newest, and the newest that the base has. Names are
    // those that the database keeps.
    // A column's TypeRef has the text that drizzle-kit writes, not yet the canonical one,
    // and in name.schema the schema of its own types where the snapshot tells it.
    bool has_ops;
    OpVec ops;
} Snapshot;

typedef VEC(Snapshot) SnapshotVec;

typedef struct Snapshots {
    bool expected;          // the layout has snapshots
    SnapshotVec all;        // in the order of the migrations; those of none behind them
    StrVec missing;         // paths where a migration's snapshot must be and is not
    VEC(size_t) missing_of; // and the migration of each
} Snapshots;

#endif
