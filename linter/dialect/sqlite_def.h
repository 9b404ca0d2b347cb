// SPDX-License-Identifier: Apache-2.0
// Definitions as CREATE TABLE and ADD COLUMN write them, with their places: what
// SQLite's pragmas tell of a table, and what they are silent about.
#ifndef DIALECT_SQLITE_DEF_H
#define DIALECT_SQLITE_DEF_H

#include "ir/sqlite_lex.h"
#include "ir/table_def.h"

typedef struct SlSource {
    Arena *arena;
    Str text;
    const SlTokenVec *tokens; // without comments
    size_t at;                // the token to read next
} SlSource;

// From behind the opening bracket of CREATE TABLE to the end of the statement. Adds to
// `def`: columns, constraints in the order of the text (inline ones have a span inside
// of their column's), options "strict", "without-rowid" and "autoincrement". Text that
// SQLite refuses gives something, and never fails.
void sl_read_table(SlSource *source, TableDef *def);
// The same of a whole CREATE TABLE; of a virtual one no more than the option "virtual".
TableDef sl_read_table_text(Arena *arena, Str sql);

// By its name in any case; NULL: the table has none.
const ColumnDef *sl_find_column(const TableDef *def, Str name);
bool sl_has_option(const TableDef *def, Str name);
const StrVec *sl_primary_key(const TableDef *def); // its columns; empty: it has none
bool sl_in_primary_key(const TableDef *def, Str column);

typedef VEC(ConstraintDef) SlConstraintVec;

// A column's definition up to a comma or the end, with the constraints that stand in it.
ColumnDef sl_read_column(SlSource *source, TableDef *def);

// From the opening bracket of CREATE INDEX to the end of the statement: parts and WHERE.
// A part is a column if it is a name alone; its collation is the one that it says. False:
// not all of it could be read.
bool sl_read_index(SlSource *source, IndexDef *index);

// The relations that a query reads, each once, without the names of its WITH.
void sl_read_sources(SlSource *source, NameVec *sources);

// The tokens of a text, without comments.
SlTokenVec sl_tokens(Arena *arena, Str text);

#endif
