// SPDX-License-Identifier: Apache-2.0
// Reads a JSON text in one pass into a tree of values with their places. The first thing
// that is wrong ends the reading.
#include "base/json_doc.h"

#include "base/json_escape.h"
#include "base/lines.h"
#include "base/map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_PER_MIB = 1024 * 1024 };

typedef struct Reader {
    Arena *arena;
    Str text;
    size_t at;
    size_t depth;
    JsonFault *fault;
} Reader;

static bool refuse(Reader *reader, JsonSpan span, Str error)
{
    *reader->fault = (JsonFault){ error, span };
    return false;
}

// ---- the text as a whole ----

// What a marker consists of is rare enough to be looked for in the whole text at once.
static bool may_hold_marker(Str text)
{
    return str_contains(text, STR("<<<<<<<")) || str_contains(text, STR("|||||||")) ||
           str_contains(text, STR("=======")) || str_contains(text, STR(">>>>>>>"));
}

// JSON strings do not go over line ends, so that a line which begins like this is never
// the text of one.
static bool check_markers(Reader *reader)
{
    Str text = reader->text;
    if (!may_hold_marker(text))
        return true;
    for (size_t start = 0; start < text.len;) {
        size_t end = str_find_char(text, '\n', start);
        Str line = str_trim(str_slice(text, start, end));
        if (line_is_conflict_marker(line)) {
            size_t from = (size_t)(line.ptr - text.ptr);
            return refuse(reader, (JsonSpan){ from, from + line.len },
                          STR("holds the conflict markers of an unfinished git merge"));
        }
        start = end + 1;
    }
    return true;
}

static bool check_encoding(Reader *reader)
{
    Str text = reader->text;
    if (str_starts(text, STR("\xEF\xBB\xBF")))
        return refuse(reader, (JsonSpan){ 0, 3 },
                      STR("begins with a byte order mark, which JSON does not allow"));
    size_t at;
    switch (text_fault(text, &at)) {
    case TEXT_NUL:
        return refuse(reader, (JsonSpan){ at, at + 1 }, STR("holds a NUL byte"));
    case TEXT_UTF16:
        return refuse(reader, (JsonSpan){ 0, 2 }, STR("is UTF-16, not UTF-8"));
    case TEXT_NOT_UTF8: // Node puts U+FFFD in its place and goes on
    case TEXT_OK:
        break;
    }
    // The first fault may be one of UTF-8 with a NUL behind it.
    at = str_find_char(text, '\0', 0);
    return at == text.len ||
           refuse(reader, (JsonSpan){ at, at + 1 }, STR("holds a NUL byte"));
}

static bool check_text(Reader *reader, size_t max_bytes)
{
    if (reader->text.len > max_bytes)
        return refuse(reader, (JsonSpan){ 0, 0 },
                      arena_fmt(reader->arena, "is larger than %zu MiB",
                                max_bytes / BYTES_PER_MIB));
    if (!check_encoding(reader))
        return false;
    if (str_trim(reader->text).len == 0)
        return refuse(reader, (JsonSpan){ 0, 0 }, STR("is empty"));
    return check_markers(reader);
}

// ---- its values ----

static bool has_char(const Reader *reader, char c)
{
    return reader->at < reader->text.len && reader->text.ptr[reader->at] == c;
}

static void skip_blank(Reader *reader)
{
    Str text = reader->text;
    size_t at = reader->at;
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\n' ||
                             text.ptr[at] == '\r' || text.ptr[at] == '\t'))
        at++;
    reader->at = at;
}

static bool refuse_here(Reader *reader)
{
    size_t at = reader->at;
    if (at >= reader->text.len)
        return refuse(reader, (JsonSpan){ reader->text.len, reader->text.len },
                      STR("is not valid JSON: it breaks off before its end"));
    return refuse(reader, (JsonSpan){ at, at + 1 }, STR("is not valid JSON"));
}

static bool take(Reader *reader, char c)
{
    if (!has_char(reader, c))
        return refuse_here(reader);
    reader->at++;
    return true;
}

