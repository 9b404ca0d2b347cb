// SPDX-License-Identifier: Apache-2.0
// Unit tests of opening repositories: git/history.h.
#include "check.h"
#include "repo.h"

#include <stdlib.h>
#include <unistd.h>

static void expect_root(Repo *repo, const char *from, const char *root)
{
    History *history = repo_open(repo, from);
    Str expected = arena_fmt(repo->arena, "%s/%s", repo->dir, root);
    if (!str_eq(history_root(history), expected))
        fail_msg("root of %s is " STR_FMT ", not " STR_FMT, from,
                 STR_ARG(history_root(history)), STR_ARG(expected));
}

static void expect_broken(Repo *repo, const char *folder, const char *part)
{
    assert_int_equal(repo_try_open(repo, folder), HISTORY_BROKEN);
    repo_expect_why(repo, part);
}

static void finds_the_repository_around_a_path(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit a/b/file; ln -s r ../link");
    expect_root(repo, "r", "r");
    expect_root(repo, "r/", "r");
    expect_root(repo, "r/a/b", "r");
    expect_root(repo, "r/a/b/file", "r");
    expect_root(repo, "link/a", "r");
}

static void a_relative_path_is_as_good(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; mkdir r/sub");
    assert_int_equal(chdir(repo->dir), 0);
    assert_int_equal(chdir("r/sub"), 0);
    assert_int_equal(history_open(repo->arena, STR("."), &repo->history, &repo->why),
                     HISTORY_OK);
    assert_true(str_ends(history_root(repo->history), STR("/r")));
}

static void no_repository_is_no_failure(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "mkdir plain");
    assert_int_equal(repo_try_open(repo, "plain"), HISTORY_NONE);
    assert_null(repo->history);
    assert_int_equal(repo_try_open(repo, "not/there"), HISTORY_NONE);
    history_close(NULL);
}

static void a_bare_repository_has_no_root(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit a.sql; git clone -q --bare . ../bare");
    History *history = repo_open(repo, "bare");
    assert_int_equal(history_root(history).len, 0);
    FileTree *tree = history_head(history, repo->arena, &repo->why);
    assert_non_null(tree);
    assert_true(tree_is_file(tree, repo->arena, STR("a.sql")));
}

static void worktrees_and_submodules_have_their_own_root(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q lib; cd lib; commit l\n"
                   "git init -q ../r; cd ../r; commit f\n"
                   "git submodule --quiet add ../lib sub; record sub\n"
                   "git worktree add -q ../tree -b other");
    expect_root(repo, "tree", "tree");
    expect_root(repo, "r/sub", "r/sub");
    expect_root(repo, "r", "r");
    FileTree *tree = history_head(repo->history, repo->arena, &repo->why);
    EntryVec entries;
    assert_int_equal(tree_list(tree, repo->arena, STR("."), &entries, &repo->why),
                     TREE_OK);
    assert_int_equal(entries.len, 3);
    assert_str(entries.at[2].name, "sub");
    assert_int_equal(entries.at[2].kind, ENTRY_DIR);
}

static void what_cannot_be_read_is_said(void **state)
{
    Repo *repo = *state;
    repo_run(repo,
             "git init -q r; cd r; commit f; git worktree add -q ../tree -b other\n"
             "mv ../r ../moved\n"
             "git init -q ../headless; rm ../headless/.git/HEAD\n"
             "git init -q ../new; git -C ../new config core.repositoryformatversion 1\n"
             "printf '[extensions]\\n\\tfancy = true\\n' >>../new/.git/config\n"
             "git init -q ../ref; git -C ../ref config core.repositoryformatversion 1\n"
             // git itself may refuse to set what it does not know
             "printf '[extensions]\\n\\trefstorage = x\\n' >>../ref/.git/config\n"
             "git init -q ../conf; echo '[broken' >../conf/.git/config\n"
             "git init -q ../shallow; echo junk >../shallow/.git/shallow\n");
    expect_broken(repo, "tree", "/tree/.git is no repository that can be read");
    expect_broken(repo, "headless", "/headless/.git is no repository");
    expect_broken(repo, "new", "extensions.fancy");
    expect_broken(repo, "ref", "git refs migrate --ref-format=files");
    expect_broken(repo, "conf", "config");
    expect_broken(repo, "shallow", "/shallow "); // libgit2 1.9 notices by itself
}

static void sha256_is_refused_in_words(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q --object-format=sha256 r");
    expect_broken(repo, "r", "SHA-256");
}

static void a_broken_global_configuration_is_said(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; echo '[broken' >>.gitconfig");
    expect_broken(repo, "r", "config");
}

static void harmless_extensions_are_read(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit f\n"
                   "git config core.repositoryformatversion 1\n"
                   "git config extensions.worktreeConfig true\n"
                   "git config extensions.partialClone origin\n");
    expect_root(repo, "r", "r");
}

// As in a container: the owner is another, which only root can arrange.
static void a_foreign_owner_is_no_obstacle(void **state)
{
    Repo *repo = *state;
    if (geteuid() != 0)
        skip();
    repo_run(repo, "git init -q r; cd r; commit f; chown -R 12345 .");
    expect_root(repo, "r", "r");
}

static void a_ceiling_ends_the_search(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; mkdir -p r/in/side");
    setenv("GIT_CEILING_DIRECTORIES", arena_fmt(repo->arena, "%s/r/in", repo->dir).ptr,
           1);
    assert_int_equal(repo_try_open(repo, "r/in/side"), HISTORY_NONE);
}

static void git_dir_counts_where_the_search_finds_nothing(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q hidden; mkdir files other; echo x >files/f\n"
                   "git init -q r\n");
    setenv("GIT_DIR", arena_fmt(repo->arena, "%s/hidden/.git", repo->dir).ptr, 1);
    setenv("GIT_WORK_TREE", arena_fmt(repo->arena, "%s/files", repo->dir).ptr, 1);
    expect_root(repo, "files", "files");
    expect_root(repo, "r", "r");
    assert_int_equal(repo_try_open(repo, "other"), HISTORY_NONE);
    setenv("GIT_DIR", "/nowhere", 1);
    assert_int_equal(repo_try_open(repo, "files"), HISTORY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        repo_test(finds_the_repository_around_a_path),
        repo_test(a_relative_path_is_as_good),
        repo_test(no_repository_is_no_failure),
        repo_test(a_bare_repository_has_no_root),
        repo_test(worktrees_and_submodules_have_their_own_root),
        repo_test(what_cannot_be_read_is_said),
        repo_test(sha256_is_refused_in_words),
        repo_test(a_broken_global_configuration_is_said),
        repo_test(harmless_extensions_are_read),
        repo_test(a_foreign_owner_is_no_obstacle),
        repo_test(a_ceiling_ends_the_search),
        repo_test(git_dir_counts_where_the_search_finds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
