// SPDX-License-Identifier: Apache-2.0
// The commits of a change, and which files each of them has added.
#include "git/additions_priv.h"

#include <stdint.h>

typedef struct Log {
    History *history;
    Arena *arena;
    const CommitWish *wish;
    AddingCommitVec *commits;
    Str *why;
} Log;

static bool open_parent(Log *log, const git_commit *commit, Snapshot **parent)
{
    *parent = NULL;
    if (git_commit_parentcount(commit) == 0)
        return true;
    *parent = snapshot_of_commit(log->history, log->arena,
                                 git_commit_parent_id(commit, 0), log->why);
    return *parent != NULL;
}

// A merge adds nothing that its parents have not; where the clone ends, nothing tells
// what a commit has added.
static bool add_commit(Log *log, const git_oid *id, const git_commit *commit)
{
    if (git_commit_parentcount(commit) > 1 || ancestry_ends_at(log->history, id))
        return true;
    StrVec files = { 0 };
    Snapshot *parent;
    Snapshot *now = snapshot_of_commit(log->history, log->arena, id, log->why);
    if (!now || !open_parent(log, commit, &parent))
        return false;
    Additions additions = { now, parent, log->wish->dirs, SIZE_MAX };
    if (!additions_find(&additions, log->arena, &files, log->why))
        return false;
    if (files.len > 0)
        *vec_push(log->arena, log->commits) =
            (AddingCommit){ .id = oid_text(log->arena, id),
                            .message = arena_copy(log->arena,
                                                  str_from(git_commit_message(commit))),
                            .files = files };
    return true;
}

bool history_commits(History *history, Arena *arena, const CommitWish *wish,
                     AddingCommitVec *commits, Str *why)
{
    Log log = { history, arena, wish, commits, why };
    OidVec ids = { 0 };
    git_oid base;
    if (!oid_from_text(wish->base, &base) ||
        !ancestry_since(history, arena, &base, &ids, why))
        return false;
    for (size_t i = 0; i < ids.len; i++) {
        git_commit *commit;
        int code = git_commit_lookup(&commit, history->repo, &ids.at[i]);
        if (code < 0) {
            *why = history_object_error(history, arena, code, &ids.at[i]);
            return false;
        }
        bool good = add_commit(&log, &ids.at[i], commit);
        git_commit_free(commit);
        if (!good)
            return false;
    }
    return true;
}
