// SPDX-License-Identifier: Apache-2.0
// Unit tests of the trees of commits, the index and the work tree: git/history.h.
#include "check.h"
#include "repo.h"

#include <stdlib.h>

static FileTree *open_head(Repo *repo)
{
    repo_open(repo, "r");
    FileTree *tree = history_head(repo->history, repo->arena, &repo->why);
    if (tree == NULL)
        fail_msg(STR_FMT, STR_ARG(repo->why));
    return tree;
}

static FileTree *open_index(Repo *repo)
{
    repo_open(repo, "r");
    FileTree *tree = history_index(repo->history, repo->arena, &repo->why);
    if (tree == NULL)
        fail_msg(STR_FMT, STR_ARG(repo->why));
    return tree;
}

static FileTree *open_worktree(Repo *repo)
{
    FileTree *tree = history_worktree(repo_open(repo, "r"), repo->arena, &repo->why);
    if (tree == NULL)
        fail_msg(STR_FMT, STR_ARG(repo->why));
    return tree;
}

// "name/ name? name": folders, other things, files.
static Str listing(Repo *repo, FileTree *tree, const char *dir)
{
    static const char *const MARKS[] = {
        [ENTRY_FILE] = "", [ENTRY_DIR] = "/", [ENTRY_OTHER] = "?"
    };
    EntryVec entries;
    TreeStatus status = tree_list(tree, repo->arena, str_from(dir), &entries, &repo->why);
    if (status != TREE_OK)
        return status == TREE_ABSENT ? STR("absent") : STR("broken");
    Str text = { 0 };
    for (size_t i = 0; i < entries.len; i++)
        text = arena_fmt(repo->arena, STR_FMT "%s" STR_FMT "%s", STR_ARG(text),
                         i == 0 ? "" : " ", STR_ARG(entries.at[i].name),
                         MARKS[entries.at[i].kind]);
    return text;
}

static Str contents(Repo *repo, FileTree *tree, Str path)
{
    Str text;
    TreeStatus status = tree_read(tree, repo->arena, path, &text, &repo->why);
    return status == TREE_OK       ? text
           : status == TREE_ABSENT ? STR("absent")
                                   : STR("broken");
}

#define READ(tree, path) contents(repo, (tree), STR(path))
#define LIST(tree, dir) listing(repo, (tree), (dir))

static const char FILES[] =
    "git init -q r; cd r\n"
    "commit a.b; commit a/deep/er/file x; commit a0; commit a/z y\n"
    "commit 'with space'; commit '-dash'\n"
    "commit \"$(printf 'new\\nline')\" n\n"
    ": >empty; git add empty; record empty\n";

static void expect_files(Repo *repo, FileTree *tree)
{
    assert_str(LIST(tree, "."), "-dash a/ a.b a0 empty new\nline with space");
    assert_str(LIST(tree, "a"), "deep/ z");
    assert_str(LIST(tree, "a/deep/er"), "file");
    assert_str(LIST(tree, "a.b"), "absent");
    assert_str(LIST(tree, "a/dee"), "absent");
    assert_str(READ(tree, "a/deep/er/file"), "x\n");
    assert_str(READ(tree, "a/z"), "y\n");
    assert_str(READ(tree, "with space"), "with space\n");
    assert_str(READ(tree, "new\nline"), "n\n");
    assert_str(READ(tree, "empty"), "");
    assert_str(READ(tree, "a"), "absent");
    assert_str(READ(tree, "."), "absent");
    assert_str(READ(tree, "a.b/c"), "absent");
    assert_str(READ(tree, "a/deep/no/file"), "absent");
    assert_str(READ(tree, "a0\0"), "absent");
    assert_true(tree_is_file(tree, repo->arena, STR("a/z")));
    assert_true(tree_is_dir(tree, repo->arena, STR("a/deep")));
    assert_false(tree_ignored(tree, STR("a/z"), false));
}

