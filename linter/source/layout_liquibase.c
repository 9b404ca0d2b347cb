// SPDX-License-Identifier: Apache-2.0
// Liquibase with formatted SQL: the changelogs of a folder say which files are run, and
// in which order; without one, the folder's formatted files follow each other by name.
#include "source/folder_walk_priv.h"
#include "source/liquibase_priv.h"

#include <stdlib.h>

enum { LOOKED_AT = 3, DEPTH_MAX = 16 };

static Str read_text(const Folder *folder, Str path)
{
    Str text;
    Str why;
    tree_read(folder->tree, folder->arena, path, &text, &why);
    return text;
}

// What cannot be read may be one, and then it says which files are run.
static bool is_changelog(const Folder *folder, Str path)
{
    Str text;
    Str why;
    return tree_read(folder->tree, folder->arena, path, &text, &why) == TREE_BROKEN ||
           str_contains(text, STR("databaseChangeLog"));
}

static bool is_root_name(const Folder *folder, Str name)
{
    return is_changelog_name(name) &&
           str_contains(arena_lower(folder->arena, name), STR("changelog"));
}

// One of the first files that could be a changelog, or could be formatted, is.
static bool holds(const Folder *folder, bool is_sql)
{
    size_t looked = 0;
    for (size_t i = 0; i < folder->entries.len && looked < LOOKED_AT; i++) {
        const Entry *entry = &folder->entries.at[i];
        if (entry->kind != ENTRY_FILE ||
            !(is_sql ? is_sql_name(entry->name) : is_root_name(folder, entry->name)))
            continue;
        looked++;
        Str path = path_join(folder->arena, folder->path, entry->name);
        Str text;
        folder_read_start(folder, path, &text);
        if (is_sql ? is_formatted_sql(text) : is_changelog(folder, path))
            return true;
    }
    return false;
}

static bool liquibase_fits(const Folder *folder)
{
    return holds(folder, false) || holds(folder, true);
}

// ---- files ----

static FileFault *add_fault(LogReader *log, FaultKind kind, Str path)
{
    FileFault *fault = vec_push(log->folder->arena, &log->folder->project->faults);
    *fault = (FileFault){ .kind = kind, .path = path };
    return fault;
}

// A file without the header is one changeset as a whole.
static void take_sql_file(LogReader *log, Str path)
{
    Folder *folder = log->folder;
    Str text;
    Str why;
    TreeStatus status = tree_read(folder->tree, folder->arena, path, &text, &why);
    if (status == TREE_OK && is_formatted_sql(text)) {
        formatted_sql_read(log, path, text);
        return;
    }
    *vec_push(folder->arena, &log->dbms) = (Str){ 0 };
    *vec_push(folder->arena, &log->changesets) = (Migration){
        .path = path, .name = path_base(path), .text = text, .unreadable = why
    };
}

// The file or folder that an include names: beside its changelog, or below any folder
// that this one lies in, since nobody says here what is on the class path.
static bool resolve(const LogReader *log, Str from, const Include *include, Str *path)
{
    const Folder *folder = log->folder;
    Str target = include->target;
    if (str_starts(target, STR("classpath:")))
        target = str_drop(target, sizeof "classpath:" - 1);
    while (str_starts(target, STR("/")))
        target = str_drop(target, 1);
    Str dir = path_parent(from);
    for (bool is_last = false; !is_last; dir = path_parent(dir)) {
        is_last = include->is_relative || str_eq(dir, STR("."));
        Str tried;
        if (path_normalize(folder->arena, path_join(folder->arena, dir, target),
                           &tried) &&
            (tree_is_file(folder->tree, folder->arena, tried) ||
             tree_is_dir(folder->tree, folder->arena, tried))) {
            *path = tried;
            return true;
        }
    }
    return false;
}

typedef struct Below {
    LogReader *log;
    StrVec paths; // of what may be run
} Below;

static void take_path(void *reader, Str path, EntryKind kind)
{
    Below *below = reader;
    if (kind != ENTRY_DIR &&
        (is_sql_name(path_base(path)) || is_changelog_name(path_base(path))))
        *vec_push(below->log->folder->arena, &below->paths) = path;
}

static void lose_folder(void *reader, Str dir, Str why)
{
    Below *below = reader;
    folder_add_lost(below->log->folder, dir, why);
}

