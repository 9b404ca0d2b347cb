// SPDX-License-Identifier: Apache-2.0
// What a file will do to a database whose schema other files tell: statement by
// statement, without judging any.
#ifndef LINT_FORECAST_H
#define LINT_FORECAST_H

#include "ir/frontend.h"

// An op that has run, and in which file.
typedef struct Applied {
    const Op *op;
    size_t file;
} Applied;

// A session that files are run in, one after the other. Settings, the search path and an
// open transaction go on from file to file.
typedef struct Forecast {
    Arena *arena;
    const Frontend *frontend;
    Engine engine;
    struct Catalog *catalog;
    Arena *schema;       // where the catalog lives
    size_t files;        // run so far
    size_t transactions; // likewise
    bool is_cut;         // one of them has more statements than are read
    Session session;
    VEC(Applied) applied; // what the catalog is made of
} Forecast;

Forecast forecast_new(Arena *arena, const Frontend *frontend, Engine engine);

void forecast_free(Forecast *forecast); // what forecast_run returned stays

// Runs a file and returns the effects of each of its statements. With `unparsed`, what
// the grammar refused is counted there.
StatementEffectsVec forecast_run(Forecast *forecast, Str text, size_t *unparsed);

#endif
