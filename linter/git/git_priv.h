// SPDX-License-Identifier: Apache-2.0
// What the files of this room share. The one header that knows libgit2.
#ifndef GIT_GIT_PRIV_H
#define GIT_GIT_PRIV_H

#include "base/map.h"
#include "git/history.h"

#include <git2.h>
#include <time.h>

enum { OID_DIGITS = 40, OID_BYTES = 20 };

struct History {
    Arena *arena; // that of history_open
    git_repository *repo;
    git_odb *objects;
    git_index *index;           // opened when first asked for
    struct timespec index_time; // when it was written, or earlier
    bool lacks_index;           // it cannot be read
    uint64_t index_wishes;      // how often it would have been of use
    Map kept;                   // path -> what was read of the work tree
    Str root;
    Str damage;           // the first ref that is there and cannot be read; empty: none
    Map boundary;         // raw ids of the commits whose parents a shallow clone lacks
    VEC(git_tree *) open; // kept for lookups, freed by history_close
};

// The message of the libgit2 call that failed last, copied: the next call may replace it.
Str history_error(Arena *arena);
// Why an object could not be read; for a missing one, how to get what a partial clone
// left out. Fatal where it is the machine that does not give it.
Str history_object_error(History *history, Arena *arena, int code, const git_oid *id);

Str oid_text(Arena *arena, const git_oid *id);
bool oid_from_text(Str text, git_oid *id); // false unless it is 40 hex digits

// The index that `git commit` would record; NULL with *why. Belongs to the History.
git_index *history_open_index(History *history, Arena *arena, Str *why);

// Its size in bytes, without reading it; 0: it is not there.
uint64_t history_index_size(History *history, Arena *arena);

// ---- ancestry.c ----

typedef enum Ancestry {
    ANCESTRY_FOUND,
    ANCESTRY_CUT,       // none, but a shallow clone hides some of the history
    ANCESTRY_UNRELATED, // none
    ANCESTRY_BROKEN     // *why
} Ancestry;

// Reads which commits a shallow clone ends at; false with *why if that cannot be known.
bool ancestry_load(History *history, Str *why);
bool ancestry_is_shallow(const History *history);
bool ancestry_ends_at(const History *history, const git_oid *commit);
// The best common ancestor of two commits.
Ancestry ancestry_merge_base(History *history, Arena *arena, const git_oid pair[2],
                             git_oid *base, Str *why);
// A commit's first parent; false when it has none, or it is cut off.
bool ancestry_first_parent(History *history, const git_oid *commit, git_oid *parent);

typedef VEC(git_oid) OidVec;

// The commits that HEAD has and `base` has not, oldest first.
bool ancestry_since(History *history, Arena *arena, const git_oid *base, OidVec *commits,
                    Str *why);

// ---- refs.c ----

// The names of the remotes, "origin" first.
StrVec refs_remotes(History *history, Arena *arena);
// The commit that a full name ("refs/heads/main") leads to; false when there is none, or
// the ref is damaged, which the History keeps in mind.
bool refs_commit(History *history, Arena *arena, Str name, git_oid *commit);
// The branch of that name as a remote has it, or else a local one. *ref is its short
// name.
bool refs_branch(History *history, Arena *arena, Str branch, Str *ref, git_oid *commit);
// "origin/main" as a remote and its branch; any other name is a branch of the first
// remote. False when there is no remote.
bool refs_split(History *history, Arena *arena, Str ref, Str *remote, Str *branch);
// A tag has the name of a branch, and they differ: git would take the tag, which others
// may push than those who may merge. *why says both.
bool refs_clash(History *history, Arena *arena, Str ref, Str *why);
// The commit of a name as git reads it, or else of a branch that a remote has; *ref is
// what it was found by. False with *why when there is none.
bool refs_resolve(History *history, Arena *arena, Str *ref, git_oid *commit, Str *why);
// The branch that HEAD is on, by its short name; empty where it is detached.
Str refs_head_branch(History *history, Arena *arena);
// The command that brings such a branch, and all history to a shallow clone; the branch
// "*" means all of them. Empty when there is no remote to fetch from.
Str refs_fetch_command(History *history, Arena *arena, Str ref);
Str refs_short(Str name); // "refs/remotes/origin/main" -> "origin/main"

// ---- snapshot.c ----

typedef enum NodeKind {
    NODE_FILE,
    NODE_LINK,
    NODE_DIR,
    NODE_SUBMODULE, // its id is a commit
    NODE_OTHER
} NodeKind;

// Something that git stores under a name; a folder of the index has no id.
typedef struct Node {
    Str name;
    NodeKind kind;
    git_oid id;
} Node;

typedef VEC(Node) NodeVec;

// What was asked for and is missing or damaged in git's storage.
typedef struct Unread {
    Str path;
    Str why;
} Unread;

// Files in git's own storage, before links are followed.
typedef struct Snapshot Snapshot;
struct Snapshot {
    History *history;
    // What is stored under exactly this path, never "."; the name is not filled in.
    TreeStatus (*find)(Snapshot *snapshot, Arena *arena, Str path, Node *node, Str *why);
    // What a folder holds, in any order.
    TreeStatus (*children)(Snapshot *snapshot, Arena *arena, Str dir, NodeVec *nodes,
                           Str *why);
    void *impl;
    VEC(Unread) unread; // in the order it was asked for
    Map listings;       // path -> EntryVec, for who asks with the History's arena
};

// The files of a commit; NULL with *why.
Snapshot *snapshot_of_commit(History *history, Arena *arena, const git_oid *commit,
                             Str *why);
// The same with the files of submodules that are checked out.
Snapshot *snapshot_with_submodules(Snapshot *outer, Arena *arena);
// The files of the index that a sparse checkout has left out of the work tree.
Snapshot *snapshot_of_unchecked(History *history, Arena *arena, git_index *index);

NodeKind node_kind(unsigned mode); // of a tree's or the index's file mode
// The FileTree that follows the links and reads the contents.
FileTree *snapshot_tree(Snapshot *snapshot, Arena *arena);

// ---- clean.c ----

// The index, if it is there already or has been wished for so often that to read it pays;
// else NULL.
git_index *clean_index(History *history, Arena *arena);
// The id of a file of the work tree that is as git has stored it, told without reading
// it: by what it was like when it was read, or, where `known` is NULL, is now.
struct stat;
bool clean_id(History *history, Arena *arena, Str path, const struct stat *known,
              git_oid *id);
// Keeps what was read of a file of the work tree, as git would store it, if it lives as
// long as the History, and what the file was like then.
void clean_keep(History *history, const Arena *owner, Str path, Str text,
                const struct stat *info);
// What was kept under the path, if the file was then what git has stored as `id`. The
// text is in the History's arena: only who asks for that one as `owner` gets it.
bool clean_text(History *history, const Arena *owner, Str path, const git_oid *id,
                Str *text);

// ---- memory.c ----

// Before libgit2 is started: out of memory is fatal in it, too.
void memory_of_libgit2(void);

#endif
