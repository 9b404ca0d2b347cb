// SPDX-License-Identifier: Apache-2.0
// What all reporters that write JSON do alike.
#include "report/json_kit_priv.h"

#include "base/fail.h"
#include "report/text_safe.h"

cJSON *json_must(cJSON *item)
{
    if (!item)
        fatal("out of memory");
    return item;
}

cJSON *json_text(Arena *arena, Str text)
{
    return json_must(cJSON_CreateString(arena_cstr(arena, text_as_utf8(arena, text))));
}

cJSON *json_texts(Arena *arena, const StrVec *texts)
{
    cJSON *list = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < texts->len; i++)
        cJSON_AddItemToArray(list, json_text(arena, texts->at[i]));
    return list;
}

cJSON *json_list_of(cJSON *item)
{
    cJSON *list = json_must(cJSON_CreateArray());
    cJSON_AddItemToArray(list, item);
    return list;
}

void json_add(cJSON *object, const char *key, cJSON *item)
{
    if (!cJSON_AddItemToObject(object, key, json_must(item)))
        fatal("out of memory");
}

void json_add_text(Arena *arena, cJSON *object, const char *key, Str text)
{
    json_add(object, key, json_text(arena, text));
}

void json_add_count(cJSON *object, const char *key, size_t count)
{
    json_add(object, key, cJSON_CreateNumber((double)count));
}

// JSON has "#" in strings only, and another spelling of it.
static void write_inert(Out *out, Str json)
{
    for (size_t i = 0; i < json.len; i++) {
        if (json.ptr[i] == '#' && i > 0 && json.ptr[i - 1] == '#')
            out_cstr(out, "\\u0023");
        else
            out_char(out, json.ptr[i]);
    }
}

void json_write(Out *out, cJSON *root)
{
    char *text = cJSON_Print(root);
    if (!text)
        fatal("out of memory");
    write_inert(out, str_from(text));
    out_char(out, '\n');
    cJSON_free(text);
    cJSON_Delete(root);
}
