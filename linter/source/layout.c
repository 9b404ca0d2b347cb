// SPDX-License-Identifier: Apache-2.0
// Reading a migration folder: which layout it has, what its files are, and which dialect
// they are written in.
#include "source/changelog_priv.h"
#include "source/sections.h"

#include <stdlib.h>
#include <string.h>

// In the order in which they are tried: the shapes that say most come first.
static const Layout *const LAYOUTS[] = {
    &layout_drizzle, &layout_drizzle_v1,      &layout_supabase,
    &layout_prisma,  &layout_flyway,          &layout_goose,
    &layout_dbmate,  &layout_node_pg_migrate, &layout_golang_migrate,
    &layout_atlas,   &layout_sqitch,          &layout_liquibase,
    &layout_d1,      &layout_plain,
};

enum { LAYOUT_COUNT = sizeof LAYOUTS / sizeof LAYOUTS[0] };

const char *const layout_names[] = {
    "drizzle", "drizzle-v1",      "supabase",
    "prisma",  "flyway",          "goose",
    "dbmate",  "node-pg-migrate", "golang-migrate",
    "atlas",   "sqitch",          "liquibase",
    "d1",      "plain",           NULL,
};

static const Layout *find_layout(Str name)
{
    for (size_t i = 0; i < LAYOUT_COUNT; i++)
        if (str_eq(str_from(LAYOUTS[i]->name), name))
            return LAYOUTS[i];
    return NULL;
}

// A few of the folder's numbered SQL files: tools that have marks want them in each.
static Str sample_text(const Folder *folder)
{
    enum { ENOUGH = 4 };
    Str sample = STR("");
    size_t read = 0;
    for (size_t i = 0; i < folder->entries.len && read < ENOUGH; i++) {
        const Entry *entry = &folder->entries.at[i];
        Str text;
        Str path = path_join(folder->arena, folder->path, entry->name);
        bool is_numbered = entry->name.ptr[0] >= '0' && entry->name.ptr[0] <= '9';
        if (entry->kind != ENTRY_FILE || !is_numbered || !is_sql_name(entry->name) ||
            folder_read_start(folder, path, &text) != TREE_OK)
            continue;
        sample = arena_fmt(folder->arena, STR_FMT "\n" STR_FMT, STR_ARG(sample),
                           STR_ARG(text));
        read++;
    }
    return sample;
}

const Layout *layout_detect(const Folder *folder)
{
    Match match;
    Str sample = { 0 };
    for (size_t i = 0; i < LAYOUT_COUNT; i++) {
        const Layout *layout = LAYOUTS[i];
        if (layout->fits && layout->fits(folder))
            return layout;
        if (!layout->mark)
            continue;
        if (!sample.ptr)
            sample = sample_text(folder);
        if (config_match(layout->mark, sample, &match))
            return layout;
    }
    return NULL;
}

// What a configuration file says goes before the shape, but it cannot know which version
// of Drizzle made the folder, and it may be out of date.
static const Layout *choose(const Folder *folder, const Found *found)
{
    const Layout *hint = find_layout(found->layout);
    const Layout *shape = layout_detect(folder);
    if (!hint)
        return shape ? shape : &layout_plain;
    if (!shape || (hint->fits && hint->fits(folder)))
        return hint;
    bool is_nested = shape == &layout_prisma;
    if (hint == &layout_drizzle && is_nested &&
        !folder_entry(folder, "migration_lock.toml"))
        return &layout_drizzle_v1;
    return shape == &layout_plain && hint != &layout_prisma ? hint : shape;
}

// ---- dialects ----

Str family_normal(Arena *arena, Str name)
{
    static const char *const NAMES[][2] = {
        { "postgresql", "postgres" }, { "pg", "postgres" },  { "mysql2", "mysql" },
        { "maria", "mariadb" },       { "turso", "libsql" }, { "sqlite3", "sqlite" },
    };
    Str lower = arena_lower(arena, name);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (str_eq(lower, str_from(NAMES[i][0])))
            return str_from(NAMES[i][1]);
    return lower;
}

Str dialect_normal(Arena *arena, Str name)
{
    return engine_dialect(family_normal(arena, name));
}

// Words that only one dialect has, for folders whose files are all there is to go by.
typedef struct Mark {
    const char *dialect;
    const char *expression;
} Mark;

static const Mark MARKS[] = {
    // It has ENGINE = as well, and quotes like MySQL: more of these than of MySQL's
    // decide.
    { "clickhouse", "(?i)\\bENGINE\\s*=\\s*\\w*(?:MergeTree|Distributed|Kafka)\\b" },
    { "clickhouse", "(?i)\\bLowCardinality\\(|\\bCODEC\\(|`\\s+(?:String|U?Int\\d+)\\b" },
    { "mysql", "(?i)\\bAUTO_INCREMENT\\b|\\bENGINE\\s*=\\s*\\w+|\\bUNSIGNED\\b" },
    { "mysql", "(?i)\\bMODIFY\\s+(?:COLUMN\\s+)?`|\\bCHANGE\\s+(?:COLUMN\\s+)?`" },
    { "sqlite", "(?i)\\bAUTOINCREMENT\\b|\\bWITHOUT\\s+ROWID\\b" },
    { "sqlite", "(?i)^\\s*PRAGMA\\s+\\w+" },
    { "postgres", "(?i)\\b(?:BIG|SMALL)?SERIAL\\b|\\bJSONB\\b|\\bTIMESTAMPTZ\\b" },
    { "postgres", "(?i)\\bLANGUAGE\\s+'?plpgsql\\b|\\bCREATE\\s+EXTENSION\\b|\\w::\\w" },
};

