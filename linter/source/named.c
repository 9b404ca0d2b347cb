// SPDX-License-Identifier: Apache-2.0
// Folders in which a file's name alone tells whether it is a migration, and where it
// comes.
#include "source/layout_priv.h"

#include <stdlib.h>

typedef struct NamedFile {
    Str file;
    Str name;
    Str version;
    EntryKind kind;
    const Naming *naming; // qsort hands on nothing else
} NamedFile;

typedef VEC(NamedFile) NamedFileVec;

static int compare_files(const void *a, const void *b)
{
    const NamedFile *left = a;
    const NamedFile *right = b;
    int order =
        left->naming->compare ? left->naming->compare(left->version, right->version) : 0;
    return order != 0 ? order : str_cmp(left->file, right->file);
}

int compare_numbers(Str a, Str b)
{
    a = str_without_zeros(a);
    b = str_without_zeros(b);
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return str_cmp(a, b);
}

static void find_named(Folder *folder, const Naming *naming, NamedFileVec *files)
{
    Pattern *pattern = pattern_new(naming->expression);
    Match match;
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        if (!is_sql_name(entry->name))
            continue;
        if (pattern_find(pattern, entry->name, 0, &match))
            *vec_push(folder->arena, files) =
                (NamedFile){ entry->name, match.group[1], match.group[2], entry->kind,
                             naming };
        else if (!naming->is_other || !naming->is_other(entry->name))
            folder_add_stray(folder, entry->name);
    }
    pattern_free(pattern);
}

void folder_add_named(Folder *folder, const Naming *naming)
{
    NamedFileVec files = { 0 };
    find_named(folder, naming, &files);
    if (files.len > 0)
        qsort(files.at, files.len, sizeof *files.at, compare_files);
    for (size_t i = 0; i < files.len; i++) {
        const NamedFile *file = &files.at[i];
        folder_add(folder, file->file, file->kind, file->name)->version = file->version;
    }
}
