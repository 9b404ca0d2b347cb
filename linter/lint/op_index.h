// SPDX-License-Identifier: Apache-2.0
// Finds ops of a file by their kind and a name, without a walk through all of them: a
// rule that looks round at each op would take time in the square of their number.
#ifndef LINT_OP_INDEX_H
#define LINT_OP_INDEX_H

#include "ir/op.h"

typedef struct OpIndex OpIndex;

// What is looked for. Schemas, and the case of letters, are left to who asks.
typedef struct OpKey {
    OpKind kind;
    Str name; // op->name.name; with `to`: op->other.name
    Str part; // op->part; ptr NULL: any
    Str verb; // op->verb, only together with a part; ptr NULL: any
    bool to;  // by the new name that the op gives
} OpKey;

// Nothing is read before the first question.
OpIndex *op_index_new(Arena *arena, const OpVec *ops);
// The nearest op behind this one, or before it, that may fit (others with the same hash
// are among them); NULL: none. `from` NULL: the first of all, or the last.
const Op *op_index_behind(OpIndex *index, OpKey key, const Op *from);
// The nearest one that is `first` or behind it; NULL is the first of all.
const Op *op_index_from(OpIndex *index, OpKey key, const Op *first);
const Op *op_index_before(OpIndex *index, OpKey key, const Op *from);

#endif
