// SPDX-License-Identifier: Apache-2.0
// The replay held against the snapshots, one migration after the other.
#ifndef LINT_DRIFT_H
#define LINT_DRIFT_H

#include "ir/frontend.h"
#include "lint/kit_drift.h"

typedef struct Drift Drift;

typedef struct DriftInput {
    const Frontend *frontend;
    const Project *project;
    const Catalog *catalog; // of the replay
    const Project *base;    // what its migrations show is known; NULL: nothing is
} DriftInput;

// NULL when there is nothing to compare: no snapshots, or a dialect that is not compared.
Drift *drift_new(Arena *arena, const DriftInput *input);
// Before the ops of a file are applied: what of them may do what nobody can read.
void drift_watch(Drift *drift, const Lowered *file);
// After the migration was replayed.
void drift_step(Drift *drift, size_t migration);
const DifferenceVec *drift_found(const Drift *drift); // NULL drift: none
void drift_free(Drift *drift); // what was found stays; NULL is fine

#endif
