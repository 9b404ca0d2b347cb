// SPDX-License-Identifier: Apache-2.0
// Flyway: V<version>__<description>.sql in the order of the versions, then the
// repeatable R__<description>.sql by description. U<version>__ undoes a V of the same
// version. From B<version>__ a new database starts, where Flyway runs no V up to that
// version; the others, which are the ones that can break, pass over it. So the replay
// runs every V, and a B only where those that it stands for are gone from the folder.
#include "source/folder_walk_priv.h"

#include <stdlib.h>

typedef struct FlywayFile {
    char prefix; // 'V', 'U', 'R', 'B'; of others 0
    Str file;    // below the folder
    Str version; // empty: R, and names that Flyway does not accept
    Str description;
    EntryKind kind;
} FlywayFile;

typedef VEC(FlywayFile) FlywayFileVec;

typedef struct UndoFile {
    Str file;
    bool is_taken;
} UndoFile;

typedef struct FlywayFiles {
    Folder *folder;
    Pattern *name;
    FlywayFileVec forward; // V, R and B
    Map undo;              // normal version -> UndoFile
} FlywayFiles;

// Groups: V, U or B; the version; R; the description of either.
static Pattern *name_pattern(void)
{
    return pattern_new("\\A(?:([VUB])(\\d+(?:[._]\\d+)*)(?:__(.*))?"
                       "|(R)__(.*))\\.(?i:sql)\\z");
}

// SQL that runs at certain moments of every migrate, and is no migration.
static bool is_callback(Str file)
{
    Match match;
    return config_match("\\A(?:before|after|create)[A-Z]\\w*\\.(?i:sql)\\z", file,
                        &match);
}

// ---- versions ----

// Takes the next part off a version; a part that is missing counts as 0.
static Str next_part(Str *version)
{
    size_t end = 0;
    while (end < version->len && version->ptr[end] != '.' && version->ptr[end] != '_')
        end++;
    Str part = str_take(*version, end);
    *version = str_drop(*version, end < version->len ? end + 1 : end);
    return part.len > 0 ? str_without_zeros(part) : STR("0");
}

static int compare_versions(Str a, Str b)
{
    int order = 0;
    while (order == 0 && a.len + b.len > 0) {
        Str part_of_a = next_part(&a);
        order = compare_numbers(part_of_a, next_part(&b));
    }
    return order;
}

// As Flyway compares it: dots, no zeros that do not count.
static Str normal_version(Arena *arena, Str version)
{
    Str normal = next_part(&version);
    Str zeros = STR("");
    while (version.len > 0) {
        Str part = next_part(&version);
        if (str_eq(part, STR("0"))) {
            zeros = arena_fmt(arena, STR_FMT ".0", STR_ARG(zeros));
            continue;
        }
        normal = arena_fmt(arena, STR_FMT STR_FMT "." STR_FMT, STR_ARG(normal),
                           STR_ARG(zeros), STR_ARG(part));
        zeros = STR("");
    }
    return normal;
}

// ---- files ----

// Flyway runs a file for one engine where its folder is given as "…/{vendor}".
static const char *const VENDORS[][2] = {
    { "postgresql", "postgres" },
    { "mysql", "mysql" },
    { "mariadb", "mariadb" },
    { "sqlite", "sqlite" },
    { "h2", "h2" },
    { "hsqldb", "hsqldb" },
    { "oracle", "oracle" },
    { "db2", "db2" },
    { "sqlserver", "sqlserver" },
    { "derby", "derby" },
    { "snowflake", "snowflake" },
};

const char *flyway_vendor(Str name)
{
    for (size_t i = 0; i < sizeof VENDORS / sizeof VENDORS[0]; i++)
        if (str_eq(name, str_from(VENDORS[i][0])))
            return VENDORS[i][1];
    return NULL;
}

static void put_undo(FlywayFiles *files, const FlywayFile *found)
{
    Arena *arena = files->folder->arena;
    UndoFile *undo = NEW(arena, UndoFile);
    undo->file = found->file;
    map_put(arena, &files->undo, normal_version(arena, found->version), undo);
}

static void sort_in(FlywayFiles *files, Str file, EntryKind kind)
{
    Arena *arena = files->folder->arena;
    Match match;
    if (!pattern_find(files->name, path_base(file), 0, &match)) {
        if (!is_callback(path_base(file)))
            folder_add_stray(files->folder, file);
        return;
    }
    bool repeats = match.group[4].ptr != NULL;
    FlywayFile found = {
        .prefix = repeats ? 'R' : match.group[1].ptr[0],
        .file = file,
        .version = match.group[2],
        .description = repeats ? match.group[5] : match.group[3],
        .kind = kind,
    };
    if (found.prefix == 'U')
        put_undo(files, &found);
    else
        *vec_push(arena, &files->forward) = found;
}

