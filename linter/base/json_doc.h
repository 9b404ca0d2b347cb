// SPDX-License-Identifier: Apache-2.0
// A JSON text as a tree that knows where each of its values stands, for files whose
// defects are findings. Takes what JSON.parse takes and nothing else: no comments, no
// trailing commas.
#ifndef BASE_JSON_DOC_H
#define BASE_JSON_DOC_H

#include "base/arena.h"
#include "base/json_pos.h"
#include "base/limits.h"

typedef enum JsonKind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} JsonKind;

typedef struct JsonValue JsonValue;

struct JsonValue {
    JsonKind kind;
    Str key;                // of a member of an object, decoded; empty otherwise
    Str text;               // JSON_STRING: decoded; JSON_NUMBER: as written
    JsonSpan span;          // in the document
    const JsonValue *first; // of what an array or an object holds, in the text's order
    const JsonValue *next;  // in the same array or object
    size_t count;           // how many it holds
};

// Why a text is no JSON, to follow the file's name in a sentence: "is empty".
typedef struct JsonFault {
    Str error;
    JsonSpan span;
} JsonFault;

enum { JSON_MAX_DEPTH = LIMIT_JSON_DEPTH };

// The document's value, or NULL with *fault. Strings without escapes are views of `text`.
// Texts of more than max_bytes are refused, and what nests deeper than JSON_MAX_DEPTH.
// The conflict markers of an unfinished merge and a text that breaks off are called that.
const JsonValue *json_doc_read(Arena *arena, Str text, size_t max_bytes,
                               JsonFault *fault);

// The member of that name, of several the last, as JSON.parse has it; NULL when there is
// none or `object` is NULL or no object.
const JsonValue *json_get(const JsonValue *object, const char *key);
// The second member of that name, or NULL.
const JsonValue *json_repeated(const JsonValue *object, const char *key);
// The first member, anywhere in the value, whose key its object had before, or NULL.
const JsonValue *json_first_repeated(Arena *scratch, const JsonValue *root);

bool json_is(const JsonValue *value, JsonKind kind); // false for NULL
// The string, or the empty view with ptr NULL for what is none.
Str json_string(const JsonValue *value);
// False for what is no number, or too large for one.
bool json_number(Arena *scratch, const JsonValue *value, double *number);

#endif
