// SPDX-License-Identifier: Apache-2.0
// A few slots, one for each name that falls into it. Names are copied: the memory of one
// that was asked for may hold another one by now.
#include "catalog/lookups.h"

#include <string.h>

enum { SLOTS = 16, LONGEST = 64 }; // PostgreSQL's names have 63 bytes

typedef struct Lookup {
    unsigned long age; // another one than that of all: the slot is free
    void *found;
    size_t schema_len, name_len;
    char schema[LONGEST], name[LONGEST];
} Lookup;

struct Lookups {
    unsigned long age; // counts up with each change
    Lookup at[SLOTS];
};

Lookups *lookups_new(Arena *arena)
{
    Lookups *lookups = NEW(arena, Lookups);
    lookups->age = 1;
    return lookups;
}

void lookups_forget(Lookups *lookups)
{
    lookups->age++;
}

// Names that differ at their ends, as tables of one family do, have different slots.
static size_t slot_of(Name name)
{
    size_t at = name.name.len + 2 * name.schema.len;
    if (name.name.len > 0)
        at += (unsigned char)name.name.ptr[name.name.len - 1];
    return at % SLOTS;
}

static bool is_same(const char *kept, size_t len, Str s)
{
    return len == s.len && (len == 0 || memcmp(kept, s.ptr, len) == 0);
}

bool lookups_have(const Lookups *lookups, Name name, void **found)
{
    const Lookup *slot = &lookups->at[slot_of(name)];
    *found = slot->found;
    return slot->age == lookups->age && is_same(slot->name, slot->name_len, name.name) &&
           is_same(slot->schema, slot->schema_len, name.schema);
}

static size_t keep(char *kept, Str s)
{
    if (s.len > 0)
        memcpy(kept, s.ptr, s.len);
    return s.len;
}

void lookups_note(Lookups *lookups, Name name, void *found)
{
    if (name.name.len > LONGEST || name.schema.len > LONGEST)
        return;
    Lookup *slot = &lookups->at[slot_of(name)];
    slot->age = lookups->age;
    slot->found = found;
    slot->name_len = keep(slot->name, name.name);
    slot->schema_len = keep(slot->schema, name.schema);
}
