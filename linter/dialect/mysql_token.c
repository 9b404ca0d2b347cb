// SPDX-License-Identifier: Apache-2.0
// What tokens say: their text, and what quotes and escapes stand for.
#include "dialect/mysql_lex.h"

#include <string.h>

Str my_token_text(Str text, MyToken token)
{
    return str_slice(text, token.start, token.end);
}

bool my_token_is(Str text, MyToken token, Str word)
{
    return token.kind == MYT_WORD && token.end - token.start == word.len &&
           str_eq_ci(my_token_text(text, token), word);
}

bool my_token_is_punct(Str text, MyToken token, char c)
{
    return token.kind == MYT_PUNCT && token.end == token.start + 1 &&
           text.ptr[token.start] == c;
}

// What is between the quotes; an open token has no second one.
static Str inside(Str text, MyToken token, char quote)
{
    size_t from = token.start;
    while (from < token.end && text.ptr[from] != quote)
        from++;
    from = from < token.end ? from + 1 : token.end;
    size_t end = token.open || token.end <= from ? token.end : token.end - 1;
    return str_slice(text, from, end < from ? from : end);
}

static Str single_quotes(Arena *arena, Str s, char quote)
{
    if (str_find_char(s, quote, 0) >= s.len)
        return s;
    char *out = NEW_ARRAY(arena, char, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        out[len++] = s.ptr[i];
        if (s.ptr[i] == quote && i + 1 < s.len && s.ptr[i + 1] == quote)
            i++;
    }
    return (Str){ out, len };
}

Str my_token_ident(Arena *arena, Str text, MyToken token)
{
    Str whole = my_token_text(text, token);
    if (token.kind != MYT_QUOTED || whole.len == 0)
        return whole;
    return single_quotes(arena, inside(text, token, whole.ptr[0]), whole.ptr[0]);
}

// Of "\n" the line end, and so on. What means nothing stands for itself.
static char unescape(char c)
{
    static const char names[] = "0bnrtZ";
    static const char values[] = "\0\b\n\r\t\x1a";
    const char *at = c != '\0' ? strchr(names, c) : NULL;
    return at ? values[at - names] : c;
}

static Str unescape_all(Arena *arena, Str s, char quote)
{
    char *out = NEW_ARRAY(arena, char, s.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        char next = i + 1 < s.len ? s.ptr[i + 1] : '\0';
        bool wildcard = c == '\\' && (next == '%' || next == '_'); // LIKE's own escapes
        if (c == '\\' && i + 1 < s.len && !wildcard)
            c = unescape(s.ptr[++i]);
        else if (c == quote && next == quote)
            i++;
        out[len++] = c;
    }
    return (Str){ out, len };
}

Str my_token_string(Arena *arena, Str text, MyToken token, unsigned modes)
{
    Str whole = my_token_text(text, token);
    if (whole.len > 0 && whole.ptr[0] == '$') {
        size_t tag = str_find_char(whole, '$', 1) + 1;
        size_t end = token.open ? whole.len : whole.len - tag;
        return str_slice(whole, tag, end);
    }
    char quote = '\'';
    if (str_find_char(whole, '"', 0) < str_find_char(whole, '\'', 0))
        quote = '"';
    Str s = inside(text, token, quote);
    bool escapes = !(modes & MYM_NO_BACKSLASH_ESCAPES);
    if (escapes && str_find_char(s, '\\', 0) < s.len)
        return unescape_all(arena, s, quote);
    return single_quotes(arena, s, quote);
}
