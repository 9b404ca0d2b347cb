// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: the schema that the source code declares, beside
// what the migrations come to, which is the newest snapshot or the replay.
#ifndef LINT_KIT_SCHEMA_H
#define LINT_KIT_SCHEMA_H

#include "catalog/lists.h"
#include "ir/migration.h"

typedef struct RuleCtx RuleCtx;

// What the declared schema is compared with.
typedef struct SchemaTarget {
    const Catalog *catalog;   // NULL: there is nothing
    const Snapshot *snapshot; // it is made of; NULL: of the SQL
    const char *words;        // "the newest snapshot"
    bool has_all;    // what is not in it is not there: the history begins at nothing
    bool is_managed; // the generator drops what the schema does not have
} SchemaTarget;

// Of a project on either side.
SchemaTarget ctx_schema_target(RuleCtx *ctx, const Project *project);

// An object that is not the same on both sides, or is on one alone.
typedef struct SchemaGap {
    Str object;    // "users.email", without the default schema
    Str words;     // a sentence without a full stop
    DeclaredAt at; // the object, or what it should be in
    bool has_at;   // false: the schema has nothing of it
    Origin origin; // where it comes from in the SQL, if !has_at and there is no snapshot
} SchemaGap;

typedef VEC(SchemaGap) SchemaGapVec;

// In the order of the schema, and then of the target. Of what is not certain there is
// nothing.
SchemaGapVec ctx_schema_gaps(RuleCtx *ctx, const DeclaredSchema *schema,
                             const SchemaTarget *target);

// A table or enum that a change of the schema makes, alters or drops, as far as its text
// becomes DDL: not by comments, keys, relations or types of the code.
typedef struct SchemaChange {
    Str object; // "users"
    bool has_at;
    DeclaredAt at; // in the new schema; it is dropped if !has_at
} SchemaChange;

typedef VEC(SchemaChange) SchemaChangeVec;

SchemaChangeVec ctx_schema_changes(RuleCtx *ctx, const DeclaredSchema *now,
                                   const DeclaredSchema *base);

// A type's one spelling, for comparing: "character varying(20)" for "VARCHAR (20)".
Str sql_type_plain(Arena *arena, Str type);

#endif
