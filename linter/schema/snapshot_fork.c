// SPDX-License-Identifier: Apache-2.0
// Branches of a history that nothing joins yet. Since drizzle-kit 1.0 they may stand
// beside each other as long as they commute: each snapshot tells what its statements
// write and read, and two branches conflict where one writes what the other touches.
#include "schema/snapshot_priv.h"

// A statement of a branch, as the snapshot tells of it.
typedef struct Touch Touch;

struct Touch {
    const JsonValue *footprint;
    size_t owner;
    const Touch *next; // of those that touch the same
};

typedef VEC(Touch) TouchVec;

typedef struct Conflict {
    const Touch *one;
    const Touch *other;
} Conflict;

// The statements of the snapshots that lead to one end and not to the other.
static TouchVec branch_of(const SnapshotState *state, const bool *with,
                          const bool *without)
{
    TouchVec branch = { 0 };
    for (size_t i = 0; i < state->all->len; i++) {
        if (!with[i] || without[i] || !state->roots[i])
            continue;
        const JsonValue *list = json_get(state->roots[i], "footprints");
        for (const JsonValue *item = list ? list->first : NULL; item; item = item->next)
            *vec_push(state->arena, &branch) = (Touch){ item, i, NULL };
    }
    return branch;
}

static void note(Arena *arena, Map *touching, const Touch *touch, const char *key)
{
    const JsonValue *list = json_get(touch->footprint, key);
    for (const JsonValue *node = list ? list->first : NULL; node; node = node->next) {
        Touch *first = NEW(arena, Touch);
        *first = *touch;
        first->next = map_get(touching, json_string(node));
        map_put(arena, touching, json_string(node), first);
    }
}

// The same statement, to the letter, may stand in both branches.
static bool is_same_change(const JsonValue *a, const JsonValue *b)
{
    Str hash = json_string(json_get(a, "sqlHash"));
    return hash.len > 0 && str_eq(hash, json_string(json_get(b, "sqlHash"))) &&
           str_eq(json_string(json_get(a, "statementType")),
                  json_string(json_get(b, "statementType")));
}

static const Touch *find_other(const Map *touching, const Touch *touch, const char *key)
{
    const JsonValue *list = json_get(touch->footprint, key);
    for (const JsonValue *node = list ? list->first : NULL; node; node = node->next)
        for (const Touch *other = map_get(touching, json_string(node)); other;
             other = other->next)
            if (!is_same_change(touch->footprint, other->footprint))
                return other;
    return NULL;
}

// What `from` writes, and `to` writes or reads.
static bool find_conflict(Arena *arena, const TouchVec *from, const TouchVec *to,
                          Conflict *conflict)
{
    Map touching = { 0 };
    for (size_t i = 0; i < to->len; i++) {
        note(arena, &touching, &to->at[i], "writes");
        note(arena, &touching, &to->at[i], "reads");
    }
    for (size_t i = 0; i < from->len; i++) {
        const Touch *other = find_other(&touching, &from->at[i], "writes");
        if (!other)
            other = find_other(&touching, &from->at[i], "sharedWrites");
        *conflict = (Conflict){ &from->at[i], other };
        if (other)
            return true;
    }
    return false;
}

// ["column","public","users","name"] to "the column public.users.name".
static Str target_words(Arena *arena, const JsonValue *footprint)
{
    const JsonValue *part = json_get(footprint, "statementTarget");
    part = part ? part->first : NULL;
    if (!part)
        return STR("the same object");
    Str words = arena_fmt(arena, "the " STR_FMT, STR_ARG(json_string(part)));
    char separator = ' ';
    for (part = part->next; part; part = part->next) {
        words = arena_fmt(arena, STR_FMT "%c" STR_FMT, STR_ARG(words), separator,
                          STR_ARG(json_string(part)));
        separator = '.';
    }
    return words;
}

static void set_rival(Arena *arena, SnapshotVec *all, const Conflict *conflict)
{
    size_t one = conflict->one->owner;
    size_t other = conflict->other->owner;
    bool one_is_later = str_cmp(all->at[one].path, all->at[other].path) > 0;
    Snapshot *later = &all->at[one_is_later ? one : other];
    if (later->rival != SIZE_MAX)
        return;
    later->rival = one_is_later ? other : one;
    later->rivalry = target_words(arena, conflict->one->footprint);
}

static void find_ends(const SnapshotState *state, bool *is_end)
{
    for (size_t i = 0; i < state->all->len; i++)
        is_end[i] = state->roots[i] && state->all->at[i].twin == SIZE_MAX;
    for (size_t i = 0; i < state->all->len; i++)
        for (size_t k = 0; k < state->all->at[i].parents_at.len; k++)
            if (state->all->at[i].parents_at.at[k] != SIZE_MAX)
                is_end[state->all->at[i].parents_at.at[k]] = false;
}

static bool is_root_id(Str id)
{
    return id.len == 0 || str_eq(id, STR("00000000-0000-0000-0000-000000000000"));
}

// A parent is missing in it: two such histories may well be one.
static bool is_torn(const SnapshotState *state, const bool *history)
{
    for (size_t i = 0; i < state->all->len; i++) {
        const Snapshot *snapshot = &state->all->at[i];
        for (size_t k = 0; history[i] && k < snapshot->parents_at.len; k++)
            if (snapshot->parents_at.at[k] == SIZE_MAX &&
                !is_root_id(snapshot->parents.at[k]))
                return true;
    }
    return false;
}

static void compare_ends(Arena *arena, const SnapshotState *state, SnapshotVec *all,
                         const size_t ends[2])
{
    bool *histories[2];
    Conflict conflict;
    for (size_t i = 0; i < 2; i++) {
        histories[i] = NEW_ARRAY(state->arena, bool, all->len);
        snapshot_history(state, ends[i], histories[i]);
        if (is_torn(state, histories[i]))
            return;
    }
    TouchVec left = branch_of(state, histories[0], histories[1]);
    TouchVec right = branch_of(state, histories[1], histories[0]);
    if (find_conflict(state->arena, &left, &right, &conflict) ||
        find_conflict(state->arena, &right, &left, &conflict))
        set_rival(arena, all, &conflict);
}

void snapshot_forks(Arena *arena, const SnapshotState *state, SnapshotVec *all)
{
    enum { MOST_ENDS = 64 }; // that many are compared with each other
    bool *is_end = NEW_ARRAY(state->arena, bool, all->len);
    VEC(size_t) ends = { 0 };
    find_ends(state, is_end);
    for (size_t i = 0; i < all->len && ends.len < MOST_ENDS; i++)
        if (is_end[i])
            *vec_push(state->arena, &ends) = i;
    for (size_t i = 0; i < ends.len; i++)
        for (size_t k = i + 1; k < ends.len; k++)
            compare_ends(arena, state, all, (size_t[2]){ ends.at[i], ends.at[k] });
}
