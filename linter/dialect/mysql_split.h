// SPDX-License-Identifier: Apache-2.0
// MySQL's text to statements, one at a time, as the mysql client and the runners cut it.
// A statement that is broken ends where the next one plausibly starts, so that it takes
// no other with it.
#ifndef DIALECT_MYSQL_SPLIT_H
#define DIALECT_MYSQL_SPLIT_H

#include "dialect/mysql_compound.h"
#include "dialect/mysql_modes.h"
#include "ir/name.h"

typedef struct MyStatement {
    // First token to last, without comments around it, but for what is in `passed`, and
    // without the terminator.
    Span span;
    MyTokenVec tokens; // without comments, and MYT_END behind the last; offsets are of
                       // the whole text
    size_t count;      // without that one
    unsigned modes;    // that it was read with
    Str fault;         // why it is no statement; empty: nothing is known against it
    Span fault_span;
    SpanVec passed; // comments inside of it that other servers run, and this one does not
    bool skipped;   // an executable comment that this server passes over, and that holds
                    // statements: the span is the comment's, and there are no tokens
} MyStatement;

typedef struct MySplitter {
    Arena *arena;  // for the comments
    Arena *tmp;    // for the tokens
    MyLexer lexer; // its text ends with the runner's piece
    MyModes modes;
    Str text;
    bool breakpoints;  // the runner cuts at "--> statement-breakpoint"
    bool dashes;       // see Runner
    SpanVec *comments; // those that mention "tidegate:" or "atlas:nolint"
    Str delimiter;     // as the client's DELIMITER has set it
    size_t rescues;    // so far
} MySplitter;

// Begins at `start`. The caller fills in the arenas, what the runner does, and
// `comments`.
MySplitter my_splitter(Str text, size_t start, const Engine *engine);

// Reads on to the next statement; false at the end of the text. The statement's token
// array is reused.
bool my_split_next(MySplitter *splitter, MyStatement *statement);

// ---- mysql_rescue.c: getting back on track ----

// The grammar refused the statement at `offset`. If that is because quotes do not pair or
// a semicolon is missing, the statement is shortened to what it was meant to be, gets its
// fault, and the splitter goes back to where the next one starts.
bool my_split_rescue(MySplitter *splitter, MyStatement *statement, size_t offset);
// The statement's last token has no end: it becomes its fault.
void my_split_open(MySplitter *splitter, MyStatement *statement);
// The text has ended inside of a body that nothing closes: the statement ends at its
// first semicolon, behind `tokens` of it, and `resume` is the offset behind.
void my_split_unclosed(MySplitter *splitter, MyStatement *statement, size_t tokens,
                       size_t resume);
// Whether the statement's first word begins one.
bool my_starts_statement(Str text, MyToken token);
// Sets the statement's span and ends its tokens.
void my_split_close(const MySplitter *splitter, MyStatement *statement);

#endif
