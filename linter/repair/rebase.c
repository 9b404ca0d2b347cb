// SPDX-License-Identifier: Apache-2.0
// A snapshot describes the whole schema. One that was made beside another has to get what
// the other one has: a merge of three JSON texts, object by object.
#include "base/out.h"
#include "repair/repair_priv.h"

#include <cjson/cJSON.h>
#include <string.h>

enum { MAX_DEPTH = 64 }; // a real one has eight levels

typedef struct Merge {
    Arena *arena;
    bool has_clash;
    Str where; // of the clash: "tables.public.users.columns.email"
    size_t depth;
} Merge;

// What one place holds; NULL: nothing.
typedef struct Trio {
    const cJSON *parent;
    const cJSON *onto;
    const cJSON *own;
} Trio;

static const cJSON *member(const cJSON *object, const char *key)
{
    return object ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;
}

static bool is_same(const cJSON *a, const cJSON *b)
{
    return (!a && !b) || (a && b && cJSON_Compare(a, b, true));
}

static cJSON *copy_of(const cJSON *value)
{
    return value ? cJSON_Duplicate(value, true) : NULL;
}

static cJSON *clash(Merge *merge)
{
    merge->has_clash = true;
    return NULL;
}

static cJSON *merge_objects(Merge *merge, const Trio *trio);

// NULL: it is gone, or the sides clash.
static cJSON *merge_value(Merge *merge, const Trio *trio)
{
    if (is_same(trio->onto, trio->own) || is_same(trio->parent, trio->onto))
        return copy_of(trio->own);
    if (is_same(trio->parent, trio->own))
        return copy_of(trio->onto);
    // The parent of the first snapshot has not even the "tables" that all others have.
    bool had_object =
        cJSON_IsObject(trio->parent) || (!trio->parent && merge->depth == 0);
    bool are_objects =
        had_object && cJSON_IsObject(trio->onto) && cJSON_IsObject(trio->own);
    if (!are_objects || merge->depth == MAX_DEPTH)
        return clash(merge);
    merge->depth++;
    cJSON *merged = merge_objects(merge, trio);
    merge->depth--;
    return merged;
}

static void merge_member(Merge *merge, const Trio *trio, const char *key, cJSON *into)
{
    Trio inner = { member(trio->parent, key), member(trio->onto, key),
                   member(trio->own, key) };
    if (merge->has_clash)
        return;
    cJSON *value = merge_value(merge, &inner);
    if (value)
        cJSON_AddItemToObject(into, key, value);
    if (merge->has_clash)
        merge->where = merge->where.len == 0 ? arena_copy(merge->arena, str_from(key))
                                             : arena_fmt(merge->arena, "%s." STR_FMT, key,
                                                         STR_ARG(merge->where));
}

// What is about the snapshot itself, and not about the schema.
static bool is_own(const char *key)
{
    return strcmp(key, "id") == 0 || strcmp(key, "prevId") == 0 ||
           strcmp(key, "_meta") == 0;
}

static cJSON *merge_objects(Merge *merge, const Trio *trio)
{
    cJSON *merged = cJSON_CreateObject();
    const cJSON *item;
    cJSON_ArrayForEach (item, trio->onto) {
        if (merge->depth == 0 && is_own(item->string)) {
            if (member(trio->own, item->string))
                cJSON_AddItemToObject(merged, item->string,
                                      copy_of(member(trio->own, item->string)));
            continue;
        }
        merge_member(merge, trio, item->string, merged);
    }
    cJSON_ArrayForEach (item, trio->own)
        if (!member(trio->onto, item->string))
            merge_member(merge, trio, item->string, merged);
    return merged;
}

// ---- printing, as JSON.stringify(value, null, 2) does it ----

static void print_scalar(Out *out, const cJSON *value)
{
    char *text = cJSON_PrintUnformatted(value);
    out_cstr(out, text);
    cJSON_free(text);
}

static void print_key(Out *out, const char *key)
{
    cJSON *string = cJSON_CreateString(key);
    print_scalar(out, string);
    cJSON_Delete(string);
    out_cstr(out, ": ");
}

static void print_value(Out *out, const cJSON *value, size_t depth)
{
    bool is_object = cJSON_IsObject(value);
    if ((!is_object && !cJSON_IsArray(value)) || !value->child || depth > MAX_DEPTH) {
        print_scalar(out, value);
        return;
    }
    out_char(out, is_object ? '{' : '[');
    const cJSON *item;
    cJSON_ArrayForEach (item, value) {
        out_cstr(out, item == value->child ? "\n" : ",\n");
        out_repeat(out, ' ', 2 * (depth + 1));
        if (is_object)
            print_key(out, item->string);
        print_value(out, item, depth + 1);
    }
    out_char(out, '\n');
    out_repeat(out, ' ', 2 * depth);
    out_char(out, is_object ? '}' : ']');
}

// ---- the whole ----

// The merged text; own's where nothing of the schema differs from it.
static Str merged_text(Arena *arena, const cJSON *merged, const cJSON *own, Str own_text)
{
    if (is_same(merged, own))
        return own_text;
    Out out = out_new(arena);
    print_value(&out, merged, 0);
    return out_text(&out);
}

static bool rebase_parsed(Arena *arena, const Trio *trio, Str own_text, Str *text,
                          Str *why)
{
    Merge merge = { .arena = arena };
    if (!cJSON_IsObject(trio->parent) || !cJSON_IsObject(trio->onto) ||
        !cJSON_IsObject(trio->own)) {
        *why = STR("is not valid JSON");
        return false;
    }
    cJSON *merged = merge_objects(&merge, trio);
    if (merge.has_clash)
        *why = arena_fmt(arena, "clashes at " STR_FMT, STR_ARG(merge.where));
    else
        *text = merged_text(arena, merged, trio->own, own_text);
    cJSON_Delete(merged);
    return !merge.has_clash;
}

bool snapshot_rebase(Arena *arena, const Rebase *rebase, Str *text, Str *why)
{
    cJSON *parent = cJSON_ParseWithLength(rebase->parent.ptr, rebase->parent.len);
    cJSON *onto = cJSON_ParseWithLength(rebase->onto.ptr, rebase->onto.len);
    cJSON *own = cJSON_ParseWithLength(rebase->own.ptr, rebase->own.len);
    Trio trio = { parent, onto, own };
    bool is_done = rebase_parsed(arena, &trio, rebase->own, text, why);
    cJSON_Delete(parent);
    cJSON_Delete(onto);
    cJSON_Delete(own);
    return is_done;
}
