// SPDX-License-Identifier: Apache-2.0
// The way out of a finding, as steps: what to run, and where it belongs.
#ifndef LINT_FIX_H
#define LINT_FIX_H

#include "base/arena.h"

// Steps are taken in order; a place is told from the step before it. A fix without a step
// FIX_HERE leaves the statement as it is.
typedef enum FixPlace {
    FIX_NOTE,   // nothing to put anywhere: other work, or SQL that shows what is meant
    FIX_HERE,   // in place of the statement; no SQL: nothing stays of it
    FIX_BEHIND, // behind the last step that is in a file, or behind the statement
    FIX_TOP,    // the first in the statement's file
    FIX_END,    // the last in the statement's file
    FIX_ALONE,  // a new migration with nothing beside it, free of transactions
    FIX_NEXT,   // a new migration, which commits apart from the one before
    FIX_LATER,  // a migration of the next change, when this one is deployed
    FIX_HAND_BEFORE, // by hand, before the change is deployed
    FIX_HAND_AFTER   // by hand, afterwards
} FixPlace;

enum { FIX_PLACE_COUNT = FIX_HAND_AFTER + 1 };

typedef struct FixStep {
    FixPlace place;
    size_t way; // from 0: steps with another number are another way to go
    Str words;  // lead to the SQL; may be empty
    Str sql;    // statements as they go into the file, comments included; may be empty
} FixStep;

typedef VEC(FixStep) FixStepVec;

const char *fix_place_id(FixPlace place); // "next-migration", as the JSON report says it

// The steps for people: the words, and the SQL set in by two blanks, which keeps
// reporters from wrapping it.
Str fix_text(Arena *arena, const FixStepVec *steps);

#endif