static void commit_index_and_disk_show_the_same_files(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FILES);
    expect_files(repo, open_head(repo));
    expect_files(repo, open_index(repo));
    FileTree *disk = open_worktree(repo);
    assert_str(LIST(disk, "a"), "deep/ z");
    assert_str(READ(disk, "a/deep/er/file"), "x\n");
    repo_run(repo, "cd r; git gc -q; git config core.ignorecase true");
    expect_files(repo, open_head(repo));
    expect_files(repo, open_index(repo));
}

static void an_older_commit_has_its_own_files(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit f one; commit f two; git rm -q f\n"
                   "commit g");
    Str commit = repo_output(repo, "git -C r rev-parse HEAD~2");
    repo_open(repo, "r");
    FileTree *old = history_tree(repo->history, repo->arena, commit, &repo->why);
    assert_non_null(old);
    assert_str(READ(old, "f"), "one\n");
    assert_null(history_tree(repo->history, repo->arena, STR("main"), &repo->why));
    repo_expect_why(repo, "main is not a commit");
    assert_null(history_tree(repo->history, repo->arena,
                             STR("0123456789012345678901234567890123456789"),
                             &repo->why));
    repo_expect_why(repo, "is missing");
}

static const char LINKS[] =
    "git init -q r; cd r; commit real/one.sql 1; commit top.sql 0\n"
    "ln -s real to-dir; ln -s ../top.sql real/up.sql\n"
    "ln -s nowhere dangling; ln -s loop2 loop1; ln -s loop1 loop2\n"
    "ln -s ../../etc/passwd outside; ln -s /etc/passwd absolute\n"
    "ln -s .. real/circle; ln -s to-dir/./../top.sql winding\n"
    "ln -s top.sql/x through-file\n"
    "git add .; record links\n";

static void expect_links(Repo *repo, FileTree *tree)
{
    assert_str(LIST(tree, "real"), "circle? one.sql up.sql");
    assert_str(LIST(tree, "to-dir"), "circle? one.sql up.sql");
    assert_str(READ(tree, "to-dir/one.sql"), "1\n");
    assert_str(READ(tree, "to-dir/up.sql"), "0\n");
    assert_str(READ(tree, "winding"), "0\n");
    assert_str(READ(tree, "dangling"), "broken");
    repo_expect_why(repo, "is a link that leads nowhere");
    assert_str(READ(tree, "outside"), "broken");
    assert_str(READ(tree, "loop1"), "broken");
    assert_str(LIST(tree, "dangling"), "broken");
    assert_str(READ(tree, "dangling/x"), "absent");
}

static void links_are_followed_inside_of_the_tree(void **state)
{
    static const char TOP[] = "absolute? dangling? loop1? loop2? outside? real/ "
                              "through-file? to-dir/ top.sql winding";
    Repo *repo = *state;
    repo_run(repo, LINKS);
    assert_str_at(LIST(open_head(repo), "."), str_from(TOP), __FILE__, __LINE__);
    expect_links(repo, open_head(repo));
    assert_str_at(LIST(open_index(repo), "."), str_from(TOP), __FILE__, __LINE__);
    expect_links(repo, open_index(repo));
}

static void a_missing_object_is_said(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit d/gone; commit kept\n"
                   "h=$(git rev-parse HEAD:d/gone)\n"
                   "rm -f .git/objects/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-)");
    FileTree *tree = open_head(repo);
    assert_str(READ(tree, "d/gone"), "broken");
    repo_expect_why(repo, "git fetch --refetch --no-filter");
    assert_str(READ(tree, "kept"), "kept\n");
    repo_run(repo, "cd r; h=$(git rev-parse HEAD:d)\n"
                   "rm -f .git/objects/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-)");
    tree = open_head(repo);
    assert_str(LIST(tree, "d"), "broken");
    assert_str(READ(tree, "d/gone"), "broken");
    assert_str(LIST(tree, "."), "d/ kept");
}

