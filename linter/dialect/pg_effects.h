// SPDX-License-Identifier: Apache-2.0
// What an op does to a live PostgreSQL.
#ifndef DIALECT_PG_EFFECTS_H
#define DIALECT_PG_EFFECTS_H

#include "ir/frontend.h"

// Fills op->effects for this server major; the catalog is the schema as the op finds it.
// Facts: measured on 11 to 18.
void pg_effects(Arena *arena, const struct Catalog *catalog, const Engine *engine,
                Op *op);

#endif
