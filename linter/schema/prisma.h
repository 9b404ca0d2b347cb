// SPDX-License-Identifier: Apache-2.0
// schema.prisma, taken apart: blocks, their fields, and what stands behind "@".
#ifndef SCHEMA_PRISMA_H
#define SCHEMA_PRISMA_H

#include "ir/declared.h"
#include "schema/ts_token.h"

typedef struct PrismaAttribute {
    Str name;    // "id", "db.VarChar"
    size_t open; // the "(" behind it; 0: none
    Span range;  // its tokens
} PrismaAttribute;

typedef VEC(PrismaAttribute) PrismaAttributeVec;

// A field of a model or view; of an enum a label, without a type.
typedef struct PrismaField {
    Str name;
    Str type; // empty: none; "Unsupported" has its words in brackets behind it
    bool is_list;
    bool is_optional;
    PrismaAttributeVec attributes;
    Span range; // tokens
} PrismaField;

typedef struct PrismaFile {
    TsTokens tokens; // its comments and strings are those of TypeScript
    size_t file;     // in DeclaredSchema.files
} PrismaFile;

typedef struct PrismaBlock {
    Str kind; // "model", "enum", "view", "type", "datasource", "generator"
    Str name;
    const PrismaFile *home;
    VEC(PrismaField) fields;
    PrismaAttributeVec attributes; // "@@map"
    size_t at;                     // the token of its name
} PrismaBlock;

typedef VEC(PrismaBlock *) PrismaBlockVec;

// Adds the file's blocks.
void prisma_parse(Arena *arena, const PrismaFile *file, PrismaBlockVec *blocks);

// The attribute of that name, or NULL.
const PrismaAttribute *prisma_find(const PrismaAttributeVec *attributes,
                                   const char *name);
// The name among an attribute's arguments: the first string, or that of `key:`. False,
// with *value as it was: there is none, or it is empty, which Prisma refuses.
bool prisma_name(Arena *arena, const PrismaFile *file, const PrismaAttribute *attribute,
                 const char *key, Str *value);
// The names in the list that an attribute's arguments have first: @@id([a, b(sort:
// Desc)]).
StrVec prisma_names(Arena *arena, const PrismaFile *file,
                    const PrismaAttribute *attribute);

// A schema while it is read.
typedef struct Prisma {
    Arena *arena;
    DeclaredSchema *schema;
    PrismaBlockVec blocks;
    Map models; // name -> PrismaBlock
    Map enums;
    Str dialect;  // "postgres", "mysql", "sqlite"
    size_t steps; // of the search for relations
} Prisma;

// Fills the schema's tables and enums from the blocks.
void prisma_declare(Prisma *prisma);

// ---- what the parts share ----

Name prisma_table_name(const Prisma *prisma, const PrismaBlock *block);
Str prisma_column_name(const Prisma *prisma, const PrismaBlock *block,
                       const PrismaField *field);
DeclaredAt prisma_at(const PrismaBlock *block, Span tokens);
// The type as SQL, of PostgreSQL in its canonical spelling; empty: not told.
Str prisma_type(const Prisma *prisma, const PrismaBlock *block, const PrismaField *field);
// The names of an enum's values in the database.
StrVec prisma_labels(const Prisma *prisma, const PrismaBlock *block);
bool prisma_is_mysql(const Prisma *prisma);
// The tables of relations from many to many, which no model stands for.
void prisma_join_tables(Prisma *prisma);

#endif