static void the_command_for_a_partial_clone_mends(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q s; cd s; git config uploadpack.allowFilter true\n"
                   "git config uploadpack.allowAnySHA1InWant true\n"
                   "commit f one; commit f two\n"
                   "git clone -q --filter=blob:none \"file://$PWD\" ../r");
    Str commit = repo_output(repo, "git -C r rev-parse HEAD~1");
    repo_open(repo, "r");
    FileTree *old = history_tree(repo->history, repo->arena, commit, &repo->why);
    assert_str(READ(old, "f"), "broken");
    repo_run(repo, "cd r; git fetch -q --refetch --no-filter");
    repo_open(repo, "r");
    old = history_tree(repo->history, repo->arena, commit, &repo->why);
    assert_str(READ(old, "f"), "one\n");
}

static void the_index_is_what_a_commit_would_record(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit f one; commit gone\n"
                   "echo two >f; git add f; echo three >f\n"
                   "git rm -q gone; echo new >dir; git add dir; git add -N f\n"
                   "echo x >announced; git add -N announced");
    FileTree *tree = open_index(repo);
    assert_str(LIST(tree, "."), "dir f");
    assert_str(READ(tree, "f"), "two\n");
    assert_str(READ(open_worktree(repo), "f"), "three\n");
    assert_str(READ(open_head(repo), "f"), "one\n");
}

static void an_empty_index_is_an_empty_tree(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r");
    assert_str(LIST(open_index(repo), "."), "");
}

static void conflicts_are_named(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; for i in 1 2 3 4; do commit f$i; done\n"
                   "git branch side; for i in 1 2 3 4; do commit f$i main; done\n"
                   "git checkout -q side; for i in 1 2 3 4; do commit f$i side; done\n"
                   "git merge -q main >../log 2>&1 && exit 1; true");
    repo_open(repo, "r");
    assert_null(history_index(repo->history, repo->arena, &repo->why));
    assert_str(repo->why, "the index has unresolved conflicts: f1, f2, f3 and 1 more; "
                          "resolve them and run `git add`");
}

static void an_index_that_cannot_be_read_is_said(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit f; git update-index --split-index\n"
                   "commit g");
    repo_open(repo, "r");
    assert_null(history_index(repo->history, repo->arena, &repo->why));
    repo_expect_why(repo, "`git update-index --no-split-index`");
    repo_run(repo, "cd r; git update-index --no-split-index");
    assert_str(LIST(open_index(repo), "."), "f g");
    repo_run(repo, "echo junk >r/.git/index");
    repo_open(repo, "r");
    assert_null(history_index(repo->history, repo->arena, &repo->why));
    repo_expect_why(repo, "cannot be read");
}

// `git commit FILE` runs its hooks with another index, relative to the top.
static void the_index_of_a_hook_is_honoured(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit f one; mkdir sub\n"
                   "cp .git/index .git/next; echo two >f\n"
                   "GIT_INDEX_FILE=.git/next git add f\n"
                   "git init -q ../other; cd ../other; commit g");
    repo_run(repo, "cd other; git clone -q ../r n; git -C n checkout -q");
    setenv("GIT_DIR", arena_fmt(repo->arena, "%s/r/.git", repo->dir).ptr, 1);
    setenv("GIT_INDEX_FILE", ".git/next", 1);
    assert_str(READ(open_index(repo), "f"), "two\n");
    setenv("GIT_INDEX_FILE", arena_fmt(repo->arena, "%s/r/.git/next", repo->dir).ptr, 1);
    assert_str(READ(open_index(repo), "f"), "two\n");
    repo_open(repo, "other/n");
    FileTree *tree = history_index(repo->history, repo->arena, &repo->why);
    assert_str(READ(tree, "f"), "one\n");
}

static void a_real_hook_sees_the_files_of_its_commit(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit f one; commit g one\n"
                   "echo 'env | grep ^GIT_INDEX_FILE= >\"$HOME/seen\"; "
                   "cp \"$GIT_INDEX_FILE\" \"$HOME/index\"' >.git/hooks/pre-commit\n"
                   "chmod +x .git/hooks/pre-commit\n"
                   "echo two >f; echo two >g; git add g; git commit -q -m f f");
    Str seen = repo_output(repo, "cat seen");
    assert_true(str_contains(seen, STR("next-index")));
    setenv("GIT_DIR", arena_fmt(repo->arena, "%s/r/.git", repo->dir).ptr, 1);
    setenv("GIT_INDEX_FILE", arena_fmt(repo->arena, "%s/index", repo->dir).ptr, 1);
    FileTree *tree = open_index(repo);
    assert_str(READ(tree, "f"), "two\n");
    assert_str(READ(tree, "g"), "one\n");
}

