// SPDX-License-Identifier: Apache-2.0
// `tidegate init`: a configuration from what is detected; `tidegate init NAME`: a CI job
// or a hook. Nothing that is there is overwritten.
#define _XOPEN_SOURCE 700 // realpath
#include "cli/cli.h"

#include "base/json_escape.h"
#include "base/nearest.h"
#include "base/out.h"
#include "base/path.h"
#include "cli/check_run.h"
#include "cli/files.h"
#include "cli/init_config.h"
#include "cli/template.h"
#include "dialect/dialect.h"
#include "report/text_safe.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct InitOptions {
    Str config; // empty: tidegate.jsonc
    bool force;
} InitOptions;

static bool set_config(Arena *arena, void *into, Str value, Str *why)
{
    (void)arena;
    ((InitOptions *)into)->config = value;
    if (value.len == 0)
        *why = STR("--config is empty: name the file");
    return value.len > 0;
}

static const OptionSpec specs[] = {
    { "--force", NULL, "replace what is there", set_flag, offsetof(InitOptions, force) },
    { "--config", "FILE", "write the configuration there, not to tidegate.jsonc",
      set_config, 0 },
};

static StrVec template_names(Arena *arena)
{
    StrVec names = { 0 };
    for (size_t i = 0; i < template_count; i++)
        *vec_push(arena, &names) = str_from(templates[i].name);
    return names;
}

static StrVec words(Arena *arena, Str option)
{
    return option.len == 0 ? template_names(arena) : (StrVec){ 0 };
}

OptionTable cmd_init_options(Arena *arena)
{
    Out about = out_new(arena);
    out_cstr(&about, "Writes tidegate.jsonc, with the projects that are found and a "
                     "comment for every key.\nWith NAME: a CI job or a hook that runs "
                     "tidegate check. There are:\n");
    for (size_t i = 0; i < template_count; i++)
        out_fmt(&about, "  %-14s%s\n", templates[i].name, templates[i].destination);
    out_cstr(&about,
             "Run it in the repository's root. What is there is not overwritten.");
    return (OptionTable){
        .usage = "tidegate init [OPTION…] [NAME]",
        .about = arena_cstr(arena, out_text(&about)),
        .specs = specs,
        .count = sizeof specs / sizeof *specs,
        .words = words,
    };
}

// ---- where ----

// Paths count from the root, and CI looks for its files there: written anywhere else
// they would do nothing.
static bool is_root(const Check *check, Str *why)
{
    char here[PATH_MAX];
    char root[PATH_MAX];
    Str path = check->space.root;
    if (path.len == 0) {
        *why = STR("this is a bare repository: there is no work tree to write to");
        return false;
    }
    if (!realpath(".", here) || !realpath(arena_cstr(check->arena, path), root)) {
        *why = arena_fmt(check->arena, "the working directory: %s", strerror(errno));
        return false;
    }
    if (strcmp(here, root) == 0)
        return true;
    *why = arena_fmt(check->arena,
                     "this folder lies in the repository " STR_FMT
                     ": run tidegate init there",
                     STR_ARG(path));
    return false;
}

// ---- writing ----

static bool make_folders(Arena *arena, Str path, Str *why)
{
    Str dir = path_parent(path);
    for (size_t at = 0; at < dir.len; at++) {
        at = str_find_char(dir, '/', at + 1);
        const char *part = arena_cstr(arena, str_take(dir, at));
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            *why = arena_fmt(arena, "%s: %s", part, strerror(errno));
            return false;
        }
    }
    return true;
}

typedef struct NewFile {
    Str path; // from the working directory, or absolute
    Str text;
    bool program;
    bool force;
} NewFile;

