// SPDX-License-Identifier: Apache-2.0
// What the functions of Drizzle's schema packages make: tables, columns, enums.
#ifndef SCHEMA_DRIZZLE_H
#define SCHEMA_DRIZZLE_H

#include "ir/declared.h"
#include "schema/ts_value.h"

typedef enum DzKind {
    DZ_ALL,    // a whole package: import * as pg from "drizzle-orm/pg-core"
    DZ_CORE,   // one of its functions: name
    DZ_SCHEMA, // pgSchema("name")
    DZ_TABLE_MAKER,
    DZ_ENUM_MAKER,
    DZ_TABLE, // call: its arguments
    DZ_ENUM,  // likewise
    DZ_COLUMN,
    DZ_MEMBER, // a column of a table: name is its key, call the table's
    DZ_OTHER   // views, indexes, roles, …: name is the function, call its arguments
} DzKind;

// A call in the chain behind a column's builder.
typedef struct DzMethod {
    Str name;
    TsCall call;
} DzMethod;

typedef VEC(DzMethod) DzMethodVec;

typedef struct DzValue DzValue;

struct DzValue {
    DzKind kind;
    Str dialect; // "postgres", "mysql", "sqlite", "singlestore"
    Str name;
    Str schema; // of a table or enum, and of what makes them; empty: the default
    bool is_schema_vague; // it cannot be told
    Str pending;          // the member that a call is to follow
    TsCall call;
    TsValue namer; // of a maker of tables: what it makes of a name; or absent
    bool has_namer;
    const DzValue *type; // DZ_COLUMN: DZ_CORE "text", DZ_ENUM, DZ_OTHER "customType"
    DzMethodVec methods; // DZ_COLUMN
};

typedef enum Casing { CASING_KEYS, CASING_SNAKE, CASING_CAMEL, CASING_VAGUE } Casing;

// A schema while it is read.
typedef struct Drizzle {
    TsReader *reader;
    Str dialect; // the project's: others' tables are nobody's here
    Casing casing;
    DeclaredSchema *schema;
    Map known; // what has been added: "t schema.name"; and modules gone through
} Drizzle;

extern const TsLibrary drizzle_library;

// What an evaluated value is; NULL: nothing of Drizzle.
const DzValue *dz_of(const TsValue *value);

// The type as SQL; empty: the text does not tell. In PostgreSQL it is the canonical one,
// without a schema.
Str drizzle_type(const Drizzle *drizzle, const DzValue *column);

// The name in the database of the column under `key`; false: it cannot be told.
bool drizzle_column_name(const Drizzle *drizzle, const DzValue *column, Str key,
                         Str *name);
void drizzle_column(const Drizzle *drizzle, const DzValue *column, DeclaredColumn *into);
// The column's definition as one text that is the same for the same DDL.
Str drizzle_column_shape(const Drizzle *drizzle, const DzValue *column,
                         const DeclaredColumn *declared);

// The name of a table or enum; false: it cannot be told.
bool drizzle_name(const Drizzle *drizzle, const DzValue *value, Name *name);
void drizzle_add_table(Drizzle *drizzle, const DzValue *table, DeclaredAt at);
void drizzle_add_enum(Drizzle *drizzle, const DzValue *value, DeclaredAt at);

// The strings of an array, of an object's values or keys, or of a TypeScript enum; false:
// they cannot all be told.
bool drizzle_labels(const Drizzle *drizzle, TsExpr expr, StrVec *labels);

// Everything that a module exports, through `export *` too.
void drizzle_exports(Drizzle *drizzle, const TsModule *module);

DeclaredAt drizzle_at(const TsModule *module, size_t from, size_t to); // tokens
void drizzle_note(const Drizzle *drizzle, DeclaredAt at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
