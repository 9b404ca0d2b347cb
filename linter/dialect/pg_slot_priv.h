// SPDX-License-Identifier: Apache-2.0
// The children of parse nodes as places: what walks over a tree and changes it on the
// way.
#ifndef DIALECT_PG_SLOT_PRIV_H
#define DIALECT_PG_SLOT_PRIV_H

#include "base/arena.h"

struct Node;

// Where a node holds a child, so that another can take its place.
typedef struct PgSlot {
    void *holder;
    size_t offset;
} PgSlot;

typedef VEC(PgSlot) PgSlotVec;

struct Node *pg_slot_get(PgSlot slot);
void pg_slot_set(PgSlot slot, struct Node *node);
// Adds the places of the children of a node of an expression or query, those that are
// there, or of a list's elements.
void pg_child_slots(Arena *arena, struct Node *node, PgSlotVec *slots);

#endif
