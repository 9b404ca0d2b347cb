// SPDX-License-Identifier: Apache-2.0
// What the history had and has no more.
#include "catalog/catalog_priv.h"

// The map of a schema's relations keeps the places of those that were removed.
bool catalog_is_gone(const Catalog *catalog, Name relation)
{
    Name name = catalog_resolve(catalog, relation);
    const Space *space = space_find(catalog, name.schema);
    if (!space || map_get(&space->relations, name.name))
        return false;
    for (size_t i = 0; i < space->relations.entries.len; i++)
        if (str_eq(space->relations.entries.at[i].key, name.name))
            return true;
    return false;
}
