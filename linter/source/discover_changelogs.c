// SPDX-License-Identifier: Apache-2.0
// What the configuration files of Atlas, Sqitch and Liquibase say about the place of
// migrations.
#include "base/out.h"
#include "source/changelog_priv.h"

// A configuration file of the place, that git does not ignore; empty: there is none.
static Str config_file(const Search *search, const Place *place, const char *name)
{
    const Entry *entry = place_entry(place, name);
    Str path = place_path(search, place, name);
    return entry && entry->kind == ENTRY_FILE && !tree_ignored(search->tree, path, false)
               ? path
               : (Str){ 0 };
}

// ---- Atlas ----

static Str database_of(Arena *arena, Str config)
{
    Match match;
    return config_match("\"(?:docker(?:\\+\\w+)?://)?(postgres|postgresql|mysql|mariadb|"
                        "maria|tidb|sqlite3?|libsql)(?::|/)",
                        config, &match)
               ? family_normal(arena, match.group[1])
               : (Str){ 0 };
}

// HCL has the comments of shells too.
static Str hcl_text(Arena *arena, Str text)
{
    Match match;
    Str plain = config_text(arena, text);
    Pattern *pattern = pattern_new("^[ \\t]*#[^\\n]*");
    Out out = out_new(arena);
    size_t at = 0;
    for (; pattern_find(pattern, plain, at, &match); at = match.end)
        out_str(&out, str_slice(plain, at, match.start));
    out_str(&out, str_drop(plain, at));
    pattern_free(pattern);
    return out_text(&out);
}

static bool follow_atlas(Search *search, const Place *place, Str path)
{
    Str text;
    if (!search_read(search, path, &text))
        return false;
    text = hcl_text(search->arena, text);
    Pattern *pattern = pattern_new("\\bdir\\s*=\\s*\"file://([^\"?$]+)(\\?[^\"]*)?\"");
    Match match;
    bool is_fine = true;
    for (size_t at = 0; is_fine && pattern_find(pattern, text, at, &match);
         at = match.end) {
        Found found = { .config_path = path, .family = database_of(search->arena, text) };
        bool is_foreign = match.group[2].ptr &&
                          str_contains(match.group[2], STR("format=")) &&
                          !str_contains(match.group[2], STR("format=atlas"));
        found.layout = is_foreign ? (Str){ 0 } : STR("atlas");
        is_fine = search_locate(search, place, path, match.group[1], &found.dir);
        is_fine = is_fine && search_add_if_there(search, found);
    }
    pattern_free(pattern);
    return is_fine;
}

bool search_atlas(Search *search, const Place *place)
{
    Str config = config_file(search, place, "atlas.hcl");
    if (config.len > 0 && !follow_atlas(search, place, config))
        return false;
    if (config_file(search, place, "atlas.sum").len > 0)
        search_add(search, (Found){ .dir = place->dir });
    return true;
}

// ---- Sqitch ----

bool search_sqitch(Search *search, const Place *place)
{
    Str config = config_file(search, place, "sqitch.conf");
    Found found = { .layout = STR("sqitch"), .config_path = config, .dir = place->dir };
    Str text;
    if (config.len > 0) {
        if (!search_read(search, config, &text))
            return false;
        SqitchPlaces places = sqitch_places(search->arena, text, place->dir);
        found.dir = path_parent(places.plan);
        if (tree_is_file(search->tree, search->arena, places.plan)) {
            search_add(search, found);
            return true;
        }
        found.config_path = (Str){ 0 };
        found.dir = place->dir;
    }
    if (config_file(search, place, "sqitch.plan").len > 0)
        search_add(search, found);
    return true;
}

// ---- Liquibase ----

Str liquibase_changelog(Str properties)
{
    static const char *const KEYS[] = {
        "changeLogFile",
        "changelog-file",
        "liquibase.command.changelogFile",
        "liquibase.command.changelog-file",
    };
    Str value = { 0 };
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0] && value.len == 0; i++)
        value = ini_value(properties, "", KEYS[i]);
    return str_contains(value, STR("${")) ? (Str){ 0 } : value;
}

// From the place itself, or from where Maven and Gradle keep resources.
static Str find_changelog(const Search *search, const Place *place, Str named)
{
    static const char *const ROOTS[] = { "", "src/main/resources", "changelog" };
    Str name = str_starts(named, STR("classpath:")) ? str_drop(named, 10) : named;
    while (str_starts(name, STR("/")))
        name = str_drop(name, 1);
    for (size_t i = 0; i < sizeof ROOTS / sizeof ROOTS[0]; i++) {
        Str dir = path_join(search->arena, place->dir, str_from(ROOTS[i]));
        Str path;
        if (path_normalize(search->arena, path_join(search->arena, dir, name), &path) &&
            tree_is_file(search->tree, search->arena, path))
            return path;
    }
    return (Str){ 0 };
}

// Where changelogs lie when nothing names them. Other SQL files that lie there are seeds
// and dumps as often as not.
static const char *const CHANGELOG_DIRS[] = {
    "",
    "changelog",
    "db/changelog",
    "liquibase",
    "src/main/resources/db",
    "src/main/resources/db/changelog",
    "src/main/resources/liquibase",
};

static bool follow_properties(Search *search, const Place *place, Str config)
{
    Found found = { .layout = STR("liquibase"), .config_path = config };
    Str text;
    if (!search_read(search, config, &text))
        return false;
    Str root = find_changelog(search, place, liquibase_changelog(text));
    found.dir = path_parent(root);
    if (root.len > 0)
        search_add(search, found);
    return true;
}

bool search_liquibase(Search *search, const Place *place)
{
    Str config = config_file(search, place, "liquibase.properties");
    if (config.len > 0 && !follow_properties(search, place, config))
        return false;
    for (size_t i = 0; i < sizeof CHANGELOG_DIRS / sizeof CHANGELOG_DIRS[0]; i++) {
        const Layout *shape = NULL;
        Str dir = place_path(search, place, CHANGELOG_DIRS[i]);
        if (tree_ignored(search->tree, dir, true))
            continue;
        if (!search_shape(search, dir, &shape))
            return false;
        if (shape == &layout_liquibase && !search_is_below_liquibase(search, dir))
            search_add(search, (Found){ .dir = dir, .layout = STR("liquibase") });
    }
    return true;
}
