// SPDX-License-Identifier: Apache-2.0
// The environment variables of CI systems, as tables.
#include "git/ci.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

typedef struct TargetVariable {
    const char *name;
    const char *only_with; // counts only if this one is set and not "false"; may be NULL
} TargetVariable;

// The variables that others set for pushes as well have a second one that tells.
static const TargetVariable TARGETS[] = {
    { "GITHUB_BASE_REF", NULL }, // also Gitea and Forgejo
    { "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", NULL },
    { "BITBUCKET_PR_DESTINATION_BRANCH", NULL },
    { "SYSTEM_PULLREQUEST_TARGETBRANCH", NULL },
    { "CHANGE_TARGET", NULL }, // Jenkins
    { "DRONE_TARGET_BRANCH", "DRONE_PULL_REQUEST" },
    { "CI_COMMIT_TARGET_BRANCH", "CI_COMMIT_PULL_REQUEST" }, // Woodpecker
    { "BUILDKITE_PULL_REQUEST_BASE_BRANCH", "BUILDKITE_PULL_REQUEST" },
    { "TRAVIS_BRANCH", "TRAVIS_PULL_REQUEST" },
    { "APPVEYOR_REPO_BRANCH", "APPVEYOR_PULL_REQUEST_NUMBER" },
    { "CIRRUS_BASE_BRANCH", NULL },
    { "CODEBUILD_WEBHOOK_BASE_REF", NULL },
    { "SEMAPHORE_GIT_BRANCH", "SEMAPHORE_GIT_PR_NUMBER" },
    { "PULL_BASE_REF", "PULL_NUMBER" }, // Prow
    { "GERRIT_BRANCH", "GERRIT_CHANGE_NUMBER" },
};

// Of requests first: the others name the target's branch or a ref of the request there.
static const char *const SOURCES[] = {
    "GITHUB_HEAD_REF", // also Gitea and Forgejo
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "SYSTEM_PULLREQUEST_SOURCEBRANCH",
    "CHANGE_BRANCH", // Jenkins
    "DRONE_SOURCE_BRANCH",
    "CI_COMMIT_SOURCE_BRANCH", // Woodpecker
    "TRAVIS_PULL_REQUEST_BRANCH",
    "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH",
    "CI_COMMIT_BRANCH",
    "BITBUCKET_BRANCH",
    "BUILDKITE_BRANCH",
    "CIRCLE_BRANCH",
    "CIRRUS_BRANCH",
    "BUILD_SOURCEBRANCH", // Azure
    "GITHUB_REF",
};

static const char *const RUNNING[] = { "CI",
                                       "GITHUB_ACTIONS",
                                       "GITLAB_CI",
                                       "TF_BUILD",
                                       "JENKINS_URL",
                                       "DRONE",
                                       "BUILDKITE",
                                       "TRAVIS",
                                       "TEAMCITY_VERSION",
                                       "BITBUCKET_BUILD_NUMBER",
                                       "CIRCLECI" };

// GitLab. The first is the tip of the target branch, set where the merge is tried out
// (the older merge base would count the target's own commits as new there); the second is
// the merge base.
static const char *const TARGET_COMMITS[] = { "CI_MERGE_REQUEST_TARGET_BRANCH_SHA",
                                              "CI_MERGE_REQUEST_DIFF_BASE_SHA" };

// GitHub, and those that follow it, tell it only in the event's file.
static const char *const BEFORE_PUSH[] = { "CI_COMMIT_BEFORE_SHA",
                                           "DRONE_COMMIT_BEFORE" };
static const char EVENT_FILE[] = "GITHUB_EVENT_PATH";

typedef struct TrialMerge {
    const char *ref;    // refs/pull/N/merge
    const char *commit; // where that stood when the run began
} TrialMerge;

static const TrialMerge TRIAL_MERGES[] = {
    { "GITHUB_REF", "GITHUB_SHA" }, { "BUILD_SOURCEBRANCH", "BUILD_SOURCEVERSION" }
};

typedef struct FullClone {
    const char *variable;
    Str how;
} FullClone;

static const FullClone FULL_CLONES[] = {
    { "GITHUB_ACTIONS", STR_INIT("give actions/checkout `fetch-depth: 0`") },
    { "GITLAB_CI", STR_INIT("set the job's variable `GIT_DEPTH: 0`") },
    { "BITBUCKET_BUILD_NUMBER", STR_INIT("set the pipeline's `clone: depth: full`") },
    { "TF_BUILD", STR_INIT("give the checkout step `fetchDepth: 0`") },
};

