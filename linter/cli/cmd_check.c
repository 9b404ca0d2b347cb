// SPDX-License-Identifier: Apache-2.0
// `tidegate check`: the pipeline from the command line to the reports.
#include "cli/cli.h"

#include "base/deadline.h"
#include "cli/check_run.h"
#include "cli/ci_run.h"
#include "cli/named_path.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int refuse(const Check *check, Str why)
{
    cli_refuse(why);
    return exit_not_judged(check->codes);
}

// A report that its reader did not read to the end is cut off, quietly.
static int unwritten(const Check *check, const FormatWish *wish, Str why)
{
    if (why.len == 0)
        return exit_not_judged(check->codes);
    return refuse(check, arena_fmt(check->arena, "--format %s: " STR_FMT,
                                   wish->reporter->name, STR_ARG(why)));
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

static bool write_report(Check *check, const FormatWish *wish, Str *why)
{
    Out out = out_new(check->arena);
    bool to_file = wish->file.len > 0;
    check->report.color = !to_file && wants_color(check->options.color);
    wish->reporter->write(&out, &check->report);
    if (to_file)
        return named_path_stays(check->arena, wish->file, NAMED_FILE, why) &&
               out_write_file(check->arena, wish->file, out_text(&out), why);
    return out_write_fd(check->arena, STDOUT_FILENO, out_text(&out), why);
}

// The page of a run shows more than annotations can say.
static bool write_summary(Check *check, Str *why)
{
    bool github = false;
    for (size_t i = 0; i < check->options.formats.len; i++)
        github = github ||
                 check->options.formats.at[i].reporter == reporter_find(STR("github"));
    return !github || ci_run_summary(check->arena, cli_environment, &check->report, why);
}

// Every report is tried, so that one full disk does not cost the others.
static int write_reports(Check *check)
{
    int status = check->report.exit_status;
    if (check->options.formats.len == 0)
        *vec_push(check->arena, &check->options.formats) =
            (FormatWish){ &reporters[0], STR("") };
    ci_run_links(check->arena, cli_environment, &check->report);
    check->report.comment_name = check->options.comment_name;
    Str why;
    for (size_t i = 0; i < check->options.formats.len; i++) {
        const FormatWish *wish = &check->options.formats.at[i];
        if (!write_report(check, wish, &why))
            status = unwritten(check, wish, why);
    }
    if (!write_summary(check, &why))
        status = refuse(check, arena_fmt(check->arena, "GITHUB_STEP_SUMMARY: " STR_FMT,
                                         STR_ARG(why)));
    for (size_t i = 0; i < check->report.unjudged.len; i++)
        cli_refuse(check->report.unjudged.at[i]);
    return status;
}

OptionTable cmd_check_options(Arena *arena)
{
    (void)arena;
    return check_option_table;
}

static int print_help(Check *check)
{
    Str text = options_help(check->arena, &check_option_table);
    return cli_print(check->arena, text) == EXIT_PASSED ? EXIT_PASSED
                                                        : exit_not_judged(check->codes);
}

// What could not run is reported too: who reads nothing but a report, or a comment that
// an earlier run has left, must not take it for a pass.
static int judge_and_report(Check *check)
{
    Str why = { 0 };
    if (check_prepare(check, &why))
        check_judge(check);
    else
        check_failed(check, why);
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
    deadline_start(check->options.time_limit, exit_not_judged(check->codes));
    int status = judge_and_report(check);
    check_close(check);
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
