// SPDX-License-Identifier: Apache-2.0
// The verbs that several kinds of change are made of, and the functions that apply each
// kind of op.
#ifndef CATALOG_REPLAY_PRIV_H
#define CATALOG_REPLAY_PRIV_H

#include "catalog/catalog_priv.h"
#include "catalog/copy.h"

#include <string.h>

// Takes element i out of a vector.
#define VEC_REMOVE(v, i)                                                                 \
    (memmove(&(v)->at[i], &(v)->at[(i) + 1], ((v)->len - (i)-1) * sizeof *(v)->at),      \
     (void)(v)->len--)

// ---- where columns come from: replay.c ----

// The op that is being applied, as columns keep it: the same for all that it makes.
const Origin *catalog_here(Catalog *catalog);
// Likewise of what the op tells of, and was there before all migrations.
const Origin *catalog_presumed_here(Catalog *catalog);

// ---- columns: replay_column.c ----

// The column of that name when the table has one, else a new one without a sequence. It
// may keep `def`, which has to stay as long as the catalog, and as it is.
Column *column_insert(Catalog *catalog, Table *table, const ColumnDef *def);
// Likewise, with the sequence of a serial or identity column.
Column *column_add(Catalog *catalog, Table *table, const ColumnDef *def);
void column_set_not_null(Catalog *catalog, Column *column, bool not_null);

// ---- constraints: replay_constraint.c ----

// With its name, its index and what it does to its columns, on this table alone; NULL
// when the table has one of that name.
Constraint *constraint_add(Catalog *catalog, Table *table, const ConstraintDef *def);
// Spreads one of the table's to those that inherit from it.
void constraint_spread(Catalog *catalog, Table *table, const Constraint *constraint);
// Gives a child what its parent has, a constraint without an index; false when nothing
// changes.
bool constraint_inherit(Catalog *catalog, Table *child, const Constraint *constraint);
// From this table, with its index and what partitions have from that.
void constraint_remove(Catalog *catalog, Table *table, Constraint *constraint);
void constraint_rename(Catalog *catalog, Table *table, Constraint *constraint, Str to);
// A foreign key without columns points to the primary key, if that is known.
void name_referenced(const Catalog *catalog, ConstraintDef *def);
Index *constraint_index(const Table *table, const Constraint *constraint); // or NULL

// ---- indexes: replay_index.c ----

// An index on a table or materialized view that is known; `def` is kept, its table and
// name are final. NULL when the name is taken.
Index *index_add(Catalog *catalog, const IndexDef *def);
// With the constraint that it belongs to, and the indexes of partitions attached to it.
void index_remove(Catalog *catalog, Index *index);
// Gives a partition the index that matches one of its parent's, or attaches the one that
// it has; NULL when that was done before.
Index *index_inherit(Catalog *catalog, const Table *parent, const Index *index,
                     Table *child);
void index_spread(Catalog *catalog, Table *table, Index *index);
// Those of a table or materialized view; of what else there may be, none.
Index *const *indexes_on(const Object *relation, size_t *count);
bool index_uses(const Catalog *catalog, const Index *index, Str column);

// ---- inheritance: replay_inherit.c ----

// The table and, unless `only`, all that inherit from it, each once, parents first.
TableList table_tree(Catalog *catalog, Table *table, bool only);
// False, and nothing happens, when it would make a circle.
bool inherit_link(Catalog *catalog, Table *parent, Table *child);
void inherit_unlink(Table *parent, Table *child);
void inherit_columns(Catalog *catalog, const Table *parent, Table *child);
// CHECKs; from a partitioned parent also the other constraints and the indexes.
void inherit_constraints(Catalog *catalog, const Table *parent, Table *child);

// ---- sequences: replay_sequence.c ----

// Makes the sequence of a serial or identity column; a serial one gets its default.
void sequence_of_column(Catalog *catalog, const Table *table, Column *column);
Sequence *column_sequence(const Catalog *catalog, Name table, Str column); // or NULL
bool reads_sequence(const Catalog *catalog, Str expression, Name sequence);

