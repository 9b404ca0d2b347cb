// SPDX-License-Identifier: Apache-2.0
// What a change does to each migration, seen from its base.
#include "base/map.h"
#include "source/layout.h"
#include "source/renames.h"

// Migrations of one change are deployed together; what is merged already makes batch 0.
enum { BATCH_OF_BASE = 0, BATCH_OF_CHANGE = 1 };

// What an edit changes: the runner's checksum if it has one of its own making.
static Str compared(const Migration *migration)
{
    return migration->checked.ptr ? migration->checked : migration_own(migration);
}

static void compare_with(Migration *migration, const Migration *base)
{
    migration->base_text = (Str){ 0 };
    migration->base_up = (Span){ 0 };
    migration->renamed_from = (Str){ 0 };
    migration->is_known = false;
    migration->base_sql = (Str){ 0 };
    migration->status = CHANGE_NEW;
    if (!base)
        return;
    bool same_text = str_eq(compared(migration), compared(base));
    bool same_fate = (migration->unreadable.len > 0) == (base->unreadable.len > 0);
    migration->status = same_text && same_fate ? CHANGE_MERGED : CHANGE_EDITED;
    if (migration->status != CHANGE_EDITED)
        return;
    migration->base_text = base->text.ptr ? base->text : STR("");
    migration->base_up = base->up;
    migration->base_sql = base->sql;
}

static void compare_all(Project *now, const Project *base, const Map *base_by_key)
{
    for (size_t i = 0; i < now->migrations.len; i++) {
        Migration *migration = &now->migrations.at[i];
        compare_with(migration,
                     base ? map_get(base_by_key, migration_key(migration)) : NULL);
    }
}

// What Drizzle's migrator goes by is the `when` of the entry.
static bool keeps_when(const Project *now, const Project *base,
                       const Migration *migration)
{
    const JournalEntry *entry = journal_entry(&now->journal, migration->path);
    const JournalEntry *old = journal_entry(&base->journal, migration->renamed_from);
    return entry && old && entry->has_when && old->has_when && entry->when == old->when;
}

static bool is_known(const Project *now, const Project *base, const Migration *migration)
{
    const Migration *old = project_keyed(base, migration->renamed_from);
    if (!old || !str_eq(compared(old), compared(migration)))
        return false;
    if (now->journal.expected)
        return keeps_when(now, base, migration);
    return now->runner->ignores_names && str_eq(old->version, migration->version);
}

static void follow_renames(Project *now, const Project *base)
{
    renames_find(now, base);
    for (size_t i = 0; i < now->migrations.len; i++) {
        Migration *migration = &now->migrations.at[i];
        if (migration->renamed_from.len > 0)
            migration->is_known = is_known(now, base, migration);
    }
}

static bool runs_again(const Runner *runner, const Migration *migration)
{
    return migration->status == CHANGE_EDITED && migration->repeats &&
           !checksum_same(runner->checksum, migration_own(migration),
                          migration_own_before(migration));
}

static void choose_judged(Project *now, bool each_newest)
{
    for (size_t i = 0; i < now->migrations.len; i++) {
        Migration *migration = &now->migrations.at[i];
        bool is_new = migration->status == CHANGE_NEW
                          ? !migration->is_known
                          : runs_again(now->runner, migration);
        migration->judged = each_newest || is_new;
        migration->batch = each_newest ? i + 1 : is_new ? BATCH_OF_CHANGE : BATCH_OF_BASE;
    }
}

void layout_compare(Project *now, const Project *base, bool all_judged)
{
    Arena *arena = arena_new();
    Map by_key = { 0 };
    for (size_t i = 0; base && i < base->migrations.len; i++)
        map_put(arena, &by_key, migration_key(&base->migrations.at[i]),
                &base->migrations.at[i]);
    compare_all(now, base, &by_key);
    arena_free(arena);
    if (base)
        follow_renames(now, base);
    choose_judged(now, all_judged || !base);
}
