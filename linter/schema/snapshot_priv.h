// SPDX-License-Identifier: Apache-2.0
// Reading snapshots: what the files, the formats and the objects in them share.
#ifndef SCHEMA_SNAPSHOT_PRIV_H
#define SCHEMA_SNAPSHOT_PRIV_H

#include "base/json_doc.h"
#include "base/map.h"
#include "ir/snapshot.h"
#include "schema/schema.h"

// How the schema stands in a snapshot.
typedef enum SnapshotShape {
    SHAPE_UNKNOWN, // of a database whose SQL nobody here reads: only the header counts
    SHAPE_TABLES,  // objects in objects: "tables" by name, each with its "columns"
    SHAPE_ROWS,    // one flat list, "ddl"
    SHAPE_DELTAS   // "ddl" in the first, and what each other one changes, in "deltas"
} SnapshotShape;

// A snapshot's schema on its way into ops. The first thing that is wrong with it is kept
// in the snapshot's error, and whatever is read after that does not count.
typedef struct SnapshotBuild {
    Arena *arena;
    Snapshot *snapshot;
    const char *family; // "postgres", "mysql", "sqlite"
    bool legacy;        // SHAPE_TABLES: before drizzle-kit 1.0
} SnapshotBuild;

// Fills project->snapshots with the files that there are, not yet read, and with what is
// missing.
void snapshot_files(Arena *arena, FileTree *tree, Project *project);

// ---- the header (snapshot_head.c) ----

// Fills version, dialect, id and parents; root NULL: from the text, which is only read as
// far as that takes. False with the snapshot's error.
bool snapshot_head(Arena *arena, Snapshot *snapshot, const JsonValue *root);
// The shape that the snapshot's version and dialect stand for.
SnapshotShape snapshot_shape(const Snapshot *snapshot);
const char *snapshot_family(const Snapshot *snapshot); // "postgres", "mysql", "sqlite"

// ---- how they follow each other (snapshot_chain.c) ----

// Fills parents_at, twin and rival. The headers are read.
void snapshot_chain(Arena *arena, Project *project);

// ---- the schema, as ops (snapshot_tables.c, snapshot_rows.c, snapshot_delta.c) ----

void snapshot_tables(SnapshotBuild *build, const JsonValue *root);

typedef VEC(const JsonValue *) JsonRowVec;

// Whether there is a list of objects at `key`; if not, that is the snapshot's error.
bool snapshot_list_check(Arena *arena, Snapshot *snapshot, const JsonValue *root,
                         const char *key);
// Rows of other snapshots' texts have the span 0,0.
void snapshot_rows(SnapshotBuild *build, const JsonRowVec *rows);

// A schema put together from snapshots that only tell what they change, and the place of
// the one it is that of; going on from there takes only what comes after.
typedef struct SnapshotState {
    Arena *arena;            // of the documents
    const SnapshotVec *all;  // Snapshots.all, their chain known
    const JsonValue **roots; // their documents; NULL: none, or of another shape
    size_t place;            // SIZE_MAX: nothing yet
    Map rows;
} SnapshotState;

// Reads the schema of the snapshot at this place. False, without an error, when its
// history does not reach one that is whole: that is the matter of the chain.
bool snapshot_deltas(SnapshotBuild *build, SnapshotState *state, size_t at);

// Marks the snapshots that lead to the one at this place, itself included.
void snapshot_history(const SnapshotState *state, size_t at, bool *marked);
// Sets `rival` where branches that nothing joins conflict (snapshot_fork.c).
void snapshot_forks(Arena *arena, const SnapshotState *state, SnapshotVec *all);

// ---- values (snapshot_value.c) ----

// What is wrong with it, to follow its name in a sentence; only the first counts.
void snapshot_refuse(Arena *arena, Snapshot *snapshot, JsonSpan span, const char *fmt,
                     ...) __attribute__((format(printf, 4, 5)));

// Members of an object. What is not there or has another type than it must have is the
// snapshot's error, and reads as empty. Texts outlive the document.
Str value_need(SnapshotBuild *build, const JsonValue *object, const char *key);
Str value_text(SnapshotBuild *build, const JsonValue *object, const char *key);
Str value_name(SnapshotBuild *build, const JsonValue *object, const char *key);
bool value_flag(SnapshotBuild *build, const JsonValue *object, const char *key);
StrVec value_names(SnapshotBuild *build, const JsonValue *object, const char *key);
// What an object or array at `key` holds: its first item, or NULL.
const JsonValue *value_items(SnapshotBuild *build, const JsonValue *object,
                             const char *key);
// A value of any type as it would stand in a text: numbers as written; ptr NULL for null
// and for what is not there.
Str value_any(SnapshotBuild *build, const JsonValue *value);
// An identifier as the database would keep it.
Str value_ident(const SnapshotBuild *build, Str name);

// ---- parts of objects (snapshot_part.c) ----

Op *part_op(SnapshotBuild *build, OpKind kind, ObjectKind object, const JsonValue *from);
Span part_span(const JsonValue *value);
Name part_name(const SnapshotBuild *build, Str schema, Str name);
// type_schema ptr NULL: a type of the database's own, or none said.
TypeRef part_type(SnapshotBuild *build, Str type, Str type_schema, size_t dimensions);
bool part_native(Str type);                        // drizzle-kit writes it without quotes
Str part_action(SnapshotBuild *build, Str action); // of a foreign key
void part_generated(SnapshotBuild *build, const JsonValue *from, ColumnDef *column);
void part_identity(SnapshotBuild *build, const JsonValue *from, ColumnDef *column);
bool part_is_mysql(const SnapshotBuild *build);
// SQLite's AUTOINCREMENT, which stands with a column and is the table's.
void part_autoincrement(SnapshotBuild *build, const JsonValue *from, TableDef *table);
// What MySQL's columns have beside: AUTO_INCREMENT, ON UPDATE.
void part_mysql_column(SnapshotBuild *build, const JsonValue *from, ColumnDef *column);
// An index on these columns, to which parts are still to be added.
IndexDef *part_index(SnapshotBuild *build, Name table, Str name, const JsonValue *from);
void part_index_columns(SnapshotBuild *build, const StrVec *columns, IndexDef *index);
// SERIAL is UNIQUE too.
void part_serial_index(SnapshotBuild *build, Name table, const JsonValue *column);
ConstraintDef *part_constraint(SnapshotBuild *build, TableDef *table, ConstraintKind kind,
                               const JsonValue *from);
void part_key_not_null(const SnapshotBuild *build, TableDef *table);
void part_schema(SnapshotBuild *build, Str name, const JsonValue *from);
void part_enum(SnapshotBuild *build, const JsonValue *from);
void part_sequence(SnapshotBuild *build, const JsonValue *from);
void part_role(SnapshotBuild *build, const JsonValue *from);
void part_view(SnapshotBuild *build, const JsonValue *from);
void part_policy(SnapshotBuild *build, Name table, const JsonValue *from);
void part_row_security(SnapshotBuild *build, Name table, const JsonValue *from);

#endif
