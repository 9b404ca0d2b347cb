// SPDX-License-Identifier: Apache-2.0
// SQLite text to statements, one at a time: where sqlite3_complete() sees an end, and at
// the runner's breakpoints. A statement that is broken ends where the next one plausibly
// starts, so that it takes no other with it.
#ifndef DIALECT_SQLITE_SPLIT_H
#define DIALECT_SQLITE_SPLIT_H

#include "ir/name.h"
#include "ir/sqlite_lex.h"

typedef struct SlStatement {
    Span span; // first token to last, without comments round it and the terminator
    SlTokenVec tokens; // without comments; offsets are of the whole text
    bool has_body;     // a trigger's, whose statements end in semicolons of their own
    Str fault;         // why it is no statement; empty: nothing is known against it
    Span fault_span;
} SlStatement;

typedef struct SlSplitter {
    Arena *arena; // for the comments
    Arena *tmp;   // for the tokens
    Str text;
    bool breakpoints;  // the runner cuts at "--> statement-breakpoint"
    SpanVec *comments; // those that mention "tidegate:" or "atlas:nolint"
    size_t at;         // where the next statement is looked for
    size_t piece_end;  // of the runner's piece that `at` is in
    size_t rescues;    // so far
} SlSplitter;

// Reads on to the next statement; false at the end of the text. The statement's token
// array is reused.
bool sl_split_next(SlSplitter *splitter, SlStatement *statement);

// SQLite refused the statement at `offset`. If that is because quotes do not pair or a
// semicolon is missing, the statement is shortened to what it was meant to be, gets its
// fault, and the splitter goes back to where the next one starts.
bool sl_split_rescue(SlSplitter *splitter, SlStatement *statement, size_t offset);

// Wherever SQLite refuses the statement, no rescue finds another one in it.
bool sl_split_is_whole(Str text, const SlStatement *statement);

#endif
