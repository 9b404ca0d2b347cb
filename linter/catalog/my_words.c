// SPDX-License-Identifier: Apache-2.0
// Identifiers in a piece of MySQL's SQL. Not a parser: it tells which names an expression
// could mean.
#include "catalog/replay_my_priv.h"

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '$' || (c & 0x80) != 0;
}

bool my_next_word(Str text, size_t *at, Str *word)
{
    while (*at < text.len && !is_word_char(text.ptr[*at]))
        ++*at;
    size_t start = *at;
    while (*at < text.len && is_word_char(text.ptr[*at]))
        ++*at;
    *word = str_slice(text, start, *at);
    return word->len > 0;
}

// Behind a quoted piece that starts at `from`; a doubled quote, or one behind a
// backslash, does not end it.
static size_t skip_quoted(Str text, size_t from)
{
    char quote = text.ptr[from];
    size_t at = from + 1;
    for (; at < text.len; at++) {
        bool next_too = at + 1 < text.len && text.ptr[at + 1] == quote;
        bool escapes = text.ptr[at] == '\\' && quote != '`';
        if (escapes || (text.ptr[at] == quote && next_too))
            at++;
        else if (text.ptr[at] == quote)
            return at + 1;
    }
    return text.len;
}

bool my_next_string(Str text, size_t *at, Str *string)
{
    while (*at < text.len && text.ptr[*at] != '\'' && text.ptr[*at] != '"')
        ++*at;
    if (*at >= text.len)
        return false;
    size_t start = *at;
    *at = skip_quoted(text, start);
    *string = str_slice(text, start, *at);
    return true;
}

// Behind a string or comment that starts at `at`; `at` itself when none does.
static size_t skip_wordless(Str text, size_t at)
{
    Str rest = str_drop(text, at);
    if (rest.ptr[0] == '\'' || rest.ptr[0] == '"')
        return skip_quoted(text, at);
    if (rest.ptr[0] == '#' || str_starts(rest, STR("-- ")))
        return str_find_char(text, '\n', at);
    if (!str_starts(rest, STR("/*")) || str_starts(rest, STR("/*!")))
        return at;
    size_t end = str_find(text, STR("*/"), at + 2);
    return end == text.len ? end : end + 2;
}

// `quoted` with its back quotes; those in it are doubled.
static bool is_quoted_ident(Str quoted, Str ident)
{
    size_t i = 1, k = 0;
    for (; i + 1 < quoted.len && k < ident.len; i++, k++) {
        char a = quoted.ptr[i], b = ident.ptr[k];
        if (!str_eq_ci((Str){ &a, 1 }, (Str){ &b, 1 }))
            return false;
        i += a == '`';
    }
    return k == ident.len && i + 1 == quoted.len;
}

bool text_mentions_any_case(Str text, Str ident)
{
    for (size_t at = 0; at < text.len;) {
        size_t start = at, end = skip_wordless(text, at);
        if (text.ptr[start] == '`') {
            at = skip_quoted(text, start);
            if (is_quoted_ident(str_slice(text, start, at), ident))
                return true;
        } else if (end > start) {
            at = end;
        } else if (is_word_char(text.ptr[start])) {
            Str word;
            my_next_word(text, &at, &word);
            if (str_eq_ci(word, ident))
                return true;
        } else {
            at++;
        }
    }
    return false;
}
