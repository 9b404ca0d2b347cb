// SPDX-License-Identifier: Apache-2.0
// Unit tests of --base auto under CI systems: git/history.h. The clones are made the way
// those systems make them.
#include "check.h"
#include "repo.h"

#include "git/ci.h"

#include <string.h>

// main: a b c; feature: a b x y; refs/pull/7/merge: feature merged into main.
static const char SERVER[] = "git init -q r; cd r; commit a; commit b\n"
                             "git checkout -q -b feature; commit x; commit y\n"
                             "git checkout -q main; commit c\n"
                             "git checkout -q --detach; tick\n"
                             "git merge -q -m trial feature\n"
                             "git update-ref refs/pull/7/merge HEAD\n"
                             "git checkout -q main; cd ..\n"
                             "git init -q c; cd c; url=\"file://${PWD%/c}/r\"\n"
                             "git remote add origin \"$url\"\n";

// "NAME=value" each, up to NULL. A HistoryEnv has no other way to know its test.
static const char *const *variables;

static const char *fake(const char *name)
{
    size_t len = strlen(name);
    for (const char *const *v = variables; *v != NULL; v++)
        if (strncmp(*v, name, len) == 0 && (*v)[len] == '=')
            return *v + len + 1;
    return NULL;
}

#define WITH(...) ((const char *const[]){ __VA_ARGS__, NULL })

static BaseStatus find_base(Repo *repo, const char *const *env, BaseCommit *base)
{
    variables = env;
    repo_open(repo, "c");
    return history_base(repo->history, repo->arena, (BaseWish){ STR("auto"), fake }, base,
                        &repo->why);
}

static void expect_base(Repo *repo, const char *const *env, const char *ref,
                        const char *expected)
{
    BaseCommit base;
    if (find_base(repo, env, &base) != BASE_FOUND)
        fail_msg("%s: " STR_FMT, env[0], STR_ARG(repo->why));
    if (!str_eq(base.ref, str_from(ref)))
        fail_msg("%s: " STR_FMT " is not %s", env[0], STR_ARG(base.ref), ref);
    repo_expect_commit(repo, "c", base.commit, expected);
}

static void expect_missing(Repo *repo, const char *const *env, const char *part)
{
    BaseCommit base;
    assert_int_equal(find_base(repo, env, &base), BASE_MISSING);
    repo_expect_why(repo, part);
}

static void every_system_names_the_target(void **state)
{
    const char *const *const SYSTEMS[] = {
        WITH("GITHUB_BASE_REF=main", "GITHUB_ACTIONS=true"),
        WITH("CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main"),
        WITH("BITBUCKET_PR_DESTINATION_BRANCH=main"),
        WITH("SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main"),
        WITH("CHANGE_TARGET=main"),
        WITH("DRONE_TARGET_BRANCH=main", "DRONE_PULL_REQUEST=7"),
        WITH("BUILDKITE_PULL_REQUEST_BASE_BRANCH=main", "BUILDKITE_PULL_REQUEST=7"),
        WITH("TRAVIS_BRANCH=main", "TRAVIS_PULL_REQUEST=7"),
        WITH("CODEBUILD_WEBHOOK_BASE_REF=refs/heads/main"),
    };
    Repo *repo = *state;
    repo_run(repo, SERVER);
    // The default branch is another, so that only the variable leads to main; the local
    // main is stale.
    repo_run(repo, "cd c; git fetch -q; git checkout -q --detach origin/feature\n"
                   "git branch -q main origin/main~2\n"
                   "git update-ref refs/remotes/origin/other origin/feature~1\n"
                   "git symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/other");
    for (size_t i = 0; i < sizeof SYSTEMS / sizeof *SYSTEMS; i++)
        expect_base(repo, SYSTEMS[i], "origin/main", "origin/main~1");
    expect_base(repo, WITH("GITHUB_BASE_REF="), "origin/other", "origin/other");
    expect_base(repo, WITH("TRAVIS_BRANCH=main", "TRAVIS_PULL_REQUEST=false"),
                "origin/other", "origin/other");
    expect_base(repo, WITH("DRONE_TARGET_BRANCH=main"), "origin/other", "origin/other");
    repo_run(repo, "cd c; git branch -q -f main origin/main; git remote rm origin");
    expect_base(repo, WITH("CHANGE_TARGET=main"), "main", "main~1");
}

static void checkout_of_a_pull_request_with_depth_1(void **state)
{
    const char *const *env =
        WITH("GITHUB_BASE_REF=main", "GITHUB_ACTIONS=true", "CI=true");
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "cd c; git fetch -q --depth=1 origin "
                   "+refs/pull/7/merge:refs/remotes/pull/7/merge\n"
                   "git checkout -q --detach refs/remotes/pull/7/merge");
    expect_missing(repo, env, "the clone is shallow and has no origin/main: run `");
    assert_true(str_contains(repo->why, STR("fetch-depth: 0")));
    repo_mend(repo, "c");
    expect_base(repo, env, "origin/main", "origin/main");
    repo_run(repo, "git -C c checkout -q --detach HEAD^2");
    expect_base(repo, env, "origin/main", "origin/main~1");
}

