// SPDX-License-Identifier: Apache-2.0
// Commits by the names that git has for them.
#include "git/git_priv.h"

static git_commit *find_commit(History *history, const char *revision)
{
    git_object *object = NULL;
    git_object *commit = NULL;
    if (git_revparse_single(&object, history->repo, revision) == 0 &&
        git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0)
        commit = NULL;
    git_object_free(object);
    return (git_commit *)commit;
}

bool history_commit(History *history, Arena *arena, Str revision, Str *id)
{
    git_commit *commit = find_commit(history, arena_cstr(arena, revision));
    if (commit)
        *id = oid_text(arena, git_commit_id(commit));
    git_commit_free(commit);
    return commit != NULL;
}

int64_t history_head_time(History *history)
{
    git_commit *head = find_commit(history, "HEAD");
    int64_t time = head ? git_commit_time(head) : 0;
    git_commit_free(head);
    return time;
}
