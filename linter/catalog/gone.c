// SPDX-License-Identifier: Apache-2.0
// What the history had and has no more.
#include "catalog/catalog_priv.h"

bool catalog_is_gone(const Catalog *catalog, Name relation)
{
    Name name = catalog_resolve(catalog, relation);
    const Space *space = space_find(catalog, name.schema);
    Str key = catalog->any_case ? arena_lower(catalog->arena, name.name) : name.name;
    return space && !map_get(&space->relations, key) && map_had(&space->relations, key);
}