static void the_trial_merge_knows_the_target(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "cd c; git fetch -q --depth=2 origin refs/pull/7/merge\n"
                   "git checkout -q --detach FETCH_HEAD");
    Str head = repo_output(repo, "git -C c rev-parse HEAD");
    const char *sha = arena_fmt(repo->arena, "GITHUB_SHA=" STR_FMT, STR_ARG(head)).ptr;
    expect_base(repo, WITH("GITHUB_BASE_REF=main", "GITHUB_REF=refs/pull/7/merge", sha),
                "HEAD^1", "HEAD^1");
    expect_missing(repo, WITH("GITHUB_BASE_REF=main", sha), "no origin/main");
    // Any other merge commit is not to be trusted.
    repo_run(repo, "cd c; git commit -q --amend -m changed");
    expect_missing(repo,
                   WITH("GITHUB_BASE_REF=main", "GITHUB_REF=refs/pull/7/merge", sha),
                   "no origin/main");
}

static void pull_request_target_does_not_pass_in_silence(void **state)
{
    const char *const *env =
        WITH("GITHUB_BASE_REF=main", "GITHUB_EVENT_NAME=pull_request_target");
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "cd c; git fetch -q; git checkout -q --detach origin/main");
    expect_missing(repo, env, "HEAD is origin/main itself");
    repo_run(repo, "git -C c checkout -q --detach origin/feature");
    expect_base(repo, env, "origin/main", "origin/main~1");
}

static void a_merge_request_may_name_commits(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "cd c; git fetch -q --depth=20 origin feature\n"
                   "git checkout -q --detach FETCH_HEAD");
    Str fork = repo_output(repo, "git -C c rev-parse HEAD~2");
    const char *sha =
        arena_fmt(repo->arena, "CI_MERGE_REQUEST_DIFF_BASE_SHA=" STR_FMT, STR_ARG(fork))
            .ptr;
    expect_base(repo,
                WITH("CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main", sha,
                     "CI_MERGE_REQUEST_TARGET_BRANCH_SHA="),
                arena_cstr(repo->arena, fork), "HEAD~2");
    expect_missing(repo,
                   WITH("CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main", "GITLAB_CI=true",
                        "CI_MERGE_REQUEST_DIFF_BASE_SHA="
                        "0123456789012345678901234567890123456789"),
                   "GIT_DEPTH: 0");
}

static void a_push_to_the_default_branch_is_judged(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "cd c; git fetch -q\n"
                   "git checkout -q -B main refs/remotes/origin/main");
    expect_base(repo, WITH("GITHUB_ACTIONS=true"), "HEAD^1", "HEAD^1");
    expect_base(repo, WITH("CI=false"), "origin/main", "HEAD");
    Str before = repo_output(repo, "git -C c rev-parse HEAD~2");
    const char *sha =
        arena_fmt(repo->arena, "CI_COMMIT_BEFORE_SHA=" STR_FMT, STR_ARG(before)).ptr;
    expect_base(repo, WITH("CI=true", "CI_DEFAULT_BRANCH=main", sha),
                arena_cstr(repo->arena, before), "HEAD~2");
    expect_base(repo,
                WITH("CI=true", "CI_COMMIT_BEFORE_SHA="
                                "0000000000000000000000000000000000000000"),
                "HEAD^1", "HEAD^1");
    // A run that is repeated after later pushes.
    repo_run(repo, "cd c; git checkout -q --detach origin/main~1");
    expect_base(repo, WITH("CI=true"), "HEAD^1", "HEAD^1");
}

// GitHub tells only in a file where the branch stood.
static void a_push_of_several_commits_is_judged_as_a_whole(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "printf '{\"after\": \"x\", \"before\": \"%s\"}' "
                   "\"$(git -C r rev-parse main~2)\" >event.json\n"
                   "printf '{\"before\": 7}' >other.json\n"
                   "cd c; sha=$(git -C ../r rev-parse main)\n"
                   "git fetch -q --depth=2 origin +$sha:refs/remotes/origin/main\n"
                   "git checkout -q -B main refs/remotes/origin/main");
    const char *event =
        arena_fmt(repo->arena, "GITHUB_EVENT_PATH=%s/event.json", repo->dir).ptr;
    const char *other =
        arena_fmt(repo->arena, "GITHUB_EVENT_PATH=%s/other.json", repo->dir).ptr;
    expect_base(repo, WITH("CI=true", other), "HEAD^1", "HEAD^1");
    expect_base(repo, WITH("CI=true", "GITHUB_EVENT_PATH=/nowhere"), "HEAD^1", "HEAD^1");
    expect_missing(repo, WITH("CI=true", event),
                   "ends before the commit that was pushed");
    repo_mend(repo, "c");
    Str before = repo_output(repo, "git -C r rev-parse main~2");
    expect_base(repo, WITH("CI=true", event), arena_cstr(repo->arena, before), "HEAD~2");
    // After a forced push it is gone.
    repo_run(repo, "printf '{\"before\": \"%s\"}' "
                   "1234567890123456789012345678901234567890 >event.json");
    expect_base(repo, WITH("CI=true", event), "HEAD^1", "HEAD^1");
}

