// SPDX-License-Identifier: Apache-2.0
// The verbs that changes of MySQL's tables are made of. Indexes live in their tables
// alone, names of columns, indexes and constraints compare without case, and the server
// drops and makes some of them by itself.
#ifndef CATALOG_REPLAY_MY_PRIV_H
#define CATALOG_REPLAY_MY_PRIV_H

#include "catalog/replay_priv.h"

#define PRIMARY_NAME STR("PRIMARY")

bool my_is_tidb(const Catalog *catalog);
bool my_is_mariadb(const Catalog *catalog);

// ---- names that the server makes up: replay_my_name.c ----

Str my_index_name(const Catalog *catalog, const Table *table, const IndexDef *def);
Str my_constraint_name(const Catalog *catalog, const Table *table,
                       const ConstraintDef *def);
// The names that were made of the table's older one follow it.
void my_rename_made_up(const Catalog *catalog, const Table *table, Str from);

// ---- columns: replay_my_column.c ----

// `position` as in Op. NULL when the table has one of the name.
Column *my_column_add(Catalog *catalog, Table *table, const ColumnDef *def, Str position);
// The column that an action means; makes a record of one that must be there in a table
// that is not wholly known. NULL: the table has none.
Column *my_column_presume(Catalog *catalog, Table *table, Str name);

// ---- indexes and constraints: replay_my_key.c ----

// With its name; in the place of generated ones that it covers. NULL: the name is taken,
// or the server ignores such an index.
Index *my_index_add(Catalog *catalog, Table *table, const IndexDef *def);
void my_index_remove(Table *table, const Index *index);
// With its name, its index and what it does to its columns; NULL when the table has one
// of that name, or the server ignores it. `column`: whose text it stands in; empty: none.
Constraint *my_constraint_add(Catalog *catalog, Table *table, const ConstraintDef *def,
                              Str column);
// A primary key with its index; the automatic index of a foreign key stays.
void my_constraint_remove(Table *table, const Constraint *constraint);
// The CHECKs that belong to a column and have no name: MariaDB's.
void my_column_checks_remove(Table *table, Str column);
// Takes the column from indexes and keys, which go when nothing is left of them.
void my_column_uses_remove(Table *table, Str column);

// ---- character sets: replay_my_charset.c ----

// Gives a text column what its table has where its own text says nothing; where that has
// nothing either, a charset that is empty but not NULL.
void my_charset_settle(const Table *table, ColumnDef *def);
// The default of a database, by CREATE or ALTER DATABASE; without a name of the present
// one.
void my_database_set(Catalog *catalog, Str database, const TableOption *option);
// Gives a new table what its database has where its own text says nothing.
void my_charset_of_database(Catalog *catalog, Table *table);
// CONVERT TO CHARACTER SET, detail "utf8mb4 utf8mb4_bin".
void my_charset_convert(Catalog *catalog, Table *table, Str detail);

// ---- options: replay_my_option.c ----

// A later value of a name takes the earlier one's place; value.ptr NULL takes it away.
void my_option_set(Catalog *catalog, Table *table, TableOption option);
void my_partitions_set(Catalog *catalog, Table *table, const TableDef *def);

// ---- names of tables: replay_my_rename.c ----

// One of the tables of a RENAME TABLE cannot be renamed: none of them is.
void my_rename_refuse(Catalog *catalog, const Op *op);

// ---- words in a piece of SQL: my_words.c ----

// The next run of letters and digits at or after *at; false at the end.
bool my_next_word(Str text, size_t *at, Str *word);
// Likewise the next string, with its quotes.
bool my_next_string(Str text, size_t *at, Str *string);

// ---- what applies each kind of op: see the table in replay_my.c ----

Apply apply_my_create_table, apply_my_drop_relation, apply_my_rename_table,
    apply_my_option, apply_my_partition, apply_my_create_database;
Apply apply_my_add_column, apply_my_drop_column, apply_my_rename_column,
    apply_my_modify_column, apply_my_default, apply_my_alter_column;
Apply apply_my_create_index, apply_my_drop_index, apply_my_rename_index,
    apply_my_alter_index;
Apply apply_my_add_constraint, apply_my_drop_constraint, apply_my_alter_constraint;
Apply apply_my_drop_schema, apply_my_set_session, apply_my_create_trigger,
    apply_my_drop_trigger, apply_my_text;

#endif
