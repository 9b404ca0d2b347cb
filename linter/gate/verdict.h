// SPDX-License-Identifier: Apache-2.0
// Verdict: what the findings add up to.
#ifndef GATE_VERDICT_H
#define GATE_VERDICT_H

#include "lint/finding.h"
#include "lint/rule.h"

typedef enum FailOn {
    FAIL_ON_NOTICE = SEV_NOTICE,
    FAIL_ON_WARNING = SEV_WARNING,
    FAIL_ON_ERROR = SEV_ERROR,
    FAIL_NEVER
} FailOn;

typedef struct Verdict {
    size_t count[SEVERITY_COUNT]; // by Severity; suppressed ones are not in it
    size_t suppressed;
    bool blocked;
    bool blocked_by[RULE_KIND_COUNT]; // findings of rules of this kind block
} Verdict;

bool fail_on_from(Str word, FailOn *fail_on); // error, warning, notice, never
// The finding counts towards blocking: nobody has allowed or approved it.
bool finding_blocks(const Finding *finding, FailOn fail_on);
Verdict verdict_of(const FindingVec *findings, FailOn fail_on);

#endif
