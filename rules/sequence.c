// SPDX-License-Identifier: Apache-2.0
// The order of what is merged, which a change can turn round without touching a file.
#include "lint/rule.h"

// ---- reordered-migration ----

typedef struct Merged {
    const Migration *migration; // as it is now
    size_t before;              // its index in the base
} Merged;

typedef VEC(Merged) MergedVec;

// What both sides have, in the order of now.
static MergedVec merged_of(RuleCtx *ctx, const Project *now, const Project *base)
{
    MergedVec merged = { 0 };
    Map places = { 0 };
    for (size_t i = 0; i < base->migrations.len; i++)
        map_put(ctx_arena(ctx), &places, migration_key(&base->migrations.at[i]),
                &base->migrations.at[i]);
    for (size_t i = 0; i < now->migrations.len; i++) {
        const Migration *m = &now->migrations.at[i];
        const Migration *old = map_get(&places, migration_key(m));
        if (old)
            *vec_push(ctx_arena(ctx), &merged) =
                (Merged){ m, (size_t)(old - base->migrations.at) };
    }
    return merged;
}

// The first that comes behind one that it used to come before. One is enough: where a
// single file has moved to the front, all others are out of place.
static void check_reordered_migration(RuleCtx *ctx, const Project *now,
                                      const Project *base)
{
    bool have_journals = now->journal.expected && base->journal.expected;
    bool have_plans = now->list_path.len > 0 && base->list_path.len > 0;
    if (have_journals || have_plans)
        return; // the list's own rules name the entry
    MergedVec merged = merged_of(ctx, now, base);
    for (size_t i = 1; i < merged.len; i++) {
        const Migration *m = merged.at[i].migration;
        if (merged.at[i].before > merged.at[i - 1].before)
            continue;
        report_file(ctx, m->path, m->text, migration_start(m),
                    STR_FMT " and " STR_FMT " are merged, and this change turns their "
                            "order round: new databases run " STR_FMT
                            " first, those that have both ran it last",
                    STR_ARG(m->name), STR_ARG(merged.at[i - 1].migration->name),
                    STR_ARG(merged.at[i - 1].migration->name));
        return;
    }
}

RULE(reordered_migration) = {
    .id = "reordered-migration",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .change_set = check_reordered_migration,
    .title = "Merged migrations run in another order",
    .why = "The order of the files follows from their names and from who reads them: a "
           "new configuration, another tool or an edited plan can turn it round. New "
           "databases then run the history in an order that no database has ever seen, "
           "and fail at the first migration that needs an earlier one.",
    .fix = "Keep the order that databases have seen: put the configuration or the plan "
           "back, or keep to the runner that ordered the files so far",
    .bad = "@ base migrations/first.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ base migrations/later.sql\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "@ migrations/meta/_journal.json\n"
           "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
           "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,"
           "\"tag\":\"later\",\"breakpoints\":true},\n"
           "{\"idx\":1,\"version\":\"7\",\"when\":1760000000001,"
           "\"tag\":\"first\",\"breakpoints\":true}]}\n",
    .good = "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ base migrations/0002_teams.sql\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "@ migrations/0003_zones.sql\n"
            "CREATE TABLE zones (id bigint PRIMARY KEY);\n",
};
