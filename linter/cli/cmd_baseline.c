// SPDX-License-Identifier: Apache-2.0
// `tidegate baseline write|prune|show`: the file of what was there before the gate.
#include "cli/cli.h"

#include "base/deadline.h"
#include "base/out.h"
#include "cli/check_run.h"
#include "cli/files.h"
#include "lint/engine.h"
#include "report/text_safe.h"

#include <stdlib.h>

typedef struct Action {
    const char *name;
    bool (*run)(Check *check, Out *out, Str *why);
} Action;

// ---- writing ----

// The folder and the name in it that the file is written to.
static bool find_target(const Check *check, Str *root, Str *name, Str *why)
{
    const BaselinePlace *place = &check->baseline_place;
    *root = check->space.root;
    *name = place->path;
    if (place->is_outside) {
        *root = path_parent(place->path);
        *name = path_base(place->path);
    }
    if (root->len > 0)
        return true;
    *why = STR("this repository has no work tree to write to: name a file elsewhere with "
               "--baseline");
    return false;
}

static bool write_lines(const Check *check, StrVec *lines, Str *why)
{
    Str root, name;
    RepairFileVec files = { 0 };
    if (!find_target(check, &root, &name, why))
        return false;
    *vec_push(check->arena, &files) =
        (RepairFile){ .path = name, .text = baseline_file(check->arena, lines) };
    return files_change(check->arena, root, &files, why);
}

