// SPDX-License-Identifier: Apache-2.0
// Raising what leaves a gap.
#include "gate/strict.h"

#include "lint/rule.h"

void strict_apply(FindingVec *findings)
{
    for (size_t i = 0; i < findings->len; i++)
        if (findings->at[i].rule->gap && !findings->at[i].suppressed)
            findings->at[i].severity = SEV_ERROR;
}
