// SPDX-License-Identifier: Apache-2.0
// Unit tests of git/history.h: commits by the names that git has for them.
#include "repo.h"

#include "check.h"

static void names_lead_to_commits(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q -b main r && cd r && commit a && git checkout -q -b side "
                   "&& commit b && git checkout -q main && commit c && "
                   "git merge -q --no-edit side && git tag -a -m v v1");
    static const char *const NAMES[] = { "HEAD", "main", "HEAD^1", "HEAD^2", "v1^{}" };
    History *history = repo_open(repo, "r");
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        Str commit;
        Str script = arena_fmt(repo->arena, "cd r && git rev-parse '%s'", NAMES[i]);
        assert_true(history_commit(history, repo->arena, str_from(NAMES[i]), &commit));
        assert_str_at(commit, repo_output(repo, arena_cstr(repo->arena, script)),
                      __FILE__, __LINE__);
    }
    Str commit;
    assert_true(history_commit(history, repo->arena, STR("v1"), &commit));
    assert_str_at(commit, repo_output(repo, "cd r && git rev-parse HEAD"), __FILE__,
                  __LINE__);
    assert_false(history_commit(history, repo->arena, STR("MERGE_HEAD"), &commit));
    assert_false(history_commit(history, repo->arena, STR("HEAD:"), &commit));
    assert_false(history_commit(history, repo->arena, STR(""), &commit));
}

static void head_has_a_time_once_there_is_one(void **state)
{
    Repo *repo = *state;
    repo_run(repo, "git init -q -b main r");
    assert_int_equal(history_head_time(repo_open(repo, "r")), 0);
    repo_run(repo, "cd r && commit a && "
                   "GIT_COMMITTER_DATE=2031-02-03T04:05:06Z git commit -q --amend "
                   "--no-edit");
    assert_int_equal(history_head_time(repo_open(repo, "r")), 1927857906);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        repo_test(names_lead_to_commits),
        repo_test(head_has_a_time_once_there_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
