// SPDX-License-Identifier: Apache-2.0
// What the readers of a database's schema share.
#ifndef DIALECT_SQLITE_SCHEMA_PRIV_H
#define DIALECT_SQLITE_SCHEMA_PRIV_H

#include "dialect/sqlite_schema.h"

Str sl_copy_column(Arena *arena, const SlRow *row, int column); // ptr NULL: NULL

// Without its indexes; of `table`, name, schema and sql are known.
TableDef sl_read_columns_and_keys(Arena *arena, SlDb *db, const SlTable *table);

#endif
