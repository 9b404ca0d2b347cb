// SPDX-License-Identifier: Apache-2.0
// `wrangler d1 migrations apply`: all files whose names end in ".sql", by the number that
// the name begins with, and then by the name. Rollbacks are unknown to it: it runs them.
#include "source/layout_priv.h"

#include <stdlib.h>

static int compare_leading(const void *a, const void *b)
{
    const Migration *left = a;
    const Migration *right = b;
    // Without a number, parseInt() gives NaN, and a name stays where it is sorted.
    int order = left->version.len > 0 && right->version.len > 0
                    ? compare_numbers(left->version, right->version)
                    : 0;
    return order != 0 ? order : str_cmp(left->path, right->path);
}

static Str leading_number(Str name)
{
    size_t digits = 0;
    while (digits < name.len && name.ptr[digits] >= '0' && name.ptr[digits] <= '9')
        digits++;
    return str_take(name, digits);
}

void d1_load(Folder *folder)
{
    MigrationVec *migrations = &folder->project->migrations;
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        if (!is_sql_name(entry->name) || !str_ends(entry->name, STR(".sql")))
            continue;
        Str name = without_suffix(entry->name, ".sql");
        folder_add(folder, entry->name, entry->kind, name)->version =
            leading_number(name);
    }
    if (migrations->len > 0)
        qsort(migrations->at, migrations->len, sizeof *migrations->at, compare_leading);
}

const Layout layout_d1 = {
    .name = "d1",
    .runner = "d1",
    .load = d1_load,
};
