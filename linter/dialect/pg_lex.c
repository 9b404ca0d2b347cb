// SPDX-License-Identifier: Apache-2.0
// The lexer. Words, strings and comments follow PostgreSQL's scan.l with
// standard_conforming_strings on; numbers are only as exact as finding their end needs.
#include "dialect/pg_lex.h"

#include <string.h>

// What a byte can be, so that one look tells.
typedef enum Class {
    X, // anything else: by itself
    B, // blank
    L, // letter, _, and what is not ASCII
    D, // digit
    C, // $, which a word may go on with
    O, // operator
} Class;

// clang-format off
static const unsigned char classes[256] = {
    X, X, X, X, X, X, X, X, X, B, B, B, B, B, X, X,
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
    B, O, X, O, C, O, O, X, X, X, O, O, X, O, X, O,
    D, D, D, D, D, D, D, D, D, D, X, X, O, O, O, O,
    O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, X, X, X, O, L,
    O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, X, O, X, O, X,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
};
// clang-format on

static Class class_of(char c)
{
    return (Class)classes[(unsigned char)c];
}

static bool is_blank(char c)
{
    return class_of(c) == B;
}

static bool is_digit(char c)
{
    return class_of(c) == D;
}

static bool is_word_part(char c)
{
    return class_of(c) >= L && class_of(c) <= C;
}

static bool is_operator(char c)
{
    return class_of(c) == O;
}

// The byte at an offset, or NUL behind the end.
static char peek(const Lexer *lexer, size_t at)
{
    return at < lexer->text.len ? lexer->text.ptr[at] : '\0';
}

// Whether these two bytes, none of them NUL, stand there.
static bool has_pair(const Lexer *lexer, size_t at, const char *pair)
{
    return peek(lexer, at) == pair[0] && peek(lexer, at + 1) == pair[1];
}

static Token take(Lexer *lexer, TokenKind kind, size_t end)
{
    Token token = { .kind = kind, .start = lexer->at, .end = end };
    lexer->at = end;
    return token;
}

static Token take_open(Lexer *lexer, TokenKind kind)
{
    Token token = take(lexer, kind, lexer->text.len);
    token.open = true;
    return token;
}

static Token lex_line_comment(Lexer *lexer)
{
    size_t end = lexer->at;
    while (end < lexer->text.len && lexer->text.ptr[end] != '\n' &&
           lexer->text.ptr[end] != '\r')
        end++;
    return take(lexer, TOK_COMMENT, end);
}

static Token lex_block_comment(Lexer *lexer)
{
    size_t depth = 0;
    for (size_t i = lexer->at; i + 1 < lexer->text.len; i++) {
        if (has_pair(lexer, i, "/*"))
            depth++;
        else if (has_pair(lexer, i, "*/"))
            depth--;
        else
            continue;
        i++;
        if (depth == 0)
            return take(lexer, TOK_COMMENT, i + 1);
    }
    return take_open(lexer, TOK_COMMENT);
}

// The text after `open` up to the next lone quote; a doubled quote stands for itself.
static Token lex_quoted(Lexer *lexer, TokenKind kind, size_t open)
{
    char quote = lexer->text.ptr[open];
    for (size_t i = open + 1;; i += 2) {
        i = str_find_char(lexer->text, quote, i);
        if (i >= lexer->text.len)
            return take_open(lexer, kind);
        if (peek(lexer, i + 1) != quote)
            return take(lexer, kind, i + 1);
    }
}

// A string goes on in a string that follows on another line, with the same meaning of
// backslashes: the offset of that quote, or 0.
static size_t find_continuation(const Lexer *lexer, size_t at)
{
    bool new_line = false;
    for (;; at++) {
        while (is_blank(peek(lexer, at))) {
            new_line |= peek(lexer, at) == '\n' || peek(lexer, at) == '\r';
            at++;
        }
        if (!has_pair(lexer, at, "--"))
            return new_line && peek(lexer, at) == '\'' ? at : 0;
        at = str_find_char(lexer->text, '\n', at);
        if (at >= lexer->text.len)
            return 0;
        new_line = true;
    }
}

static Token lex_escape_string(Lexer *lexer, size_t open)
{
    for (size_t i = open + 1; i < lexer->text.len; i++) {
        char c = lexer->text.ptr[i];
        if (c == '\\' || (c == '\'' && peek(lexer, i + 1) == '\'')) {
            i++;
        } else if (c == '\'') {
            size_t next = find_continuation(lexer, i + 1);
            if (next == 0)
                return take(lexer, TOK_STRING, i + 1);
            i = next;
        }
    }
    return take_open(lexer, TOK_STRING);
}

