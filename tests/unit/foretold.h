// SPDX-License-Identifier: Apache-2.0
// What statements of MySQL's family are forecast to do, in words.
#ifndef UNIT_FORETOLD_H
#define UNIT_FORETOLD_H

#include "catalog/catalog.h"
#include "dialect/dialect.h"
#include "lint/forecast.h"

#include "check.h"

typedef struct World {
    Arena *arena;
    Forecast forecast;
} World;

// A server without a table. world_end() takes it away.
World world_of(const char *family, int version);
void world_end(World *world);

// Of the last statement: "INSTANT NONE", "COPY SHARED rebuilt", "refused: why",
// "ignored: why".
Str foretold(World *world, const char *sql);

// On tables p (id) and t (id, a, b, v, e, x) in utf8mb4, with indexes kab and kv.
void expect_words(const char *family, int version, const char *sql, const char *words);
// On a table t (id, a, b).
void expect_refusal(const char *family, int version, const char *sql, int code,
                    RefusedFor about);

#endif
