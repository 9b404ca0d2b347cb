// SPDX-License-Identifier: Apache-2.0
// Branches beside the one under review. Trees are compared by the ids of their entries,
// and merge bases are only looked for where a branch has a file that the base does not
// have: fifty stale branches cost little.
#include "git/additions_priv.h"
#include "git/ci.h"
#include "git/storage_priv.h"

#include <stdlib.h>

enum { MAX_BRANCHES = 50 };

typedef struct Branch {
    Str name; // short
    git_oid commit;
    git_time_t when;
} Branch;

typedef VEC(Branch) BranchVec;

typedef struct Others {
    History *history;
    Arena *arena;
    Arena *tmp; // of the branch at hand
    const OtherWish *wish;
    git_oid head;
    git_oid base_commit;
    Snapshot *base;
    OtherTreeVec *found;
    Str *why;
} Others;

// ---- which branches ----

static bool broken_branch(Others *others, Str name, Str reason)
{
    *others->why = arena_fmt(others->arena,
                             "the branch " STR_FMT " cannot be read: " STR_FMT
                             "; fetch it anew, or leave it out with --against",
                             STR_ARG(name), STR_ARG(reason));
    return false;
}

// The commit and its time; of a name that is a link to another, as origin/HEAD is, none.
static bool add_remote_branch(Others *others, git_reference *ref, BranchVec *branches)
{
    if (git_reference_type(ref) == GIT_REFERENCE_SYMBOLIC)
        return true;
    Str name = arena_copy(others->arena, str_from(git_reference_name(ref)));
    git_object *commit = NULL;
    if (git_reference_peel(&commit, ref, GIT_OBJECT_COMMIT) < 0)
        return broken_branch(others, refs_short(name), history_error(others->arena));
    *vec_push(others->arena, branches) =
        (Branch){ refs_short(name), *git_object_id(commit),
                  git_commit_time((git_commit *)commit) };
    git_object_free(commit);
    return true;
}

static int newest_first(const void *a, const void *b)
{
    const Branch *left = a;
    const Branch *right = b;
    if (left->when != right->when)
        return left->when > right->when ? -1 : 1;
    return str_cmp(left->name, right->name);
}

// The branch under review, on whichever remote: after a rebase that one has the same
// migrations in an older form.
static bool is_own(Others *others, Str name)
{
    Str own[] = { refs_head_branch(others->history, others->arena),
                  ci_source_branch(others->wish->env) };
    Str remote;
    Str branch;
    refs_split(others->history, others->arena, name, &remote, &branch);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i].len > 0 && str_eq(own[i], branch))
            return true;
    return false;
}

static bool remote_branches(Others *others, BranchVec *branches)
{
    git_reference_iterator *refs = NULL;
    git_reference *ref;
    bool good = git_reference_iterator_glob_new(&refs, others->history->repo,
                                                "refs/remotes/*") == 0;
    int code = 0;
    while (good && (code = git_reference_next(&ref, refs)) == 0) {
        good = add_remote_branch(others, ref, branches);
        git_reference_free(ref);
    }
    git_reference_iterator_free(refs);
    if (good && code != GIT_ITEROVER)
        return broken_branch(others, STR("refs/remotes"), history_error(others->arena));
    size_t kept = 0;
    for (size_t i = 0; i < branches->len; i++)
        if (!is_own(others, branches->at[i].name))
            branches->at[kept++] = branches->at[i];
    branches->len = kept;
    if (kept > 1)
        qsort(branches->at, kept, sizeof *branches->at, newest_first);
    branches->len = kept < MAX_BRANCHES ? kept : MAX_BRANCHES;
    return good;
}

static bool named_branches(Others *others, BranchVec *branches)
{
    for (size_t i = 0; i < others->wish->refs.len; i++) {
        Branch *branch = vec_push(others->arena, branches);
        Str error;
        branch->name = others->wish->refs.at[i];
        if (refs_resolve(others->history, others->arena, &branch->name, &branch->commit,
                         &error))
            continue;
        Str command = refs_fetch_command(others->history, others->arena, branch->name);
        *others->why = arena_fmt(
            others->arena, "--against " STR_FMT ": " STR_FMT "%s" STR_FMT "%s",
            STR_ARG(branch->name), STR_ARG(error), command.len > 0 ? "; run `" : "",
            STR_ARG(command), command.len > 0 ? "`" : "");
        return false;
    }
    return true;
}

static bool is_same(const Node *a, const Node *b)
{
    return a->kind == b->kind && git_oid_equal(&a->id, &b->id);
}

// ---- the files that they have added or changed ----

typedef struct News {
    Snapshot *branch;
    Snapshot *before[2]; // the base, and where the branch began; NULL: not known
} News;

// TREE_OK when one of those before has the very same under this path, TREE_ABSENT when
// none does.
static TreeStatus find_before(const News *news, Arena *arena, Str path, const Node *node,
                              Str *why)
{
    for (size_t i = 0; i < 2; i++) {
        Snapshot *before = news->before[i];
        Node twin = { 0 };
        TreeStatus status =
            before ? before->find(before, arena, path, &twin, why) : TREE_ABSENT;
        if (status == TREE_BROKEN || (status == TREE_OK && is_same(node, &twin)))
            return status;
    }
    return TREE_ABSENT;
}

