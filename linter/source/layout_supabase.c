// SPDX-License-Identifier: Apache-2.0
// Supabase: supabase/migrations/<digits>_<name>.sql in the order of the file names.
// Everything else in there the CLI skips with a notice.
#include "source/layout_priv.h"

static bool supabase_fits(const Folder *folder)
{
    Str home = STR("supabase/migrations");
    bool is_home =
        str_eq(folder->path, home) || str_ends(folder->path, STR("/supabase/migrations"));
    return is_home && folder_has_sql(folder) &&
           !folder_entry(folder, "migration_lock.toml");
}

static bool is_migration_name(Str name)
{
    size_t digits = 0;
    while (digits < name.len && name.ptr[digits] >= '0' && name.ptr[digits] <= '9')
        digits++;
    return digits > 0 && digits < name.len && name.ptr[digits] == '_' &&
           str_ends(name, STR(".sql"));
}

// The very first file of a folder, when it is an <old timestamp>_init.sql: early versions
// of the CLI wrote the schema's dump there, and it is not run.
static bool is_old_init(Str name)
{
    static const size_t TIMESTAMP = 14;
    return name.len > TIMESTAMP && str_eq(str_drop(name, TIMESTAMP), STR("_init.sql")) &&
           str_all_digits(str_take(name, TIMESTAMP)) &&
           str_cmp(str_take(name, TIMESTAMP), STR("20211209000000")) < 0;
}

static void supabase_load(Folder *folder)
{
    folder->dialect = STR("postgres");
    for (size_t i = 0; i < folder->entries.len; i++) {
        const Entry *entry = &folder->entries.at[i];
        if (!is_sql_name(entry->name))
            continue;
        if (is_migration_name(entry->name) && !(i == 0 && is_old_init(entry->name)))
            folder_add(folder, entry->name, entry->kind,
                       without_suffix(entry->name, ".sql"));
        else
            folder_add_stray(folder, entry->name);
    }
}

const Layout layout_supabase = {
    .name = "supabase",
    .runner = "supabase",
    .fits = supabase_fits,
    .load = supabase_load,
};
