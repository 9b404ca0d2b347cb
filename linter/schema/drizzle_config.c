// SPDX-License-Identifier: Apache-2.0
// What drizzle.config names as schema, and reading that.
#include "schema/drizzle.h"
#include "schema/glob.h"
#include "schema/schema_priv.h"
#include "schema/ts_config.h"
#include "schema/ts_files.h"

typedef struct Settings {
    StrVec schema; // patterns, as written
    Str dir;       // where they start
    Str named_by;  // the file that has them
    bool is_told;  // all of them
    Casing casing;
    StrVec only_schemas;
    StrVec only_tables;
} Settings;

// ---- the configuration ----

static Casing casing_of(TsValue value)
{
    if (value.kind == TSV_ABSENT)
        return CASING_KEYS;
    if (value.kind == TSV_STRING && str_eq(value.text, STR("snake_case")))
        return CASING_SNAKE;
    if (value.kind == TSV_STRING && str_eq(value.text, STR("camelCase")))
        return CASING_CAMEL;
    return CASING_VAGUE;
}

static bool read_settings(TsReader *reader, const TsModule *config, Settings *settings)
{
    TsValue object = ts_config_object(reader, config);
    if (object.kind != TSV_OBJECT)
        return false;
    TsValue schema = ts_property(reader, object.expr, STR("schema"));
    settings->is_told = ts_strings(reader, schema, &settings->schema);
    settings->casing = casing_of(ts_property(reader, object.expr, STR("casing")));
    ts_strings(reader, ts_property(reader, object.expr, STR("schemaFilter")),
               &settings->only_schemas);
    ts_strings(reader, ts_property(reader, object.expr, STR("tablesFilter")),
               &settings->only_tables);
    return settings->schema.len > 0;
}

// ---- its files ----

static bool is_module_name(Str name)
{
    static const char *const endings[] = { ".ts", ".js", ".cjs", ".mjs", ".mts", ".cts" };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_ends(name, str_from(endings[i])))
            return true;
    return false;
}

static void add_path(Arena *arena, StrVec *paths, Str path)
{
    for (size_t i = 0; i < paths->len; i++)
        if (str_eq(paths->at[i], path))
            return;
    *vec_push(arena, paths) = path;
}

// Of a folder drizzle-kit takes the files, and does not enter those in it.
static void add_found(Arena *arena, FileTree *tree, StrVec *paths, Str path)
{
    EntryVec entries;
    Str why;
    if (tree_list(tree, arena, path, &entries, &why) != TREE_OK) {
        if (is_module_name(path))
            add_path(arena, paths, path);
        return;
    }
    for (size_t i = 0; i < entries.len; i++)
        if (entries.at[i].kind == ENTRY_FILE && is_module_name(entries.at[i].name))
            add_path(arena, paths, path_join(arena, path, entries.at[i].name));
}

static bool expand(Arena *arena, FileTree *tree, Str dir, const Str *pattern,
                   StrVec *paths)
{
    Str normal;
    if (str_starts(*pattern, STR("/")) ||
        !path_normalize(arena, path_join(arena, dir, *pattern), &normal))
        return false;
    StrVec found = glob_paths(tree, arena, normal);
    for (size_t i = 0; i < found.len; i++)
        add_found(arena, tree, paths, found.at[i]);
    return found.len > 0;
}

// Paths start at the folder that drizzle-kit is started in: the configuration's, or one
// above it where it is told of the file with --config.
static void expand_from(Arena *arena, FileTree *tree, Str dir, const Str *pattern,
                        StrVec *paths)
{
    while (!expand(arena, tree, dir, pattern, paths) && !str_eq(dir, STR(".")))
        dir = path_parent(dir);
}

// What a build makes, and packages bring, is not in version control.
static bool is_built(Arena *arena, FileTree *tree, Str dir, Str pattern)
{
    static const char *const parts[] = { "node_modules", "dist",      "build",
                                         ".next",        "generated", ".generated" };
    Str normal;
    Str part;
    if (!path_normalize(arena, path_join(arena, dir, pattern), &normal))
        return true;
    if (tree_ignored(tree, normal, false))
        return true;
    for (Str rest = normal; str_cut(&rest, '/', &part);)
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
            if (str_eq(part, str_from(parts[i])))
                return true;
    return false;
}

// ---- all of it ----

