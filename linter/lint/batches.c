// SPDX-License-Identifier: Apache-2.0
// Batches are noted by their numbers' bytes, from the last migration to the first.
#include "lint/batches.h"

#include "base/map.h"

static Str key_of(const Migration *migration)
{
    return (Str){ (const char *)&migration->batch, sizeof migration->batch };
}

Batches batches_read(Arena *arena, const MigrationVec *all)
{
    size_t *ends = NEW_ARRAY(arena, size_t, all->len);
    bool *is_last = NEW_ARRAY(arena, bool, all->len);
    Arena *tmp = arena_new();
    Map behind = { 0 }; // where each batch ends
    Map judged = { 0 }; // those of which one is judged
    for (size_t i = all->len; i-- > 0;) {
        const Migration *migration = &all->at[i];
        Str key = key_of(migration);
        const size_t *end = map_get(&behind, key);
        ends[i] = migration->batch != 0 && end ? *end : i;
        is_last[i] = !map_get(&judged, key);
        if (!end)
            map_put(tmp, &behind, key, &ends[i]);
        if (migration->judged)
            map_put(tmp, &judged, key, &is_last[i]);
    }
    arena_free(tmp);
    return (Batches){ ends, is_last };
}
