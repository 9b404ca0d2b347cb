// SPDX-License-Identifier: Apache-2.0
// Identifiers in a piece of SQL. Not a parser: it tells which names an expression could
// mean.
#include "catalog/catalog_priv.h"

static bool starts_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c & 0x80) != 0;
}

static bool continues_word(char c)
{
    return starts_word(c) || (c >= '0' && c <= '9') || c == '$';
}

// The offset behind a quoted piece that starts at `from`; a doubled quote does not end
// it.
static size_t skip_quoted(Str text, size_t from)
{
    char quote = text.ptr[from];
    size_t at = from + 1;
    while (at < text.len) {
        if (text.ptr[at++] != quote)
            continue;
        if (at == text.len || text.ptr[at] != quote)
            return at;
        at++;
    }
    return at;
}

static size_t skip_block_comment(Str text, size_t from)
{
    size_t end = str_find(text, STR("*/"), from);
    return end == text.len ? end : end + 2;
}

static Str fold(Arena *arena, Str word)
{
    bool folded = true;
    for (size_t i = 0; i < word.len; i++)
        folded = folded && !(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z');
    if (folded)
        return word;
    return arena_lower(arena, word);
}

// `quoted` with its quotes; an unfinished one lacks the last.
static Str unquote(Arena *arena, Str quoted)
{
    Str inside = str_drop(quoted, 1);
    if (inside.len > 0 && inside.ptr[inside.len - 1] == '"')
        inside = str_take(inside, inside.len - 1);
    if (str_find_char(inside, '"', 0) == inside.len)
        return inside;
    char *plain = NEW_ARRAY(arena, char, inside.len);
    size_t len = 0;
    for (size_t i = 0; i < inside.len; i++) {
        plain[len++] = inside.ptr[i];
        if (inside.ptr[i] == '"')
            i++;
    }
    return (Str){ plain, len };
}

// Behind a string, a number or a comment that starts at `at`; `at` itself when none does.
static size_t skip_wordless(Str text, size_t at)
{
    Str rest = str_drop(text, at);
    if (rest.ptr[0] == '\'')
        return skip_quoted(text, at);
    if (str_starts(rest, STR("--")))
        return str_find_char(text, '\n', at);
    if (str_starts(rest, STR("/*")))
        return skip_block_comment(text, at + 2);
    size_t end = at;
    if (rest.ptr[0] >= '0' && rest.ptr[0] <= '9')
        while (end < text.len && continues_word(text.ptr[end]))
            end++;
    return end;
}

bool next_word(Arena *arena, Str text, size_t *at, Str *word)
{
    while (*at < text.len) {
        size_t start = *at;
        if (text.ptr[start] == '"') {
            *at = skip_quoted(text, start);
            *word = unquote(arena, str_slice(text, start, *at));
            return true;
        }
        if (starts_word(text.ptr[start])) {
            while (*at < text.len && continues_word(text.ptr[*at]))
                ++*at;
            *word = fold(arena, str_slice(text, start, *at));
            return true;
        }
        size_t end = skip_wordless(text, start);
        *at = end > start ? end : start + 1;
    }
    return false;
}

bool next_bare_word(Arena *arena, Str text, size_t *at, Str *word)
{
    while (*at < text.len && !starts_word(text.ptr[*at]))
        ++*at;
    size_t start = *at;
    while (*at < text.len && continues_word(text.ptr[*at]))
        ++*at;
    bool quoted = start > 0 && text.ptr[start - 1] == '"';
    Str bare = str_slice(text, start, *at);
    *word = quoted ? bare : fold(arena, bare);
    return bare.len > 0;
}

bool text_mentions(Arena *arena, Str text, Str ident)
{
    size_t at = 0;
    Str word;
    while (next_word(arena, text, &at, &word))
        if (str_eq(word, ident))
            return true;
    return false;
}
