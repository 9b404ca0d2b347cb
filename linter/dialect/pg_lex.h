// SPDX-License-Identifier: Apache-2.0
// PostgreSQL's lexical structure, as psql and the server's scanner see it. Never reads
// past the text, takes any bytes, and never fails: what is not closed ends with the text
// and says so.
#ifndef DIALECT_PG_LEX_H
#define DIALECT_PG_LEX_H

#include "base/arena.h"
#include "ir/def.h"

typedef enum TokenKind {
    TOK_END,     // start == end == text.len
    TOK_COMMENT, // both kinds, with its delimiters; a line comment without its line end
    TOK_WORD,    // key words and unquoted identifiers
    TOK_QUOTED,  // "…" and U&"…"
    TOK_STRING,  // '…' with all its prefixes
    TOK_DOLLAR,  // $tag$…$tag$
    TOK_NUMBER,
    TOK_PARAM, // $1
    TOK_OPERATOR,
    TOK_PUNCT // one byte, or "::", ":=", ".."
} TokenKind;

typedef struct Token {
    TokenKind kind;
    bool open; // its end is missing: it ends with the text
    size_t start;
    size_t end;
} Token;

typedef VEC(Token) TokenVec;

typedef struct Lexer {
    Str text;
    size_t at; // where the next token is looked for
} Lexer;

Token pg_lex_next(Lexer *lexer);

Str token_text(Str text, Token token);
bool token_is_word(Str text, Token token, Str word); // a key word in any case
bool token_is_punct(Str text, Token token, char c);

#endif
