// SPDX-License-Identifier: Apache-2.0
// `strict`: nothing passes because nobody has looked at it.
#ifndef GATE_STRICT_H
#define GATE_STRICT_H

#include "lint/finding.h"

// Makes errors of the findings that were not judged, and of exceptions that hold no more,
// unless they are allowed: those of the rules with .gap.
void strict_apply(FindingVec *findings);

#endif
