// SPDX-License-Identifier: Apache-2.0
// libyaml's events as a tree. Documents come from untrusted pull requests: size, depth
// and the number of nodes have limits, and no alias is ever copied.
#include "source/yaml.h"

#include "base/fail.h"
#include "base/limits.h"
#include "base/map.h"

#include <yaml.h>

typedef struct Reading {
    Arena *arena;
    Str text;
    yaml_parser_t parser;
    Map anchors; // name -> YamlNode
    size_t nodes;
    size_t chars; // libyaml counts characters: this many are in front of …
    size_t bytes; // … this byte
    Str *why;
} Reading;

// A list or a map that is still open.
typedef struct Level {
    YamlNode *node;
    const YamlNode *key;
    struct Level *outer;
    size_t depth;
} Level;

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t offset_of(Reading *reading, size_t chars)
{
    if (chars < reading->chars)
        reading->chars = reading->bytes = 0;
    while (reading->chars < chars && reading->bytes < reading->text.len) {
        reading->bytes++;
        while (reading->bytes < reading->text.len &&
               is_continuation(reading->text.ptr[reading->bytes]))
            reading->bytes++;
        reading->chars++;
    }
    return reading->bytes;
}

static bool refuse(Reading *reading, const char *problem)
{
    *reading->why =
        arena_fmt(reading->arena, "cannot be read as YAML: %s", problem ? problem : "");
    return false;
}

static YamlNode *new_node(Reading *reading, YamlKind kind, const yaml_char_t *anchor)
{
    YamlNode *node = NEW(reading->arena, YamlNode);
    node->kind = kind;
    reading->nodes++;
    if (anchor)
        map_put(reading->arena, &reading->anchors,
                arena_copy(reading->arena, str_from((const char *)anchor)), node);
    return node;
}

static YamlNode *new_text(Reading *reading, const yaml_event_t *event)
{
    YamlNode *node = new_node(reading, YAML_TEXT, event->data.scalar.anchor);
    node->text = arena_copy(reading->arena, (Str){ (const char *)event->data.scalar.value,
                                                   event->data.scalar.length });
    node->span.start = offset_of(reading, event->start_mark.index);
    node->span.end = offset_of(reading, event->end_mark.index);
    return node;
}

static YamlNode *new_list(Reading *reading, const yaml_event_t *event)
{
    YamlNode *node = new_node(reading, YAML_LIST, event->data.sequence_start.anchor);
    const char *tag = (const char *)event->data.sequence_start.tag;
    node->reference = str_eq(str_from(tag), STR("!reference"));
    return node;
}

// An alias of what is still open would make a tree without an end.
static const YamlNode *aliased(Reading *reading, const Level *inner, const char *name)
{
    const YamlNode *node = map_get(&reading->anchors, str_from(name));
    for (const Level *open = inner; open; open = open->outer)
        if (open->node == node)
            return NULL;
    return node;
}

// A list or a map that begins here, or NULL for an event that begins none.
static YamlNode *opened_by(Reading *reading, const yaml_event_t *event)
{
    if (event->type == YAML_SEQUENCE_START_EVENT)
        return new_list(reading, event);
    if (event->type == YAML_MAPPING_START_EVENT)
        return new_node(reading, YAML_MAP, event->data.mapping_start.anchor);
    return NULL;
}

static const YamlNode *leaf_of(Reading *reading, const Level *inner,
                               const yaml_event_t *event)
{
    if (event->type == YAML_SCALAR_EVENT)
        return new_text(reading, event);
    if (event->type == YAML_ALIAS_EVENT)
        return aliased(reading, inner, (const char *)event->data.alias.anchor);
    return NULL;
}

static void add(Reading *reading, Level *level, const YamlNode *node)
{
    if (level->node->kind == YAML_LIST) {
        *vec_push(reading->arena, &level->node->items) = node;
    } else if (!level->key) {
        level->key = node;
    } else {
        *vec_push(reading->arena, &level->node->pairs) = (YamlPair){ level->key, node };
        level->key = NULL;
    }
}

static bool open_level(Reading *reading, Level **inner, YamlNode *node)
{
    size_t depth = *inner ? (*inner)->depth + 1 : 1;
    if (depth > LIMIT_YAML_DEPTH)
        return refuse(reading, "it is nested too deeply");
    Level *level = NEW(reading->arena, Level);
    *level = (Level){ node, NULL, *inner, depth };
    *inner = level;
    return true;
}

