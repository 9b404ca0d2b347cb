// SPDX-License-Identifier: Apache-2.0
// Which commit the change set is compared with. When in doubt the answer is an older
// commit, or BASE_MISSING with a command, but never one that makes new migrations look
// merged.
#include "git/ci.h"
#include "git/storage_priv.h"

typedef struct Search {
    History *history;
    Arena *arena;
    HistoryEnv env;
    git_oid head;
    OidVec merging; // MERGE_HEAD
    BaseCommit *base;
    Str *why;
} Search;

static BaseStatus found(Search *search, Str ref, const git_oid *commit)
{
    *search->base = (BaseCommit){ ref, oid_text(search->arena, commit) };
    return BASE_FOUND;
}

// "PROBLEM: run `COMMAND`, or set the CI up for it"
static BaseStatus missing(Search *search, Str problem, Str command)
{
    Str how = ci_full_clone(search->env);
    if (command.len == 0)
        *search->why = arena_fmt(search->arena,
                                 STR_FMT ", and there is no remote to fetch it from: "
                                         "name another base, or judge everything with "
                                         "--base none",
                                 STR_ARG(problem));
    else
        *search->why = arena_fmt(search->arena, STR_FMT ": run `" STR_FMT "`%s" STR_FMT,
                                 STR_ARG(problem), STR_ARG(command),
                                 how.len > 0 ? ", or " : "", STR_ARG(how));
    return BASE_MISSING;
}

static BaseStatus missing_branch(Search *search, Str ref)
{
    Arena *arena = search->arena;
    Str remote;
    Str branch;
    Str shown = ref;
    if (refs_split(search->history, arena, ref, &remote, &branch))
        shown = arena_fmt(arena, STR_FMT "/" STR_FMT, STR_ARG(remote), STR_ARG(branch));
    bool shallow = ancestry_is_shallow(search->history);
    Str problem = arena_fmt(arena, "%s" STR_FMT,
                            shallow ? "the clone is shallow and has no " : "there is no ",
                            STR_ARG(shown));
    return missing(search, problem, refs_fetch_command(search->history, arena, ref));
}

// For a shallow clone: what was found under a name may be a tag or a commit by its id,
// and then all branches are fetched; with their history it comes along.
static Str deepen_command(Search *search, Str ref)
{
    git_oid unused;
    Str name = arena_fmt(search->arena, "refs/remotes/" STR_FMT, STR_ARG(ref));
    bool tracked = refs_commit(search->history, search->arena, name, &unused);
    return refs_fetch_command(search->history, search->arena, tracked ? ref : STR("*"));
}

// While a merge is under way, its other parents are MERGE_HEAD: what those share with the
// target is as little new as what HEAD shares with it. The base goes forward to theirs.
static void advance_by_merge(Search *search, const git_oid *target, git_oid *base)
{
    for (size_t i = 0; i < search->merging.len; i++) {
        git_oid theirs;
        git_oid common;
        Str unused; // in doubt the older one stays
        if (ancestry_merge_base(search->history, search->arena,
                                (git_oid[2]){ search->merging.at[i], *target }, &theirs,
                                &unused) == ANCESTRY_FOUND &&
            ancestry_merge_base(search->history, search->arena,
                                (git_oid[2]){ *base, theirs }, &common,
                                &unused) == ANCESTRY_FOUND &&
            git_oid_equal(&common, base))
            *base = theirs;
    }
}

// The merge base of HEAD and a commit that was found under the name `ref`.
static BaseStatus meet_with(Search *search, Str ref, const git_oid *commit)
{
    Arena *arena = search->arena;
    git_oid base;
    switch (ancestry_merge_base(search->history, arena,
                                (git_oid[2]){ search->head, *commit }, &base,
                                search->why)) {
    case ANCESTRY_FOUND:
        advance_by_merge(search, commit, &base);
        return found(search, ref, &base);
    case ANCESTRY_CUT:
        return missing(
            search,
            arena_fmt(arena, "the shallow clone ends before HEAD and " STR_FMT " meet",
                      STR_ARG(ref)),
            deepen_command(search, ref));
    case ANCESTRY_UNRELATED:
        *search->why = arena_fmt(arena,
                                 "HEAD and " STR_FMT
                                 " have no commit in common (unrelated histories): "
                                 "name another base, or judge everything with "
                                 "--base none",
                                 STR_ARG(ref));
        return BASE_MISSING;
    case ANCESTRY_BROKEN:
        return BASE_MISSING;
    }
    return BASE_MISSING;
}

