// SPDX-License-Identifier: Apache-2.0
// Reading projects on both sides, now and at the base, and pairing them.
#include "cli/projects.h"

#include "base/map.h"
#include "cli/branches.h"
#include "cli/moved.h"
#include "schema/schema.h"
#include "source/deploys.h"

// ---- reading one ----

// A project of the same kind without any file: what is left when a folder is gone.
static Project emptied(const Project *project)
{
    Project empty = *project;
    empty.migrations = (MigrationVec){ 0 };
    empty.stray = (StrVec){ 0 };
    empty.asides = (StrVec){ 0 };
    empty.faults = (FileFaultVec){ 0 };
    empty.journal = (Journal){ 0 };
    return empty;
}

typedef struct Loading {
    Arena *arena;
    const Scope *scope;
    Str *why;
} Loading;

// The reader of a message about a folder may not know that the configuration has it.
static bool say_who_named(const Loading *load, const Found *place)
{
    const Config *config = load->scope->config;
    for (size_t i = 0; i < config->projects.len; i++)
        if (str_eq(config->projects.at[i].path.text, place->dir))
            *load->why = arena_fmt(load->arena, STR_FMT ": " STR_FMT,
                                   STR_ARG(config->projects.at[i].path.place),
                                   STR_ARG(*load->why));
    return false;
}

// What told the layout of a folder may be what the change deletes: atlas.sum, a journal.
// The base still knows whose folder it is.
static bool has_lost_layout(const Found *place, const Project *now, const Project *base)
{
    Str plain = STR("plain");
    return place->layout.len == 0 && place->wishes.layout.len == 0 &&
           str_eq(now->layout, plain) && !str_eq(base->layout, plain) &&
           now->migrations.len > 0 && base->migrations.len > 0;
}

static bool load_pair(const Loading *load, const Found *place, ProjectPair *pair)
{
    const Workspace *space = load->scope->space;
    Str missing;
    bool has_now = layout_load(space->now, load->arena, place, &pair->now, load->why);
    if (!space->base)
        return has_now || say_who_named(load, place);
    Project *base = NEW(load->arena, Project);
    Found at_base = *place;
    // Without the configuration that told the layout, the base tells its own.
    if (!tree_is_file(space->base, load->arena, place->config_path))
        at_base.layout = at_base.family = STR("");
    bool has_base = layout_load(space->base, load->arena, &at_base, base, &missing);
    if (!has_now && (!has_base || tree_is_dir(space->now, load->arena, place->dir)))
        return say_who_named(load, place);
    if (!has_now)
        pair->now = emptied(base);
    if (!has_base)
        *base = emptied(&pair->now);
    pair->base = base;
    if (!has_lost_layout(place, &pair->now, base))
        return true;
    Found as_before = *place;
    as_before.layout = base->layout;
    return layout_load(space->now, load->arena, &as_before, &pair->now, load->why);
}

// ---- single files ----

static bool was_there(const Workspace *space, Arena *arena, Str file)
{
    return space->base && tree_is_file(space->base, arena, file);
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
    if (status != TREE_ABSENT)
        return true;
    project->migrations.len--;
    if (was_there(load->scope->space, load->arena, file))
        return true; // the change deletes it
    *load->why = arena_fmt(
        load->arena, STR_FMT " is not among the files that are judged%s", STR_ARG(file),
        load->scope->options->staged ? ": it is not in the index" : "");
    return false;
}

// A rollback undoes what its migration does, and nothing of that is a loss; what checks a
// deploy changes nothing.
static bool is_no_migration(const Project *project, Str path)
{
    for (size_t i = 0; i < project->asides.len; i++)
        if (str_eq(project->asides.at[i], path))
            return true;
    for (size_t i = 0; i < project->migrations.len; i++)
        if (str_eq(project->migrations.at[i].down_path, path))
            return true;
    return false;
}

static bool is_missed(const Project *project, Str file)
{
    return path_is_below(file, project->path) && str_ends(file, STR(".sql")) &&
           !project_migration(project, file) && !is_no_migration(project, file);
}

