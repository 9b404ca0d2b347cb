// SPDX-License-Identifier: Apache-2.0
// Runs are children of the test that call cli_main(), which is faster than starting the
// program anew thousands of times.
#define _GNU_SOURCE
#include "trial.h"

#include "../unit/check.h"
#include "base/path.h"
#include "cli/cli.h"
#include "source/tree.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONGEST = 100 }; // seconds of a run, which takes some milliseconds

// ---- the files ----

static void collect(FileTree *tree, Arena *arena, Str dir, Map *files)
{
    EntryVec entries = { 0 };
    Str why;
    if (tree->list(tree, arena, dir, &entries, &why) != TREE_OK)
        fail_msg(STR_FMT ": " STR_FMT, STR_ARG(dir), STR_ARG(why));
    for (size_t i = 0; i < entries.len; i++) {
        Str path = path_join(arena, dir, entries.at[i].name);
        if (str_eq(entries.at[i].name, STR(".git")))
            continue;
        if (entries.at[i].kind == ENTRY_DIR) {
            collect(tree, arena, path, files);
            continue;
        }
        Str *text = NEW(arena, Str);
        if (tree_read(tree, arena, path, text, &why) != TREE_OK)
            fail_msg(STR_FMT ": " STR_FMT, STR_ARG(path), STR_ARG(why));
        map_put(arena, files, path, text);
    }
}

static void put_back(const Trial *trial, Arena *arena, const Map *after)
{
    for (size_t i = 0; i < after->entries.len; i++) {
        Str path = after->entries.at[i].key;
        const Str *text = after->entries.at[i].value;
        const Str *old = map_get(&trial->before, path);
        Str disk = arena_fmt(arena, "%s/" STR_FMT, trial->dir, STR_ARG(path));
        FILE *file = NULL;
        if (!old)
            assert_int_equal(unlink(arena_cstr(arena, disk)), 0);
        else if (!str_eq(*old, *text)) {
            file = fopen(arena_cstr(arena, disk), "w");
            assert_non_null(file);
            assert_int_equal(fwrite(old->ptr, 1, old->len, file), old->len);
            assert_int_equal(fclose(file), 0);
        }
    }
}

// ---- children ----

// Which of them a developer's machine, or a CI, has set must not matter. Only children
// forget: of this process's cmocka asks, at each line, how it is to print.
static void forget_environment(const char *home)
{
    clearenv();
    setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
    setenv("HOME", home, 1);
    setenv("LC_ALL", "C", 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
    setenv("SOURCE_DATE_EPOCH", "1796083200", 1);
}

static void script(const Trial *trial, Str command)
{
    const char *line = arena_cstr(trial->arena, command);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        forget_environment(trial->dir);
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(97);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

// ---- a run ----

typedef struct Pipes {
    int out, err, calls; // files in memory
} Pipes;

static _Noreturn void be_the_program(const Trial *trial, const Fault *fault,
                                     const Pipes *pipes)
{
    struct rlimit no_core = { 0, 0 };
    setrlimit(RLIMIT_CORE, &no_core);
    signal(SIGABRT, SIG_DFL); // the test framework's are not the program's
    signal(SIGSEGV, SIG_DFL);
    signal(SIGFPE, SIG_DFL);
    signal(SIGILL, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    alarm(LONGEST);
    forget_environment(trial->dir);
    if (chdir(trial->dir) != 0 || dup2(pipes->out, STDOUT_FILENO) < 0 ||
        dup2(pipes->err, STDERR_FILENO) < 0)
        _exit(97);
    char *argv[MOST_ARGS + 2] = { 0 };
    char name[] = "tidegate";
    argv[0] = name;
    int argc = 1;
    for (; argc <= MOST_ARGS && trial->scene->args[argc - 1]; argc++)
        argv[argc] = strdup(trial->scene->args[argc - 1]);
    fault_begin(fault);
    int status = cli_main(argc, argv);
    size_t calls[CALL_KINDS];
    for (int i = 0; i < CALL_KINDS; i++)
        calls[i] = fault_calls((CallKind)i);
    fault_begin(&(Fault){ 0 });
    if (pwrite(pipes->calls, calls, sizeof calls, 0) != sizeof calls)
        _exit(97);
    _exit(status);
}

static Str text_in(Arena *arena, int fd)
{
    off_t size = lseek(fd, 0, SEEK_END);
    char *bytes = arena_alloc(arena, (size_t)size + 1, 1);
    assert_int_equal(pread(fd, bytes, (size_t)size, 0), size);
    close(fd);
    return (Str){ bytes, (size_t)size };
}

Run trial_run(Trial *trial, Arena *arena, const Fault *fault)
{
    Run run = { 0 };
    Pipes pipes = { memfd_create("out", 0), memfd_create("err", 0),
                    memfd_create("calls", 0) };
    assert_true(pipes.out >= 0 && pipes.err >= 0 && pipes.calls >= 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        be_the_program(trial, fault, &pipes);
    assert_int_equal(waitpid(child, &run.status, 0), child);
    run.out = text_in(arena, pipes.out);
    run.err = text_in(arena, pipes.err);
    Str calls = text_in(arena, pipes.calls);
    if (calls.len == sizeof run.calls)
        memcpy(run.calls, calls.ptr, calls.len);
    collect(tree_disk(arena, str_from(trial->dir)), arena, STR("."), &run.files);
    put_back(trial, arena, &run.files);
    return run;
}

// ---- a trial ----

Trial *trial_open(const Scene *scene)
{
    Arena *arena = arena_new();
    Trial *trial = NEW(arena, Trial);
    *trial =
        (Trial){ .arena = arena, .scene = scene, .dir = "/tmp/tidegate-fault-XXXXXX" };
    assert_non_null(mkdtemp(trial->dir));
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    script(trial, arena_fmt(arena, "cd '%s' && sh '%s/tests/faults/scenes.sh' %s",
                            trial->dir, here, scene->project));
    collect(tree_disk(arena, str_from(trial->dir)), arena, STR("."), &trial->before);
    trial->whole = trial_run(trial, arena, &(Fault){ 0 });
    if (!WIFEXITED(trial->whole.status) || WEXITSTATUS(trial->whole.status) > 1)
        fail_msg("%s: status %d\n" STR_FMT, scene->project, trial->whole.status,
                 STR_ARG(trial->whole.err));
    return trial;
}

void trial_close(Trial *trial)
{
    script(trial, arena_fmt(trial->arena, "rm -rf '%s'", trial->dir));
    arena_free(trial->arena);
}
