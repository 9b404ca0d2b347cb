// SPDX-License-Identifier: Apache-2.0
// Values in a snapshot, each read as the type that it must have.
#include "schema/snapshot_priv.h"

void snapshot_refuse(Arena *arena, Snapshot *snapshot, JsonSpan span, const char *fmt,
                     ...)
{
    if (snapshot->error.len > 0)
        return;
    va_list args;
    va_start(args, fmt);
    snapshot->error = arena_vfmt(arena, fmt, args);
    va_end(args);
    snapshot->error_span = (Span){ span.start, span.end };
}

static bool is_view_of(Str part, Str whole)
{
    return part.len == 0 ||
           (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

// Texts with escapes, and those of other snapshots, live in a document that is forgotten.
static Str keep(const SnapshotBuild *build, Str text)
{
    return is_view_of(text, build->snapshot->text) ? text
                                                   : arena_copy(build->arena, text);
}

static void refuse_type(SnapshotBuild *build, const JsonValue *value, const char *key,
                        const char *type)
{
    snapshot_refuse(build->arena, build->snapshot, value->span,
                    "has a \"%s\" that is not %s", key, type);
}

Str value_text(SnapshotBuild *build, const JsonValue *object, const char *key)
{
    const JsonValue *value = json_get(object, key);
    if (!value || value->kind == JSON_NULL)
        return (Str){ 0 };
    if (value->kind != JSON_STRING)
        refuse_type(build, value, key, "a string");
    return keep(build, value->kind == JSON_STRING ? value->text : (Str){ 0 });
}

Str value_need(SnapshotBuild *build, const JsonValue *object, const char *key)
{
    const JsonValue *value = json_get(object, key);
    if (!json_is(object, JSON_OBJECT))
        snapshot_refuse(build->arena, build->snapshot, object->span,
                        "has a value that is not an object where it must be one");
    else if (!value)
        snapshot_refuse(build->arena, build->snapshot, object->span,
                        "has an object without \"%s\"", key);
    else if (value->kind != JSON_STRING)
        refuse_type(build, value, key, "a string");
    return keep(build, json_string(value));
}

// PostgreSQL cuts names at 63 bytes, between characters.
Str value_ident(const SnapshotBuild *build, Str name)
{
    enum { MAX_BYTES = 63 };
    if (!str_eq(str_from(build->family), STR("postgres")) || name.len <= MAX_BYTES)
        return name;
    size_t len = MAX_BYTES;
    while (len > 0 && ((unsigned char)name.ptr[len] & 0xC0) == 0x80)
        len--;
    return str_take(name, len);
}

Str value_name(SnapshotBuild *build, const JsonValue *object, const char *key)
{
    return value_ident(build, value_need(build, object, key));
}

bool value_flag(SnapshotBuild *build, const JsonValue *object, const char *key)
{
    const JsonValue *value = json_get(object, key);
    if (value && value->kind != JSON_TRUE && value->kind != JSON_FALSE &&
        value->kind != JSON_NULL)
        refuse_type(build, value, key, "true or false");
    return json_is(value, JSON_TRUE);
}

const JsonValue *value_items(SnapshotBuild *build, const JsonValue *object,
                             const char *key)
{
    const JsonValue *value = json_get(object, key);
    if (!value || value->kind == JSON_NULL)
        return NULL;
    if (value->kind != JSON_OBJECT && value->kind != JSON_ARRAY)
        refuse_type(build, value, key, "an object");
    return value->first;
}

StrVec value_names(SnapshotBuild *build, const JsonValue *object, const char *key)
{
    StrVec names = { 0 };
    for (const JsonValue *item = value_items(build, object, key); item;
         item = item->next) {
        if (item->kind != JSON_STRING)
            refuse_type(build, json_get(object, key), key, "a list of strings");
        *vec_push(build->arena, &names) =
            value_ident(build, keep(build, json_string(item)));
    }
    return names;
}

Str value_any(SnapshotBuild *build, const JsonValue *value)
{
    if (!value)
        return (Str){ 0 };
    switch (value->kind) {
    case JSON_FALSE:
        return STR("false");
    case JSON_TRUE:
        return STR("true");
    case JSON_NUMBER:
    case JSON_STRING:
        return value->text.len > 0 ? keep(build, value->text) : STR("");
    case JSON_NULL:
    case JSON_ARRAY: // drizzle-kit has no SQL for these
    case JSON_OBJECT:
        break;
    }
    return (Str){ 0 };
}
