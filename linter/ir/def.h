// SPDX-License-Identifier: Apache-2.0
// Definitions that ops carry and the catalog keeps: those of tables, and here the rest.
// Expressions are the text as written.
#ifndef IR_DEF_H
#define IR_DEF_H

#include "ir/table_def.h"

typedef struct ViewDef {
    bool materialized;
    bool temporary;
    bool with_no_data;
    StrVec columns;  // as written or told by the target list; empty when neither says
    Str query;       // the text behind AS
    NameVec sources; // relations the query reads, without CTE names
} ViewDef;

typedef struct SequenceDef {
    // The owning table; name empty: nothing said. OWNED BY NONE: name "none", no schema
    // and no column.
    Name owned_by;
    Str owned_column;
    TypeRef type; // text empty: nothing said
    Str options;  // the text behind the name; in the catalog that of its ALTERs too
} SequenceDef;

typedef enum TypeKind {
    TYPE_ENUM,
    TYPE_DOMAIN,
    TYPE_COMPOSITE,
    TYPE_RANGE,
    TYPE_BASE
} TypeKind;

typedef struct TypeDef {
    TypeKind kind;
    StrVec labels;                  // TYPE_ENUM
    VEC(ColumnDef) attributes;      // TYPE_COMPOSITE
    TypeRef base;                   // TYPE_DOMAIN
    bool not_null;                  // TYPE_DOMAIN
    Str default_expr;               // TYPE_DOMAIN; ptr NULL: none
    VEC(ConstraintDef) constraints; // TYPE_DOMAIN: CHECKs
} TypeDef;

typedef enum Volatility {
    VOLATILITY_VOLATILE, // what a function is when nothing is said
    VOLATILITY_STABLE,
    VOLATILITY_IMMUTABLE
} Volatility;

typedef struct FunctionDef {
    // Canonical input types, ", " between; ptr NULL: a DROP FUNCTION that names none.
    Str arguments;
    Str language;
    Str body; // AS '…' with quotes taken off, or the BEGIN ATOMIC text; ptr NULL: none
    Volatility volatility;
    bool procedure;
    bool security_definer;
    bool sets_search_path;
    StrVec row_columns; // MySQL's triggers: a of NEW.a and OLD.a, each once
} FunctionDef;

typedef struct PolicyDef {
    Name table;
    Str command; // "all", "select", …
    bool restrictive;
    StrVec roles;
    Str using_expr; // ptr NULL: none
    Str check_expr; // ptr NULL: none
} PolicyDef;

#endif
