// SPDX-License-Identifier: Apache-2.0
// Where the projects are that a run is about, and what was said about each: by the
// command line, by the configuration, or found by looking.
#include "cli/places.h"

#include "cli/cli.h"

typedef struct Search {
    Arena *arena;
    const Scope *scope;
    FoundVec found;
    StrVec looked_for;
    Str trouble; // what hides migrations from the search; empty: nothing
    Str *why;
} Search;

static bool has_wishes(const Workspace *space)
{
    return space->paths.len + space->files.len > 0;
}

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

static bool refuse_at(const Search *search, Str place)
{
    *search->why = arena_fmt(search->arena, STR_FMT ": " STR_FMT, STR_ARG(place),
                             STR_ARG(*search->why));
    return false;
}

typedef bool ReadWish(Arena *arena, Str word, LayoutWishes *wishes, Str *why);

static bool take_wish(Search *search, const ConfigText *text, ReadWish *read,
                      LayoutWishes *wishes)
{
    return text->text.len == 0 || read(search->arena, text->text, wishes, search->why) ||
           refuse_at(search, text->place);
}

static bool take_schema(Search *search, const ConfigTextVec *schema, LayoutWishes *wishes)
{
    Str config = search->scope->options->config;
    wishes->schema_named_by = config.len > 0 ? config : STR(TIDEGATE_CONFIG);
    for (size_t i = 0; i < schema->len; i++) {
        Str path = schema->at[i].text;
        *search->why = STR("the schema is outside of the repository");
        if (str_starts(path, STR("/")) ||
            !path_normalize(search->arena, path,
                            vec_push(search->arena, &wishes->schema)))
            return refuse_at(search, schema->at[i].place);
        *search->why = STR("a schema is what tables are declared in for Drizzle or "
                           "Prisma: SQL files are migrations");
        if (str_ends(path, STR(".sql")))
            return refuse_at(search, schema->at[i].place);
    }
    return true;
}

static bool configured_wishes(Search *search, const ConfigProject *project,
                              LayoutWishes *wishes)
{
    return take_wish(search, &project->layout, layout_from, wishes) &&
           take_wish(search, &project->engine, engine_from, wishes) &&
           take_wish(search, &project->runner, runner_from, wishes) &&
           take_schema(search, &project->schema, wishes);
}

static const Found *found_at(const FoundVec *places, Str dir)
{
    for (size_t i = 0; i < places->len; i++)
        if (str_eq(places->at[i].dir, dir))
            return &places->at[i];
    return NULL;
}

// What the tools' own configuration files say of a folder holds for it whether ours names
// it or not. That one of them cannot be understood matters to nobody who says where the
// migrations are: then what lies around the folder is asked, as far up as that goes.
static Found detect_at(const Search *search, const FoundVec *everywhere, Str dir)
{
    FileTree *tree = search->scope->space->now;
    const Found *known = found_at(everywhere, dir);
    Discovery around;
    Str unused;
    for (Str start = path_parent(dir);
         !known && everywhere->len == 0 && !str_eq(start, STR(".")) &&
         layout_discover(tree, search->arena, start, &around, &unused);
         start = path_parent(start)) {
        const Found *found = found_at(&around.found, dir);
        known = found && found->config_path.len > 0 ? found : NULL;
    }
    return known ? *known : (Found){ .dir = dir };
}

static bool add_configured(Search *search)
{
    const Config *config = search->scope->config;
    Discovery all = { 0 };
    Str why;
    // What cannot be understood is passed over; what cannot be read might say anything.
    if (config->projects.len > 0 &&
        !layout_discover(search->scope->space->now, search->arena, STR("."), &all,
                         &why) &&
        all.is_refused) {
        *search->why = why;
        return false;
    }
    for (size_t i = 0; i < config->projects.len; i++) {
        const ConfigProject *project = &config->projects.at[i];
        Found place = detect_at(search, &all.found, project->path.text);
        if (!configured_wishes(search, project, &place.wishes))
            return false;
        add_found(search, &place);
    }
    return true;
}

// ---- looking ----

static const Found *nearest_around(const FoundVec *everywhere, Str path)
{
    const Found *nearest = NULL;
    for (size_t i = 0; i < everywhere->len; i++)
        if (path_is_below(path, everywhere->at[i].dir) &&
            (!nearest || everywhere->at[i].dir.len > nearest->dir.len))
            nearest = &everywhere->at[i];
    return nearest;
}

// The folder of a single migration, as Prisma and Drizzle 1.0 have them, in its project.
static bool add_single(Search *search, const FoundVec *everywhere, Str dir)
{
    const Found *around = nearest_around(everywhere, dir);
    Str file = path_join(search->arena, dir, STR("migration.sql"));
    if (!around || !tree_is_file(search->scope->space->now, search->arena, file))
        return false;
    add_found(search, around);
    return true;
}

