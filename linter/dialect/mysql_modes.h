// SPDX-License-Identifier: Apache-2.0
// The modes that a file sets as it goes on: SET sql_mode = … changes how the rest of the
// text is read.
#ifndef DIALECT_MYSQL_MODES_H
#define DIALECT_MYSQL_MODES_H

#include "dialect/mysql_lex.h"

// A user variable that keeps a mode, as @OLD_SQL_MODE of dumps does.
typedef struct MyKeptMode {
    Str name; // with its "@"
    unsigned modes;
} MyKeptMode;

typedef struct MyModes {
    unsigned modes; // MyMode bits
    VEC(MyKeptMode) kept;
} MyModes;

// A statement was read: if it is a SET it may change the modes. The list ends with
// MYT_END.
void my_modes_read(MyModes *modes, Arena *arena, Str text, const MyToken *tokens);

#endif
