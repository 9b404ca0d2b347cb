// SPDX-License-Identifier: Apache-2.0
// Takes the steps of a fix in a copy of an example's project.
#include "applied.h"

#include "base/fail.h"
#include "base/out.h"
#include "dialect/dialect.h"

#include <stdint.h>

// ---- the finding's own file ----

// Where text goes in it: what stands before the statement, what takes its place or
// follows it, and what stands behind.
typedef struct Parts {
    Out top, here, end;
    bool replaces;
} Parts;

static const char *separator(const Runner *runner)
{
    return runner->breakpoints ? "\n--> statement-breakpoint\n" : "\n";
}

static void put_sql(Out *out, const Runner *runner, Str sql)
{
    bool joined = out->buf.len > 0 && sql.len > 0;
    out_fmt(out, "%s" STR_FMT, joined ? separator(runner) : "", STR_ARG(sql));
}

// With its semicolon.
static size_t statement_end(const Finding *finding)
{
    size_t end = str_find_char(finding->text, ';', finding->stmt.end);
    return end < finding->text.len ? end + 1 : end;
}

// Where the file begins to do something: what is allowed in all of it is said before.
static size_t top_of(Str text)
{
    Str mark = STR("allow-file");
    size_t at = 0;
    for (size_t found = str_find(text, mark, 0); found < text.len;
         found = str_find(text, mark, at))
        at = str_find_char(text, '\n', found);
    return at;
}

// Writes what the steps have made of one place, and notes where it stands.
static void write_ours(Out *out, FixedText *fixed, size_t which, const Out *ours)
{
    size_t start = out->buf.len;
    out_str(out, (Str){ ours->buf.at, ours->buf.len });
    fixed->ours[which] = (Span){ start, out->buf.len };
}

static FixedText joined(Arena *arena, const Runner *runner, const Finding *finding,
                        const Parts *parts)
{
    FixedText fixed = { 0 };
    Str text = finding->text;
    Out out = out_new(arena);
    size_t top = top_of(str_take(text, finding->stmt.start));
    size_t end = statement_end(finding);
    out_fmt(&out, STR_FMT "\n", STR_ARG(str_take(text, top)));
    if (parts->top.buf.len > 0) {
        write_ours(&out, &fixed, 0, &parts->top);
        out_cstr(&out, separator(runner));
    }
    out_str(&out, str_slice(text, top, parts->replaces ? finding->stmt.start : end));
    if (!parts->replaces)
        fixed.ours[3] = (Span){ out.buf.len - (end - finding->stmt.start), out.buf.len };
    if (parts->here.buf.len > 0)
        out_cstr(&out, parts->replaces ? "\n" : separator(runner));
    write_ours(&out, &fixed, 1, &parts->here);
    out_fmt(&out, "\n" STR_FMT "\n", STR_ARG(str_drop(text, end)));
    if (parts->end.buf.len > 0)
        out_cstr(&out, separator(runner));
    write_ours(&out, &fixed, 2, &parts->end);
    fixed.text = out_text(&out);
    return fixed;
}

static Parts parts_new(Arena *arena)
{
    return (Parts){ out_new(arena), out_new(arena), out_new(arena), false };
}

// True when the step belongs into the file.
static bool put_in_file(Parts *parts, const Runner *runner, const FixStep *step)
{
    bool here = step->place == FIX_HERE || step->place == FIX_BEHIND;
    parts->replaces = parts->replaces || step->place == FIX_HERE;
    if (here || step->place == FIX_TOP || step->place == FIX_END)
        put_sql(here                     ? &parts->here
                : step->place == FIX_TOP ? &parts->top
                                         : &parts->end,
                runner, step->sql);
    return here || step->place == FIX_TOP || step->place == FIX_END;
}

FixedText text_fixed(Arena *arena, const Runner *runner, const Finding *finding,
                     size_t way)
{
    Parts parts = parts_new(arena);
    for (size_t i = 0; i < finding->steps.len; i++)
        if (finding->steps.at[i].way == way)
            put_in_file(&parts, runner, &finding->steps.at[i]);
    return joined(arena, runner, finding, &parts);
}