static TreeStatus news_find(Snapshot *snapshot, Arena *arena, Str path, Node *node,
                            Str *why)
{
    static const TreeStatus BY_BEFORE[] = {
        [TREE_OK] = TREE_ABSENT, [TREE_ABSENT] = TREE_OK, [TREE_BROKEN] = TREE_BROKEN
    };
    const News *news = snapshot->impl;
    TreeStatus status = news->branch->find(news->branch, arena, path, node, why);
    return status == TREE_OK ? BY_BEFORE[find_before(news, arena, path, node, why)]
                             : status;
}

static TreeStatus news_children(Snapshot *snapshot, Arena *arena, Str dir, NodeVec *nodes,
                                Str *why)
{
    const News *news = snapshot->impl;
    TreeStatus status = news->branch->children(news->branch, arena, dir, nodes, why);
    size_t kept = 0;
    for (size_t i = 0; status == TREE_OK && i < nodes->len; i++) {
        Node node = nodes->at[i];
        Str path = path_join(arena, dir, node.name);
        TreeStatus before = find_before(news, arena, path, &node, why);
        if (before == TREE_ABSENT)
            nodes->at[kept++] = node;
        if (before == TREE_BROKEN)
            status = TREE_BROKEN;
    }
    nodes->len = kept;
    return status;
}

static FileTree *news_tree(Others *others, Snapshot *branch, Snapshot *since)
{
    News *news = NEW(others->arena, News);
    *news = (News){ branch, { others->base, since } };
    Snapshot *snapshot = NEW(others->arena, Snapshot);
    *snapshot = (Snapshot){ .history = others->history,
                            .find = news_find,
                            .children = news_children,
                            .impl = news };
    return snapshot_tree(snapshot, others->arena);
}

// ---- one branch ----

// Where a branch and another commit parted. Unrelated histories, and a shallow clone that
// ends before, have no answer: then what the base lacks is all there is to go by.
static bool meet(Others *others, const Branch *branch, const git_oid *commit,
                 git_oid *base, bool *known)
{
    Str why;
    *known = false;
    switch (ancestry_merge_base(others->history, others->arena,
                                (git_oid[2]){ branch->commit, *commit }, base, &why)) {
    case ANCESTRY_FOUND:
        *known = true;
        return true;
    case ANCESTRY_CUT:
    case ANCESTRY_UNRELATED:
        return true;
    case ANCESTRY_BROKEN:
        break;
    }
    return broken_branch(others, branch->name, why);
}

// The branch is part of HEAD, or HEAD's own commits are part of it. Where HEAD has none,
// as before the first commit of a branch, a branch that goes on from it is another's.
static bool is_related(Others *others, const Branch *branch, bool *related)
{
    git_oid base;
    bool known;
    if (!meet(others, branch, &others->head, &base, &known))
        return false;
    bool has_commits = !git_oid_equal(&others->head, &others->base_commit);
    *related = known && (git_oid_equal(&base, &branch->commit) ||
                         (has_commits && git_oid_equal(&base, &others->head)));
    return true;
}

static bool add_other(Others *others, const Branch *branch, Snapshot *files)
{
    git_oid since;
    bool known;
    if (!meet(others, branch, &others->base_commit, &since, &known))
        return false;
    Str why;
    Snapshot *start =
        known ? snapshot_of_commit(others->history, others->arena, &since, &why) : NULL;
    if (known && !start)
        return broken_branch(others, branch->name, why);
    *vec_push(others->arena, others->found) =
        (OtherTree){ .name = branch->name,
                     .news = news_tree(others, files, start),
                     .is_target = str_eq(branch->name, others->wish->base->ref) };
    return true;
}

static bool take_branch(Others *others, const Branch *branch)
{
    if (git_oid_equal(&branch->commit, &others->head))
        return true;
    arena_reset(others->tmp);
    Str why;
    Snapshot *files =
        snapshot_of_commit(others->history, others->arena, &branch->commit, &why);
    if (!files)
        return broken_branch(others, branch->name, why);
    StrVec added = { 0 };
    bool related;
    Additions additions = { files, others->base, others->wish->dirs, 1 };
    if (!additions_find(&additions, others->tmp, &added, &why))
        return broken_branch(others, branch->name, why);
    if (added.len == 0)
        return true;
    if (!is_related(others, branch, &related))
        return false;
    return related || add_other(others, branch, files);
}

static bool is_listed(const BranchVec *branches, size_t count, const git_oid *commit)
{
    for (size_t i = 0; i < count; i++)
        if (git_oid_equal(&branches->at[i].commit, commit))
            return true;
    return false;
}

static bool open_both(Others *others)
{
    if (storage_ref_id(&others->head, others->history, "HEAD") < 0) {
        *others->why = arena_fmt(others->arena, "HEAD cannot be read: " STR_FMT,
                                 STR_ARG(history_error(others->arena)));
        return false;
    }
    if (!oid_from_text(others->wish->base->commit, &others->base_commit))
        return false;
    others->base = snapshot_of_commit(others->history, others->arena,
                                      &others->base_commit, others->why);
    return others->base != NULL;
}

bool history_others(History *history, Arena *arena, const OtherWish *wish,
                    OtherTreeVec *found, Str *why)
{
    Others others = {
        .history = history, .arena = arena, .wish = wish, .found = found, .why = why
    };
    BranchVec branches = { 0 };
    others.tmp = arena_new();
    bool good =
        open_both(&others) && (wish->refs.len > 0 ? named_branches(&others, &branches)
                                                  : remote_branches(&others, &branches));
    for (size_t i = 0; good && i < branches.len; i++)
        if (!is_listed(&branches, i, &branches.at[i].commit))
            good = take_branch(&others, &branches.at[i]);
    arena_free(others.tmp);
    return good;
}
