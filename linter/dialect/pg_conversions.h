// SPDX-License-Identifier: Apache-2.0
// What ALTER COLUMN TYPE does with the values that are there, and with the indexes on
// them.
#ifndef DIALECT_PG_CONVERSIONS_H
#define DIALECT_PG_CONVERSIONS_H

#include "dialect/pg_facts_priv.h"

typedef struct Conversion {
    bool allowed;    // false: the server wants USING, or has no such conversion
    bool rewrites;   // every row is written anew
    bool same_order; // indexes and foreign keys on the column stay as they are
} Conversion;

// Of an ALTER_COLUMN_TYPE op. Where the old type is not known it is taken for another
// one, and allowed.
Conversion pg_conversion(const Ask *ask);

// Domains down to what they are made of.
TypeRef pg_base_type(const Ask *ask, TypeRef type);
// The type is a domain, or a domain over one, with a CHECK or NOT NULL.
bool pg_is_constrained(const Ask *ask, TypeRef type);

// What the statement leaves of an index that was there.
typedef enum IndexFate {
    INDEX_STAYS,
    INDEX_REDEFINED, // a column of it changes: it is made again, from its file or from
                     // the rows
    INDEX_DROPPED
} IndexFate;

IndexFate pg_index_fate(const Ask *ask, const Table *table, const Index *index);
// An index that ALTER_COLUMN_TYPE redefines, and that has to be built from the rows even
// though the table is not rewritten.
bool pg_index_is_rebuilt(const Ask *ask, const Index *index);

#endif