// What lies in and below a folder that was asked for. Configuration files above it know
// more than its contents do, so the whole tree is searched first and the folder by itself
// only for what that did not reach.
static bool add_below(Search *search, const FoundVec *everywhere, Str dir)
{
    bool reached = false;
    for (size_t i = 0; i < everywhere->len; i++) {
        if (!path_is_below(everywhere->at[i].dir, dir))
            continue;
        add_found(search, &everywhere->at[i]);
        reached = true;
    }
    if (reached || !tree_is_dir(search->scope->space->now, search->arena, dir) ||
        add_single(search, everywhere, dir))
        return true;
    Discovery inside;
    bool understood = layout_discover(search->scope->space->now, search->arena, dir,
                                      &inside, search->why);
    search->looked_for = inside.looked_for;
    add_all(search, &inside.found);
    return understood;
}

// The projects that a single file belongs to, in their folders or as what configures
// them; a folder of its own for a migration that nothing else claims.
static void add_around(Search *search, const FoundVec *everywhere, Str file)
{
    for (size_t i = 0; i < everywhere->len; i++)
        if (str_eq(file, everywhere->at[i].config_path) ||
            str_eq(file, everywhere->at[i].schema_path))
            add_found(search, &everywhere->at[i]);
    const Found *nearest = nearest_around(everywhere, file);
    Found own = { .dir = path_parent(file) };
    if (str_eq(path_base(file), STR("migration.sql")))
        own.dir = path_parent(own.dir);
    if (nearest || str_ends(file, STR(".sql")))
        add_found(search, nearest ? nearest : &own);
}

// One of the two is the other, or lies in it.
static bool touches(Str path, Str dir)
{
    return path_is_below(path, dir) || path_is_below(dir, path);
}

static bool is_wanted(const Workspace *space, Str dir)
{
    bool wanted = !has_wishes(space);
    for (size_t i = 0; i < space->paths.len; i++)
        wanted = wanted || touches(space->paths.at[i], dir);
    for (size_t i = 0; i < space->files.len; i++)
        wanted = wanted || path_is_below(space->files.at[i], dir);
    return wanted;
}

// Projects that only the base has: their deletion is a change, too. What the base has
// that cannot be understood is not this change's doing.
static void add_vanished(Search *search)
{
    const Workspace *space = search->scope->space;
    Discovery at_base;
    Str why;
    if (!space->base || search->scope->config->projects.len > 0)
        return;
    if (!layout_discover(space->base, search->arena, STR("."), &at_base, &why))
        return;
    for (size_t i = 0; i < at_base.found.len; i++)
        if (is_wanted(space, at_base.found.at[i].dir))
            add_found(search, &at_base.found.at[i]);
}

// In one line: it goes into reports, and on standard error a line end would be escaped.
static bool none_found(Search *search, Str dir)
{
    Out text = out_new(search->arena);
    out_fmt(&text,
            "no migrations found in " STR_FMT "; name the folder (tidegate check PATH)",
            STR_ARG(dir));
    for (size_t i = 0; i < search->looked_for.len; i++)
        out_fmt(&text, "%s" STR_FMT, i == 0 ? ". These were looked for: " : ", ",
                STR_ARG(search->looked_for.at[i]));
    *search->why = out_text(&text);
    return false;
}

// Everything that there is: as configured, or as found. Where PATHs were given, trouble
// elsewhere is not theirs.
static bool look_everywhere(Search *search, FoundVec *everywhere)
{
    const Workspace *space = search->scope->space;
    Discovery all;
    if (!add_configured(search))
        return false;
    *everywhere = search->found;
    search->found = (FoundVec){ 0 };
    if (everywhere->len > 0)
        return true;
    Str trouble;
    if (!layout_discover(space->now, search->arena, STR("."), &all, &trouble))
        search->trouble = trouble;
    *everywhere = all.found;
    search->looked_for = all.looked_for;
    *search->why = search->trouble;
    return search->trouble.len == 0 || has_wishes(space);
}

// Every folder that was asked for has to have led somewhere. Of files hooks name all that
// a change touches: where there are migrations, none of them need be among those.
static bool check_found(Search *search, const FoundVec *everywhere)
{
    const StrVec *dirs = &search->scope->space->paths;
    for (size_t i = 0; i < dirs->len; i++) {
        bool is_met = false;
        for (size_t k = 0; k < search->found.len; k++)
            is_met = is_met || touches(dirs->at[i], search->found.at[k].dir);
        if (!is_met)
            return none_found(search, dirs->at[i]);
    }
    if (search->found.len > 0)
        return true;
    *search->why = search->trouble;
    if (search->trouble.len > 0)
        return false;
    if (everywhere->len > 0)
        return true;
    Str root = search->scope->space->root;
    return none_found(search, root.len > 0 ? root : STR("HEAD"));
}

static bool choose(Search *search, const FoundVec *everywhere)
{
    const Workspace *space = search->scope->space;
    if (!has_wishes(space))
        add_all(search, everywhere);
    for (size_t i = 0; i < space->paths.len; i++)
        if (!add_below(search, everywhere, space->paths.at[i]))
            return false;
    for (size_t i = 0; i < space->files.len; i++)
        add_around(search, everywhere, space->files.at[i]);
    add_vanished(search);
    return check_found(search, everywhere);
}

// The command line wins over the configuration, and both over what is detected.
static void prefer_options(LayoutWishes *wishes, const LayoutWishes *options)
{
    if (options->layout.len > 0)
        wishes->layout = options->layout;
    if (options->engine.family.len > 0)
        wishes->engine = options->engine;
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
