// SPDX-License-Identifier: Apache-2.0
// Prisma: a folder for each migration, in the order of their names as strings. Any folder
// counts, and one without a migration.sql stops `prisma migrate deploy`.
#include "base/lines.h"
#include "source/layout_priv.h"

// Prisma itself begins all names with a number; deploy/migration.sql is somebody else's.
static bool prisma_fits(const Folder *folder)
{
    if (folder_entry(folder, "migration_lock.toml"))
        return true;
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        char first = entry->name.len > 0 ? entry->name.ptr[0] : 0;
        bool is_numbered = first >= '0' && first <= '9';
        if (entry->kind == ENTRY_DIR && is_numbered &&
            folder_holds(folder, entry->name, "migration.sql"))
            return true;
    }
    return false;
}

// ---- migration_lock.toml ----

typedef struct Lock {
    Str path;
    Str text;
    Span line; // the first that begins with "provider"
    bool has_line;
    bool is_in_conflict;
    Str provider; // as Prisma reads it, which takes only `provider = "NAME"`
} Lock;

// Prisma takes off what it wrote itself; anything else stays and fits no schema
// (migrations_directory.rs).
static Str provider_of(Str line)
{
    Str key = STR("provider = ");
    while (str_starts(line, key))
        line = str_drop(line, key.len);
    while (str_starts(line, STR("\"")))
        line = str_drop(line, 1);
    while (str_ends(line, STR("\"")))
        line = str_take(line, line.len - 1);
    return line;
}

static void take_lock_line(Lock *lock, Str line)
{
    size_t start = (size_t)(line.ptr - lock->text.ptr);
    if (str_ends(line, STR("\r")))
        line = str_take(line, line.len - 1);
    if (line_is_conflict_marker(line))
        lock->is_in_conflict = true;
    if (lock->has_line || !str_starts(line, STR("provider")))
        return;
    lock->has_line = true;
    lock->line = (Span){ start, start + line.len };
    lock->provider = provider_of(line);
}

static bool read_lock(const Folder *folder, Lock *lock)
{
    Str why;
    lock->path = path_join(folder->arena, folder->path, STR("migration_lock.toml"));
    if (tree_read(folder->tree, folder->arena, lock->path, &lock->text, &why) != TREE_OK)
        return false;
    Str rest = lock->text;
    Str line;
    while (str_cut(&rest, '\n', &line))
        take_lock_line(lock, line);
    return true;
}

static FileFault *add_lock_fault(Folder *folder, const Lock *lock, FaultKind kind)
{
    FileFault *fault = vec_push(folder->arena, &folder->project->faults);
    *fault = (FileFault){
        .kind = kind, .path = lock->path, .text = lock->text, .span = lock->line
    };
    return fault;
}

// The schema that the configuration names, or the one beside the folder.
static StrVec schema_providers(const Folder *folder)
{
    Arena *arena = folder->arena;
    Str parent = path_parent(folder->path);
    const Str tried[] = {
        folder->project->schema_path,
        path_join(arena, parent, STR("schema.prisma")),
        path_join(arena, parent, STR("schema")),
        parent,
    };
    StrVec providers = { 0 };
    for (size_t i = 0; i < sizeof tried / sizeof tried[0] && providers.len == 0; i++)
        providers = prisma_providers(folder->tree, arena, tried[i]);
    return providers;
}

// "postgres" is another word for it in a schema, and in a lock file it is none.
static bool fits_lock(Str provider, Str locked)
{
    bool is_postgres = str_eq(provider, STR("postgres"));
    return str_eq(is_postgres ? STR("postgresql") : provider, locked);
}

static void check_provider(Folder *folder, const Lock *lock)
{
    StrVec providers = schema_providers(folder);
    bool fits = providers.len == 0; // what nobody says contradicts nothing
    for (size_t i = 0; i < providers.len; i++)
        fits = fits || fits_lock(providers.at[i], lock->provider);
    if (fits)
        return;
    FileFault *fault = add_lock_fault(folder, lock, FAULT_LOCK_PROVIDER);
    fault->name = lock->provider;
    fault->other = providers.at[0];
}

static void check_lock(Folder *folder, const Lock *lock)
{
    if (lock->is_in_conflict)
        add_lock_fault(folder, lock, FAULT_LOCK_UNUSABLE)->words =
            STR("holds the markers of a merge conflict: Prisma takes the first provider "
                "in it, whichever branch that is of");
    else if (!lock->has_line)
        add_lock_fault(folder, lock, FAULT_LOCK_UNUSABLE)->words =
            STR("names no provider: `prisma migrate deploy` stops with P3019");
    else
        check_provider(folder, lock);
}

// ---- the folder ----

static bool is_empty_migration(const Folder *inner)
{
    (void)inner;
    return true;
}

static void note_empty_folders(Folder *folder)
{
    const StrVec *stray = &folder->project->stray;
    for (size_t i = 0; i < stray->len; i++)
        if (tree_is_dir(folder->tree, folder->arena, stray->at[i]))
            *vec_push(folder->arena, &folder->project->faults) =
                (FileFault){ .kind = FAULT_FOLDER_EMPTY,
                             .path = stray->at[i],
                             .name = path_join(folder->arena, stray->at[i],
                                               STR("migration.sql")) };
}

static void prisma_load(Folder *folder)
{
    Lock lock = { 0 };
    Match match;
    if (read_lock(folder, &lock)) {
        check_lock(folder, &lock);
        if (config_match("^\\s*provider\\s*=\\s*[\"']([\\w-]+)[\"']", lock.text, &match))
            folder->dialect = match.group[1];
    }
    folder_add_nested(folder, is_empty_migration);
    note_empty_folders(folder);
}

const Layout layout_prisma = {
    .name = "prisma",
    .runner = "prisma",
    .fits = prisma_fits,
    .load = prisma_load,
};
