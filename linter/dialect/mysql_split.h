// SPDX-License-Identifier: Apache-2.0
// MySQL's text to statements, one at a time, as the mysql client and the runners cut it.
// A statement that is broken ends where the next one plausibly starts, so that it takes
// no other with it.
#ifndef DIALECT_MYSQL_SPLIT_H
#define DIALECT_MYSQL_SPLIT_H

#include "dialect/mysql_lex.h"
#include "ir/name.h"

typedef struct MyStatement {
    Span span; // first token to last, without comments around it and the terminator
    MyTokenVec tokens; // without comments, and MYT_END behind the last; offsets are of
                       // the whole text
    size_t count;      // without that one
    unsigned modes;    // that it was read with
    Str fault;         // why it is no statement; empty: nothing is known against it
    Span fault_span;
    bool skipped; // it is an executable comment that this server passes over, and that
                  // holds statements: no tokens
} MyStatement;

typedef struct MySplitter {
    Arena *arena;  // for the comments
    Arena *tmp;    // for the tokens
    MyLexer lexer; // its text ends with the runner's piece
    Str text;
    bool breakpoints;  // the runner cuts at "--> statement-breakpoint"
    SpanVec *comments; // those that mention "tidegate:" or "atlas:nolint"
    Str delimiter;     // as the client's DELIMITER has set it
    size_t rescues;    // so far
} MySplitter;

// Begins at `start`.
MySplitter my_splitter(Str text, size_t start, const Engine *engine);
// Reads on to the next statement; false at the end of the text. The statement's token
// array is reused.
bool my_split_next(MySplitter *splitter, MyStatement *statement);

#endif
