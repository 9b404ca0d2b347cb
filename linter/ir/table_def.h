// SPDX-License-Identifier: Apache-2.0
// Tables and what they are made of, as ops carry them and the catalog keeps them.
// Expressions are the text as written.
#ifndef IR_TABLE_DEF_H
#define IR_TABLE_DEF_H

#include "ir/name.h"
#include "ir/table_option.h"

typedef enum IdentityKind {
    IDENTITY_NONE,
    IDENTITY_ALWAYS,
    IDENTITY_BY_DEFAULT
} IdentityKind;

typedef enum GeneratedKind {
    GENERATED_NONE,
    GENERATED_STORED,
    GENERATED_VIRTUAL
} GeneratedKind;

// What columns of MySQL have besides, and `written` those of SQLite. PostgreSQL's do
// without: a large schema has them by the thousand.
typedef struct ColumnRest {
    Str on_update; // ON UPDATE CURRENT_TIMESTAMP…, as written; ptr NULL: none
    Str comment;   // without quotes; empty: none
    // What else MODIFY has to restate, as written: "SRID 4326", "COLUMN_FORMAT FIXED",
    // "STORAGE DISK", "COMPRESSED", "WITHOUT SYSTEM VERSIONING".
    StrVec others;
    Str auto_random; // TiDB: "5", "5, 54", "" where nothing is said; ptr NULL: it is not
    Str written;     // the definition as written, behind the name
} ColumnRest;

typedef struct ColumnDef {
    Str name;
    TypeRef type;
    Str default_expr;   // ptr NULL: none. "NULL" is kept as written
    Str generated_expr; // ptr NULL: none
    Str using_expr;     // ALTER COLUMN TYPE … USING; ptr NULL: none
    // What USING makes of the column when it is the column itself, text "", or one cast
    // of it; NULL: there is no USING, or it is another expression.
    const TypeRef *using_type;
    Str collation; // empty: the type's own
    IdentityKind identity;
    GeneratedKind generated;
    Span span;
    bool not_null; // NOT NULL, PRIMARY KEY, serial or identity
    // ---- MySQL ----
    bool auto_increment;
    bool invisible;
    bool null_said; // NULL stands in the text
    // Empty: the table's; `collation` likewise, which is "_bin" for the binary one of the
    // table's charset.
    Str charset;
    const ColumnRest *rest; // see column_rest(); NULL: it has none
} ColumnDef;

// Never NULL: an empty one where the column has none.
const ColumnRest *column_rest(const ColumnDef *column);
// To be written: a copy of the column's, its own from now on; its copies share it.
ColumnRest *column_own_rest(Arena *arena, ColumnDef *column);

typedef enum ConstraintKind {
    CON_PRIMARY_KEY,
    CON_UNIQUE,
    CON_FOREIGN_KEY,
    CON_CHECK,
    CON_EXCLUDE,
    CON_NOT_NULL // a named one (PostgreSQL 18)
} ConstraintKind;

// TiDB's PRIMARY KEY.
typedef enum Clustering { CLUSTERING_UNSAID, CLUSTERED, NONCLUSTERED } Clustering;

typedef struct ConstraintDef {
    ConstraintKind kind;
    Str name; // empty: the engine makes one up (the catalog knows how)
    // Key columns, referencing columns, the column of CON_NOT_NULL or of an inline CHECK.
    StrVec columns;
    Name ref_table;     // CON_FOREIGN_KEY
    StrVec ref_columns; // empty: the referenced primary key
    Str on_delete;      // lower case: "cascade", "set null", …; empty = no action
    Str on_update;
    StrVec on_delete_columns; // SET NULL (a, b); empty: all of them
    bool match_full;
    Str expression;  // CON_CHECK: without outer parentheses; CON_EXCLUDE: the elements
    Str using_index; // ADD … USING INDEX; MySQL: FOREIGN KEY index (…)
    StrVec include;
    bool not_valid;
    bool not_enforced;
    bool deferrable;
    bool initially_deferred;
    bool no_inherit;
    bool nulls_not_distinct;
    Span span;
    // MySQL's PRIMARY KEY: its parts and options; NULL: it has none beside `columns`.
    const struct IndexDef *key;
    Clustering clustering;
} ConstraintDef;

typedef struct IndexPart {
    Str column;     // empty: an expression
    Str expression; // ptr NULL: a plain column
    Str opclass;    // as SQL, with its schema and options: "public.gin_trgm_ops"
    Str collation;
    bool descending;
    bool nulls_first;
    long length; // MySQL: of the prefix, in characters; 0: all of the column
} IndexPart;

typedef struct IndexDef {
    Name table;
    Str name;   // empty: the engine makes one up
    Str method; // "btree" where none is written; MySQL's also "fulltext", "spatial",
                // "vector"
    VEC(IndexPart) parts;
    StrVec include;
    Str storage; // WITH (…) TABLESPACE …, as written; ptr NULL: nothing said
    Str where;   // ptr NULL: not partial
    bool unique;
    bool nulls_not_distinct;
    // ---- MySQL ----
    bool invisible; // MariaDB: IGNORED
    bool global;    // TiDB
    Str comment;
    Str parser;  // FULLTEXT … WITH PARSER
    Str written; // what stands behind the list of parts
    Span span;   // of one that is a part of CREATE TABLE; 0,0: the op's is its own
} IndexDef;

typedef struct LikeClause {
    Name table;
    bool defaults;
    bool constraints; // CHECK
    bool indexes;     // and primary key, unique, exclude
    bool identity;
    bool generated;
} LikeClause;

typedef enum Persistence {
    PERSIST_PERMANENT,
    PERSIST_UNLOGGED,
    PERSIST_TEMPORARY
} Persistence;

typedef struct TableDef {
    VEC(ColumnDef) columns;
    VEC(ConstraintDef) constraints; // inline ones too, in the order of the text
    VEC(LikeClause) likes;
    NameVec inherits;
    Name of_type;        // CREATE TABLE … OF; name empty: none
    Name partition_of;   // name empty: not a partition
    Str partition_bound; // the text behind VALUES; ptr NULL: the default partition
    bool is_default_partition;
    Str partition_by; // "range", "list", "hash"; empty: not partitioned
    StrVec partition_columns;
    Persistence persistence;
    bool as_query; // CREATE TABLE AS, SELECT INTO: `columns` are those the text tells
    bool with_no_data;
    bool foreign; // CREATE FOREIGN TABLE
    // ---- MySQL; `partition_by` is "range", "list columns", "linear hash", "key", … ----
    VEC(IndexDef) indexes; // UNIQUE too, inline ones too, in the order of the text
    TableOptionVec options;
    PartitionDefVec partitions;
    Str partition_count; // PARTITIONS n; ptr NULL: not said
    bool subpartitioned;
    bool system_versioned; // MariaDB
} TableDef;

#endif
