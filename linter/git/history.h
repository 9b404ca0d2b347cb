// SPDX-License-Identifier: Apache-2.0
// What git knows: the repository around a path, the merge base with a target branch, and
// its files as FileTrees. Reads the object database with libgit2; never runs git, never
// writes.
#ifndef GIT_HISTORY_H
#define GIT_HISTORY_H

#include "base/arena.h"
#include "ir/added.h"
#include "source/tree.h"

typedef struct History History;

typedef enum HistoryStatus {
    HISTORY_OK,
    HISTORY_NONE,  // no repository here
    HISTORY_BROKEN // there is one, but *why
} HistoryStatus;

// Opens the repository that `path` lies in: worktrees, submodules and bare repositories
// included. Close with history_close.
HistoryStatus history_open(Arena *arena, Str path, History **history, Str *why);
void history_close(History *history); // NULL is fine

// Absolute path of the work tree, without a trailing "/"; empty for a bare repository.
Str history_root(const History *history);

typedef struct BaseCommit {
    Str ref;    // as asked for or found: "origin/main"
    Str commit; // 40 hex digits of the merge base
} BaseCommit;

// What --base auto looks at besides the repository: a function like getenv, so that tests
// can bring their own.
typedef const char *(*HistoryEnv)(const char *name);

typedef enum BaseStatus {
    BASE_FOUND,
    BASE_NONE,   // rightly none: asked for, unborn branch, no repository, or no branch to
                 // compare with
    BASE_MISSING // there should be one, but *why: shallow clone, unknown ref, unrelated
                 // histories; *why names the mending command
} BaseStatus;

typedef struct BaseWish {
    Str ref; // "auto", "none" or a ref
    HistoryEnv env;
} BaseWish;

// The merge base of the wished ref and HEAD.
BaseStatus history_base(History *history, Arena *arena, BaseWish wish, BaseCommit *base,
                        Str *why);

// The repository's default branch as far as it is known here: the remote's, else main or
// master, else the one that HEAD is on; "main" where there is no branch.
Str history_default_branch(History *history, Arena *arena);

// A branch beside the one under review.
typedef struct OtherTree {
    Str name;       // "origin/feature-x"
    FileTree *news; // of its files those that it has added or changed
    bool is_target; // it is what the base was found by
} OtherTree;

typedef VEC(OtherTree) OtherTreeVec;

typedef struct OtherWish {
    StrVec refs; // empty: the newest remote-tracking branches, fifty at most
    const BaseCommit *base;
    StrVec dirs; // folders from the root: branches that add no file there are left out
    HistoryEnv env;
} OtherWish;

// The branches that have files which neither the base nor their own merge base with it
// has. Left out are HEAD's own branch, here and on remotes, what contains HEAD's commits,
// and what HEAD contains. False with *why, which names the mending command.
bool history_others(History *history, Arena *arena, const OtherWish *wish,
                    OtherTreeVec *others, Str *why);

typedef struct CommitWish {
    Str base;    // 40 hex digits
    StrVec dirs; // folders from the root
} CommitWish;

// The commits that HEAD has and the base has not and that add files to the folders,
// oldest first. Merges are left out.
bool history_commits(History *history, Arena *arena, const CommitWish *wish,
                     AddingCommitVec *commits, Str *why);

// The files of a commit (40 hex digits). Lives until history_close.
FileTree *history_tree(History *history, Arena *arena, Str commit, Str *why);
// Whether a missing or damaged object has kept such a tree from answering what it was
// asked about the folder `dir`, what lies in it or above it. *what is the first: its path
// and why.
bool history_tree_unread(const FileTree *tree, Arena *arena, Str dir, Str *what);
// The commit that a revision leads to, as git writes it: "origin/main", "HEAD^2",
// "MERGE_HEAD"; false when there is none.
bool history_commit(History *history, Arena *arena, Str revision, Str *commit);
// When HEAD was committed, in seconds since 1970; 0 for an unborn branch.
int64_t history_head_time(History *history);

// The files of HEAD: for a bare repository. NULL with *why for an unborn branch.
FileTree *history_head(History *history, Arena *arena, Str *why);
// The files of the index: what `git commit` would record. NULL with *why when it cannot
// be read or has conflicts.
FileTree *history_index(History *history, Arena *arena, Str *why);
// The files of the work tree, with git's ignore rules. What a sparse checkout leaves out
// is there as the index has it. NULL with *why when that cannot be read.
FileTree *history_worktree(History *history, Arena *arena, Str *why);

#endif