static bool decode(Reader *reader, Str raw, size_t start, Str *decoded)
{
    char *bytes = arena_alloc(reader->arena, raw.len, 1); // never longer than the escapes
    size_t len = 0;
    for (size_t at = 0; at < raw.len;) {
        size_t size = 1;
        char piece[4] = { raw.ptr[at] };
        if (raw.ptr[at++] == '\\' && !json_unescape(raw, &at, piece, &size)) {
            reader->at = start + at - 1;
            return refuse_here(reader);
        }
        memcpy(bytes + len, piece, size);
        len += size;
    }
    *decoded = (Str){ bytes, len };
    return true;
}

static bool read_string(Reader *reader, Str *value)
{
    if (!take(reader, '"'))
        return false;
    Str text = reader->text;
    size_t start = reader->at;
    bool has_escapes = false;
    for (; reader->at < text.len && text.ptr[reader->at] != '"'; reader->at++) {
        if ((unsigned char)text.ptr[reader->at] < ' ')
            return refuse(reader, (JsonSpan){ reader->at, reader->at + 1 },
                          STR("is not valid JSON: a string is not closed in its line"));
        if (text.ptr[reader->at] == '\\') {
            has_escapes = true;
            reader->at++;
        }
    }
    if (reader->at >= text.len)
        return refuse_here(reader);
    Str raw = str_slice(text, start, reader->at++);
    *value = raw;
    return !has_escapes || decode(reader, raw, start, value);
}

static bool take_digits(Reader *reader)
{
    size_t start = reader->at;
    while (reader->at < reader->text.len && reader->text.ptr[reader->at] >= '0' &&
           reader->text.ptr[reader->at] <= '9')
        reader->at++;
    return reader->at > start || refuse_here(reader);
}

static bool read_number(Reader *reader, JsonValue *value)
{
    size_t start = reader->at;
    if (has_char(reader, '-'))
        reader->at++;
    if (has_char(reader, '0'))
        reader->at++;
    else if (!take_digits(reader))
        return false;
    if (has_char(reader, '.')) {
        reader->at++;
        if (!take_digits(reader))
            return false;
    }
    if (has_char(reader, 'e') || has_char(reader, 'E')) {
        reader->at++;
        if (has_char(reader, '+') || has_char(reader, '-'))
            reader->at++;
        if (!take_digits(reader))
            return false;
    }
    value->kind = JSON_NUMBER;
    value->text = str_slice(reader->text, start, reader->at);
    return true;
}

static bool read_word(Reader *reader, JsonValue *value)
{
    static const struct {
        Str word;
        JsonKind kind;
    } WORDS[] = {
        { STR_INIT("null"), JSON_NULL },
        { STR_INIT("false"), JSON_FALSE },
        { STR_INIT("true"), JSON_TRUE },
    };
    Str rest = str_drop(reader->text, reader->at);
    for (size_t i = 0; i < sizeof WORDS / sizeof WORDS[0]; i++)
        if (str_starts(rest, WORDS[i].word)) {
            value->kind = WORDS[i].kind;
            reader->at += WORDS[i].word.len;
            return true;
        }
    return refuse_here(reader);
}

static bool read_value(Reader *reader, JsonValue *value);

// What stands between the brackets of an array or an object. Recursion ends at
// JSON_MAX_DEPTH.
static bool read_items(Reader *reader, JsonValue *parent, char close)
{
    const JsonValue **link = &parent->first;
    skip_blank(reader);
    if (has_char(reader, close))
        return take(reader, close);
    for (;;) {
        JsonValue *item = NEW(reader->arena, JsonValue);
        *link = item;
        link = &item->next;
        parent->count++;
        skip_blank(reader);
        if (parent->kind == JSON_OBJECT) {
            if (!read_string(reader, &item->key))
                return false;
            skip_blank(reader);
            if (!take(reader, ':'))
                return false;
        }
        if (!read_value(reader, item))
            return false;
        skip_blank(reader);
        if (has_char(reader, close))
            return take(reader, close);
        if (!take(reader, ','))
            return false;
    }
}

