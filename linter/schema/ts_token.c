// SPDX-License-Identifier: Apache-2.0
// The tokens of a TypeScript text, and the brackets among them paired.
#include "schema/ts_token.h"

#include "base/out.h"

#include <string.h>

enum { MAX_NESTED_TEMPLATES = 64 };

// ---- characters ----

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
           c == '$' || (c & 0x80) != 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

static bool starts_at(Str text, size_t at, Str what)
{
    return str_starts(str_drop(text, at), what);
}

// ---- one token ----

static size_t word_end(Str text, size_t at)
{
    while (at < text.len && is_word(text.ptr[at]))
        at++;
    return at;
}

// 1.5, 1e-5 and 0x1F; a second "." would be a member.
static size_t number_end(Str text, size_t at)
{
    size_t end = word_end(text, at);
    if (end + 1 < text.len && text.ptr[end] == '.' && is_digit(text.ptr[end + 1]))
        end = word_end(text, end + 1);
    return end;
}

static size_t string_end(Str text, size_t at)
{
    char quote = text.ptr[at];
    for (size_t i = at + 1; i < text.len; i++) {
        if (text.ptr[i] == quote)
            return i + 1;
        if (text.ptr[i] == '\n')
            return i;
        if (text.ptr[i] == '\\')
            i++;
    }
    return text.len;
}

static size_t comment_end(Str text, size_t at)
{
    if (starts_at(text, at, STR("//")))
        return str_find_char(text, '\n', at);
    size_t close = str_find(text, STR("*/"), at + 2);
    return close == text.len ? close : close + 2;
}

static bool is_comment(Str text, size_t at)
{
    return starts_at(text, at, STR("//")) || starts_at(text, at, STR("/*"));
}

// A "/" in a class of characters does not end it.
static size_t regex_end(Str text, size_t at)
{
    bool in_class = false;
    for (size_t i = at + 1; i < text.len && text.ptr[i] != '\n'; i++) {
        char c = text.ptr[i];
        if (c == '\\')
            i++;
        else if (c == '[' || c == ']')
            in_class = c == '[';
        else if (c == '/' && !in_class)
            return word_end(text, i + 1); // with its flags
    }
    return at + 1; // a division after all
}

// Templates stand in the ${} of templates: what is open, from the outermost on, is the
// text of one or the code in its ${}, and of code the braces that are open in it.
typedef struct Nesting {
    size_t open[MAX_NESTED_TEMPLATES];
    size_t depth;
} Nesting;

static const size_t in_text = SIZE_MAX;

static void nest(Nesting *nesting, size_t what)
{
    if (nesting->depth < MAX_NESTED_TEMPLATES)
        nesting->open[nesting->depth++] = what;
}

// Behind the piece of the innermost template's text at `at`.
static size_t pass_text(Nesting *nesting, Str text, size_t at)
{
    if (text.ptr[at] == '`') {
        nesting->depth--;
    } else if (starts_at(text, at, STR("${"))) {
        nest(nesting, 0);
        return at + 2;
    }
    return at + (text.ptr[at] == '\\' ? 2 : 1);
}

// The same for the code in its ${}.
static size_t pass_code(Nesting *nesting, Str text, size_t at)
{
    size_t *braces = &nesting->open[nesting->depth - 1];
    char c = text.ptr[at];
    if (c == '\'' || c == '"')
        return string_end(text, at);
    if (is_comment(text, at))
        return comment_end(text, at);
    if (c == '`')
        nest(nesting, in_text);
    else if (c == '{')
        ++*braces;
    else if (c == '}' && *braces == 0)
        nesting->depth--;
    else if (c == '}')
        --*braces;
    return at + 1;
}

static size_t template_end(Str text, size_t at)
{
    Nesting nesting = { 0 };
    nest(&nesting, in_text);
    for (at++; at < text.len && nesting.depth > 0;)
        at = nesting.open[nesting.depth - 1] == in_text ? pass_text(&nesting, text, at)
                                                        : pass_code(&nesting, text, at);
    return at < text.len ? at : text.len;
}

// ---- all of them ----

// Behind these words a "/" begins an expression, as it does behind an operator.
static bool wants_operand(Str word)
{
    static const Str words[] = {
        STR_INIT("return"), STR_INIT("typeof"), STR_INIT("case"),  STR_INIT("in"),
        STR_INIT("of"),     STR_INIT("await"),  STR_INIT("yield"), STR_INIT("void"),
        STR_INIT("delete"), STR_INIT("do"),     STR_INIT("else"),  STR_INIT("throw"),
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(words[i], word))
            return true;
    return false;
}

