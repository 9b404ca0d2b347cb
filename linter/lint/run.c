// SPDX-License-Identifier: Apache-2.0
// One pass over a project: the catalog replays what is merged, the rules look at what is
// not. Everything lives in the run's arena, also what ops name: the catalog keeps views
// of it. The ops themselves, and the sessions that they run in, go with their batch.
#include "lint/run.h"

#include "base/deadline.h"
#include "base/map.h"
#include "catalog/replay.h"
#include "lint/batches.h"
#include "lint/changes_priv.h"
#include "lint/ctx.h"
#include "lint/drift.h"
#include "lint/engine.h"
#include "lint/fault.h"
#include "lint/limits.h"
#include "lint/lower_ahead.h"
#include "lint/opaque.h"
#include "lint/opener.h"
#include "lint/project_hooks.h"
#include "lint/rule_set.h"

typedef struct Run {
    const LintOptions *options;
    LintResult *result;
    const Project *project;
    Catalog *catalog;
    RuleSet rules;
    size_t transactions; // so far
    Arena *ops;          // of the batches that are under way
    size_t ops_until;    // the last migration of those batches
    Batches batches;
    LowerAhead *ahead; // NULL: files are taken apart as they come
    World *world;      // NULL: the dialect has none
    Drift *drift;      // NULL: no rule asks for it, or there is nothing to compare
    RuleCtx ctx;
} Run;

// ---- replay and judgement ----

// The context for a hook of this rule.
static RuleCtx *ctx_for(Run *run, const Rule *rule)
{
    run->ctx.rule = rule;
    return &run->ctx;
}

static void report_unreadable(Run *run, const Migration *migration)
{
    report_file(ctx_for(run, &rule_unreadable_file), migration->path, (Str){ 0 },
                (Span){ 0 }, "the migration " STR_FMT, STR_ARG(migration->unreadable));
}

// A file that is only looked at.
static Lowered look_at(Arena *arena, const Run *run, FileText file)
{
    const Project *project = run->project;
    file.ops_arena = run->ops;
    file.most = limit_of(run->options->choices, "statements");
    return file_lower(arena, run->options->frontend, &project->engine, project->runner,
                      file);
}

// A file that databases have run, or will run with the rest of the change.
static Lowered take_text(Arena *arena, const Run *run, FileText file, bool judged)
{
    const Project *project = run->project;
    size_t index = catalog_migration(run->catalog);
    Stage stage = { .world = run->world,
                    .batch = catalog_batch(run->catalog),
                    .judged = judged,
                    .last = run->batches.is_last_judged[index],
                    .owner =
                        file_opener_before(run->ctx.patterns, project->runner, &file) };
    file.stage = run->world ? &stage : NULL;
    Lowered lowered = look_at(arena, run, file);
    lowered.stage = NULL; // which ends with this function
    return lowered;
}

// The present migration as it is now; it is run as take_text() has it.
static Lowered take_now(Arena *arena, Run *run, bool judged)
{
    if (run->ahead)
        return lower_ahead_take(run->ahead, catalog_migration(run->catalog), run->ops);
    return take_text(arena, run, file_text(run->ctx.migration), judged);
}

// The session of the file before, if the runner goes on in it.
static const Session *previous_session(const Run *run)
{
    size_t now = run->ctx.sessions.len;
    const MigrationVec *all = &run->project->migrations;
    bool shared = run->project->runner->scope == TX_ALL_PENDING && now > 0 &&
                  all->at[now - 1].batch == all->at[now].batch;
    const SessionLog *previous = shared ? run->ctx.sessions.at[now - 1] : NULL;
    return previous ? &previous->end : NULL;
}

static const SessionLog *read_session(Run *run, const Lowered *lowered,
                                      bool no_transaction)
{
    FileRun file = {
        .lowered = lowered,
        .runner = run->project->runner,
        .frontend = run->options->frontend,
        .engine = &run->project->engine,
        .catalog = run->catalog,
        .no_transaction = no_transaction,
        .patterns = run->ctx.patterns,
    };
    SessionInput input = {
        .ops = &lowered->ops,
        .base = file_opener(&file),
        .goes_on = previous_session(run),
        .transactions = &run->transactions,
        .engine = &run->project->engine,
        .commits = run->options->frontend->commits,
    };
    return session_read(run->ops, &input);
}