// Below the folder all is looked into but what another engine has for itself.
static bool is_entered(Str name)
{
    return !is_sql_name(name) && !str_starts(name, STR(".")) && !flyway_vendor(name);
}

static void take(void *reader, Str path, EntryKind kind)
{
    FlywayFiles *files = reader;
    Str dir = files->folder->path;
    if (is_sql_name(path_base(path)))
        sort_in(files, str_eq(dir, STR(".")) ? path : str_drop(path, dir.len + 1), kind);
}

static void lose(void *reader, Str dir, Str why)
{
    FlywayFiles *files = reader;
    folder_add_lost(files->folder, dir, why);
}

static int rank_of(const FlywayFile *file)
{
    return file->prefix == 'R';
}

static int compare_files(const void *a, const void *b)
{
    const FlywayFile *left = a;
    const FlywayFile *right = b;
    int order = rank_of(left) - rank_of(right);
    if (order == 0)
        order = rank_of(left) ? str_cmp(left->description, right->description)
                              : compare_versions(left->version, right->version);
    return order != 0 ? order : str_cmp(left->file, right->file);
}

// ---- what runs ----

static const FlywayFile *newest_baseline(const FlywayFileVec *files)
{
    const FlywayFile *newest = NULL;
    for (size_t i = 0; i < files->len; i++)
        if (files->at[i].prefix == 'B') // sorted: the last one
            newest = &files->at[i];
    return newest;
}

// A baseline that runs: no V that it stands for is left.
static bool is_needed(const FlywayFileVec *files, const FlywayFile *baseline)
{
    if (baseline != newest_baseline(files))
        return false;
    for (size_t i = 0; i < files->len; i++)
        if (files->at[i].prefix == 'V' &&
            compare_versions(files->at[i].version, baseline->version) <= 0)
            return false;
    return true;
}

static Str name_of(Str file)
{
    Str base = path_base(file);
    return str_take(base, base.len - STR(".sql").len);
}

// Its script configuration says so: V1__a.sql.conf.
static bool is_freed(const Folder *folder, const Migration *migration)
{
    Match match;
    Str text;
    Str why;
    Str path = arena_fmt(folder->arena, STR_FMT ".conf", STR_ARG(migration->path));
    return tree_read(folder->tree, folder->arena, path, &text, &why) == TREE_OK &&
           config_match("^[ \\t]*executeInTransaction[ \\t]*=[ \\t]*(?i:false)[ \\t]*$",
                        text, &match);
}

static void add(FlywayFiles *files, const FlywayFile *file)
{
    Folder *folder = files->folder;
    if (file->prefix == 'B' && !is_needed(&files->forward, file))
        return;
    Migration *migration =
        folder_add(folder, file->file, file->kind, name_of(file->file));
    migration->repeats = file->prefix == 'R';
    migration->no_transaction = is_freed(folder, migration);
    if (migration->repeats)
        return;
    migration->version = normal_version(folder->arena, file->version);
    UndoFile *undo = map_get(&files->undo, migration->version);
    if (!undo || file->prefix != 'V')
        return;
    undo->is_taken = true;
    folder_set_down(folder, migration, undo->file);
}

static void flyway_load(Folder *folder)
{
    FlywayFiles files = { .folder = folder, .name = name_pattern() };
    const FolderWalk walk = { folder, is_entered, take, lose, &files };
    folder_walk(&walk, folder->path);
    pattern_free(files.name);
    const char *dialect = flyway_vendor(path_base(folder->path));
    folder->dialect = str_from(dialect);
    if (files.forward.len > 0)
        qsort(files.forward.at, files.forward.len, sizeof *files.forward.at,
              compare_files);
    for (size_t i = 0; i < files.forward.len; i++)
        add(&files, &files.forward.at[i]);
    for (size_t i = 0; i < files.undo.entries.len; i++) {
        const UndoFile *undo = files.undo.entries.at[i].value;
        if (!undo->is_taken)
            folder_add_stray(folder, undo->file);
    }
}

// A name without a description is accepted, but says too little about who made it.
static bool flyway_fits(const Folder *folder)
{
    Pattern *pattern = pattern_new("\\A(?:[VB]\\d+(?:[._]\\d+)*|R)__.+\\.(?i:sql)\\z");
    Match match;
    bool found = false;
    for (size_t i = 0; i < folder->entries.len && !found; i++)
        found = is_sql_name(folder->entries.at[i].name) &&
                pattern_find(pattern, folder->entries.at[i].name, 0, &match);
    pattern_free(pattern);
    return found;
}

const Layout layout_flyway = {
    .name = "flyway",
    .runner = "flyway",
    .fits = flyway_fits,
    .load = flyway_load,
};