static bool write_file(Arena *arena, const NewFile *file, Str *why)
{
    struct stat info;
    const char *path = arena_cstr(arena, file->path);
    if (lstat(path, &info) == 0 && !file->force) {
        *why = arena_fmt(arena, "%s is there already: --force replaces it", path);
        return false;
    }
    Str inside;
    bool is_inside =
        !str_starts(file->path, STR("/")) && path_normalize(arena, file->path, &inside);
    Str folder = is_inside ? STR(".") : path_parent(file->path);
    RepairFileVec files = { 0 };
    RepairFile *entry = vec_push(arena, &files);
    entry->path = is_inside ? inside : path_base(file->path);
    entry->text = file->text;
    if (!make_folders(arena, file->path, why) ||
        !files_change(arena, folder.len > 0 ? folder : STR("/"), &files, why))
        return false;
    if (file->program && chmod(path, 0777 & ~S_IWGRP & ~S_IWOTH) != 0) {
        *why = arena_fmt(arena, "%s: %s", path, strerror(errno));
        return false;
    }
    return true;
}

// ---- the configuration ----

static bool detect(Check *check, Str *why)
{
    Scope scope = { &check->space, &check->options, &check->config };
    return projects_find(check->arena, &scope, &check->pairs, why);
}

static void tell_projects(Out *out, const Check *check)
{
    for (size_t i = 0; i < check->report.projects.len; i++) {
        const ReportProject *project = &check->report.projects.at[i];
        out_fmt(out,
                "  " STR_FMT ": " STR_FMT ", " STR_FMT ", run by " STR_FMT
                ", %zu migration%s\n",
                STR_ARG(text_printable(check->arena, project->path, false)),
                STR_ARG(project->layout), STR_ARG(project->engine),
                STR_ARG(project->runner), project->migrations,
                project->migrations == 1 ? "" : "s");
    }
}

// With a version, of the family of the first project that is found.
static const char *example_engine(const Check *check)
{
    static const char *const examples[] = { "mysql@8.4", "mariadb@10.11", "tidb@8.5",
                                            "sqlite@3.45", "libsql@3.45" };
    Str engine =
        check->report.projects.len > 0 ? check->report.projects.at[0].engine : (Str){ 0 };
    Str family;
    str_cut(&engine, '@', &family);
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        if (family.len > 0 && str_starts(str_from(examples[i]), family))
            return examples[i];
    return "postgres@16";
}

static bool has_no_versions(const Check *check)
{
    const EngineFamily *family = check->report.projects.len == 1
                                     ? dialect_family(check->report.projects.at[0].engine)
                                     : NULL;
    return family && family->series_count == 0;
}

static void tell_unjudged(Out *out, const Check *check)
{
    for (size_t i = 0; i < check->report.unjudged.len; i++)
        out_fmt(
            out, "  - " STR_FMT "\n",
            STR_ARG(text_printable(check->arena, check->report.unjudged.at[i], false)));
}

// What is merged already would block the first change that judges it again.
static void tell_history(Out *out, const Check *check)
{
    const size_t *count = check->report.verdict.count;
    size_t all = count[SEV_ERROR] + count[SEV_WARNING] + count[SEV_NOTICE];
    if (all == 0)
        return;
    out_fmt(out,
            "  - the migrations that are there have %zu finding%s, %zu of them error%s: "
            "`tidegate\n    check --base none` shows them, and `tidegate baseline write` "
            "lets them pass\n",
            all, all == 1 ? "" : "s", count[SEV_ERROR], count[SEV_ERROR] == 1 ? "" : "s");
}

static int tell_config(const Check *check, Str path)
{
    Out out = out_new(check->arena);
    out_fmt(&out, "wrote " STR_FMT "\n",
            STR_ARG(text_printable(check->arena, path, false)));
    tell_projects(&out, check);
    out_cstr(&out, "Next:\n");
    if (!has_no_versions(check))
        out_fmt(&out, "  - say the version of your server in it: \"engine\": \"%s\"\n",
                example_engine(check));
    tell_unjudged(&out, check);
    tell_history(&out, check);
    if (check->space.history)
        out_fmt(&out, "  - `tidegate init %s` writes the CI job that blocks merges\n",
                templates[0].name);
    out_cstr(&out, "  - `tidegate check` judges what a change adds\n");
    return cli_print(check->arena, out_text(&out));
}

