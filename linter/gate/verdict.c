// SPDX-License-Identifier: Apache-2.0
// Counting findings, and whether they block.
#include "gate/verdict.h"

bool fail_on_from(Str word, FailOn *fail_on)
{
    Severity severity;
    if (str_eq(word, STR("never"))) {
        *fail_on = FAIL_NEVER;
        return true;
    }
    if (!severity_from(word, &severity))
        return false;
    *fail_on = (FailOn)severity;
    return true;
}

bool finding_blocks(const Finding *finding, FailOn fail_on)
{
    return !finding->suppressed && finding->approved.len == 0 &&
           (int)finding->severity >= (int)fail_on;
}

Verdict verdict_of(const FindingVec *findings, FailOn fail_on)
{
    Verdict verdict = { 0 };
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        if (finding->suppressed) {
            verdict.suppressed++;
            continue;
        }
        verdict.count[finding->severity]++;
        if (!finding_blocks(finding, fail_on))
            continue;
        verdict.blocked = true;
        verdict.blocked_by[finding->rule->kind] = true;
    }
    return verdict;
}
