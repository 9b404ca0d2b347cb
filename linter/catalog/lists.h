// SPDX-License-Identifier: Apache-2.0
// Questions to the catalog whose answer is a list, in the order of creation.
#ifndef CATALOG_LISTS_H
#define CATALOG_LISTS_H

#include "catalog/catalog.h"

typedef VEC(const Table *) TableVec;
typedef VEC(const Sequence *) SequenceVec;
typedef VEC(const Type *) TypeVec;
typedef VEC(const Schema *) SchemaVec;

// For a walk through all of them, which a hook of each op makes without a list: the next
// one at or behind *at, which begins at 0 and moves on; NULL at the end.
const Table *catalog_next_table(const Catalog *catalog, size_t *at);
const View *catalog_next_view(const Catalog *catalog, size_t *at);
const Sequence *catalog_next_sequence(const Catalog *catalog, size_t *at);
const Type *catalog_next_type(const Catalog *catalog, size_t *at); // domains too

// All there are.
TableVec catalog_tables(Arena *arena, const Catalog *catalog);
// Those that this batch has made, or given an index or a constraint; others may be among
// them. PostgreSQL: without a walk through all there are.
TableVec catalog_tables_of_batch(Arena *arena, const Catalog *catalog);
ViewVec catalog_views(Arena *arena, const Catalog *catalog);
SequenceVec catalog_sequences(Arena *arena, const Catalog *catalog);
TypeVec catalog_types(Arena *arena, const Catalog *catalog);     // domains too
SchemaVec catalog_schemas(Arena *arena, const Catalog *catalog); // those that were made
// Those that a table's columns own.
SequenceVec catalog_owned_sequences(Arena *arena, const Catalog *catalog, Name table);

// Everything known in a schema: "table billing.invoices", "view …". Without indexes and
// owned sequences, which are parts of their tables.
StrVec catalog_schema_content(Arena *arena, const Catalog *catalog, Str schema);

#endif
