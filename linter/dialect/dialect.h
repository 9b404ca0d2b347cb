// SPDX-License-Identifier: Apache-2.0
// The dialects that there are.
#ifndef DIALECT_DIALECT_H
#define DIALECT_DIALECT_H

#include "ir/frontend.h"

const Frontend *dialect_find(Str name); // "postgres", …; NULL when there is none
const Frontend *const *dialect_all(size_t *count);

extern const Frontend pg_frontend;
extern const Meaning pg_meaning;
extern const Frontend mysql_frontend;

#endif
