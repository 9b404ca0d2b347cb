// SPDX-License-Identifier: Apache-2.0
// Placeholders in a statement's text: ${x}, {{ x }}, :x, :'x', :"x".
#ifndef DIALECT_PG_TEMPLATE_H
#define DIALECT_PG_TEMPLATE_H

#include "dialect/pg_priv.h"

// The placeholder at an offset in the text; false: there is none.
bool pg_find_placeholder(const PgStmt *stmt, size_t offset, Span *found);

// Puts names in the place of all placeholders of the statement. `text` is a copy of the
// file's text, and keeps its length.
void pg_fill_placeholders(const PgStmt *stmt, char *text);

#endif
