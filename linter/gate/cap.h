// SPDX-License-Identifier: Apache-2.0
// How many findings of one file are reported one by one.
#ifndef GATE_CAP_H
#define GATE_CAP_H

#include "lint/run.h"

// Of each file that has more than `most` the weightiest are kept; a finding of
// limit-reached counts the others and is as severe as the severest of them. Called when
// all else is decided, the verdict too: what is left out blocks as before. The findings
// are finished, and stay so.
void cap_apply(Arena *arena, size_t most, FindingVec *findings);

#endif