static bool append_files(const Loading *load, Project *project)
{
    const StrVec *files = &load->scope->space->files;
    for (size_t i = 0; i < files->len; i++)
        if (is_missed(project, files->at[i]) && !append_file(load, project, files->at[i]))
            return false;
    return true;
}

static bool is_within_any(Str path, const StrVec *wishes)
{
    for (size_t i = 0; i < wishes->len; i++)
        if (path_is_below(path, wishes->at[i]))
            return true;
    return false;
}

// The files that the change touches, by path.
static Map find_touched(Arena *tmp, const Project *project)
{
    Map touched = { 0 };
    for (size_t i = 0; i < project->migrations.len; i++) {
        Migration *migration = &project->migrations.at[i];
        if (migration->status != CHANGE_MERGED)
            map_put(tmp, &touched, migration->path, migration);
    }
    return touched;
}

// Only what was named is judged; a merged file as if it were the newest, but of one that
// holds several migrations those that the change adds, if it adds any.
static void judge_only(Arena *arena, Project *project, const Workspace *space)
{
    Map touched = find_touched(arena, project);
    for (size_t i = 0; i < project->migrations.len; i++) {
        Migration *migration = &project->migrations.at[i];
        bool is_beside_new =
            migration->status == CHANGE_MERGED && map_get(&touched, migration->path);
        bool runs = migration->status != CHANGE_EDITED || migration->repeats;
        migration->judged = runs && !is_beside_new &&
                            (is_within_any(migration->path, &space->files) ||
                             is_within_any(migration->path, &space->paths));
        if (migration->judged && migration->status == CHANGE_MERGED)
            migration->batch = 2 + i; // that nothing else is of
    }
}

// Was the project asked for as a whole, or only some of its files?
static bool is_wanted_whole(const Project *project, const Workspace *space)
{
    return space->paths.len + space->files.len == 0 ||
           is_within_any(project->path, &space->paths);
}

static bool load_all(const Loading *load, const FoundVec *places, ProjectPairVec *pairs)
{
    for (size_t i = 0; i < places->len; i++)
        if (!load_pair(load, &places->at[i], vec_push(load->arena, pairs)))
            return false;
    if (load->scope->space->base)
        follow_moves(load->arena, pairs);
    return true;
}

// What stands beside the migrations, on both sides: what the base has wrong is not said
// again.
static void read_beside(const Loading *load, ProjectPair *pair)
{
    const Workspace *space = load->scope->space;
    SchemaTrees now = { space->now, space->base, NULL };
    SchemaTrees then = { space->base, space->base, &pair->now.snapshots };
    snapshots_read(load->arena, &now, &pair->now);
    declared_read(load->arena, &now, &pair->now);
    if (!pair->base)
        return;
    snapshots_read(load->arena, &then, pair->base);
    declared_read(load->arena, &then, pair->base);
}

static bool compare_pair(const Loading *load, ProjectPair *pair)
{
    const Workspace *space = load->scope->space;
    if (!append_files(load, &pair->now))
        return false;
    layout_compare(&pair->now, pair->base, load->scope->options->all);
    if (!is_wanted_whole(&pair->now, space))
        judge_only(load->arena, &pair->now, space);
    read_beside(load, pair);
    return true;
}

// They are the repository's: each project has all of them, and picks those about it.
static void read_deploys(Arena *arena, const Workspace *space, ProjectPairVec *pairs)
{
    DeployFileVec now = deploys_find(arena, space->now);
    DeployFileVec base = { 0 };
    if (space->base)
        base = deploys_find(arena, space->base);
    for (size_t i = 0; i < pairs->len; i++) {
        pairs->at[i].now.deploy_files = now;
        if (pairs->at[i].base)
            pairs->at[i].base->deploy_files = base;
    }
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
    read_deploys(arena, scope->space, pairs);
    return branches_read(arena, scope, pairs, why);
}
