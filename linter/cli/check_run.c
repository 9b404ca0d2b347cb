// SPDX-License-Identifier: Apache-2.0
// The pipeline from the command line to the verdict.
#include "cli/check_run.h"

#include "cli/allowed.h"
#include "cli/approval.h"
#include "cli/chosen.h"
#include "cli/cli.h"
#include "cli/commits.h"
#include "dialect/dialect.h"
#include "gate/cap.h"
#include "gate/changed.h"
#include "gate/strict.h"
#include "gate/suppress.h"
#include "lint/limits.h"

#include <stdlib.h>

static bool take_fail_on(Check *check, Str *why)
{
    const ConfigText *word = &check->config.fail_on;
    if (word->text.len == 0)
        return true;
    FailOn fail_on;
    if (!fail_on_read(check->arena, word->text, &fail_on, why)) {
        *why = arena_fmt(check->arena, STR_FMT ": " STR_FMT, STR_ARG(word->place),
                         STR_ARG(*why));
        return false;
    }
    if (!check->options.fail_on_given)
        check->options.fail_on = fail_on;
    return true;
}

static bool read_config(Check *check, Str *why)
{
    ConfigFile file;
    if (!workspace_config(check->arena, &check->space, check->options.config, &file, why))
        return false;
    if (!file.text.ptr)
        return true;
    check->allowed = (AllowList){ .path = file.path, .text = file.text };
    return config_read(check->arena, file.path, file.text, &check->config, why) &&
           chosen_read(check->arena, &check->config, &check->choices, why) &&
           allowed_read(check->arena, &check->config, &check->allowed, why) &&
           take_fail_on(check, why);
}

static bool read_baseline(Check *check, Str *why)
{
    Scope scope = { &check->space, &check->options, &check->config };
    BaselinePlace *place = &check->baseline_place;
    if (!baseline_find(check->arena, &scope, place, why))
        return false;
    Str missing = baseline_missing(check->arena, place);
    if (missing.len > 0 && !check->makes_baseline) {
        *why = missing;
        return false;
    }
    check->baseline.path = place->path;
    if (place->text.ptr)
        baseline_read(check->arena, place->text, &check->baseline);
    return true;
}

// An engine without a version is judged as the oldest one that is still maintained.
static const Frontend *frontend_for(Project *project)
{
    project->version_assumed = project->engine.major == 0;
    dialect_settle_version(&project->engine);
    return dialect_find(project->dialect);
}

static Str no_parser(Arena *arena, const Project *project)
{
    return arena_fmt(
        arena,
        "the SQL of " STR_FMT " was not judged: there is no parser for " STR_FMT
        " yet. If it is another dialect, say --engine; if it is not to be judged,"
        " name the other folders as PATH or as projects in tidegate.jsonc",
        STR_ARG(project->path), STR_ARG(project->dialect));
}

// What was merged decides which finding is new, so that a hole in it may hide some.
static void require_base(Check *check, const Project *now)
{
    const Workspace *space = &check->space;
    Str what;
    if (space->base && history_tree_unread(space->base, check->arena, now->path, &what))
        *vec_push(check->arena, &check->report.unjudged) = arena_fmt(
            check->arena,
            STR_FMT " cannot be compared with " STR_FMT ", of which git lacks " STR_FMT,
            STR_ARG(now->path), STR_ARG(space->base_commit.ref), STR_ARG(what));
}

// ---- the gate ----

// An entry that matches nothing is unused only where everything was judged: a pull
// request is compared with its base, and old facts are not said there.
static bool judged_all(const Check *check)
{
    const Workspace *space = &check->space;
    return space->paths.len + space->files.len == 0 && check->report.unjudged.len == 0 &&
           (!space->base || check->options.all);
}

static void apply_allowed(Check *check)
{
    AllowRun run = { .present = check->space.present, .all = judged_all(check) };
    allow_apply(check->arena, &check->allowed, run, &check->result.findings);
}

// What the change adds or edits; without a base nothing is known to be new.
static void find_fresh(const Check *check, BaselineRun *run)
{
    for (size_t i = 0; check->space.base && i < check->pairs.len; i++) {
        const MigrationVec *all = &check->pairs.at[i].now.migrations;
        for (size_t k = 0; k < all->len; k++) {
            const Migration *migration = &all->at[k];
            if (migration->status == CHANGE_MERGED)
                continue;
            Span part = migration->id.len > 0 ? migration->up : (Span){ 0 };
            *vec_push(check->arena, &run->fresh) = (FreshPart){ migration->path, part };
            if (migration->down_path.len > 0)
                *vec_push(check->arena, &run->fresh) =
                    (FreshPart){ .path = migration->down_path };
        }
    }
}

static Str config_path(const Check *check)
{
    Str path = STR(TIDEGATE_CONFIG);
    if (check->options.config.len > 0 &&
        !workspace_below(check->arena, &check->space, check->options.config, &path))
        return STR("");
    return path;
}

static Str text_at(const Check *check, FileTree *tree, Str path)
{
    Str text = { 0 };
    Str why;
    return tree_read(tree, check->arena, path, &text, &why) == TREE_OK ? text
                                                                       : (Str){ 0 };
}

// The gate's own files, where the change may have edited them.
static void find_changes(Check *check, FindingVec *said)
{
    const Workspace *space = &check->space;
    GateFile file = { .path = config_path(check) };
    if (space->base && file.path.len > 0) {
        file.now = text_at(check, space->now, file.path);
        file.base = text_at(check, space->base, file.path);
        changed_configuration(check->arena, &file, said);
    }
    file = (GateFile){ .path = check->baseline.path, .now = check->baseline.text };
    if (space->base && file.path.len > 0 && !check->baseline_place.is_outside) {
        file.base = text_at(check, space->base, file.path);
        changed_baseline(check->arena, &file, said);
    }
    for (size_t i = 0; i < said->len; i++)
        *vec_push(check->arena, &check->report.gate_changes) = said->at[i].message;
}

