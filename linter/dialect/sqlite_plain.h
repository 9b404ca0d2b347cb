// SPDX-License-Identifier: Apache-2.0
// Pieces of SQL in one spelling, so that two which mean the same are the same word by
// word, and what a column makes of a constant.
#ifndef DIALECT_SQLITE_PLAIN_H
#define DIALECT_SQLITE_PLAIN_H

#include "ir/sqlite_lex.h"

// A token: a key word in lower case (SLT_WORD), a name without quotes (SLT_QUOTED), a
// string without them, a number as it is counted.
typedef struct SlPlain {
    SlTokenKind kind;
    bool was_bare; // a name that had no quotes
    Str text;
} SlPlain;

typedef VEC(SlPlain) SlPlainVec;

// Without comments, a semicolon at the end and brackets round the whole; names of columns
// without those of their table where `unqualified`.
SlPlainVec sl_plain(Arena *arena, Str text, bool unqualified);
bool sl_plain_same(const SlPlainVec *a, const SlPlainVec *b);

// How a column of this type takes values; https://sqlite.org/datatype3.html#3.1.
typedef enum SlAffinity {
    SL_AFFINITY_BLOB, // as they are
    SL_AFFINITY_TEXT,
    SL_AFFINITY_NUMERIC, // NUMERIC and INTEGER, which differ in CAST alone
    SL_AFFINITY_REAL,
    SL_AFFINITY_ANY // as they are in a STRICT table, else like numbers
} SlAffinity;

SlAffinity sl_affinity(Str type); // the type's words, in any case

// Two constants that a column of this affinity keeps as the same value; false also where
// one is no constant.
bool sl_plain_kept_same(Arena *arena, const SlPlainVec *a, const SlPlainVec *b,
                        SlAffinity as);

#endif
