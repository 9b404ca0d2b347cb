// SPDX-License-Identifier: Apache-2.0
// What stands behind RuleCtx. For linter/lint alone: rules ask through rule.h.
#ifndef LINT_CTX_H
#define LINT_CTX_H

#include "ir/frontend.h"
#include "lint/choices.h"
#include "lint/op_index.h"
#include "lint/pattern_cache.h"
#include "lint/rule.h"

// By the index of the migration; NULL for those that are not replayed yet, have no SQL
// that is understood, or are of a batch that is over.
typedef VEC(const SessionLog *) SessionVec;

// Of migrations that are not replayed yet, taken apart because a rule asked; NULL: none
// did.
// A file of the change that was read before its turn; ops NULL: it was not.
typedef struct AheadFile {
    const OpVec *ops;
    OpIndex *index; // of them
} AheadFile;

typedef VEC(AheadFile) AheadVec;

struct RuleCtx {
    Arena *arena;         // of the findings
    FindingVec *findings; // where they go
    const Rule *rule;     // whose hook is running
    const RuleChoiceVec *choices;
    PatternCache *patterns;
    const Project *project;
    const Project *base;        // NULL: there is none, or .project looks at it
    double present;             // 0: not known
    const Migration *migration; // NULL in .project and .change_set
    const Catalog *catalog;
    const OpVec *ops;          // NULL in .project and .change_set
    OpIndex *op_index;         // of ops
    const Frontend *frontend;  // NULL: SQL is not read
    const SessionLog *session; // NULL where ops is
    const bool *is_last;       // by the index of the migration: no other one of its batch
                               // is judged behind it
    SessionVec sessions;
    size_t first_session;  // those before it are NULL
    VEC(Locking) locking;  // of the batches that are under way: see ctx_locking()
    size_t first_locking;  // of the file
    TableVec batch_tables; // see ctx_batch_tables()
    const Migration *batch_tables_of; // NULL: none was asked yet
    VEC(const Op *) ddl;              // see ctx_has_ddl()
    const OpVec *ddl_of; // the ops that it is of; NULL: none was asked for yet
    AheadVec ahead;      // by the index of the migration
};

// Notes the op, whose effects are known, if it locks what is in use. The list of those
// lives in the arena.
void ctx_note_locks(Arena *arena, RuleCtx *ctx, const Op *op);

#endif