static void ignored_files_are_known(void **state)
{
    Repo *repo = *state;
    repo_run(repo,
             "git init -q r; cd r; printf 'out/\\n*.log\\n!keep.log\\n' >.gitignore\n"
             "mkdir -p out/deep seen sub; : >out/f; : >a.log; : >out/tracked\n"
             "echo 'only-here' >sub/.gitignore\n"
             "git add -f out/tracked; git add .; record all");
    FileTree *tree = open_worktree(repo);
    assert_true(tree_ignored(tree, STR("a.log"), false));
    assert_false(tree_ignored(tree, STR("keep.log"), false));
    assert_true(tree_ignored(tree, STR("out/f"), false));
    assert_true(tree_ignored(tree, STR("out/deep"), true));
    assert_false(tree_ignored(tree, STR("out/tracked"), false));
    assert_false(tree_ignored(tree, STR("out"), true));
    assert_false(tree_ignored(tree, STR("seen"), true));
    assert_false(tree_ignored(tree, STR("."), true));
    assert_true(tree_ignored(tree, STR("sub/only-here"), false));
    assert_false(tree_ignored(tree, STR("only-here"), false));
    repo_run(repo, "cd r; git rm -q --cached out/tracked");
    assert_true(tree_ignored(open_worktree(repo), STR("out"), true));
}

static void line_ends_are_those_that_git_stores(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit lf.sql; commit id.sql 'a $Id$ b'\n"
                   "printf '*.sql text eol=crlf\\n*.bat -text\\nid.sql ident\\n' "
                   ">.gitattributes; git add .; record attributes\n"
                   "printf 'a\\r\\nb\\r\\n' >new.sql; printf 'a\\r\\n' >x.bat\n"
                   "printf 'a\\r\\n' >plain.txt\n"
                   "printf 'a $Id: 0123 $ b\\r\\n' >id.sql\n"
                   "printf 'lf.sql\\r\\n' >lf.sql");
    FileTree *tree = open_worktree(repo);
    assert_str(READ(tree, "lf.sql"), "lf.sql\n");
    assert_str(READ(tree, "new.sql"), "a\nb\n");
    assert_str(READ(tree, "id.sql"), "a $Id$ b\n");
    assert_str(READ(tree, "x.bat"), "a\r\n");
    assert_str(READ(tree, "plain.txt"), "a\r\n");
    repo_run(repo, "cd r; git config core.autocrlf true");
    assert_str(READ(open_worktree(repo), "plain.txt"), "a\n");
    assert_str(READ(open_worktree(repo), "x.bat"), "a\r\n");
}

static void what_a_sparse_checkout_leaves_out_is_there(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit in/a; commit out/b; commit out/sub/c\n"
                   "git sparse-checkout set --no-cone in; test ! -e out\n"
                   "echo new >in/new; rm in/a");
    FileTree *tree = open_worktree(repo);
    assert_str(LIST(tree, "."), ".git/ in/ out/");
    assert_str(LIST(tree, "in"), "new"); // deleted, not left out
    assert_str(LIST(tree, "out"), "b sub/");
    assert_str(READ(tree, "out/sub/c"), "out/sub/c\n");
    repo_run(repo, "cd r; mkdir -p out; echo here >out/b; echo more >out/more");
    tree = open_worktree(repo);
    assert_str(LIST(tree, "out"), "b more sub/");
    assert_str(READ(tree, "out/b"), "here\n");
    repo_run(repo, "cd r; git update-index --split-index; commit in/x");
    repo_open(repo, "r");
    assert_null(history_worktree(repo->history, repo->arena, &repo->why));
    repo_expect_why(repo, "`git update-index --no-split-index`");
}

