// SPDX-License-Identifier: Apache-2.0
// Which snapshot files there are, and which migration each of them belongs to.
#include "schema/snapshot_priv.h"

typedef struct Listing {
    Arena *arena;
    Arena *tmp; // of the lists below, and of what is in them
    FileTree *tree;
    Project *project;
    Str meta;           // the folder they are in
    Map files;          // name -> Snapshot *, those found there
    Map idx;            // tag -> JournalEntry *
    VEC(Snapshot *) of; // of each migration; NULL: none yet
} Listing;

static const Str SUFFIX = STR_INIT("_snapshot.json");

static Snapshot *new_snapshot(Arena *arena, Str path)
{
    Snapshot *snapshot = NEW(arena, Snapshot);
    *snapshot = (Snapshot){ .path = path,
                            .name = path_base(path),
                            .migration = SIZE_MAX,
                            .twin = SIZE_MAX,
                            .rival = SIZE_MAX };
    return snapshot;
}

// ---- meta/<prefix>_snapshot.json ----

static void list_meta(Listing *listing)
{
    EntryVec entries = { 0 };
    Str why;
    if (tree_list(listing->tree, listing->arena, listing->meta, &entries, &why) !=
        TREE_OK)
        return;
    map_reserve(listing->tmp, &listing->files, entries.len);
    map_reserve(listing->tmp, &listing->idx, listing->project->journal.entries.len);
    for (size_t i = 0; i < entries.len; i++) {
        Str name = entries.at[i].name;
        Str path = path_join(listing->arena, listing->meta, name);
        bool is_dir = entries.at[i].kind == ENTRY_DIR;
        if (str_ends(name, SUFFIX) && !tree_ignored(listing->tree, path, is_dir))
            map_put(listing->tmp, &listing->files, name,
                    new_snapshot(listing->tmp, path));
    }
    for (size_t i = 0; i < listing->project->journal.entries.len; i++) {
        JournalEntry *entry = &listing->project->journal.entries.at[i];
        map_put(listing->tmp, &listing->idx, entry->tag, entry);
    }
}

// The part of a migration's name that its snapshot shares: empty with `prefix: none`.
static Str prefix_of(Str name)
{
    return str_take(name, str_find_char(name, '_', 0));
}

static Str file_of_prefix(Arena *arena, Str prefix)
{
    const Str parts[] = { prefix, SUFFIX };
    return arena_concat(arena, parts, 2);
}

// The file that drizzle-kit would have made for the entry's number; empty: no number.
static Str file_of_idx(const Listing *listing, const Migration *migration)
{
    const JournalEntry *entry = map_get(&listing->idx, migration->name);
    if (!entry || !entry->has_idx || entry->idx < 0)
        return (Str){ 0 };
    return arena_fmt(listing->tmp, "%04lld" STR_FMT, (long long)entry->idx,
                     STR_ARG(SUFFIX));
}

static void claim(Listing *listing, size_t migration, Str file)
{
    Snapshot *snapshot = map_get(&listing->files, file);
    if (!snapshot || snapshot->migration != SIZE_MAX || listing->of.at[migration])
        return;
    snapshot->migration = migration;
    snapshot->name = listing->project->migrations.at[migration].name;
    listing->of.at[migration] = snapshot;
}

// Where two migrations share a prefix, the file is that of the one whose number says so,
// or else of the later, which has written over the other's. A migration whose file was
// given another number keeps the snapshot of its entry's.
static void match_meta(Listing *listing)
{
    const MigrationVec *migrations = &listing->project->migrations;
    for (size_t i = migrations->len; i > 0; i--) {
        const Migration *migration = &migrations->at[i - 1];
        Str file = file_of_prefix(listing->tmp, prefix_of(migration->name));
        if (str_eq(file, file_of_idx(listing, migration)))
            claim(listing, i - 1, file);
    }
    for (size_t i = migrations->len; i > 0; i--)
        claim(listing, i - 1,
              file_of_prefix(listing->tmp, prefix_of(migrations->at[i - 1].name)));
    for (size_t i = migrations->len; i > 0; i--)
        claim(listing, i - 1, file_of_idx(listing, &migrations->at[i - 1]));
}

