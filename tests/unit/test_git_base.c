// SPDX-License-Identifier: Apache-2.0
// Unit tests of finding the base commit without the help of a CI system: git/history.h.
#include "check.h"
#include "repo.h"

static const char *at_a_desk(const char *name)
{
    (void)name;
    return NULL;
}

static BaseStatus find_base(Repo *repo, const char *wish, BaseCommit *base)
{
    return history_base(repo->history, repo->arena,
                        (BaseWish){ str_from(wish), at_a_desk }, base, &repo->why);
}

// The base is what `git rev-parse EXPECTED` says, found under the name `ref`.
static void expect_base(Repo *repo, const char *wish, const char *ref,
                        const char *expected)
{
    BaseCommit base;
    if (find_base(repo, wish, &base) != BASE_FOUND)
        fail_msg("--base %s: " STR_FMT, wish, STR_ARG(repo->why));
    if (!str_eq(base.ref, str_from(ref)))
        fail_msg("--base %s: ref is " STR_FMT ", not %s", wish, STR_ARG(base.ref), ref);
    Str root = history_root(repo->history);
    repo_expect_commit(repo, arena_cstr(repo->arena, root), base.commit, expected);
}

static void expect_none(Repo *repo, const char *wish)
{
    BaseCommit base;
    assert_int_equal(find_base(repo, wish, &base), BASE_NONE);
    assert_int_equal(base.commit.len, 0);
}

static void expect_missing(Repo *repo, const char *wish, const char *part)
{
    BaseCommit base;
    assert_int_equal(find_base(repo, wish, &base), BASE_MISSING);
    repo_expect_why(repo, part);
}

// main: a b c; feature: a b x. HEAD is feature.
static const char FORK[] = "git init -q r; cd r; commit a; commit b\n"
                           "git branch feature; commit c\n"
                           "git checkout -q feature; commit x\n";

// The same as a server has it: its HEAD is main, the default branch of clones.
static const char SERVER[] = "git init -q r; cd r; commit a; commit b\n"
                             "git branch feature; commit c\n"
                             "git checkout -q feature; commit x\n"
                             "git checkout -q main\n";

static void names_are_read_as_git_reads_them(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_run(repo, "cd r; git tag light main; git tag -a -m note heavy main\n"
                   "git update-ref refs/remotes/origin/far main");
    repo_open(repo, "r");
    expect_base(repo, "main", "main", "main~1");
    expect_base(repo, "refs/heads/main", "refs/heads/main", "main~1");
    expect_base(repo, "light", "light", "main~1");
    expect_base(repo, "heavy", "heavy", "main~1");
    expect_base(repo, "origin/far", "origin/far", "main~1");
    expect_base(repo, "HEAD", "HEAD", "HEAD");
    expect_base(repo, "HEAD~2", "HEAD~2", "HEAD~2");
    Str commit = repo_output(repo, "git -C r rev-parse main");
    expect_base(repo, arena_cstr(repo->arena, commit), arena_cstr(repo->arena, commit),
                "main~1");
}

static void none_is_none(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_open(repo, "r");
    expect_none(repo, "none");
}

static void without_a_repository_only_a_named_ref_is_missed(void **state)
{
    Repo *repo = *state;
    expect_none(repo, "auto");
    expect_none(repo, "none");
    expect_missing(repo, "main", "no git repository");
}

static void auto_takes_main_or_master(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_open(repo, "r");
    expect_base(repo, "auto", "main", "main~1");
    repo_run(repo, "cd r; git branch -q -m main master; git pack-refs --all");
    repo_open(repo, "r");
    expect_base(repo, "auto", "master", "master~1");
    repo_run(repo, "cd r; git branch -q -m master trunk");
    repo_open(repo, "r");
    expect_none(repo, "auto");
}

static void the_only_branch_has_no_base(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit a; git branch master; commit b");
    repo_open(repo, "r");
    expect_none(repo, "auto");
}

