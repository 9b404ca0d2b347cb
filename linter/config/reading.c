// SPDX-License-Identifier: Apache-2.0
// Reading values of a configuration. cJSON has the values and knows no places; a walk
// over the text goes along with it, since both have everything in the same order.
#include "config/reading_priv.h"

#include "base/glob.h"
#include "base/map.h"
#include "base/nearest.h"

// ---- places ----

Str reading_place(const Reading *reading, size_t offset)
{
    size_t len = reading->text.len;
    LineCol at = lines_at(&reading->lines, offset < len ? offset : len);
    return arena_fmt(reading->arena, STR_FMT ":%zu:%zu", STR_ARG(reading->path), at.line,
                     at.column);
}

bool refuse_at(Reading *reading, size_t offset, Str message)
{
    *reading->why = arena_fmt(reading->arena, STR_FMT ": " STR_FMT,
                              STR_ARG(reading_place(reading, offset)), STR_ARG(message));
    return false;
}

bool refuse(Reading *reading, Str message)
{
    return refuse_at(reading, reading->at.start, message);
}

static ConfigText text_at(const Reading *reading, Str text, JsonSpan span)
{
    return (ConfigText){ .text = text,
                         .place = reading_place(reading, span.start),
                         .start = span.start,
                         .end = span.end };
}

// ---- objects ----

bool read_members(Reading *reading, ReadMember *read, const cJSON *value, void *into)
{
    if (!cJSON_IsObject(value))
        return refuse(reading, STR("an object { … } is expected here"));
    JsonSpan object = reading->at;
    JsonSpan span = { 0 };
    Map seen = { 0 };
    JsonWalk walk = json_walk(reading->text, object.start);
    const cJSON *member;
    cJSON_ArrayForEach (member, value) {
        if (!json_walk_next(&walk, &span, &reading->at))
            return refuse(reading, STR("this is not JSON"));
        Str name = arena_copy(reading->arena, str_from(member->string));
        JsonSpan quoted = { span.start - 1, span.end + 1 };
        ConfigText key = text_at(reading, name, quoted);
        if (map_get(&seen, key.text))
            return refuse(reading, STR("this key stands here for the second time"));
        map_put(reading->arena, &seen, key.text, reading);
        if (!read(reading, &key, member, into))
            return false;
    }
    reading->at = object;
    return true;
}

// An object that is being read by a table, and which rows of it were met.
typedef struct Rows {
    const Key *keys;
    void *into;
    uint64_t met;
} Rows;

static bool unknown_key(Reading *reading, const Key *keys, Str name)
{
    StrVec names = { 0 };
    for (const Key *key = keys; key->name; key++)
        *vec_push(reading->arena, &names) = str_from(key->name);
    return refuse(reading,
                  arena_fmt(reading->arena, "unknown key \"" STR_FMT "\"" STR_FMT,
                            STR_ARG(name),
                            STR_ARG(nearest_hint(reading->arena, &names, name))));
}

static bool read_row(Reading *reading, const ConfigText *key, const cJSON *value,
                     void *into)
{
    Rows *rows = into;
    for (size_t i = 0; rows->keys[i].name; i++) {
        const Key *row = &rows->keys[i];
        if (!str_eq(str_from(row->name), key->text))
            continue;
        rows->met |= UINT64_C(1) << i;
        return row->read(reading, value, (char *)rows->into + row->offset);
    }
    return unknown_key(reading, rows->keys, key->text);
}

bool read_object(Reading *reading, const Key *keys, const cJSON *value, void *into)
{
    Rows rows = { keys, into, 0 };
    if (!read_members(reading, read_row, value, &rows))
        return false;
    for (size_t i = 0; keys[i].name; i++)
        if (keys[i].needs && !(rows.met & UINT64_C(1) << i))
            return refuse(reading, str_from(keys[i].needs));
    return true;
}

// ---- arrays ----

bool read_array(Reading *reading, const char *of, ReadValue *read, const cJSON *value,
                void *into)
{
    if (!cJSON_IsArray(value))
        return refuse(reading, arena_fmt(reading->arena,
                                         "an array [ … ] of %s is expected here", of));
    JsonSpan array = reading->at;
    JsonSpan unused;
    JsonWalk walk = json_walk(reading->text, array.start);
    const cJSON *element;
    cJSON_ArrayForEach (element, value) {
        if (!json_walk_next(&walk, &unused, &reading->at))
            return refuse(reading, STR("this is not JSON"));
        if (!read(reading, element, into))
            return false;
    }
    reading->at = array;
    return true;
}

// ---- values ----

bool read_text(Reading *reading, const cJSON *value, void *into)
{
    if (!cJSON_IsString(value))
        return refuse(reading, STR("a string is expected here"));
    Str text = arena_copy(reading->arena, str_from(value->valuestring));
    if (str_trim(text).len == 0)
        return refuse(reading, STR("this is empty"));
    *(ConfigText *)into = text_at(reading, text, reading->at);
    return true;
}

static bool add_text(Reading *reading, const cJSON *value, void *into)
{
    ConfigTextVec *texts = into;
    ConfigText text;
    if (!read_text(reading, value, &text))
        return false;
    for (size_t i = 0; i < texts->len; i++)
        if (str_eq(texts->at[i].text, text.text))
            return refuse(reading, STR("this stands here for the second time"));
    *vec_push(reading->arena, texts) = text;
    return true;
}

static bool add_glob(Reading *reading, const cJSON *value, void *into)
{
    ConfigTextVec *globs = into;
    if (!add_text(reading, value, globs))
        return false;
    Str glob = globs->at[globs->len - 1].text;
    const char *fault = glob_fault(glob);
    return !fault || refuse(reading, arena_fmt(reading->arena, "\"" STR_FMT "\" %s",
                                               STR_ARG(glob), fault));
}

// One, or an array of some.
static bool read_several(Reading *reading, ReadValue *add, const cJSON *value, void *into)
{
    if (!cJSON_IsArray(value))
        return add(reading, value, into);
    if (!cJSON_GetArraySize(value))
        return refuse(reading, STR("this is empty"));
    return read_array(reading, "strings", add, value, into);
}

bool read_texts(Reading *reading, const cJSON *value, void *into)
{
    return read_several(reading, add_text, value, into);
}

bool read_globs(Reading *reading, const cJSON *value, void *into)
{
    return read_several(reading, add_glob, value, into);
}

bool read_bool(Reading *reading, const cJSON *value, void *into)
{
    *(bool *)into = cJSON_IsTrue(value);
    return cJSON_IsBool(value) || refuse(reading, STR("true or false is expected here"));
}
