// SPDX-License-Identifier: Apache-2.0
// Merge bases, also in shallow clones, whose history ends at the commits listed in the
// file "shallow". libgit2 1.5 does not know that file and fails on the missing parents.
#include "git/storage_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEFT = 1, RIGHT = 2, BOTH = LEFT | RIGHT };

typedef struct Seen {
    git_oid id;
    git_time_t when;
    unsigned sides;
    bool has_common_child;
} Seen;

// A walk over all ancestors. Only shallow clones are walked like this: they are small.
typedef struct Walk {
    History *history;
    Arena *arena;
    Map seen; // raw id -> Seen
    VEC(Seen *) pending;
    Str *why;
} Walk;

static Str raw_id(const git_oid *id)
{
    return (Str){ (const char *)id->id, OID_BYTES };
}

bool ancestry_load(History *history, Str *why)
{
    Arena *arena = history->arena;
    Str path = path_join(arena, str_from(git_repository_commondir(history->repo)),
                         STR("shallow"));
    FILE *file = fopen(arena_cstr(arena, path), "r");
    if (file == NULL) {
        if (errno == ENOENT)
            return true;
        *why = arena_fmt(arena, STR_FMT ": %s", STR_ARG(path), strerror(errno));
        return false;
    }
    char line[OID_DIGITS + 8];
    bool good = true;
    while (good && fgets(line, sizeof line, file) != NULL) {
        git_oid *id = NEW(arena, git_oid);
        good = oid_from_text(str_trim(str_from(line)), id);
        if (good)
            map_put(arena, &history->boundary, raw_id(id), id);
    }
    good = good && !ferror(file);
    fclose(file);
    if (!good)
        *why = arena_fmt(arena, STR_FMT " is not a list of commits", STR_ARG(path));
    return good;
}

bool ancestry_is_shallow(const History *history)
{
    return history->boundary.entries.len > 0;
}

bool ancestry_ends_at(const History *history, const git_oid *commit)
{
    return map_get(&history->boundary, raw_id(commit)) != NULL;
}

bool ancestry_first_parent(History *history, const git_oid *id, git_oid *parent)
{
    git_commit *commit;
    if (ancestry_ends_at(history, id) ||
        git_commit_lookup(&commit, history->repo, id) < 0)
        return false;
    const git_oid *first = git_commit_parent_id(commit, 0);
    if (first != NULL)
        *parent = *first;
    git_commit_free(commit);
    return first != NULL;
}

static Seen *meet(Walk *walk, const git_oid *id)
{
    Seen *seen = map_get(&walk->seen, raw_id(id));
    if (seen != NULL)
        return seen;
    seen = NEW(walk->arena, Seen);
    seen->id = *id;
    map_put(walk->arena, &walk->seen, raw_id(&seen->id), seen);
    return seen;
}

static void reach(Walk *walk, const git_oid *id, unsigned side)
{
    Seen *seen = meet(walk, id);
    if ((seen->sides & side) != 0)
        return;
    seen->sides |= side;
    *vec_push(walk->arena, &walk->pending) = seen;
}

static bool visit_parents(Walk *walk, Seen *child, unsigned side)
{
    git_commit *commit;
    int code = git_commit_lookup(&commit, walk->history->repo, &child->id);
    if (code < 0) {
        *walk->why = history_object_error(walk->history, walk->arena, code, &child->id);
        return false;
    }
    child->when = git_commit_time(commit);
    bool cut = ancestry_ends_at(walk->history, &child->id);
    unsigned count = cut ? 0 : git_commit_parentcount(commit);
    for (unsigned i = 0; i < count; i++) {
        const git_oid *parent = git_commit_parent_id(commit, i);
        if (side == BOTH)
            meet(walk, parent)->has_common_child = true;
        else
            reach(walk, parent, side);
    }
    git_commit_free(commit);
    return true;
}

static bool walk_from(Walk *walk, const git_oid *id, unsigned side)
{
    reach(walk, id, side);
    while (walk->pending.len > 0)
        if (!visit_parents(walk, walk->pending.at[--walk->pending.len], side))
            return false;
    return true;
}

static bool is_better(const Seen *a, const Seen *b)
{
    if (b == NULL || a->when != b->when)
        return b == NULL || a->when > b->when;
    return git_oid_cmp(&a->id, &b->id) < 0;
}

