// SPDX-License-Identifier: Apache-2.0
// SQLite, libSQL and D1: the releases that are known.
#include "dialect/sqlite_families.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

// https://sqlite.org/changes.html; 3.52 was withdrawn, and is what 3.53 has.
static const EngineSeries sqlite_series[] = {
    { 3, 0, 53, 0 },
};

// libSQL's own numbers say little: what counts is the SQLite that it was made of, which
// sqlite_version() tells. libsql 0.5.29, the client of 2026, still says 3.45.1, as its
// sources do since February 2024.
static const EngineSeries libsql_series[] = {
    { 3, 45, 45, 1 },
};

const EngineFamily sqlite_families[SQLITE_FAMILY_COUNT] = {
    {
        // Debian 12 has 3.40.1 (https://sources.debian.org/src/sqlite3/), and with it the
        // container images of many languages. What is older is mostly Ubuntu 22.04's
        // 3.37.2 and Android's of before 2023; what drivers bring along is newer.
        .name = "sqlite",
        .usual = { STR_INIT("sqlite"), 3, 40, 0 },
        .series_count = COUNT(sqlite_series),
        .series = sqlite_series,
    },
    {
        .name = "libsql",
        .usual = { STR_INIT("libsql"), 3, 45, 1 },
        .series_count = COUNT(libsql_series),
        .series = libsql_series,
    },
    {
        // Cloudflare keeps it up to date, and lets nobody ask for sqlite_version().
        .name = "d1",
        .usual = { .family = STR_INIT("d1") },
    },
};

int sqlite_release(const Engine *engine)
{
    // RETURNING, STRICT, RIGHT JOIN, concat() and ORDER BY in aggregates are taken by
    // workerd of April 2026, ALTER COLUMN … SET NOT NULL is not.
    if (engine_is(engine, "d1"))
        return ENGINE_VERSION(3, 52, 0);
    bool bare = engine->major == 0;
    bool libsql = engine_is(engine, "libsql");
    return engine_version(bare ? &sqlite_families[libsql].usual : engine);
}