static Token lex_word(Lexer *lexer)
{
    char c = lexer->text.ptr[lexer->at];
    char next = peek(lexer, lexer->at + 1);
    if (next == '\'' && (c == 'e' || c == 'E'))
        return lex_escape_string(lexer, lexer->at + 1);
    if (next == '\'' && strchr("bBxXnN", c) != NULL)
        return lex_quoted(lexer, TOK_STRING, lexer->at + 1);
    if (next == '&' && (c == 'u' || c == 'U')) {
        char quote = peek(lexer, lexer->at + 2);
        if (quote == '\'' || quote == '"')
            return lex_quoted(lexer, quote == '"' ? TOK_QUOTED : TOK_STRING,
                              lexer->at + 2);
    }
    const char *text = lexer->text.ptr;
    size_t end = lexer->at + 1;
    while (end < lexer->text.len && is_word_part(text[end]))
        end++;
    return take(lexer, TOK_WORD, end);
}

static Token lex_number(Lexer *lexer)
{
    size_t end = lexer->at;
    while (end < lexer->text.len) {
        char c = lexer->text.ptr[end];
        bool dots = c == '.' && peek(lexer, end + 1) == '.';
        bool sign = (c == '+' || c == '-') && (lexer->text.ptr[end - 1] | 0x20) == 'e' &&
                    is_digit(peek(lexer, end + 1)) && !has_pair(lexer, lexer->at, "0x") &&
                    !has_pair(lexer, lexer->at, "0X");
        if (dots || !(is_word_part(c) || c == '.' || (sign && end > lexer->at)))
            break;
        end++;
    }
    return take(lexer, TOK_NUMBER, end);
}

static Token lex_dollar(Lexer *lexer)
{
    size_t end = lexer->at + 1;
    if (is_digit(peek(lexer, end))) {
        while (is_digit(peek(lexer, end)))
            end++;
        return take(lexer, TOK_PARAM, end);
    }
    while (is_word_part(peek(lexer, end)) && peek(lexer, end) != '$')
        end++;
    if (peek(lexer, end) != '$')
        return take(lexer, TOK_PUNCT, lexer->at + 1);
    Str tag = str_slice(lexer->text, lexer->at, end + 1);
    size_t close = str_find(lexer->text, tag, end + 1);
    if (close >= lexer->text.len)
        return take_open(lexer, TOK_DOLLAR);
    return take(lexer, TOK_DOLLAR, close + tag.len);
}

// A long operator may end in + or - only when it holds a character that standard SQL has
// no operators of.
static Token lex_operator(Lexer *lexer)
{
    size_t end = lexer->at;
    bool unusual = false;
    while (is_operator(peek(lexer, end)) && !has_pair(lexer, end, "--") &&
           !has_pair(lexer, end, "/*")) {
        unusual |= strchr("~!@#^&|`?%", lexer->text.ptr[end]) != NULL;
        end++;
    }
    while (!unusual && end > lexer->at + 1 &&
           strchr("+-", lexer->text.ptr[end - 1]) != NULL)
        end--;
    return take(lexer, TOK_OPERATOR, end);
}

static Token lex_punct(Lexer *lexer)
{
    char c = peek(lexer, lexer->at);
    char next = peek(lexer, lexer->at + 1);
    bool is_pair =
        (c == ':' && (next == ':' || next == '=')) || (c == '.' && next == '.');
    return take(lexer, TOK_PUNCT, lexer->at + (is_pair ? 2 : 1));
}

Token pg_lex_next(Lexer *lexer)
{
    while (is_blank(peek(lexer, lexer->at)))
        lexer->at++;
    if (lexer->at >= lexer->text.len)
        return (
            Token){ .kind = TOK_END, .start = lexer->text.len, .end = lexer->text.len };
    char c = lexer->text.ptr[lexer->at];
    switch (class_of(c)) {
    case L:
        return lex_word(lexer);
    case D:
        return lex_number(lexer);
    case C:
        return lex_dollar(lexer);
    case O:
        if (has_pair(lexer, lexer->at, "--"))
            return lex_line_comment(lexer);
        if (has_pair(lexer, lexer->at, "/*"))
            return lex_block_comment(lexer);
        return lex_operator(lexer);
    case B:
    case X:
        break;
    }
    if (c == '\'' || c == '"')
        return lex_quoted(lexer, c == '"' ? TOK_QUOTED : TOK_STRING, lexer->at);
    bool is_number = c == '.' && is_digit(peek(lexer, lexer->at + 1));
    return is_number ? lex_number(lexer) : lex_punct(lexer);
}

Str token_text(Str text, Token token)
{
    return str_slice(text, token.start, token.end);
}

bool token_is_word(Str text, Token token, Str word)
{
    return token.kind == TOK_WORD && str_eq_ci(token_text(text, token), word);
}

bool token_is_punct(Str text, Token token, char c)
{
    return token.kind == TOK_PUNCT && token.end == token.start + 1 &&
           text.ptr[token.start] == c;
}
