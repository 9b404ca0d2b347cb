// SPDX-License-Identifier: Apache-2.0
// What the history had and has no more.
#include "catalog/catalog_priv.h"

bool catalog_is_gone(const Catalog *catalog, Name relation)
{
    Name name = catalog_resolve(catalog, relation);
    const Space *space = space_find(catalog, name.schema);
    return space && !map_get(&space->relations, name.name) &&
           map_had(&space->relations, name.name);
}
