// SPDX-License-Identifier: Apache-2.0
// What the catalog keeps of each thing in a schema.
#ifndef CATALOG_OBJECTS_H
#define CATALOG_OBJECTS_H

#include "ir/op.h"

// Origin.batch of what was there before the replay began.
#define BATCH_PRESUMED SIZE_MAX

// When and where an object came to be.
typedef struct Origin {
    size_t batch;     // Migration.batch of the migration that made it
    size_t migration; // its index in Project.migrations
    Span span;        // the op
} Origin;

typedef struct Column {
    // As it is now; def->name is the present name. Ops and other columns may share it:
    // who changes it makes a new one. MySQL: charset and collation are the column's own
    // or, where its text has none, those that the table had when it was made; empty, but
    // not NULL: the database's, which is not known.
    const ColumnDef *def;
    // Columns that one op made or altered share theirs.
    const Origin *origin;
    const Origin *not_null_origin; // the op that last set or dropped NOT NULL
    const Origin *changed; // the op that last altered it; at first the one that made it
    bool inherited;
} Column;

typedef struct Constraint {
    ConstraintDef def; // named, valid or not, as it is now
    Origin origin;
    bool inherited;
} Constraint;

typedef struct Index {
    Name name; // schema-qualified
    IndexDef def;
    Origin origin;
    Str constraint; // the constraint it belongs to; empty: none
    Name parent;    // partitioned index it is attached to; name empty: none
    bool valid; // false for ON ONLY a partitioned table until all partitions are attached
    // MySQL: the server made it for a foreign key; one that begins with its columns takes
    // its place.
    bool generated;
} Index;

// A unique index that was dropped: what was in its columns then was no duplicate.
typedef struct LostIndex {
    IndexDef def;
    size_t batch; // Migration.batch of the migration that dropped it
} LostIndex;

typedef struct Trigger {
    Str name;
    StrVec columns;
    Str function; // MySQL, whose triggers have bodies of their own: empty
    Str body;     // MySQL's; ptr NULL: it has none
    bool enabled;
    Origin origin;
} Trigger;

typedef struct Policy {
    Str name;
    PolicyDef def;
    Origin origin;
} Policy;

typedef struct Table {
    Name name; // schema-qualified
    Origin origin;
    bool complete;  // every column is known: made by the replay, not presumed
    bool uncertain; // an unknown statement may have touched it
    bool filled;    // the replay has put rows into it
    bool renamed;   // a column was: texts of expressions may have its older name
    Persistence persistence;
    bool foreign, row_security, force_row_security;
    Origin row_security_origin; // the op that last switched it; span 0,0: none did
    VEC(Column *) columns;
    VEC(Constraint *) constraints;
    VEC(Index *) indexes;
    VEC(Trigger *) triggers;
    VEC(Policy *) policies;
    size_t batch_seen; // the catalog's own: see table_touch
    NameVec inherits;  // parents, the partitioned one included
    NameVec children;
    Name partition_of; // name empty: not a partition
    bool is_default_partition;
    bool had_default; // one of its partitions is the default one, or was
    Str partition_by; // empty: not partitioned
    StrVec partition_columns;
    Name of_type;        // CREATE TABLE … OF; name empty: none
    Str owner;           // empty: whoever made it
    NameVec statistics;  // extended ones
    StrVec publications; // that name the table
    // ---- MySQL ----
    bool any_case; // names of its columns, indexes and constraints are the same in any
                   // case
    TableOptionVec options; // of each name the newest
    PartitionDefVec partitions;
    Clustering clustering; // of its primary key, as TiDB decides it
    bool system_versioned;
    VEC(LostIndex) lost_indexes;
    // How many ALTER TABLEs have added or dropped columns at once since the rows were
    // last written anew; at least, where the table was not seen made. 0: also where the
    // server sets no limit to it.
    unsigned row_versions;
    // Parts that a statement was to take away or change which the server refuses: whether
    // they are there when it is mended is open. Empty: the table itself.
    StrVec open;
} Table;

typedef struct View {
    Name name;
    ViewDef def; // sources are schema-qualified
    Origin origin;
    StrVec renamed; // present names of columns that the query reads under older ones
    VEC(Index *) indexes; // materialized ones
} View;

typedef struct Sequence {
    Name name;
    SequenceDef def; // owned_by is schema-qualified
    Origin origin;
    VEC(char) options; // private: what def.options is a view of, once an ALTER adds to it
} Sequence;

typedef struct Type {
    Name name;
    TypeDef def;
    Origin origin;
    VEC(Origin) label_origins; // beside def.labels
} Type;

typedef struct Function {
    Name name;
    FunctionDef def;
    Origin origin;
} Function;

typedef struct Schema {
    Str name;
    Origin origin;
} Schema;

#endif
