// SPDX-License-Identifier: Apache-2.0
// schema.prisma, in one file or a folder of them.
#include "schema/schema_priv.h"

const DeclaredSchema *prisma_read(Arena *arena, const SchemaTrees *trees,
                                  const Project *project)
{
    (void)arena, (void)trees, (void)project;
    return NULL;
}
