// SPDX-License-Identifier: Apache-2.0
// Where the projects are that a run is about, and what was said about each: by the
// command line, by the configuration, or found by looking.
#include "cli/places.h"

typedef struct Search {
    Arena *arena;
    const Scope *scope;
    FoundVec found;
    StrVec looked_for;
    Str *why;
} Search;

bool path_is_below(Str path, Str dir)
{
    if (str_eq(dir, STR(".")) || str_eq(path, dir))
        return true;
    return str_starts(path, dir) && path.ptr[dir.len] == '/';
}

static void add_found(Search *search, const Found *place)
{
    for (size_t i = 0; i < search->found.len; i++)
        if (str_eq(search->found.at[i].dir, place->dir))
            return;
    *vec_push(search->arena, &search->found) = *place;
}

static void add_all(Search *search, const FoundVec *places)
{
    for (size_t i = 0; i < places->len; i++)
        add_found(search, &places->at[i]);
}

// ---- the configuration ----

static bool config_wrong(Search *search, const char *what, Str value)
{
    *search->why = arena_fmt(search->arena, "the configuration: %s \"" STR_FMT "\"", what,
                             STR_ARG(value));
    return false;
}

static bool is_layout(Str layout)
{
    for (const char *const *name = layout_names; *name; name++)
        if (str_eq(str_from(*name), layout))
            return true;
    return false;
}

static bool configured_wishes(Search *search, const ConfigProject *project,
                              LayoutWishes *wishes)
{
    wishes->layout = project->layout;
    if (project->layout.len > 0 && !is_layout(project->layout))
        return config_wrong(search, "there is no layout", project->layout);
    if (project->engine.len > 0 &&
        !engine_from(search->arena, project->engine, wishes, search->why))
        return false;
    wishes->runner = runner_find(project->runner);
    if (project->runner.len > 0 && !wishes->runner)
        return config_wrong(search, "there is no runner", project->runner);
    return true;
}

static bool add_configured(Search *search)
{
    const Config *config = search->scope->config;
    for (size_t i = 0; i < config->projects.len; i++) {
        const ConfigProject *project = &config->projects.at[i];
        Found place = { .schema_path = project->schema };
        if (!path_normalize(search->arena, project->path, &place.dir))
            return config_wrong(search,
                                "a path outside of the repository:", project->path);
        if (!configured_wishes(search, project, &place.wishes))
            return false;
        add_found(search, &place);
    }
    return true;
}

// ---- looking ----

// What lies in and below a folder that was asked for. Configuration files above it know
// more than its contents do, so the whole tree is searched first and the folder by itself
// only for what that did not reach.
static bool add_below(Search *search, const FoundVec *everywhere, Str dir)
{
    size_t before = search->found.len;
    for (size_t i = 0; i < everywhere->len; i++)
        if (path_is_below(everywhere->at[i].dir, dir))
            add_found(search, &everywhere->at[i]);
    if (search->found.len > before)
        return true;
    Discovery inside;
    bool understood = layout_discover(search->scope->space->now, search->arena, dir,
                                      &inside, search->why);
    search->looked_for = inside.looked_for;
    add_all(search, &inside.found);
    return understood;
}

// The project that a single file belongs to; a folder of its own where nothing else
// claims it.
static void add_around(Search *search, const FoundVec *everywhere, Str file)
{
    const Found *nearest = NULL;
    for (size_t i = 0; i < everywhere->len; i++)
        if (path_is_below(file, everywhere->at[i].dir) &&
            (!nearest || everywhere->at[i].dir.len > nearest->dir.len))
            nearest = &everywhere->at[i];
    Found own = { .dir = path_parent(file) };
    if (str_eq(path_base(file), STR("migration.sql")))
        own.dir = path_parent(own.dir);
    if (nearest || str_ends(file, STR(".sql")))
        add_found(search, nearest ? nearest : &own);
}

static bool is_wanted(const Workspace *space, Str dir)
{
    bool wanted = space->paths.len == 0;
    for (size_t i = 0; i < space->paths.len; i++)
        wanted = wanted || path_is_below(dir, space->paths.at[i]);
    return wanted;
}

// Projects that only the base has: their deletion is a change, too. What the base has
// that cannot be understood is not this change's doing.
static void add_vanished(Search *search)
{
    const Workspace *space = search->scope->space;
    Discovery at_base;
    Str why;
    if (!space->base || space->files.len > 0 || search->scope->config->projects.len > 0)
        return;
    if (!layout_discover(space->base, search->arena, STR("."), &at_base, &why))
        return;
    for (size_t i = 0; i < at_base.found.len; i++)
        if (is_wanted(space, at_base.found.at[i].dir))
            add_found(search, &at_base.found.at[i]);
}

static bool none_found(Search *search)
{
    Str text = STR("no migrations found; looked for:");
    for (size_t i = 0; i < search->looked_for.len; i++)
        text = arena_fmt(search->arena, STR_FMT "\n  " STR_FMT, STR_ARG(text),
                         STR_ARG(search->looked_for.at[i]));
    *search->why = arena_fmt(
        search->arena, STR_FMT "\nname the folder: tidegate check PATH", STR_ARG(text));
    return false;
}

// Everything that there is: as configured, or as found. Where PATHs were given, trouble
// elsewhere is not theirs.
static bool look_everywhere(Search *search, FoundVec *everywhere)
{
    const Workspace *space = search->scope->space;
    Discovery all;
    Str trouble;
    if (!add_configured(search))
        return false;
    *everywhere = search->found;
    search->found = (FoundVec){ 0 };
    if (everywhere->len > 0)
        return true;
    bool understood =
        layout_discover(space->now, search->arena, STR("."), &all, &trouble);
    *everywhere = all.found;
    search->looked_for = all.looked_for;
    if (understood || space->paths.len + space->files.len > 0)
        return true;
    *search->why = trouble;
    return false;
}

static bool choose(Search *search, const FoundVec *everywhere)
{
    const Workspace *space = search->scope->space;
    if (space->paths.len + space->files.len == 0)
        add_all(search, everywhere);
    for (size_t i = 0; i < space->paths.len; i++)
        if (!add_below(search, everywhere, space->paths.at[i]))
            return false;
    for (size_t i = 0; i < space->files.len; i++)
        add_around(search, everywhere, space->files.at[i]);
    add_vanished(search);
    return search->found.len > 0 || none_found(search);
}

// The command line wins over the configuration, and both over what is detected.
static void prefer_options(LayoutWishes *wishes, const LayoutWishes *options)
{
    if (options->layout.len > 0)
        wishes->layout = options->layout;
    if (options->dialect.len > 0) {
        wishes->dialect = options->dialect;
        wishes->major = options->major;
    }
    if (options->runner)
        wishes->runner = options->runner;
}

bool places_find(Arena *arena, const Scope *scope, FoundVec *places, Str *why)
{
    Search search = { .arena = arena, .scope = scope, .why = why };
    FoundVec everywhere = { 0 };
    if (!look_everywhere(&search, &everywhere) || !choose(&search, &everywhere))
        return false;
    for (size_t i = 0; i < search.found.len; i++)
        prefer_options(&search.found.at[i].wishes, &scope->options->wishes);
    *places = search.found;
    return true;
}