enum { MARK_COUNT = sizeof MARKS / sizeof MARKS[0] };

static Str dialect_of_marks(const size_t counts[MARK_COUNT])
{
    static const char *const DIALECTS[] = { "postgres", "clickhouse", "mysql", "sqlite" };
    Str best = STR("postgres");
    size_t best_count = 0;
    for (size_t i = 0; i < sizeof DIALECTS / sizeof DIALECTS[0]; i++) {
        size_t count = 0;
        for (size_t k = 0; k < MARK_COUNT; k++)
            if (strcmp(MARKS[k].dialect, DIALECTS[i]) == 0)
                count += counts[k];
        if (count > best_count) {
            best = str_from(DIALECTS[i]);
            best_count = count;
        }
    }
    return best;
}

// Each mark counts once a file; the first files are enough, and where nothing speaks
// against it, the dialect is PostgreSQL's.
static Str guess_dialect(const Project *project)
{
    enum { MAX_FILES = 50, MAX_BYTES = 64 * 1024 };
    size_t counts[MARK_COUNT] = { 0 };
    for (size_t k = 0; k < MARK_COUNT; k++) {
        Pattern *pattern = pattern_new(MARKS[k].expression);
        Match match;
        for (size_t i = 0; i < project->migrations.len && i < MAX_FILES; i++) {
            Str text = project->migrations.at[i].text;
            text = str_take(text, text.len < MAX_BYTES ? text.len : MAX_BYTES);
            counts[k] += pattern_find(pattern, text, 0, &match);
        }
        pattern_free(pattern);
    }
    return dialect_of_marks(counts);
}

static bool is_known_dialect(Str dialect)
{
    return str_eq(dialect, STR("postgres")) || str_eq(dialect, STR("mysql")) ||
           str_eq(dialect, STR("sqlite"));
}

// What the folder says about itself goes before the configuration, which may name another
// database than the one the files were made for. But "mysql" and "sqlite" may be any of
// their kin, for tools that know no difference.
static Str told_family(const Folder *folder, const Found *found)
{
    Str folder_says = family_normal(folder->arena, folder->dialect);
    Str config_says = family_normal(folder->arena, found->family);
    bool is_general = str_eq(folder_says, engine_dialect(config_says));
    return folder_says.len > 0 && !is_general ? folder_says : config_says;
}

static bool settle_dialect(const Folder *folder, const Found *found, Str *why)
{
    const Engine *wish = &found->wishes.engine;
    Project *project = folder->project;
    Str family = told_family(folder, found);
    Str told = engine_dialect(family);
    Str wished = dialect_normal(folder->arena, wish->family);
    if (is_known_dialect(told) && is_known_dialect(wished) && !str_eq(told, wished)) {
        *why = arena_fmt(folder->arena,
                         "the migrations in " STR_FMT " are for " STR_FMT
                         ", not for " STR_FMT,
                         STR_ARG(folder->path), STR_ARG(told), STR_ARG(wished));
        return false;
    }
    if (wished.len > 0)
        project->engine = *wish;
    else
        project->engine.family = told.len > 0 ? family : guess_dialect(project);
    project->dialect = engine_dialect(project->engine.family);
    if (wished.len == 0 && told.len > 0 && folder->dialect.len == 0)
        project->dialect_by = project->config_path;
    else if (wished.len == 0 &&
             (told.len > 0 || !str_eq(project->dialect, STR("postgres"))))
        project->dialect_by = project->path; // its files do
    return true;
}

// ---- loading ----

// What git ignores is not part of a change, though a build or an editor put it here. In a
// folder that is ignored itself, and was asked for all the same, everything counts.
static void drop_ignored(Folder *folder)
{
    if (tree_ignored(folder->tree, folder->path, true))
        return;
    size_t kept = 0;
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        Str path = path_join(folder->arena, folder->path, entry->name);
        if (!tree_ignored(folder->tree, path, entry->kind == ENTRY_DIR))
            folder->entries.at[kept++] = *entry;
    }
    folder->entries.len = kept;
}

static bool open_folder(Folder *folder, Str *why)
{
    Str reason;
    switch (
        tree_list(folder->tree, folder->arena, folder->path, &folder->entries, &reason)) {
    case TREE_OK:
        drop_ignored(folder);
        return true;
    case TREE_ABSENT:
        *why = arena_fmt(folder->arena, "there is no folder " STR_FMT,
                         STR_ARG(folder->path));
        return false;
    case TREE_BROKEN:
        *why = arena_fmt(folder->arena, STR_FMT " " STR_FMT, STR_ARG(folder->path),
                         STR_ARG(reason));
        return false;
    }
    return false;
}