// What both sides reach is closed under "parent of", so its best are those without a
// child in it. The youngest is taken, as git does.
static Ancestry best_common(Walk *walk, git_oid *base)
{
    size_t count = walk->seen.entries.len;
    for (size_t i = 0; i < count; i++) {
        Seen *seen = walk->seen.entries.at[i].value;
        if (seen->sides == BOTH && !visit_parents(walk, seen, BOTH))
            return ANCESTRY_BROKEN;
    }
    const Seen *best = NULL;
    bool cut = false;
    for (size_t i = 0; i < count; i++) {
        const Seen *seen = walk->seen.entries.at[i].value;
        if (seen->sides == BOTH && !seen->has_common_child && is_better(seen, best))
            best = seen;
        cut = cut || ancestry_ends_at(walk->history, &seen->id);
    }
    if (best == NULL)
        return cut ? ANCESTRY_CUT : ANCESTRY_UNRELATED;
    *base = best->id;
    return ANCESTRY_FOUND;
}

Ancestry ancestry_merge_base(History *history, Arena *arena, const git_oid pair[2],
                             git_oid *base, Str *why)
{
    if (ancestry_is_shallow(history)) {
        Walk walk = { .history = history, .arena = arena, .why = why };
        if (!walk_from(&walk, &pair[0], LEFT) || !walk_from(&walk, &pair[1], RIGHT))
            return ANCESTRY_BROKEN;
        return best_common(&walk, base);
    }
    // After criss-cross merges there are several; any of them is merged on both sides, so
    // the choice can only add files to what is judged, never leave a new one out.
    int code = git_merge_base(base, history->repo, &pair[0], &pair[1]);
    if (code == 0)
        return ANCESTRY_FOUND;
    // "not found" is also what a missing commit gives; only that has an odb message.
    const git_error *error = git_error_last();
    if (code == GIT_ENOTFOUND && (error == NULL || error->klass != GIT_ERROR_ODB))
        return ANCESTRY_UNRELATED;
    *why = arena_fmt(arena, "git's history cannot be read: " STR_FMT,
                     STR_ARG(history_error(arena)));
    return ANCESTRY_BROKEN;
}

// ---- from one commit to another ----

static int oldest_first(const void *a, const void *b)
{
    const Seen *left = a;
    const Seen *right = b;
    if (left->when != right->when)
        return left->when < right->when ? -1 : 1;
    return git_oid_cmp(&left->id, &right->id);
}

// libgit2 1.5 stops where a shallow clone ends.
static bool walk_since(History *history, Arena *arena, const git_oid ends[2],
                       OidVec *commits, Str *why)
{
    Walk walk = { .history = history, .arena = arena, .why = why };
    if (!walk_from(&walk, &ends[0], LEFT) || !walk_from(&walk, &ends[1], RIGHT))
        return false;
    VEC(Seen) seen = { 0 };
    for (size_t i = 0; i < walk.seen.entries.len; i++) {
        const Seen *commit = walk.seen.entries.at[i].value;
        if (commit->sides == RIGHT)
            *vec_push(arena, &seen) = *commit;
    }
    if (seen.len > 1)
        qsort(seen.at, seen.len, sizeof *seen.at, oldest_first);
    for (size_t i = 0; i < seen.len; i++)
        *vec_push(arena, commits) = seen.at[i].id;
    return true;
}

bool ancestry_since(History *history, Arena *arena, const git_oid *base, OidVec *commits,
                    Str *why)
{
    git_oid ends[2] = { *base };
    git_oid id;
    git_revwalk *walk = NULL;
    bool good = storage_ref_id(&ends[1], history, "HEAD") == 0;
    if (good && ancestry_is_shallow(history))
        return walk_since(history, arena, ends, commits, why);
    good = good && git_revwalk_new(&walk, history->repo) == 0 &&
           git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME |
                                         GIT_SORT_REVERSE) == 0 &&
           git_revwalk_push(walk, &ends[1]) == 0 && git_revwalk_hide(walk, base) == 0;
    int code = good ? 0 : -1;
    while (code == 0 && (code = git_revwalk_next(&id, walk)) == 0)
        *vec_push(arena, commits) = id;
    git_revwalk_free(walk);
    if (code != GIT_ITEROVER)
        *why = arena_fmt(arena, "git's history cannot be read: " STR_FMT,
                         STR_ARG(history_error(arena)));
    return code == GIT_ITEROVER;
}