static void auto_prefers_what_the_remote_has(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_run(repo, "git -C r checkout -q main; git clone -q r c; cd c\n"
                   "commit unpushed");
    repo_open(repo, "c");
    expect_base(repo, "auto", "origin/main", "HEAD~1");
    repo_run(repo, "cd c; git reset -q --hard HEAD~1");
    repo_open(repo, "c");
    expect_base(repo, "auto", "origin/main", "HEAD");
    repo_run(repo, "cd c; git checkout -q --detach origin/feature");
    repo_open(repo, "c");
    expect_base(repo, "auto", "origin/main", "origin/main~1");
}

static void the_default_branch_of_the_remote_may_have_any_name(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r -b develop; cd r; commit a; git branch main; commit b\n"
                   "git clone -q . ../c; cd ../c; git checkout -q -b mine; commit c");
    repo_open(repo, "c");
    expect_base(repo, "auto", "origin/develop", "origin/develop");
    repo_run(repo, "cd c; git remote rename origin upstream");
    repo_open(repo, "c");
    expect_base(repo, "auto", "upstream/develop", "upstream/develop");
    repo_run(repo, "cd c; git update-ref -d refs/remotes/upstream/develop");
    repo_open(repo, "c");
    expect_base(repo, "auto", "upstream/main", "upstream/main");
}

static void an_unborn_branch_has_no_base(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r");
    repo_open(repo, "r");
    expect_none(repo, "auto");
    expect_none(repo, "main");
    assert_null(history_head(repo->history, repo->arena, &repo->why));
    repo_expect_why(repo, "no commit yet");
}

static void a_damaged_head_is_said(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_run(repo, "cd r; h=$(git rev-parse HEAD)\n"
                   "rm -f .git/objects/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-)");
    repo_open(repo, "r");
    expect_missing(repo, "main", "cannot be read");
    assert_null(history_head(repo->history, repo->arena, &repo->why));
    repo_expect_why(repo, "is missing");
}

// Without a base no edit of a merged migration would be seen.
static void a_damaged_branch_is_no_missing_one(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit a; git checkout -q -b feature; commit b\n"
                   "git branch master");
    repo_run(repo, "cd r; cp .git/refs/heads/main ../main; echo x >.git/refs/heads/main");
    repo_open(repo, "r");
    expect_missing(repo, "auto", "refs/heads/main cannot be read");
    repo_run(repo, "cd r; echo 1234567890123456789012345678901234567890 "
                   ">.git/refs/heads/main");
    repo_open(repo, "r");
    expect_missing(repo, "auto", "git fsck");
    repo_run(repo, "cp main r/.git/refs/heads/main");
    repo_open(repo, "r");
    expect_base(repo, "auto", "main", "main");
}

static void unrelated_histories_are_named(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_run(repo, "cd r; git checkout -q --orphan alone; commit z");
    repo_open(repo, "r");
    expect_missing(repo, "main", "unrelated histories");
    expect_missing(repo, "auto", "unrelated histories");
}

static void criss_cross_merges_have_the_younger_base(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit a; git branch side\n"
                   "commit m1; git tag m1; git checkout -q side; commit s1; git tag s1\n"
                   "tick; git merge -q -m 's<m' m1; git checkout -q main\n"
                   "tick; git merge -q -m 'm<s' s1; commit m2\n"
                   "git checkout -q side; commit s2");
    repo_open(repo, "r");
    expect_base(repo, "main", "main", "s1");
}

static void octopus_merges_are_followed(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit a\n"
                   "for i in 1 2 3; do git checkout -q -b t$i main; commit t$i; done\n"
                   "git checkout -q -b all main; commit m; tick\n"
                   "git merge -q -m octopus t1 t2 t3; commit after");
    repo_open(repo, "r");
    expect_base(repo, "t3", "t3", "t3");
    expect_base(repo, "main", "main", "main");
}

