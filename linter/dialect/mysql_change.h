// SPDX-License-Identifier: Apache-2.0
// What MODIFY COLUMN and CHANGE COLUMN make of a column: its old definition against the
// new one, in the terms in which servers decide how to do it.
#ifndef DIALECT_MYSQL_CHANGE_H
#define DIALECT_MYSQL_CHANGE_H

#include "catalog/catalog.h"

typedef enum MyChange {
    MYC_NOTHING = 1 << 0,
    MYC_NAME = 1 << 1,
    MYC_DEFAULT = 1 << 2,  // DEFAULT, ON UPDATE
    MYC_COMMENT = 1 << 3,  // likewise: what nobody but the dictionary knows
    MYC_VISIBLE = 1 << 4,  // INVISIBLE
    MYC_NOT_NULL = 1 << 5, // from now on
    MYC_NULL = 1 << 6,     // from now on
    MYC_POSITION = 1 << 7,
    MYC_GROW = 1 << 8, // VARCHAR, VARBINARY: longer, its length takes the same bytes
    MYC_GROW_SHORT = 1 << 9, // longer: from at most 127 bytes to more than 255
    MYC_GROW_LONG = 1 << 10, // longer: from 128 to 255 bytes to more than 255
    MYC_MEMBERS = 1 << 11,   // ENUM, SET: more members at the end, of the same size
    MYC_UTF8 = 1 << 12,      // utf8mb3 becomes utf8mb4
    MYC_COLLATION = 1 << 13,
    MYC_AUTO_ADDED = 1 << 14, // AUTO_INCREMENT
    MYC_AUTO_GONE = 1 << 15,
    MYC_VIRTUAL = 1 << 16,      // the expression of a VIRTUAL column
    MYC_STORED = 1 << 17,       // the expression of a STORED column
    MYC_KIND = 1 << 18,         // STORED becomes VIRTUAL, or the other way round
    MYC_TO_GENERATED = 1 << 19, // a plain column becomes a generated one
    MYC_TO_PLAIN = 1 << 20,     // a STORED one becomes a plain one
    MYC_TYPE = 1 << 21,         // all others: width, sign, kind, re-encoding, shrinking
    MYC_UNKNOWN = 1 << 22,      // the old definition is not known
    MYC_VIRTUAL_TO_PLAIN = 1 << 23,
    // CONVERT TO: the same of a column that is in an index
    MYC_KEYED = 1 << 24,
    MYC_KEYED_UTF8 = 1 << 25
} MyChange;

typedef struct MyColumnChange {
    const Table *table;   // NULL: not known
    const ColumnDef *old; // likewise
    const ColumnDef *new;
    bool renamed;
    Str position; // as in OpRest
} MyColumnChange;

// MyChange bits.
unsigned my_column_change(const MyColumnChange *change);

// What CONVERT TO makes of a column: MYC_TYPE where its values are written anew, be it
// because its type becomes a bigger one.
unsigned my_converted(const Table *table, const ColumnDef *column, Str charset,
                      Str collation);

// The character set of a column: its own, its collation's, the table's; empty: what the
// database has.
Str my_charset(const Table *table, const ColumnDef *column);
// TiDB changes the one into the other: utf8 and latin1 become utf8mb4, and that is all.
bool my_tidb_takes_charset(Str from, Str to);

#endif
