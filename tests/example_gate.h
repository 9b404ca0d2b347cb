// SPDX-License-Identifier: Apache-2.0
// The part of `tidegate check` behind the suppressions, for examples: the baseline, and
// what a change does to the gate's own files.
#ifndef TESTS_EXAMPLE_GATE_H
#define TESTS_EXAMPLE_GATE_H

#include "cli/projects.h"
#include "lint/run.h"

typedef struct ExampleGate {
    FileTree *now;
    FileTree *base; // NULL: judged without one
    const RuleChoiceVec *choices;
} ExampleGate;

// The findings are finished, and stay so.
void example_gate(Arena *arena, const ExampleGate *gate, FindingVec *findings);

#endif
