// SPDX-License-Identifier: Apache-2.0
// The order of the migrations: what is new comes last, and what is merged stays as it is,
// which a change can turn round without touching a file.
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

// ---- out-of-order ----

// What a journal says about a late entry: with a `when` after all merged ones it is not
// skipped.
static bool is_newest_by_when(const Project *now, const Project *base, Str path)
{
    const JournalEntry *entry = journal_entry(&now->journal, path);
    for (size_t i = 0; entry && i < base->journal.entries.len; i++)
        if (base->journal.entries.at[i].when >= entry->when)
            return false;
    return entry != NULL;
}

// The journal has the new entry before the merged one, though it has the greater idx: its
// array is out of order, which is a defect of its own.
static bool is_misplaced(const Project *now, Str added, Str merged)
{
    const JournalEntry *a = journal_entry(&now->journal, added);
    const JournalEntry *m = journal_entry(&now->journal, merged);
    return a && m && a->has_idx && m->has_idx && a->idx > m->idx;
}

// What the runner does with the file that comes too late.
static Str late_words(RuleCtx *ctx, const Runner *runner, Str newest)
{
    Str words = str_from(runner->late_file);
    Str mark = STR("{newest}");
    size_t at = str_find(words, mark, 0);
    if (at == words.len)
        return words;
    return ctx_fmt(ctx, STR_FMT STR_FMT STR_FMT, STR_ARG(str_take(words, at)),
                   STR_ARG(newest), STR_ARG(str_drop(words, at + mark.len)));
}

static bool is_added(const Migration *m)
{
    return m->status == CHANGE_NEW && m->renamed_from.len == 0;
}

// Both stand in one text, next to each other: what is wrong with them is one thing.
static bool is_one_insertion(const Migration *a, const Migration *b)
{
    return is_added(a) && is_added(b) &&
           (str_eq(a->path, b->path) || (a->record.len > 0 && b->record.len > 0));
}

// It is put before a merged one of its own file.
static bool is_inserted(const Project *now, const Migration *m)
{
    const Migration *end = now->migrations.at + now->migrations.len;
    for (const Migration *behind = m + 1; behind < end; behind++)
        if (!is_added(behind) && str_eq(behind->path, m->path))
            return true;
    return false;
}

static void report_late(RuleCtx *ctx, const Project *base, const Migration *m,
                        const Migration *merged, size_t others)
{
    const Project *now = ctx_project(ctx);
    bool is_newest = is_newest_by_when(now, base, m->path);
    bool is_skipped = now->journal.expected && !is_newest;
    bool is_told = number_is_merged(now, m) && !is_skipped; // by duplicate-prefix
    if (is_told || (is_newest && is_misplaced(now, m->path, merged->path)))
        return;
    Str what = is_newest ? STR("New databases run it before, the others after it")
                         : late_words(ctx, now->runner, merged->name);
    Str more = others > 0 ? ctx_fmt(ctx, ", with %zu more behind it,", others) : STR("");
    Finding *f = report_file(
        ctx, m->path, m->text, migration_start(m),
        STR_FMT STR_FMT " comes before " STR_FMT ", which is merged. " STR_FMT,
        STR_ARG(m->name), STR_ARG(more), STR_ARG(merged->name), STR_ARG(what));
    if (now->runner->by_subject && !is_inserted(now, m))
        f->severity = SEV_NOTICE; // in its file, or as a file, it is where it belongs
}

static void check_out_of_order(RuleCtx *ctx, const Project *now, const Project *base)
{
    const Migration *merged = NULL; // the last of them
    size_t others = 0;              // behind the one that is reported with them
    bool is_usable = !now->journal.expected || journal_is_usable(&now->journal);
    for (size_t i = now->migrations.len; i-- > 0 && is_usable;) {
        const Migration *m = &now->migrations.at[i];
        if (!merged && !is_added(m) && !m->repeats)
            merged = m;
        if (!merged || !is_added(m))
            continue;
        if (i > 0 && is_one_insertion(m - 1, m)) {
            others++;
            continue;
        }
        report_late(ctx, base, m, merged, others);
        others = 0;
    }
}

RULE(out_of_order) = {
    .id = "out-of-order",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .change_set = check_out_of_order,
    .title = "A new migration comes before one that is merged",
    .why = "It was made on a branch while others were merged. New databases run it in "
           "its place, but those that have the later ones skip it, refuse it or run it "
           "last, so an order that nobody has tested decides, or the migration never "
           "runs.",
    .fix = "Merge the target branch and give the migration the next number or a new "
           "timestamp; with a generator, delete it and generate it again",
    .bad = "@ base migrations/0001_users.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ base migrations/0003_teams.sql\n"
           "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
           "@ migrations/0002_email.sql\n"
           "ALTER TABLE users ADD COLUMN email text;\n",
    .good = "@ base migrations/0001_users.sql\n"
            "CREATE TABLE users (id bigint PRIMARY KEY);\n"
            "@ base migrations/0003_teams.sql\n"
            "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
            "@ migrations/0004_email.sql\n"
            "ALTER TABLE users ADD COLUMN email text;\n",
};