// The outer commit names the commit of the submodule.
static void submodules_are_folders_where_they_are_checked_out(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q lib; cd lib; commit d/one 1\n"
                   "git init -q ../r; cd ../r; commit f\n"
                   "git submodule --quiet add ../lib db/sub; record sub\n"
                   "cd ../lib; commit d/two 2; cd ../r/db/sub; git pull -q; cd ../..\n"
                   "git add db/sub");
    FileTree *tree = open_head(repo);
    assert_str(LIST(tree, "."), ".gitmodules db/ f");
    assert_str(LIST(tree, "db"), "sub/");
    assert_str(LIST(tree, "db/sub"), "d/");
    assert_str(LIST(tree, "db/sub/d"), "one");
    assert_str(READ(tree, "db/sub/d/one"), "1\n");
    assert_str(READ(tree, "db/sub/d/none"), "absent");
    assert_str(READ(tree, "db/none"), "absent");
    assert_str(LIST(open_index(repo), "db/sub/d"), "one two");
    repo_run(repo, "cd r; git submodule --quiet deinit -f db/sub");
    assert_str(LIST(open_head(repo), "db"), "sub?");
    assert_str(READ(open_head(repo), "db/sub/d/one"), "absent");
}

static void a_submodule_that_is_damaged_is_told_of(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q lib; cd lib; commit d/one 1\n"
                   "git init -q ../r; cd ../r; commit f\n"
                   "git submodule --quiet add ../lib db/sub; record sub\n"
                   "cd .git/modules/db/sub; git repack -qad\n"
                   "for index in objects/pack/*.idx; do chmod u+w $index; "
                   "echo nothing >$index; done");
    FileTree *tree = open_head(repo);
    assert_str(LIST(tree, "."), ".gitmodules db/ f");
    assert_str(LIST(tree, "db"), "sub/");
    assert_str(READ(tree, "f"), "f\n");
    Str text;
    assert_int_equal(tree_read(tree, repo->arena, STR("db/sub/d/one"), &text, &repo->why),
                     TREE_BROKEN);
    repo_expect_why(repo, "lies in a submodule whose objects cannot be read: ");
}

static void a_folder_of_thousands_is_read_at_once(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; mkdir m; i=10000\n"
                   "while [ $i -lt 13000 ]; do echo $i >m/$i.sql; i=$((i+1)); done\n"
                   "git add .; record many");
    FileTree *tree = open_head(repo);
    EntryVec entries;
    assert_int_equal(tree_list(tree, repo->arena, STR("m"), &entries, &repo->why),
                     TREE_OK);
    assert_int_equal(entries.len, 3000);
    for (size_t i = 0; i < entries.len; i++) {
        Str path = path_join(repo->arena, STR("m"), entries.at[i].name);
        Str expected = arena_fmt(repo->arena, "%zu\n", i + 10000);
        assert_str_at(contents(repo, tree, path), expected, __FILE__, __LINE__);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        repo_test(commit_index_and_disk_show_the_same_files),
        repo_test(an_older_commit_has_its_own_files),
        repo_test(links_are_followed_inside_of_the_tree),
        repo_test(a_missing_object_is_said),
        repo_test(the_command_for_a_partial_clone_mends),
        repo_test(the_index_is_what_a_commit_would_record),
        repo_test(an_empty_index_is_an_empty_tree),
        repo_test(conflicts_are_named),
        repo_test(an_index_that_cannot_be_read_is_said),
        repo_test(the_index_of_a_hook_is_honoured),
        repo_test(a_real_hook_sees_the_files_of_its_commit),
        repo_test(ignored_files_are_known),
        repo_test(line_ends_are_those_that_git_stores),
        repo_test(what_a_sparse_checkout_leaves_out_is_there),
        repo_test(submodules_are_folders_where_they_are_checked_out),
        repo_test(a_submodule_that_is_damaged_is_told_of),
        repo_test(a_folder_of_thousands_is_read_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
