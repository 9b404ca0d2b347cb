// SPDX-License-Identifier: Apache-2.0
// Changes to the catalog: one op at a time, in the order of execution. An op that
// PostgreSQL would refuse (a second table of one name, a column that is not there) leaves
// the catalog as sensible as it can be and never fails.
#ifndef CATALOG_REPLAY_H
#define CATALOG_REPLAY_H

#include "catalog/catalog.h"
#include "ir/migration.h"

// Everything the catalog keeps is copied into or referenced from `arena`; texts that ops
// view must outlive it.
Catalog *catalog_new(Arena *arena, const Engine *engine);

// A new file begins: settings of the last one's session (search_path) are back to their
// defaults.
void catalog_begin(Catalog *catalog, size_t migration, size_t batch);
// Another file of the same session: its settings stay.
void catalog_go_on(Catalog *catalog, size_t migration, size_t batch);

void catalog_apply(Catalog *catalog, const Op *op);
// MySQL and its kin: the op's statement is refused as a whole, and will be mended before
// anything behind it runs. What it makes is taken to be there all the same; what it takes
// away or changes stays, and its names are open (see Table). Other dialects: applies it.
void catalog_refuse(Catalog *catalog, const Op *op);

#endif
