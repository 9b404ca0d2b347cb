// SPDX-License-Identifier: Apache-2.0
// The lexical structure of MySQL, MariaDB and TiDB, as the server's scanner sees it.
// Never reads past the text, takes any bytes, and never fails: what is not closed ends
// with the text and says so.
#ifndef DIALECT_MYSQL_LEX_H
#define DIALECT_MYSQL_LEX_H

#include "base/arena.h"
#include "ir/engine.h"

typedef enum MyTokenKind {
    MYT_END,     // start == end == text.len
    MYT_COMMENT, // #…, -- …, /*…*/, also an executable one that this server passes over
    MYT_WORD,   // key words and unquoted identifiers, those that begin with a digit too
    MYT_QUOTED, // `…`, and "…" under ANSI_QUOTES
    MYT_STRING, // '…' and "…", without their introducer; N'…'; MySQL 9's $$…$$
    MYT_BITS,   // x'…', b'…', 0x…, 0b…
    MYT_NUMBER,
    MYT_VARIABLE,   // @name, @`name`, @'name'; "@@" is MYT_PUNCT, and a word follows
    MYT_PARAM,      // ?
    MYT_INTRODUCER, // _utf8mb4: the server takes it for nothing else
    MYT_OPERATOR,   // <=> << := -> ->> || && …, of more than one byte
    MYT_PUNCT       // one byte, or "@@"
} MyTokenKind;

typedef struct MyToken {
    MyTokenKind kind;
    bool open;    // its end is missing: it ends with the text
    bool spaced;  // white space or a comment stands in front of it
    size_t start; // with quotes
    size_t end;
} MyToken;

typedef VEC(MyToken) MyTokenVec;

typedef enum MyMode {
    MYM_ANSI_QUOTES = 1 << 0,
    MYM_NO_BACKSLASH_ESCAPES = 1 << 1,
    MYM_PIPES_AS_CONCAT = 1 << 2,
    MYM_IGNORE_SPACE = 1 << 3,
    MYM_ORACLE = 1 << 4 // MariaDB
} MyMode;

typedef struct MyLexer {
    Str text;
    size_t at; // where the next token is looked for
    const Engine *engine;
    unsigned modes;   // MyMode bits
    bool executable;  // inside of an executable comment whose body is code …
    size_t opened;    // … that starts here
    MyTokenKind last; // of the token before, if that was no comment; it ends at …
    size_t last_end;
    bool qualifies; // … and is a dot that a name follows
} MyLexer;

// Of an executable comment whose body this server runs ("/*!40101 SET … */") its opening
// and its end are passed over, and what is in it are tokens like others.
MyToken my_lex_next(MyLexer *lexer);

Str my_token_text(Str text, MyToken token);
// An unquoted word, in any case.
bool my_token_is(Str text, MyToken token, Str word);
bool my_token_is_punct(Str text, MyToken token, char c);
// The identifier that a word or a quoted token is: without quotes, doubled ones made one.
Str my_token_ident(Arena *arena, Str text, MyToken token);
// What a string means: quotes, doubled quotes and (unless the mode forbids it) backslash
// escapes taken away.
Str my_token_string(Arena *arena, Str text, MyToken token, unsigned modes);

#endif