// How many versions of its rows a table has depends on how each change was made.
static bool needs_effects(const Run *run, const Op *op)
{
    return engine_row_versions(&run->project->engine) > 0 && op->kind != OP_INSERT &&
           op->kind != OP_CREATE_TABLE;
}

static void replay_op(Arena *arena, Run *run, const Lowered *file, const OpState *state,
                      size_t index)
{
    Op *op = &file->ops.at[index];
    Scene scene = { run->catalog, &run->project->engine, &state->session, file, op };
    if (needs_effects(run, op))
        run->options->frontend->effects(arena, &scene);
    catalog_apply(run->catalog, op);
}

// It only moves the catalog on: databases have it, or nobody asked for it.
static const Lowered *replay(Arena *arena, Run *run, Lowered taken, bool no_transaction)
{
    Lowered *lowered = NEW(arena, Lowered);
    *lowered = taken;
    limit_report_left(&run->ctx, run->ctx.migration->path, lowered);
    drift_watch(run->drift, lowered);
    const SessionLog *session = read_session(run, lowered, no_transaction);
    for (size_t i = 0; i < lowered->ops.len && !deadline_passed(); i++)
        if (!session->at[i].undone)
            replay_op(arena, run, lowered, &session->at[i], i);
    return lowered;
}

static const Lowered *replay_now(Arena *arena, Run *run, bool is_new)
{
    return replay(arena, run, take_now(arena, run, is_new),
                  run->ctx.migration->no_transaction);
}

// The present migration as the base has it.
static void replay_before(Arena *arena, Run *run)
{
    FileText file = file_text_before(run->ctx.migration);
    replay(arena, run, take_text(arena, run, file, false), file.no_transaction);
}

static JudgedFile *add_file(Arena *arena, Run *run, const Migration *migration,
                            const Lowered *lowered)
{
    JudgedFile *file = vec_push(arena, &run->result->files);
    *file = (JudgedFile){ .path = migration->path,
                          .nolint = run->project->runner->nolint,
                          .part = migration->id.len > 0 ? migration->up : (Span){ 0 },
                          .lowered = *lowered };
    file->lowered.ops = (OpVec){ 0 }; // which live no longer than their batch
    return file;
}

// Its address holds as long as its batch does: sessions keep views of the ops.
static Lowered *take_apart(Arena *arena, Run *run, const Migration *migration,
                           bool is_run)
{
    report_fault(ctx_for(run, &rule_file_encoding), migration);
    Lowered *lowered = NEW(arena, Lowered);
    *lowered =
        is_run ? take_now(arena, run, true) : look_at(arena, run, file_text(migration));
    limit_report_left(&run->ctx, migration->path, lowered);
    JudgedFile *file = add_file(arena, run, migration, lowered);
    file->judged = migration->judged;
    return lowered;
}

// A new file beside those that were asked for: the history rules look at it all the same.
static void pass_by(Arena *arena, Run *run, const Migration *migration)
{
    const Lowered *lowered = replay_now(arena, run, true);
    add_file(arena, run, migration, lowered)->silent = true;
}

// The new text of a merged migration runs nowhere; what is plainly wrong in it is said
// all the same.
static void inspect_edit(Arena *arena, Run *run, const Migration *migration)
{
    const Lowered *lowered = take_apart(arena, run, migration, false);
    for (size_t i = 0; i < lowered->ops.len; i++) {
        const Op *op = &lowered->ops.at[i];
        if (op->kind == OP_OPAQUE && op_has(op, OPF_SYNTAX))
            report_opaque(&run->ctx, op);
    }
}

// Findings copy what they need of effects; changes, and the other dialects' rules, keep
// views of them.
static Arena *effects_arena(Arena *arena, const Run *run)
{
    bool are_kept =
        run->options->changes || !str_eq(run->project->dialect, STR("postgres"));
    return are_kept ? arena : run->ops;
}

static void judge_op(Arena *arena, Run *run, const Lowered *file, size_t index)
{
    const OpState *state = &run->ctx.session->at[index];
    Op *op = &file->ops.at[index];
    Scene scene = { run->catalog, &run->project->engine, &state->session, file, op };
    run->options->frontend->effects(effects_arena(arena, run), &scene);
    ctx_note_locks(run->ops, &run->ctx, op);
    if (op->kind == OP_OPAQUE)
        report_opaque(&run->ctx, op);
    const RuleVec *rules = &run->rules.by_kind[op->kind];
    for (size_t i = 0; i < rules->len; i++)
        if (!state->undone || rules->at[i]->undone)
            rules->at[i]->op(ctx_for(run, rules->at[i]), op);
}

