// SPDX-License-Identifier: Apache-2.0
// `tidegate journal fix`: shows, or makes, the repair of a Drizzle journal.
#include "cli/cli.h"

#include "base/out.h"
#include "cli/files.h"
#include "cli/projects.h"
#include "report/text_safe.h"

#include <fcntl.h>
#include <unistd.h>

typedef struct JournalOptions {
    CheckOptions check; // base, config and paths
    bool write;
} JournalOptions;

static bool set_base(Arena *arena, void *into, Str value, Str *why)
{
    CheckOptions *options = &((JournalOptions *)into)->check;
    options->base = value;
    options->base_given = true;
    if (value.len == 0)
        *why = arena_fmt(arena, "--base is empty: give a ref, auto or none");
    return value.len > 0;
}

static bool set_config(Arena *arena, void *into, Str value, Str *why)
{
    (void)arena, (void)why;
    ((JournalOptions *)into)->check.config = value;
    return true;
}

static const OptionSpec specs[] = {
    { "--write", NULL, "make the changes; without it they are only shown", set_flag,
      offsetof(JournalOptions, write) },
    { "--base", "REF|auto|none",
      "the branch whose entries and files are merged and stay as they are (default\n"
      "auto, as for check); none: nothing is merged",
      set_base, 0 },
    { "--config", "FILE",
      "the configuration (default: tidegate.jsonc in the root, if there is one)",
      set_config, 0 },
};

static StrVec words(Arena *arena, Str option)
{
    StrVec names = { 0 };
    if (option.len == 0)
        *vec_push(arena, &names) = STR("fix");
    else if (str_eq(option, STR("--base")))
        names = check_option_table.words(arena, option);
    return names;
}

static const OptionTable table = {
    .usage = "tidegate journal fix [OPTION…] [PATH…]",
    .about =
        "Repairs Drizzle's meta/_journal.json where a merge or an edit has broken it.\n"
        "The entries that are not merged come behind those that are, with the next\n"
        "idx, a later `when` and a fitting tag; their SQL files and snapshots are\n"
        "renamed and chained to match. What is merged is not touched. A conflict in\n"
        "the journal is settled, too. A database that has run what gets another\n"
        "`when`, such as your own, would run it again: make that one anew.\n"
        "Exit status: 0 nothing to do or written, 1 there is something to repair,\n"
        "2 it cannot be repaired without a guess.",
    .specs = specs,
    .count = sizeof specs / sizeof specs[0],
    .words = words,
    .takes_files = true,
};

OptionTable cmd_journal_options(Arena *arena)
{
    (void)arena;
    return table;
}

typedef struct Fix {
    Arena *arena;
    JournalOptions options;
    Workspace space;
    Config config;
    ProjectPairVec pairs;
    RepairInput input;
    VEC(Repair) repairs;
    StrVec dirs; // of the repairs
} Fix;

static bool fill_random(unsigned char *bytes, size_t count)
{
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    bool is_full = fd >= 0 && read(fd, bytes, count) == (ssize_t)count;
    if (fd >= 0)
        close(fd);
    return is_full;
}

// ---- what there is ----

static bool read_config(Fix *fix, Str *why)
{
    ConfigFile file;
    return workspace_config(fix->arena, &fix->space, fix->options.check.config, &file,
                            why) &&
           (!file.text.ptr ||
            config_read(fix->arena, file.path, file.text, &fix->config, why));
}

static bool check_place(Fix *fix, Str *why)
{
    bool wants_none = str_eq(fix->options.check.base, STR("none"));
    if (fix->space.root.len == 0)
        *why = STR("this repository has no work tree: run this where there is one");
    else if (!fix->space.base && !wants_none)
        *why = STR("there is no base to tell what is merged: name the target branch "
                   "with --base REF, or say --base none if nothing is merged");
    return why->len == 0;
}

// The branch itself, not where it was left: what came after that is merged as well.
static bool open_merged(Fix *fix, Str *why)
{
    Workspace *space = &fix->space;
    Str commit = space->base_commit.commit;
    if (!space->base)
        return true;
    history_commit(space->history, fix->arena, space->base_commit.ref, &commit);
    fix->input.merged = history_tree(space->history, fix->arena, commit, why);
    fix->input.merged_name = space->base_commit.ref;
    return fix->input.merged != NULL;
}

