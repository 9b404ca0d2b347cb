// SPDX-License-Identifier: Apache-2.0
// Checks what a front end gives, and says what does not hold.
#include "fuzz/holds.h"

#include <stdio.h>
#include <stdlib.h>

void fuzz_breach(const char *what, const Op *op)
{
    fprintf(stderr, "does not hold: %s\n", what);
    if (op)
        fprintf(stderr, "of %s %zu..%zu in %zu..%zu\n", op_kind_words(op->kind),
                op->span.start, op->span.end, op->stmt.start, op->stmt.end);
    abort();
}

bool fuzz_is_within(Span span, Span outer)
{
    return outer.start <= span.start && span.start <= span.end && span.end <= outer.end;
}

void fuzz_check_spans(const SpanVec *spans, Span whole)
{
    for (size_t i = 0; i < spans->len; i++) {
        HOLDS(fuzz_is_within(spans->at[i], whole), NULL);
        whole.start = spans->at[i].end;
    }
}

static void check_ops(const Lowered *lowered)
{
    size_t index = 0;
    for (size_t i = 0; i < lowered->ops.len; i++) {
        const Op *op = &lowered->ops.at[i];
        HOLDS(op->kind > OP_NONE && op->kind < OP_KIND_COUNT, NULL);
        HOLDS(op->stmt_index < lowered->statements.len && op->stmt_index >= index, op);
        index = op->stmt_index;
        Span statement = lowered->statements.at[index];
        HOLDS(op->stmt.start == statement.start && op->stmt.end == statement.end, op);
        HOLDS(fuzz_is_within(op->span, statement), op);
    }
}

void fuzz_check_lowered(const Lowered *lowered)
{
    Span whole = { lowered->start, lowered->text.len };
    fuzz_check_spans(&lowered->statements, whole);
    fuzz_check_spans(&lowered->comments, whole);
    check_ops(lowered);
}

static void check_same_spans(const SpanVec *a, const SpanVec *b)
{
    HOLDS(a->len == b->len, NULL);
    for (size_t i = 0; i < a->len; i++)
        HOLDS(a->at[i].start == b->at[i].start && a->at[i].end == b->at[i].end, NULL);
}

void fuzz_check_same_lowered(const Lowered *a, const Lowered *b)
{
    check_same_spans(&a->statements, &b->statements);
    check_same_spans(&a->comments, &b->comments);
    HOLDS(a->ops.len == b->ops.len, NULL);
    for (size_t i = 0; i < a->ops.len; i++) {
        const Op *x = &a->ops.at[i];
        const Op *y = &b->ops.at[i];
        HOLDS(x->kind == y->kind && x->object == y->object, x);
        HOLDS(x->span.start == y->span.start && x->span.end == y->span.end, x);
        HOLDS(x->flags == y->flags && x->stmt_index == y->stmt_index, x);
        HOLDS(name_eq(x->name, y->name) && name_eq(x->other, y->other), x);
        HOLDS(str_eq(x->part, y->part) && str_eq(x->detail, y->detail), x);
    }
}
