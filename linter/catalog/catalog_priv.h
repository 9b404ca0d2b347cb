// SPDX-License-Identifier: Apache-2.0
// What the files of the catalog share: its shape, its namespaces and tools for names and
// texts.
#ifndef CATALOG_CATALOG_PRIV_H
#define CATALOG_CATALOG_PRIV_H

#include "catalog/altering.h"
#include "catalog/auto_name.h"
#include "catalog/lookups.h"
#include "ir/migration.h"

// ---- shape ----

// What has a schema-qualified name. `name` and `origin` are those of the record.
typedef struct Object {
    ObjectKind
        kind; // OBJ_TABLE, _VIEW (materialized too), _INDEX, _SEQUENCE, _TYPE, _FUNCTION
    bool dropped;
    size_t serial; // counts up in the order of creation
    size_t mark;   // see table_tree
    Name *name;
    Origin *origin;
    void *record; // Table, View, …
} Object;

typedef VEC(Object *) ObjectVec;
typedef VEC(Table *) TableList;

// The names in one schema. Also there for a schema that the replay never saw made.
typedef struct Space {
    Str name;
    Schema *schema;  // NULL: never seen made
    Map relations;   // Object; tables, views, indexes and sequences share their names
    Map types;       // Object
    Map functions;   // ObjectVec: the overloads
    Map constraints; // size_t: how many constraints have the name
    Str charset, collation; // MySQL: what tables have that name none; empty: not known
} Space;

// Settings by which TiDB makes tables one way or another (those of a session last to the
// end of a file, the global ones for good), and what user variables may hold.
typedef struct MySettings {
    Str clustered, clustered_global; // tidb_enable_clustered_index; ptr NULL: the default
    bool checks;                     // tidb_enable_check_constraint, which is global
    StrVec assigned; // texts with user variables' values that no statement has run yet
} MySettings;

// A column of MySQL's whose name another one has taken, in an ALTER TABLE that goes on to
// rename or drop the former.
typedef struct Displaced {
    const Table *table;
    Column *column;
    Str name; // from before the statement
} Displaced;

struct Catalog {
    Arena *arena;
    Lookups *lookups; // of relations; questions write to it
    const Engine *engine;
    size_t migration, batch;
    Origin here;             // of the op that is being applied
    const Origin *kept_here; // what catalog_here() gave last
    StrVec search_path;      // never empty
    Map spaces;              // by schema name
    ObjectVec
        objects[OBJECT_KIND_COUNT]; // in the order of creation, dropped ones among them
    size_t dropped[OBJECT_KIND_COUNT]; // how many of them are
    size_t serial, mark;
    size_t newest_batch;      // so far
    ObjectVec touched;        // tables, in it: see table_touch
    Map references;           // see references.c
    bool is_mysql;            // of MySQL's family
    bool is_sqlite;           // or one of its kin
    bool any_case;            // names of tables and databases are the same in any case
    bool legacy_alter;        // SQLite: PRAGMA legacy_alter_table is on
    MySettings mysql;         // only where is_mysql
    VEC(Displaced) displaced; // likewise; by the statement that is being replayed
    Altering altering;        // likewise
    RenameList renames;       // likewise
};

// ---- names.c: namespaces ----

#define TEMP_SCHEMA STR("pg_temp")

// What a name of a relation is kept under.
Str name_key(const Catalog *catalog, Str name);
bool same_relation(const Catalog *catalog, Name a, Name b);

Space *space_find(const Catalog *catalog, Str schema); // or NULL
Space *space_get(Catalog *catalog, Str schema);        // makes it

// Through the search path where the name has no schema; NULL: nothing of that name.
Object *relation_find(const Catalog *catalog, Name name);
// The relation of exactly this qualified name, whatever the search path is.
Object *relation_at(const Catalog *catalog, Name name);
Object *type_find(const Catalog *catalog, Name name);
// With arguments.ptr NULL the only one of that name.
Object *function_find(const Catalog *catalog, Name name, Str arguments);
// Likewise, but NULL when the relation is of another kind.
Table *find_table(const Catalog *catalog, Name name);
View *find_view(const Catalog *catalog, Name name);
Index *find_index(const Catalog *catalog, Name name);
Sequence *find_sequence(const Catalog *catalog, Name name);

// Parts of one thing; NULL when there is none of the name.
Column *find_column(const Table *table, Str name);
Constraint *find_constraint(const Table *table, Str name);
bool view_reads(const Catalog *catalog, const View *view, Name relation);
bool view_names(const Catalog *catalog, const View *view, Str column); // by any name

// Where CREATE puts a thing of this name.
Name creation_name(const Catalog *catalog, Name name, bool temporary);
// The table's record; makes one of a table that must exist but was never seen. NULL when
// the name is empty or belongs to something else.
Table *table_presume(Catalog *catalog, Name name);

// Enters a record under its (qualified) name, which must be free; functions may share it.
Object *object_add(Catalog *catalog, ObjectKind kind, void *record, Name *name,
                   Origin *origin);
// NULL, and what is dropped already, are fine.
void object_remove(Catalog *catalog, Object *object);
// Gives it another qualified name; false, and nothing happens, when that is empty or
// taken.
bool object_move(Catalog *catalog, Object *object, Name to);
bool name_is_free(const Catalog *catalog, ObjectKind kind, Name name);

// The record of the next object of a kind at or after *at, which moves on; NULL at the
// end. Nothing moves when objects are added or dropped meanwhile.
void *next_record(const Catalog *catalog, ObjectKind kind, size_t *at);
// Forgets dropped objects where they have become many. Not inside a walk.
void objects_compact(Catalog *catalog);

void constraint_name_add(Catalog *catalog, Name name);
void constraint_name_remove(Catalog *catalog, Name name);
bool constraint_name_taken(const Catalog *catalog, Name name);

// ---- references.c ----

// Of a constraint that is added to the table, if it is a foreign key.
void reference_note(Catalog *catalog, const Table *table, const ConstraintDef *def);
// Foreign keys point to the one relation under another name; theirs say it already.
void references_follow(Catalog *catalog, Str from, Str to);
// Tables that may have foreign keys to one of this name, in whatever schema; NULL: none.
const ObjectVec *references_noted(const Catalog *catalog, Str target);
// As catalog_referencing, of exactly this name.
ForeignKeyVec references_to(Arena *arena, const Catalog *catalog, Name target);

// ---- words.c, lite_words.c: identifiers in a piece of SQL ----

bool catalog_mentions(const Catalog *catalog, Str text, Str ident);

// The next identifier of the text at or after *at, folded and unquoted, into a buffer of
// the arena only if that changes it; false at the end. Strings and comments are passed
// over.
bool next_word(Arena *arena, Str text, size_t *at, Str *word);
// The same, but blind to strings and comments: names in them count.
bool next_bare_word(Arena *arena, Str text, size_t *at, Str *word);

#endif
