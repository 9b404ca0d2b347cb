// SPDX-License-Identifier: Apache-2.0
// What stands behind RuleCtx. For linter/lint alone: rules ask through rule.h.
#ifndef LINT_CTX_H
#define LINT_CTX_H

#include "ir/frontend.h"
#include "lint/choices.h"
#include "lint/op_index.h"
#include "lint/rule.h"

// By the index of the migration; NULL for those that are not replayed yet, or have no SQL
// that is understood.
typedef VEC(const SessionLog *) SessionVec;

// Of migrations that are not replayed yet, taken apart because a rule asked; NULL: none
// did.
typedef VEC(const OpVec *) AheadVec;

// Patterns that rules have asked for, each compiled once.
typedef struct PatternCache PatternCache;

PatternCache *pattern_cache_new(Arena *arena);
void pattern_cache_free(PatternCache *cache);

// A search that took too long, after which its pattern was not used any more.
typedef struct GivenUp {
    Str pattern;
    const Rule *rule; // that asked
    Str path;         // of the migration at hand; none: of the configuration
    size_t text_bytes;
} GivenUp;

// The first, second … of them; false: there are no more.
bool pattern_cache_given_up(const PatternCache *cache, size_t index, GivenUp *given_up);

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
    SessionVec sessions;
    AheadVec ahead; // by the index of the migration
};

#endif
