// SPDX-License-Identifier: Apache-2.0
// What an op does to a live PostgreSQL.
#ifndef DIALECT_PG_EFFECTS_H
#define DIALECT_PG_EFFECTS_H

#include "ir/frontend.h"

// Fills the op's effects for the scene's server major. Facts: measured on 11 to 18, see
// tests/conformance.
void pg_effects(Arena *arena, const Scene *scene);

#endif
