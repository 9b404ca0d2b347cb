// SPDX-License-Identifier: Apache-2.0
// Drizzle since 1.0: a folder for each migration with migration.sql and snapshot.json,
// and no journal.
#include "base/json_pos.h"
#include "source/layout_priv.h"

#include <stdlib.h>
#include <string.h>

static bool v1_fits(const Folder *folder)
{
    if (folder_entry(folder, "migration_lock.toml"))
        return false;
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        if (entry->kind == ENTRY_DIR &&
            folder_holds(folder, entry->name, "migration.sql") &&
            folder_holds(folder, entry->name, "snapshot.json"))
            return true;
    }
    return false;
}

// Where a character stands in the order that the migrator sorts folders by: that of
// localeCompare, in which "_" and "-" come before digits, and letters follow each other
// whatever their case.
static int locale_weight(char c)
{
    static const char ORDER[] = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789"
                                "abcdefghijklmnopqrstuvwxyz";
    char low = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    const char *at = low == '\0' ? NULL : strchr(ORDER, low);
    return at ? (int)(at - ORDER) : (int)sizeof ORDER + (unsigned char)c;
}

static int compare_locale(Str a, Str b)
{
    for (size_t i = 0; i < a.len && i < b.len; i++) {
        int order = locale_weight(a.ptr[i]) - locale_weight(b.ptr[i]);
        if (order != 0)
            return order;
    }
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return -str_cmp(a, b); // only case differs: small letters come first
}

static int compare_migrations(const void *a, const void *b)
{
    return compare_locale(((const Migration *)a)->name, ((const Migration *)b)->name);
}

static Str snapshot_dialect(const Folder *folder, const Migration *migration)
{
    Str text;
    Str why;
    Str path =
        path_join(folder->arena, path_parent(migration->path), STR("snapshot.json"));
    TreeStatus status = tree_read(folder->tree, folder->arena, path, &text, &why);
    return status == TREE_OK ? json_pos_string(text, "dialect") : (Str){ 0 };
}

static bool has_snapshot(const Folder *inner)
{
    return folder_entry(inner, "snapshot.json") != NULL;
}

static void v1_load(Folder *folder)
{
    MigrationVec *migrations = &folder->project->migrations;
    folder_add_nested(folder, has_snapshot);
    if (migrations->len > 0)
        qsort(migrations->at, migrations->len, sizeof *migrations->at,
              compare_migrations);
    for (size_t i = migrations->len; i > 0 && folder->dialect.len == 0; i--)
        folder->dialect = snapshot_dialect(folder, &migrations->at[i - 1]);
}

const Layout layout_drizzle_v1 = {
    .name = "drizzle-v1",
    .runner = "drizzle-v1",
    .fits = v1_fits,
    .load = v1_load,
};
