// SPDX-License-Identifier: Apache-2.0
// Syntax by version and by kin of SQLite: rows of a table.
#ifndef DIALECT_SQLITE_GATES_H
#define DIALECT_SQLITE_GATES_H

#include "dialect/sqlite_world.h"

// A statement's tokens, and in which bracket each of them stands.
typedef struct SlReading {
    const SlStep *step;
    Str text; // the statement's
    SlTokenVec tokens;
    size_t *open; // of each token: the bracket that it stands in; SIZE_MAX: none
    size_t *depth;
} SlReading;

// Of a text that is the step's, or the file's at its place.
SlReading sl_reading(Arena *arena, const SlStep *step, Str text);
bool sl_reading_is(const SlReading *r, size_t at, const char *word);

// ORDER BY at the token stands among the arguments of a function.
bool sl_orders_arguments(const SlReading *r, size_t at);

// Who takes a syntax.
typedef enum SlTakers {
    SL_TAKEN_SINCE,     // all of them, from a release on
    SL_TAKEN_BY_LIBSQL, // libSQL alone
    SL_NOT_BY_D1        // all but D1
} SlTakers;

typedef struct SlGate {
    const char *what;     // as the manual calls it
    const char *words[4]; // that stand side by side; "(": a bracket; none: any token
    SlTakers takers;
    int since;           // with SL_TAKEN_SINCE: as engine_version() counts
    const char *instead; // empty: nothing
    // Whether it is this syntax, where the words alone do not tell; NULL: they do.
    bool (*is)(const SlReading *r, size_t at);
} SlGate;

extern const SlGate sl_gates[];
extern const size_t sl_gate_count;

#endif