static int write_config(Check *check, const InitOptions *options)
{
    Str why = { 0 };
    Str path = options->config.len > 0 ? options->config : STR(TIDEGATE_CONFIG);
    if (!detect(check, &why))
        return cli_refuse(why);
    check_judge(check);
    NewFile file = { path, init_config(check->arena, check), false, options->force };
    return write_file(check->arena, &file, &why) ? tell_config(check, path)
                                                 : cli_refuse(why);
}

// ---- CI jobs and hooks ----

static const Template *find_template(Str name)
{
    for (size_t i = 0; i < template_count; i++)
        if (str_eq(str_from(templates[i].name), name))
            return &templates[i];
    return NULL;
}

static int unknown_template(Arena *arena, Str name)
{
    StrVec names = template_names(arena);
    Out known = out_new(arena);
    for (size_t i = 0; i < names.len; i++)
        out_fmt(&known, " " STR_FMT, STR_ARG(names.at[i]));
    Str all = out_text(&known);
    return cli_refuse(arena_fmt(
        arena, "unknown name " STR_FMT STR_FMT " (known:" STR_FMT ")", STR_ARG(name),
        STR_ARG(nearest_hint(arena, &names, name)), STR_ARG(all)));
}

// The template with `branch` where the default branch is named.
static Str fill_in(Arena *arena, const Template *template, Str branch)
{
    Out out = out_new(arena);
    Str find = str_from(template->find);
    Str replace = str_from(template->replace);
    size_t mark = str_find_char(replace, '@', 0);
    size_t at = 0;
    while (find.len > 0) {
        size_t found = str_find(template->text, find, at);
        if (found == template->text.len)
            break;
        out_str(&out, str_slice(template->text, at, found));
        out_str(&out, str_take(replace, mark));
        out_str(&out, branch);
        out_str(&out, str_drop(replace, mark + 1));
        at = found + find.len;
    }
    out_str(&out, str_drop(template->text, at));
    return out_text(&out);
}

// A plain name stands as it is; any other is a string of YAML, which takes JSON's.
static Str branch_text(Arena *arena, Str branch)
{
    for (size_t i = 0; i < branch.len; i++) {
        char c = branch.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_inner =
            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '/' || c == '_';
        if (!is_letter && !(is_inner && i > 0))
            return json_quote(arena, branch);
    }
    return branch;
}

static int write_template(Check *check, const InitOptions *options, Str name)
{
    const Template *template = find_template(name);
    Arena *arena = check->arena;
    Str why;
    if (!template)
        return unknown_template(arena, name);
    Str branch = STR("main");
    if (check->space.history)
        branch = history_default_branch(check->space.history, arena);
    NewFile file = { str_from(template->destination),
                     fill_in(arena, template, branch_text(arena, branch)),
                     template->program, options->force };
    if (!write_file(arena, &file, &why))
        return cli_refuse(why);
    Out out = out_new(arena);
    out_fmt(&out, "wrote %s", template->destination);
    if (template->find[0] != '\0')
        out_fmt(&out, ", for the default branch " STR_FMT,
                STR_ARG(text_printable(arena, branch, false)));
    out_fmt(&out, "\nNext: %s\n", template->then);
    return cli_print(arena, out_text(&out));
}

static int run(Check *check, const InitOptions *options, const StrVec *names)
{
    Str why = { 0 };
    if (names->len > 1)
        return cli_refuse(STR("init takes one NAME (tidegate init --help lists them)"));
    if (!workspace_open(check->arena, &check->options, &check->space, &why) ||
        !is_root(check, &why))
        return cli_refuse(why);
    return names->len > 0 ? write_template(check, options, names->at[0])
                          : write_config(check, options);
}

int cmd_init(Arena *arena, const StrVec *args)
{
    InitOptions options = { 0 };
    OptionTable table = cmd_init_options(arena);
    OptionsRead read = options_read(arena, &table, args, &options);
    if (read.status != OPTIONS_OK)
        return cli_without_run(arena, &table, &read);
    Check check = { .arena = arena, .options = check_options_default() };
    check.options.base = STR("none"); // all that is there is judged
    check.options.base_given = true;
    int status = run(&check, &options, &read.rest);
    check_close(&check);
    return status;
}