// ---- pull requests in CI ----

// CI systems check out a trial merge of the request. Its first parent is the target
// branch and thereby the merge base. HEAD must be that very commit: the request's own
// head may be a merge as well, of which the first parent is the request itself.
static BaseStatus base_by_trial_merge(Search *search)
{
    git_oid trial;
    git_oid parent;
    if (!oid_from_text(ci_trial_merge(search->env), &trial) ||
        git_oid_cmp(&trial, &search->head) != 0 ||
        !ancestry_first_parent(search->history, &trial, &parent))
        return BASE_NONE;
    return found(search, STR("HEAD^1"), &parent);
}

static BaseStatus base_by_commit(Search *search)
{
    Str text;
    for (size_t i = 0; (text = ci_target_commit(search->env, i)).len > 0; i++) {
        git_oid commit;
        if (oid_from_text(text, &commit) &&
            git_odb_exists(search->history->objects, &commit) &&
            meet_with(search, text, &commit) == BASE_FOUND)
            return BASE_FOUND;
    }
    return BASE_NONE;
}

static BaseStatus base_by_branch(Search *search, Str branch)
{
    Str ref;
    git_oid commit;
    if (!refs_branch(search->history, search->arena, branch, &ref, &commit))
        return missing_branch(search, branch);
    if (ci_runs_on_target(search->env) && git_oid_cmp(&commit, &search->head) == 0) {
        *search->why = arena_fmt(search->arena,
                                 "HEAD is " STR_FMT
                                 " itself, as pull_request_target checks out: give "
                                 "actions/checkout the pull request's head as `ref`",
                                 STR_ARG(ref));
        return BASE_MISSING;
    }
    return meet_with(search, ref, &commit);
}

// The name of the branch comes first: its ref is what the caller can check and fetch.
static BaseStatus base_of_request(Search *search, Str branch)
{
    BaseStatus status = base_by_branch(search, branch);
    if (status == BASE_FOUND || ci_runs_on_target(search->env))
        return status;
    Str why = *search->why; // the others are second best: their failure tells nobody much
    if (base_by_trial_merge(search) == BASE_FOUND || base_by_commit(search) == BASE_FOUND)
        return BASE_FOUND;
    *search->why = why;
    return status;
}

// ---- without a pull request ----

// Where refs/remotes/REMOTE/HEAD points to: the default branch when it was cloned.
static bool remote_head(Search *search, Str remote, Str *ref, git_oid *commit)
{
    Str name = arena_fmt(search->arena, "refs/remotes/" STR_FMT "/HEAD", STR_ARG(remote));
    git_reference *head;
    if (storage_ref(&head, search->history, arena_cstr(search->arena, name)) < 0)
        return false;
    Str target = arena_copy(search->arena, str_from(git_reference_symbolic_target(head)));
    git_reference_free(head);
    *ref = refs_short(target);
    return target.len > 0 && refs_commit(search->history, search->arena, target, commit);
}

enum { USUAL_NAMES = 3 };

static void usual_names(const Search *search, Str names[USUAL_NAMES])
{
    names[0] = ci_default_branch(search->env, search->arena);
    names[1] = STR("main");
    names[2] = STR("master");
}

static bool default_of_remote(Search *search, Str remote, Str *ref, git_oid *commit)
{
    Str names[USUAL_NAMES];
    usual_names(search, names);
    if (names[0].len == 0 && remote_head(search, remote, ref, commit))
        return true;
    for (size_t i = 0; i < USUAL_NAMES; i++) {
        *ref = arena_fmt(search->arena, STR_FMT "/" STR_FMT, STR_ARG(remote),
                         STR_ARG(names[i]));
        Str name = arena_fmt(search->arena, "refs/remotes/" STR_FMT, STR_ARG(*ref));
        if (names[i].len > 0 && refs_commit(search->history, search->arena, name, commit))
            return true;
    }
    return false;
}

