// SPDX-License-Identifier: Apache-2.0
// What speaks SQLite's dialect: SQLite itself, libSQL (Turso) and Cloudflare D1.
#ifndef DIALECT_SQLITE_FAMILIES_H
#define DIALECT_SQLITE_FAMILIES_H

#include "ir/engine.h"

enum { SQLITE_FAMILY_COUNT = 3 };

extern const EngineFamily sqlite_families[SQLITE_FAMILY_COUNT];

// The release of SQLite that an engine is made of, as engine_version() counts: for D1,
// which has no versions, the newest one that is known of it.
int sqlite_release(const Engine *engine);

#endif
