// SPDX-License-Identifier: Apache-2.0
// What the configuration files of Drizzle, Prisma and Supabase say about the place of
// migrations. Where only running one would tell, the usual folders are tried; if they are
// not there either, the search fails rather than miss migrations.
#include "source/layout_priv.h"

const Entry *place_entry(const Place *place, const char *name)
{
    Folder folder = { .entries = place->entries };
    return folder_entry(&folder, name);
}

Str place_path(const Search *search, const Place *place, const char *name)
{
    return path_join(search->arena, place->dir, str_from(name));
}

bool search_read(Search *search, Str path, Str *text)
{
    Str why;
    TreeStatus status = tree_read(search->tree, search->arena, path, text, &why);
    return status == TREE_OK ||
           search_broken(search, path,
                         status == TREE_BROKEN ? why : STR("is not a regular file"));
}

static bool fail_computed(Search *search, Str config, const char *key)
{
    return search_fail(
        search, arena_fmt(search->arena,
                          STR_FMT ": its `%s` cannot be read without running the file; "
                                  "name the migration folder instead",
                          STR_ARG(config), key));
}

// The end of an absolute path that is a folder here: a configuration for a container says
// "/app/apps/web/prisma/migrations". One name alone may be any folder.
static bool locate_in_container(Search *search, Str value, Str *dir)
{
    size_t last = str_rfind_char(value, '/');
    for (size_t i = 0; i < last; i++) {
        Str tail = str_drop(value, i + 1);
        if (value.ptr[i] == '/' && path_normalize(search->arena, tail, dir) &&
            search_is_dir(search, *dir))
            return true;
    }
    return false;
}

bool search_locate(Search *search, const Place *place, Str config, Str value, Str *dir)
{
    Arena *arena = search->arena;
    const Layout *shape = NULL;
    Str from_root;
    if (str_starts(value, STR("/")) && locate_in_container(search, value, dir))
        return true;
    if (str_starts(value, STR("/")) ||
        !path_normalize(arena, path_join(arena, place->dir, value), dir))
        return search_fail(search, arena_fmt(arena,
                                             STR_FMT ": the folder \"" STR_FMT
                                                     "\" lies outside of the repository",
                                             STR_ARG(config), STR_ARG(value)));
    if (!search_shape(search, *dir, &shape))
        return false;
    if (search_is_dir(search, *dir) || !path_normalize(arena, value, &from_root))
        return true;
    if (!search_shape(search, from_root, &shape))
        return false;
    if (shape)
        *dir = from_root;
    return true;
}

bool search_add_if_there(Search *search, Found found)
{
    EntryVec unused;
    Str why;
    TreeStatus status = tree_list(search->tree, search->arena, found.dir, &unused, &why);
    if (status == TREE_BROKEN)
        return search_broken(search, found.dir, why);
    if (status == TREE_OK)
        search_add(search, found);
    else
        *vec_push(search->arena, search->looked_for) =
            arena_fmt(search->arena, STR_FMT "/ (" STR_FMT ")", STR_ARG(found.dir),
                      STR_ARG(found.config_path));
    return true;
}

// A path as the configuration writes it, from the root if that is possible.
static Str from_root(const Search *search, const Place *place, Str path)
{
    Str normal;
    if (str_starts(path, STR("/")) ||
        !path_normalize(search->arena, path_join(search->arena, place->dir, path),
                        &normal))
        return path;
    return normal;
}

// ---- Drizzle ----

static const char DRIZZLE_CONFIG[] =
    "\\Adrizzle(?:[-_.][\\w-]+)*?\\.config(?!\\.(?:d|test|spec)\\.)(?:[-_.][\\w-]+)*?"
    "\\.(?:[mc]?[jt]s|json)\\z";

// The first usual folder beside the file that holds what Drizzle may have made.
static bool guess_drizzle(Search *search, const Place *place, Found found)
{
    for (const char *const *known = well_known_folders; *known; known++) {
        const Layout *shape = NULL;
        found.dir = place_path(search, place, *known);
        if (!search_shape(search, found.dir, &shape))
            return false;
        if (shape == &layout_drizzle || shape == &layout_drizzle_v1 ||
            shape == &layout_plain) {
            search_add(search, found);
            return true;
        }
    }
    return fail_computed(search, found.config_path, "out");
}

// Which of SQLite's kin a driver is for, where the dialect says "sqlite" of all.
static Str family_of_driver(Str driver, Str family)
{
    static const char *const DRIVERS[][2] = {
        { "d1-http", "d1" },
        { "d1", "d1" },
        { "turso", "libsql" },
        { "libsql", "libsql" },
    };
    if (!str_eq(family, STR("sqlite")))
        return family;
    for (size_t i = 0; i < sizeof DRIVERS / sizeof *DRIVERS; i++)
        if (str_eq(driver, str_from(DRIVERS[i][0])))
            return str_from(DRIVERS[i][1]);
    return family;
}

