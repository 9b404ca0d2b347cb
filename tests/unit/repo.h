// SPDX-License-Identifier: Apache-2.0
// Real git repositories in a temporary folder, for the tests of linter/git.
#ifndef UNIT_REPO_H
#define UNIT_REPO_H

#include "git/history.h"

typedef struct Repo {
    Arena *arena;
    char dir[64];
    History *history; // opened last, closed by the next repo_open and at the end
    Str why;
} Repo;

// Setup and teardown of a test whose state is a Repo. No setting of the machine's git or
// of the environment reaches it.
int repo_make(void **state);
int repo_drop(void **state);

// Runs a shell script in the temporary folder; the test fails with it. The function
// `commit NAME [TEXT]` writes, adds and commits a file, each commit one minute younger.
void repo_run(Repo *repo, const char *script);
// What a script prints, without the last line end.
Str repo_output(Repo *repo, const char *script);
// Opens the repository of a folder in the temporary one.
History *repo_open(Repo *repo, const char *folder);
// The same, whatever comes of it.
HistoryStatus repo_try_open(Repo *repo, const char *folder);

// The folder's repository has this commit under this name.
void repo_expect_commit(Repo *repo, const char *folder, Str commit, const char *name);
// repo->why has this part.
void repo_expect_why(Repo *repo, const char *part);
// Runs in the folder the command that stands between the backquotes of repo->why.
void repo_mend(Repo *repo, const char *folder);

#define repo_test(f) cmocka_unit_test_setup_teardown(f, repo_make, repo_drop)

#endif
