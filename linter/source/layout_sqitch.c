// SPDX-License-Identifier: Apache-2.0
// Sqitch: sqitch.plan lists the changes, deploy/, revert/ and verify/ hold a script of
// each. sqitch.conf may have them elsewhere, for one target or engine or for all
// (App::Sqitch::Target).
#include "source/changelog_priv.h"
#include "source/folder_walk_priv.h"

// ---- sqitch.conf ----

static Str setting(Arena *arena, Str config, const char *key)
{
    Str engine = ini_value(config, "core", "engine");
    Str in_engine = arena_fmt(arena, "engine \"" STR_FMT "\"", STR_ARG(engine));
    Str target = ini_value(config, "core", "target");
    if (target.len == 0)
        target = ini_value(config, arena_cstr(arena, in_engine), "target");
    Str in_target = arena_fmt(arena, "target \"" STR_FMT "\"", STR_ARG(target));
    Str value = ini_value(config, arena_cstr(arena, in_target), key);
    if (value.len == 0)
        value = ini_value(config, arena_cstr(arena, in_engine), key);
    return value.len > 0 ? value : ini_value(config, "core", key);
}

// A path of the configuration, or its usual place, from the repository root.
static Str place_of(const SqitchPlaces *places, Arena *arena, Str written, Str usual)
{
    Str normal;
    if (written.len > 0 && !str_starts(written, STR("/")) &&
        path_normalize(arena, path_join(arena, places->home, written), &normal))
        return normal;
    return usual;
}

static Str script_dir(const SqitchPlaces *places, Arena *arena, Str config,
                      const char *kind)
{
    Str key = arena_fmt(arena, "%s_dir", kind);
    return place_of(places, arena, setting(arena, config, arena_cstr(arena, key)),
                    path_join(arena, places->top, str_from(kind)));
}

static Str reworked_dir(const SqitchPlaces *places, Arena *arena, Str config,
                        const char *kind, Str usual)
{
    Str key = arena_fmt(arena, "reworked_%s_dir", kind);
    Str own = setting(arena, config, arena_cstr(arena, key));
    Str all = setting(arena, config, "reworked_dir");
    if (own.len == 0 && all.len > 0)
        own = path_join(arena, all, str_from(kind));
    return place_of(places, arena, own, usual);
}

SqitchPlaces sqitch_places(Arena *arena, Str config, Str home)
{
    static const char *const KINDS[SQITCH_KINDS] = { "deploy", "revert", "verify" };
    SqitchPlaces places = { .home = home, .engine = setting(arena, config, "engine") };
    places.top = place_of(&places, arena, setting(arena, config, "top_dir"), home);
    places.plan = place_of(&places, arena, setting(arena, config, "plan_file"),
                           path_join(arena, places.top, STR("sqitch.plan")));
    places.extension = setting(arena, config, "extension");
    if (places.extension.len == 0)
        places.extension = STR("sql");
    for (size_t i = 0; i < SQITCH_KINDS; i++) {
        places.scripts[i] = script_dir(&places, arena, config, KINDS[i]);
        places.reworked[i] =
            reworked_dir(&places, arena, config, KINDS[i], places.scripts[i]);
    }
    return places;
}

// A plan that lies beside a configuration with another one is left over.
static bool sqitch_fits(const Folder *folder)
{
    const Entry *plan = folder_entry(folder, "sqitch.plan");
    Str text;
    Str why;
    Str config = path_join(folder->arena, folder->path, STR("sqitch.conf"));
    if (folder_entry(folder, "sqitch.conf") &&
        tree_read(folder->tree, folder->arena, config, &text, &why) == TREE_OK) {
        SqitchPlaces places = sqitch_places(folder->arena, text, folder->path);
        if (tree_is_file(folder->tree, folder->arena, places.plan))
            return str_eq(path_parent(places.plan), folder->path);
    }
    return plan && plan->kind == ENTRY_FILE;
}

// The configuration that discovery followed, or one beside the plan or above it.
static SqitchPlaces find_places(const Folder *folder)
{
    Arena *arena = folder->arena;
    const Str tried[] = {
        folder->project->config_path,
        path_join(arena, folder->path, STR("sqitch.conf")),
        path_join(arena, path_parent(folder->path), STR("sqitch.conf")),
    };
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        Str text;
        Str why;
        if (!str_eq(path_base(tried[i]), STR("sqitch.conf")) ||
            tree_read(folder->tree, arena, tried[i], &text, &why) != TREE_OK)
            continue;
        SqitchPlaces places = sqitch_places(arena, text, path_parent(tried[i]));
        if (str_eq(path_parent(places.plan), folder->path))
            return places;
    }
    return sqitch_places(arena, (Str){ 0 }, folder->path);
}

// ---- scripts ----

typedef struct Scripts {
    Folder *folder;
    const SqitchPlaces *places;
    Map files; // paths of all scripts
    Map used;  // of those, deploy scripts that changes have
} Scripts;

static void take_script(void *reader, Str path, EntryKind kind)
{
    Scripts *scripts = reader;
    if (kind != ENTRY_DIR)
        map_put(scripts->folder->arena, &scripts->files, path, scripts);
}

static void lose_scripts(void *reader, Str dir, Str why)
{
    Scripts *scripts = reader;
    folder_add_lost(scripts->folder, dir, why);
}

