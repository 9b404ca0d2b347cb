// SPDX-License-Identifier: Apache-2.0
// The readers of declared schemas, one for each tool.
#ifndef SCHEMA_SCHEMA_PRIV_H
#define SCHEMA_SCHEMA_PRIV_H

#include "schema/schema.h"

// Each reads what the project's configuration names; NULL: it names nothing that could be
// told.
const DeclaredSchema *drizzle_read(Arena *arena, const SchemaTrees *trees,
                                   const Project *project);
const DeclaredSchema *prisma_read(Arena *arena, const SchemaTrees *trees,
                                  const Project *project);

#endif
