// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: SQLite's tables that are made anew, step by step,
// and the SQL that does it right.
#ifndef LINT_KIT_REBUILD_H
#define LINT_KIT_REBUILD_H

#include "catalog/catalog.h"
#include "lint/finding.h"

typedef struct RuleCtx RuleCtx;

// The first step of each kind; NULL: the file has none.
typedef struct Rebuild {
    const Op *make, *copy, *drop, *rename;
} Rebuild;

// The rebuild that a REBUILD_TABLE op is a step of.
Rebuild ctx_rebuild(RuleCtx *ctx, const Op *op);
// The op tells what is new about a table that its statement makes anew: that statement's
// "make"; NULL: it does not.
const Op *ctx_rebuilt_by(const RuleCtx *ctx, const Op *op);
bool op_is_step(const Op *op, const char *verb); // of a rebuild
// Make, copy, drop and rename stand in this order, the last two side by side.
bool rebuild_is_plain(const Rebuild *rebuild);

// What the step does to the table's own rows: the first fate of this kind, or NULL.
const RowFate *rebuild_fate(const Op *op, RowFateKind kind);
// Rows that the step leaves behind, as they were seen to be, or as its WHERE or LIMIT may
// leave them; NULL: none.
const RowFate *ctx_rows_left(RuleCtx *ctx, const Op *op);
// Columns that the table goes on having and whose values the step does not copy.
StrVec ctx_columns_left(RuleCtx *ctx, const Op *op);

// Why foreign keys are held to when the op runs, to follow a message: "; …".
Str ctx_foreign_keys_held(RuleCtx *ctx, const Op *op);

// The column of what the table will be, or NULL.
const ColumnDef *rebuild_column(const Rebuild *rebuild, Str name);
// The table as it is, or NULL where it is not known column by column.
const Table *ctx_rebuilt(RuleCtx *ctx, const Op *op);
// INSERT INTO the stand-in all that there is; where a column may not be NULL any more a
// value stands in. Empty: the definitions are not known.
Str ctx_copy_sql(RuleCtx *ctx, const Rebuild *rebuild);
// The copy does nothing but name columns: it can be said anew without losing a meaning.
bool ctx_copy_is_plain(RuleCtx *ctx, const Rebuild *rebuild);
// The finding's fix takes the place of drop and rename together. Of a plain rebuild.
void fix_in_place_of_both(Finding *f, const Rebuild *rebuild);

// Those that read the table, and those that read them: SQLite looks at each when it
// renames. The readers come behind what they read.
ViewVec ctx_views_over(RuleCtx *ctx, Name table);
// Steps' SQL that drops them, and that makes them again.
void fix_drop_views(RuleCtx *ctx, Finding *f, const ViewVec *views);
void fix_make_views(RuleCtx *ctx, Finding *f, const ViewVec *views);

// A statement of the file as a step's SQL.
void fix_again(RuleCtx *ctx, Finding *f, const Op *op);
// PRAGMA foreign_keys would do something where the op stands.
bool ctx_pragma_works(RuleCtx *ctx, const Op *op);
// The PRAGMA round the rebuild's drop and rename, where it works; and a note for those
// who run the file, where it would not.
void fix_keys_off(RuleCtx *ctx, Finding *f, const Rebuild *rebuild);
void fix_keys_off_outside(RuleCtx *ctx, Finding *f, const Op *op);

#endif