static void an_unknown_name_is_missing(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_open(repo, "r");
    expect_missing(repo, "nobody", "there is no nobody, and there is no remote");
    expect_missing(repo, "main~9", "--base main~9: ");
    expect_missing(repo, "main^{tree}", "--base main^{tree}: ");
    expect_missing(repo, "0123456789012345678901234567890123456789", "--base 0123");
    expect_missing(repo, "", "--base ");
}

static void expect_mended(Repo *repo, const char *folder, const char *wish)
{
    repo_mend(repo, folder);
    repo_open(repo, folder);
    expect_base(repo, wish, "origin/main", "origin/main~1");
}

static void the_command_for_a_branch_not_fetched_mends(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "git clone -q --single-branch -b feature \"file://$PWD/r\" c");
    repo_open(repo, "c");
    expect_missing(repo, "main", "there is no origin/main: run");
    expect_mended(repo, "c", "main");
    repo_run(repo, "rm -rf c\n"
                   "git clone -q --single-branch -b feature \"file://$PWD/r\" c");
    repo_open(repo, "c");
    expect_missing(repo, "origin/main", "there is no origin/main: run");
    expect_mended(repo, "c", "origin/main");
    repo_run(repo, "git -C r branch -q 'm;touch'; rm -rf c\n"
                   "git clone -q --single-branch -b feature \"file://$PWD/r\" c");
    repo_open(repo, "c");
    expect_missing(repo, "m;touch$x", "'+refs/heads/m;touch$x:refs/remotes/origin/m;");
}

static void the_commands_for_a_shallow_clone_mend(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "git clone -q --depth 1 -b feature \"file://$PWD/r\" c");
    repo_open(repo, "c");
    expect_missing(repo, "main", "the clone is shallow and has no origin/main");
    expect_mended(repo, "c", "main");
    repo_run(repo, "rm -rf c; git clone -q --depth 1 -b feature \"file://$PWD/r\" c");
    repo_open(repo, "c");
    expect_missing(repo, "auto", "shallow and has no branch to compare");
    expect_mended(repo, "c", "auto");
    repo_run(repo, "rm -rf c; git clone -q --depth 1 --no-single-branch -b feature "
                   "\"file://$PWD/r\" c");
    repo_open(repo, "c");
    expect_missing(repo, "auto", "ends before HEAD and origin/main meet");
    expect_mended(repo, "c", "auto");
}

static void unpushed_commits_on_a_shallow_clone_mend_too(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "git clone -q --depth 1 -b feature \"file://$PWD/r\" c; cd c\n"
                   "commit y; commit z");
    repo_open(repo, "c");
    expect_missing(repo, "main", "the clone is shallow");
    expect_mended(repo, "c", "main");
}

static void a_shallow_clone_that_is_deep_enough_will_do(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    // b, the base, is the last commit there is: its parent is missing.
    repo_run(repo, "git clone -q --depth 2 --no-single-branch -b feature "
                   "\"file://$PWD/r\" c\n"
                   "git -C c worktree add -q --detach ../w");
    repo_open(repo, "c");
    expect_base(repo, "auto", "origin/main", "origin/main~1");
    expect_base(repo, "HEAD", "HEAD", "HEAD");
    repo_open(repo, "w");
    expect_base(repo, "main", "origin/main", "origin/main~1");
}

static void a_tag_in_a_shallow_clone_is_mended_by_all_branches(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "git clone -q --depth 1 --no-single-branch -b feature "
                   "\"file://$PWD/r\" c\n"
                   "git -C c tag light origin/main");
    repo_open(repo, "c");
    expect_missing(repo, "light", "ends before HEAD and light meet");
    repo_mend(repo, "c");
    repo_open(repo, "c");
    expect_base(repo, "light", "light", "origin/main~1");
}

// The clock of whoever made the base stood wrong: it looks older than its parent.
static void clocks_do_not_decide_in_a_shallow_clone(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q r; cd r; commit a; commit b; git branch feature\n"
                   "GIT_COMMITTER_DATE='1000000000 +0000' git commit -q --amend -m b\n"
                   "git branch -f feature; commit c\n"
                   "git checkout -q feature; commit x; git checkout -q main");
    repo_run(repo, "git clone -q --depth 3 --no-single-branch -b feature "
                   "\"file://$PWD/r\" c; test -s c/.git/shallow");
    repo_open(repo, "c");
    expect_base(repo, "auto", "origin/main", "origin/main~1");
}

