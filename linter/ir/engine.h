// SPDX-License-Identifier: Apache-2.0
// Which server a project's SQL is for, and which servers there are.
#ifndef IR_ENGINE_H
#define IR_ENGINE_H

#include "base/arena.h"

typedef struct Engine {
    Str family; // "postgres", "mysql", "mariadb", "tidb", "sqlite", "libsql", "d1"
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
// How many versions of a row a table may have that ADD and DROP COLUMN make at once, each
// ALTER TABLE one: InnoDB's MAX_ROW_VERSION. 0: there is no limit.
unsigned engine_row_versions(const Engine *engine);
// The dialect that servers of a family speak: "mysql" for all that descend from MySQL,
// "sqlite" for what is made of SQLite, else the family itself.
Str engine_dialect(Str family);
// "postgres@15", "mysql@8.0.29", "tidb@7.5"; the family alone where no version is set.
Str engine_text(Arena *arena, const Engine *engine);

// Releases of one major version that are known, each minor one from `first` to `last`.
typedef struct EngineSeries {
    int major;
    int first;
    int last;
    int patch; // of the first: the oldest that anybody still runs
} EngineSeries;

// The versions of a family. Where they are whole numbers, the minor ones do not count:
// `first` and `last` are 0.
typedef struct EngineFamily {
    const char *name;
    Engine usual; // what is meant where no version is given
    bool is_whole;
    size_t series_count;        // 0: it has no versions
    const EngineSeries *series; // the oldest first
} EngineFamily;

// Sets the version that a text like "8", "8.0" or "8.0.29" means, and the family; given
// in part it is the oldest such one; a major version that all of the family have means
// the usual one. False, and nothing is set: it is none of the known.
bool engine_read(const EngineFamily *family, Str text, Engine *engine);
// "mysql@5.7, @8.0 to @8.4 and @9.0 to @9.7"
Str engine_versions(Arena *arena, const EngineFamily *family);

#endif
