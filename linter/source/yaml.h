// SPDX-License-Identifier: Apache-2.0
// YAML as a tree that remembers where everything stands. For linter/source alone.
#ifndef SOURCE_YAML_H
#define SOURCE_YAML_H

#include "ir/def.h"

typedef enum YamlKind { YAML_TEXT, YAML_LIST, YAML_MAP } YamlKind;

typedef struct YamlNode YamlNode;

typedef struct YamlPair {
    const YamlNode *key;
    const YamlNode *value;
} YamlPair;

struct YamlNode {
    YamlKind kind;
    bool reference; // YAML_LIST: tagged "!reference", GitLab's way to name another part
    Str text;       // YAML_TEXT: the value
    Span span;      // YAML_TEXT: in the document, with quotes or a block's "|"
    VEC(const YamlNode *) items;
    VEC(YamlPair) pairs;
};

// The first document; NULL with *why when it is none. An alias is the node that it names,
// so that a tree may have one node in many places, but never in itself.
const YamlNode *yaml_read(Arena *arena, Str text, Str *why);

// The value of a key, also one that a merge (<<) brings in; NULL: none, or not a map.
const YamlNode *yaml_get(const YamlNode *map, const char *key);
Str yaml_text(const YamlNode *node); // empty where the node is NULL or not a text

// Where each byte of a text's value stands in the document, and one entry more for its
// end.
const size_t *yaml_spelling(Arena *arena, Str document, const YamlNode *text);

#endif
