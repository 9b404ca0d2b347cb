// SPDX-License-Identifier: Apache-2.0
// TypeScript as tokens: enough to follow constants, calls and object literals. Types are
// tokens like the rest, and whoever reads passes over them.
#ifndef SCHEMA_TS_TOKEN_H
#define SCHEMA_TS_TOKEN_H

#include "base/limits.h"
#include "base/map.h"
#include "ir/name.h"

typedef enum TsKind {
    TS_END, // behind the last token
    TS_NAME,
    TS_STRING,   // with its quotes
    TS_TEMPLATE, // from backtick to backtick, with what is in ${}
    TS_NUMBER,
    TS_REGEX,
    TS_PUNCT // one character, or one of "=>" "..." "?."
} TsKind;

typedef struct TsToken {
    TsKind kind;
    uint32_t start; // offsets in the text
    uint32_t end;
    // Of an opening bracket the closing one, or TS_END's index. "<" is one where it may
    // begin type arguments, and has 0 where nothing closes it.
    uint32_t match;
} TsToken;

typedef struct TsTokens {
    Str text;
    VEC(TsToken) all; // the last is TS_END
} TsTokens;

// Longer texts are nobody's schema.
enum { TS_MAX_TEXT = LIMIT_SCHEMA_BYTES };

// Never fails: what is not closed reaches to the end of its line, or of the text if it
// may go over lines. Takes time in proportion to the text, and no recursion. The text is
// of at most TS_MAX_TEXT bytes.
TsTokens ts_tokens(Arena *arena, Str text);

Str ts_text(const TsTokens *tokens, size_t at);
bool ts_is(const TsTokens *tokens, size_t at, const char *what); // name or punctuation
// Behind the token, or behind what the bracket at `at` encloses.
size_t ts_over(const TsTokens *tokens, size_t at);
// The value of the string at `at`, escapes decoded; of a template without "${" too.
// False for other tokens.
bool ts_string(Arena *arena, const TsTokens *tokens, size_t at, Str *value);
// Behind the type arguments "<…>" that begin at `at`; `at` itself when there are none.
size_t ts_over_generics(const TsTokens *tokens, size_t at);
// The tokens of [from, to) without what formatters change: blanks where no two words
// would meet, commas before a closing bracket, the kind of quotes. Members that `names`
// has (-> Str) are called what it says; NULL: none.
Str ts_squeeze(Arena *arena, const TsTokens *tokens, Span range, const Map *names);

#endif
