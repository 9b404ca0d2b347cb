// SPDX-License-Identifier: Apache-2.0
// golang-migrate: <number>_<name>.up.sql and .down.sql, paired by their numbers. Other
// tools have such pairs too: sqlx of Rust, which keeps checksums, and bun, which marks
// some files as .tx.up.sql; where they may be at work, the folder is a plain one.
#include "source/layout_priv.h"

// Whatever stands behind the last ".up." or ".down." is the extension: "1_users.up..sql".
#define EXTENSION "\\.(?!.*\\b(?:up|down)\\.)(?:.*\\.)?sql\\z"
static const char UP[] = "\\A((\\d+)_.*)\\.up" EXTENSION;
static const char DOWN[] = "\\A(\\d+)_.*\\.down" EXTENSION;
static const char UP_OR_DOWN[] = "\\A\\d+_.*\\.(up|down)" EXTENSION;

// A package of Rust round the folder.
static bool is_in_crate(const Folder *folder)
{
    for (Str dir = folder->path;; dir = path_parent(dir)) {
        Str manifest = path_join(folder->arena, dir, STR("Cargo.toml"));
        if (tree_is_file(folder->tree, folder->arena, manifest))
            return true;
        if (str_eq(dir, STR(".")))
            return false;
    }
}

// So many for each file of another name: it is a mistake, and no other tool's.
enum { ODD_ONE_IN = 4 };

static bool is_of_bun(Str name)
{
    return str_ends(name, STR(".tx.up.sql")) || str_ends(name, STR(".tx.down.sql"));
}

static bool golang_fits(const Folder *folder)
{
    Pattern *pattern = pattern_new(UP_OR_DOWN);
    Match match;
    size_t ups = 0;
    size_t others = 0;
    for (size_t i = 0; i < folder->entries.len; i++) {
        Str name = folder->entries.at[i].name;
        if (!is_sql_name(name))
            continue;
        bool fits = pattern_find(pattern, name, 0, &match);
        others += is_of_bun(name) ? folder->entries.len : !fits;
        ups += fits && str_eq(match.group[1], STR("up"));
    }
    pattern_free(pattern);
    return ups > ODD_ONE_IN * others && ups > 0 && !is_in_crate(folder);
}

static bool is_down(Str name)
{
    return str_ends(name, STR(".down.sql"));
}

static void pair_down(Folder *folder)
{
    MigrationVec *ups = &folder->project->migrations;
    Map by_number = { 0 };
    for (size_t i = 0; i < ups->len; i++)
        map_put(folder->arena, &by_number, str_without_zeros(ups->at[i].version),
                &ups->at[i]);
    Pattern *pattern = pattern_new(DOWN);
    Match match;
    for (size_t i = 0; i < folder->entries.len; i++) {
        Str name = folder->entries.at[i].name;
        if (!is_sql_name(name) || !is_down(name))
            continue;
        Migration *up = pattern_find(pattern, name, 0, &match)
                            ? map_get(&by_number, str_without_zeros(match.group[1]))
                            : NULL;
        if (up && up->down_path.len == 0)
            folder_set_down(folder, up, name);
        else
            folder_add_stray(folder, name);
    }
    pattern_free(pattern);
}

static void golang_load(Folder *folder)
{
    static const Naming NAMING = {
        .expression = UP,
        .compare = compare_numbers,
        .is_other = is_down,
    };
    folder_add_named(folder, &NAMING);
    pair_down(folder);
}

const Layout layout_golang_migrate = {
    .name = "golang-migrate",
    .runner = "golang-migrate",
    .fits = golang_fits,
    .load = golang_load,
};
