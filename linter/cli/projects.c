// SPDX-License-Identifier: Apache-2.0
// Reading projects on both sides, now and at the base, and pairing them.
#include "cli/projects.h"

// ---- reading one ----

// A project of the same kind without any file: what is left when a folder is gone.
static Project emptied(const Project *project)
{
    Project empty = *project;
    empty.migrations = (MigrationVec){ 0 };
    empty.stray = (StrVec){ 0 };
    empty.journal = (Journal){ 0 };
    return empty;
}

typedef struct Loading {
    Arena *arena;
    const Scope *scope;
    Str *why;
} Loading;

static bool load_pair(const Loading *load, const Found *place, ProjectPair *pair)
{
    const Workspace *space = load->scope->space;
    Str missing;
    bool has_now = layout_load(space->now, load->arena, place, &pair->now, load->why);
    if (!space->base)
        return has_now;
    Project *base = NEW(load->arena, Project);
    Found at_base = *place;
    // Without the configuration that told the layout, the base tells its own.
    if (!tree_is_file(space->base, load->arena, place->config_path))
        at_base.layout = at_base.dialect = STR("");
    bool has_base = layout_load(space->base, load->arena, &at_base, base, &missing);
    if (!has_now && (!has_base || tree_is_dir(space->now, load->arena, place->dir)))
        return false;
    if (!has_now)
        pair->now = emptied(base);
    if (!has_base)
        *base = emptied(&pair->now);
    pair->base = base;
    return true;
}

// ---- a folder that has moved as a whole ----

static Str moved_path(Arena *arena, Str path, Str from, Str to)
{
    Str rest = str_eq(from, STR(".")) ? path : str_drop(path, from.len + 1);
    return path_join(arena, to, rest);
}

// The same migrations under another path are not deleted and added: the runners know them
// by name.
static bool has_moved(const ProjectPair *gone, const ProjectPair *fresh)
{
    if (gone->now.migrations.len > 0 || fresh->base->migrations.len > 0 ||
        !str_eq(gone->base->layout, fresh->now.layout))
        return false;
    const MigrationVec *old = &gone->base->migrations;
    const MigrationVec *new = &fresh->now.migrations;
    return old->len > 0 &&
           new->len >= old->len &&str_eq(old->at[0].name, new->at[0].name) &&
           str_eq(old->at[0].text, new->at[0].text);
}

static void move_base(Arena *arena, const ProjectPair *gone, ProjectPair *fresh)
{
    Project *base = NEW(arena, Project);
    *base = *gone->base;
    base->path = fresh->now.path;
    for (size_t i = 0; i < base->migrations.len; i++)
        base->migrations.at[i].path = moved_path(arena, base->migrations.at[i].path,
                                                 gone->base->path, fresh->now.path);
    fresh->base = base;
}

static void join_moved(Arena *arena, ProjectPairVec *pairs)
{
    for (size_t i = 0; i < pairs->len; i++) {
        for (size_t j = 0; j < pairs->len; j++) {
            if (i == j || !has_moved(&pairs->at[i], &pairs->at[j]))
                continue;
            move_base(arena, &pairs->at[i], &pairs->at[j]);
            for (size_t k = i; k + 1 < pairs->len; k++)
                pairs->at[k] = pairs->at[k + 1];
            pairs->len--;
            i--;
            break;
        }
    }
}

// ---- single files ----

static Migration *migration_at(Project *project, Str path)
{
    for (size_t i = 0; i < project->migrations.len; i++)
        if (str_eq(project->migrations.at[i].path, path))
            return &project->migrations.at[i];
    return NULL;
}

// A file of the folder that no layout counts among the migrations is judged behind them.
// Hooks name every changed file: one that is not SQL only leads to its project.
static bool append_file(const Loading *load, Project *project, Str file)
{
    Migration *migration = vec_push(load->arena, &project->migrations);
    *migration = (Migration){ .path = file, .name = path_base(file) };
    Str why = { 0 };
    TreeStatus status =
        tree_read(load->scope->space->now, load->arena, file, &migration->text, &why);
    if (status == TREE_BROKEN)
        migration->unreadable = why;
    if (status == TREE_ABSENT)
        *load->why =
            arena_fmt(load->arena, STR_FMT " is not among the files that are judged%s",
                      STR_ARG(file),
                      load->scope->options->staged ? ": it is not in the index" : "");
    return status != TREE_ABSENT;
}

static bool append_files(const Loading *load, Project *project)
{
    const StrVec *files = &load->scope->space->files;
    for (size_t i = 0; i < files->len; i++)
        if (path_is_below(files->at[i], project->path) &&
            str_ends(files->at[i], STR(".sql")) && !migration_at(project, files->at[i]) &&
            !append_file(load, project, files->at[i]))
            return false;
    return true;
}

// Only the files that were named are judged; a merged one as if it were the newest.
static void judge_only(Project *project, const StrVec *files)
{
    for (size_t i = 0; i < project->migrations.len; i++)
        project->migrations.at[i].judged = false;
    for (size_t i = 0; i < files->len; i++) {
        Migration *migration = migration_at(project, files->at[i]);
        if (!migration || migration->status == CHANGE_EDITED)
            continue;
        migration->judged = true;
        if (migration->status == CHANGE_MERGED) // a batch that nothing else is of
            migration->batch = 2 + (size_t)(migration - project->migrations.at);
    }
}

static bool load_all(const Loading *load, const FoundVec *places, ProjectPairVec *pairs)
{
    for (size_t i = 0; i < places->len; i++)
        if (!load_pair(load, &places->at[i], vec_push(load->arena, pairs)))
            return false;
    if (load->scope->space->base)
        join_moved(load->arena, pairs);
    return true;
}

static bool compare_pair(const Loading *load, ProjectPair *pair)
{
    const StrVec *files = &load->scope->space->files;
    if (!append_files(load, &pair->now))
        return false;
    layout_compare(&pair->now, pair->base, load->scope->options->all);
    if (files->len > 0)
        judge_only(&pair->now, files);
    return true;
}

bool projects_find(Arena *arena, const Scope *scope, ProjectPairVec *pairs, Str *why)
{
    Loading load = { arena, scope, why };
    FoundVec places;
    if (!places_find(arena, scope, &places, why) || !load_all(&load, &places, pairs))
        return false;
    for (size_t i = 0; i < pairs->len; i++)
        if (!compare_pair(&load, &pairs->at[i]))
            return false;
    return true;
}