static bool read_nested(Reader *reader, JsonValue *value)
{
    bool keyed = has_char(reader, '{');
    value->kind = keyed ? JSON_OBJECT : JSON_ARRAY;
    if (++reader->depth > JSON_MAX_DEPTH)
        return refuse(
            reader, (JsonSpan){ reader->at, reader->at + 1 },
            arena_fmt(reader->arena, "nests deeper than %d levels", (int)JSON_MAX_DEPTH));
    reader->at++;
    if (!read_items(reader, value, keyed ? '}' : ']'))
        return false;
    reader->depth--;
    return true;
}

static bool read_any(Reader *reader, JsonValue *value)
{
    if (has_char(reader, '{') || has_char(reader, '['))
        return read_nested(reader, value);
    if (has_char(reader, '"')) {
        value->kind = JSON_STRING;
        return read_string(reader, &value->text);
    }
    if (has_char(reader, '-') || (reader->at < reader->text.len &&
                                  strchr("0123456789", reader->text.ptr[reader->at])))
        return read_number(reader, value);
    return read_word(reader, value);
}

static bool read_value(Reader *reader, JsonValue *value)
{
    skip_blank(reader);
    value->span.start = reader->at;
    bool good = read_any(reader, value);
    value->span.end = reader->at;
    return good;
}

const JsonValue *json_doc_read(Arena *arena, Str text, size_t max_bytes, JsonFault *fault)
{
    Reader reader = { .arena = arena, .text = text, .fault = fault };
    JsonValue *root = NEW(arena, JsonValue);
    if (!check_text(&reader, max_bytes) || !read_value(&reader, root))
        return NULL;
    Str rest = str_trim(str_drop(text, reader.at));
    if (rest.len == 0)
        return root;
    size_t at = (size_t)(rest.ptr - text.ptr);
    refuse(&reader, (JsonSpan){ at, at + rest.len },
           STR("is not valid JSON: there is text after its end"));
    return NULL;
}

// ---- questions ----

bool json_is(const JsonValue *value, JsonKind kind)
{
    return value && value->kind == kind;
}

const JsonValue *json_get(const JsonValue *object, const char *key)
{
    Str name = str_from(key);
    const JsonValue *found = NULL;
    if (!json_is(object, JSON_OBJECT))
        return NULL;
    for (const JsonValue *item = object->first; item; item = item->next)
        if (str_eq(item->key, name))
            found = item;
    return found;
}

const JsonValue *json_repeated(const JsonValue *object, const char *key)
{
    Str name = str_from(key);
    size_t seen = 0;
    if (!json_is(object, JSON_OBJECT))
        return NULL;
    for (const JsonValue *item = object->first; item; item = item->next)
        if (str_eq(item->key, name) && seen++ == 1)
            return item;
    return NULL;
}

// Of the value's own members. Most objects are small: a map would cost more.
static const JsonValue *repeated_member(Arena *scratch, const JsonValue *object)
{
    enum { FEW = 16 };
    Map seen = { 0 };
    bool is_small = object->count <= FEW;
    for (const JsonValue *item = object->first; item; item = item->next) {
        if (is_small) {
            for (const JsonValue *before = object->first; before != item;
                 before = before->next)
                if (str_eq(before->key, item->key))
                    return item;
            continue;
        }
        if (map_get(&seen, item->key))
            return item;
        map_put(scratch, &seen, item->key, &seen);
    }
    return NULL;
}

const JsonValue *json_first_repeated(Arena *scratch, const JsonValue *root)
{
    const JsonValue *found =
        root->kind == JSON_OBJECT ? repeated_member(scratch, root) : NULL;
    for (const JsonValue *item = root->first; item && !found; item = item->next)
        if (item->count > 0)
            found = json_first_repeated(scratch, item); // at most JSON_MAX_DEPTH deep
    return found;
}

Str json_string(const JsonValue *value)
{
    return json_is(value, JSON_STRING) ? value->text : (Str){ 0 };
}

bool json_number(Arena *scratch, const JsonValue *value, double *number)
{
    if (!json_is(value, JSON_NUMBER))
        return false;
    *number = strtod(arena_cstr(scratch, value->text), NULL);
    return isfinite(*number);
}
