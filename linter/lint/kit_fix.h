// SPDX-License-Identifier: Apache-2.0
// How a rule says what to do: steps of a fix, one after the other, and the recipes that
// several families share. A finding with steps has them as its fix, not the rule's own
// words.
#ifndef LINT_KIT_FIX_H
#define LINT_KIT_FIX_H

#include "catalog/catalog.h"
#include "lint/finding.h"

typedef struct RuleCtx RuleCtx;

// ---- steps ----

// A step, and words that lead to its SQL, which fix_sql() adds.
void fix_step(RuleCtx *ctx, Finding *f, FixPlace place, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
// The first step of another way to go.
void fix_or(RuleCtx *ctx, Finding *f, FixPlace place, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
// One more statement for the last step, with its ";"; the runner's breakpoints come
// between.
void fix_sql(RuleCtx *ctx, Finding *f, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
// Where the op is one of a statement's several actions: the others stay here. To be said
// before the step that takes its place.
void fix_rest(RuleCtx *ctx, Finding *f, const Op *op);
// Nothing stays of the statement here.
void fix_remove(RuleCtx *ctx, Finding *f);

// ---- places that depend on the runner ----

// Where a step goes so that it commits apart from the one before: FIX_NEXT, or FIX_LATER.
FixPlace ctx_apart(RuleCtx *ctx);
// The same in words: "in the next migration".
Str ctx_later(RuleCtx *ctx);
// A step there: "<lead> in the next migration:".
void fix_apart(RuleCtx *ctx, Finding *f, const char *lead);
// A step that follows what fix_outside() and fix_index() made, and is quick: behind it
// where that is only a stand-in in a file, else in the next migration. "<lead>:".
void fix_after_outside(RuleCtx *ctx, Finding *f, const char *lead);

// What has to be run where no transaction is open.
typedef struct Outside {
    FixPlace place;  // FIX_HERE: it takes the statement's place; FIX_BEHIND: that stays
    bool after;      // it cannot be run before the change is deployed
    StrVec sql;      // statements
    StrVec stand_in; // what the migration says for databases on which nobody has run them
                     // by hand; none: nothing
} Outside;

// The steps by which this runner gets it done.
void fix_outside(RuleCtx *ctx, Finding *f, const Outside *work);

// ---- recipes ----

// Steps that build the index without blocking writes; table NULL: nothing is known of it.
// def->name must not be empty. For place see Outside.
void fix_index(RuleCtx *ctx, Finding *f, FixPlace place, const Table *table,
               const IndexDef *def);
// Steps that drop it without blocking anybody: the index as SQL says it, perhaps with IF
// EXISTS.
void fix_drop_concurrently(RuleCtx *ctx, Finding *f, FixPlace place, Str index);
// CREATE [UNIQUE] INDEX <how> name ON table …; as SQL.
Str ctx_index_sql(RuleCtx *ctx, const IndexDef *def, const char *how);
// Brings a column of a live table to NOT NULL without reading the table under a lock that
// blocks: a statement for the last step, and a step that commits apart from it.
void fix_not_null(RuleCtx *ctx, Finding *f, Name table, Str column);

#endif