// Why none of the files is there; NULL: they may be made by a build.
static const char *why_absent(Arena *arena, FileTree *tree, const Settings *settings)
{
    for (size_t i = 0; i < settings->schema.len; i++)
        if (is_built(arena, tree, settings->dir, settings->schema.at[i]))
            return NULL;
    Str first = settings->schema.at[0];
    return glob_is_plain(first) ? "is not there" : "fits no file";
}

// The files of all patterns. *absent is one that names a single file, as others do that
// are there; what a pattern with "*" fits may be nothing.
static StrVec files_of(Arena *arena, FileTree *tree, const Settings *settings,
                       Str *absent)
{
    StrVec paths = { 0 };
    for (size_t i = 0; i < settings->schema.len; i++) {
        Str pattern = settings->schema.at[i];
        StrVec found = { 0 };
        expand_from(arena, tree, settings->dir, &pattern, &found);
        for (size_t k = 0; k < found.len; k++)
            add_path(arena, &paths, found.at[k]);
        if (found.len == 0 && glob_is_plain(pattern) &&
            !is_built(arena, tree, settings->dir, pattern))
            *absent = pattern;
    }
    return paths;
}

static void read_modules(TsFiles *files, Drizzle *drizzle, const StrVec *paths)
{
    for (size_t i = 0; i < paths->len; i++) {
        const TsModule *module = ts_file(files, paths->at[i]);
        if (module)
            drizzle_exports(drizzle, module);
        else
            drizzle->schema->complete = false;
    }
}

// Where the configuration has the path, as it is written there.
static Span span_of(Str text, Str path)
{
    size_t at = str_find(text, path, 0);
    return at < text.len ? (Span){ at, at + path.len } : (Span){ 0 };
}

// What tidegate.jsonc names takes the place of what drizzle.config does, if there is one;
// the rest of it holds.
static bool settle(const Project *project, bool is_told, Settings *settings)
{
    settings->dir = path_parent(project->config_path);
    settings->named_by = project->config_path;
    if (project->schema_wishes.len == 0)
        return is_told;
    settings->schema = project->schema_wishes;
    settings->is_told = true;
    settings->dir = STR(".");
    settings->named_by = project->schema_named_by;
    return true;
}

static DeclaredSchema *new_schema(Arena *arena, const Settings *settings, Str config)
{
    DeclaredSchema *schema = NEW(arena, DeclaredSchema);
    *schema = (DeclaredSchema){ .path = settings->schema.at[0],
                                .named_by = settings->named_by,
                                .config_text = config,
                                .path_span = span_of(config, settings->schema.at[0]),
                                .complete = settings->is_told,
                                .only_schemas = settings->only_schemas,
                                .only_tables = settings->only_tables };
    return schema;
}

const DeclaredSchema *drizzle_read(Arena *arena, const SchemaTrees *trees,
                                   const Project *project)
{
    DeclaredSchema beside = { 0 }; // the configuration's own files are none of the schema
    TsFiles config_files = { .arena = arena, .trees = trees, .schema = &beside };
    TsReader reader = {
        .arena = arena,
        .library = &drizzle_library,
        .resolve = ts_resolve,
        .data = &config_files,
    };
    bool has_config = tree_is_file(trees->now, arena, project->config_path);
    const TsModule *config =
        has_config ? ts_file(&config_files, project->config_path) : NULL;
    Settings settings = { 0 };
    if (!settle(project, config && read_settings(&reader, config, &settings), &settings))
        return NULL;
    bool is_wished = project->schema_wishes.len > 0;
    Str text = is_wished ? (Str){ 0 } : config->tokens.text;
    DeclaredSchema *schema = new_schema(arena, &settings, text);
    StrVec paths = files_of(arena, trees->now, &settings, &schema->absent);
    if (paths.len == 0) {
        const char *why = why_absent(arena, trees->now, &settings);
        schema->error = settings.is_told ? str_from(why) : (Str){ 0 };
        return why ? schema : NULL;
    }
    if (schema->absent.len > 0) {
        schema->complete = false;
        schema->path_span = span_of(text, schema->absent);
    }
    TsFiles files = { .arena = arena, .trees = trees, .schema = schema };
    reader = (TsReader){
        .arena = arena,
        .library = &drizzle_library,
        .resolve = ts_resolve,
        .data = &files,
    };
    Drizzle drizzle = { .reader = &reader,
                        .dialect = project->dialect,
                        .casing = settings.casing,
                        .schema = schema };
    read_modules(&files, &drizzle, &paths);
    return schema;
}
