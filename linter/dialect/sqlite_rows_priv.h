// SPDX-License-Identifier: Apache-2.0
// What filling tables, reading them and comparing them share.
#ifndef DIALECT_SQLITE_ROWS_PRIV_H
#define DIALECT_SQLITE_ROWS_PRIV_H

#include "dialect/sqlite_rows.h"

// ---- sqlite_rows_read.c ----

typedef VEC(StrVec) SlAnswer;

// What a query of our own answers, each value as SQL writes it; long ones and many rows
// are cut. Nothing where SQLite refuses it.
SlAnswer sl_query(Arena *arena, SlDb *db, Str sql);

typedef struct SlColumn {
    Str name;
    bool generated;
    size_t in_key; // 1: the first column of the primary key; 0: it is none of them
} SlColumn;

typedef VEC(SlColumn) SlColumnVec;

// None where there is no such table or view.
SlColumnVec sl_columns(Arena *arena, SlDb *db, Str table);

typedef struct SlKeyedRows {
    SlRows rows;
    StrVec keys; // the rowid of each row, or its primary key
    bool cut;    // there are more
} SlKeyedRows;

// No columns where there is no such table, also for a view.
SlKeyedRows sl_rows_keyed(Arena *arena, SlDb *db, Str table);

// Our own work on rows: no trigger fires, no foreign key is held to, and no long value is
// made. sl_loud() gives the connection what it had.
typedef struct SlQuiet {
    SlDb *db;
    int keys, triggers, length;
} SlQuiet;

SlQuiet sl_quiet(SlDb *db);
void sl_loud(const SlQuiet *quiet);
bool sl_foreign_keys(SlDb *db); // whether they are held to
void sl_set_foreign_keys(SlDb *db, bool on);

// `DELETE FROM` that spares no row, or all but the first one.
void sl_empty(Arena *tmp, SlDb *db, Str table);
void sl_leave_first(Arena *tmp, SlDb *db, Str table);

typedef struct SlUpdate {
    Str table;
    Str set;    // as SQL
    Str where;  // likewise: " AND …"
    size_t nth; // of the table's rows, from 0
} SlUpdate;

// Updates one row; what a constraint refuses stays as it is.
void sl_update_nth(Arena *tmp, SlDb *db, const SlUpdate *update);

// ---- sqlite_rows.c ----

// As sl_rows_fill(), but children are not looked for.
void sl_rows_fill_upwards(Arena *tmp, SlDb *db, const StrVec *tables, const Map *passed);

// ---- sqlite_rows_draft.c ----

// A row that is being made.
typedef struct SlDraft {
    Arena *tmp;
    SlDb *db;
    const SlTable *table;
    size_t row;  // 0: the full one; 1: the sparse one
    Str *values; // of each column, as SQL; ptr NULL: it is generated
    bool *kept;  // a foreign key says what it is: other columns are varied first
    size_t tries;
    int code; // of the last INSERT
    Str message;
} SlDraft;

SlDraft sl_draft(Arena *tmp, SlDb *db, const SlTable *table, size_t row);
// Varies what CHECKs refuse; where nothing will do, the row goes in unchecked or not at
// all.
void sl_draft_insert(SlDraft *draft);
bool sl_may_be_null(const TableDef *def, size_t column);

// ---- sqlite_rows_value.c ----

// A value that fits the column's type and tells it from all others, also by its row. A
// number, or text that is one, which is valid JSON and a date (of Julian days) as well.
Str sl_value_of(Arena *arena, const SlTable *table, size_t column, size_t row);
// What may please an expression that did not like the first choice.
StrVec sl_candidates(Arena *arena, Str expression);

#endif