static StrVec list_below(LogReader *log, Str dir)
{
    Below below = { .log = log };
    const FolderWalk walk = { log->folder, NULL, take_path, lose_folder, &below };
    folder_walk(&walk, dir);
    return below.paths;
}

static int compare_paths(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

static void take_file(LogReader *log, Str path, int depth);

static void take_include(LogReader *log, Str from, Str text, const Include *include,
                         int depth)
{
    Folder *folder = log->folder;
    Str path;
    if (!resolve(log, from, include, &path)) {
        FileFault *fault = add_fault(log, FAULT_LOG_ABSENT, from);
        fault->text = text;
        fault->span = include->span;
        fault->name = include->target;
        return;
    }
    StrVec paths = { 0 };
    if (tree_is_dir(folder->tree, folder->arena, path))
        paths = list_below(log, path);
    else
        *vec_push(folder->arena, &paths) = path;
    if (paths.len > 0)
        qsort(paths.at, paths.len, sizeof *paths.at, compare_paths);
    for (size_t i = 0; i < paths.len; i++)
        take_file(log, paths.at[i], depth + 1);
}

static void take_changelog(LogReader *log, Str path, int depth)
{
    Folder *folder = log->folder;
    IncludeVec includes = { 0 };
    size_t own;
    Str text;
    Str why;
    if (tree_read(folder->tree, folder->arena, path, &text, &why) == TREE_BROKEN)
        add_fault(log, FAULT_LOG_UNREAD, path)->words =
            arena_fmt(folder->arena, "this changelog " STR_FMT, STR_ARG(why));
    if (!changelog_read(folder->arena, path, text, &includes, &own))
        return;
    if (own == 0 && includes.len == 0 && !changelog_is_empty(folder->arena, path, text))
        add_fault(log, FAULT_LOG_UNREAD, path)->words =
            STR("no include and no changeset can be found in this changelog");
    if (own > 0)
        add_fault(log, FAULT_LOG_FOREIGN, path)->words =
            arena_fmt(folder->arena,
                      own == 1 ? "%zu changeset of this changelog is"
                               : "%zu changesets of this changelog are",
                      own);
    for (size_t i = 0; i < includes.len; i++)
        take_include(log, path, text, &includes.at[i], depth);
}

// Each file once: Liquibase knows its changesets after the first time.
static void take_file(LogReader *log, Str path, int depth)
{
    if (map_get(&log->seen, path))
        return;
    map_put(log->folder->arena, &log->seen, path, log->folder);
    if (is_sql_name(path_base(path)))
        take_sql_file(log, path);
    else if (depth <= DEPTH_MAX)
        take_changelog(log, path, depth);
    else
        add_fault(log, FAULT_LOG_UNREAD, path)->words = arena_fmt(
            log->folder->arena, "this changelog is included %d levels deep", depth);
}

// ---- where to begin ----

// What liquibase.properties names, if discovery has followed it.
static Str configured_root(const Folder *folder)
{
    Str config = folder->project->config_path;
    Str path;
    if (!str_ends(config, STR(".properties")))
        return (Str){ 0 };
    Str named = liquibase_changelog(read_text(folder, config));
    if (named.len == 0)
        return (Str){ 0 };
    path = path_join(folder->arena, folder->path, path_base(named));
    return tree_is_file(folder->tree, folder->arena, path) ? path : (Str){ 0 };
}

static void mark_included(LogReader *log, Str path, Map *included)
{
    IncludeVec includes = { 0 };
    size_t own;
    changelog_read(log->folder->arena, path, read_text(log->folder, path), &includes,
                   &own);
    for (size_t i = 0; i < includes.len; i++) {
        Str target;
        if (resolve(log, path, &includes.at[i], &target) && !str_eq(target, path))
            map_put(log->folder->arena, included, target, log);
    }
}

// The folder's changelogs that no other one of them brings in.
static StrVec find_roots(LogReader *log)
{
    Folder *folder = log->folder;
    StrVec all = { 0 };
    StrVec roots = { 0 };
    Map included = { 0 };
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        Str path = path_join(folder->arena, folder->path, entry->name);
        if (entry->kind == ENTRY_FILE && is_changelog_name(entry->name) &&
            is_changelog(folder, path))
            *vec_push(folder->arena, &all) = path;
    }
    for (size_t i = 0; i < all.len; i++)
        mark_included(log, all.at[i], &included);
    for (size_t i = 0; i < all.len; i++)
        if (!map_get(&included, all.at[i]))
            *vec_push(folder->arena, &roots) = all.at[i];
    return roots.len > 0 ? roots : all;
}

