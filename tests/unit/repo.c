// SPDX-License-Identifier: Apache-2.0
// Repositories for tests are made by git itself: what libgit2 makes, it will surely read.
#include "repo.h"

#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// libgit2 1.5 leaks its pattern matches while it checks a repository's extensions.
const char *__lsan_default_suppressions(void); // NOLINT(bugprone-reserved-identifier)
const char *__lsan_default_suppressions(void)  // NOLINT(bugprone-reserved-identifier)
{
    return "leak:libpcre2-8.so";
}

static const char PRELUDE[] =
    "set -eu\n"
    "cd '%s'\n"
    "commit() {\n"
    "    mkdir -p \"$(dirname -- \"$1\")\"\n"
    "    printf '%%s\\n' \"${2-$1}\" >\"$1\"\n"
    "    git add -- \"$1\"\n"
    "    record \"$1\"\n"
    "}\n"
    "record() { tick; git commit -q -m \"$1\"; }\n"
    "tick() {\n"
    "    now=$(($(cat \"$HOME/clock\" 2>/dev/null || echo 1700000000) + 60))\n"
    "    echo $now >\"$HOME/clock\"\n"
    "    export GIT_AUTHOR_DATE=\"$now +0000\" GIT_COMMITTER_DATE=\"$now +0000\"\n"
    "}\n";

static const char *const FOREIGN[] = { "GIT_DIR",
                                       "GIT_WORK_TREE",
                                       "GIT_INDEX_FILE",
                                       "GIT_OBJECT_DIRECTORY",
                                       "GIT_CEILING_DIRECTORIES",
                                       "XDG_CONFIG_HOME",
                                       "GIT_CONFIG_GLOBAL" };

int repo_make(void **state)
{
    Repo *repo = test_calloc(1, sizeof *repo);
    repo->arena = arena_new();
    strcpy(repo->dir, "/tmp/tidegate-git-XXXXXX");
    if (mkdtemp(repo->dir) == NULL)
        return -1;
    for (size_t i = 0; i < sizeof FOREIGN / sizeof *FOREIGN; i++)
        unsetenv(FOREIGN[i]);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("HOME", repo->dir, 1);
    *state = repo;
    repo_run(repo, "git config --global user.name Tester\n"
                   "git config --global user.email tester@example.org\n"
                   "git config --global init.defaultBranch main\n"
                   "git config --global protocol.file.allow always\n"
                   "git config --global advice.detachedHead false\n"
                   "git config --global gc.auto 0\n"
                   "git config --global core.autocrlf false\n");
    return 0;
}

int repo_drop(void **state)
{
    Repo *repo = *state;
    history_close(repo->history);
    repo->history = NULL;
    Str remove =
        arena_fmt(repo->arena, "chmod -R u+rwX '%s'; rm -rf '%s'", repo->dir, repo->dir);
    int failed = chdir("/") != 0 || system(remove.ptr) != 0;
    arena_free(repo->arena);
    test_free(repo);
    return failed;
}

// popen, so that what a failing script says is seen with the failure.
static int run(Repo *repo, const char *script, Str *output)
{
    Str path = arena_fmt(repo->arena, "%s/script", repo->dir);
    FILE *file = fopen(path.ptr, "w");
    assert_non_null(file);
    fprintf(file, PRELUDE, repo->dir);
    fputs(script, file);
    fclose(file);
    FILE *pipe = popen(arena_fmt(repo->arena, "sh '%s' 2>&1", path.ptr).ptr, "r");
    assert_non_null(pipe);
    char buffer[8192];
    size_t len = fread(buffer, 1, sizeof buffer, pipe);
    *output = str_trim(arena_copy(repo->arena, (Str){ buffer, len }));
    return pclose(pipe);
}

Str repo_output(Repo *repo, const char *script)
{
    Str output;
    if (run(repo, script, &output) != 0)
        fail_msg("%s\n" STR_FMT, script, STR_ARG(output));
    return output;
}

void repo_run(Repo *repo, const char *script)
{
    repo_output(repo, script);
}

HistoryStatus repo_try_open(Repo *repo, const char *folder)
{
    history_close(repo->history);
    repo->history = NULL;
    repo->why = (Str){ 0 };
    Str path = arena_fmt(repo->arena, "%s/%s", repo->dir, folder);
    return history_open(repo->arena, path, &repo->history, &repo->why);
}

History *repo_open(Repo *repo, const char *folder)
{
    HistoryStatus status = repo_try_open(repo, folder);
    if (status != HISTORY_OK)
        fail_msg("%s: status %d: " STR_FMT, folder, (int)status, STR_ARG(repo->why));
    return repo->history;
}

void repo_expect_commit(Repo *repo, const char *folder, Str commit, const char *name)
{
    Str ask = arena_fmt(repo->arena, "git -C '%s' rev-parse '%s^{commit}'", folder, name);
    Str expected = repo_output(repo, ask.ptr);
    if (!str_eq(commit, expected))
        fail_msg(STR_FMT " is not %s, " STR_FMT, STR_ARG(commit), name,
                 STR_ARG(expected));
}

void repo_expect_why(Repo *repo, const char *part)
{
    if (!str_contains(repo->why, str_from(part)))
        fail_msg("\"%s\" is not in: " STR_FMT, part, STR_ARG(repo->why));
}

void repo_mend(Repo *repo, const char *folder)
{
    Str why = repo->why;
    size_t start = str_find(why, STR("`git "), 0);
    size_t end = start < why.len ? str_find_char(why, '`', start + 1) : why.len;
    if (end == why.len)
        fail_msg("no command in: " STR_FMT, STR_ARG(why));
    Str command = str_slice(why, start + 1, end);
    repo_run(repo,
             arena_fmt(repo->arena, "cd '%s'; " STR_FMT, folder, STR_ARG(command)).ptr);
}