Str ci_variable(HistoryEnv env, const char *name)
{
    return env == NULL ? (Str){ 0 } : str_from(env(name));
}

static bool is_set(HistoryEnv env, const char *name)
{
    Str value = ci_variable(env, name);
    return value.len > 0 && !str_eq_ci(value, STR("false")) && !str_eq(value, STR("0"));
}

bool ci_is_running(HistoryEnv env)
{
    for (size_t i = 0; i < ROWS(RUNNING); i++)
        if (is_set(env, RUNNING[i]))
            return true;
    return false;
}

bool ci_target_branch(HistoryEnv env, Str *branch)
{
    for (size_t i = 0; i < ROWS(TARGETS); i++) {
        const TargetVariable *row = &TARGETS[i];
        if (row->only_with != NULL && !is_set(env, row->only_with))
            continue;
        Str value = ci_variable(env, row->name);
        // Azure and CodeBuild give the full name.
        if (str_starts(value, STR("refs/heads/")))
            value = str_drop(value, sizeof "refs/heads/" - 1);
        if (value.len == 0)
            continue;
        *branch = value;
        return true;
    }
    return false;
}

Str ci_source_branch(HistoryEnv env)
{
    for (size_t i = 0; i < ROWS(SOURCES); i++) {
        Str value = ci_variable(env, SOURCES[i]);
        if (str_starts(value, STR("refs/heads/")))
            return str_drop(value, sizeof "refs/heads/" - 1);
        if (value.len > 0 && !str_starts(value, STR("refs/")))
            return value;
    }
    return (Str){ 0 };
}

static bool is_commit(Str text)
{
    bool zero = true; // "no commit", for a new branch
    for (size_t i = 0; i < text.len; i++)
        zero = zero && text.ptr[i] == '0';
    return text.len > 0 && !zero;
}

Str ci_target_commit(HistoryEnv env, size_t i)
{
    for (size_t row = 0; row < ROWS(TARGET_COMMITS); row++) {
        Str value = ci_variable(env, TARGET_COMMITS[row]);
        if (is_commit(value) && i-- == 0)
            return value;
    }
    return (Str){ 0 };
}

Str ci_trial_merge(HistoryEnv env)
{
    for (size_t i = 0; i < ROWS(TRIAL_MERGES); i++) {
        Str ref = ci_variable(env, TRIAL_MERGES[i].ref);
        if (str_starts(ref, STR("refs/pull/")) && str_ends(ref, STR("/merge")))
            return ci_variable(env, TRIAL_MERGES[i].commit);
    }
    return (Str){ 0 };
}

Str ci_event_string(HistoryEnv env, Arena *arena, const JsonStep *steps, size_t count)
{
    Str path = ci_variable(env, EVENT_FILE);
    Str text;
    Str why;
    JsonSpan span;
    if (path.len == 0 || tree_disk_file(arena, path, &text, &why) != TREE_OK ||
        !json_pos_find(text, steps, count, &span))
        return (Str){ 0 };
    Str value = str_slice(text, span.start, span.end);
    bool is_string = value.len > 2 && value.ptr[0] == '"';
    return is_string ? str_slice(value, 1, value.len - 1) : (Str){ 0 };
}

// A checkout of GitHub's has no HEAD of the remote, but every event tells it:
// https://docs.github.com/webhooks/webhook-events-and-payloads#push
Str ci_default_branch(HistoryEnv env, Arena *arena)
{
    static const JsonStep steps[] = { { .key = STR_INIT("repository") },
                                      { .key = STR_INIT("default_branch") } };
    Str named = ci_variable(env, "CI_DEFAULT_BRANCH"); // GitLab
    return named.len > 0 ? named : ci_event_string(env, arena, steps, ROWS(steps));
}

Str ci_commit_before_push(HistoryEnv env, Arena *arena)
{
    for (size_t i = 0; i < ROWS(BEFORE_PUSH); i++) {
        Str value = ci_variable(env, BEFORE_PUSH[i]);
        if (is_commit(value))
            return value;
    }
    static const JsonStep before[] = { { .key = STR_INIT("before") } };
    Str value = ci_event_string(env, arena, before, ROWS(before));
    return is_commit(value) ? value : (Str){ 0 };
}

bool ci_runs_on_target(HistoryEnv env)
{
    return str_eq(ci_variable(env, "GITHUB_EVENT_NAME"), STR("pull_request_target"));
}

Str ci_full_clone(HistoryEnv env)
{
    for (size_t i = 0; i < ROWS(FULL_CLONES); i++)
        if (is_set(env, FULL_CLONES[i].variable))
            return FULL_CLONES[i].how;
    return (Str){ 0 };
}