static bool divides(const TsTokens *tokens)
{
    if (tokens->all.len == 0)
        return false;
    size_t last = tokens->all.len - 1;
    switch (tokens->all.at[last].kind) {
    case TS_NAME:
        return !wants_operand(ts_text(tokens, last));
    case TS_PUNCT:
        return ts_is(tokens, last, ")") || ts_is(tokens, last, "]") ||
               ts_is(tokens, last, "}");
    case TS_STRING:
    case TS_TEMPLATE:
    case TS_NUMBER:
    case TS_REGEX:
        return true;
    case TS_END:
        break;
    }
    return false;
}

static size_t punct_end(Str text, size_t at)
{
    static const Str longer[] = { STR_INIT("=>"), STR_INIT("..."), STR_INIT("?.") };
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++)
        if (starts_at(text, at, longer[i]))
            return at + longer[i].len;
    return at + 1;
}

static TsToken next_token(const TsTokens *tokens, size_t at)
{
    Str text = tokens->text;
    char c = text.ptr[at];
    TsKind kind = TS_PUNCT;
    size_t end = punct_end(text, at);
    if (is_digit(c)) {
        kind = TS_NUMBER;
        end = number_end(text, at);
    } else if (is_word(c)) {
        kind = TS_NAME;
        end = word_end(text, at);
    } else if (c == '\'' || c == '"') {
        kind = TS_STRING;
        end = string_end(text, at);
    } else if (c == '`') {
        kind = TS_TEMPLATE;
        end = template_end(text, at);
    } else if (c == '/' && !divides(tokens)) {
        end = regex_end(text, at);
        kind = end > at + 1 ? TS_REGEX : TS_PUNCT;
    }
    return (TsToken){ .kind = kind, .start = (uint32_t)at, .end = (uint32_t)end };
}

// ---- brackets ----

enum { ROUND, SQUARE, CURLY, ANGLE, BRACKETS };

typedef struct Pairing {
    TsTokens *tokens;
    VEC(uint32_t) open;      // opening brackets, the innermost last
    size_t counts[BRACKETS]; // of them, by kind
} Pairing;

static char punct_of(const TsTokens *tokens, size_t at)
{
    const TsToken *token = &tokens->all.at[at];
    bool is_single = token->kind == TS_PUNCT && token->end == token->start + 1;
    return (char)(is_single ? tokens->text.ptr[token->start] : '\0');
}

// The place of the character in a list of brackets by kind, or BRACKETS.
static size_t kind_of(const char *brackets, char c)
{
    for (size_t i = 0; i < BRACKETS; i++)
        if (brackets[i] == c)
            return i;
    return BRACKETS;
}

// A "<" behind a name may begin type arguments.
static size_t opener_kind(const TsTokens *tokens, size_t at)
{
    size_t kind = kind_of("([{<", punct_of(tokens, at));
    bool is_type = at > 0 && tokens->all.at[at - 1].kind == TS_NAME;
    return kind == ANGLE && !is_type ? BRACKETS : kind;
}

static uint32_t pop(Pairing *pairing)
{
    uint32_t opener = pairing->open.at[--pairing->open.len];
    pairing->counts[opener_kind(pairing->tokens, opener)]--;
    return opener;
}

// A closing bracket also closes what is open inside, but for "<", which then was an
// operator. One that nothing opened is passed over.
static void close_bracket(Pairing *pairing, size_t kind, size_t at)
{
    while (pairing->open.len > 0 && pairing->counts[kind] > 0) {
        uint32_t opener = pop(pairing);
        size_t opened = opener_kind(pairing->tokens, opener);
        if (opened != ANGLE || kind == ANGLE)
            pairing->tokens->all.at[opener].match = (uint32_t)at;
        if (opened == kind)
            return;
    }
}

static bool is_open_angle(const Pairing *pairing)
{
    size_t len = pairing->open.len;
    return len > 0 && opener_kind(pairing->tokens, pairing->open.at[len - 1]) == ANGLE;
}

// Is it one behind which no type goes on? Semicolons are often left out.
static bool ends_types(const TsTokens *tokens, size_t at)
{
    static const char *const words[] = { ";",   "export", "import", "const",
                                         "let", "var",    "return" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ts_is(tokens, at, words[i]))
            return true;
    return false;
}

// What stands in other brackets closes no "<".
static void close_angle(Pairing *pairing, size_t at)
{
    if (is_open_angle(pairing))
        close_bracket(pairing, ANGLE, at);
}

static void pair_token(Arena *arena, Pairing *pairing, size_t at)
{
    size_t opens = opener_kind(pairing->tokens, at);
    size_t closes = kind_of(")]}>", punct_of(pairing->tokens, at));
    if (opens < BRACKETS) {
        *vec_push(arena, &pairing->open) = (uint32_t)at;
        pairing->counts[opens]++;
    } else if (closes == ANGLE) {
        close_angle(pairing, at);
    } else if (closes < BRACKETS) {
        close_bracket(pairing, closes, at);
    }
    while (is_open_angle(pairing) && ends_types(pairing->tokens, at))
        pop(pairing);
}

