// SPDX-License-Identifier: Apache-2.0
// What MySQL's tables have beside columns, indexes and constraints.
#ifndef IR_TABLE_OPTION_H
#define IR_TABLE_OPTION_H

#include "ir/name.h"

// A table option: ENGINE=InnoDB.
typedef struct TableOption {
    Str name;  // lower case, in one spelling: "engine", "charset", "collate",
               // "row_format", "auto_increment", "comment", "ttl"; see mysql_options.c
    Str value; // without quotes
    Span span;
} TableOption;

typedef VEC(TableOption) TableOptionVec;

typedef struct PartitionDef {
    Str name;
    Str values; // the text behind VALUES; ptr NULL: hash and key have none
} PartitionDef;

typedef VEC(PartitionDef) PartitionDefVec;

#endif
