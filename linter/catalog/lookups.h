// SPDX-License-Identifier: Apache-2.0
// What the last names meant that were asked for. Rules and facts ask for the same few
// again and again between two changes of the catalog.
#ifndef CATALOG_LOOKUPS_H
#define CATALOG_LOOKUPS_H

#include "base/arena.h"
#include "ir/name.h"

typedef struct Lookups Lookups;

Lookups *lookups_new(Arena *arena);
// Names may mean something else from now on.
void lookups_forget(Lookups *lookups);
// Whether the answer is known: *found, which is NULL for a name that means nothing.
bool lookups_have(const Lookups *lookups, Name name, void **found);
// Keeps a copy of the name; a very long one is not kept.
void lookups_note(Lookups *lookups, Name name, void *found);

#endif
