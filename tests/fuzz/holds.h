// SPDX-License-Identifier: Apache-2.0
// What must hold of every input, whatever it says, and of every text that is lowered: a
// breach ends the program.
#ifndef FUZZ_HOLDS_H
#define FUZZ_HOLDS_H

#include "dialect/dialect.h"

// Of an op, or of the file where it is NULL.
#define HOLDS(what, op) ((what) ? (void)0 : fuzz_breach(#what, (op)))
// Where the input should never have led.
#define BROKEN(what) fuzz_breach((what), NULL)

_Noreturn void fuzz_breach(const char *what, const Op *op);

bool fuzz_is_within(Span span, Span outer);

// Statements follow each other, comments do, and ops are in their statements.
void fuzz_check_lowered(const Lowered *lowered);
// Each in `whole`, and behind the one before.
void fuzz_check_spans(const SpanVec *spans, Span whole);
// Of one text: the same statements, the same ops at the same places.
void fuzz_check_same_lowered(const Lowered *a, const Lowered *b);

#endif
