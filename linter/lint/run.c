// SPDX-License-Identifier: Apache-2.0
// One pass over a project: the catalog replays what is merged, the rules look at what is
// not. Everything lives in the run's arena, the merged files' ops too: the catalog keeps
// views into them.
#include "lint/run.h"

#include "base/lines.h"
#include "base/map.h"
#include "catalog/replay.h"
#include "lint/ctx.h"
#include "lint/engine.h"

typedef VEC(const Rule *) RuleVec;

typedef struct Run {
    const LintOptions *options;
    LintResult *result;
    const Project *project;
    Catalog *catalog;
    RuleVec rules;                  // those that are on, by id
    RuleVec by_kind[OP_KIND_COUNT]; // of them those that look at ops of a kind
    Session session;
    RuleCtx ctx;
} Run;

// ---- which rules ----

static void add_rule(Arena *arena, Run *run, const Rule *rule)
{
    *vec_push(arena, &run->rules) = rule;
    if (!rule->op)
        return;
    for (size_t i = 0; i < RULE_MAX_ON && rule->on[i] != OP_NONE; i++)
        *vec_push(arena, &run->by_kind[rule->on[i]]) = rule;
}

static void select_rules(Arena *arena, Run *run)
{
    for (size_t i = 0; i < rule_index_len; i++) {
        const Rule *rule = rule_index[i].rule;
        if (!rule->off && rule_applies(rule, run->project->dialect))
            add_rule(arena, run, rule);
    }
}

// The context for a hook of this rule.
static RuleCtx *ctx_for(Run *run, const Rule *rule)
{
    run->ctx.rule = rule;
    return &run->ctx;
}

// ---- the engine's own findings in a file ----

typedef struct FaultRow {
    const char *message;
    const char *fix;
} FaultRow;

static const FaultRow fault_rows[] = {
    [TEXT_NUL] = { "a NUL byte ends the text for every driver: what follows it does not "
                   "run",
                   "Remove the NUL byte, or save the file as UTF-8 if it is in another "
                   "encoding" },
    [TEXT_UTF16] = { "the file is UTF-16, which no runner reads as SQL; nothing in it "
                     "was judged",
                     "Save the file as UTF-8 without a byte order mark" },
    [TEXT_NOT_UTF8] = { "these bytes are not UTF-8: the server refuses them",
                        "Save the file as UTF-8; bytes that are data belong in an escape "
                        "such as '\\x80'" },
};

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void check_encoding(Run *run, const Migration *migration)
{
    static const Str bom = STR_INIT("\xEF\xBB\xBF");
    RuleCtx *ctx = ctx_for(run, &rule_file_encoding);
    Str text = migration->text;
    size_t at;
    TextFault fault = text_fault(text, &at);
    if (fault != TEXT_OK) {
        Span span = { at, smaller(at + 1, text.len) };
        Finding *finding = report_file(ctx, migration->path, text, span, "%s",
                                       fault_rows[fault].message);
        finding->fix = str_from(fault_rows[fault].fix);
    }
    if (str_starts(text, bom)) {
        Span span = { 0, bom.len };
        Finding *finding =
            report_file(ctx, migration->path, text, span,
                        "the file begins with a byte order mark: a driver sends it on, "
                        "and the server refuses the first statement");
        finding->severity = SEV_WARNING;
    }
}

static bool is_utf16(Str text)
{
    size_t at;
    return text_fault(text, &at) == TEXT_UTF16;
}

static void report_opaque(Run *run, const Op *op)
{
    if (op_has(op, OPF_SYNTAX))
        report_op(ctx_for(run, &rule_syntax_error), op,
                  "the %s grammar refuses this: " STR_FMT,
                  run->options->frontend->grammar, STR_ARG(op->detail));
    else
        report_op(ctx_for(run, &rule_opaque_statement), op, STR_FMT, STR_ARG(op->detail));
}

static void report_unreadable(Run *run, const Migration *migration)
{
    report_file(ctx_for(run, &rule_unreadable_file), migration->path, (Str){ 0 },
                (Span){ 0 }, "the migration " STR_FMT, STR_ARG(migration->unreadable));
}

// ---- replay and judgement ----

static Lowered lower(Arena *arena, const Run *run, Str text)
{
    Lowered lowered = { .text = text };
    if (!is_utf16(text))
        run->options->frontend->lower(arena, text, run->project->runner, &lowered);
    return lowered;
}

static void advance(Run *run, const Op *op)
{
    session_apply(&run->session, op);
    catalog_apply(run->catalog, op);
}

// What databases already have: it only moves the catalog on.
static void replay(Arena *arena, Run *run, Str text)
{
    Lowered lowered = lower(arena, run, text);
    for (size_t i = 0; i < lowered.ops.len; i++)
        advance(run, &lowered.ops.at[i]);
}

static Lowered *take_apart(Arena *arena, Run *run, const Migration *migration)
{
    check_encoding(run, migration);
    JudgedFile *file = vec_push(arena, &run->result->files);
    file->path = migration->path;
    file->judged = migration->judged;
    file->lowered = lower(arena, run, migration->text);
    return &file->lowered;
}

