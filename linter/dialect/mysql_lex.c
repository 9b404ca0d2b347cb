// SPDX-License-Identifier: Apache-2.0
// The lexer. It does what the scanners of the servers do: MySQL's and MariaDB's
// sql_lex.cc, and TiDB's lexer.go. A table tells from its first byte what a token can be.
#include "dialect/mysql_lex.h"
#include "dialect/mysql_mark.h"
#include "ir/charset.h"

#include <string.h>

// clang-format off
typedef enum Class {
    X, // a token of its own
    B, // blank
    L, // letter, "_", "$", all from 0x80 on
    D, // digit
    Q, // ' and "
    K, // `
    P, // .
    A, // @
    H, // #
    M, // -
    S, // slash
    T, // *
    O, // < > ! : | &: what may be longer than one byte
} Class;

static const unsigned char classes[256] = {
    X, X, X, X, X, X, X, X, X, B, B, B, B, B, X, X,
    X, X, X, X, X, X, X, X, X, X, X, X, X, X, X, X,
    B, O, Q, H, L, X, O, Q, X, X, T, X, X, M, P, S,
    D, D, D, D, D, D, D, D, D, D, O, X, O, X, O, X,
    A, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, X, X, X, X, L,
    K, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
    L, L, L, L, L, L, L, L, L, L, L, X, O, X, X, X,
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

// The byte at an offset, or NUL behind the end.
static char peek(const MyLexer *lexer, size_t at)
{
    return at < lexer->text.len ? lexer->text.ptr[at] : '\0';
}

static Class class_of(char c)
{
    return (Class)classes[(unsigned char)c];
}

static bool is_digit(char c)
{
    return class_of(c) == D;
}

static bool is_word_part(char c)
{
    return class_of(c) == L || class_of(c) == D;
}

static bool is_blank(char c)
{
    return class_of(c) == B;
}

static bool is_hex_digit(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_bit(char c)
{
    return c == '0' || c == '1';
}

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == '\x7f';
}

static size_t pass(const MyLexer *lexer, size_t at, bool (*fits)(char c))
{
    while (at < lexer->text.len && fits(lexer->text.ptr[at]))
        at++;
    return at;
}

static bool starts(const MyLexer *lexer, size_t at, const char *s)
{
    size_t len = strlen(s);
    return lexer->text.len >= len && at <= lexer->text.len - len &&
           memcmp(lexer->text.ptr + at, s, len) == 0;
}

static MyToken take(MyLexer *lexer, MyTokenKind kind, size_t end)
{
    MyToken token = { .kind = kind, .start = lexer->at, .end = end };
    token.spaced = lexer->at != lexer->last_end;
    lexer->at = end;
    if (kind != MYT_COMMENT) {
        lexer->last = kind;
        lexer->last_end = end;
        lexer->qualifies = false;
    }
    return token;
}

static MyToken take_open(MyLexer *lexer, MyTokenKind kind)
{
    MyToken token = take(lexer, kind, lexer->text.len);
    token.open = true;
    return token;
}

// ---- quotes ----

// Behind the quote that closes the one at `open`, or behind the text: a doubled one
// stands for itself, and so does one behind a backslash.
static bool find_close(const MyLexer *lexer, size_t open, bool escapes, size_t *end)
{
    const char *text = lexer->text.ptr;
    char quote = text[open];
    for (size_t i = open + 1; i < lexer->text.len; i++) {
        if (text[i] == '\\' && escapes) {
            i++;
        } else if (text[i] == quote) {
            if (peek(lexer, i + 1) != quote) {
                *end = i + 1;
                return true;
            }
            i++;
        }
    }
    return false;
}

static MyToken lex_quoted(MyLexer *lexer, MyTokenKind kind, size_t open)
{
    char quote = lexer->text.ptr[open];
    bool ident = quote == '`' || (quote == '"' && lexer->modes & MYM_ANSI_QUOTES);
    bool escapes = !ident && !(lexer->modes & MYM_NO_BACKSLASH_ESCAPES);
    size_t end;
    if (!find_close(lexer, open, escapes, &end))
        return take_open(lexer, kind);
    return take(lexer, kind, end);
}

static MyToken lex_string(MyLexer *lexer)
{
    bool ident = lexer->text.ptr[lexer->at] == '"' && lexer->modes & MYM_ANSI_QUOTES;
    return lex_quoted(lexer, ident ? MYT_QUOTED : MYT_STRING, lexer->at);
}

// x'…' and b'…'. With other digits in it, or an odd number of x's, it is nothing.
static MyToken lex_bits(MyLexer *lexer, bool hex)
{
    size_t from = lexer->at + 2;
    size_t end = pass(lexer, from, hex ? is_hex_digit : is_bit);
    if (end == lexer->text.len)
        return take_open(lexer, MYT_BITS);
    if (lexer->text.ptr[end] == '\'' && !(hex && (end - from) % 2 != 0))
        return take(lexer, MYT_BITS, end + 1);
    MyToken token = lex_quoted(lexer, MYT_BITS, lexer->at + 1);
    token.kind = token.open ? MYT_BITS : MYT_PUNCT;
    return token;
}

// $tag$…$tag$, which MySQL 9 knows. Without a second "$" it is a name.
static bool is_dollar_quote(const MyLexer *lexer, size_t *behind)
{
    if (peek(lexer, lexer->at) != '$' ||
        !engine_from_on(lexer->engine, "mysql", ENGINE_VERSION(9, 0, 0)))
        return false;
    size_t at = lexer->at + 1;
    while (is_word_part(peek(lexer, at)) && peek(lexer, at) != '$')
        at++;
    *behind = at + 1;
    return peek(lexer, at) == '$';
}

static MyToken lex_dollar_quote(MyLexer *lexer, size_t behind)
{
    Str tag = str_slice(lexer->text, lexer->at, behind);
    size_t close = str_find(lexer->text, tag, behind);
    if (close >= lexer->text.len)
        return take_open(lexer, MYT_STRING);
    return take(lexer, MYT_STRING, close + tag.len);
}

// ---- words ----

// Names of files are written in the set "filename", which no column can have.
static bool is_charset(const MyLexer *lexer, Str name)
{
    if (str_eq_ci(name, STR("gb18030")) && engine_is(lexer->engine, "mariadb"))
        return false;
    return charset_bytes(name) > 0 || str_eq_ci(name, STR("filename"));
}

static MyToken lex_name(MyLexer *lexer)
{
    return take(lexer, MYT_WORD, pass(lexer, lexer->at, is_word_part));
}

static MyToken lex_word(MyLexer *lexer)
{
    char first = lexer->text.ptr[lexer->at];
    if (peek(lexer, lexer->at + 1) == '\'') {
        if (first == 'n' || first == 'N')
            return lex_quoted(lexer, MYT_STRING, lexer->at + 1);
        if (first == 'x' || first == 'X' || first == 'b' || first == 'B')
            return lex_bits(lexer, (first | 0x20) == 'x');
    }
    size_t behind;
    if (first == '$' && is_dollar_quote(lexer, &behind))
        return lex_dollar_quote(lexer, behind);
    size_t end = pass(lexer, lexer->at, is_word_part);
    bool introducer =
        first == '_' && is_charset(lexer, str_slice(lexer->text, lexer->at + 1, end));
    return take(lexer, introducer ? MYT_INTRODUCER : MYT_WORD, end);
}

// @name, @`name`, @'name'; "@@"; "@" alone.
static MyToken lex_at(MyLexer *lexer)
{
    size_t end = lexer->at + 1;
    char c = peek(lexer, end);
    if (c == '@')
        return take(lexer, MYT_PUNCT, end + 1);
    if (c == '\'' || c == '"' || c == '`')
        return lex_quoted(lexer, MYT_VARIABLE, end);
    while (is_word_part(peek(lexer, end)) || peek(lexer, end) == '.')
        end++;
    return take(lexer, end == lexer->at + 1 ? MYT_PUNCT : MYT_VARIABLE, end);
}

// ---- numbers ----

// Behind the exponent whose "e" may be here: there is none without a digit.
static size_t pass_exponent(const MyLexer *lexer, size_t at)
{
    if ((peek(lexer, at) | 0x20) != 'e')
        return at;
    char sign = peek(lexer, at + 1);
    size_t digits = at + (sign == '+' || sign == '-' ? 2 : 1);
    return is_digit(peek(lexer, digits)) ? pass(lexer, digits, is_digit) : at;
}

// The dot is here, or digits have stood before it.
static MyToken lex_fraction(MyLexer *lexer, size_t dot)
{
    size_t end = pass(lexer, dot + 1, is_digit);
    return take(lexer, MYT_NUMBER, pass_exponent(lexer, end));
}

// 0x… and 0b… with small letters only: 0X1 is a name.
static bool lex_prefixed(MyLexer *lexer, MyToken *token)
{
    char prefix = peek(lexer, lexer->at + 1);
    if (lexer->text.ptr[lexer->at] != '0' || (prefix != 'x' && prefix != 'b'))
        return false;
    size_t end = pass(lexer, lexer->at + 2, prefix == 'x' ? is_hex_digit : is_bit);
    if (end == lexer->at + 2 || is_word_part(peek(lexer, end)))
        return false;
    *token = take(lexer, MYT_BITS, end);
    return true;
}

// A number, or a name that begins with a digit: 1e5 is a number, 1a and 1e are names.
static MyToken lex_number(MyLexer *lexer)
{
    MyToken token;
    if (lex_prefixed(lexer, &token))
        return token;
    size_t end = pass(lexer, lexer->at, is_digit);
    if (is_word_part(peek(lexer, end))) {
        size_t behind = pass_exponent(lexer, end);
        return behind > end ? take(lexer, MYT_NUMBER, behind) : lex_name(lexer);
    }
    bool range = peek(lexer, end + 1) == '.' && engine_is(lexer->engine, "mariadb");
    return peek(lexer, end) == '.' && !range ? lex_fraction(lexer, end)
                                             : take(lexer, MYT_NUMBER, end);
}

// Right behind a name even a digit begins a name: a.1b.
static MyToken lex_dot(MyLexer *lexer)
{
    char next = peek(lexer, lexer->at + 1);
    bool behind_name = lexer->last == MYT_WORD && lexer->last_end == lexer->at;
    if (is_digit(next) && !behind_name)
        return lex_fraction(lexer, lexer->at);
    if (next == '.' && engine_is(lexer->engine, "mariadb"))
        return take(lexer, MYT_OPERATOR, lexer->at + 2);
    MyToken token = take(lexer, MYT_PUNCT, lexer->at + 1);
    lexer->qualifies = is_word_part(next);
    return token;
}

// ---- comments ----

static MyToken lex_line_comment(MyLexer *lexer)
{
    return take(lexer, MYT_COMMENT, str_find_char(lexer->text, '\n', lexer->at));
}

// One that this server passes over may hold a plain one.
static MyToken lex_block_comment(MyLexer *lexer)
{
    bool nests = starts(lexer, lexer->at, "/*!") || starts(lexer, lexer->at, "/*M!");
    size_t from = lexer->at + 2;
    size_t end = str_find(lexer->text, STR("*/"), from);
    while (nests && str_find(str_take(lexer->text, end), STR("/*"), from) < end) {
        from = end < lexer->text.len ? end + 2 : end;
        end = str_find(lexer->text, STR("*/"), from);
    }
    if (end >= lexer->text.len)
        return take_open(lexer, MYT_COMMENT);
    return take(lexer, MYT_COMMENT, end + 2);
}

// ---- what is left ----

static MyToken lex_operator(MyLexer *lexer)
{
    static const char *const operators[] = { "->>", "<=>", "->", "<<", ">>", "<=", ">=",
                                             "<>",  "!=",  ":=", "||", "&&", NULL };
    for (size_t i = 0; operators[i] != NULL; i++)
        if (starts(lexer, lexer->at, operators[i]))
            return take(lexer, MYT_OPERATOR, lexer->at + strlen(operators[i]));
    return take(lexer, MYT_PUNCT, lexer->at + 1);
}

static MyToken lex_minus(MyLexer *lexer)
{
    if (peek(lexer, lexer->at + 1) != '-')
        return lex_operator(lexer);
    size_t behind = lexer->at + 2;
    bool comment = behind >= lexer->text.len || is_blank(lexer->text.ptr[behind]) ||
                   is_control(lexer->text.ptr[behind]);
    return comment ? lex_line_comment(lexer) : take(lexer, MYT_PUNCT, lexer->at + 1);
}

static MyToken lex_other(MyLexer *lexer)
{
    bool param = lexer->text.ptr[lexer->at] == '?';
    return take(lexer, param ? MYT_PARAM : MYT_PUNCT, lexer->at + 1);
}

// Moves over blanks and over the marks of executable comments whose body is code.
static void pass_blanks(MyLexer *lexer)
{
    for (;;) {
        lexer->at = pass(lexer, lexer->at, is_blank);
        size_t behind;
        if (lexer->executable && starts(lexer, lexer->at, "*/")) {
            lexer->executable = false;
            lexer->at += 2;
        } else if (starts(lexer, lexer->at, "/*") &&
                   (behind = my_behind_mark(lexer->text, lexer->at, lexer->engine)) > 0) {
            lexer->executable = true;
            lexer->opened = lexer->at;
            lexer->at = behind;
        } else {
            return;
        }
    }
}

static MyToken lex_slash(MyLexer *lexer)
{
    return peek(lexer, lexer->at + 1) == '*' ? lex_block_comment(lexer)
                                             : lex_other(lexer);
}

static MyToken lex_back_quote(MyLexer *lexer)
{
    return lex_quoted(lexer, MYT_QUOTED, lexer->at);
}

MyToken my_lex_next(MyLexer *lexer)
{
    static MyToken (*const by_class[])(MyLexer * lexer) = {
        [X] = lex_other,        [B] = lex_other,      [L] = lex_word,  [D] = lex_number,
        [Q] = lex_string,       [K] = lex_back_quote, [P] = lex_dot,   [A] = lex_at,
        [H] = lex_line_comment, [M] = lex_minus,      [S] = lex_slash, [T] = lex_other,
        [O] = lex_operator,
    };
    bool name = lexer->qualifies && lexer->at == lexer->last_end;
    if (name && is_word_part(peek(lexer, lexer->at)))
        return lex_name(lexer);
    pass_blanks(lexer);
    if (lexer->at >= lexer->text.len)
        return (MyToken){ .start = lexer->text.len, .end = lexer->text.len };
    return by_class[class_of(lexer->text.ptr[lexer->at])](lexer);
}
