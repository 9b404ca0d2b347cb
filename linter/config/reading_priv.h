// SPDX-License-Identifier: Apache-2.0
// The machine that reads a configuration: objects by tables of keys, lists, and values
// with their places. For linter/config alone.
#ifndef CONFIG_READING_PRIV_H
#define CONFIG_READING_PRIV_H

#include "base/json_pos.h"
#include "base/lines.h"
#include "config/config.h"

#include <cjson/cJSON.h>

typedef struct Reading {
    Arena *arena;
    Str path;    // of the configuration, for messages
    Str text;    // as JSON
    Lines lines; // of it
    JsonSpan at; // of the value that is being read
    Str *why;
} Reading;

// Reads a value into a field; false with *reading->why, which says the place.
typedef bool ReadValue(Reading *reading, const cJSON *value, void *into);

typedef struct Key {
    const char *name;
    ReadValue *read;
    size_t offset;     // of the field in the struct
    const char *needs; // what the object lacks without it; NULL: it may be left out
} Key;

// A place in the text: "tidegate.jsonc:3:5".
Str reading_place(const Reading *reading, size_t offset);
bool refuse_at(Reading *reading, size_t offset, Str message);
bool refuse(Reading *reading, Str message); // at the value that is being read

// An object whose keys are known; `keys` ends with a NULL name.
bool read_object(Reading *reading, const Key *keys, const cJSON *value, void *into);

// An object whose keys are the user's: calls `read` for each.
typedef bool ReadMember(Reading *reading, const ConfigText *key, const cJSON *value,
                        void *into);
bool read_members(Reading *reading, ReadMember *read, const cJSON *value, void *into);

// An array, `of` what; calls `read` for each element.
bool read_array(Reading *reading, const char *of, ReadValue *read, const cJSON *value,
                void *into);

ReadValue read_text;  // ConfigText; a blank string is refused
ReadValue read_texts; // ConfigTextVec: a string, or an array of different ones, not empty
ReadValue read_globs; // the same, each of which can fit a path
ReadValue read_bool;  // bool

#endif
