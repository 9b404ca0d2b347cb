// SPDX-License-Identifier: Apache-2.0
// Making JSON of JSON with comments, and what cJSON lets pass in it.
#include "config/jsonc.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Behind the comment at `at`, or `at` where none is. One that is not closed is none.
static size_t comment_end(Str text, size_t at)
{
    Str rest = str_drop(text, at);
    if (str_starts(rest, STR("//")))
        return str_find_char(text, '\n', at);
    if (!str_starts(rest, STR("/*")))
        return at;
    size_t end = str_find(text, STR("*/"), at + 2);
    return end < text.len ? end + 2 : at;
}

// Behind the string or the one byte at `at`.
static size_t token_end(Str text, size_t at)
{
    if (text.ptr[at] != '"')
        return at + 1;
    for (at++; at < text.len && text.ptr[at] != '"'; at++)
        at += text.ptr[at] == '\\' ? 1 : 0;
    return at < text.len ? at + 1 : text.len;
}

static void blank_comments(char *copy, Str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = comment_end(text, at);
        if (end == at)
            end = token_end(text, at);
        else
            memset(copy + at, ' ', end - at);
        at = end;
    }
}

// "[1,]" is what people mean, "[,]" is not.
static void blank_trailing_commas(char *copy, size_t len)
{
    Str text = { copy, len };
    size_t comma = len; // a comma behind a value, and nothing behind it so far
    char last = ',';
    for (size_t at = 0; at < len; at = token_end(text, at)) {
        char c = copy[at];
        if (is_blank(c))
            continue;
        if ((c == '}' || c == ']') && comma < len)
            copy[comma] = ' ';
        bool behind_value = last != '[' && last != '{' && last != ',';
        comma = c == ',' && behind_value ? at : len;
        last = c;
    }
}

Str jsonc_plain(Arena *arena, Str text)
{
    char *copy = NEW_ARRAY(arena, char, text.len + 1);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    blank_comments(copy, text);
    blank_trailing_commas(copy, text.len);
    return (Str){ copy, text.len };
}

// In the string from `at` to `end`, its quotes included.
static const char *string_fault(Str plain, size_t *at, size_t end)
{
    for (; *at < end; ++*at) {
        Str rest = str_drop(plain, *at);
        if ((unsigned char)rest.ptr[0] < 0x20)
            return "a string ends on the line that it begins on, and has control "
                   "characters as escapes";
        if (str_starts(rest, STR("\\u0000")))
            return "no text here can have a NUL character";
        if (rest.ptr[0] == '\\')
            ++*at; // what is escaped, a backslash too
    }
    return NULL;
}

// cJSON takes every control character for white space.
static const char *byte_fault(char c)
{
    return (unsigned char)c < 0x20 && !is_blank(c) ? "a control character stands here"
                                                   : NULL;
}

const char *jsonc_fault(Str plain, size_t *at)
{
    for (size_t start = 0; start < plain.len;) {
        size_t end = token_end(plain, start);
        *at = start;
        const char *fault =
            end > start + 1 ? string_fault(plain, at, end) : byte_fault(plain.ptr[start]);
        if (fault)
            return fault;
        start = end;
    }
    return NULL;
}
