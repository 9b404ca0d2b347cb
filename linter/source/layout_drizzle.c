// SPDX-License-Identifier: Apache-2.0
// Drizzle before 1.0: SQL files beside a meta folder whose journal decides which of them
// run, and in which order.
#include "base/map.h"
#include "source/journal.h"
#include "source/layout_priv.h"

static bool drizzle_fits(const Folder *folder)
{
    Folder meta = { 0 };
    Str why;
    const Entry *entry = folder_entry(folder, "meta");
    if (!entry || entry->kind != ENTRY_DIR)
        return false;
    Str path = path_join(folder->arena, folder->path, STR("meta"));
    tree_list(folder->tree, folder->arena, path, &meta.entries, &why);
    for (size_t i = 0; i < meta.entries.len; i++)
        if (str_eq(meta.entries.at[i].name, STR("_journal.json")) ||
            str_ends(meta.entries.at[i].name, STR("_snapshot.json")))
            return true;
    return false;
}

// The SQL files of the folder, and which of them belong to an entry.
typedef struct SqlFile {
    const Entry *entry;
    bool is_used;
} SqlFile;

static void collect_sql(const Folder *folder, Map *files)
{
    map_reserve(folder->arena, files, folder->entries.len);
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        if (!is_sql_name(entry->name) && !str_ends(entry->name, STR(".sql")))
            continue;
        SqlFile *file = NEW(folder->arena, SqlFile);
        file->entry = entry;
        map_put(folder->arena, files, entry->name, file);
    }
}

static Str file_of_tag(Arena *arena, Str tag, const char *suffix)
{
    const Str parts[] = { tag, str_from(suffix) };
    return arena_concat(arena, parts, 2);
}

// People keep rollbacks beside the files that drizzle-kit made.
static void take_down_file(const Folder *folder, Map *files, Migration *migration)
{
    SqlFile *down =
        map_get(files, file_of_tag(folder->arena, migration->name, ".down.sql"));
    if (!down || down->is_used)
        return;
    down->is_used = true;
    folder_set_down(folder, migration, down->entry->name);
}

// What drizzle-kit numbers by: an index, a date or seconds since 1970. With the prefix
// "none" a tag is "_name", and has no number.
static Str tag_prefix(Str tag)
{
    Str prefix = str_take(tag, str_find_char(tag, '_', 0));
    return str_all_digits(prefix) ? prefix : (Str){ 0 };
}

static void follow_entry(Folder *folder, Map *files, JournalEntry *entry)
{
    // Only names of this folder are looked up: a tag that tries to leave it has no SQL.
    Str name = file_of_tag(folder->arena, entry->tag, ".sql");
    SqlFile *file = entry->tag.len > 0 ? map_get(files, name) : NULL;
    entry->sql_path = path_join(folder->arena, folder->path, name);
    entry->has_sql = file != NULL;
    if (!file || file->is_used)
        return;
    file->is_used = true;
    folder_add(folder, name, file->entry->kind, entry->tag)->version =
        tag_prefix(entry->tag);
}

static void follow_journal(Folder *folder, Journal *journal)
{
    Map files = { 0 };
    MigrationVec *migrations = &folder->project->migrations;
    collect_sql(folder, &files);
    if (!migrations->at) // else they would be copied as often as they double
        vec_reserve(folder->arena, migrations, files.entries.len);
    for (size_t i = 0; i < journal->entries.len; i++)
        follow_entry(folder, &files, &journal->entries.at[i]);
    for (size_t i = 0; i < folder->project->migrations.len; i++)
        take_down_file(folder, &files, &folder->project->migrations.at[i]);
    for (size_t i = 0; i < files.entries.len; i++) {
        const SqlFile *file = files.entries.at[i].value;
        if (!file->is_used && is_sql_name(file->entry->name))
            *vec_push(folder->arena, &journal->orphans) =
                path_join(folder->arena, folder->path, file->entry->name);
    }
}

// Folders as Drizzle 1.0 makes them: the migrator of this layout does not see them.
static void add_stray_folders(Folder *folder)
{
    for (size_t i = 0; i < folder->entries.len; i++)
        if (folder->entries.at[i].kind == ENTRY_DIR &&
            !is_sql_name(folder->entries.at[i].name) &&
            folder_holds(folder, folder->entries.at[i].name, "migration.sql"))
            folder_add_stray(folder, folder->entries.at[i].name);
}

static void read_journal(Folder *folder, Journal *journal)
{
    Str why;
    journal->expected = true;
    journal->path = path_join(folder->arena, folder->path, STR("meta/_journal.json"));
    journal->present = folder_holds(folder, STR("meta"), "_journal.json");
    if (!journal->present)
        return;
    TreeStatus status =
        tree_read(folder->tree, folder->arena, journal->path, &journal->text, &why);
    if (status == TREE_OK)
        journal_parse(folder->arena, journal);
    else
        journal->error = status == TREE_BROKEN ? why : STR("is not a regular file");
}

static void list_snapshots(const Folder *folder, Journal *journal)
{
    EntryVec entries = { 0 };
    Str why;
    Str meta = path_join(folder->arena, folder->path, STR("meta"));
    tree_list(folder->tree, folder->arena, meta, &entries, &why);
    for (size_t i = 0; i < entries.len; i++)
        if (str_ends(entries.at[i].name, STR("_snapshot.json")) &&
            entries.at[i].kind == ENTRY_FILE)
            *vec_push(folder->arena, &journal->snapshots) =
                path_join(folder->arena, meta, entries.at[i].name);
}

static void drizzle_load(Folder *folder)
{
    Journal *journal = &folder->project->journal;
    read_journal(folder, journal);
    list_snapshots(folder, journal);
    folder->dialect = journal->dialect;
    if (folder->by_names) { // the journal is drizzle-kit's alone
        journal->expected = false;
        d1_load(folder);
        return;
    }
    if (journal->present && journal->error.len == 0)
        follow_journal(folder, journal);
    else // the SQL is judged all the same
        folder_add_flat(folder, &folder->entries, (Str){ 0 });
    add_stray_folders(folder);
}

const Layout layout_drizzle = {
    .name = "drizzle",
    .runner = "drizzle",
    .fits = drizzle_fits,
    .load = drizzle_load,
};
