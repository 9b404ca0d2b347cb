// SPDX-License-Identifier: Apache-2.0
// JSON by paths: members by name, elements by number.
#include "json_at.h"

#include "check.h"

#include <cjson/cJSON.h>

static const cJSON *step_to(const cJSON *at, Str part)
{
    uint64_t index = 0;
    char name[64] = { 0 };
    if (cJSON_IsArray(at))
        return str_to_u64(part, &index) ? cJSON_GetArrayItem(at, (int)index) : NULL;
    assert_true(part.len < sizeof name);
    for (size_t i = 0; i < part.len; i++)
        name[i] = part.ptr[i];
    return cJSON_GetObjectItemCaseSensitive(at, name);
}

static const cJSON *find(const cJSON *root, const char *path)
{
    Str rest = str_from(path);
    Str part;
    while (root && str_cut(&rest, '/', &part))
        root = step_to(root, part);
    return root;
}

const cJSON *json_at(const cJSON *root, const char *path)
{
    const cJSON *found = find(root, path);
    if (!found)
        fail_msg("there is no %s", path);
    return found;
}

bool json_has(const cJSON *root, const char *path)
{
    return find(root, path) != NULL;
}

const char *text_at(const cJSON *root, const char *path)
{
    assert_true(cJSON_IsString(json_at(root, path)));
    return json_at(root, path)->valuestring;
}

int number_at(const cJSON *root, const char *path)
{
    assert_true(cJSON_IsNumber(json_at(root, path)));
    return json_at(root, path)->valueint;
}

int length_at(const cJSON *root, const char *path)
{
    assert_true(cJSON_IsArray(json_at(root, path)));
    return cJSON_GetArraySize(json_at(root, path));
}

cJSON *json_parsed(Str text)
{
    cJSON *root = cJSON_ParseWithLength(text.ptr, text.len);
    assert_non_null(root);
    return root;
}
