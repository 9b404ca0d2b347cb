// SPDX-License-Identifier: Apache-2.0
// Definitions of the catalog's own, so that it can change them and leave the ops alone.
#ifndef CATALOG_COPY_H
#define CATALOG_COPY_H

#include "catalog/catalog.h"

// Names in the copies are resolved: referenced tables and types that are known.
TypeRef type_ref_known(const Catalog *catalog, TypeRef type); // under its full name
// What a column may keep of what an op says: the definition itself, which has to stay as
// long as the catalog, or a copy that has its type's full name.
const ColumnDef *column_def_keep(const Catalog *catalog, const ColumnDef *def);
ColumnDef *column_def_copy(Arena *arena, const ColumnDef *def);
// A copy of the column's definition that is the column's from now on, to be written at
// once: ops and other columns may share the one that it had.
ColumnDef *column_redefine(Arena *arena, Column *column);
IndexDef index_def_copy(const Catalog *catalog, const IndexDef *def);
ConstraintDef constraint_def_copy(const Catalog *catalog, const ConstraintDef *def);
ViewDef view_def_copy(const Catalog *catalog, const ViewDef *def);
PolicyDef policy_def_copy(const Catalog *catalog, const PolicyDef *def);
TypeDef type_def_copy(const Catalog *catalog, const TypeDef *def);

#endif
