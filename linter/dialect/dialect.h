// SPDX-License-Identifier: Apache-2.0
// The dialects that there are.
#ifndef DIALECT_DIALECT_H
#define DIALECT_DIALECT_H

#include "ir/frontend.h"

// At the start of the program, before any of the libraries is used: from then on they
// never learn that memory is out, which is fatal.
void dialect_start(void);

const Frontend *dialect_find(Str name); // "postgres", …; NULL when there is none
const Frontend *const *dialect_all(size_t *count);
// A family of servers that some dialect is for, or NULL.
const EngineFamily *dialect_family(Str name);
// Names of all families, as --engine takes them.
StrVec dialect_family_names(Arena *arena);
// Fills in the version that is meant where none is given.
void dialect_settle_version(Engine *engine);

extern const Frontend pg_frontend;
extern const Meaning pg_meaning;
extern const Meaning mysql_meaning;
extern const Frontend mysql_frontend;
extern const Meaning sqlite_meaning;
extern const Frontend sqlite_frontend;

#endif
