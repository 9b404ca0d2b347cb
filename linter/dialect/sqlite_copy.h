// SPDX-License-Identifier: Apache-2.0
// What INSERT … SELECT and CREATE TABLE … AS say of the rows that they copy: which column
// goes where, and what keeps rows out.
#ifndef DIALECT_SQLITE_COPY_H
#define DIALECT_SQLITE_COPY_H

#include "dialect/sqlite_world.h"

// One of the SELECT's list.
typedef struct SlItem {
    StrVec names;   // words that may be columns, each once
    bool star;      // "*" or "t.*"
    bool plain;     // a column's name and no more
    bool keeps;     // that, or it in CAST, COALESCE or IFNULL
    Str as_written; // plain and in double quotes: the name, which may be taken for text
    Str alias;      // empty: none
} SlItem;

typedef struct SlCopy {
    bool selects;   // false: VALUES
    StrVec written; // the INSERT's list; empty: there is none
    VEC(SlItem) items;
    NameVec from; // tables behind FROM and JOIN
    WhereKind where;
    unsigned flags; // OPF_LIMIT, OPF_IGNORE
    Str filters;    // what else keeps rows out: "DISTINCT, JOIN"; empty: nothing
} SlCopy;

// Never fails.
SlCopy sl_read_copy(SlFile *file, const SlStep *step);

// A value's way from a column of the source to one of the target.
typedef struct SlFlow {
    Str from; // empty: `to` is written, and no column is read for it
    Str to;
    bool plain;   // as it is
    bool keeps;   // as it is, or cast, or with something in place of NULL
    bool said;    // an alias says so
    bool literal; // `from` is empty for the source has no such column: text is written
} SlFlow;

typedef VEC(SlFlow) SlFlowVec;

// `source`: its columns, as "*" has them; empty: nobody knows. `target`: the columns that
// can be written, in their order.
SlFlowVec sl_copy_flows(Arena *arena, const SlCopy *copy, const StrVec *source,
                        const StrVec *target);

// Rows that were copied, and where they are now.
typedef struct SlCopied {
    Str table; // what the fates call it
    const SlRows *source, *target;
    const SlFlowVec *flows;
} SlCopied;

// What became of them: ROWS_LEFT, ROWS_SWAPPED, ROWS_LITERAL where `as_string` says that
// names were taken for text; ROWS_NULLED and ROWS_CHANGED of columns that both have and
// nothing is written to.
void sl_copy_fates(Arena *arena, const SlCopied *copied, bool as_string,
                   RowFateVec *fates);

#endif
