// SPDX-License-Identifier: Apache-2.0
// Finding the migration folders of a repository: which folders are searched, and the
// well-known names. What configuration files say is in discover_config.c.
#include "source/layout_priv.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 3 };

const char *const well_known_folders[] = {
    "drizzle",
    "migrations",
    "db/migrations",
    "database/migrations",
    "sql/migrations",
    "prisma/migrations",
    "supabase/migrations",
    "drizzle/migrations",
    "db/drizzle",
    "database/drizzle",
    "src/migrations",
    "src/drizzle",
    "src/drizzle/migrations",
    "src/db/migrations",
    "src/db/drizzle",
    "src/database/migrations",
    "src/lib/db/migrations",
    "src/server/db/migrations",
    "db/migration",
    "src/main/resources/db/migration",
    "ent/migrate/migrations",
    NULL,
};

static const char *const CONFIG_FILES[] = {
    "drizzle.config.{ts,js,mjs,cjs,json}",
    "prisma.config.ts",
    "prisma/schema.prisma",
    "supabase/config.toml",
    "atlas.hcl",
    "sqitch.conf",
    "liquibase.properties",
    "wrangler.{toml,jsonc,json}",
    NULL,
};

// Dependencies, and what builds leave behind; hidden folders are not entered either.
static const char *const NOT_ENTERED[] = {
    "node_modules", "bower_components", "vendor", "dist",        "build", "out",
    "target",       "coverage",         "venv",   "__pycache__", NULL,
};

bool search_fail(Search *search, Str why)
{
    *search->why = why;
    return false;
}

bool search_broken(Search *search, Str path, Str why)
{
    search->is_refused = tree_is_refused(why);
    return search_fail(search, arena_fmt(search->arena, STR_FMT " " STR_FMT,
                                         STR_ARG(path), STR_ARG(why)));
}

static void fill(Str *field, Str value)
{
    if (field->len == 0)
        *field = value;
}

void search_add(Search *search, Found found)
{
    Found *known = map_get(&search->found, found.dir);
    if (!known) {
        known = NEW(search->arena, Found);
        *known = found;
        map_put(search->arena, &search->found, found.dir, known);
        return;
    }
    // Who runs the files knows on what, whoever has written them.
    if (found.runner.len > 0) {
        known->runner = found.runner;
        known->family = found.family;
    }
    // Of two tools that claim a folder the first keeps it.
    if (known->config_path.len > 0 && found.config_path.len > 0)
        return;
    fill(&known->layout, found.layout);
    fill(&known->family, found.family);
    fill(&known->driver, found.driver);
    fill(&known->schema_path, found.schema_path);
    fill(&known->config_path, found.config_path);
}

typedef struct Shape {
    const Layout *layout; // NULL: it looks like none
} Shape;

// Several searches come to the same folders, and some of its files have to be read.
static const Layout *shape_of(Search *search, Str dir, EntryVec entries)
{
    Shape *shape = map_get(&search->shapes, dir);
    if (shape)
        return shape->layout;
    Folder folder = {
        .tree = search->tree, .arena = search->arena, .path = dir, .entries = entries
    };
    shape = NEW(search->arena, Shape);
    shape->layout = layout_detect(&folder);
    map_put(search->arena, &search->shapes, arena_copy(search->arena, dir), shape);
    return shape->layout;
}

bool search_shape(Search *search, Str dir, const Layout **shape)
{
    EntryVec entries;
    Str why;
    TreeStatus status = tree_list(search->tree, search->arena, dir, &entries, &why);
    if (status == TREE_BROKEN)
        return search_broken(search, dir, why);
    *shape = status == TREE_OK ? shape_of(search, dir, entries) : NULL;
    return true;
}

bool search_is_dir(Search *search, Str dir)
{
    return tree_is_dir(search->tree, search->arena, dir);
}

