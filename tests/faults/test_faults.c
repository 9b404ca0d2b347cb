// SPDX-License-Identifier: Apache-2.0
// Everything that can fail fails once, one call after the other: the outcome is the
// report that there is without it, or exit status 2 and a message, and every file is
// whole. FAULT_STEP=1 tries every call, not one in so many (make faults); an argument
// chooses the scenes whose names have it. `test_faults --one ORDEAL CALL check …` is the
// program here and now with one fault, for a debugger or valgrind.
#include "trial.h"

#include "../unit/check.h"
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { MOST_SHOWN = 8 };

typedef struct Ordeal {
    const char *name;
    Fault fault;      // without its place
    size_t step;      // of the calls, in the short run
    bool may_find;    // what is not read may be one more finding
    bool may_be_cut;  // standard output may end early
    bool is_harmless; // nothing but the whole report will do
} Ordeal;

static const Ordeal ordeals[] = {
    { "no memory", { CALL_MEMORY, .error = ENOMEM }, .step = 61 },
    { "no more memory", { CALL_MEMORY, .error = ENOMEM, .stays = true }, .step = 197 },
    { "SIGTERM at an allocation", { CALL_MEMORY, .raise = SIGTERM }, .step = 997 },
    { "a path that may not be seen", { CALL_LOOK, .error = EACCES }, .may_find = true },
    { "a path on a broken disk", { CALL_LOOK, .error = EIO }, .step = 1 },
    { "SIGTERM at a look", { CALL_LOOK, .raise = SIGTERM }, .step = 7 },
    { "a file that may not be read", { CALL_OPEN, .error = EACCES }, .may_find = true },
    { "too many open files", { CALL_OPEN, .error = EMFILE }, .step = 1 },
    { "a broken disk", { CALL_READ, .error = EIO }, .step = 1 },
    { "a disk that breaks for good",
      { CALL_READ, .error = EIO, .stays = true },
      .step = 1 },
    { "a file that ends early", { CALL_READ, .ends = true }, .may_find = true },
    { "reads of a byte",
      { CALL_READ, .at = 1, .most = 1, .stays = true },
      .is_harmless = true },
    { "SIGTERM at a read", { CALL_READ, .raise = SIGTERM }, .step = 1 },
    { "a full disk", { CALL_WRITE, .error = ENOSPC }, .may_be_cut = true },
    { "a disk that stays full",
      { CALL_WRITE, .error = ENOSPC, .stays = true },
      .may_be_cut = true },
    { "writes of a byte",
      { CALL_WRITE, .at = 1, .most = 1, .stays = true },
      .is_harmless = true },
    { "SIGTERM at a write", { CALL_WRITE, .raise = SIGTERM }, .may_be_cut = true },
    { "SIGINT at a write", { CALL_WRITE, .raise = SIGINT }, .may_be_cut = true },
};

static const Scene scenes[] = {
    { .project = "postgres", .args = { "check" } },
    { .project = "postgres",
      .args = { "check", "--format", "json", "--format", "sarif=report.sarif" } },
    { .project = "postgres",
      .args = { "check", "--format=github", "--format=gitlab=a.json",
                "--format=junit=b.xml", "--format=checkstyle=c.xml",
                "--format=markdown=d.md" } },
    { .project = "clean", .args = { "check" } },
    { .project = "mysql", .args = { "check", "--engine", "mysql@8.0" } },
    { .project = "sqlite", .args = { "check", "--engine", "d1" } },
    { .project = "config", .args = { "check" } },
    { .project = "config", .args = { "baseline", "write" }, .may_pass_over = true },
    { .project = "config", .args = { "config", "--json" }, .may_pass_over = true },
    { .project = "clean", .args = { "init", "github" } },
    { .project = "drizzle", .args = { "check" }, .is_by_libgit2 = true },
    { .project = "drizzle",
      .args = { "check", "--base", "main" },
      .is_by_libgit2 = true },
    { .project = "drizzle", .args = { "check", "--staged" }, .is_by_libgit2 = true },
    { .project = "drizzle",
      .args = { "journal", "fix", "--write" },
      .is_by_libgit2 = true },
    { .project = "postgres",
      .args = { "locks", "migrations/0001_users.sql", "migrations/0002_tidy.sql" } },
};

static bool starts(Str text, Str start)
{
    return str_starts(text, start);
}

// Each format has its own way to say that a run could not judge.
static bool says_not_judged(Str text)
{
    static const char *const words[] = { "could not judge", "not-judged",
                                         "\"unjudged\":\t[\"",
                                         "\"executionSuccessful\":\tfalse" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_contains(text, str_from(words[i])))
            return true;
    return false;
}

// Every file is the old one or the one of the whole run, or says that nothing was judged;
// none is left over.
static const char *bad_file(const Trial *trial, const Run *run)
{
    for (size_t i = 0; i < run->files.entries.len; i++) {
        Str path = run->files.entries.at[i].key;
        const Str *text = run->files.entries.at[i].value;
        const Str *old = map_get(&trial->before, path);
        const Str *whole = map_get(&trial->whole.files, path);
        if (!old && !whole)
            return "a file is left over";
        if (!(old && str_eq(*old, *text)) && !(whole && str_eq(*whole, *text)) &&
            !says_not_judged(*text))
            return "a file is neither old nor whole";
    }
    for (size_t i = 0; i < trial->before.entries.len; i++) {
        Str path = trial->before.entries.at[i].key;
        if (!map_get(&run->files, path) && map_get(&trial->whole.files, path))
            return "a file is gone";
    }
    return NULL;
}