static void pair_brackets(Arena *arena, TsTokens *tokens)
{
    Pairing pairing = { .tokens = tokens };
    for (size_t at = 0; at < tokens->all.len; at++)
        pair_token(arena, &pairing, at);
    while (pairing.open.len > 0) {
        bool is_operator = is_open_angle(&pairing);
        uint32_t opener = pop(&pairing);
        if (!is_operator)
            tokens->all.at[opener].match = (uint32_t)(tokens->all.len - 1);
    }
}

TsTokens ts_tokens(Arena *arena, Str text)
{
    TsTokens tokens = { .text = text };
    for (size_t at = 0; at < text.len;) {
        if (is_blank(text.ptr[at])) {
            at++;
        } else if (is_comment(text, at)) {
            at = comment_end(text, at);
        } else {
            TsToken token = next_token(&tokens, at);
            *vec_push(arena, &tokens.all) = token;
            at = token.end;
        }
    }
    *vec_push(arena, &tokens.all) = (TsToken){ .kind = TS_END,
                                               .start = (uint32_t)text.len,
                                               .end = (uint32_t)text.len };
    pair_brackets(arena, &tokens);
    return tokens;
}

// ---- questions ----

Str ts_text(const TsTokens *tokens, size_t at)
{
    const TsToken *token = &tokens->all.at[at];
    return str_slice(tokens->text, token->start, token->end);
}

bool ts_is(const TsTokens *tokens, size_t at, const char *what)
{
    TsKind kind = tokens->all.at[at].kind;
    return (kind == TS_NAME || kind == TS_PUNCT) &&
           str_eq(ts_text(tokens, at), str_from(what));
}

size_t ts_over(const TsTokens *tokens, size_t at)
{
    size_t last = tokens->all.len - 1;
    size_t match = tokens->all.at[at].match;
    if (at >= last)
        return last;
    return match > at && match < last ? match + 1 : match > at ? last : at + 1;
}

// What a backslash and this character stand for; the rest stands for itself.
static char escaped(char c)
{
    return (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c);
}

bool ts_string(Arena *arena, const TsTokens *tokens, size_t at, Str *value)
{
    TsKind kind = tokens->all.at[at].kind;
    Str text = ts_text(tokens, at);
    bool is_closed = text.len >= 2 && text.ptr[text.len - 1] == text.ptr[0];
    if ((kind != TS_STRING && kind != TS_TEMPLATE) || !is_closed ||
        (kind == TS_TEMPLATE && str_contains(text, STR("${"))))
        return false;
    Str inside = str_slice(text, 1, text.len - 1);
    *value = inside;
    if (str_find_char(inside, '\\', 0) == inside.len)
        return true;
    Out out = out_new(arena);
    for (size_t i = 0; i < inside.len; i++) {
        bool is_escape = inside.ptr[i] == '\\' && i + 1 < inside.len;
        if (is_escape && (inside.ptr[i + 1] == 'u' || inside.ptr[i + 1] == 'x'))
            return false;
        out_char(&out, is_escape ? escaped(inside.ptr[++i]) : inside.ptr[i]);
    }
    *value = out_text(&out);
    return true;
}

size_t ts_over_generics(const TsTokens *tokens, size_t at)
{
    return ts_is(tokens, at, "<") && tokens->all.at[at].match > at ? ts_over(tokens, at)
                                                                   : at;
}

static bool is_wordy(const TsTokens *tokens, size_t at)
{
    TsKind kind = tokens->all.at[at].kind;
    return kind == TS_NAME || kind == TS_NUMBER;
}

static bool is_before_closer(const TsTokens *tokens, size_t at)
{
    return ts_is(tokens, at, ",") &&
           (ts_is(tokens, at + 1, ")") || ts_is(tokens, at + 1, "}") ||
            ts_is(tokens, at + 1, "]"));
}

Str ts_squeeze(Arena *arena, const TsTokens *tokens, Span range, const Map *names)
{
    Out out = out_new(arena);
    for (size_t at = range.start; at < range.end; at++) {
        bool is_later = at > range.start;
        bool is_member = is_later && ts_is(tokens, at - 1, ".");
        const Str *name = names && is_member ? map_get(names, ts_text(tokens, at)) : NULL;
        Str value;
        if (is_later && is_wordy(tokens, at) && is_wordy(tokens, at - 1))
            out_char(&out, ' ');
        if (name)
            out_str(&out, *name);
        else if (ts_string(arena, tokens, at, &value))
            out_fmt(&out, "\"" STR_FMT "\"", STR_ARG(value));
        else if (!is_before_closer(tokens, at))
            out_str(&out, ts_text(tokens, at));
    }
    return out_text(&out);
}