// A local branch counts only where HEAD is on none of the usual ones: compared with
// itself, nothing would be new, and the others of that kind are left-overs.
static bool default_here(Search *search, Str *ref, git_oid *commit)
{
    Str names[USUAL_NAMES];
    usual_names(search, names);
    Str head = refs_head_branch(search->history, search->arena);
    for (size_t i = 0; i < USUAL_NAMES; i++)
        if (head.len > 0 && str_eq(names[i], head))
            return false;
    for (size_t i = 0; i < USUAL_NAMES; i++) {
        *ref = names[i];
        Str name = arena_fmt(search->arena, "refs/heads/" STR_FMT, STR_ARG(names[i]));
        if (names[i].len > 0 && refs_commit(search->history, search->arena, name, commit))
            return true;
    }
    return false;
}

static bool default_branch(Search *search, Str *ref, git_oid *commit)
{
    StrVec remotes = refs_remotes(search->history, search->arena);
    for (size_t i = 0; i < remotes.len; i++)
        if (default_of_remote(search, remotes.at[i], ref, commit))
            return true;
    return default_here(search, ref, commit);
}

// Without anything to compare with, all is new. Not so in a shallow clone, nor where the
// CI names a branch: there the branch exists and was not fetched.
static BaseStatus no_default_branch(Search *search)
{
    Str named = ci_default_branch(search->env, search->arena);
    if (named.len > 0)
        return missing_branch(search, named);
    if (!ancestry_is_shallow(search->history))
        return BASE_NONE;
    return missing(search,
                   STR("the clone is shallow and has no branch to compare HEAD with"),
                   refs_fetch_command(search->history, search->arena, STR("*")));
}

// CI runs on the default branch itself, after a push or at night: HEAD is merged, and its
// merge base with the branch would be HEAD. Nothing would ever be new there, without a
// word. So the base is what the branch was before: the commit that the CI names, or
// where it names none HEAD's first parent; a push brings at least its last commit or
// merge. A clone of depth
// 1, the default of actions/checkout, does not have that parent. Judging the whole
// history instead would block on migrations that ran years ago, so the answer is how to
// get one commit more.
static BaseStatus base_of_push(Search *search)
{
    Str before = ci_commit_before_push(search->env, search->arena);
    BaseCommit by_branch = *search->base;
    git_oid commit;
    bool is_known = oid_from_text(before, &commit);
    bool is_here = is_known && git_odb_exists(search->history->objects, &commit);
    if (is_here && meet_with(search, before, &commit) == BASE_FOUND &&
        !str_eq(search->base->commit, by_branch.commit))
        return BASE_FOUND;
    *search->base = (BaseCommit){ 0 };
    // In a full clone it is not there after a forced push, and nothing else tells more.
    if (is_known && !is_here && ancestry_is_shallow(search->history))
        return missing(search,
                       STR("the shallow clone ends before the commit that was pushed to"),
                       deepen_command(search, by_branch.ref));
    if (ancestry_first_parent(search->history, &search->head, &commit))
        return found(search, STR("HEAD^1"), &commit);
    if (!ancestry_ends_at(search->history, &search->head))
        return BASE_NONE; // the first commit of all
    return missing(search,
                   STR("the shallow clone ends at HEAD, which is merged already, so "
                       "what is new in it cannot be seen"),
                   deepen_command(search, by_branch.ref));
}

static BaseStatus base_auto(Search *search)
{
    Str branch;
    if (ci_target_branch(search->env, &branch))
        return base_of_request(search, branch);
    Str ref;
    git_oid commit;
    if (!default_branch(search, &ref, &commit))
        return no_default_branch(search);
    BaseStatus status = meet_with(search, ref, &commit);
    bool is_merged = status == BASE_FOUND &&
                     str_eq(search->base->commit, oid_text(search->arena, &search->head));
    // At a desk HEAD as the base is right: the work tree or the index is what is new.
    return is_merged && ci_is_running(search->env) ? base_of_push(search) : status;
}