static void open_others(Fix *fix)
{
    static const char *const SIDES[] = { "HEAD",     "MERGE_HEAD", "REBASE_HEAD",
                                         "HEAD^1",   "HEAD^2",     "CHERRY_PICK_HEAD",
                                         "ORIG_HEAD" };
    Str commit, why;
    for (size_t i = 0; fix->space.history && i < sizeof SIDES / sizeof *SIDES; i++) {
        if (!history_commit(fix->space.history, fix->arena, str_from(SIDES[i]), &commit))
            continue;
        FileTree *tree = history_tree(fix->space.history, fix->arena, commit, &why);
        if (tree)
            *vec_push(fix->arena, &fix->input.others) = tree;
    }
}

static bool find_projects(Fix *fix, Str *why)
{
    Scope scope = { &fix->space, &fix->options.check, &fix->config };
    if (!projects_find(fix->arena, &scope, &fix->pairs, why))
        return false;
    for (size_t i = 0; i < fix->pairs.len; i++)
        if (fix->pairs.at[i].now.journal.present)
            return true;
    *why = STR("no migration folder here has a journal: this is for Drizzle before 1.0");
    return false;
}

static bool prepare(Fix *fix, Str *why)
{
    if (!workspace_open(fix->arena, &fix->options.check, &fix->space, why) ||
        !check_place(fix, why) || !read_config(fix, why) || !find_projects(fix, why) ||
        !open_merged(fix, why))
        return false;
    open_others(fix);
    fix->input.now = tree_disk(fix->arena, fix->space.root);
    fix->input.present = fix->space.present;
    fix->input.random = fill_random;
    return true;
}

// ---- what is to be done ----

static bool plan_all(Fix *fix, Str *why)
{
    for (size_t i = 0; i < fix->pairs.len; i++) {
        const Project *project = &fix->pairs.at[i].now;
        if (!project->journal.present)
            continue;
        fix->input.dir = project->path;
        *vec_push(fix->arena, &fix->dirs) = project->path;
        if (!repair_plan(fix->arena, &fix->input, vec_push(fix->arena, &fix->repairs),
                         why))
            return false;
    }
    return true;
}

static bool write_all(Fix *fix, Str *why)
{
    for (size_t i = 0; fix->options.write && i < fix->repairs.len; i++)
        if (!files_change(fix->arena, fix->space.root, &fix->repairs.at[i].files, why))
            return false;
    return true;
}

static void print_repair(Fix *fix, Out *out, size_t index)
{
    const Repair *repair = &fix->repairs.at[index];
    Str dir = text_printable(fix->arena, fix->dirs.at[index], false);
    if (repair->lines.len == 0) {
        out_fmt(out, STR_FMT ": nothing to repair\n", STR_ARG(dir));
        return;
    }
    out_fmt(out, STR_FMT ": %s\n", STR_ARG(dir),
            fix->options.write ? "repaired" : "to repair");
    for (size_t i = 0; i < repair->lines.len; i++)
        out_fmt(out, "  " STR_FMT "\n",
                STR_ARG(text_printable(fix->arena, repair->lines.at[i], false)));
}

static int report(Fix *fix)
{
    Out out = out_new(fix->arena);
    bool is_pending = false;
    for (size_t i = 0; i < fix->repairs.len; i++) {
        print_repair(fix, &out, i);
        is_pending = is_pending || fix->repairs.at[i].lines.len > 0;
    }
    if (is_pending && fix->options.write)
        out_cstr(&out, "Look at it with `git diff`, and commit all of it together.\n");
    is_pending = is_pending && !fix->options.write;
    if (is_pending)
        out_cstr(&out, "Nothing is written yet: run this again with --write.\n");
    int status = cli_print(fix->arena, out_text(&out));
    return status == EXIT_PASSED && is_pending ? EXIT_BLOCKED : status;
}

static int run_fix(Fix *fix, const StrVec *paths)
{
    Str why = { 0 };
    fix->options.check.paths = *paths;
    bool is_done = prepare(fix, &why) && plan_all(fix, &why) && write_all(fix, &why);
    int status =
        is_done ? report(fix) : cli_refuse(text_printable(fix->arena, why, true));
    workspace_close(&fix->space);
    return status;
}

int cmd_journal(Arena *arena, const StrVec *args)
{
    Fix fix = { .arena = arena, .options.check = check_options_default() };
    OptionsRead read = options_read(arena, &table, args, &fix.options);
    if (read.status != OPTIONS_OK)
        return cli_without_run(arena, &table, &read);
    if (read.rest.len == 0 || !str_eq(read.rest.at[0], STR("fix")))
        return cli_refuse(STR("say what to do with the journal: tidegate journal fix "
                              "(tidegate journal --help)"));
    StrVec paths = { .at = read.rest.at + 1, .len = read.rest.len - 1 };
    return run_fix(&fix, &paths);
}
