// SPDX-License-Identifier: Apache-2.0
// Where a value stands in a JSON text: what a parser forgets, and a finding needs. Does
// not judge the text: that is the parser's part. Comments and trailing commas are passed
// over, as in JSONC.
#ifndef BASE_JSON_POS_H
#define BASE_JSON_POS_H

#include "base/str.h"

// One step down: JSON_KEY("entries") into an object, JSON_AT(3) into an array.
typedef struct JsonStep {
    Str key;      // as decoded: the text may spell it with escapes
    size_t index; // used when key.ptr is NULL
} JsonStep;

#define JSON_KEY(lit) ((JsonStep){ .key = STR_INIT(lit) })
#define JSON_AT(n) ((JsonStep){ .index = (n) })

typedef struct JsonSpan {
    size_t start; // of a string: its opening quote
    size_t end;
} JsonSpan;

// The value that n steps lead to; n = 0 is the whole document. Of a key that occurs
// twice, the first. False when there is no such value or the text breaks off before its
// end; what comes after it may be broken. Scans the text once, from its start, without
// recursion.
bool json_pos_find(Str text, const JsonStep *path, size_t n, JsonSpan *span);

// The same for the second occurrence of the path's last key in its object: false when it
// is there only once.
bool json_pos_find_repeated(Str text, const JsonStep *path, size_t n, JsonSpan *span);

// The string that a member of the document's object is, as written between its quotes;
// empty with ptr NULL for what is none.
Str json_pos_string(Str text, const char *key);

// The values of several members of the document's object, in one pass that ends where
// `enough` of them are found: spans[i] is that of keys[i], of several the first. What is
// not found keeps its span. Returns how many are.
size_t json_pos_members(Str text, const Str *keys, size_t count, size_t enough,
                        JsonSpan *spans);

// A walk over the members of one object or the elements of one array, in the text's
// order: where all of them are wanted, it takes one pass over what json_pos_find would
// take one for each.
typedef struct JsonWalk {
    Str text;
    size_t at;     // behind the bracket, or behind the last value
    bool keyed;    // an object
    bool has_left; // a value has been passed: a comma must come before the next
} JsonWalk;

// Over the object or array that begins at `start`.
JsonWalk json_walk(Str text, size_t start);
// The next value and, in an object, the inside of its key. False at the end, and where
// the text is broken.
bool json_walk_next(JsonWalk *walk, JsonSpan *key, JsonSpan *value);

#endif
