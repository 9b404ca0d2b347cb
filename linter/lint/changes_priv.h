// SPDX-License-Identifier: Apache-2.0
// How the rows of changes.h are made. For linter/lint alone.
#ifndef LINT_CHANGES_PRIV_H
#define LINT_CHANGES_PRIV_H

#include "lint/changes.h"
#include "lint/ctx.h"

// Adds what the op does, or puts it into the row of its statement. To be called when the
// op has its effects and before the catalog applies it.
void changes_add(RuleCtx *ctx, const Op *op, ChangeVec *changes);
// After the last op of the migration at hand: places of the rows from `first` on, and
// what the findings from `finding` on say is lost.
void changes_end_file(RuleCtx *ctx, ChangeVec *changes, size_t first, size_t finding);
// After all migrations of a project: what only the schema as the change leaves it tells
// of the rows from `first` on.
void changes_end(RuleCtx *ctx, ChangeVec *changes, size_t first);

// ---- parts of it ----

// "CREATE INDEX CONCURRENTLY"
Str change_operation(Arena *arena, const Op *op);
// What the kind and its flags tell, of an object that is in use.
unsigned change_facts(RuleCtx *ctx, const Op *op);
// The op makes its object, or works on one that the same change has made.
bool change_is_new(RuleCtx *ctx, const Op *op);

#endif
