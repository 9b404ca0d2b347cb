// SPDX-License-Identifier: Apache-2.0
// Which file is the baseline.
#ifndef CLI_BASELINE_PLACE_H
#define CLI_BASELINE_PLACE_H

#include "cli/places.h"

typedef struct BaselinePlace {
    Str path;        // from the root; as it was named where it lies outside; empty: none
    Str text;        // ptr NULL: it is not there
    bool is_outside; // of the root
    Str named_by;    // "--baseline", or the place in the configuration; empty: nobody
} BaselinePlace;

// What --baseline names, or the configuration, or tidegate-baseline.txt in the root. A
// file in the root is read from the tree that is judged. False with *why for one that
// cannot be read.
bool baseline_find(Arena *arena, const Scope *scope, BaselinePlace *place, Str *why);
// Why a run cannot go on without the file that somebody has named; empty: it is there, or
// nobody has.
Str baseline_missing(Arena *arena, const BaselinePlace *place);

#endif