static bool is_entered(const Search *search, Str dir, const Entry *entry)
{
    if (entry->kind != ENTRY_DIR || str_starts(entry->name, STR(".")))
        return false;
    for (const char *const *name = NOT_ENTERED; *name; name++)
        if (str_eq(entry->name, str_from(*name)))
            return false;
    return !tree_ignored(search->tree, path_join(search->arena, dir, entry->name), true);
}

// A submodule or a clone inside the repository has a history of its own, which git does
// not show from here.
static bool is_repository(const Place *place)
{
    for (size_t i = 0; i < place->entries.len; i++)
        if (str_eq(place->entries.at[i].name, STR(".git")))
            return true;
    return false;
}

// A folder below the start that cannot be read is passed over: that is what the data of a
// database in a container looks like, not migrations.
static void collect_places(Search *search, Str dir, int depth)
{
    Place place = { .dir = dir };
    Str why;
    if (tree_list(search->tree, search->arena, dir, &place.entries, &why) != TREE_OK)
        return;
    if (depth > 0 && is_repository(&place))
        return;
    *vec_push(search->arena, &search->places) = place;
    if (depth == MAX_DEPTH)
        return;
    // The sub-folders of these are single migrations, and there may be thousands.
    const Layout *shape = shape_of(search, dir, place.entries);
    if (depth > 0 && shape && shape != &layout_plain)
        return;
    for (size_t i = 0; i < place.entries.len; i++)
        if (is_entered(search, dir, &place.entries.at[i]))
            collect_places(search,
                           path_join(search->arena, dir, place.entries.at[i].name),
                           depth + 1);
}

static bool has_folder(const Search *search, const Place *place, Str name)
{
    for (size_t i = 0; i < place->entries.len; i++)
        if (str_eq(place->entries.at[i].name, name))
            return place->entries.at[i].kind == ENTRY_DIR &&
                   !tree_ignored(search->tree, path_join(search->arena, place->dir, name),
                                 true);
    return false;
}

// Flyway's "{vendor}": a folder for each engine, with the same versions in all of them.
static bool add_vendors(Search *search, Str parent)
{
    EntryVec entries = { 0 };
    Str why;
    if (!str_ends(parent, STR("db/migration")))
        return true;
    tree_list(search->tree, search->arena, parent, &entries, &why);
    for (size_t i = 0; i < entries.len; i++) {
        Str dir = path_join(search->arena, parent, entries.at[i].name);
        const Layout *shape = NULL;
        if (entries.at[i].kind != ENTRY_DIR || !flyway_vendor(entries.at[i].name) ||
            tree_ignored(search->tree, dir, true))
            continue;
        if (!search_shape(search, dir, &shape))
            return false;
        if (shape == &layout_flyway)
            search_add(search, (Found){ .dir = dir });
    }
    return true;
}

bool search_is_below_liquibase(const Search *search, Str dir)
{
    for (size_t i = 0; i < search->found.entries.len; i++) {
        const Found *found = search->found.entries.at[i].value;
        Str above = found->dir;
        if (str_eq(found->layout, STR("liquibase")) && dir.len > above.len &&
            str_starts(dir, above) && dir.ptr[above.len] == '/')
            return true;
    }
    return false;
}

static bool search_well_known(Search *search, const Place *place)
{
    for (const char *const *known = well_known_folders; *known; known++) {
        Str name = str_from(*known);
        Str first = str_take(name, str_find_char(name, '/', 0));
        Str dir = path_join(search->arena, place->dir, name);
        const Layout *shape = NULL;
        if (!has_folder(search, place, first) || tree_ignored(search->tree, dir, true))
            continue;
        if (!search_shape(search, dir, &shape))
            return false;
        // A changelog above brings these in.
        if (shape &&
            !(shape == &layout_liquibase && search_is_below_liquibase(search, dir)))
            search_add(search, (Found){ .dir = dir });
        if (!add_vendors(search, dir))
            return false;
    }
    return true;
}

