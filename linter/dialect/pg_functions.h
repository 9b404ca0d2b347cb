// SPDX-License-Identifier: Apache-2.0
// Whether an expression may give another value for each row.
#ifndef DIALECT_PG_FUNCTIONS_H
#define DIALECT_PG_FUNCTIONS_H

#include "dialect/pg_facts_priv.h"

// It calls something volatile: random(), nextval(), or a user's function that does not
// say otherwise. A function that nobody has seen made and that PostgreSQL does not bring
// along is taken for volatile, as CREATE FUNCTION makes it.
bool pg_is_volatile(const Ask *ask, Str expression);

#endif