// The text of package.json in the place; empty: there is none.
static Str packages_of(const Search *search, const Place *place)
{
    const Entry *entry = place_entry(place, "package.json");
    Str packages = { 0 };
    Str why;
    if (entry && entry->kind == ENTRY_FILE)
        tree_read(search->tree, search->arena, place_path(search, place, "package.json"),
                  &packages, &why);
    return packages;
}

// The driver that the program has, where it has but one for SQLite: the dialect says
// "sqlite" of all, and drizzle-kit's `driver` names only those without a file.
static Str driver_of_packages(Str packages)
{
    static const char *const DRIVERS[][2] = {
        { "\"better-sqlite3\"\\s*:", "better-sqlite3" },
        { "\"@libsql/client\"\\s*:", "libsql" },
        { "\"expo-sqlite\"\\s*:", "expo" },
        { "\"wrangler\"\\s*:", "" }, // D1, or none
        { "\"(?:@types/bun|bun-types)\"\\s*:", "bun" },
    };
    enum { BY_ITSELF = 4 }; // Bun has its driver in it, and may be there for others' sake
    Match match;
    Str driver = { 0 };
    for (size_t i = 0; i < sizeof DRIVERS / sizeof *DRIVERS; i++) {
        if (!config_match(DRIVERS[i][0], packages, &match))
            continue;
        if (driver.ptr)
            return i == BY_ITSELF ? driver : (Str){ 0 };
        driver = str_from(DRIVERS[i][1]);
    }
    return driver;
}

static bool follow_drizzle(Search *search, const Place *place, Str path)
{
    Arena *arena = search->arena;
    Found found = { .layout = STR("drizzle"), .config_path = path };
    Str text;
    Str dialect = { 0 };
    Str schema = { 0 };
    Str driver = { 0 };
    Str out = { 0 };
    if (!search_read(search, path, &text))
        return false;
    text = config_top(arena, text);
    ConfigValue has_dialect = config_string(arena, text, "dialect", &dialect);
    if (config_string(arena, text, "schema", &schema) == CONFIG_TEXT)
        found.schema_path = from_root(search, place, schema);
    if (has_dialect == CONFIG_TEXT)
        found.family = family_normal(arena, dialect);
    if (config_string(arena, text, "driver", &driver) != CONFIG_ABSENT)
        found.driver = driver;
    else if (str_eq(found.family, STR("sqlite")))
        found.driver = driver_of_packages(packages_of(search, place));
    found.family = family_of_driver(driver, found.family);
    ConfigValue has_out = config_string(arena, text, "out", &out);
    // A file without a dialect takes its settings from elsewhere, and a spread may too.
    bool is_whole = has_dialect != CONFIG_ABSENT && !str_contains(text, STR("..."));
    if (has_out == CONFIG_COMPUTED || (has_out == CONFIG_ABSENT && !is_whole))
        return guess_drizzle(search, place, found);
    if (has_out == CONFIG_ABSENT)
        out = STR("drizzle"); // as drizzle-kit has it
    if (!search_locate(search, place, path, out, &found.dir))
        return false;
    return search_add_if_there(search, found);
}

// Calls `follow` with each file of the place whose name matches.
static bool follow_files(Search *search, const Place *place, const char *expression,
                         bool (*follow)(Search *, const Place *, Str))
{
    Pattern *pattern = pattern_new(expression);
    bool is_fine = true;
    for (size_t i = 0; i < place->entries.len && is_fine; i++) {
        const Entry *entry = &place->entries.at[i];
        Match match;
        Str path = path_join(search->arena, place->dir, entry->name);
        if (entry->kind != ENTRY_DIR && pattern_find(pattern, entry->name, 0, &match) &&
            !tree_ignored(search->tree, path, false))
            is_fine = follow(search, place, path);
    }
    pattern_free(pattern);
    return is_fine;
}

bool search_drizzle(Search *search, const Place *place)
{
    return follow_files(search, place, DRIZZLE_CONFIG, follow_drizzle);
}

// ---- Prisma ----

// What connects the client to a database at run time: a package that package.json beside
// the schema, or Prisma's configuration, names. The schema says "sqlite" of all of them.
static Str family_of_adapters(const Search *search, const Place *place, Str config)
{
    Str packages = packages_of(search, place);
    Str both = arena_fmt(search->arena, STR_FMT "\n" STR_FMT, STR_ARG(config),
                         STR_ARG(packages));
    Match match;
    if (config_match("[\"']@prisma/adapter-d1[\"']", both, &match))
        return STR("d1");
    // With a second driver nothing tells which of them production has.
    if (config_match("[\"']@prisma/adapter-libsql[\"']", both, &match) &&
        !config_match("[\"']@prisma/adapter-better-sqlite3[\"']", both, &match))
        return STR("libsql");
    return STR("sqlite");
}

