// SPDX-License-Identifier: Apache-2.0
// Statements that the linked SQLite does not take though the target may: done by editing
// the table's definition in place.
#ifndef DIALECT_SQLITE_FOREIGN_H
#define DIALECT_SQLITE_FOREIGN_H

#include "dialect/sqlite_gates.h"

typedef enum SlForeignKind {
    SL_FOREIGN_NONE,
    SL_COLUMN_TO,    // libSQL: ALTER COLUMN c TO c …
    SL_SET_NOT_NULL, // SQLite 3.53, as all that follow
    SL_DROP_NOT_NULL,
    SL_ADD_CHECK,
    SL_DROP_CONSTRAINT
} SlForeignKind;

typedef struct SlForeign {
    SlForeignKind kind;
    size_t name; // token of the column, or of the constraint; of a nameless CHECK "check"
    size_t rest; // the first token of the definition: behind TO or SET, the constraint's
} SlForeign;

// SL_FOREIGN_NONE: it is none of them, or not written as they are.
SlForeign sl_foreign_form(const SlReading *r);

// A definition with something of it replaced.
typedef struct SlEdit {
    Str sql;   // empty: it cannot be done
    Str fault; // why: what the engine says of it
    Str check; // the expression that rows have to meet, where there is one
} SlEdit;

// What the statement makes of the table's definition.
SlEdit sl_foreign_edit(Arena *arena, const SlReading *r, const SlForeign *form,
                       const SlTable *table);

// ---- sqlite_put.c ----

// The table, which is not a temporary one, gets this text for its definition, and keeps
// its rows, indexes and triggers. The text must be one that SQLite takes.
void sl_db_put_table(SlDb *db, Str table, Str sql);
void sl_trial_put(SlTrial *trial, Str table, Str sql);
// Rows of the table that a condition is true of.
size_t sl_trial_count(SlTrial *trial, Str table, Str condition);
// What is NULL gets a value.
void sl_trial_fill_nulls(SlTrial *trial, Str table, Str column);

#endif
