// SPDX-License-Identifier: Apache-2.0
// "atlas:nolint", which Atlas's own linter reads: what of it holds here too. For
// linter/gate alone.
#ifndef GATE_NOLINT_H
#define GATE_NOLINT_H

#include "lint/rule.h"

typedef struct Nolint {
    Str names;    // of analyzers and checks, with blanks between; empty: all
    bool is_file; // it stands in the file's head and is for all of it
} Nolint;

// False when the comment is no such directive, or stands where Atlas does not look.
bool nolint_parse(Str text, Span comment, Nolint *nolint);
// A check that the directive names, or any if it names none, finds what the rule finds.
// What only tidegate looks for is never covered: its author has not decided about that.
bool nolint_covers(const Nolint *nolint, const Rule *rule);

// The rules that some check stands for, for tests; ended by NULL.
const char *nolint_rule(size_t index);

#endif