static int compare_names(const void *a, const void *b)
{
    return str_cmp_natural(*(const Str *)a, *(const Str *)b);
}

// Without a changelog: formatted files are run by name, others are for something else.
static void take_formatted_files(LogReader *log)
{
    Folder *folder = log->folder;
    StrVec paths = list_below(log, folder->path);
    if (paths.len > 0)
        qsort(paths.at, paths.len, sizeof *paths.at, compare_names);
    for (size_t i = 0; i < paths.len; i++) {
        if (!is_sql_name(path_base(paths.at[i])))
            continue;
        Str text = read_text(folder, paths.at[i]);
        if (is_formatted_sql(text) || text.len == 0)
            take_file(log, paths.at[i], 0);
        else
            *vec_push(folder->arena, &folder->project->stray) = paths.at[i];
    }
}

// ---- for which database ----

static Str database_name(Str dbms)
{
    return str_starts(dbms, STR("!")) ? str_drop(dbms, 1) : dbms;
}

// "postgresql,h2", "!oracle", "all", "none"; empty: all of them.
static bool is_for(Arena *arena, Str dbms, Str dialect)
{
    Str rest = dbms;
    Str part;
    bool is_named = false;
    bool excludes_only = true;
    while (str_cut(&rest, ',', &part)) {
        part = str_trim(part);
        bool is_not = str_starts(part, STR("!"));
        bool is_it = str_eq(dialect_normal(arena, database_name(part)), dialect);
        if (is_not && is_it)
            return false;
        excludes_only = excludes_only && is_not;
        is_named = is_named || (is_it && !is_not) || str_eq_ci(part, STR("all"));
    }
    return is_named || (excludes_only && !str_eq_ci(dbms, STR("none")));
}

// From the configuration's address, else from the databases that changesets are for.
static Str find_dialect(const LogReader *log)
{
    const Folder *folder = log->folder;
    static const char *const KNOWN[] = { "postgres", "mysql", "sqlite" };
    Match match;
    Str config = folder->project->config_path;
    if (str_ends(config, STR(".properties")) &&
        config_match("\\bjdbc:(\\w+):", read_text(folder, config), &match))
        return family_normal(folder->arena, match.group[1]);
    for (size_t k = 0; k < sizeof KNOWN / sizeof KNOWN[0]; k++)
        for (size_t i = 0; i < log->dbms.len; i++)
            if (log->dbms.at[i].len > 0 && !str_contains(log->dbms.at[i], STR("!")) &&
                !str_eq_ci(log->dbms.at[i], STR("all")) &&
                is_for(folder->arena, log->dbms.at[i], str_from(KNOWN[k])))
                return str_from(KNOWN[k]);
    return (Str){ 0 };
}

static void keep_those_for(LogReader *log, Str dialect)
{
    Folder *folder = log->folder;
    for (size_t i = 0; i < log->changesets.len; i++) {
        Str dbms = log->dbms.at[i];
        bool is_off = str_eq_ci(dbms, STR("none"));
        if (is_off ||
            (dbms.len > 0 && dialect.len > 0 && !is_for(folder->arena, dbms, dialect)))
            continue;
        *vec_push(folder->arena, &folder->project->migrations) = log->changesets.at[i];
    }
}

static void liquibase_load(Folder *folder)
{
    LogReader log = { .folder = folder, .patterns = log_patterns_new(folder->arena) };
    Str root = configured_root(folder);
    StrVec roots = { 0 };
    if (root.len > 0)
        *vec_push(folder->arena, &roots) = root;
    else
        roots = find_roots(&log);
    for (size_t i = 0; i < roots.len; i++)
        take_file(&log, roots.at[i], 0);
    if (roots.len == 0)
        take_formatted_files(&log);
    log_patterns_free(log.patterns);
    folder->dialect = find_dialect(&log);
    keep_those_for(&log, folder->wished.len > 0 ? folder->wished
                                                : engine_dialect(folder->dialect));
    if (folder->wished.len > 0)
        folder->dialect = (Str){ 0 }; // changesets may be for several
}

const Layout layout_liquibase = {
    .name = "liquibase",
    .runner = "liquibase",
    .is_unnumbered = true,
    .fits = liquibase_fits,
    .load = liquibase_load,
};