// `config`: the text of Prisma's configuration, or nothing.
static Str schema_family(const Search *search, const Place *place, Str schema, Str config)
{
    StrVec providers = prisma_providers(search->tree, search->arena, schema);
    Str family =
        providers.len > 0 ? family_normal(search->arena, providers.at[0]) : (Str){ 0 };
    return str_eq(family, STR("sqlite")) ? family_of_adapters(search, place, config)
                                         : family;
}

static bool holds_schema(const Search *search, Str dir)
{
    EntryVec entries;
    Str why;
    tree_list(search->tree, search->arena, dir, &entries, &why);
    for (size_t i = 0; i < entries.len; i++)
        if (str_ends(entries.at[i].name, STR(".prisma")))
            return true;
    return false;
}

// Where Prisma itself looks for a schema when nothing names one; empty: there is none.
static Str usual_schema(const Search *search, const Place *place)
{
    Str file = place_path(search, place, "prisma/schema.prisma");
    Str split = place_path(search, place, "prisma/schema");
    Str beside = place_path(search, place, "schema.prisma");
    const Entry *entry = place_entry(place, "schema.prisma");
    if (place_entry(place, "prisma")) {
        if (tree_is_file(search->tree, search->arena, file))
            return file;
        if (holds_schema(search, split))
            return split;
    }
    return entry && entry->kind == ENTRY_FILE ? beside : (Str){ 0 };
}

// Migrations lie beside the schema file, and in or beside a schema folder.
static Str folder_of_schema(Search *search, Str schema)
{
    bool is_split = !str_ends(schema, STR(".prisma"));
    Str parent = path_parent(schema);
    bool is_in_split = !is_split && str_eq(path_base(parent), STR("schema"));
    Str near = path_join(search->arena, is_split ? schema : parent, STR("migrations"));
    Str above = path_join(search->arena, is_split ? parent : path_parent(parent),
                          STR("migrations"));
    return (is_split || is_in_split) && !search_is_dir(search, near) ? above : near;
}

static bool follow_prisma_config(Search *search, const Place *place, Str path)
{
    Arena *arena = search->arena;
    Found found = { .layout = STR("prisma"), .config_path = path };
    Str text;
    Str schema;
    Str dir;
    Match match;
    if (!search_read(search, path, &text))
        return false;
    text = config_text(arena, text);
    if (config_string(arena, config_top(arena, text), "schema", &schema) == CONFIG_TEXT)
        found.schema_path = from_root(search, place, schema);
    else
        found.schema_path = usual_schema(search, place);
    found.family = schema_family(search, place, found.schema_path, text);
    bool has_block = config_match(
        "(?<![\\w$.])[\"']?migrations[\"']?\\s*:\\s*\\{([^{}]*)\\}", text, &match);
    ConfigValue has_path =
        has_block ? config_string(arena, match.group[1], "path", &dir) : CONFIG_ABSENT;
    if (has_path == CONFIG_TEXT) {
        if (!search_locate(search, place, path, dir, &found.dir))
            return false;
    } else {
        found.dir = found.schema_path.len > 0
                        ? folder_of_schema(search, found.schema_path)
                        : place_path(search, place, "prisma/migrations");
        if (has_path == CONFIG_COMPUTED && !search_is_dir(search, found.dir))
            return fail_computed(search, path, "migrations.path");
    }
    return search_add_if_there(search, found);
}

bool search_prisma(Search *search, const Place *place)
{
    if (!follow_files(search, place, "\\Aprisma\\.config\\.[mc]?[jt]s\\z",
                      follow_prisma_config))
        return false;
    Str schema = usual_schema(search, place);
    if (schema.len == 0 || tree_ignored(search->tree, schema, false))
        return true;
    return search_add_if_there(
        search, (Found){
                    .dir = folder_of_schema(search, schema),
                    .layout = STR("prisma"),
                    .family = schema_family(search, place, schema, (Str){ 0 }),
                    .schema_path = schema,
                    .config_path = schema,
                });
}

// ---- Supabase ----

bool search_supabase(Search *search, const Place *place)
{
    bool is_home = str_eq(path_base(place->dir), STR("supabase"));
    const Entry *entry = place_entry(place, is_home ? "config.toml" : "supabase");
    if (!entry)
        return true;
    Str home = is_home ? place->dir : place_path(search, place, "supabase");
    Str config = path_join(search->arena, home, STR("config.toml"));
    if (!tree_is_file(search->tree, search->arena, config) ||
        tree_ignored(search->tree, config, false))
        return true;
    return search_add_if_there(
        search, (Found){
                    .dir = path_join(search->arena, home, STR("migrations")),
                    .layout = STR("supabase"),
                    .family = STR("postgres"),
                    .config_path = config,
                });
}
