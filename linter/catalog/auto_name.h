// SPDX-License-Identifier: Apache-2.0
// The names that the server makes up for what has none in the text. Each is free at this
// point of the replay, and lives as long as the catalog.
#ifndef CATALOG_AUTO_NAME_H
#define CATALOG_AUTO_NAME_H

#include "catalog/catalog.h"

// `table` is qualified. MySQL's are free in the table alone.
Str auto_index_name(const Catalog *catalog, Name table, const IndexDef *def);
Str auto_constraint_name(const Catalog *catalog, const Table *table,
                         const ConstraintDef *def);

#endif
