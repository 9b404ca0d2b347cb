// SPDX-License-Identifier: Apache-2.0
// The schema of a project as the texts of its objects, from which a database takes what a
// file may be about. SQLite reads the whole schema anew for each ALTER TABLE: with a few
// tables in the database instead of hundreds it takes some 0.1 ms and not 10.
#ifndef DIALECT_SQLITE_SHELF_H
#define DIALECT_SQLITE_SHELF_H

#include "dialect/sqlite_db.h"

typedef struct SlShelf SlShelf;

SlShelf *sl_shelf_new(void);
void sl_shelf_free(SlShelf *shelf); // NULL is fine

// What one database has taken.
typedef struct SlStock {
    Arena *arena;
    SlShelf *shelf;
    SlDb *db;
    VEC(bool) taken; // by number of the object
    size_t count;
    long version; // of the database's schema, when it had taken something
} SlStock;

// Makes what the file's text mentions by name, with its triggers and indexes (those that
// only say in which order rows are read: where it reads some), and what those mention.
// Where the text alters or drops something also what mentions that (views and triggers,
// and keys of other tables unless it only adds columns), and all views and triggers that
// are not known to be sound: SQLite looks at each of them.
// `rows`: also what rows can go along with, by foreign keys with actions and by triggers.
// No transaction may be open.
void sl_stock_take(SlStock *stock, Str text, bool rows);
// The shelf gets what the database has now in place of what it had taken.
void sl_stock_put_back(SlStock *stock);
// Finds out which views and triggers of what was put back are sound. Works on the
// database, in a transaction of its own that is rolled back: to be called when it may be
// slow, or not at all.
void sl_stock_look(SlStock *stock);

#endif
