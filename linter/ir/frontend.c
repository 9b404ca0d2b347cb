// SPDX-License-Identifier: Apache-2.0
// What every front end asks before it takes a statement.
#include "ir/frontend.h"

#include "base/deadline.h"
#include "base/limits.h"

bool lowered_takes(Lowered *lowered, size_t start)
{
    size_t most = lowered->most > 0 ? lowered->most : LIMIT_STATEMENTS;
    if (lowered->statements.len < most && !deadline_passed())
        return true;
    lowered->left = (Span){ start, lowered->text.len };
    return false;
}
