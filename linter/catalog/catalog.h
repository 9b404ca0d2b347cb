// SPDX-License-Identifier: Apache-2.0
// The schema at one point of the replay: questions only. Changes are in replay.h, which
// rules cannot reach.
//
// SQLite's main database has the empty schema, and its temporary one is pg_temp.
//
// A relation that the replay never saw is presumed live: questions about it answer NULL,
// and catalog_is_new() is false. What alters such a table makes a record of what it
// tells: then Table.complete is false, and its origin's batch is BATCH_PRESUMED.
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include "base/map.h"
#include "catalog/objects.h"

typedef struct Catalog Catalog;

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
// MySQL's, which an action of an ALTER TABLE means: the name is that from before the
// statement, though another action may have given it to another column.
const Column *catalog_altered_column(const Catalog *catalog, const Table *table,
                                     Str name);
// MySQL, where indexes are parts of tables.
const Index *table_index(const Table *table, Str name);
// The value of a table option; ptr NULL: not set, or no table.
Str table_option(const Table *table, Str name);
// Names of the table's parts are the same; NULL table: by bytes.
bool table_same_name(const Table *table, Str a, Str b);
// A list of names, an index's parts, the primary key has the column; no table has
// nothing. Expressions of an index do not count.
bool table_list_has(const Table *table, const StrVec *names, Str column);
bool table_index_has(const Table *table, const IndexDef *index, Str column);
bool table_key_has(const Table *table, Str column);
// It begins with these columns, in their order.
bool table_list_begins(const Table *table, const StrVec *names, const StrVec *columns);
bool table_index_begins(const Table *table, const IndexDef *index, const StrVec *columns);
// A statement that is refused was to take away or change this part; see Table.
bool table_is_open(const Table *table, Str name);
// The table that this index is on, or NULL.
const Table *catalog_index_table(const Catalog *catalog, const Index *index);

// Made in the batch that is being replayed: nobody uses it yet, and it holds no rows
// worth a lock.
bool catalog_origin_is_new(const Catalog *catalog, const Origin *origin);
// The same for a relation (table, view, index, sequence); false for what is unknown.
bool catalog_is_new(const Catalog *catalog, Name relation);
// Somebody may be using the relation: it is neither temporary nor made by the same batch.
bool catalog_is_live(const Catalog *catalog, Name relation);
bool catalog_table_is_live(const Catalog *catalog, const Table *table);
bool catalog_index_is_live(const Catalog *catalog, const Index *index);
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
// Likewise of MySQL's SQL, where letters may be of any case and back quotes are round
// names.
bool text_mentions_any_case(Str text, Str ident);

#endif
