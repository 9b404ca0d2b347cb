// SPDX-License-Identifier: Apache-2.0
// The pipeline from the command line to the verdict.
#include "cli/check_run.h"

#include "cli/allowed.h"
#include "cli/cli.h"
#include "cli/commits.h"
#include "dialect/dialect.h"
#include "gate/suppress.h"

static bool choose_rules(Check *check, Str *why)
{
    for (size_t i = 0; i < check->config.rules.len; i++) {
        const ConfigRule *rule = &check->config.rules.at[i];
        Str problem;
        if (rule_choose(check->arena, &check->choices, rule->id, rule->word, &problem) &&
            (!rule->pattern.ptr ||
             rule_choose_pattern(check->arena, &check->choices, rule->pattern, &problem)))
            continue;
        *why = arena_fmt(check->arena, STR_FMT ": " STR_FMT, STR_ARG(rule->place),
                         STR_ARG(problem));
        return false;
    }
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
    if (!config_read(check->arena, file.path, file.text, &check->config, why) ||
        !choose_rules(check, why) ||
        !allowed_read(check->arena, &check->config, &check->allowed, why))
        return false;
    Str fail_on = check->config.fail_on;
    if (fail_on.len == 0 || check->options.fail_on_given)
        return true;
    if (fail_on_from(fail_on, &check->options.fail_on))
        return true;
    *why = arena_fmt(
        check->arena,
        STR_FMT ": \"fail-on\" is error, warning, notice or never, not \"" STR_FMT "\"",
        STR_ARG(file.path), STR_ARG(fail_on));
    return false;
}

// An engine without a version is judged as the oldest one that is still maintained.
static const Frontend *frontend_for(Project *project)
{
    const Frontend *frontend = dialect_find(project->dialect);
    if (frontend && project->engine.major == 0)
        project->engine.major = frontend->default_major;
    return frontend;
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

// An entry that matches nothing is unused only where everything was judged: a pull
// request is compared with its base, and old facts are not said there.
static void apply_allowed(Check *check)
{
    const Workspace *space = &check->space;
    bool everywhere = space->paths.len + space->files.len == 0;
    AllowRun run = {
        .present = space->present,
        .all = everywhere && check->report.unjudged.len == 0 &&
               (!space->base || check->options.all),
    };
    allow_apply(check->arena, &check->allowed, run, &check->result.findings);
}

static void judge(Check *check)
{
    for (size_t i = 0; i < check->pairs.len; i++) {
        ProjectPair *pair = &check->pairs.at[i];
        LintOptions options = { frontend_for(&pair->now), check->options.all,
                                &check->choices, check->space.present };
        lint_project(check->arena, &options, &pair->now, pair->base, &check->result);
        if (!options.frontend && pair->now.migrations.len > 0)
            *vec_push(check->arena, &check->report.unjudged) =
                no_parser(check->arena, &pair->now);
        require_base(check, &pair->now);
    }
    suppress_apply(check->arena, &check->result.files, &check->result.findings);
    apply_allowed(check);
    rule_choices_apply(&check->choices, &check->result.findings);
    findings_finish(check->arena, &check->result.findings);
}

static Str engine_text(Arena *arena, const Engine *engine)
{
    if (engine->major == 0)
        return engine->family;
    return arena_fmt(arena, STR_FMT "@%d", STR_ARG(engine->family), engine->major);
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
    report->quiet = check->options.quiet;
    report->exit_status = report_is_incomplete(report)
                              ? exit_not_judged(check->codes)
                              : exit_status(check->codes, &report->verdict);
}

bool check_prepare(Check *check, Str *why)
{
    if (!workspace_open(check->arena, &check->options, &check->space, why) ||
        !read_config(check, why))
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
