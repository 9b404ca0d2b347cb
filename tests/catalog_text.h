// SPDX-License-Identifier: Apache-2.0
// What the catalog has of MySQL's tables as text, for tests.
#ifndef TESTS_CATALOG_TEXT_H
#define TESTS_CATALOG_TEXT_H

#include "base/out.h"
#include "catalog/catalog.h"

// A line for each table, column, index, foreign key, check and view, its parts with tabs
// between. What the SQL does not say is empty.
void catalog_text(Out *out, const Catalog *catalog);

#endif
