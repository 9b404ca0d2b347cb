// SPDX-License-Identifier: Apache-2.0
// Rows that stand for those of production: two in each table, one with a value in every
// column, and one with NULL wherever that may be. Each value tells which column it is
// of, foreign keys point to rows that are there, and constraints hold.
#ifndef DIALECT_SQLITE_ROWS_H
#define DIALECT_SQLITE_ROWS_H

#include "base/map.h"
#include "dialect/sqlite_schema.h"

// Puts rows into these tables, into those that their foreign keys lead to, and into
// those whose foreign keys lead to them, as far as they are empty and not in `passed`.
// Fires no trigger, and leaves the connection's settings as they were. A CHECK that no
// value was found for is passed over. Tables that nothing can be put into (virtual ones,
// views) stay empty. May be called inside of a transaction.
void sl_rows_fill(Arena *tmp, SlDb *db, const StrVec *tables, const Map *passed);

// What a table holds: its rows in the order in which they were put in, each value as SQL
// writes it.
typedef struct SlRows {
    Str table;
    StrVec columns; // generated ones left out
    VEC(StrVec) at;
} SlRows;

typedef VEC(SlRows) SlRowsVec;

// No columns where there is no such table.
SlRows sl_rows_read(Arena *arena, SlDb *db, Str table);

#endif
