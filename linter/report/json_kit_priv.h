// SPDX-License-Identifier: Apache-2.0
// cJSON for reporters: out of memory is fatal, and what is written cannot be taken for a
// command. For linter/report alone.
#ifndef REPORT_JSON_KIT_PRIV_H
#define REPORT_JSON_KIT_PRIV_H

#include "base/out.h"

#include <cjson/cJSON.h>

// The item itself; fatal when it could not be made.
cJSON *json_must(cJSON *item);
// A string of any bytes: what is not UTF-8 becomes U+FFFD.
cJSON *json_text(Arena *arena, Str text);

cJSON *json_texts(Arena *arena, const StrVec *texts);
cJSON *json_list_of(cJSON *item); // an array with that one element; takes the item

void json_add(cJSON *object, const char *key, cJSON *item); // takes the item
void json_add_text(Arena *arena, cJSON *object, const char *key, Str text);
void json_add_count(cJSON *object, const char *key, size_t count);

// Writes the document and a line end, and frees it. "##[" or "##vso[" in a log is a
// command to a CI runner, wherever it stands: the second "#" is spelled otherwise.
void json_write(Out *out, cJSON *root);

#endif