static void set_versions(Project *project)
{
    Pattern *pattern = version_pattern();
    for (size_t i = 0; i < project->migrations.len; i++) {
        Migration *migration = &project->migrations.at[i];
        if (migration->version.len == 0)
            migration->version = version_of(pattern, migration->name);
    }
    pattern_free(pattern);
}

static void set_sections(Arena *arena, Project *project)
{
    for (size_t i = 0; i < project->migrations.len; i++)
        sections_read(arena, project->runner, &project->migrations.at[i]);
}

// Plain files that are cut as only Drizzle cuts them have lost their journal.
static bool is_drizzle_by_text(const Project *project)
{
    for (size_t i = 0; i < project->migrations.len; i++)
        if (str_contains(project->migrations.at[i].text, STR("--> statement-breakpoint")))
            return true;
    return false;
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp_natural(*(const Str *)a, *(const Str *)b);
}

// Most layouts read the SQL files in the order of their names.
static void load(Folder *folder, const Layout *layout)
{
    Expected expected = { .dir = folder->path, .most = TREE_MAX_FILE };
    for (size_t i = 0; i < folder->entries.len; i++)
        if (folder->entries.at[i].kind == ENTRY_FILE &&
            is_sql_name(folder->entries.at[i].name))
            *vec_push(folder->arena, &expected.names) = folder->entries.at[i].name;
    if (expected.names.len > 0)
        qsort(expected.names.at, expected.names.len, sizeof *expected.names.at,
              compare_names);
    tree_expect(folder->tree, folder->arena, &expected);
    layout->load(folder);
    tree_expect(folder->tree, folder->arena, NULL);
}

static const Layout *load_as(Folder *folder, const Layout *layout, bool is_wished)
{
    load(folder, layout);
    if (layout == &layout_plain && !is_wished && is_drizzle_by_text(folder->project)) {
        folder->project->migrations.len = 0;
        folder->project->stray.len = 0;
        folder->project->faults.len = 0;
        layout = &layout_drizzle;
        load(folder, layout);
    }
    return layout;
}

// A layout that was asked for and finds nothing, where another one would, is a mistake
// that must not pass as "no migrations".
static bool check_wish(const Folder *folder, const Layout *layout, Str *why)
{
    if (folder->project->migrations.len > 0)
        return true;
    const Layout *shape = layout_detect(folder);
    if (!shape || shape == layout)
        return true;
    *why = arena_fmt(folder->arena,
                     STR_FMT " holds no migrations of the layout %s; it looks like %s",
                     STR_ARG(folder->path), layout->name, shape->name);
    return false;
}

// Who runs the files, as far as that is known before they are read.
static const Runner *runner_of(const Layout *layout, const Found *found)
{
    if (found->wishes.runner)
        return found->wishes.runner;
    return runner_find(found->runner.len > 0 ? found->runner : str_from(layout->runner));
}

// Through which driver, and in which dialect.
static const Runner *settle_runner(const Project *project, const Found *found)
{
    const Runner *runner = project->runner;
    Str driver = found->driver.len > 0 ? found->driver : project->engine.family;
    bool is_sqlite = str_eq(project->dialect, STR("sqlite"));
    if (is_sqlite && !found->wishes.runner)
        runner = runner_through(runner, driver);
    return runner_in(runner, project->dialect);
}

bool layout_load(FileTree *tree, Arena *arena, const Found *found, Project *project,
                 Str *why)
{
    const LayoutWishes *wishes = &found->wishes;
    Folder folder = {
        .tree = tree,
        .arena = arena,
        .path = found->dir,
        .project = project,
        .wished = engine_dialect(wishes->engine.family),
    };
    bool is_wished = wishes->layout.len > 0;
    *project = (Project){
        .path = found->dir,
        .schema_path = found->schema_path,
        .schema_wishes = found->wishes.schema,
        .schema_named_by = found->wishes.schema_named_by,
        .config_path = found->config_path,
    };
    if (!open_folder(&folder, why))
        return false;
    const Layout *layout =
        is_wished ? find_layout(wishes->layout) : choose(&folder, found);
    if (!layout) {
        *why = arena_fmt(arena, "there is no layout \"" STR_FMT "\"",
                         STR_ARG(wishes->layout));
        return false;
    }
    folder.by_names = runner_of(layout, found) == runner_find(STR("d1"));
    layout = load_as(&folder, layout, is_wished);
    atlas_check_sum(&folder, layout == &layout_atlas);
    if (is_wished && !check_wish(&folder, layout, why))
        return false;
    project->layout = str_from(layout->name);
    if (!is_wished && str_eq(found->layout, project->layout))
        project->layout_by = project->config_path;
    else if (!is_wished && layout != &layout_plain)
        project->layout_by = project->path;
    project->runner = runner_of(layout, found);
    if (!layout->is_unnumbered)
        set_versions(project);
    set_sections(arena, project);
    if (!settle_dialect(&folder, found, why))
        return false;
    project->runner = settle_runner(project, found);
    return true;
}
