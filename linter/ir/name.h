// SPDX-License-Identifier: Apache-2.0
// What things are called: places in a text, names of objects, kinds of objects, types.
// Identifiers are as the engine stores them: folded, unquoted.
#ifndef IR_NAME_H
#define IR_NAME_H

#include "base/arena.h"

// Byte offsets in one migration's text, end exclusive.
typedef struct Span {
    size_t start;
    size_t end;
} Span;

typedef VEC(Span) SpanVec;

typedef struct Name {
    Str schema; // empty: found through the search path
    Str name;
} Name;

typedef VEC(Name) NameVec;

typedef enum ObjectKind {
    OBJ_NONE,
    OBJ_SCHEMA,
    OBJ_TABLE,
    OBJ_VIEW,
    OBJ_MATVIEW,
    OBJ_INDEX,
    OBJ_SEQUENCE,
    OBJ_TYPE, // enum, composite, range, base
    OBJ_DOMAIN,
    OBJ_FUNCTION, // and procedures, aggregates
    OBJ_COLUMN,
    OBJ_CONSTRAINT,
    OBJ_TRIGGER,
    OBJ_POLICY,
    OBJ_RULE,
    OBJ_EXTENSION,
    OBJ_ROLE,
    OBJ_DATABASE,
    OBJ_STATISTICS,
    OBJ_PUBLICATION,
    OBJ_SUBSCRIPTION,
    OBJ_EVENT,
    OBJ_FOREIGN, // data wrappers, servers, user mappings; foreign tables are OBJ_TABLE
    OBJ_OTHER,
    OBJECT_KIND_COUNT
} ObjectKind;

typedef struct TypeRef {
    Str text;  // canonical: "character varying(255)", "bigint", "user_role", "text[]"
    Name name; // without modifiers: "character varying"; no schema for built-in types
    long mods[2];
    size_t mod_count;
    unsigned array_dims;
    bool serial; // smallserial, serial, bigserial: `name` is the integer type behind it
    // MySQL. `text` has all of it in one spelling: "int unsigned", "enum('a','b')";
    // `name` the type's own word: "int", "enum".
    bool is_unsigned;
    bool zerofill;
    StrVec labels; // ENUM and SET: the members, without quotes and escapes
} TypeRef;

const char *object_kind_word(ObjectKind kind); // "table"

Str name_text(Arena *arena, Name name); // schema.name, or name when the schema is empty
bool name_eq(Name a, Name b);           // both parts, by bytes
bool names_have(const NameVec *names, Name name);
// The name as PostgreSQL's SQL would write it, quoted where it must be. Rules take
// ctx_name_sql and ctx_ident_sql, which know the dialect.
Str name_sql(Arena *arena, Name name);
Str ident_sql(Arena *arena, Str ident);
Str ident_quoted(Arena *arena, Str ident, char quote); // quotes in it are doubled

#endif
