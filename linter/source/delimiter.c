// SPDX-License-Identifier: Apache-2.0
// Statements that end in something else than a semicolon: a text of the same length in
// which they do.
#include "source/changelog_priv.h"

#include <string.h>

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

// What a delimiter of letters or signs ends, it ends with the line: in the middle of one
// it may as well be a division or a part of a name.
static bool ends_line(Str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
        at++;
    return at == text.len || is_line_end(text.ptr[at]);
}

// Where the semicolon goes: behind the end of the line before, which may be a comment.
static size_t semicolon_at(Str delimiter, size_t at)
{
    return is_line_end(delimiter.ptr[0]) ? at + 1 : at;
}

static void replace(char *bytes, size_t at, Str delimiter)
{
    for (size_t i = at; i < at + delimiter.len; i++)
        if (!is_line_end(bytes[i]))
            bytes[i] = ' ';
    bytes[semicolon_at(delimiter, at)] = ';';
}

// A single line end ends each line; no semicolon fits beside it.
static bool is_replaced(Str delimiter)
{
    return delimiter.len > 0 && !str_eq(delimiter, STR(";")) &&
           !(delimiter.len == 1 && is_line_end(delimiter.ptr[0]));
}

void sql_replace_delimiter(char *bytes, Str text, Span part, Str delimiter)
{
    if (!is_replaced(delimiter))
        return;
    Str end = str_take(text, part.end);
    for (size_t at = part.start; (at = str_find(end, delimiter, at)) < end.len;
         at += delimiter.len)
        if (is_line_end(delimiter.ptr[0]) || ends_line(end, at + delimiter.len))
            replace(bytes, at, delimiter);
}

Str sql_with_delimiter(Arena *arena, Str text, Span part, Str delimiter)
{
    if (!is_replaced(delimiter))
        return text;
    char *bytes = NEW_ARRAY(arena, char, text.len + 1);
    memcpy(bytes, text.ptr, text.len);
    sql_replace_delimiter(bytes, text, part, delimiter);
    return (Str){ bytes, text.len };
}

Str delimiter_unescaped(Arena *arena, Str written)
{
    char *bytes = NEW_ARRAY(arena, char, written.len + 1);
    size_t len = 0;
    for (size_t i = 0; i < written.len; i++) {
        static const char *const PAIRS = "n\nr\rt\t";
        char next = i + 1 < written.len ? written.ptr[i + 1] : '\0';
        const char *pair = written.ptr[i] == '\\' && next ? strchr("nrt", next) : NULL;
        bytes[len++] = pair ? strchr(PAIRS, next)[1] : written.ptr[i];
        i += pair != NULL;
    }
    return (Str){ bytes, len };
}
