// SPDX-License-Identifier: Apache-2.0
// What a database of SQLite's holds, as definitions: its pragmas tell columns, keys and
// indexes, and the text of CREATE TABLE what they are silent about (CHECKs, generated
// expressions, collations, names of constraints).
#ifndef DIALECT_SQLITE_SCHEMA_H
#define DIALECT_SQLITE_SCHEMA_H

#include "dialect/sqlite_db.h"
#include "ir/def.h"

typedef struct SlTrigger {
    Str name;
    Str table;
    Str sql;
} SlTrigger;

typedef VEC(SlTrigger) SlTriggerVec;

// A table as it is now. Options: "strict", "without-rowid", "autoincrement", "virtual".
typedef struct SlTable {
    Str name;
    Str schema;   // "temp", or empty
    Str sql;      // its CREATE TABLE, as SQLite keeps it
    TableDef def; // with its indexes, those of UNIQUE constraints left out
    SlTriggerVec triggers;
    bool presumed; // nobody has seen it made
} SlTable;

// A temporary one hides that of the schema. Foreign keys that name no columns of their
// parent keep saying nothing. Text that was read as another table than SQLite has made
// of it gives way to what SQLite says. False: there is no such table.
bool sl_schema_table(Arena *arena, SlDb *db, Str name, SlTable *table);
// Names of all tables but SQLite's own and the shadows of virtual ones, in the order in
// which they were made.
StrVec sl_schema_tables(Arena *arena, SlDb *db);
// False: there is none of that name.
bool sl_schema_index(Arena *arena, SlDb *db, Str name, IndexDef *index);
// Its columns are those that SQLite sees; where what it reads is gone, those that its
// text lists.
bool sl_schema_view(Arena *arena, SlDb *db, Str name, ViewDef *view);
// Tables with a foreign key to this one.
StrVec sl_schema_children(Arena *arena, SlDb *db, Str table);

#endif
