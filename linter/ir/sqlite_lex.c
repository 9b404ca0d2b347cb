// SPDX-License-Identifier: Apache-2.0
// SQLite's tokens; https://sqlite.org/lang_keywords.html and the source's tokenize.c say
// what they are.
#include "ir/sqlite_lex.h"

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\v');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Every byte of a character beyond ASCII is one of a word.
static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '$' || (unsigned char)c >= 0x80;
}

static char byte_at(Str text, size_t at)
{
    return at < text.len ? text.ptr[at] : '\0';
}

// Behind the blanks at `at`, and the byte order mark that the text may begin with.
static size_t skip_blanks(Str text, size_t at)
{
    static const Str bom = STR_INIT("\xEF\xBB\xBF");
    if (at == 0 && str_starts(text, bom))
        at = bom.len;
    while (at < text.len && is_blank(text.ptr[at]))
        at++;
    return at;
}

static size_t word_end(Str text, size_t at)
{
    while (at < text.len && is_word(text.ptr[at]))
        at++;
    return at;
}

// ---- what has an end of its own ----

// A quote that is doubled goes on, but for the brackets that other servers write.
static void end_quoted(Str text, SlToken *token, char quote)
{
    size_t at = str_find_char(text, quote, token->end);
    while (quote != ']' && byte_at(text, at + 1) == quote)
        at = str_find_char(text, quote, at + 2);
    token->open = at >= text.len;
    token->end = token->open ? text.len : at + 1;
}

// A comment without an end is one all the same.
static void end_block(Str text, SlToken *token)
{
    size_t at = str_find(text, STR("*/"), token->start + 2);
    token->open = at >= text.len;
    token->end = token->open ? text.len : at + 2;
}

// Digits, a fraction, an exponent; a word that follows at once is part of it, and
// refused.
static size_t number_end(Str text, size_t at)
{
    if (text.ptr[at] == '0' && (byte_at(text, at + 1) | 0x20) == 'x' &&
        is_hex(byte_at(text, at + 2)))
        return word_end(text, at + 2);
    while (is_word(byte_at(text, at)) || byte_at(text, at) == '.') {
        bool exponent = (byte_at(text, at) | 0x20) == 'e';
        at++;
        if (exponent && (byte_at(text, at) == '+' || byte_at(text, at) == '-') &&
            is_digit(byte_at(text, at + 1)))
            at++;
    }
    return at;
}

// ---- the rest ----

static const Str operators[] = { STR_INIT("->>"), STR_INIT("->"), STR_INIT("||"),
                                 STR_INIT("<<"),  STR_INIT(">>"), STR_INIT("<="),
                                 STR_INIT(">="),  STR_INIT("<>"), STR_INIT("=="),
                                 STR_INIT("!=") };

// Brackets, commas and semicolons, which are most of them, begin no longer one.
static size_t operator_end(Str text, size_t at)
{
    char next = byte_at(text, at + 1);
    if (next != '>' && next != '|' && next != '<' && next != '=')
        return at + 1;
    Str rest = str_drop(text, at);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (str_starts(rest, operators[i]))
            return at + operators[i].len;
    return at + 1;
}

static SlToken lex_word(Str text, size_t at)
{
    SlToken token = { SLT_WORD, false, at, word_end(text, at) };
    bool blob = token.end == at + 1 && (text.ptr[at] | 0x20) == 'x';
    if (!blob || byte_at(text, token.end) != '\'')
        return token;
    token.kind = SLT_BLOB;
    token.end++;
    end_quoted(text, &token, '\'');
    return token;
}

static SlToken lex_quoted(Str text, size_t at)
{
    char c = text.ptr[at];
    SlToken token = { c == '\'' ? SLT_STRING : SLT_QUOTED, false, at, at + 1 };
    end_quoted(text, &token, c == '[' ? ']' : c);
    return token;
}

static SlToken lex_comment(Str text, size_t at)
{
    SlToken token = { SLT_COMMENT, false, at, at };
    if (text.ptr[at] == '-')
        token.end = str_find_char(text, '\n', at);
    else
        end_block(text, &token);
    return token;
}

static bool begins_comment(Str text, size_t at)
{
    char next = byte_at(text, at + 1);
    return (text.ptr[at] == '-' && next == '-') || (text.ptr[at] == '/' && next == '*');
}

static bool begins_variable(Str text, size_t at)
{
    char c = text.ptr[at];
    return c == '?' || ((c == ':' || c == '@' || c == '$' || c == '#') &&
                        is_word(byte_at(text, at + 1)));
}

SlToken sl_lex(Str text, size_t at)
{
    at = skip_blanks(text, at);
    if (at >= text.len)
        return (SlToken){ SLT_END, false, text.len, text.len };
    char c = text.ptr[at];
    if (begins_comment(text, at))
        return lex_comment(text, at);
    if (c == '\'' || c == '"' || c == '`' || c == '[')
        return lex_quoted(text, at);
    if (begins_variable(text, at))
        return (SlToken){ SLT_VARIABLE, false, at, word_end(text, at + 1) };
    if (is_digit(c) || (c == '.' && is_digit(byte_at(text, at + 1))))
        return (SlToken){ SLT_NUMBER, false, at, number_end(text, at) };
    if (is_word(c))
        return lex_word(text, at);
    return (SlToken){ SLT_PUNCT, false, at, operator_end(text, at) };
}

// ---- what a token is ----

Str sl_token_text(Str text, SlToken token)
{
    return str_slice(text, token.start, token.end);
}

bool sl_token_is(Str text, SlToken token, Str word)
{
    return token.kind == SLT_WORD && str_eq_ci(sl_token_text(text, token), word);
}

bool sl_token_is_punct(Str text, SlToken token, char c)
{
    return token.kind == SLT_PUNCT && token.end == token.start + 1 &&
           text.ptr[token.start] == c;
}

bool sl_token_names(SlToken token)
{
    return token.kind == SLT_WORD || token.kind == SLT_QUOTED || token.kind == SLT_STRING;
}

Str sl_token_ident(Arena *arena, Str text, SlToken token)
{
    Str word = sl_token_text(text, token);
    if (token.kind == SLT_WORD || word.len == 0)
        return word;
    char quote = word.ptr[0] == '[' ? ']' : word.ptr[0];
    Str inner = str_slice(word, 1, word.len - (token.open ? 0 : 1));
    if (quote == ']' || str_find_char(inner, quote, 0) == inner.len)
        return inner;
    char *made = NEW_ARRAY(arena, char, inner.len);
    size_t len = 0;
    for (size_t i = 0; i < inner.len; i++) {
        made[len++] = inner.ptr[i];
        i += inner.ptr[i] == quote ? 1 : 0;
    }
    return (Str){ made, len };
}

bool sl_token_is_name(Arena *tmp, Str text, SlToken token, Str name)
{
    return (token.kind == SLT_WORD || token.kind == SLT_QUOTED) &&
           str_eq_ci(sl_token_ident(tmp, text, token), name);
}

bool sl_mentions(Arena *tmp, Str text, Str name)
{
    for (SlToken token = sl_lex(text, 0); token.kind != SLT_END;
         token = sl_lex(text, token.end))
        if (sl_token_is_name(tmp, text, token, name))
            return true;
    return false;
}