static Str shown(const Check *check, Str text)
{
    return text_printable(check->arena, text, false);
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

// What a baseline does not take goes on to block.
static void say_left(const Check *check, Out *out, const FindingVec *left)
{
    for (size_t i = 0; i < left->len; i++)
        out_fmt(out, STR_FMT ":%zu:%zu: %s: %s cannot be in a baseline\n",
                STR_ARG(shown(check, left->at[i].path)), left->at[i].line,
                left->at[i].column, severity_word(left->at[i].severity),
                left->at[i].rule->id);
}

static bool write_all(Check *check, Out *out, Str *why)
{
    size_t counts[SEVERITY_COUNT] = { 0 };
    StrVec lines = { 0 };
    FindingVec left = { 0 };
    BaselineRun run = { .config_path = check->allowed.path };
    for (size_t i = 0; i < check->result.findings.len; i++) {
        const Finding *finding = &check->result.findings.at[i];
        if (finding->suppressed || finding->rule == &rule_gate_changed)
            continue;
        if (!baseline_takes(&check->baseline, &run, finding)) {
            *vec_push(check->arena, &left) = *finding;
            continue;
        }
        counts[finding->severity]++;
        *vec_push(check->arena, &lines) = baseline_line(check->arena, finding);
    }
    if (!write_lines(check, &lines, why))
        return false;
    say_left(check, out, &left);
    out_fmt(out,
            STR_FMT ": %zu finding%s written: %zu error%s, %zu warning%s, %zu notice%s\n",
            STR_ARG(shown(check, check->baseline.path)), lines.len, plural(lines.len),
            counts[SEV_ERROR], plural(counts[SEV_ERROR]), counts[SEV_WARNING],
            plural(counts[SEV_WARNING]), counts[SEV_NOTICE], plural(counts[SEV_NOTICE]));
    return true;
}

// ---- taking out ----

static bool has_file(const Check *check, Str *why)
{
    const Baseline *baseline = &check->baseline;
    if (!baseline->text.ptr) {
        *why = arena_fmt(check->arena,
                         "there is no baseline " STR_FMT "; `tidegate baseline write` "
                         "makes it",
                         STR_ARG(baseline->path));
        return false;
    }
    return true;
}

// An entry of a rule that nobody has asked for in this run may still match.
static bool is_kept(const Check *check, const BaselineEntry *entry)
{
    const Rule *rule = rule_find(entry->rule);
    return rule && (entry->matched || !rule_runs(&check->choices, rule));
}

static bool prune(Check *check, Out *out, Str *why)
{
    const Baseline *baseline = &check->baseline;
    StrVec kept = { 0 };
    if (!has_file(check, why))
        return false;
    if (baseline->fault.len > 0) {
        *why = arena_fmt(check->arena,
                         STR_FMT " has a line that is " STR_FMT ": mend it first",
                         STR_ARG(baseline->path), STR_ARG(baseline->fault));
        return false;
    }
    for (size_t i = 0; i < baseline->entries.len; i++)
        if (is_kept(check, &baseline->entries.at[i]))
            *vec_push(check->arena, &kept) = baseline->entries.at[i].line;
    size_t gone = baseline->entries.len - kept.len;
    if (gone > 0 && !write_lines(check, &kept, why))
        return false;
    out_fmt(out, STR_FMT ": %zu of %zu finding%s taken out\n",
            STR_ARG(shown(check, baseline->path)), gone, baseline->entries.len,
            plural(baseline->entries.len));
    return true;
}

// ---- showing ----

static int cmp_entry(const void *left, const void *right)
{
    const BaselineEntry *a = left;
    const BaselineEntry *b = right;
    int order = (int)b->matched - (int)a->matched;
    if (order == 0)
        order = str_cmp(a->path, b->path);
    if (order == 0)
        order = (a->at_line > b->at_line) - (a->at_line < b->at_line);
    if (order == 0)
        order = (a->at_column > b->at_column) - (a->at_column < b->at_column);
    return order != 0 ? order : str_cmp(a->line, b->line);
}

static void show_entry(const Check *check, Out *out, const BaselineEntry *entry)
{
    if (entry->matched)
        out_fmt(out, "  %zu:%zu  ", entry->at_line, entry->at_column);
    else
        out_cstr(out, "  gone  ");
    out_fmt(out, STR_FMT "  " STR_FMT "\n", STR_ARG(shown(check, entry->rule)),
            STR_ARG(shown(check, entry->object)));
}

static bool show(Check *check, Out *out, Str *why)
{
    Baseline *baseline = &check->baseline;
    const BaselineEntry *last = NULL;
    size_t gone = 0;
    if (!has_file(check, why))
        return false;
    if (baseline->entries.len > 0)
        qsort(baseline->entries.at, baseline->entries.len, sizeof *baseline->entries.at,
              cmp_entry);
    for (size_t i = 0; i < baseline->entries.len; i++) {
        const BaselineEntry *entry = &baseline->entries.at[i];
        if (!last || !str_eq(last->path, entry->path) || last->matched != entry->matched)
            out_fmt(out, STR_FMT "\n", STR_ARG(shown(check, entry->path)));
        show_entry(check, out, entry);
        gone += entry->matched ? 0 : 1;
        last = entry;
    }
    out_fmt(out, "%s" STR_FMT ": %zu finding%s, %zu of them gone\n", last ? "\n" : "",
            STR_ARG(shown(check, baseline->path)), baseline->entries.len,
            plural(baseline->entries.len), gone);
    if (baseline->fault.len > 0)
        out_fmt(out, "a line is " STR_FMT ": " STR_FMT "\n", STR_ARG(baseline->fault),
                STR_ARG(baseline->remedy));
    return true;
}

// ---- the command ----

static const Action actions[] = {
    { "write", write_all },
    { "prune", prune },
    { "show", show },
    { NULL, NULL },
};

static StrVec words(Arena *arena, Str option)
{
    if (option.len > 0)
        return check_option_table.words(arena, option);
    StrVec names = { 0 };
    for (const Action *action = actions; action->name; action++)
        *vec_push(arena, &names) = str_from(action->name);
    return names;
}

OptionTable cmd_baseline_options(Arena *arena)
{
    (void)arena;
    OptionTable table = check_option_table;
    table.words = words;
    table.takes_files = false;
    table.usage = "tidegate baseline write|prune|show [OPTION…]";
    table.about =
        "A baseline lets pass what is there already, so that only what is new blocks.\n"
        "write makes the file anew: tidegate-baseline.txt in the root, or what "
        "--baseline\n"
        "or the configuration names. prune takes out what is there no more, show lists\n"
        "what is in it and where that is now. All of the repository is judged, as by\n"
        "`tidegate check --base none`, unless --base names one; the other options are\n"
        "those of check, and such as choose a report have no effect.\n"
        "Exit status: 0 done, 2 it could not be judged or written.";
    return table;
}

static const Action *action_named(const StrVec *words)
{
    const Action *action = actions;
    while (action->name &&
           (words->len != 1 || !str_eq(words->at[0], str_from(action->name))))
        action++;
    return action->name ? action : NULL;
}

// Everything that check would ever say, and nothing that the file itself lets pass.
static void prepare_options(Check *check, const Action *action)
{
    CheckOptions *options = &check->options;
    if (!options->base_given)
        options->base = STR("none");
    options->all = true;
    check->makes_baseline = action->run == write_all;
}

static int run_action(Check *check, const Action *action)
{
    Str why = { 0 };
    Out out = out_new(check->arena);
    prepare_options(check, action);
    deadline_start(check->options.time_limit, EXIT_NOT_JUDGED);
    if (!check_prepare(check, &why))
        return cli_refuse(why);
    if (check->baseline.path.len == 0)
        return cli_refuse(STR("--baseline none leaves nothing to do: name a file"));
    if (check->makes_baseline) // what is in the old one is looked at anew
        check->baseline = (Baseline){ .path = check->baseline.path };
    check_judge(check);
    for (size_t i = 0; i < check->report.unjudged.len; i++)
        cli_refuse(check->report.unjudged.at[i]);
    if (check->report.unjudged.len > 0)
        return EXIT_NOT_JUDGED;
    if (!action->run(check, &out, &why))
        return cli_refuse(why);
    return cli_print(check->arena, out_text(&out));
}

int cmd_baseline(Arena *arena, const StrVec *args)
{
    OptionTable table = cmd_baseline_options(arena);
    Check check = { .arena = arena, .options = check_options_default() };
    OptionsRead read = options_read(arena, &table, args, &check.options);
    if (read.status != OPTIONS_OK)
        return cli_without_run(arena, &table, &read);
    const Action *action = action_named(&read.rest);
    if (!action)
        return cli_refuse(STR("say what to do with the baseline: write, prune or show "
                              "(tidegate baseline --help); it is of the whole "
                              "repository, and takes no PATH"));
    int status = run_action(&check, action);
    check_close(&check);
    return status;
}
