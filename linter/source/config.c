// SPDX-License-Identifier: Apache-2.0
// Configuration files of other tools, read as text and never run: without their comments,
// and without the inside of objects whose keys would be mistaken for those looked for.
#include "source/config.h"

#include <string.h>

static bool starts_at(Str text, size_t at, const char *what)
{
    return str_starts(str_drop(text, at), str_from(what));
}

static bool is_comment(Str text, size_t at)
{
    return starts_at(text, at, "//") || starts_at(text, at, "/*");
}

// Behind the comment, string or single character at `at`. What is not closed reaches to
// the end of its line, or of the text if it may go over lines.
static size_t token_end(Str text, size_t at)
{
    char quote = text.ptr[at];
    if (starts_at(text, at, "//"))
        return str_find_char(text, '\n', at);
    if (starts_at(text, at, "/*")) {
        size_t close = str_find(text, STR("*/"), at + 2);
        return close == text.len ? close : close + 2;
    }
    if (quote != '"' && quote != '\'' && quote != '`')
        return at + 1;
    for (size_t i = at + 1; i < text.len; i++) {
        if (text.ptr[i] == quote)
            return i + 1;
        if (text.ptr[i] == '\n' && quote != '`')
            return i;
        if (text.ptr[i] == '\\')
            i++;
    }
    return text.len;
}

static void blank(char *bytes, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (bytes[i] != '\n')
            bytes[i] = ' ';
}

static char *copy_bytes(Arena *arena, Str text)
{
    char *bytes = arena_alloc(arena, text.len + 1, 1);
    if (text.len > 0)
        memcpy(bytes, text.ptr, text.len);
    return bytes;
}

Str config_text(Arena *arena, Str text)
{
    char *bytes = copy_bytes(arena, text);
    for (size_t at = 0; at < text.len;) {
        size_t end = token_end(text, at);
        if (is_comment(text, at))
            blank(bytes, at, end);
        at = end;
    }
    return (Str){ bytes, text.len };
}

Str config_top(Arena *arena, Str text)
{
    Str plain = config_text(arena, text);
    char *bytes = copy_bytes(arena, plain);
    size_t depth = 0; // below an object that is the value of a key
    char before = '\0';
    for (size_t at = 0; at < plain.len;) {
        size_t end = token_end(plain, at);
        char c = plain.ptr[at];
        if (c == '{' && (depth > 0 || before == ':'))
            depth++;
        if (depth > 0)
            blank(bytes, at, end);
        if (c == '}' && depth > 0)
            depth--;
        if (strchr(" \t\r\n", c) == NULL)
            before = c;
        at = end;
    }
    return (Str){ bytes, plain.len };
}

bool config_match(const char *expression, Str text, Match *match)
{
    Pattern *pattern = pattern_new(expression);
    bool is_found = pattern_find(pattern, text, 0, match);
    pattern_free(pattern);
    return is_found;
}

ConfigValue config_string(Arena *arena, Str text, const char *key, Str *value)
{
    Match match;
    // A string counts only if nothing is added to it.
    Str is_string = arena_fmt(arena,
                              "(?<![\\w$.])[\"']?%s[\"']?\\s*:\\s*(?:\\[\\s*)?"
                              "(?:'([^'\\\\\n]*)'|\"([^\"\\\\\n]*)\"|`([^`$\\\\]*)`)"
                              "\\s*(?:[],}]|$|as\\b|satisfies\\b)",
                              key);
    Str is_there = arena_fmt(arena, "(?<![\\w$.])[\"']?%s[\"']?\\s*[:,}]", key);
    if (config_match(arena_cstr(arena, is_string), text, &match)) {
        *value = match.group[1].ptr   ? match.group[1]
                 : match.group[2].ptr ? match.group[2]
                                      : match.group[3];
        return CONFIG_TEXT;
    }
    return config_match(arena_cstr(arena, is_there), text, &match) ? CONFIG_COMPUTED
                                                                   : CONFIG_ABSENT;
}
