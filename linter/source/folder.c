// SPDX-License-Identifier: Apache-2.0
// What all layouts need of a migration folder: looking at its entries, and taking files
// up as migrations, with whatever is wrong with them.
#include "source/layout_priv.h"

const Entry *folder_entry(const Folder *folder, const char *name)
{
    for (size_t i = 0; i < folder->entries.len; i++)
        if (str_eq(folder->entries.at[i].name, str_from(name)))
            return &folder->entries.at[i];
    return NULL;
}

bool is_sql_name(Str name)
{
    Str suffix = STR(".sql");
    return name.len > suffix.len && name.ptr[0] != '.' &&
           str_eq_ci(str_drop(name, name.len - suffix.len), suffix);
}

bool folder_has_sql(const Folder *folder)
{
    for (size_t i = 0; i < folder->entries.len; i++)
        if (is_sql_name(folder->entries.at[i].name))
            return true;
    return false;
}

bool folder_holds(const Folder *folder, Str sub, const char *name)
{
    Folder inner = { .arena = folder->arena };
    Str why;
    Str path = path_join(folder->arena, folder->path, sub);
    return tree_list(folder->tree, folder->arena, path, &inner.entries, &why) ==
               TREE_OK &&
           folder_entry(&inner, name) != NULL;
}

Str without_suffix(Str name, const char *suffix)
{
    Str end = str_from(suffix);
    return str_ends(name, end) ? str_take(name, name.len - end.len) : name;
}

TreeStatus folder_read_start(const Folder *folder, Str path, Str *text)
{
    enum { TOP = 64 * 1024 };
    Str why;
    TreeStatus status = tree_read_start(folder->tree, folder->arena,
                                        (FileStart){ path, TOP }, text, &why);
    *text = str_take(*text, text->len < TOP ? text->len : TOP);
    return status;
}

Migration *folder_add(Folder *folder, Str file, EntryKind kind, Str name)
{
    Migration *migration = vec_push(folder->arena, &folder->project->migrations);
    migration->path = path_join(folder->arena, folder->path, file);
    migration->name = name;
    if (kind == ENTRY_DIR) {
        migration->unreadable = STR("is a directory");
        return migration;
    }
    Str why;
    TreeStatus status =
        tree_read(folder->tree, folder->arena, migration->path, &migration->text, &why);
    if (status != TREE_OK)
        migration->unreadable = why.len > 0 ? why : STR("is not a regular file");
    return migration;
}

void folder_add_lost(Folder *folder, Str path, Str why)
{
    *vec_push(folder->arena, &folder->project->migrations) =
        (Migration){ .path = path, .name = path_base(path), .unreadable = why };
}

void folder_set_down(const Folder *folder, Migration *migration, Str file)
{
    Str why;
    migration->down_path = path_join(folder->arena, folder->path, file);
    tree_read(folder->tree, folder->arena, migration->down_path, &migration->down_text,
              &why);
}

void folder_add_stray(Folder *folder, Str name)
{
    *vec_push(folder->arena, &folder->project->stray) =
        path_join(folder->arena, folder->path, name);
}

// A sub-folder that cannot be looked into may well hold a migration: it counts as one.
static void add_sub(Folder *folder, Str sub, bool (*is_stray)(const Folder *inner))
{
    Folder inner = { .path = path_join(folder->arena, folder->path, sub) };
    Str file = path_join(folder->arena, sub, STR("migration.sql"));
    Str why;
    TreeStatus status =
        tree_list(folder->tree, folder->arena, inner.path, &inner.entries, &why);
    const Entry *sql = folder_entry(&inner, "migration.sql");
    if (status == TREE_BROKEN)
        folder_add(folder, file, ENTRY_OTHER, sub)->unreadable =
            arena_fmt(folder->arena, "lies in a folder that " STR_FMT, STR_ARG(why));
    else if (sql)
        folder_add(folder, file, sql->kind, sub);
    else if (status == TREE_OK && is_stray(&inner))
        folder_add_stray(folder, sub);
}

void folder_add_nested(Folder *folder, bool (*is_stray)(const Folder *inner))
{
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        bool may_be_folder =
            entry->kind == ENTRY_DIR ||
            (entry->kind == ENTRY_OTHER && !str_starts(entry->name, STR(".")));
        if (may_be_folder)
            add_sub(folder, entry->name, is_stray);
        else if (is_sql_name(entry->name))
            folder_add_stray(folder, entry->name);
    }
}

// ---- versions ----

// Flyway's V1.2__name; a date written with separators; digits, dotted or not.
Pattern *version_pattern(void)
{
    return pattern_new("\\A(?:V(\\d+(?:[._]\\d+)*)(?=__)"
                       "|V?(\\d{4}([-_.])\\d\\d\\3\\d\\d(?:[-_.T]?\\d{2,9})*"
                       "|\\d+(?:\\.\\d+)*))");
}

Str version_of(const Pattern *pattern, Str name)
{
    Match match;
    if (!pattern_find(pattern, name, 0, &match))
        return (Str){ 0 };
    return match.group[1].ptr ? match.group[1] : match.group[2];
}
