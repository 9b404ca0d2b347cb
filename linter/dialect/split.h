// SPDX-License-Identifier: Apache-2.0
// PostgreSQL text to statements, one at a time. A statement that is broken ends where the
// next one plausibly starts, so that it takes no other with it.
#ifndef DIALECT_SPLIT_H
#define DIALECT_SPLIT_H

#include "dialect/pg_lex.h"

typedef struct Statement {
    Span span;       // first token to last, without comments around it and the terminator
    TokenVec tokens; // of the statement, without comments; offsets are of the whole text
    Str fault;       // why it is no statement; empty: nothing is known against it
    Span fault_span;
} Statement;

typedef struct Splitter {
    Arena *arena; // for the comments
    Arena *tmp;   // for the tokens
    Str text;
    bool breakpoints;  // the runner cuts at "--> statement-breakpoint"
    SpanVec *comments; // those that mention "tidegate:" or "atlas:nolint"
    size_t at;         // where the next statement is looked for
    size_t piece_end;  // of the runner's piece that `at` is in
    size_t no_data;    // up to here no COPY data has an end
    size_t rescues;    // so far
    size_t until;      // see Lowered; so is `torn`
    bool torn;
    bool over; // the next statement begins behind `until`
} Splitter;

// Reads on to the next statement; false at the end of the text. The statement's token
// array is reused.
bool split_next(Splitter *splitter, Statement *statement);

// The grammar refused the statement at `offset`. If that is because quotes do not pair or
// a semicolon is missing, the statement is shortened to what it was meant to be, gets its
// fault, and the splitter goes back to where the next one starts.
bool split_rescue(Splitter *splitter, Statement *statement, size_t offset);

#endif
