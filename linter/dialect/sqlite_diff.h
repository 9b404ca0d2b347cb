// SPDX-License-Identifier: Apache-2.0
// Two definitions of a table, and what SQLite takes for the same in them.
#ifndef DIALECT_SQLITE_DIFF_H
#define DIALECT_SQLITE_DIFF_H

#include "dialect/sqlite_world.h"

// A column of the old table whose rows' values are in another one of the new table.
typedef struct SlRename {
    Str from, to;
    bool merged; // an expression makes the new column of it
} SlRename;

typedef VEC(SlRename) SlRenameVec;

typedef struct SlDiff {
    SlFile *file;
    const SlStep *step; // whose ops they become
    const SlTable *before, *after;
    Str table; // what it is called in the ops
    SlRenameVec renames;
    const TableDef *written; // the new definition as the step has it; NULL: it has none
} SlDiff;

// As sl_add_differences; of a column that is renamed it tells that.
void sl_add_diff(SlDiff *diff);

const ColumnDef *sl_column(const SlTable *table, Str name); // NULL: there is none
// One of the names that the table has, or has on its way.
bool sl_is_self(const SlDiff *diff, Str table);
// What the old column is called in the new table.
Str sl_new_name(const SlDiff *diff, Str old);
// Word by word, as the dialect's Meaning has it; a renamed column is the same.
bool sl_same_words(const SlDiff *diff, Str old, Str new);
bool sl_same_index(const SlDiff *diff, const IndexDef *old, const IndexDef *new);
// The new table has no column of this name, nor one that it is renamed to.
bool sl_column_goes(const SlDiff *diff, Str column);
bool sl_column_any(const SlDiff *diff, const IndexDef *index);

#endif