static void miss(Listing *listing, size_t migration, Str path)
{
    Snapshots *snapshots = &listing->project->snapshots;
    *vec_push(listing->arena, &snapshots->missing) = path;
    *vec_push(listing->arena, &snapshots->missing_of) = migration;
}

static void miss_in_meta(Listing *listing)
{
    const MigrationVec *migrations = &listing->project->migrations;
    const Journal *journal = &listing->project->journal;
    if (!journal->present || journal->error.len > 0) // any file may be no migration
        return;
    for (size_t i = 0; i < migrations->len; i++) {
        Str prefix = prefix_of(migrations->at[i].name);
        // Without a prefix all migrations share one file.
        if (listing->of.at[i] || prefix.len == 0)
            continue;
        Str file = file_of_prefix(listing->tmp, prefix);
        Str by_idx = file_of_idx(listing, &migrations->at[i]);
        if (map_get(&listing->files, file) && by_idx.len > 0)
            file = by_idx;
        miss(listing, i, path_join(listing->arena, listing->meta, file));
    }
}

// ---- <folder>/snapshot.json ----

static void match_folders(Listing *listing)
{
    const MigrationVec *migrations = &listing->project->migrations;
    for (size_t i = 0; i < migrations->len; i++) {
        Str path = path_join(listing->arena, path_parent(migrations->at[i].path),
                             STR("snapshot.json"));
        if (!tree_is_file(listing->tree, listing->arena, path)) {
            miss(listing, i, path);
            continue;
        }
        listing->of.at[i] = new_snapshot(listing->tmp, path);
        listing->of.at[i]->migration = i;
        listing->of.at[i]->name = migrations->at[i].name;
    }
}

// Folders with nothing but a snapshot: drizzle-kit counts them all the same.
static void list_lone_folders(Listing *listing)
{
    const StrVec *stray = &listing->project->stray;
    for (size_t i = 0; i < stray->len; i++) {
        Str path = path_join(listing->arena, stray->at[i], STR("snapshot.json"));
        if (tree_is_file(listing->tree, listing->arena, path))
            map_put(listing->tmp, &listing->files, path,
                    new_snapshot(listing->tmp, path));
    }
}

static void collect(Listing *listing)
{
    Snapshots *snapshots = &listing->project->snapshots;
    vec_reserve(listing->arena, &snapshots->all,
                listing->of.len + listing->files.entries.len);
    for (size_t i = 0; i < listing->of.len; i++)
        if (listing->of.at[i])
            *vec_push(listing->arena, &snapshots->all) = *listing->of.at[i];
    for (size_t i = 0; i < listing->files.entries.len; i++) {
        const Snapshot *snapshot = listing->files.entries.at[i].value;
        if (snapshot->migration == SIZE_MAX)
            *vec_push(listing->arena, &snapshots->all) = *snapshot;
    }
}

void snapshot_files(Arena *arena, FileTree *tree, Project *project)
{
    Listing listing = { .arena = arena,
                        .tree = tree,
                        .project = project,
                        .meta = path_join(arena, project->path, STR("meta")) };
    bool in_meta = str_eq(project->layout, STR("drizzle"));
    project->snapshots = (Snapshots){ 0 };
    if (!in_meta && !str_eq(project->layout, STR("drizzle-v1")))
        return;
    project->snapshots.expected = true;
    listing.tmp = arena_new();
    vec_reserve(listing.tmp, &listing.of, project->migrations.len);
    listing.of.len = project->migrations.len;
    if (in_meta) {
        list_meta(&listing);
        match_meta(&listing);
        miss_in_meta(&listing);
    } else {
        match_folders(&listing);
        list_lone_folders(&listing);
    }
    collect(&listing);
    arena_free(listing.tmp);
}
