// SPDX-License-Identifier: Apache-2.0
// The lexical structure of SQLite's SQL, as its tokenizer sees it. Never reads past the
// text, takes any bytes, and never fails: what is not closed ends with the text and says
// so.
#ifndef IR_SQLITE_LEX_H
#define IR_SQLITE_LEX_H

#include "base/arena.h"

typedef enum SlTokenKind {
    SLT_END, // start == end == text.len
    SLT_COMMENT,
    SLT_WORD,     // key words and plain identifiers
    SLT_QUOTED,   // "…", `…` and […]
    SLT_STRING,   // '…'
    SLT_BLOB,     // x'…'
    SLT_NUMBER,   // 1, 1.5e3, 0xff
    SLT_VARIABLE, // ?1, :name, @name, $name
    SLT_PUNCT     // one byte, or an operator of several
} SlTokenKind;

typedef struct SlToken {
    SlTokenKind kind;
    bool open; // its end is missing: it ends with the text
    size_t start;
    size_t end;
} SlToken;

typedef VEC(SlToken) SlTokenVec;

// The token that begins at `at` or behind the blanks there.
SlToken sl_lex(Str text, size_t at);

Str sl_token_text(Str text, SlToken token);
// A plain word, in any case.
bool sl_token_is(Str text, SlToken token, Str word);
bool sl_token_is_punct(Str text, SlToken token, char c);
// What can stand for a name: a word, a quoted one, and, as SQLite has it, a string.
bool sl_token_names(SlToken token);
// The identifier: without quotes, doubled ones made one.
Str sl_token_ident(Arena *arena, Str text, SlToken token);

// A word or a quoted name, but no string, that is this name in any case.
bool sl_token_is_name(Arena *tmp, Str text, SlToken token, Str name);
// One of the text's tokens is.
bool sl_mentions(Arena *tmp, Str text, Str name);

#endif