static void origin_comes_before_other_remotes(void **state)
{
    Repo *repo = *state;
    repo_run(repo, FORK);
    repo_run(repo,
             "cd r; for n in alpha origin zeta; do\n"
             "    git remote add $n ./none; git update-ref refs/remotes/$n/main main\n"
             "done; git update-ref refs/remotes/zeta/other main\n"
             "git branch -q -m main trunk; git config remote.odd.fetch x");
    repo_open(repo, "r");
    expect_base(repo, "auto", "origin/main", "trunk~1");
    expect_base(repo, "main", "origin/main", "trunk~1");
    expect_base(repo, "other", "zeta/other", "trunk~1");
    expect_missing(repo, "nobody", "`git fetch origin +refs/heads/nobody:");
    expect_missing(repo, "zeta/no",
                   "there is no zeta/no: run `git fetch zeta "
                   "+refs/heads/no:refs/remotes/zeta/no`");
}

static void shallow_and_unrelated_is_not_mended_by_fetching(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "git clone -q --depth 1 --no-single-branch \"file://$PWD/r\" c; cd c\n"
                   "git checkout -q --orphan alone; commit y; git tag other\n"
                   "git checkout -q --orphan alone2; commit z");
    repo_open(repo, "c");
    expect_missing(repo, "other", "unrelated histories");
}

// git takes the tag. Who may push one, and may not merge, would choose the base by it.
static void a_tag_with_the_name_of_a_branch_is_no_base(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "git clone -q r c; cd c; git checkout -q -b change; commit own\n"
                   "git tag feature; git tag origin/feature");
    repo_open(repo, "c");
    expect_missing(repo, "feature",
                   "refs/tags/feature and refs/remotes/origin/feature differ");
    expect_missing(repo, "origin/feature",
                   "refs/tags/origin/feature and refs/remotes/origin/feature differ");
    repo_run(repo, "cd c; git tag -f feature refs/remotes/origin/feature\n"
                   "git branch -q change2; git tag change2");
    expect_base(repo, "feature", "feature", "main~1");
    expect_base(repo, "change2", "change2", "change");
    expect_base(repo, "refs/remotes/origin/feature", "refs/remotes/origin/feature",
                "main~1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        repo_test(names_are_read_as_git_reads_them),
        repo_test(none_is_none),
        repo_test(without_a_repository_only_a_named_ref_is_missed),
        repo_test(auto_takes_main_or_master),
        repo_test(the_only_branch_has_no_base),
        repo_test(auto_prefers_what_the_remote_has),
        repo_test(the_default_branch_of_the_remote_may_have_any_name),
        repo_test(an_unborn_branch_has_no_base),
        repo_test(a_damaged_head_is_said),
        repo_test(a_damaged_branch_is_no_missing_one),
        repo_test(unrelated_histories_are_named),
        repo_test(criss_cross_merges_have_the_younger_base),
        repo_test(octopus_merges_are_followed),
        repo_test(an_unknown_name_is_missing),
        repo_test(the_command_for_a_branch_not_fetched_mends),
        repo_test(the_commands_for_a_shallow_clone_mend),
        repo_test(unpushed_commits_on_a_shallow_clone_mend_too),
        repo_test(a_shallow_clone_that_is_deep_enough_will_do),
        repo_test(a_tag_in_a_shallow_clone_is_mended_by_all_branches),
        repo_test(clocks_do_not_decide_in_a_shallow_clone),
        repo_test(origin_comes_before_other_remotes),
        repo_test(shallow_and_unrelated_is_not_mended_by_fetching),
        repo_test(a_tag_with_the_name_of_a_branch_is_no_base),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