// What a reworked change's scripts are called: "users@v1". The tag is the first for which
// there is a deploy script, or the nearest.
static Str file_name(const Scripts *scripts, const PlanChange *change)
{
    Arena *arena = scripts->folder->arena;
    Str usual = change->name;
    for (size_t i = change->rework_of.len; i-- > 0;) {
        Str name = arena_fmt(arena, STR_FMT STR_FMT, STR_ARG(change->name),
                             STR_ARG(change->rework_of.at[i]));
        Str file = arena_fmt(arena, STR_FMT "/" STR_FMT "." STR_FMT,
                             STR_ARG(scripts->places->reworked[SQITCH_DEPLOY]),
                             STR_ARG(name), STR_ARG(scripts->places->extension));
        usual = name;
        if (map_get(&scripts->files, file))
            break;
    }
    return usual;
}

static Str script_path(const Scripts *scripts, const PlanChange *change, Str name,
                       SqitchKind kind)
{
    const SqitchPlaces *places = scripts->places;
    Str dir = change->rework_of.len > 0 ? places->reworked[kind] : places->scripts[kind];
    Str file = arena_fmt(scripts->folder->arena, STR_FMT "." STR_FMT, STR_ARG(name),
                         STR_ARG(places->extension));
    return path_join(scripts->folder->arena, dir, file);
}

static void note_script(Scripts *scripts, const Plan *plan, const PlanChange *change,
                        Str path)
{
    size_t start = (size_t)(change->line.ptr - plan->text.ptr);
    *vec_push(scripts->folder->arena, &scripts->folder->project->faults) = (FileFault){
        .kind = FAULT_PLAN_SCRIPT,
        .path = plan->path,
        .text = plan->text,
        .span = { start, start + change->line.len },
        .name = path,
    };
}

static void take_change(Scripts *scripts, const Plan *plan, const PlanChange *change)
{
    Folder *folder = scripts->folder;
    Str name = file_name(scripts, change);
    Str path = script_path(scripts, change, name, SQITCH_DEPLOY);
    Str revert = script_path(scripts, change, name, SQITCH_REVERT);
    Str verify = script_path(scripts, change, name, SQITCH_VERIFY);
    Str text;
    Str why;
    TreeStatus status = tree_read(folder->tree, folder->arena, path, &text, &why);
    if (map_get(&scripts->files, verify))
        *vec_push(folder->arena, &folder->project->asides) = verify;
    if (status == TREE_ABSENT) {
        note_script(scripts, plan, change, path);
        return;
    }
    Migration *migration = vec_push(folder->arena, &folder->project->migrations);
    *migration = (Migration){ .path = path, .name = name, .text = text };
    migration->id = change->turn == 1 ? change->name
                                      : arena_fmt(folder->arena, STR_FMT "#%zu",
                                                  STR_ARG(change->name), change->turn);
    migration->record = change->line;
    migration->unreadable = why;
    if (map_get(&scripts->files, revert))
        migration->down_path = revert;
    map_put(folder->arena, &scripts->used, path, folder);
}

// ---- scripts that no change has ----

// psql reads them on behalf of others: \i and \ir.
static bool is_included(const Project *project, Str file)
{
    for (size_t i = 0; i < project->migrations.len; i++) {
        Str text = project->migrations.at[i].text;
        size_t at = str_find(text, STR("\\i"), 0);
        for (; at < text.len; at = str_find(text, STR("\\i"), at + 1)) {
            Str line = str_slice(text, at, str_find_char(text, '\n', at));
            if (str_contains(line, file))
                return true;
        }
    }
    return false;
}

static void find_orphans(Scripts *scripts, const Plan *plan)
{
    Folder *folder = scripts->folder;
    Str dir = arena_fmt(folder->arena, STR_FMT "/",
                        STR_ARG(scripts->places->scripts[SQITCH_DEPLOY]));
    Str suffix =
        arena_fmt(folder->arena, "." STR_FMT, STR_ARG(scripts->places->extension));
    for (size_t i = 0; i < scripts->files.entries.len; i++) {
        Str path = scripts->files.entries.at[i].key;
        Str name = path_base(path);
        if (str_starts(path, dir) && str_ends(name, suffix) && name.ptr[0] != '.' &&
            !map_get(&scripts->used, path) && !is_included(folder->project, name))
            *vec_push(folder->arena, &folder->project->faults) = (FileFault){
                .kind = FAULT_PLAN_ORPHAN, .path = path, .name = plan->path
            };
    }
}

// ---- the plan ----

static void sqitch_load(Folder *folder)
{
    SqitchPlaces places = find_places(folder);
    Project *project = folder->project;
    Plan plan = { .path = places.plan };
    Scripts scripts = { .folder = folder, .places = &places };
    Str why;
    folder->dialect = places.engine;
    if (tree_read(folder->tree, folder->arena, plan.path, &plan.text, &why) != TREE_OK) {
        *vec_push(folder->arena, &project->faults) =
            (FileFault){ .kind = FAULT_PLAN_UNREADABLE,
                         .path = plan.path,
                         .words = why.len > 0 ? why : STR("is not there") };
        return;
    }
    sqitch_plan_read(folder, &plan);
    project->list_path = plan.path;
    project->list_text = plan.text;
    project->list_head = arena_fmt(folder->arena, STR_FMT "\n" STR_FMT,
                                   STR_ARG(plan.project), STR_ARG(plan.uri));
    const FolderWalk walk = { folder, NULL, take_script, lose_scripts, &scripts };
    for (size_t i = 0; i < SQITCH_KINDS; i++) {
        folder_walk(&walk, places.scripts[i]);
        if (!str_eq(places.reworked[i], places.scripts[i]))
            folder_walk(&walk, places.reworked[i]);
    }
    for (size_t i = 0; i < plan.changes.len; i++)
        take_change(&scripts, &plan, &plan.changes.at[i]);
    find_orphans(&scripts, &plan);
}

const Layout layout_sqitch = {
    .name = "sqitch",
    .runner = "sqitch",
    .is_unnumbered = true,
    .fits = sqitch_fits,
    .load = sqitch_load,
};
