// SPDX-License-Identifier: Apache-2.0
// What the files that parse tables, their columns and their indexes share.
#ifndef DIALECT_MYSQL_TABLE_PRIV_H
#define DIALECT_MYSQL_TABLE_PRIV_H

#include "dialect/mysql_features.h"
#include "dialect/mysql_pieces_priv.h"

// The letter that the token at the cursor begins with, in lower case; 0 where it is no
// word. Tables of many rows look at it before they compare words.
char my_first_letter(const MyParser *p);

// One string and no adjacent one: a comment, a label.
bool my_single_string(MyParser *p, Str *value);
// A charset's name: a word, a string or BINARY. In lower case.
bool my_charset_name(MyParser *p, Str *name);
bool my_collation_name(MyParser *p, Str *name); // likewise, or DEFAULT: that is empty
// CHARSET, CHAR SET or CHARACTER SET.
bool my_take_charset(MyParser *p);
// An identifier or a string: how engines, collations and parsers are called.
bool my_ident_or_string(MyParser *p, Str *value);

// The integer of at most 18 digits that the text is; 0: it is none.
long my_long(Str digits);

// NOW(), CURRENT_TIMESTAMP(6) and their like, as defaults say them; the second takes one.
bool my_is_now(const MyParser *p);
bool my_now(MyParser *p);

// ('a', x'62') of ENUM and SET; and how SHOW CREATE TABLE writes them.
bool my_labels(MyParser *p, TypeRef *type);
Str my_labels_text(Arena *arena, const TypeRef *type);

// "(expr)": the text of what is in the brackets.
bool my_bracketed_expr(MyParser *p, Str *text);

// NOW(), NOW(6), CURRENT_TIMESTAMP and their like: whether one is at the cursor, and past
// it.
bool my_is_now(const MyParser *p);
bool my_now(MyParser *p);

// Behind PRIMARY KEY and behind its parts, TiDB: CLUSTERED, NONCLUSTERED.
void my_clustering(MyParser *p, Clustering *clustering);
// Behind REFERENCES.
bool my_references(MyParser *p, ConstraintDef *def);
// Behind CHECK.
bool my_check(MyParser *p, ConstraintDef *def);
// ENFORCED or NOT ENFORCED, if one is at the cursor.
bool my_enforcement(MyParser *p, ConstraintDef *def);
// [IF NOT EXISTS], which MariaDB and TiDB take.
void my_if_not_exists(MyParser *p, bool *said);
// USING or TYPE, if one is at the cursor, and the method's name.
bool my_index_method(MyParser *p, IndexDef *index);

// An option of a partition, or a subpartition, at the cursor, if one is.
bool my_partition_option(MyParser *p, bool of_partition, bool *found);

// An attribute that a storage engine of MariaDB defines: word=value.
bool my_is_engine_defined(const MyParser *p);
bool my_engine_defined(MyParser *p, Str *name, Str *value);

// CREATE INDEX, behind its words.
bool my_create_index(MyParser *p);
bool my_create_columnar_index(MyParser *p);

#endif
