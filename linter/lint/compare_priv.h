// SPDX-License-Identifier: Apache-2.0
// What the parts of the comparison of two catalogs share.
#ifndef LINT_COMPARE_PRIV_H
#define LINT_COMPARE_PRIV_H

#include "base/out.h"
#include "lint/compare.h"

// An object of both sides, or of one.
typedef struct Subject {
    const char *kind;
    Name name;     // of the object, or of its table
    Str part;      // empty: the object is no part of a table
    Origin sql;    // with the span of the part that it is
    Span snapshot; // likewise
    bool harmless; // see Difference
} Subject;

// What is not the same about an object of both sides, as words for each.
typedef struct Facets {
    const Comparison *of;
    Out sql, snapshot;
    bool differ;
} Facets;

Facets facets_new(const Comparison *of);
// Adds a pair of words unless both sides say the same; they are only made then.
#define FACET(facets, same, sql, snapshot)                                               \
    ((same) ? (void)0 : facet_add((facets), (sql), (snapshot)))
void facet_add(Facets *facets, Str sql, Str snapshot);
void facets_report(const Facets *facets, const Subject *subject);
void report_side(const Comparison *of, DriftSide side, const Subject *subject);

Str list_text(const Comparison *of, const StrVec *words); // "(a, b)"
bool same_list(const StrVec *a, const StrVec *b);
// Names of columns, which MySQL and SQLite compare without case.
bool same_name(const Comparison *of, Str a, Str b);
bool same_names(const Comparison *of, const StrVec *a, const StrVec *b);
// The part of an op that made an object: its own span where that lies inside.
Origin member_origin(Origin origin, Span part);
// Likewise in a snapshot.
Span member_span(const Origin *origin, Span part);
// A schema that neither side makes and that the SQL has nothing in: somebody else's, such
// as that of the users of a hosted database.
bool is_foreign_schema(const Comparison *of, Str schema);
// Two expressions of the same table; ptr NULL of both: the same.
bool same_condition(const Comparison *of, const Table *sql, Str a, Str b);

// compare_table.c, compare_keys.c, compare_index.c
void compare_tables(const Comparison *of);
void compare_constraints(const Comparison *of, const Table *sql, const Table *snapshot);
void compare_indexes(const Comparison *of, const Table *sql, const Table *snapshot);
const Index *find_index_named(const Table *table, Str name); // or NULL
// Likewise: UNIQUE on the columns of a unique index, and a unique index for UNIQUE.
const Constraint *find_unique_like(const Table *table, const IndexDef *index);
const Index *find_index_like(const Table *table, const ConstraintDef *unique);

#endif
