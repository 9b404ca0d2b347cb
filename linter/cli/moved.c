// SPDX-License-Identifier: Apache-2.0
// Migrations under another path than the base has them: the folder as a whole has moved,
// or its layout was converted. Runners know migrations by name or number, not by path.
#include "cli/moved.h"

#include "base/map.h"

// ---- a folder that has moved as a whole ----

typedef struct Move {
    Arena *arena;
    Str from;
    Str to;
} Move;

static void move_path(const Move *move, Str *path)
{
    if (!path_is_below(*path, move->from))
        return;
    Str rest = str_eq(move->from, STR(".")) ? *path : str_drop(*path, move->from.len + 1);
    *path = path_join(move->arena, move->to, rest);
}

static void move_paths(const Move *move, StrVec *paths)
{
    for (size_t i = 0; i < paths->len; i++)
        move_path(move, &paths->at[i]);
}

static void move_journal(const Move *move, Journal *journal)
{
    if (journal->path.len > 0)
        move_path(move, &journal->path);
    for (size_t i = 0; i < journal->entries.len; i++)
        move_path(move, &journal->entries.at[i].sql_path);
    move_paths(move, &journal->orphans);
}

// One migration with its name and text is enough: others may be edited by the change.
static bool shares_migration(const Project *old, const Project *now)
{
    Arena *tmp = arena_new();
    Map by_name = { 0 };
    for (size_t i = 0; i < now->migrations.len; i++)
        map_put(tmp, &by_name, now->migrations.at[i].name, &now->migrations.at[i]);
    bool shares = false;
    for (size_t i = 0; i < old->migrations.len && !shares; i++) {
        const Migration *migration = &old->migrations.at[i];
        const Migration *other = map_get(&by_name, migration->name);
        shares = other && migration->text.len > 0 &&
                 str_eq(migration_own(other), migration_own(migration));
    }
    arena_free(tmp);
    return shares;
}

static bool has_moved(const ProjectPair *gone, const ProjectPair *fresh)
{
    return gone->now.migrations.len == 0 && fresh->base->migrations.len == 0 &&
           str_eq(gone->base->layout, fresh->now.layout) &&
           shares_migration(gone->base, &fresh->now);
}

static void move_base(Arena *arena, const ProjectPair *gone, ProjectPair *fresh)
{
    Project *base = NEW(arena, Project);
    *base = *gone->base;
    Move move = { arena, gone->base->path, fresh->now.path };
    base->path = fresh->now.path;
    for (size_t i = 0; i < base->migrations.len; i++)
        move_path(&move, &base->migrations.at[i].path);
    move_journal(&move, &base->journal);
    move_paths(&move, &base->stray);
    move_paths(&move, &base->asides);
    move_path(&move, &base->list_path);
    for (size_t i = 0; i < base->faults.len; i++)
        move_path(&move, &base->faults.at[i].path);
    fresh->base = base;
}

static void remove_pair(ProjectPairVec *pairs, size_t at)
{
    for (size_t i = at; i + 1 < pairs->len; i++)
        pairs->at[i] = pairs->at[i + 1];
    pairs->len--;
}

// Joins the pair with the one it has moved to; false when it is not gone.
static bool join_moved(Arena *arena, ProjectPairVec *pairs, size_t gone)
{
    for (size_t i = 0; i < pairs->len; i++) {
        if (i == gone || !has_moved(&pairs->at[gone], &pairs->at[i]))
            continue;
        move_base(arena, &pairs->at[gone], &pairs->at[i]);
        remove_pair(pairs, gone);
        return true;
    }
    return false;
}

// ---- a folder that drizzle-kit up has converted ----

// What follows the number or the time: "0003_tags" and "20260101120000_tags" have it in
// common.
static Str without_prefix(Str name)
{
    size_t line = str_find_char(name, '_', 0);
    return line < name.len ? str_drop(name, line + 1) : name;
}

// The first migration from `from` on that the base's one was made into; the converter
// keeps the order, so that those are found next to each other.
static const Migration *converted(const Project *now, const Migration *old, size_t from)
{
    for (size_t i = 0; i < now->migrations.len; i++) {
        const Migration *migration =
            &now->migrations.at[(from + i) % now->migrations.len];
        if (str_eq(without_prefix(migration->name), without_prefix(old->name)) &&
            str_eq(migration->text, old->text))
            return migration;
    }
    return NULL;
}

static Project *convert_base(Arena *arena, const Project *base, const Project *now)
{
    Project *renamed = NEW(arena, Project);
    *renamed = *base;
    renamed->layout = now->layout;
    renamed->journal = (Journal){ 0 };
    renamed->migrations = (MigrationVec){ 0 };
    size_t next = 0;
    for (size_t i = 0; i < base->migrations.len; i++) {
        Migration *old = vec_push(arena, &renamed->migrations);
        *old = base->migrations.at[i];
        const Migration *new = converted(now, old, next);
        if (!new)
            continue;
        old->path = new->path;
        old->name = new->name;
        old->version = new->version;
        next = (size_t)(new - now->migrations.at) + 1;
    }
    return renamed;
}

void follow_moves(Arena *arena, ProjectPairVec *pairs)
{
    for (size_t i = 0; i < pairs->len;)
        i += join_moved(arena, pairs, i) ? 0 : 1;
    for (size_t i = 0; i < pairs->len; i++) {
        ProjectPair *pair = &pairs->at[i];
        if (str_eq(pair->base->layout, STR("drizzle")) &&
            str_eq(pair->now.layout, STR("drizzle-v1")))
            pair->base = convert_base(arena, pair->base, &pair->now);
    }
}
