// SPDX-License-Identifier: Apache-2.0
// Reading JSON by paths, for the tests of reporters: "runs/0/results/0/level".
#ifndef UNIT_JSON_AT_H
#define UNIT_JSON_AT_H

#include "base/str.h"

typedef struct cJSON cJSON;

// Fails the test when there is no such thing.
const cJSON *json_at(const cJSON *root, const char *path);
bool json_has(const cJSON *root, const char *path);
const char *text_at(const cJSON *root, const char *path); // a string
int number_at(const cJSON *root, const char *path);
int length_at(const cJSON *root, const char *path); // of an array

// The document; cJSON_Delete() is the caller's. Fails the test for what is no JSON.
cJSON *json_parsed(Str text);

#endif