static void the_first_commit_of_all_has_no_base(void **state)
{
    Repo *repo = *state;
    BaseCommit base;
    repo_run(repo, "git init -q r; cd r; commit a; git clone -q . ../c");
    assert_int_equal(find_base(repo, WITH("CI=true"), &base), BASE_NONE);
    assert_int_equal(base.commit.len, 0);
}

static void a_push_checked_out_with_depth_1(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "cd c; sha=$(git -C ../r rev-parse main)\n"
                   "git fetch -q --depth=1 origin +$sha:refs/remotes/origin/main\n"
                   "git checkout -q -B main refs/remotes/origin/main");
    expect_missing(repo, WITH("CI=true"), "the shallow clone ends at HEAD");
    repo_mend(repo, "c");
    expect_base(repo, WITH("CI=true"), "HEAD^1", "HEAD^1");
}

static void a_branch_checked_out_with_depth_1(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "cd c; git fetch -q --depth=1 origin "
                   "+feature:refs/remotes/origin/feature\n"
                   "git checkout -q -B feature refs/remotes/origin/feature");
    expect_missing(repo, WITH("CI=true"), "shallow and has no branch to compare");
    repo_mend(repo, "c");
    expect_base(repo, WITH("CI=true"), "origin/main", "origin/main~1");
}

static void the_default_branch_that_a_system_names(void **state)
{
    Repo *repo = *state;
    repo_run(repo, SERVER);
    repo_run(repo, "git -C r branch -m main trunk\n"
                   "cd c; git fetch -q origin +feature:refs/remotes/origin/feature\n"
                   "git checkout -q --detach origin/feature");
    expect_missing(repo, WITH("CI_DEFAULT_BRANCH=trunk"),
                   "there is no origin/trunk: run");
    repo_mend(repo, "c");
    expect_base(repo, WITH("CI_DEFAULT_BRANCH=trunk"), "origin/trunk", "origin/trunk~1");
    repo_run(repo,
             "printf '{\"repository\": {\"default_branch\": \"trunk\"}}' >event.json");
    const char *event =
        arena_fmt(repo->arena, "GITHUB_EVENT_PATH=%s/event.json", repo->dir).ptr;
    expect_base(repo, WITH(event), "origin/trunk", "origin/trunk~1");
    // A push to it: what was there before is the base.
    repo_run(repo, "printf '{\"repository\": {\"default_branch\": \"trunk\"}, "
                   "\"before\": \"%s\"}' \"$(git -C r rev-parse trunk~1)\" >event.json\n"
                   "cd c; git checkout -q -B trunk origin/trunk");
    Str before = repo_output(repo, "git -C r rev-parse trunk~1");
    expect_base(repo, WITH("CI=true", event), arena_cstr(repo->arena, before), "HEAD~1");
}

static void every_system_names_the_branch_under_review(void **state)
{
    const char *const *const SYSTEMS[] = {
        WITH("GITHUB_HEAD_REF=mine", "GITHUB_REF=refs/pull/7/merge"),
        WITH("GITHUB_REF=refs/heads/mine"),
        WITH("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=mine", "CI_COMMIT_BRANCH="),
        WITH("CI_COMMIT_BRANCH=mine"),
        WITH("SYSTEM_PULLREQUEST_SOURCEBRANCH=refs/heads/mine",
             "BUILD_SOURCEBRANCH=refs/pull/7/merge"),
        WITH("BITBUCKET_BRANCH=mine"),
    };
    (void)state;
    for (size_t i = 0; i < sizeof SYSTEMS / sizeof *SYSTEMS; i++) {
        variables = SYSTEMS[i];
        assert_str(ci_source_branch(fake), "mine");
    }
    variables = WITH("GITHUB_REF=refs/tags/v1", "BUILD_SOURCEBRANCH=refs/pull/7/merge");
    assert_str(ci_source_branch(fake), "");
    assert_str(ci_source_branch(NULL), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        repo_test(every_system_names_the_target),
        cmocka_unit_test(every_system_names_the_branch_under_review),
        repo_test(checkout_of_a_pull_request_with_depth_1),
        repo_test(the_trial_merge_knows_the_target),
        repo_test(pull_request_target_does_not_pass_in_silence),
        repo_test(a_merge_request_may_name_commits),
        repo_test(a_push_to_the_default_branch_is_judged),
        repo_test(a_push_of_several_commits_is_judged_as_a_whole),
        repo_test(the_first_commit_of_all_has_no_base),
        repo_test(a_push_checked_out_with_depth_1),
        repo_test(a_branch_checked_out_with_depth_1),
        repo_test(the_default_branch_that_a_system_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