// ---- a ref that the caller names ----

static bool is_branch_name(Arena *arena, Str name)
{
    int valid = 0;
    Str full = arena_fmt(arena, "refs/heads/" STR_FMT, STR_ARG(name));
    return git_reference_name_is_valid(&valid, arena_cstr(arena, full)) == 0 && valid;
}

// As git reads the name, if it is the name of one thing; then the remotes' branches of
// that name.
static BaseStatus base_of_wish(Search *search, Str wish)
{
    git_oid commit;
    Str ref = wish;
    Str error;
    bool clash = refs_clash(search->history, search->arena, wish, &error);
    if (!clash && refs_resolve(search->history, search->arena, &ref, &commit, &error))
        return meet_with(search, ref, &commit);
    git_oid unused;
    if (!clash && is_branch_name(search->arena, wish) && !oid_from_text(wish, &unused))
        return missing_branch(search, wish);
    *search->why = arena_fmt(search->arena, "--base " STR_FMT ": " STR_FMT, STR_ARG(wish),
                             STR_ARG(error));
    return BASE_MISSING;
}

// ---- all together ----

static int add_merging(const git_oid *id, void *payload)
{
    Search *search = payload;
    *vec_push(search->arena, &search->merging) = *id;
    return 0;
}

static BaseStatus read_merging(Search *search)
{
    int code =
        git_repository_mergehead_foreach(search->history->repo, add_merging, search);
    if (code == 0 || code == GIT_ENOTFOUND)
        return BASE_FOUND;
    *search->why = arena_fmt(search->arena, "MERGE_HEAD cannot be read: " STR_FMT,
                             STR_ARG(history_error(search->arena)));
    return BASE_MISSING;
}

static BaseStatus read_head(Search *search)
{
    git_repository *repo = search->history->repo;
    int code = storage_ref_id(&search->head, search->history, "HEAD");
    if (code == 0)
        return read_merging(search);
    if (code == GIT_ENOTFOUND && git_repository_head_unborn(repo) == 1)
        return BASE_NONE;
    *search->why = arena_fmt(search->arena, "HEAD cannot be read: " STR_FMT,
                             STR_ARG(history_error(search->arena)));
    return BASE_MISSING;
}

BaseStatus history_base(History *history, Arena *arena, BaseWish wish, BaseCommit *base,
                        Str *why)
{
    bool any = str_eq(wish.ref, STR("auto"));
    *base = (BaseCommit){ 0 };
    if (str_eq(wish.ref, STR("none")) || (history == NULL && any))
        return BASE_NONE;
    if (history == NULL) {
        *why = arena_fmt(arena, "there is no git repository to look for " STR_FMT " in",
                         STR_ARG(wish.ref));
        return BASE_MISSING;
    }
    Search search = {
        .history = history, .arena = arena, .env = wish.env, .base = base, .why = why
    };
    BaseStatus head = read_head(&search);
    if (head != BASE_FOUND)
        return head;
    BaseStatus status = any ? base_auto(&search) : base_of_wish(&search, wish.ref);
    // Another branch, or none, would not do in place of one that is damaged.
    if (status == BASE_MISSING || history->damage.len == 0)
        return status;
    *why = arena_fmt(arena, STR_FMT ": run `git fsck`, and fetch or restore it",
                     STR_ARG(history->damage));
    return BASE_MISSING;
}

static const char *no_variable(const char *name)
{
    (void)name;
    return NULL;
}

Str history_default_branch(History *history, Arena *arena)
{
    BaseCommit unused;
    Str why;
    Search search = { .history = history,
                      .arena = arena,
                      .env = no_variable,
                      .base = &unused,
                      .why = &why };
    Str ref;
    Str remote;
    Str branch;
    git_oid commit;
    Str head = refs_head_branch(history, arena);
    if (!default_branch(&search, &ref, &commit))
        return head.len > 0 ? head : STR("main");
    bool is_remote = refs_split(history, arena, ref, &remote, &branch);
    return is_remote ? branch : ref;
}
