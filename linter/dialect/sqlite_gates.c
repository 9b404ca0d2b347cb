// SPDX-License-Identifier: Apache-2.0
// Syntax that one version or server has and another has not: finds it in a statement, and
// says why its target refuses it.
#include "dialect/sqlite_gates.h"

#include "dialect/sqlite_def.h"
#include "dialect/sqlite_families.h"

// ---- tokens ----

SlReading sl_reading(Arena *arena, const SlStep *step, Str text)
{
    SlReading r = { .step = step, .text = text };
    r.tokens = sl_tokens(arena, text);
    r.open = NEW_ARRAY(arena, size_t, r.tokens.len);
    r.depth = NEW_ARRAY(arena, size_t, r.tokens.len);
    size_t open = SIZE_MAX, depth = 0;
    for (size_t i = 0; i < r.tokens.len; i++) {
        if (sl_token_is_punct(r.text, r.tokens.at[i], ')') && depth > 0) {
            open = r.open[open];
            depth--;
        }
        r.open[i] = open;
        r.depth[i] = depth;
        if (sl_token_is_punct(r.text, r.tokens.at[i], '(')) {
            open = i;
            depth++;
        }
    }
    return r;
}

bool sl_reading_is(const SlReading *r, size_t at, const char *word)
{
    if (at >= r->tokens.len)
        return false;
    SlToken token = r->tokens.at[at];
    return (token.kind == SLT_WORD || token.kind == SLT_PUNCT) &&
           str_eq_ci(sl_token_text(r->text, token), str_from(word));
}

bool sl_orders_arguments(const SlReading *r, size_t at)
{
    static const char *const queries[] = { "select", "with", "values", NULL };
    static const char *const others[] = { "over", "as", "in", "exists", "from", NULL };
    size_t open = r->open[at];
    if (open == SIZE_MAX || open == 0 || r->tokens.at[open - 1].kind != SLT_WORD)
        return false;
    for (size_t i = 0; queries[i]; i++)
        if (sl_reading_is(r, open + 1, queries[i]))
            return false;
    for (size_t i = 0; others[i]; i++)
        if (sl_reading_is(r, open - 1, others[i]))
            return false;
    return true;
}

// How many tokens from `at` on are the gate's words; 0: they are not.
static size_t match(const SlReading *r, size_t at, const SlGate *gate)
{
    size_t count = 0;
    for (; count < 4 && gate->words[count]; count++)
        if (!sl_reading_is(r, at + count, gate->words[count]))
            return 0;
    size_t least = count > 0 ? count : 1;
    return !gate->is || gate->is(r, at) ? least : 0;
}

// ---- targets ----

static bool takes(const SlGate *gate, const Engine *engine)
{
    switch (gate->takers) {
    case SL_TAKEN_SINCE:
        return sqlite_release(engine) >= gate->since;
    case SL_TAKEN_BY_LIBSQL:
        return engine_is(engine, "libsql");
    case SL_NOT_BY_D1:
        return !engine_is(engine, "d1");
    }
    return true;
}

// "3.35", "3.8.2"
static Str version_text(Arena *arena, int version)
{
    int minor = version / 100 % 100, patch = version % 100;
    return patch > 0 ? arena_fmt(arena, "3.%d.%d", minor, patch)
                     : arena_fmt(arena, "3.%d", minor);
}

static Str target_text(Arena *arena, const Engine *engine)
{
    if (engine_is(engine, "d1"))
        return STR("D1");
    Str version = version_text(arena, sqlite_release(engine));
    return engine_is(engine, "libsql")
               ? arena_fmt(arena, "libSQL, which is SQLite " STR_FMT ",",
                           STR_ARG(version))
               : arena_fmt(arena, "SQLite " STR_FMT, STR_ARG(version));
}

static Str why_of(Arena *arena, const SlGate *gate, const Engine *engine)
{
    Str target = target_text(arena, engine);
    switch (gate->takers) {
    case SL_TAKEN_SINCE:
        return arena_fmt(arena,
                         STR_FMT " refuses it: SQLite takes it from " STR_FMT " on",
                         STR_ARG(target), STR_ARG(version_text(arena, gate->since)));
    case SL_TAKEN_BY_LIBSQL:
        return arena_fmt(arena, STR_FMT " refuses it: libSQL alone has it",
                         STR_ARG(engine_is(engine, "d1") ? target : STR("SQLite")));
    case SL_NOT_BY_D1:
        return STR("D1 refuses it");
    }
    return target;
}

static void add_misfit(SlFile *file, const SlReading *r, const SlGate *gate, Span span)
{
    const SlStep *step = r->step;
    Op *op = &file->lowered->ops.at[step->first_op];
    const MisfitVec *known = &op_rest(op)->misfits;
    for (size_t i = 0; i < known->len; i++)
        if (str_eq(known->at[i].what, str_from(gate->what)))
            return;
    Str why = why_of(file->arena, gate, file->engine);
    if (gate->instead[0] != '\0')
        why = arena_fmt(file->arena, STR_FMT "; %s", STR_ARG(why), gate->instead);
    span.start += step->span.start;
    span.end += step->span.start;
    OpRest *own = op_own_rest(file->arena, op);
    vec_own(file->arena, &own->misfits);
    *vec_push(file->arena, &own->misfits) =
        (Misfit){ .span = span, .what = str_from(gate->what), .why = why };
}

static Span span_of(const SlReading *r, size_t at, size_t count)
{
    bool bracket = count > 1 && sl_reading_is(r, at + count - 1, "(");
    size_t last = at + count - (bracket ? 2 : 1);
    return (Span){ r->tokens.at[at].start, r->tokens.at[last].end };
}

void sl_add_misfits(SlFile *file, const SlStep *step)
{
    if (step->op_end <= step->first_op)
        return;
    // Something of the step's own text may have been left out to run it.
    Str text = str_slice(file->lowered->text, step->span.start, step->span.end);
    SlReading r = sl_reading(file->tmp, step, text);
    for (size_t i = 0; i < sl_gate_count; i++) {
        const SlGate *gate = &sl_gates[i];
        if (takes(gate, file->engine))
            continue;
        for (size_t at = 0; at < r.tokens.len; at++) {
            size_t count = match(&r, at, gate);
            if (count == 0)
                continue;
            add_misfit(file, &r, gate, span_of(&r, at, count));
            break;
        }
    }
}
