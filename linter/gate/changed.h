// SPDX-License-Identifier: Apache-2.0
// A change that edits what decides about it: said in every report, so that nobody
// approves it without having seen that.
#ifndef GATE_CHANGED_H
#define GATE_CHANGED_H

#include "lint/rule.h"

// One of the gate's own files, as the change leaves it and as the base has it.
typedef struct GateFile {
    Str path;
    Str now, base; // the texts; ptr NULL: it is not there
} GateFile;

// Adds a finding where the change adds, edits or deletes the file: also where nothing
// else is new, since what it turns off may be about what the change deletes. The
// configuration's names the keys that differ, the baseline's counts entries; comments do
// not count.
void changed_configuration(Arena *arena, const GateFile *file, FindingVec *said);
void changed_baseline(Arena *arena, const GateFile *file, FindingVec *said);

#endif