// Takes one event in; false when the document has ended or *why says what is wrong.
static bool take(Reading *reading, Level **inner, const yaml_event_t *event,
                 const YamlNode **root)
{
    if (event->type == YAML_DOCUMENT_END_EVENT || event->type == YAML_STREAM_END_EVENT)
        return false;
    if (event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT) {
        *inner = *inner ? (*inner)->outer : NULL;
        return true;
    }
    if (event->type == YAML_STREAM_START_EVENT ||
        event->type == YAML_DOCUMENT_START_EVENT)
        return true;
    YamlNode *opened = opened_by(reading, event);
    const YamlNode *node = opened ? opened : leaf_of(reading, *inner, event);
    if (!node)
        return refuse(reading, "an alias names nothing that is complete");
    if (reading->nodes > LIMIT_YAML_NODES)
        return refuse(reading, "it has too many parts");
    if (*inner)
        add(reading, *inner, node);
    else
        *root = node;
    return !opened || open_level(reading, inner, opened);
}

static const YamlNode *read_events(Reading *reading)
{
    Level *inner = NULL;
    const YamlNode *root = NULL;
    bool more = true;
    while (more) {
        yaml_event_t event;
        if (!yaml_parser_parse(&reading->parser, &event)) {
            if (reading->parser.error == YAML_MEMORY_ERROR)
                fatal("out of memory (YAML)");
            refuse(reading, reading->parser.problem);
            return NULL;
        }
        more = take(reading, &inner, &event, &root);
        yaml_event_delete(&event);
    }
    return reading->why->len > 0 ? NULL : root;
}

const YamlNode *yaml_read(Arena *arena, Str text, Str *why)
{
    Reading reading = { .arena = arena, .text = text, .why = why };
    *why = (Str){ 0 };
    if (text.len > LIMIT_YAML_BYTES) {
        *why = STR("is too large to be read");
        return NULL;
    }
    if (!yaml_parser_initialize(&reading.parser))
        fatal("out of memory (YAML)");
    yaml_parser_set_encoding(&reading.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reading.parser, (const unsigned char *)text.ptr,
                                 text.len);
    const YamlNode *root = text.len > 0 ? read_events(&reading) : NULL;
    yaml_parser_delete(&reading.parser);
    return root;
}

// ---- asking ----

static const YamlNode *own_value(const YamlNode *map, Str key)
{
    for (size_t i = 0; i < map->pairs.len; i++)
        if (map->pairs.at[i].key->kind == YAML_TEXT &&
            str_eq(map->pairs.at[i].key->text, key))
            return map->pairs.at[i].value;
    return NULL;
}

const YamlNode *yaml_get(const YamlNode *map, const char *key)
{
    if (!map || map->kind != YAML_MAP)
        return NULL;
    const YamlNode *own = own_value(map, str_from(key));
    const YamlNode *merged = own_value(map, STR("<<"));
    if (own || !merged)
        return own;
    for (size_t i = 0; i < merged->items.len; i++)
        if (merged->items.at[i]->kind == YAML_MAP) {
            own = own_value(merged->items.at[i], str_from(key));
            if (own)
                return own;
        }
    return merged->kind == YAML_MAP ? own_value(merged, str_from(key)) : NULL;
}

Str yaml_text(const YamlNode *node)
{
    return node && node->kind == YAML_TEXT ? node->text : (Str){ 0 };
}

// Behind the quote of a quoted text, or the first line of a block.
static size_t body_start(Str document, Span span)
{
    char c = span.start < span.end ? document.ptr[span.start] : ' ';
    if (c == '"' || c == '\'')
        return span.start + 1;
    if (c != '|' && c != '>')
        return span.start;
    size_t end = str_find_char(document, '\n', span.start);
    return end < span.end ? end + 1 : span.start;
}

// The next byte `c` at or after `from`; a line end only if it is at once there. What an
// escape or a fold stands for is nowhere: then `end`.
static size_t find_byte(Str document, size_t from, size_t end, char c)
{
    enum { WINDOW = 512 };
    for (size_t at = from; at < end && at < from + WINDOW; at++) {
        if (document.ptr[at] == c)
            return at;
        if (c == '\n')
            break;
    }
    return end;
}

// A value's bytes stand in the document in the same order, with quotes, indentation and
// backslashes between them.
const size_t *yaml_spelling(Arena *arena, Str document, const YamlNode *text)
{
    size_t *at = NEW_ARRAY(arena, size_t, text->text.len + 1);
    size_t end = text->span.end;
    size_t raw = body_start(document, text->span);
    for (size_t i = 0; i < text->text.len; i++) {
        size_t found = find_byte(document, raw, end, text->text.ptr[i]);
        at[i] = found < end ? found : raw;
        raw = found < end ? found + 1 : raw;
    }
    at[text->text.len] = raw;
    return at;
}
