// SPDX-License-Identifier: Apache-2.0
// The schema at one point of the replay: questions only. Changes are in replay.h, which
// rules cannot reach.
//
// A relation that the replay never saw is presumed live: questions about it answer NULL,
// and catalog_is_new() is false. What alters such a table makes a record of what it
// tells: then Table.complete is false, and its origin's batch is BATCH_PRESUMED.
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include "base/map.h"
#include "ir/op.h"

typedef struct Catalog Catalog;

// Origin.batch of what was there before the replay began.
#define BATCH_PRESUMED SIZE_MAX

// When and where an object came to be.
typedef struct Origin {
    size_t batch;     // Migration.batch of the migration that made it
    size_t migration; // its index in Project.migrations
    Span span;        // the op
} Origin;

typedef struct Column {
    ColumnDef def; // as it is now; def.name is the present name
    Origin origin;
    Origin not_null_origin; // the op that last set or dropped NOT NULL
    Origin changed;         // the op that last altered it; at first the one that made it
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
} Index;

typedef struct Trigger {
    Str name;
    StrVec columns;
    Str function;
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
    NameVec inherits; // parents, the partitioned one included
    NameVec children;
    Name partition_of; // name empty: not a partition
    bool is_default_partition;
    Str partition_by; // empty: not partitioned
    StrVec partition_columns;
    Name of_type;        // CREATE TABLE … OF; name empty: none
    Str owner;           // empty: whoever made it
    NameVec statistics;  // extended ones
    StrVec publications; // that name the table
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

// A name as it resolves now: through the search path to what exists (a relation, else a
// type, else a function), else to where it would be created. Temporary relations live in
// the schema pg_temp.
Name catalog_resolve(const Catalog *catalog, Name name);
// The index of the migration and the batch being replayed.
size_t catalog_migration(const Catalog *catalog);
size_t catalog_batch(const Catalog *catalog);

const Schema *catalog_schema(const Catalog *catalog, Str name);
const Table *catalog_table(const Catalog *catalog, Name name);
const View *catalog_view(const Catalog *catalog, Name name); // materialized ones too
const Index *catalog_index(const Catalog *catalog, Name name);
const Sequence *catalog_sequence(const Catalog *catalog, Name name);
const Type *catalog_type(const Catalog *catalog, Name name); // domains too
// The function with these argument types; with arguments.ptr NULL the only one of that
// name, else NULL.
const Function *catalog_function(const Catalog *catalog, Name name, Str arguments);

const Column *table_column(const Table *table, Str name);         // NULL table: NULL
const Constraint *table_constraint(const Table *table, Str name); // likewise
const Constraint *table_primary_key(const Table *table);
// The table that this index is on, or NULL.
const Table *catalog_index_table(const Catalog *catalog, const Index *index);

// Made in the batch that is being replayed: nobody uses it yet, and it holds no rows
// worth a lock.
bool catalog_origin_is_new(const Catalog *catalog, const Origin *origin);
// The same for a relation (table, view, index, sequence); false for what is unknown.
bool catalog_is_new(const Catalog *catalog, Name relation);
// The replay has dropped or renamed this relation, and nothing has its name now.
bool catalog_is_gone(const Catalog *catalog, Name relation);

typedef struct ForeignKey {
    const Table *table; // the referencing one
    const Constraint *constraint;
} ForeignKey;

typedef VEC(ForeignKey) ForeignKeyVec;
typedef VEC(const View *) ViewVec;

// Foreign keys of other tables, and its own, that point to this table.
ForeignKeyVec catalog_referencing(Arena *arena, const Catalog *catalog, Name table);
// Views whose query reads this relation, directly.
ViewVec catalog_dependent_views(Arena *arena, const Catalog *catalog, Name relation);

// A piece of SQL names this identifier; strings and comments do not count.
bool text_mentions(Arena *tmp, Str text, Str ident);

#endif