// What a ROLLBACK takes back never reaches the catalog; rules that look at it all the
// same see it on the schema of before. What it makes and goes on to work with is no
// object of theirs: nobody else has ever seen it.
static void judge_undone(Arena *arena, Run *run, const Lowered *file, size_t index,
                         Map *made)
{
    Op *op = &file->ops.at[index];
    Str name = op->index ? op->index->table.name : op->name.name;
    if (!map_get(made, name))
        judge_op(arena, run, file, index);
    if (op->kind == OP_CREATE_TABLE || op->kind == OP_CREATE_VIEW)
        map_put(arena, made, name, op);
    if (op->index)
        map_put(arena, made, op->index->name, op);
    if (op->kind == OP_RENAME_TABLE)
        map_put(arena, made, op->other.name, op);
}

// What the server refuses for the clauses alone, or for what stands in one statement,
// does the same once it is mended.
static void apply_judged(Run *run, const Op *op, const Op *refused)
{
    if (refused && refused->effects.refused_for == REFUSED_FOR_ITSELF)
        catalog_refuse(run->catalog, op);
    else
        catalog_apply(run->catalog, op);
}

static void judge_ops(Arena *arena, Run *run, const Lowered *lowered)
{
    Map made = { 0 };
    const Op *refused = NULL;
    for (size_t i = 0; i < lowered->ops.len && !deadline_passed(); i++) {
        const Op *op = &lowered->ops.at[i];
        if (run->ctx.session->at[i].undone) {
            judge_undone(arena, run, lowered, i, &made);
            continue;
        }
        judge_op(arena, run, lowered, i);
        if (run->options->changes)
            changes_add(&run->ctx, op, &run->result->changes);
        refused = op_refused(&run->project->engine, op, refused);
        apply_judged(run, op, refused);
    }
}

// The suppressions in a rollback hold for what rules find in it.
static void take_rollback(Arena *arena, Run *run, const Migration *migration)
{
    Str path;
    FileText file = file_rollback(migration, &path);
    if (!str_contains(file.text, STR("tidegate:")))
        return;
    JudgedFile *judged = vec_push(arena, &run->result->files);
    *judged = (JudgedFile){ .path = path, .judged = true };
    judged->lowered = look_at(arena, run, file);
    judged->lowered.ops = (OpVec){ 0 };
}

static void judge(Arena *arena, Run *run, const Migration *migration)
{
    ChangeVec *changes = &run->result->changes;
    size_t first = changes->len;
    size_t finding = run->ctx.findings->len;
    take_rollback(arena, run, migration);
    Lowered *lowered = take_apart(arena, run, migration, true);
    drift_watch(run->drift, lowered);
    run->ctx.ops = &lowered->ops;
    run->ctx.op_index = op_index_new(run->ops, run->ctx.ops);
    run->ctx.session = read_session(run, lowered, migration->no_transaction);
    *vec_push(arena, &run->ctx.sessions) = run->ctx.session;
    run->ctx.first_locking = run->ctx.locking.len;
    judge_ops(arena, run, lowered);
    for (size_t i = 0; i < run->rules.all.len; i++)
        if (run->rules.all.at[i]->migration)
            run->rules.all.at[i]->migration(ctx_for(run, run->rules.all.at[i]),
                                            migration);
    findings_own_locks(arena, run->ctx.findings, finding);
    changes_end_file(&run->ctx, changes, first, finding);
    run->ctx.ops = NULL;
    run->ctx.session = NULL;
}

// A file that runs again finds what it made before.
static void replay_earlier_run(Arena *arena, Run *run, size_t index)
{
    const Migration *migration = &run->project->migrations.at[index];
    if (!migration->repeats || migration->status != CHANGE_EDITED || !migration->judged ||
        !run->options->frontend)
        return;
    catalog_begin(run->catalog, index, 0);
    replay_before(arena, run);
}