bool is_ours(const FixedText *fixed, const Finding *finding)
{
    for (size_t i = 0; i < OURS_MAX; i++)
        if (finding->stmt.start >= fixed->ours[i].start &&
            finding->stmt.start < fixed->ours[i].end)
            return true;
    return false;
}

// ---- the whole history ----

static const Str folder = STR_INIT("migrations");

Lowered lowered_for(Arena *arena, const LayoutWishes *wishes, Str sql)
{
    const Frontend *frontend = dialect_find(engine_dialect(wishes->engine.family));
    Engine engine = wishes->engine;
    dialect_settle_version(&engine);
    Lowered lowered = { .engine = frontend ? &engine : NULL };
    if (!frontend)
        frontend = &pg_frontend;
    // In MySQL's SQL the marks are no comments: the runner takes them away.
    bool marked = str_contains(sql, STR("--> statement-breakpoint"));
    const Runner *runner = runner_find(marked ? STR("drizzle") : STR("plain"));
    frontend->lower(arena, sql, runner, &lowered);
    lowered.engine = NULL; // it does not outlive this
    return lowered;
}

// With the runner's marks between statements, which SQL examples do not have.
static Str with_breakpoints(Arena *arena, const LayoutWishes *wishes, Str text)
{
    Lowered lowered = lowered_for(arena, wishes, text);
    Out out = out_new(arena);
    size_t done = 0;
    for (size_t i = 1; i < lowered.ops.len; i++) {
        size_t end = lowered.ops.at[i - 1].stmt.end;
        if (lowered.ops.at[i].stmt.start < end || end >= text.len)
            continue;
        out_fmt(&out, STR_FMT "\n--> statement-breakpoint",
                STR_ARG(str_slice(text, done, end + 1)));
        done = end + 1;
    }
    out_str(&out, str_drop(text, done));
    return out_text(&out);
}

History history_of(Arena *arena, const Example *example)
{
    History history = { .has_base = example->base,
                        .wishes = example->wishes,
                        .choices = example->choices };
    StrVec names = names_in(example->now, arena, folder, ENTRY_FILE);
    for (size_t i = 0; i < names.len; i++) {
        Str path = path_join(arena, folder, names.at[i]);
        bool merged = example->base && tree_is_file(example->base, arena, path);
        Str text = text_of(example->now, arena, path);
        bool marks =
            example->wishes.runner->breakpoints && !str_contains(text, STR("--> "));
        *vec_push(arena, &history.files) = (ProjectFile){
            .path = arena_fmt(arena, "migrations/%04zu50_step.sql", i + 1),
            .fixed = { .text = marks ? with_breakpoints(arena, &example->wishes, text)
                                     : text },
            .since = merged ? 0 : CHANGE_AT_HAND,
        };
    }
    return history;
}

typedef struct Taker {
    Arena *arena;
    History *history;
    const Runner *runner;
    Str at;        // the number of the finding's file, without its last two digits
    size_t change; // the one that the next step is part of
    size_t made;   // files so far
    size_t open;   // the index of the new file that FIX_BEHIND goes on; 0: none
} Taker;

// Files of the change at hand stand beside the finding's, later ones behind all others.
static void new_file(Taker *taker, const FixStep *step)
{
    Str head = taker->change > CHANGE_AT_HAND ? STR("9999") : taker->at;
    taker->open = taker->history->files.len;
    *vec_push(taker->arena, &taker->history->files) = (ProjectFile){
        .path = arena_fmt(taker->arena, "migrations/" STR_FMT "%02zu_step.sql",
                          STR_ARG(head), 50 + ++taker->made),
        .fixed = { .text = step->sql, .ours = { { 0, SIZE_MAX } } },
        .since = taker->change,
    };
}

static void extend_file(Taker *taker, const FixStep *step)
{
    ProjectFile *file = &taker->history->files.at[taker->open];
    Out out = out_new(taker->arena);
    put_sql(&out, taker->runner, file->fixed.text);
    put_sql(&out, taker->runner, step->sql);
    file->fixed.text = out_text(&out);
}