// ---- schemas: replay_schema.c ----

void schema_drop_content(Catalog *catalog, Str schema); // with CASCADE
void search_path_set(Catalog *catalog, Str list);       // as SET writes it
void search_path_reset(Catalog *catalog);

// ---- dropping: drop.c ----

// An object and what goes with it; with cascade also what depends on it. Without,
// PostgreSQL refuses when something does; that the statement is there tells that
// something we did not see has removed the dependents, or that nobody ran it. They are
// left: a record too many is the safer mistake.
void object_drop(Catalog *catalog, Object *object, bool cascade);
void column_drop(Catalog *catalog, Table *table, Column *column, bool cascade);
void constraint_drop(Catalog *catalog, Table *table, Constraint *constraint,
                     bool cascade);

// ---- renaming: retarget.c; references follow a thing's new name, texts of expressions
// do not ----

void retarget_relation(Catalog *catalog, Name from, Name to);
void retarget_type(Catalog *catalog, Name from, Name to);
void retarget_function(Catalog *catalog, Name from, Name to);
bool trigger_calls(const Trigger *trigger, Name function);
void retarget_schema(Catalog *catalog, Str from, Str to);
void retarget_column(Catalog *catalog, const Table *table, Str from, Str to);

// ---- auto_name.c, beside auto_name.h ----

Str auto_sequence_name(const Catalog *catalog, Name table, Str column);
// Whether PostgreSQL 18 would call the column's NOT NULL so.
bool is_auto_not_null_name(Str name, Str table, Str column);

// ---- lite_words.c ----

// SQLite: the text with a column, or a table that qualifies columns, under its new name.
Str lite_rename_column(Arena *arena, Str text, Str from, Str to);
Str lite_rename_table(Arena *arena, Str text, Str from, Str to);

// ---- what applies each kind of op: see the table in replay.c ----

typedef void Apply(Catalog *catalog, const Op *op);

Apply apply_uncertain; // an unknown statement may have changed what it names
extern Apply *const my_applies[OP_KIND_COUNT];   // MySQL's, by the kind of op
extern Apply *const lite_applies[OP_KIND_COUNT]; // SQLite's
// MySQL: what the op makes of its table's row versions; before it is applied.
Apply my_row_versions;

Apply apply_create_table, apply_table_option, apply_drop_relation, apply_rename_relation,
    apply_set_schema;
Apply apply_add_column, apply_drop_column, apply_rename_column, apply_column_type;
Apply apply_set_not_null, apply_drop_not_null, apply_set_default, apply_drop_default;
Apply apply_identity, apply_generated;
Apply apply_add_constraint, apply_drop_constraint, apply_rename_constraint;
Apply apply_validate_constraint, apply_alter_constraint;
Apply apply_create_index, apply_attach_index;
Apply apply_attach_partition, apply_detach_partition, apply_add_inherit,
    apply_drop_inherit;
Apply apply_create_sequence, apply_alter_sequence, apply_create_view;
Apply apply_create_type, apply_alter_type, apply_drop_type, apply_add_enum_value;
Apply apply_rename_enum_value, apply_alter_domain;
Apply apply_create_trigger, apply_drop_trigger, apply_set_trigger;
Apply apply_create_function, apply_drop_function;
Apply apply_create_policy, apply_alter_policy, apply_drop_policy, apply_row_security;
Apply apply_create_schema, apply_drop_schema, apply_rename_schema, apply_set_session;
Apply apply_drop_object, apply_rename_object;
Apply apply_rows, apply_truncate, apply_create_object, apply_alter_object;
Apply apply_drop_publication;
Apply apply_lite_create_table, apply_lite_rename_table, apply_lite_option;
Apply apply_lite_rename_column;
Apply apply_lite_add_constraint, apply_lite_drop_constraint;

// ---- names.c ----

// The table is made in this batch, or gets an index or a constraint.
void table_touch(Catalog *catalog, Table *table);

#endif
