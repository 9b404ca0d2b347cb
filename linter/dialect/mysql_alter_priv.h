// SPDX-License-Identifier: Apache-2.0
// What the files of ALTER TABLE share: the statement, and the tables of what it may hold.
#ifndef DIALECT_MYSQL_ALTER_PRIV_H
#define DIALECT_MYSQL_ALTER_PRIV_H

#include "dialect/mysql_features.h"
#include "dialect/mysql_table_priv.h"

typedef struct MyAlter {
    MyParser *p;
    Name table;
    unsigned flags; // of every op of the statement
    size_t from;    // the first token of the specification at the cursor
} MyAlter;

// A specification, as the manual calls what stands between two commas. Of the rows whose
// words stand at the cursor that with the most words counts.
typedef struct MySpec {
    const char *words;
    const char *verb;    // of its op
    MyFeatureId feature; // MYF_NONE: every server takes it
    // The cursor is behind the words; NULL: they are all, and the op an option's.
    bool (*parse)(MyAlter *alter, const struct MySpec *spec);
} MySpec;

extern const MySpec my_column_specs[]; // each ends with a row without words
extern const MySpec my_key_specs[];    // indexes and constraints
extern const MySpec my_option_specs[]; // the table itself
extern const MySpec my_lone_specs[];   // what no other specification may stand beside

// An op of the table for the specification, from its first token up to the cursor. The
// address holds until the next op is added.
Op *my_alter_op(MyAlter *alter, OpKind kind);
// The same for tokens of which some other than alter->from is the first.
Op *my_alter_op_from(MyAlter *alter, OpKind kind, size_t from);
// An option's op; the detail may be empty.
Op *my_alter_option(MyAlter *alter, const char *verb, Str detail);

// IF EXISTS or IF NOT EXISTS at the cursor: the flag, or 0.
unsigned my_take_guard(MyParser *p, const char *words, MyFeatureId feature);
// A column of the table, which may be written t.c or d.t.c.
bool my_own_column(MyParser *p, Str *column);
// Table options in a row, an op each; refuses where there is none.
bool my_alter_options(MyAlter *alter);
// The same, where other words of the specification stand in front of the first one.
bool my_alter_options_behind(MyAlter *alter);
// [=] DEFAULT or a string: an option's op.
bool my_alter_string(MyAlter *alter, const MySpec *spec);
// WAIT n or NOWAIT, if one stands at the cursor.
bool my_take_wait(MyParser *p);

// Marks the ops from `first` on that give a column a name which a later one frees.
void my_alter_note_passed(const MyAlter *alter, size_t first);

// Behind ADD, where no COLUMN stands: an index or a constraint, if one is there.
MyElement my_add_element(MyAlter *alter, size_t from);
// PARTITION BY or REMOVE PARTITIONING behind the last specification, if one is there.
bool my_alter_partitioning(MyAlter *alter);
// The lists of a column's definition as ops of their own.
void my_inline_ops(MyAlter *alter, const ColumnDef *column, const MyColumnExtras *extras);

#endif
