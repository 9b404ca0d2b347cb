// SPDX-License-Identifier: Apache-2.0
// Ops that make objects as lines of text, for the tests of what is read into them.
#ifndef UNIT_OP_LINES_H
#define UNIT_OP_LINES_H

#include "ir/op.h"

// A line for each op, and below a table one for each column and constraint, indented.
Str op_lines(Arena *arena, const OpVec *ops);

#endif
