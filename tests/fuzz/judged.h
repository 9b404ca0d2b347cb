// SPDX-License-Identifier: Apache-2.0
// Examples that a fuzzer made, judged as `tidegate check` would, and what must hold of
// every list of findings.
#ifndef FUZZ_JUDGED_H
#define FUZZ_JUDGED_H

#include "../example.h"

// Judges the example; `twice` does it again, which must find the same. Findings that are
// let pass are among them. False where nothing can be judged, with a reason in *why.
bool fuzz_judge(Arena *arena, const Example *example, bool twice, FindingVec *findings,
                Str *why);

// A run's report of these findings, as plain as reports are.
void fuzz_write_reports(Arena *arena, const FindingVec *findings);

#endif
