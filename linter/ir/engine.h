// SPDX-License-Identifier: Apache-2.0
// Which server a project's SQL is for.
#ifndef IR_ENGINE_H
#define IR_ENGINE_H

#include "base/str.h"

typedef struct Engine {
    Str family; // "postgres", "mysql", "mariadb", "tidb", "sqlite"
    int major;  // 0: not set
    int minor;
    int patch;
} Engine;

// A version that compares as a number: 8.0.29 is 80029.
#define ENGINE_VERSION(major, minor, patch) ((major)*10000 + (minor)*100 + (patch))

int engine_version(const Engine *engine);
bool engine_is(const Engine *engine, const char *family);
// Of this family and at least this version.
bool engine_from_on(const Engine *engine, const char *family, int version);
// The dialect that servers of a family speak: "mysql" for all that descend from MySQL,
// else the family itself.
Str engine_dialect(Str family);

#endif
