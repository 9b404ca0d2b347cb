// SPDX-License-Identifier: Apache-2.0
// Other branches: which of them are looked at, and what they add to a project.
#include "cli/branches.h"

#include "base/json_pos.h"
#include "base/map.h"
#include "cli/cli.h"
#include "git/ci.h"

// What a branch adds is told from what the change and the base have.
typedef struct Known {
    Map base;  // paths
    Map paths; // of the change
    Map texts; // of what the change adds
} Known;

typedef struct Reading {
    Arena *arena;
    const Workspace *space;
    OtherTreeVec others;
    Known known; // of the project at hand
    Str *why;
} Reading;

// ---- what a side adds ----

static bool is_added(const Migration *migration)
{
    return migration->status == CHANGE_NEW && migration->renamed_from.len == 0;
}

// "prevId" of the snapshot that drizzle-kit wrote beside the migration. Folders of
// Drizzle 1.0 may fork and join again: there a common parent is no collision.
static Str parent_of(Arena *arena, FileTree *tree, const Project *project,
                     const Migration *migration)
{
    Str text;
    Str why;
    if (!project->journal.expected || migration->version.len == 0)
        return (Str){ 0 };
    Str name =
        arena_fmt(arena, "meta/" STR_FMT "_snapshot.json", STR_ARG(migration->version));
    Str path = path_join(arena, project->path, name);
    TreeStatus status = tree_read(tree, arena, path, &text, &why);
    return status == TREE_OK ? json_pos_string(text, "prevId") : (Str){ 0 };
}

static AddedMigration describe(Arena *arena, FileTree *tree, const Project *project,
                               const Migration *migration)
{
    AddedMigration added = { .path = migration->path,
                             .name = migration->name,
                             .version = migration->version,
                             .parent = parent_of(arena, tree, project, migration) };
    const JournalEntry *entry = journal_entry(&project->journal, migration->path);
    if (entry && entry->has_idx) {
        added.has_idx = true;
        added.idx = entry->idx;
    }
    return added;
}

static void describe_change(const Reading *reading, Project *now)
{
    for (size_t i = 0; i < now->migrations.len; i++)
        if (is_added(&now->migrations.at[i]))
            *vec_push(reading->arena, &now->added) = describe(
                reading->arena, reading->space->now, now, &now->migrations.at[i]);
}

// ---- what a branch adds ----

static Known known_of(Arena *arena, const ProjectPair *pair)
{
    Known known = { 0 };
    const MigrationVec *base = &pair->base->migrations;
    const MigrationVec *now = &pair->now.migrations;
    for (size_t i = 0; i < base->len; i++)
        map_put(arena, &known.base, base->at[i].path, &base->at[i]);
    for (size_t i = 0; i < now->len; i++) {
        map_put(arena, &known.paths, now->at[i].path, &now->at[i]);
        if (is_added(&now->at[i]) && now->at[i].text.len > 0)
            map_put(arena, &known.texts, now->at[i].text, &now->at[i]);
    }
    return known;
}

// What the change has as well, under whatever name, was picked from the one to the other,
// or is the change as it was before a rebase.
static bool is_own(const Known *known, const Migration *migration)
{
    const Migration *own = map_get(&known->paths, migration->path);
    if (migration->unreadable.len > 0)
        return own != NULL;
    return (migration->text.len > 0 && map_get(&known->texts, migration->text)) ||
           (own && str_eq(own->text, migration->text));
}

static void add_branch(const Reading *reading, ProjectPair *pair, const OtherTree *tree,
                       const Project *project)
{
    OtherBranch branch = { .name = tree->name, .is_target = tree->is_target };
    for (size_t i = 0; i < project->migrations.len; i++) {
        const Migration *migration = &project->migrations.at[i];
        if (!map_get(&reading->known.base, migration->path) && // or it was merged
            !is_own(&reading->known, migration))
            *vec_push(reading->arena, &branch.added) =
                describe(reading->arena, tree->news, project, migration);
    }
    if (branch.added.len > 0)
        *vec_push(reading->arena, &pair->now.others) = branch;
}

static bool read_branch(const Reading *reading, ProjectPair *pair, const OtherTree *tree)
{
    const Project *now = &pair->now;
    Found place = { .dir = now->path,
                    .layout = now->layout,
                    .family = now->engine.family };
    EntryVec entries = { 0 };
    Project project;
    Str why;
    if (!str_eq(place.dir, STR("."))) {
        TreeStatus status =
            tree_list(tree->news, reading->arena, place.dir, &entries, &why);
        if (status == TREE_ABSENT)
            return true;
        if (status == TREE_BROKEN) {
            *reading->why =
                arena_fmt(reading->arena, "the branch " STR_FMT ": " STR_FMT " " STR_FMT,
                          STR_ARG(tree->name), STR_ARG(place.dir), STR_ARG(why));
            return false;
        }
    }
    if (!layout_load(tree->news, reading->arena, &place, &project, &why)) {
        *reading->why = arena_fmt(reading->arena, "the branch " STR_FMT ": " STR_FMT,
                                  STR_ARG(tree->name), STR_ARG(why));
        return false;
    }
    add_branch(reading, pair, tree, &project);
    return true;
}

// ---- which branches ----

static bool wants_others(const CheckOptions *options)
{
    if (options->against.len > 0)
        return true;
    return options->against_wish.len > 0 ? str_eq(options->against_wish, STR("auto"))
                                         : ci_is_running(cli_environment);
}

static bool adds_anything(const Project *project)
{
    for (size_t i = 0; i < project->migrations.len; i++)
        if (is_added(&project->migrations.at[i]))
            return true;
    return false;
}

static bool find_others(Reading *reading, const CheckOptions *options,
                        const ProjectPairVec *pairs)
{
    const Workspace *space = reading->space;
    OtherWish wish = { .refs = options->against,
                       .base = &space->base_commit,
                       .env = cli_environment };
    if (!space->history || !wants_others(options))
        return true;
    if (!space->base && options->against.len > 0) {
        *reading->why = STR("--against needs a base, to tell what is new: name one with "
                            "--base");
        return false;
    }
    for (size_t i = 0; space->base && i < pairs->len; i++)
        if (adds_anything(&pairs->at[i].now))
            *vec_push(reading->arena, &wish.dirs) = pairs->at[i].now.path;
    return wish.dirs.len == 0 || history_others(space->history, reading->arena, &wish,
                                                &reading->others, reading->why);
}

bool branches_read(Arena *arena, const Scope *scope, ProjectPairVec *pairs, Str *why)
{
    Reading reading = {
        .arena = arena, .space = scope->space, .others = scope->space->others, .why = why
    };
    if (!find_others(&reading, scope->options, pairs))
        return false;
    for (size_t i = 0; reading.others.len > 0 && i < pairs->len; i++) {
        ProjectPair *pair = &pairs->at[i];
        if (!pair->base || !adds_anything(&pair->now))
            continue;
        reading.known = known_of(arena, pair);
        describe_change(&reading, &pair->now);
        for (size_t k = 0; k < reading.others.len; k++)
            if (!read_branch(&reading, pair, &reading.others.at[k]))
                return false;
    }
    return true;
}
