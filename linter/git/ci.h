// SPDX-License-Identifier: Apache-2.0
// What CI systems say about a run in their environment variables.
#ifndef GIT_CI_H
#define GIT_CI_H

#include "base/json_pos.h"
#include "git/history.h"

// A variable's value; empty when it is not set, or env is NULL.
Str ci_variable(HistoryEnv env, const char *name);
// Does a CI system run this?
bool ci_is_running(HistoryEnv env);
// The branch that a pull or merge request wants to be merged into; false outside of one.
bool ci_target_branch(HistoryEnv env, Str *branch);
// The branch that is under review; empty when the CI does not say.
Str ci_source_branch(HistoryEnv env);
// Commits that stand for the target branch of a merge request, best first: number `i`, or
// empty after the last.
Str ci_target_commit(HistoryEnv env, size_t i);
// The commit by which the CI system tries out the merge; its first parent is the target
// branch. Empty when it does not.
Str ci_trial_merge(HistoryEnv env);
// A string in the file in which GitHub describes what has started the run, as it stands
// there, without its escapes undone; empty: there is none.
Str ci_event_string(HistoryEnv env, Arena *arena, const JsonStep *steps, size_t count);
// The repository's default branch; empty when the CI does not say.
Str ci_default_branch(HistoryEnv env, Arena *arena);
// Where the branch stood before the push that started this run; empty when unknown.
Str ci_commit_before_push(HistoryEnv env, Arena *arena);
// Does the run of a pull request look at the target branch instead of the request's own?
bool ci_runs_on_target(HistoryEnv env);
// How the CI system is told to clone with the whole history; empty when unknown.
Str ci_full_clone(HistoryEnv env);

#endif