// By hand, or in JavaScript.
static bool is_out_of_sight(const Taker *taker, const FixStep *step)
{
    bool script = str_eq(str_from(taker->runner->name), STR("node-pg-migrate"));
    return step->place == FIX_NOTE || step->place == FIX_HAND_BEFORE ||
           step->place == FIX_HAND_AFTER || (step->place == FIX_ALONE && script);
}

static void take(Taker *taker, Parts *parts, const FixStep *step)
{
    if (is_out_of_sight(taker, step))
        return;
    if (step->place == FIX_BEHIND && taker->open > 0) {
        extend_file(taker, step);
    } else if (!put_in_file(parts, taker->runner, step)) {
        taker->change += step->place == FIX_LATER;
        new_file(taker, step);
    }
}

bool is_empty_sql(Arena *arena, const LayoutWishes *wishes, Str sql)
{
    return lowered_for(arena, wishes, sql).ops.len == 0;
}

static void replace_file(Arena *arena, History *history, const Finding *finding,
                         FixedText fixed)
{
    for (size_t i = 0; i < history->files.len; i++) {
        if (!str_eq(history->files.at[i].path, finding->path))
            continue;
        history->files.at[i].fixed = fixed;
        if (is_empty_sql(arena, &history->wishes, fixed.text))
            history->files.at[i].path = STR("");
    }
}

const FixedText *history_text(const History *history, Str path)
{
    for (size_t i = 0; i < history->files.len; i++)
        if (str_eq(history->files.at[i].path, path))
            return &history->files.at[i].fixed;
    fatal("no file " STR_FMT, STR_ARG(path));
}

History history_fixed(Arena *arena, const History *history, const Finding *finding,
                      size_t way)
{
    History fixed = *history;
    fixed.files = (ProjectFileVec){ 0 };
    for (size_t i = 0; i < history->files.len; i++)
        *vec_push(arena, &fixed.files) = history->files.at[i];
    Taker taker = { .arena = arena,
                    .history = &fixed,
                    .runner = history->wishes.runner,
                    .at = str_slice(finding->path, folder.len + 1, folder.len + 5),
                    .change = CHANGE_AT_HAND };
    Parts parts = parts_new(arena);
    for (size_t i = 0; i < finding->steps.len; i++)
        if (finding->steps.at[i].way == way)
            take(&taker, &parts, &finding->steps.at[i]);
    replace_file(arena, &fixed, finding, joined(arena, taker.runner, finding, &parts));
    return fixed;
}

size_t history_last(const History *history)
{
    size_t last = CHANGE_AT_HAND;
    for (size_t i = 0; i < history->files.len; i++)
        if (history->files.at[i].since > last)
            last = history->files.at[i].since;
    return last;
}

static FileTree *tree_until(Arena *arena, const History *history, size_t since)
{
    FileTree *tree = tree_memory(arena);
    for (size_t i = 0; i < history->files.len; i++)
        if (history->files.at[i].since <= since && history->files.at[i].path.len > 0)
            tree_memory_put(tree, history->files.at[i].path,
                            history->files.at[i].fixed.text);
    return tree;
}

// A history of which nothing is left has nothing wrong.
static bool has_files(const History *history, size_t since)
{
    for (size_t i = 0; i < history->files.len; i++)
        if (history->files.at[i].since <= since && history->files.at[i].path.len > 0)
            return true;
    return false;
}

FindingVec history_judge(Arena *arena, const History *history, size_t change)
{
    FindingVec findings = { 0 };
    Str why;
    Example example = { .now = tree_until(arena, history, change),
                        .wishes = history->wishes,
                        .choices = history->choices };
    if (history->has_base || change > CHANGE_AT_HAND)
        example.base = tree_until(arena, history, change - 1);
    if (has_files(history, change) && !example_run(arena, &example, &findings, &why))
        fatal("cannot judge: " STR_FMT, STR_ARG(why));
    return findings;
}