static bool is_whole(const Trial *trial, const Run *run)
{
    if (run->status != trial->whole.status || !str_eq(run->out, trial->whole.out) ||
        run->files.entries.len != trial->whole.files.entries.len)
        return false;
    for (size_t i = 0; i < run->files.entries.len; i++) {
        const Str *whole = map_get(&trial->whole.files, run->files.entries.at[i].key);
        if (!whole || !str_eq(*whole, *(const Str *)run->files.entries.at[i].value))
            return false;
    }
    return true;
}

static bool killed_as_asked(const Ordeal *ordeal, const Run *run)
{
    return ordeal->fault.raise == SIGINT && WIFSIGNALED(run->status) &&
           WTERMSIG(run->status) == SIGINT;
}

// NULL: the outcome is one of those that are right.
static const char *wrong(const Ordeal *ordeal, const Trial *trial, const Run *run)
{
    if (is_whole(trial, run))
        return NULL;
    bool passed_over = trial->scene->may_pass_over && ordeal->may_find &&
                       run->status == trial->whole.status;
    if (ordeal->is_harmless && !trial->scene->is_by_libgit2)
        return "not the whole report";
    bool killed = killed_as_asked(ordeal, run);
    if (!WIFEXITED(run->status) && !killed)
        return "killed by a signal";
    const char *bad = bad_file(trial, run);
    bool found = passed_over || (ordeal->may_find && WIFEXITED(run->status) &&
                                 WEXITSTATUS(run->status) == 1);
    if (found)
        return NULL;
    if (bad)
        return bad;
    if (!killed && WEXITSTATUS(run->status) != 2)
        return "another verdict";
    if (!killed && run->err.len == 0)
        return "no message";
    if (run->out.len == 0 || str_eq(run->out, trial->whole.out) ||
        says_not_judged(run->out) ||
        (ordeal->may_be_cut && starts(trial->whole.out, run->out)))
        return NULL;
    return "a part of a report";
}

static void show(const Scene *scene, const Ordeal *ordeal, size_t at, const Run *run,
                 const char *why)
{
    print_error("%s %s, %s %zu: %s (status %x)\n", scene->project, scene->args[0],
                ordeal->name, at, why, (unsigned)run->status);
    print_error("  stdout: " STR_FMT "\n  stderr: " STR_FMT "\n",
                STR_ARG(str_take(run->out, run->out.len < 300 ? run->out.len : 300)),
                STR_ARG(run->err));
}

static size_t wanted_step; // 0: each ordeal's own

static size_t step_of(const Ordeal *ordeal)
{
    if (wanted_step > 0)
        return wanted_step;
    return ordeal->step > 0 ? ordeal->step : 1;
}

// The number of wrong outcomes.
static size_t suffer(Trial *trial, const Ordeal *ordeal, size_t step, size_t *runs)
{
    size_t bad = 0;
    size_t last = trial->whole.calls[ordeal->fault.kind];
    Arena *arena = arena_new();
    for (size_t at = 1; at <= last; at += step) {
        Fault fault = ordeal->fault;
        fault.at = at;
        Run run = trial_run(trial, arena, &fault);
        const char *why = wrong(ordeal, trial, &run);
        if (why && bad++ < MOST_SHOWN)
            show(trial->scene, ordeal, at, &run, why);
        arena_reset(arena);
        ++*runs;
        if (ordeal->is_harmless)
            break;
    }
    arena_free(arena);
    return bad;
}

static void stands_every_fault(void **state)
{
    size_t bad = 0;
    size_t all = 0;
    Trial *trial = trial_open(*state);
    for (size_t i = 0; i < sizeof ordeals / sizeof *ordeals; i++) {
        size_t runs = 0;
        bad += suffer(trial, &ordeals[i], step_of(&ordeals[i]), &runs);
        if (runs == 0 && ordeals[i].fault.kind == CALL_MEMORY)
            fail_msg("%s: there is no such call", ordeals[i].name);
        all += runs;
    }
    print_message("%zu runs, %zu wrong\n", all, bad);
    trial_close(trial);
    assert_int_equal(bad, 0);
}

enum { SCENES = sizeof scenes / sizeof *scenes };

static int run_one(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof ordeals / sizeof *ordeals; i++) {
        if (strcmp(ordeals[i].name, argv[2]) != 0)
            continue;
        Fault fault = ordeals[i].fault;
        fault.at = (size_t)strtoul(argv[3], NULL, 10);
        fault_begin(&fault);
        return cli_main(argc - 3, argv + 3);
    }
    for (size_t i = 0; i < sizeof ordeals / sizeof *ordeals; i++)
        print_message("%s\n", ordeals[i].name);
    return 2;
}

// A run that ends in the middle frees nothing.
const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "detect_leaks=0";
}

int main(int argc, char **argv)
{
    if (argc > 3 && strcmp(argv[1], "--one") == 0)
        return run_one(argc, argv);
    const char *step = getenv("FAULT_STEP");
    wanted_step = step ? (size_t)strtoul(step, NULL, 10) : 0;
    struct CMUnitTest tests[SCENES];
    size_t count = 0;
    static char names[SCENES][160];
    static Scene states[SCENES];
    for (size_t i = 0; i < SCENES; i++) {
        states[i] = scenes[i];
        snprintf(names[i], sizeof names[i], "%s: %s", scenes[i].project,
                 scenes[i].args[0]);
        for (size_t a = 1; a < MOST_ARGS && scenes[i].args[a]; a++) {
            size_t len = strlen(names[i]);
            snprintf(names[i] + len, sizeof names[i] - len, " %s", scenes[i].args[a]);
        }
        if (argc > 1 && !strstr(names[i], argv[1]))
            continue;
        tests[count++] = (struct CMUnitTest){ .name = names[i],
                                              .test_func = stands_every_fault,
                                              .initial_state = &states[i] };
    }
    return _cmocka_run_group_tests("faults", tests, count, NULL, NULL);
}
