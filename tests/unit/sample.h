// SPDX-License-Identifier: Apache-2.0
// Findings made by hand, for the tests of reporters.
#ifndef UNIT_SAMPLE_H
#define UNIT_SAMPLE_H

#include "lint/rule.h"

// An error of the rule "drop-column" at a span of a text, with its lines and columns set.
Finding sample_finding(Arena *arena, Str text, Span span);

// Where `words` stand in a text for the first time.
Span span_of(Str text, const char *words);

#endif