// Goes by fingerprints, so that the findings are finished by then; what it adds is of
// rules of its own.
static void apply_baseline(Check *check)
{
    FindingVec said = { 0 };
    FindingVec changes = { 0 };
    BaselineRun run = { .choices = &check->choices,
                        .config_path = check->allowed.path,
                        .all = judged_all(check) };
    find_fresh(check, &run);
    baseline_apply(check->arena, &check->baseline, &run, &check->result.findings, &said);
    find_changes(check, &changes);
    for (size_t i = 0; i < changes.len; i++)
        *vec_push(check->arena, &said) = changes.at[i];
    findings_finish(check->arena, &said);
    findings_merge(check->arena, &check->result.findings, &said);
}

static void apply_approvals(Check *check)
{
    if (!check->config.approvals.given)
        return;
    Review review;
    ApprovalPolicy policy = approval_policy(check->arena, &check->config.approvals);
    review_read(check->arena, &check->space, cli_environment, &review);
    Approval approval = approve_apply(check->arena, &policy, &review,
                                      check->options.fail_on, &check->result.findings);
    if (approval.demoted > 0)
        *vec_push(check->arena, &check->report.approvals) =
            (ReportApproval){ approval.words, approval.demoted };
}

// Suppressions and allowances are bound before a rule's findings are taken out: they must
// find what they were written for. Severities are decided last.
static void pass_gate(Check *check)
{
    FindingVec *findings = &check->result.findings;
    suppress_apply(check->arena, &check->result.files, findings);
    apply_allowed(check);
    findings_finish(check->arena, findings);
    apply_baseline(check);
    rule_choices_apply(&check->choices, findings);
    if (check->options.strict || check->config.strict)
        strict_apply(findings);
    apply_approvals(check);
}

static bool wants_changes(const CheckOptions *options)
{
    for (size_t i = 0; i < options->formats.len; i++)
        if (options->formats.at[i].reporter->tells_changes)
            return true;
    return false;
}

static void judge(Check *check)
{
    for (size_t i = 0; i < check->pairs.len; i++) {
        ProjectPair *pair = &check->pairs.at[i];
        LintOptions options = { .frontend = frontend_for(&pair->now),
                                .all = check->options.all,
                                .changes = wants_changes(&check->options),
                                .choices = &check->choices,
                                .present = check->space.present };
        lint_project(check->arena, &options, &pair->now, pair->base, &check->result);
        if (!options.frontend && pair->now.migrations.len > 0)
            *vec_push(check->arena, &check->report.unjudged) =
                no_parser(check->arena, &pair->now);
        require_base(check, &pair->now);
        if (check->result.stopped_at.len > 0) {
            *vec_push(check->arena, &check->report.unjudged) =
                limit_time_words(check->arena, check->result.stopped_at);
            break;
        }
    }
    pass_gate(check);
}

static void report_project(Check *check, const Project *project)
{
    size_t fresh = 0;
    for (size_t i = 0; i < project->migrations.len; i++)
        fresh += project->migrations.at[i].status != CHANGE_MERGED ? 1 : 0;
    *vec_push(check->arena, &check->report.projects) = (ReportProject){
        .path = project->path,
        .layout = project->layout,
        .dialect = project->dialect,
        .engine = engine_text(check->arena, &project->engine),
        .runner = str_from(project->runner->name),
        .migrations = project->migrations.len,
        .fresh = fresh,
        .breakpoints = project->runner->breakpoints,
    };
}

static void describe(Check *check)
{
    Report *report = &check->report;
    report->version = TIDEGATE_VERSION;
    report->home = TIDEGATE_HOME;
    report->grammar = cli_grammars(check->arena);
    if (check->space.base) {
        report->base_ref = check->space.base_commit.ref;
        report->base_commit = check->space.base_commit.commit;
    }
    report->findings = &check->result.findings;
    report->changes = check->result.changes;
    report->fail_on = check->options.fail_on;
    report->verdict = verdict_of(&check->result.findings, report->fail_on);
    if (!check->makes_baseline) // which keeps them all
        cap_apply(check->arena, limit_of(&check->choices, "findings"),
                  &check->result.findings);
    report->quiet = check->options.quiet;
    report->exit_status = report_is_incomplete(report)
                              ? exit_not_judged(check->codes)
                              : exit_status(check->codes, &report->verdict);
}

bool check_prepare(Check *check, Str *why)
{
    if (!workspace_open(check->arena, &check->options, &check->space, why) ||
        !read_config(check, why) || !read_baseline(check, why))
        return false;
    Scope scope = { &check->space, &check->options, &check->config };
    if (!projects_find(check->arena, &scope, &check->pairs, why))
        return false;
    bool asks_for_commits = rule_runs(&check->choices, rule_find(STR("commit-message")));
    return !asks_for_commits ||
           commits_read(check->arena, &check->space, &check->pairs, why);
}

void check_judge(Check *check)
{
    judge(check);
    for (size_t i = 0; i < check->pairs.len; i++)
        report_project(check, &check->pairs.at[i].now);
    describe(check);
}

void check_failed(Check *check, Str why)
{
    *vec_push(check->arena, &check->report.unjudged) = why;
    check->report.failed = true;
    describe(check);
}

void check_close(Check *check)
{
    workspace_close(&check->space);
}