static bool search_places(Search *search)
{
    static bool (*const STEPS[])(Search *, const Place *) = {
        search_drizzle, search_prisma,    search_supabase, search_atlas,
        search_sqitch,  search_liquibase, search_wrangler, search_well_known,
    };
    for (size_t step = 0; step < sizeof STEPS / sizeof STEPS[0]; step++)
        for (size_t i = 0; i < search->places.len; i++)
            if (!STEPS[step](search, &search->places.at[i]))
                return false;
    return true;
}

// Files that begin with a number are migrations wherever they lie; others may as well be
// a dump or a seed.
static bool is_numbered(const EntryVec *entries)
{
    Pattern *pattern = version_pattern();
    size_t numbered = 0;
    for (size_t i = 0; i < entries->len; i++)
        numbered += is_sql_name(entries->at[i].name) &&
                    version_of(pattern, entries->at[i].name).len > 0;
    pattern_free(pattern);
    return numbered > 0;
}

// The start may be a migration folder itself.
static bool search_from(Search *search, Str start)
{
    bool is_root = str_eq(start, STR("."));
    collect_places(search, start, 0);
    if (search->places.len == 0) {
        search->is_refused = true; // it has just been there
        return search_fail(
            search, arena_fmt(search->arena, STR_FMT " cannot be read", STR_ARG(start)));
    }
    const Place first = search->places.at[0];
    const Layout *shape = shape_of(search, start, first.entries);
    bool is_plain = shape == &layout_plain;
    Folder folder = { .entries = first.entries };
    bool is_sure =
        shape && (!is_plain || !folder_has_sql(&folder) || is_numbered(&first.entries));
    if (is_sure)
        search_add(search, (Found){ .dir = start });
    if (is_sure && !is_plain && !is_root)
        return true;
    if (!search_places(search))
        return false;
    if (shape && !is_root && search->found.entries.len == 0)
        search_add(search, (Found){ .dir = start });
    return true;
}

static bool check_start(Search *search, Str start)
{
    EntryVec entries;
    Str why;
    switch (tree_list(search->tree, search->arena, start, &entries, &why)) {
    case TREE_OK:
        return true;
    case TREE_BROKEN:
        return search_broken(search, start, why);
    case TREE_ABSENT:
        break;
    }
    bool is_file = tree_is_file(search->tree, search->arena, start);
    return search_fail(
        search, arena_fmt(search->arena, "%s" STR_FMT "%s",
                          is_file ? "" : "there is no folder ", STR_ARG(start),
                          is_file ? " is a file: name the folder it lies in" : ""));
}

static int compare_found(const void *a, const void *b)
{
    return str_cmp(((const Found *)a)->dir, ((const Found *)b)->dir);
}

bool layout_discover(FileTree *tree, Arena *arena, Str start, Discovery *discovery,
                     Str *why)
{
    FoundVec *found = &discovery->found;
    StrVec *looked_for = &discovery->looked_for;
    Search search = {
        .tree = tree, .arena = arena, .looked_for = looked_for, .why = why
    };
    *discovery = (Discovery){ 0 };
    for (const char *const *file = CONFIG_FILES; *file; file++)
        *vec_push(arena, looked_for) = str_from(*file);
    for (const char *const *dir = well_known_folders; *dir; dir++)
        *vec_push(arena, looked_for) = arena_fmt(arena, "%s/", *dir);
    if (!path_normalize(arena, start, &start))
        return search_fail(&search, arena_fmt(arena, STR_FMT " is not in the repository",
                                              STR_ARG(start)));
    if (!check_start(&search, start) || !search_from(&search, start)) {
        discovery->is_refused = search.is_refused;
        return false;
    }
    for (size_t i = 0; i < search.found.entries.len; i++)
        *vec_push(arena, found) = *(const Found *)search.found.entries.at[i].value;
    if (found->len > 0)
        qsort(found->at, found->len, sizeof *found->at, compare_found);
    return true;
}
