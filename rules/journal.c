// SPDX-License-Identifier: Apache-2.0
// Drizzle's journal, meta/_journal.json: what the migrator makes of each entry, and what
// it passes over without a word.
#include "lint/rule.h"

// ---- journal-missing ----

static void check_journal_missing(RuleCtx *ctx, const Project *project)
{
    const Journal *journal = &project->journal;
    if (!journal->expected || journal->present || project->migrations.len == 0)
        return;
    report_file(ctx, journal->path, (Str){ 0 }, (Span){ 0 },
                "there is no journal: Drizzle runs none of the migrations in " STR_FMT,
                STR_ARG(project->path));
}

RULE(journal_missing) = {
    .id = "journal-missing",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .kind = KIND_MISSING,
    .project = check_journal_missing,
    .title = "Drizzle's journal is not there",
    .why = "The migrator learns from meta/_journal.json which files there are and in "
           "which order they run. Without it the deploy stops with \"Can't find "
           "meta/_journal.json file\", and drizzle-kit begins a new history from nothing "
           "at the next generate.",
    .fix = "Restore meta/_journal.json from version control, and make sure that no "
           ".gitignore or .dockerignore leaves it out",
    .bad = "@ drizzle.config.json\n"
           "{\"dialect\":\"postgresql\",\"out\":\"./drizzle\"}\n"
           "@ drizzle/0000_start.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ expect journal-missing drizzle/meta/_journal.json\n",
    .good =
        "@ drizzle.config.json\n"
        "{\"dialect\":\"postgresql\",\"out\":\"./drizzle\"}\n"
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

// ---- journal-invalid ----

// What the migrator needs of an entry and does not find; NULL: nothing.
static const char *entry_lacks(const JournalEntry *entry)
{
    if (entry->tag.len == 0)
        return "no \"tag\" that is a string: the migrator looks for a file that cannot "
               "be there";
    if (!entry->has_idx)
        return "no \"idx\" that is a whole number: drizzle-kit cannot number the next "
               "migration";
    return NULL;
}

static void check_journal_invalid(RuleCtx *ctx, const Project *project)
{
    const Journal *journal = &project->journal;
    if (!journal->expected || !journal->present)
        return;
    if (journal->error.len > 0)
        report_file(ctx, journal->path, journal->text, journal->error_span,
                    "the journal " STR_FMT, STR_ARG(journal->error));
    for (size_t i = 0; i < journal->faults.len; i++)
        report_file(ctx, journal->path, journal->text, journal->faults.at[i].span,
                    "the journal " STR_FMT, STR_ARG(journal->faults.at[i].text));
    for (size_t i = 0; i < journal->entries.len; i++) {
        const JournalEntry *entry = &journal->entries.at[i];
        const char *lack = entry_lacks(entry);
        if (lack)
            report_entry(ctx, journal, entry, entry->span,
                         ctx_fmt(ctx, STR_FMT " has %s",
                                 STR_ARG(ctx_entry_name(ctx, journal, entry)), lack));
    }
}

RULE(journal_invalid) = {
    .id = "journal-invalid",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_journal_invalid,
    .title = "Drizzle's journal cannot be used",
    .why = "The migrator reads the journal before anything else: when it is no JSON, or "
           "an entry lacks what it needs, the deploy stops or passes over the migration, "
           "whatever the SQL says. The common cause is a merge conflict that was settled "
           "by hand.",
    .fix = "Where a conflict is left in it, run `tidegate journal fix --write`, which "
           "keeps the entries of both sides; else take the journal of the target branch "
           "as it is, delete this branch's migration files and snapshots, and run "
           "`drizzle-kit generate` again",
    .bad = "@ drizzle/meta/_journal.json\n"
           "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
           "<<<<<<< HEAD\n"
           "=======\n"
           ">>>>>>> feature\n"
           "]}\n"
           "@ expect journal-invalid drizzle/meta/_journal.json:2\n",
    .good = "@ drizzle/meta/_journal.json\n"
            "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[]}\n",
};

// ---- journal-entry-without-file, orphan-migration ----

static void check_entry_without_file(RuleCtx *ctx, const Project *project)
{
    const Journal *journal = &project->journal;
    for (size_t i = 0; i < journal->entries.len; i++) {
        const JournalEntry *entry = &journal->entries.at[i];
        if (entry->has_sql || entry->tag.len == 0 || ctx_had_merged(ctx, entry->sql_path))
            continue;
        report_entry(ctx, journal, entry, entry->tag_span,
                     ctx_fmt(ctx,
                             "there is no " STR_FMT
                             " for this entry: the migrator stops before it "
                             "runs anything",
                             STR_ARG(entry->sql_path)));
    }
}

RULE(journal_entry_without_file) = {
    .id = "journal-entry-without-file",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .kind = KIND_MISSING,
    .project = check_entry_without_file,
    .title = "A journal entry has no SQL file",
    .why = "The migrator reads the files of all entries before it runs the first, also "
           "of those that the database has long applied. One that is missing stops every "
           "deploy.",
    .fix = "Restore the file, or, if the migration was never applied anywhere, take its "
           "entry and its snapshot away as well",
    .bad =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ expect journal-entry-without-file drizzle/meta/_journal.json:2\n",
    .good =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

static void check_orphan_migration(RuleCtx *ctx, const Project *project)
{
    const Journal *journal = &project->journal;
    for (size_t i = 0; journal_is_usable(journal) && i < journal->orphans.len; i++) {
        if (ctx_had_merged(ctx, journal->orphans.at[i]))
            continue; // deleted-migration says it
        report_file(ctx, journal->orphans.at[i], (Str){ 0 }, (Span){ 0 },
                    "no entry of " STR_FMT " names this file: Drizzle never runs it",
                    STR_ARG(journal->path));
    }
}

RULE(orphan_migration) = {
    .id = "orphan-migration",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_orphan_migration,
    .title = "An SQL file that no journal entry names is never run",
    .why = "The migrator runs what the journal lists and nothing else. The file looks "
           "like a migration to everybody who reads it, the deploy succeeds, and the "
           "schema that the code expects is not there.",
    .fix = "Commit the journal and the snapshot together with the file; where it has no "
           "entry yet, make it with `drizzle-kit generate`, with --custom for SQL of "
           "your own; or delete the file",
    .bad = "@ drizzle/meta/_journal.json\n"
           "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[]}\n"
           "@ drizzle/0000_lost.sql\n"
           "CREATE TABLE users (id bigint PRIMARY KEY);\n"
           "@ expect orphan-migration drizzle/0000_lost.sql:1\n",
    .good =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_found\"}]}\n"
        "@ drizzle/0000_found.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

// ---- journal-gap ----

static void report_gap(RuleCtx *ctx, const Journal *journal, const JournalEntry *entry,
                       int64_t first)
{
    long long from = first;
    long long to = entry->idx - 1;
    Str missing = from == to ? ctx_fmt(ctx, "%lld is", from)
                             : ctx_fmt(ctx, "%lld to %lld are", from, to);
    report_entry(ctx, journal, entry, entry->idx_span,
                 ctx_fmt(ctx, "idx " STR_FMT " missing before " STR_FMT, STR_ARG(missing),
                         STR_ARG(ctx_entry_name(ctx, journal, entry))));
}

// A file that no entry names has the number: that it is an orphan says it all.
static bool is_of_orphan(const Journal *journal, int64_t number)
{
    for (size_t i = 0; i < journal->orphans.len; i++) {
        Str name = path_base(journal->orphans.at[i]);
        uint64_t prefix;
        if (str_to_u64(str_take(name, str_find_char(name, '_', 0)), &prefix) &&
            prefix == (uint64_t)number)
            return true;
    }
    return false;
}

// Only holes in the set of numbers: their order, and numbers that are there twice, are
// other matters.
static void check_journal_gap(RuleCtx *ctx, const Project *project)
{
    JournalEntryVec entries = ctx_entries_by_idx(ctx, &project->journal);
    int64_t next = 0;
    for (size_t i = 0; i < entries.len; i++) {
        const JournalEntry *entry = entries.at[i];
        while (entry->idx > next &&
               (is_of_orphan(&project->journal, next) || ctx_had_number(ctx, next)))
            next++;
        if (entry->idx > next)
            report_gap(ctx, &project->journal, entry, next);
        if (entry->idx >= next)
            next = entry->idx + 1;
    }
}

RULE(journal_gap) = {
    .id = "journal-gap",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_journal_gap,
    .title = "A number is missing in Drizzle's journal",
    .why = "drizzle-kit numbers migrations without gaps, so an entry between others is "
           "gone: lost in a merge, or taken out by `drizzle-kit drop` or by hand. "
           "Databases that ran it keep what it did, new ones never get it, and the "
           "snapshots after it still build on it.",
    .fix = "Restore the missing entry with its file and snapshot; if it was never "
           "applied anywhere, delete the migrations after it too and run `drizzle-kit "
           "generate` again",
    .bad =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"},\n"
        "{\"idx\":2,\"version\":\"7\",\"when\":1760000200000,\"tag\":\"0002_more\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ drizzle/0002_more.sql\n"
        "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
        "@ expect journal-gap drizzle/meta/_journal.json:3\n",
    .good =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"},\n"
        "{\"idx\":1,\"version\":\"7\",\"when\":1760000200000,\"tag\":\"0001_more\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ drizzle/0001_more.sql\n"
        "CREATE TABLE teams (id bigint PRIMARY KEY);\n",
};

// ---- journal-when-not-increasing ----

static void report_when(RuleCtx *ctx, const Journal *journal, const JournalEntry *entry,
                        const JournalEntry *newest)
{
    Str newest_name = ctx_entry_name(ctx, journal, newest);
    report_entry(
        ctx, journal, entry, entry->when_span,
        ctx_fmt(ctx,
                "`when` of " STR_FMT " (" STR_FMT ") is %s that of " STR_FMT
                " before it (" STR_FMT
                "): Drizzle 0.45 skips it silently on every database that has " STR_FMT,
                STR_ARG(ctx_entry_name(ctx, journal, entry)),
                STR_ARG(ctx_when_text(ctx, entry->when)),
                entry->when < newest->when ? "older than" : "the same as",
                STR_ARG(newest_name), STR_ARG(ctx_when_text(ctx, newest->when)),
                STR_ARG(newest_name)));
}

static JournalEntryVec entries_by_place(RuleCtx *ctx, const Journal *journal)
{
    JournalEntryVec entries = { 0 };
    for (size_t i = 0; i < journal->entries.len; i++)
        *vec_push(ctx_arena(ctx), &entries) = &journal->entries.at[i];
    return entries;
}

// The newest entries so far.
typedef struct Newest {
    const JournalEntry *good;
    const JournalEntry *future; // merged with a time that is still to come
} Newest;

// The one that hides the entry on databases that have it; NULL: none. One from the future
// is a defect of its own, and what was beside it when that came has been told with it;
// what comes later is not run all the same.
static const JournalEntry *hider_of(const Project *project, const Newest *newest,
                                    const JournalEntry *entry)
{
    if (newest->good && entry->when <= newest->good->when)
        return newest->good;
    bool is_late = newest->future && entry->when <= newest->future->when;
    return is_late && entry_is_new(project, entry) ? newest->future : NULL;
}

// For each entry of the journal the one before it in `order` that hides it, or NULL.
static const JournalEntry **find_hiders(RuleCtx *ctx, const Project *project,
                                        const JournalEntryVec *order)
{
    const Journal *journal = &project->journal;
    const JournalEntry **hiders =
        NEW_ARRAY(ctx_arena(ctx), const JournalEntry *, journal->entries.len);
    Newest newest = { 0 };
    for (size_t i = 0; i < order->len; i++) {
        const JournalEntry *entry = order->at[i];
        WhenFault fault = when_fault(entry, ctx_present(ctx));
        if (fault == WHEN_FUTURE && !entry_is_new(project, entry))
            newest.future = entry;
        if (entry->is_repeat || fault != WHEN_GOOD)
            continue;
        const JournalEntry *hider = hider_of(project, &newest, entry);
        hiders[entry - journal->entries.at] = hider;
        if (!newest.good || entry->when > newest.good->when)
            newest.good = entry;
    }
    return hiders;
}

// Where the array and the numbers tell different orders, times that follow one of the two
// are right: the order itself is the defect.
static void check_when_increases(RuleCtx *ctx, const Project *project)
{
    const Journal *journal = &project->journal;
    JournalEntryVec by_place = entries_by_place(ctx, journal);
    JournalEntryVec by_idx = ctx_entries_by_idx(ctx, journal);
    bool all_numbered = by_idx.len == by_place.len;
    const JournalEntry **hiders = find_hiders(ctx, project, &by_place);
    const JournalEntry **others =
        find_hiders(ctx, project, all_numbered ? &by_idx : &by_place);
    for (size_t i = 0; i < journal->entries.len; i++)
        if (hiders[i] && others[i])
            report_when(ctx, journal, &journal->entries.at[i], hiders[i]);
}

RULE(journal_when_not_increasing) = {
    .id = "journal-when-not-increasing",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_when_increases,
    .title = "Drizzle skips a migration whose `when` is not the newest",
    .why = "The migrator compares `when` with the newest one that the database has "
           "applied, and runs only what is newer. An entry that is older or equal never "
           "runs where the one before it did, the deploy succeeds all the same, and an "
           "empty test database runs both and shows nothing.",
    .fix = "Merge the target branch, delete this migration's SQL file, snapshot and "
           "entry, and run `drizzle-kit generate` again; for a migration that was never "
           "applied it is enough to set `when` to a time after all others, as `tidegate "
           "journal fix --write` does",
    .bad =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000200000,\"tag\":\"0000_start\"},\n"
        "{\"idx\":1,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0001_more\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ drizzle/0001_more.sql\n"
        "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
        "@ expect journal-when-not-increasing drizzle/meta/_journal.json:3\n",
    .good =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"},\n"
        "{\"idx\":1,\"version\":\"7\",\"when\":1760000200000,\"tag\":\"0001_more\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ drizzle/0001_more.sql\n"
        "CREATE TABLE teams (id bigint PRIMARY KEY);\n",
};
