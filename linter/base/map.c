// SPDX-License-Identifier: Apache-2.0
// A hash index (open addressing, linear probing) over an array of entries in the order of
// insertion. A removed entry keeps its place in both; setting its key again appends a new
// entry.
#include "base/map.h"

#include "base/fail.h"

enum { FIRST_SLOTS = 16 };

// The slot that holds the key's entry (its index + 1), or the free one (0) where it
// belongs. The table always has a free slot: see must_grow.
static uint32_t *find_slot(const Map *map, Str key)
{
    size_t mask = map->slot_count - 1;
    for (size_t i = (size_t)str_hash(key) & mask;; i = (i + 1) & mask) {
        uint32_t *slot = &map->slots[i];
        if (*slot == 0 || str_eq(map->entries.at[*slot - 1].key, key))
            return slot;
    }
}

// Counts removed entries too: there are never more slots in use than entries.
static bool must_grow(const Map *map)
{
    return map->entries.len >= map->slot_count / 4 * 3;
}

static void grow(Arena *arena, Map *map)
{
    map->slot_count = map->slot_count == 0 ? FIRST_SLOTS : map->slot_count * 2;
    map->slots = NEW_ARRAY(arena, uint32_t, map->slot_count);
    for (size_t i = 0; i < map->entries.len; i++)
        *find_slot(map, map->entries.at[i].key) = (uint32_t)(i + 1);
}

// Index + 1 of the key's entry, which may be a removed one; 0 when there is none.
static uint32_t find_entry(const Map *map, Str key)
{
    return map->slot_count == 0 ? 0 : *find_slot(map, key);
}

void *map_get(const Map *map, Str key)
{
    uint32_t entry = find_entry(map, key);
    return entry == 0 ? NULL : map->entries.at[entry - 1].value;
}

bool map_had(const Map *map, Str key)
{
    return find_entry(map, key) != 0;
}

void map_put(Arena *arena, Map *map, Str key, void *value)
{
    if (value == NULL)
        bug("a map cannot hold NULL (key " STR_FMT ")", STR_ARG(key));
    uint32_t entry = find_entry(map, key);
    if (entry != 0 && map->entries.at[entry - 1].value != NULL) {
        map->entries.at[entry - 1].value = value;
        return;
    }
    if (map->entries.len >= UINT32_MAX)
        fatal("out of memory (a map of %zu entries)", map->entries.len);
    if (must_grow(map))
        grow(arena, map);
    *vec_push(arena, &map->entries) = (MapEntry){ key, value };
    uint32_t *slot = find_slot(map, key);
    *slot = (uint32_t)map->entries.len;
}

void *map_remove(Map *map, Str key)
{
    uint32_t entry = find_entry(map, key);
    if (entry == 0)
        return NULL;
    void *value = map->entries.at[entry - 1].value;
    map->entries.at[entry - 1].value = NULL;
    return value;
}
