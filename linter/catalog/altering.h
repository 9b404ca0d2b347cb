// SPDX-License-Identifier: Apache-2.0
// What the replay remembers of an ALTER TABLE or RENAME TABLE from one of its actions to
// the next.
#ifndef CATALOG_ALTERING_H
#define CATALOG_ALTERING_H

#include "catalog/objects.h"

// A statement of MySQL's that changes a table, as far as it has been replayed.
typedef struct Altering {
    const Table *table; // NULL: none yet
    size_t migration, stmt_index;
    unsigned before; // its row versions
    bool versions, builds, rebuilds;
} Altering;

// A table that has another name since an earlier pair of a RENAME TABLE.
typedef struct Renamed {
    struct Object *object;
    Name from;
} Renamed;

// A RENAME TABLE, as far as it has been replayed: it renames all of its tables or none.
typedef struct RenameList {
    size_t migration, stmt_index;
    bool refused;
    VEC(Renamed) done;
} RenameList;

#endif
