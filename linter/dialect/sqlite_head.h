// SPDX-License-Identifier: Apache-2.0
// What a statement says of itself, read from its tokens alone: which kind it is, whom it
// names, and where. SQLite's authorizer tells neither ADD COLUMN from RENAME nor whether
// there is a WHERE, and says nothing of what it refuses.
#ifndef DIALECT_SQLITE_HEAD_H
#define DIALECT_SQLITE_HEAD_H

#include "dialect/sqlite_split.h"
#include "ir/op.h"

typedef struct SlHead {
    OpKind kind;       // OP_NONE: it begins like no statement that is known
    ObjectKind object; // of CREATE_, DROP_ and ALTER_
    unsigned flags;    // OpFlag: IF EXISTS, IF NOT EXISTS, OR REPLACE, LIMIT
    Str verb; // as Op.verb; CREATE TABLE: "as" or "virtual"; CREATE INDEX: "unique";
              // ALTER COLUMN: "to" (libSQL), "set" or "drop"
    bool temporary;
    Name name;  // the table, index, view or trigger; schema "temp", "main" or empty
    Str part;   // column, constraint or savepoint; of PRAGMA its name
    Name other; // the new name; of an index or trigger the table it is on
    Str detail; // PRAGMA: the value; CREATE VIRTUAL TABLE: the module
    WhereKind where;
    Span name_span, part_span; // 0,0: there is none
    Span body;         // of CREATE TABLE: what is in its brackets; of CREATE VIEW:
                       // its query; of INSERT: its source; of ADD COLUMN: the
                       // definition behind the name
    size_t body_token; // the first token of it
} SlHead;

// Never fails. Strings are views of the text or live in the arena.
SlHead sl_read_head(Arena *arena, Str text, const SlStatement *statement);

// It writes or reads rows, and leaves the schema as it is.
bool sl_is_for_rows(const SlHead *head);
// The value of a PRAGMA means ON; https://sqlite.org/pragma.html#pragma_foreign_keys.
bool sl_is_on(Arena *tmp, Str value);

#endif
