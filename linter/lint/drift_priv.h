// SPDX-License-Identifier: Apache-2.0
// A snapshot as a catalog.
#ifndef LINT_DRIFT_PRIV_H
#define LINT_DRIFT_PRIV_H

#include "base/map.h"
#include "ir/frontend.h"

// What was read of texts that come in one snapshot after the other.
typedef struct PieceCache {
    Arena *arena;
    const Meaning *meaning;
    bool is_mysql;  // or one of its kin
    bool is_sqlite; // likewise
    Map types;      // TypeRef, by its text
    Map indexes;    // IndexDef with the parts alone, by the text of the list
} PieceCache;

// The schema that the snapshot describes. Lives in `arena`.
const struct Catalog *snapshot_catalog(Arena *arena, PieceCache *cache,
                                       const Snapshot *snapshot, const Engine *engine);

#endif
