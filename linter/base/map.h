// SPDX-License-Identifier: Apache-2.0
// Map: Str -> pointer, in an arena, iterated in the order of insertion so that no output
// depends on a hash.
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

typedef struct MapEntry {
    Str key;
    void *value; // NULL: removed
} MapEntry;

typedef struct MapSlot {
    uint32_t entry; // its index + 1; 0: free
    uint32_t hash;  // of its key
} MapSlot;

typedef struct Map {
    VEC(MapEntry) entries; // walk this; skip entries whose value is NULL
    MapSlot *slots;        // private; NULL as long as the entries are few
    size_t slot_count;     // private
} Map;

// Makes room for so many entries at once, in a map that has none.
void map_reserve(Arena *arena, Map *map, size_t room);
void *map_get(const Map *map, Str key); // NULL when absent
// Sets or replaces; the key must live as long as the map. value must not be NULL.
void map_put(Arena *arena, Map *map, Str key, void *value);
void *map_remove(Map *map, Str key);   // what was there, or NULL
bool map_had(const Map *map, Str key); // it is there, or was removed

#endif
