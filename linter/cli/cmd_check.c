// SPDX-License-Identifier: Apache-2.0
// `tidegate check`: the pipeline from the command line to the reports.
#include "cli/cli.h"

#include "cli/allowed.h"
#include "cli/commits.h"
#include "dialect/dialect.h"
#include "gate/suppress.h"
#include "lint/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct Check {
    Arena *arena;
    CheckOptions options;
    Config config;
    RuleChoiceVec choices;
    AllowList allowed;
    Workspace space;
    ProjectPairVec pairs;
    LintResult result;
    Report report;
    StrVec unjudged; // why some SQL could not be judged; none: all was
    ExitCodes codes; // also of a command line that cannot be read
} Check;

static int refuse(const Check *check, Str why)
{
    cli_refuse(why);
    return exit_not_judged(check->codes);
}

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
        *vec_push(check->arena, &check->unjudged) = arena_fmt(
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
        .all = everywhere && check->unjudged.len == 0 &&
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
            *vec_push(check->arena, &check->unjudged) =
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

static bool wants_color(ColorWhen when)
{
    const char *no_color = getenv("NO_COLOR");
    Str term = str_from(getenv("TERM"));
    if (when != COLOR_AUTO)
        return when == COLOR_ALWAYS;
    return isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
           !str_eq(term, STR("dumb"));
}

static void sum_up(Check *check)
{
    Report *report = &check->report;
    report->version = TIDEGATE_VERSION;
    report->grammar = cli_grammars(check->arena);
    if (check->space.base) {
        report->base_ref = check->space.base_commit.ref;
        report->base_commit = check->space.base_commit.commit;
    }
    for (size_t i = 0; i < check->pairs.len; i++)
        report_project(check, &check->pairs.at[i].now);
    report->findings = &check->result.findings;
    report->fail_on = check->options.fail_on;
    report->verdict = verdict_of(&check->result.findings, report->fail_on);
    report->incomplete = check->unjudged.len > 0;
    report->quiet = check->options.quiet;
}

static bool write_report(Check *check, const FormatWish *wish, Str *why)
{
    Out out = out_new(check->arena);
    bool to_file = wish->file.len > 0;
    check->report.color = !to_file && wants_color(check->options.color);
    wish->reporter->write(&out, &check->report);
    if (to_file)
        return out_write_file(check->arena, wish->file, out_text(&out), why);
    return out_write_fd(check->arena, STDOUT_FILENO, out_text(&out), why);
}

// Every report is tried, so that one full disk does not cost the others.
static int write_reports(Check *check)
{
    int status = exit_status(check->codes, &check->report.verdict);
    if (check->options.formats.len == 0)
        *vec_push(check->arena, &check->options.formats) =
            (FormatWish){ &reporters[0], STR("") };
    for (size_t i = 0; i < check->options.formats.len; i++) {
        Str why;
        const FormatWish *wish = &check->options.formats.at[i];
        if (!write_report(check, wish, &why))
            status = refuse(check, arena_fmt(check->arena, "--format %s: " STR_FMT,
                                             wish->reporter->name, STR_ARG(why)));
    }
    for (size_t i = 0; i < check->unjudged.len; i++)
        status = refuse(check, check->unjudged.at[i]);
    return status;
}

static bool prepare(Check *check, Str *why)
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

static int print_help(Check *check)
{
    Str text = options_help(check->arena, &check_option_table);
    return cli_print(check->arena, text) == EXIT_PASSED ? EXIT_PASSED
                                                        : exit_not_judged(check->codes);
}

static int judge_and_report(Check *check)
{
    Str why = { 0 };
    if (!prepare(check, &why))
        return refuse(check, why);
    judge(check);
    sum_up(check);
    return write_reports(check);
}

static int run(Check *check, const StrVec *args)
{
    OptionsRead read =
        options_read(check->arena, &check_option_table, args, &check->options);
    switch (read.status) {
    case OPTIONS_HELP:
        return print_help(check);
    case OPTIONS_WRONG:
        return refuse(check, read.why);
    case OPTIONS_OK:
        break;
    }
    check->options.paths = read.rest;
    int status = judge_and_report(check);
    workspace_close(&check->space);
    return status;
}

int cmd_check(Arena *arena, const StrVec *args)
{
    Check check = { .arena = arena,
                    .options = check_options_default(),
                    .codes = exit_codes_wanted(args) };
    exit_guard(check.codes);
    int status = run(&check, args);
    exit_now(check.codes, status);
    return status;
}
