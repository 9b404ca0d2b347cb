// SPDX-License-Identifier: Apache-2.0
// MySQL's front end under a fuzzer. The text is judged in place, where it ends with the
// fuzzer's own memory, so that the sanitizers see every read behind it.
#include "fuzz/fuzz_mysql.h"

#include "catalog/catalog.h"
#include "dialect/dialect.h"
#include "lint/forecast.h"

#include <stdio.h>
#include <stdlib.h>

static const Engine engines[] = {
    { STR_INIT("mysql"), 8, 0, 29 },   { STR_INIT("mysql"), 5, 7, 8 },
    { STR_INIT("mysql"), 9, 7, 0 },    { STR_INIT("mariadb"), 10, 6, 0 },
    { STR_INIT("mariadb"), 11, 8, 0 }, { STR_INIT("tidb"), 6, 5, 0 },
    { STR_INIT("tidb"), 8, 5, 0 },
};

// Of an op, or of the file where it is NULL.
#define HOLDS(what, op) ((what) ? (void)0 : breach(#what, (op)))

static void breach(const char *what, const Op *op)
{
    fprintf(stderr, "does not hold: %s\n", what);
    if (op)
        fprintf(stderr, "of %s %zu..%zu in %zu..%zu\n", op_kind_words(op->kind),
                op->span.start, op->span.end, op->stmt.start, op->stmt.end);
    abort();
}

static bool is_within(Span span, Span outer)
{
    return outer.start <= span.start && span.start <= span.end && span.end <= outer.end;
}

// Statements follow each other, and ops are in them.
static void check_spans(const Lowered *lowered)
{
    Span whole = { lowered->start, lowered->text.len };
    for (size_t i = 0; i < lowered->statements.len; i++) {
        Span span = lowered->statements.at[i];
        HOLDS(is_within(span, whole), NULL);
        whole.start = span.end;
    }
    size_t index = 0;
    for (size_t i = 0; i < lowered->ops.len; i++) {
        const Op *op = &lowered->ops.at[i];
        HOLDS(op->kind > OP_NONE && op->kind < OP_KIND_COUNT, NULL);
        HOLDS(op->stmt_index < lowered->statements.len && op->stmt_index >= index, op);
        index = op->stmt_index;
        Span statement = lowered->statements.at[index];
        HOLDS(op->stmt.start == statement.start && op->stmt.end == statement.end, op);
        HOLDS(is_within(op->span, statement), op);
    }
}

static void check_comments(const Lowered *lowered)
{
    Span rest = { lowered->start, lowered->text.len };
    for (size_t i = 0; i < lowered->comments.len; i++) {
        HOLDS(is_within(lowered->comments.at[i], rest), NULL);
        rest.start = lowered->comments.at[i].end;
    }
}

int fuzz_mysql(const uint8_t *data, size_t size)
{
    enum { CHOICE = 2 };
    if (size < CHOICE)
        return 0;
    const Engine *engine = &engines[data[0] % (sizeof engines / sizeof *engines)];
    Runner runner = { .name = "fuzz", .breakpoints = data[1] & 1, .dashes = data[1] & 4 };
    Str text = { (const char *)data + CHOICE, size - CHOICE };
    Arena *arena = arena_new();
    Lowered lowered = { .engine = engine, .start = data[1] & 2 ? text.len / 2 : 0 };
    mysql_frontend.lower(arena, text, &runner, &lowered);
    check_spans(&lowered);
    check_comments(&lowered);
    Forecast forecast = forecast_new(arena, &mysql_frontend, *engine);
    StatementEffectsVec effects = forecast_run(&forecast, text, NULL);
    forecast_run(&forecast, text, NULL); // on a database where all of it is there
    // The forecast cuts where breakpoints are, and takes lines of dashes for comments.
    bool alike = lowered.start == 0 && runner.dashes &&
                 !str_contains(text, STR("--> statement-breakpoint"));
    HOLDS(!alike || effects.len == lowered.statements.len, NULL);
    forecast_free(&forecast);
    arena_free(arena);
    return 0;
}
