// SPDX-License-Identifier: Apache-2.0
// Finds positions in a JSON text by skipping over what is not asked for. Nesting is only
// counted, so depth costs nothing, and every loop ends at the end of the text.
#include "base/json_pos.h"

#include "base/json_escape.h"

#include <string.h>

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool has_byte(Str text, size_t at, char c)
{
    return at < text.len && text.ptr[at] == c;
}

// Behind the comment at `at`, or `at` when there is none. One that is not closed reaches
// to the end.
static size_t skip_comment(Str text, size_t at)
{
    if (has_byte(text, at, '/') && has_byte(text, at + 1, '/'))
        return str_find_char(text, '\n', at);
    if (!has_byte(text, at, '/') || !has_byte(text, at + 1, '*'))
        return at;
    size_t close = str_find(text, STR("*/"), at + 2);
    return close == text.len ? close : close + 2;
}

static size_t skip_blank(Str text, size_t at)
{
    while (at < text.len) {
        size_t next =
            is_one_of(text.ptr[at], " \t\r\n") ? at + 1 : skip_comment(text, at);
        if (next == at)
            break;
        at = next;
    }
    return at;
}

// Of the value that is the whole document.
static size_t document_start(Str text)
{
    const Str bom = STR("\xEF\xBB\xBF");
    return skip_blank(text, str_starts(text, bom) ? bom.len : 0);
}

// From an opening quote to behind the closing one.
static bool skip_string(Str text, size_t *at)
{
    for (size_t i = *at + 1; i < text.len; i++) {
        if (text.ptr[i] == '\\') {
            i++;
        } else if (text.ptr[i] == '"') {
            *at = i + 1;
            return true;
        }
    }
    return false;
}

// From an opening bracket to behind the one that closes it.
static bool skip_nested(Str text, size_t *at)
{
    size_t depth = 0;
    size_t i = *at;
    while (i < text.len) {
        char c = text.ptr[i];
        size_t behind_comment = skip_comment(text, i);
        if (c == '"') {
            if (!skip_string(text, &i))
                return false;
            continue;
        }
        if (behind_comment != i) {
            i = behind_comment;
            continue;
        }
        i++;
        if (c == '{' || c == '[')
            depth++;
        if ((c == '}' || c == ']') && --depth == 0) {
            *at = i;
            return true;
        }
    }
    return false;
}

// A number or a word: up to whatever can follow one.
static bool skip_scalar(Str text, size_t *at)
{
    size_t start = *at;
    while (*at < text.len && !is_one_of(text.ptr[*at], " \t\r\n,:]}[{\"/"))
        ++*at;
    return *at > start;
}

static bool skip_value(Str text, size_t *at)
{
    if (has_byte(text, *at, '"'))
        return skip_string(text, at);
    if (has_byte(text, *at, '{') || has_byte(text, *at, '['))
        return skip_nested(text, at);
    return skip_scalar(text, at);
}

// Whether the inside of a JSON string spells the key.
static bool spells(Str raw, Str key)
{
    size_t at = 0;
    while (at < raw.len) {
        char bytes[4] = { raw.ptr[at] };
        size_t size = 1;
        if (raw.ptr[at++] == '\\' && !json_unescape(raw, &at, bytes, &size))
            return false;
        if (!str_starts(key, (Str){ bytes, size }))
            return false;
        key = str_drop(key, size);
    }
    return key.len == 0;
}

// Moves to the start of the next value and gives, in an object, the inside of its key.
// The caller skips the value before the next call. False at the end, and where the text
// is broken.
static bool walk_next(JsonWalk *walk, Str *key)
{
    Str text = walk->text;
    size_t at = skip_blank(text, walk->at);
    if (walk->has_left) {
        if (!has_byte(text, at, ','))
            return false;
        at = skip_blank(text, at + 1);
    }
    if (walk->keyed) {
        size_t quote = at;
        if (!has_byte(text, at, '"') || !skip_string(text, &at))
            return false;
        *key = str_slice(text, quote + 1, at - 1);
        at = skip_blank(text, at);
        if (!has_byte(text, at, ':'))
            return false;
        at = skip_blank(text, at + 1);
    }
    walk->at = at;
    walk->has_left = true;
    return true;
}

static size_t find_key(Str raw, const Str *keys, size_t count)
{
    size_t i = 0;
    while (i < count && !spells(raw, keys[i]))
        i++;
    return i;
}

size_t json_pos_members(Str text, const Str *keys, size_t count, size_t enough,
                        JsonSpan *spans)
{
    size_t found = 0;
    size_t at = document_start(text);
    if (!has_byte(text, at, '{'))
        return 0;
    JsonWalk walk = { .text = text, .at = at + 1, .keyed = true };
    Str key = { 0 };
    while (found < enough && walk_next(&walk, &key)) {
        size_t start = walk.at;
        if (!skip_value(text, &walk.at))
            break;
        size_t hit = find_key(key, keys, count);
        if (hit == count || spans[hit].end > 0)
            continue;
        spans[hit] = (JsonSpan){ start, walk.at };
        found++;
    }
    return found;
}

// From the start of a container to the start of what the step means in it, passing over
// as many hits as asked.
static bool step_into(Str text, JsonStep step, size_t passed_over, size_t *at)
{
    bool keyed = step.key.ptr != NULL;
    if (!has_byte(text, *at, keyed ? '{' : '['))
        return false;
    JsonWalk walk = { .text = text, .at = *at + 1, .keyed = keyed };
    Str key = { 0 };
    for (size_t i = 0; walk_next(&walk, &key); i++) {
        bool is_hit = keyed ? spells(key, step.key) : i == step.index;
        if (is_hit && passed_over-- == 0) {
            *at = walk.at;
            return true;
        }
        if (!skip_value(text, &walk.at))
            return false;
    }
    return false;
}

// `passed_over` counts occurrences of the last step.
static bool find(Str text, const JsonStep *path, size_t n, size_t passed_over,
                 JsonSpan *span)
{
    size_t at = document_start(text);
    for (size_t i = 0; i < n; i++)
        if (!step_into(text, path[i], i + 1 == n ? passed_over : 0, &at))
            return false;
    size_t end = at;
    if (!skip_value(text, &end))
        return false;
    *span = (JsonSpan){ at, end };
    return true;
}

bool json_pos_find(Str text, const JsonStep *path, size_t n, JsonSpan *span)
{
    return find(text, path, n, 0, span);
}

bool json_pos_find_repeated(Str text, const JsonStep *path, size_t n, JsonSpan *span)
{
    return n > 0 && find(text, path, n, 1, span);
}

Str json_pos_string(Str text, const char *key)
{
    JsonStep step = { .key = str_from(key) };
    JsonSpan span;
    if (!find(text, &step, 1, 0, &span) || span.end < span.start + 2 ||
        text.ptr[span.start] != '"')
        return (Str){ 0 };
    return str_slice(text, span.start + 1, span.end - 1);
}

JsonWalk json_walk(Str text, size_t start)
{
    return (
        JsonWalk){ .text = text, .at = start + 1, .keyed = has_byte(text, start, '{') };
}

bool json_walk_next(JsonWalk *walk, JsonSpan *key, JsonSpan *value)
{
    Str raw = { 0 };
    if (!walk_next(walk, &raw))
        return false;
    size_t start = walk->at;
    if (!skip_value(walk->text, &walk->at))
        return false;
    *value = (JsonSpan){ start, walk->at };
    *key = (JsonSpan){ 0 };
    if (walk->keyed) {
        size_t at = (size_t)(raw.ptr - walk->text.ptr);
        *key = (JsonSpan){ at, at + raw.len };
    }
    return true;
}
