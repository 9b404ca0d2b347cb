// SPDX-License-Identifier: Apache-2.0
// Unit tests of what other branches and the change's own commits add: git/history.h.
#include "check.h"
#include "repo.h"

static const char *at_a_desk(const char *name)
{
    (void)name;
    return NULL;
}

// The base of HEAD is main's merge base with it.
static BaseCommit find_base(Repo *repo)
{
    BaseCommit base;
    repo_open(repo, "r");
    if (history_base(repo->history, repo->arena, (BaseWish){ STR("main"), at_a_desk },
                     &base, &repo->why) != BASE_FOUND)
        fail_msg(STR_FMT, STR_ARG(repo->why));
    return base;
}

// Those that add something below m/; ref NULL: the remote-tracking branches.
static bool find_others(Repo *repo, const char *ref, OtherTreeVec *others)
{
    BaseCommit base = find_base(repo);
    OtherWish wish = { .base = &base, .env = at_a_desk };
    *others = (OtherTreeVec){ 0 };
    *vec_push(repo->arena, &wish.dirs) = STR("m");
    if (ref)
        *vec_push(repo->arena, &wish.refs) = str_from(ref);
    return history_others(repo->history, repo->arena, &wish, others, &repo->why);
}

static Str others_named(Repo *repo, const char *ref)
{
    OtherTreeVec others;
    Str names = { 0 };
    if (!find_others(repo, ref, &others))
        fail_msg(STR_FMT, STR_ARG(repo->why));
    for (size_t i = 0; i < others.len; i++)
        names = arena_fmt(repo->arena, STR_FMT "%s" STR_FMT "%s", STR_ARG(names),
                          i == 0 ? "" : " ", STR_ARG(others.at[i].name),
                          others.at[i].is_target ? "!" : "");
    return names;
}

static Str names_in(Repo *repo, FileTree *tree, const char *dir)
{
    EntryVec entries;
    Str names = { 0 };
    if (tree_list(tree, repo->arena, str_from(dir), &entries, &repo->why) != TREE_OK)
        return STR("absent");
    for (size_t i = 0; i < entries.len; i++)
        names = arena_fmt(repo->arena, STR_FMT "%s" STR_FMT, STR_ARG(names),
                          i == 0 ? "" : " ", STR_ARG(entries.at[i].name));
    return names;
}

// main: m/1 m/old/x n/1; we are on mine, which adds m/2.
static const char FORK[] = "git init -q r; cd r; commit m/1 one; commit m/old/x\n"
                           "commit n/1; git checkout -q -b mine; commit m/2\n";

static void the_news_of_a_branch_are_what_it_added_and_changed(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_run(repo, "cd r; git checkout -q -b other main; commit m/1 changed\n"
                   "commit m/3/deep/file; commit m/z; commit n/2\n"
                   "git checkout -q main; commit m/merged; git checkout -q -B mine main\n"
                   "commit m/2");
    OtherTreeVec others;
    assert_true(find_others(repo, "other", &others));
    assert_int_equal(others.len, 1);
    FileTree *news = others.at[0].news;
    assert_str(names_in(repo, news, "m"), "1 3 z");
    assert_str(names_in(repo, news, "m/3/deep"), "file");
    assert_str(names_in(repo, news, "m/old"), "absent");
    assert_str(names_in(repo, news, "n"), "2");
    Str text;
    assert_int_equal(tree_read(news, repo->arena, STR("m/1"), &text, &repo->why),
                     TREE_OK);
    assert_str(text, "changed\n");
    assert_int_equal(tree_read(news, repo->arena, STR("n/1"), &text, &repo->why),
                     TREE_ABSENT);
}

static void only_branches_that_add_files_there_count(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_run(repo, "cd r; git checkout -q -b edits main; commit m/1 changed; commit n/2\n"
                   "git checkout -q -b deletes main; git rm -q m/1; record gone\n"
                   "git checkout -q -b adds main; commit m/sub/file\n"
                   "git checkout -q -b later main; commit m/3\n"
                   "git checkout -q -b stacked mine; commit m/4; git checkout -q mine\n"
                   "for b in edits deletes adds later stacked main mine; do\n"
                   "    git update-ref refs/remotes/origin/$b $b; done\n"
                   "git update-ref refs/remotes/fork/twin later\n"
                   "git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/adds");
    assert_str(others_named(repo, NULL), "fork/twin origin/adds");
    assert_str(others_named(repo, "edits"), "");
    assert_str(others_named(repo, "later"), "later");
    assert_str(others_named(repo, "stacked"), "");
    repo_run(repo, "cd r; git checkout -q main; commit m/5; git checkout -q mine");
    assert_str(others_named(repo, "main"), "main!");
}

static void a_branch_that_cannot_be_read_is_said(void **state)
{
    Repo *repo = *state;
    OtherTreeVec others;
    repo_run(repo, FORK);
    repo_run(repo, "cd r; git checkout -q -b other main; commit m/3/file\n"
                   "git checkout -q mine; h=$(git rev-parse other:m/3)\n"
                   "rm -f .git/objects/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-)");
    assert_false(find_others(repo, "nobody", &others));
    repo_expect_why(repo, "--against nobody: ");
    assert_false(find_others(repo, "other", &others));
    repo_expect_why(repo, "the branch other cannot be read: ");
    repo_expect_why(repo, "is missing");
}

static Str commits_of(Repo *repo)
{
    BaseCommit base = find_base(repo);
    CommitWish wish = { .base = base.commit };
    AddingCommitVec commits = { 0 };
    Str all = { 0 };
    *vec_push(repo->arena, &wish.dirs) = STR("m");
    if (!history_commits(repo->history, repo->arena, &wish, &commits, &repo->why))
        fail_msg(STR_FMT, STR_ARG(repo->why));
    for (size_t i = 0; i < commits.len; i++) {
        all = arena_fmt(repo->arena, STR_FMT STR_FMT ":", STR_ARG(all),
                        STR_ARG(str_trim(commits.at[i].message)));
        for (size_t k = 0; k < commits.at[i].files.len; k++)
            all = arena_fmt(repo->arena, STR_FMT " " STR_FMT, STR_ARG(all),
                            STR_ARG(commits.at[i].files.at[k]));
        all = arena_fmt(repo->arena, STR_FMT "\n", STR_ARG(all));
    }
    return all;
}

static void commits_come_with_what_they_add(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; for i in 1 2 3 4 5 6; do commit old/$i; done");
    repo_run(repo, FORK);
    repo_run(repo, "cd r; commit m/1 changed; commit n/9; git checkout -q -b side main\n"
                   "commit m/side/file; git checkout -q mine; tick\n"
                   "git merge -q -m merge side; git mv m/2 m/3; record renamed");
    assert_str(commits_of(repo), "m/2: m/2\nm/side/file: m/side/file\nrenamed: m/3\n");
    repo_run(repo, "mv r s; cd s; git checkout -q main; git checkout -q mine; cd ..\n"
                   "git clone -q --depth 6 --no-single-branch \"file://$PWD/s\" r\n"
                   "cd r; git branch -q main origin/main; test -s .git/shallow");
    assert_str(commits_of(repo), "m/2: m/2\nm/side/file: m/side/file\nrenamed: m/3\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        repo_test(the_news_of_a_branch_are_what_it_added_and_changed),
        repo_test(only_branches_that_add_files_there_count),
        repo_test(a_branch_that_cannot_be_read_is_said),
        repo_test(commits_come_with_what_they_add),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
