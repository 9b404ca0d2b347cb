// SPDX-License-Identifier: Apache-2.0
// Which semicolons are inside of a routine's body: text that no mysql client has cut has
// no DELIMITER, and its BEGIN … END holds statements.
#ifndef DIALECT_MYSQL_COMPOUND_H
#define DIALECT_MYSQL_COMPOUND_H

#include "dialect/mysql_lex.h"

// What opens, and some END closes.
typedef enum MyBlock {
    MYB_BEGIN,
    MYB_IF,
    MYB_LOOP, // and WHILE
    MYB_REPEAT,
    MYB_FOR,     // MariaDB's
    MYB_CASE,    // the statement
    MYB_CASE_OF, // the expression
    MYB_DECLARE, // Oracle's declarations: BEGIN follows
    MYB_PACKAGE
} MyBlock;

typedef struct MyCompound {
    Str text;
    const Engine *engine;
    unsigned modes;
    enum {
        MYC_UNKNOWN, // the word that decides has not come
        MYC_NONE,    // no statement of the kind
        MYC_ROUTINE,
        MYC_PACKAGE
    } state;
    bool routine_opens; // in a package: PROCEDURE or FUNCTION, whose BEGIN has not come
    VEC(unsigned char) open; // MyBlock, the outermost first
} MyCompound;

// The statement has got its i-th token; it tells what the one before it means. Has to be
// called for each of them.
void my_compound_read(MyCompound *compound, Arena *arena, const MyTokenVec *tokens,
                      size_t i);

#endif
