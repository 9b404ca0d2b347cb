// SPDX-License-Identifier: Apache-2.0
// The schema that a project's source code declares: Drizzle's TypeScript or
// schema.prisma, as far as its text tells.
#ifndef IR_DECLARED_H
#define IR_DECLARED_H

#include "ir/name.h"

typedef struct DeclaredFile {
    Str path;
    Str text;
    bool is_new; // the base has no file of this path and these bytes
} DeclaredFile;

// A place in one of the files.
typedef struct DeclaredAt {
    size_t file;
    Span span;
} DeclaredAt;

typedef struct DeclaredColumn {
    Str name;            // in the database
    Str type;            // as SQL; empty: the text does not tell
    bool not_null;       // a primary key is
    bool has_default;    // one that the database knows
    bool auto_increment; // MySQL's
    bool primary_key;
    bool is_vague;   // only its name is certain
    bool is_list;    // whether it may be null does not get into the database
    Name references; // the referenced table; name empty: none
    Str ref_column;
    DeclaredAt at;
} DeclaredColumn;

typedef struct DeclaredTable {
    Name name;
    VEC(DeclaredColumn) columns;
    bool complete;      // false: there are columns that the text does not tell
    StrVec primary_key; // columns; of a composite one in its order
    bool is_key_vague;  // the primary key is not certain
    // Everything that becomes DDL, one text each, the same for the same DDL: columns,
    // indexes, constraints.
    StrVec shape;
    DeclaredAt at;
} DeclaredTable;

typedef struct DeclaredEnum {
    Name name;
    StrVec labels;
    bool complete;
    DeclaredAt at;
} DeclaredEnum;

// What cannot be read without running the code.
typedef struct DeclaredNote {
    DeclaredAt at;
    Str words; // a sentence without a full stop
} DeclaredNote;

typedef struct DeclaredSchema {
    Str path;        // as the configuration has it
    Str named_by;    // the file that names it; empty: it was found without
    Str config_text; // of that file; empty: there is no place to show
    Span path_span;  // in it
    Str error;       // why nothing can be read, to follow the path in a sentence: "is not
                     // there"; empty: it can
    Str absent; // one of several paths that names a file which is not there; empty: none
    VEC(DeclaredFile) files;
    VEC(DeclaredTable) tables;
    VEC(DeclaredEnum) enums;
    VEC(DeclaredNote) notes;
    bool complete; // false: there may be tables that the text does not tell
    // What the generator is told to leave alone; empty: nothing. Patterns with "*", of
    // Drizzle's schemaFilter and tablesFilter: only what they have is its own.
    StrVec only_schemas;
    StrVec only_tables;
    NameVec external; // tables that others look after
} DeclaredSchema;

#endif