// Rules look at ops of their own batch alone. Batches may be mixed: all that are under
// way end before their ops do.
static void begin_ops(Run *run, size_t index)
{
    if (index > run->ops_until) {
        for (size_t i = run->ctx.first_session; i < run->ctx.sessions.len; i++)
            run->ctx.sessions.at[i] = NULL;
        run->ctx.first_session = run->ctx.sessions.len;
        run->ctx.locking.at = NULL;
        run->ctx.locking.len = run->ctx.locking.cap = 0;
        arena_reset(run->ops);
    }
    size_t end = run->batches.end[index];
    run->ops_until = end > run->ops_until ? end : run->ops_until;
}

static void run_migration(Arena *arena, Run *run, size_t index)
{
    const Migration *migration = &run->project->migrations.at[index];
    begin_ops(run, index);
    bool edited = migration->status == CHANGE_EDITED && !migration->judged;
    run->ctx.migration = migration;
    replay_earlier_run(arena, run, index);
    catalog_begin(run->catalog, index, migration->batch);
    if (migration->unreadable.len > 0)
        report_unreadable(run, migration);
    if (!run->options->frontend)
        return;
    if (edited)
        replay_before(arena, run);
    if (migration->unreadable.len > 0)
        return;
    if (edited)
        inspect_edit(arena, run, migration);
    else if (migration->judged)
        judge(arena, run, migration);
    else if (migration->status == CHANGE_NEW)
        pass_by(arena, run, migration);
    else
        replay_now(arena, run, false);
}

// ---- the project as a whole ----

static bool asks_for_drift(const Run *run)
{
    for (size_t i = 0; i < run->rules.all.len; i++)
        if (run->rules.all.at[i]->drift)
            return true;
    return false;
}

static Drift *start_drift(Arena *arena, const Run *run, const Project *base)
{
    DriftInput input = { .frontend = run->options->frontend,
                         .project = run->project,
                         .catalog = run->catalog,
                         .base = run->options->all ? NULL : base };
    return asks_for_drift(run) ? drift_new(arena, &input) : NULL;
}

static void run_drift_hooks(Run *run)
{
    const DifferenceVec *found = drift_found(run->drift);
    for (size_t i = 0; i < found->len; i++)
        for (size_t k = 0; k < run->rules.all.len; k++)
            if (run->rules.all.at[k]->drift)
                run->rules.all.at[k]->drift(ctx_for(run, run->rules.all.at[k]),
                                            &found->at[i]);
}

// False: the time of the run was over before the last one was through.
static bool run_migrations(Arena *arena, Run *run)
{
    const MigrationVec *all = &run->project->migrations;
    for (size_t i = 0; i < all->len; i++) {
        deadline_place(all->at[i].path);
        if (!deadline_passed())
            run_migration(arena, run, i);
        if (deadline_passed()) {
            run->result->stopped_at = all->at[i].path;
            return false;
        }
        drift_step(run->drift, i);
        while (run->ctx.sessions.len <= i) // it was not judged
            *vec_push(arena, &run->ctx.sessions) = NULL;
    }
    return true;
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
        .rules = rule_set_new(arena, options->choices, now),
        .ctx = { .frontend = options->frontend,
                 .choices = options->choices,
                 .patterns = pattern_cache_new(arena),
                 .arena = arena,
                 .findings = &result->findings,
                 .project = now,
                 .present = options->present,
                 .base = base,
                 .catalog = catalog },
    };
    size_t first = result->changes.len;
    if (options->frontend && options->frontend->world_new)
        run.world = options->frontend->world_new(&now->engine, now->runner);
    run.ops = arena_new();
    run.batches = batches_read(arena, &now->migrations);
    run.ctx.is_last = run.batches.is_last_judged;
    run.ahead = lower_ahead_new(arena, options->frontend, now,
                                limit_of(options->choices, "statements"));
    run.drift = start_drift(arena, &run, base);
    bool is_whole = run_migrations(arena, &run);
    run.ctx.migration = NULL;
    changes_end(&run.ctx, &result->changes, first);
    if (is_whole) {
        judge_project(&run.rules.all, &run.ctx, base, options->all);
        run_drift_hooks(&run);
    }
    limit_report_patterns(&run.ctx);
    drift_free(run.drift);
    if (run.world)
        options->frontend->world_free(run.world);
    lower_ahead_free(run.ahead);
    pattern_cache_free(run.ctx.patterns);
    arena_free(run.ops);
}
