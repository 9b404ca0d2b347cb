// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: what the SQL builds and a generator's snapshot do
// not agree about.
#ifndef LINT_KIT_DRIFT_H
#define LINT_KIT_DRIFT_H

#include "catalog/catalog.h"
#include "ir/snapshot.h"

typedef enum DriftSide {
    DRIFT_BOTH,    // both have the object, and it differs
    DRIFT_SQL,     // only the SQL makes it
    DRIFT_SNAPSHOT // only the snapshot has it
} DriftSide;

// One object that is not the same on both sides.
typedef struct Difference {
    DriftSide side;
    const char *kind; // "column", "foreign key"
    Str object;       // "public.users.email"
    // What each side says it is, where they differ: "text, NOT NULL". DRIFT_BOTH only.
    Str sql, snapshot;
    Origin origin; // the op of the SQL; its span is the part that the object is. Not of
                   // DRIFT_SNAPSHOT
    Span span;     // the object in the snapshot's text; not of DRIFT_SQL
    // The SQL has all that the snapshot has, and more or in another order: whoever relies
    // on the snapshot finds it.
    bool harmless;
    // The snapshot is at fault: it parts from SQL that the one before agreed with.
    bool at_snapshot;
    const Snapshot *of;
} Difference;

typedef VEC(Difference) DifferenceVec;

#endif
