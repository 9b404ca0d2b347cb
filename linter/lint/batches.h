// SPDX-License-Identifier: Apache-2.0
// Where the batches of a project end. Their migrations may be mixed with others.
#ifndef LINT_BATCHES_H
#define LINT_BATCHES_H

#include "ir/migration.h"

// Each by the index of a migration.
typedef struct Batches {
    const size_t *end;          // the last one of its batch; of what is merged: itself
    const bool *is_last_judged; // no other one of its batch is judged behind it
} Batches;

Batches batches_read(Arena *arena, const MigrationVec *all);

#endif