// The new text of a merged migration runs nowhere; what is plainly wrong in it is said
// all the same.
static void inspect_edit(Arena *arena, Run *run, const Migration *migration)
{
    const Lowered *lowered = take_apart(arena, run, migration);
    for (size_t i = 0; i < lowered->ops.len; i++) {
        const Op *op = &lowered->ops.at[i];
        if (op->kind == OP_OPAQUE && op_has(op, OPF_SYNTAX))
            report_opaque(run, op);
    }
}

static void judge_op(Arena *arena, Run *run, const Lowered *file, Op *op)
{
    Scene scene = { run->catalog, &run->project->engine, &run->session, file, op };
    run->options->frontend->effects(arena, &scene);
    if (op->kind == OP_OPAQUE)
        report_opaque(run, op);
    const RuleVec *rules = &run->by_kind[op->kind];
    for (size_t i = 0; i < rules->len; i++)
        rules->at[i]->op(ctx_for(run, rules->at[i]), op);
}

static void judge(Arena *arena, Run *run, const Migration *migration)
{
    Lowered *lowered = take_apart(arena, run, migration);
    run->ctx.ops = &lowered->ops;
    for (size_t i = 0; i < lowered->ops.len; i++) {
        judge_op(arena, run, lowered, &lowered->ops.at[i]);
        advance(run, &lowered->ops.at[i]);
    }
    for (size_t i = 0; i < run->rules.len; i++)
        if (run->rules.at[i]->migration)
            run->rules.at[i]->migration(ctx_for(run, run->rules.at[i]), migration);
    run->ctx.ops = NULL;
}

static void run_migration(Arena *arena, Run *run, size_t index)
{
    const Migration *migration = &run->project->migrations.at[index];
    bool edited = migration->status == CHANGE_EDITED && !migration->judged;
    run->ctx.migration = migration;
    catalog_begin(run->catalog, index, migration->batch);
    run->session = session_new(arena, run->project->runner &&
                                          run->project->runner->scope != TX_NONE);
    if (migration->unreadable.len > 0)
        report_unreadable(run, migration);
    if (!run->options->frontend)
        return;
    if (edited)
        replay(arena, run, migration->base_text);
    if (migration->unreadable.len > 0)
        return;
    if (edited)
        inspect_edit(arena, run, migration);
    else if (migration->judged)
        judge(arena, run, migration);
    else
        replay(arena, run, migration->text);
}

// ---- the project as a whole ----

static void run_project_hooks(Run *run, const Project *project)
{
    run->ctx.project = project;
    for (size_t i = 0; i < run->rules.len; i++)
        if (run->rules.at[i]->project)
            run->rules.at[i]->project(ctx_for(run, run->rules.at[i]), project);
    run->ctx.project = run->project;
}

// What makes two findings the same defect, wherever in the file it is now.
static Str defect_key(Arena *tmp, const Finding *finding)
{
    return arena_fmt(tmp, "%s\n" STR_FMT "\n" STR_FMT "\n" STR_FMT, finding->rule->id,
                     STR_ARG(finding->path), STR_ARG(finding->object),
                     STR_ARG(finding->message));
}

// The findings of .project hooks on the base, made and forgotten in `tmp`.
static Map find_old_defects(Arena *tmp, const Run *run, const Project *base)
{
    Run old = *run;
    FindingVec findings = { 0 };
    old.ctx.arena = tmp;
    old.ctx.findings = &findings;
    old.ctx.catalog = NULL;
    run_project_hooks(&old, base);
    Map defects = { 0 };
    for (size_t i = 0; i < findings.len; i++)
        map_put(tmp, &defects, defect_key(tmp, &findings.at[i]), &findings.at[i]);
    return defects;
}

// Drops of the findings from `first` on those that the base has as well.
static void drop_old_defects(const Run *run, const Project *base, size_t first)
{
    Arena *tmp = arena_new();
    Map defects = find_old_defects(tmp, run, base);
    FindingVec *findings = run->ctx.findings;
    size_t kept = first;
    for (size_t i = first; i < findings->len; i++)
        if (!map_get(&defects, defect_key(tmp, &findings->at[i])))
            findings->at[kept++] = findings->at[i];
    findings->len = kept;
    arena_free(tmp);
}

static void judge_project(Run *run, const Project *base)
{
    size_t first = run->ctx.findings->len;
    run_project_hooks(run, run->project);
    if (!base)
        return;
    if (!run->options->all && run->ctx.findings->len > first)
        drop_old_defects(run, base, first);
    for (size_t i = 0; i < run->rules.len; i++)
        if (run->rules.at[i]->change_set)
            run->rules.at[i]->change_set(ctx_for(run, run->rules.at[i]), run->project,
                                         base);
}

void lint_project(Arena *arena, const LintOptions *options, const Project *now,
                  const Project *base, LintResult *result)
{
    Catalog *catalog = catalog_new(arena, &now->engine);
    Run run = {
        .options = options,
        .result = result,
        .project = now,
        .catalog = catalog,
        .ctx = { .arena = arena,
                 .findings = &result->findings,
                 .project = now,
                 .catalog = catalog },
    };
    select_rules(arena, &run);
    for (size_t i = 0; i < now->migrations.len; i++)
        run_migration(arena, &run, i);
    run.ctx.migration = NULL;
    judge_project(&run, base);
}
