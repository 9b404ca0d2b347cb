// SPDX-License-Identifier: Apache-2.0
// A hash index (open addressing, linear probing) over an array of entries in the order of
// insertion. A removed entry keeps its place in both; setting its key again appends a new
// entry.
#include "base/map.h"

#include "base/fail.h"

#include <string.h>

// Up to FEW entries are looked through one by one.
enum { FEW = 8, FIRST_SLOTS = 32 };

// Eight bytes at a time. It differs between machines, which nobody notices.
static uint32_t hash_of(Str key)
{
    const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t hash = key.len * odd;
    size_t at = 0;
    uint64_t word;
    for (; key.len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, key.ptr + at, sizeof word);
        hash = (hash ^ word) * odd;
        hash ^= hash >> 32;
    }
    for (word = 0; at < key.len; at++)
        word = word << 8 | (unsigned char)key.ptr[at];
    hash = (hash ^ word) * odd;
    return (uint32_t)(hash ^ hash >> 32);
}

// Keys of one length mostly differ at their ends.
static bool same_key(Str a, Str b)
{
    return a.len == b.len && (a.len == 0 || (a.ptr[a.len - 1] == b.ptr[b.len - 1] &&
                                             memcmp(a.ptr, b.ptr, a.len) == 0));
}

// The slot that holds the key's entry, or the free one where it belongs. The table always
// has a free slot: see must_grow.
static MapSlot *find_slot(const Map *map, uint32_t hash, Str key)
{
    size_t mask = map->slot_count - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        MapSlot *slot = &map->slots[i];
        if (slot->entry == 0 ||
            (slot->hash == hash && same_key(map->entries.at[slot->entry - 1].key, key)))
            return slot;
    }
}

// Counts removed entries too: there are never more slots in use than entries.
static bool must_grow(const Map *map)
{
    return map->entries.len >= FEW && map->entries.len >= map->slot_count / 4 * 3;
}

static void put_in_slot(Map *map, uint32_t hash, size_t index)
{
    Str key = map->entries.at[index].key;
    *find_slot(map, hash, key) =
        (MapSlot){ .entry = (uint32_t)(index + 1), .hash = hash };
}

static void grow(Arena *arena, Map *map)
{
    const MapSlot *old = map->slots;
    size_t old_count = map->slot_count;
    map->slot_count = old_count == 0 ? FIRST_SLOTS : old_count * 2;
    map->slots = NEW_ARRAY(arena, MapSlot, map->slot_count);
    for (size_t i = 0; old_count == 0 && i < map->entries.len; i++)
        put_in_slot(map, hash_of(map->entries.at[i].key), i);
    size_t mask = map->slot_count - 1;
    for (size_t i = 0; i < old_count; i++) {
        size_t at = old[i].hash & mask;
        while (old[i].entry != 0 && map->slots[at].entry != 0)
            at = (at + 1) & mask;
        if (old[i].entry != 0)
            map->slots[at] = old[i];
    }
}

void map_reserve(Arena *arena, Map *map, size_t room)
{
    vec_reserve(arena, &map->entries, room);
    if (room <= FEW)
        return;
    map->slot_count = FIRST_SLOTS;
    while (map->slot_count / 4 * 3 < room)
        map->slot_count *= 2;
    map->slots = NEW_ARRAY(arena, MapSlot, map->slot_count);
}

// The newest entry of the key where none has a slot yet.
static uint32_t find_in_few(const Map *map, Str key)
{
    for (size_t i = map->entries.len; i > 0; i--)
        if (same_key(map->entries.at[i - 1].key, key))
            return (uint32_t)i;
    return 0;
}

// Index + 1 of the key's entry, which may be a removed one; 0 when there is none.
static uint32_t find_entry(const Map *map, Str key)
{
    if (map->slot_count == 0)
        return find_in_few(map, key);
    return find_slot(map, hash_of(key), key)->entry;
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
    if (map->slot_count > 0)
        put_in_slot(map, hash_of(key), map->entries.len - 1);
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
