// SPDX-License-Identifier: Apache-2.0
// How snapshots follow each other: by ids in the files, and by the names of the files,
// which are all that drizzle-kit goes by when it looks for the newest.
#include "schema/snapshot_priv.h"

#include <stdlib.h>

typedef struct Chain {
    Arena *arena;
    Arena *tmp; // of the lists below
    Snapshots *snapshots;
    VEC(Snapshot *) by_path;
    Map by_id;     // id -> Snapshot *, the first by name
    Map by_parent; // likewise, the first that follows this id
} Chain;

static int compare_paths(const void *a, const void *b)
{
    const Snapshot *const *left = a;
    const Snapshot *const *right = b;
    return str_cmp((*left)->path, (*right)->path);
}

static void sort_by_path(Chain *chain)
{
    Snapshots *snapshots = chain->snapshots;
    for (size_t i = 0; i < snapshots->all.len; i++)
        if (snapshots->all.at[i].id.len > 0)
            *vec_push(chain->tmp, &chain->by_path) = &snapshots->all.at[i];
    if (chain->by_path.len > 0)
        qsort(chain->by_path.at, chain->by_path.len, sizeof *chain->by_path.at,
              compare_paths);
}

static size_t place_of(const Chain *chain, const Snapshot *snapshot)
{
    return snapshot ? (size_t)(snapshot - chain->snapshots->all.at) : SIZE_MAX;
}

static void note_ids(Chain *chain)
{
    for (size_t i = 0; i < chain->by_path.len; i++) {
        Snapshot *snapshot = chain->by_path.at[i];
        Snapshot *first = map_get(&chain->by_id, snapshot->id);
        snapshot->twin = place_of(chain, first);
        if (!first)
            map_put(chain->tmp, &chain->by_id, snapshot->id, snapshot);
    }
}

static void find_parents(Chain *chain, Snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->parents.len; i++)
        *vec_push(chain->arena, &snapshot->parents_at) =
            place_of(chain, map_get(&chain->by_id, snapshot->parents.at[i]));
}

// Before 1.0 no two may follow the same one, whatever they change.
static void find_rival(Chain *chain, Snapshot *snapshot)
{
    bool is_legacy = snapshot_shape(snapshot) == SHAPE_TABLES;
    if (!is_legacy || snapshot->twin != SIZE_MAX || snapshot->parents.len != 1 ||
        snapshot->parents_at.at[0] == SIZE_MAX)
        return;
    Str parent = snapshot->parents.at[0];
    Snapshot *first = map_get(&chain->by_parent, parent);
    snapshot->rival = place_of(chain, first);
    if (!first)
        map_put(chain->tmp, &chain->by_parent, parent, snapshot);
}

void snapshot_chain(Arena *arena, Project *project)
{
    Chain chain = { .arena = arena,
                    .tmp = arena_new(),
                    .snapshots = &project->snapshots };
    sort_by_path(&chain);
    map_reserve(chain.tmp, &chain.by_id, chain.by_path.len);
    map_reserve(chain.tmp, &chain.by_parent, chain.by_path.len);
    note_ids(&chain);
    for (size_t i = 0; i < chain.by_path.len; i++) {
        find_parents(&chain, chain.by_path.at[i]);
        find_rival(&chain, chain.by_path.at[i]);
    }
    arena_free(chain.tmp);
}
