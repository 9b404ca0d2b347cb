// SPDX-License-Identifier: Apache-2.0
// The numbers, names and times that Drizzle's journal gives its entries, one against the
// other and against those that are merged.
#include "lint/rule.h"

// ---- journal-duplicate-idx ----

// Of the entries from `from` to `to`, which have one idx, the one that keeps it: the
// first that is merged, or else the first.
static size_t keeper(const Project *project, const JournalEntryVec *entries, size_t from,
                     size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!entries->at[i]->is_repeat && !entry_is_new(project, entries->at[i]))
            return i;
    return from;
}

static void report_same_idx(RuleCtx *ctx, const Project *project,
                            const JournalEntry *entry, const JournalEntry *first)
{
    const Journal *journal = &project->journal;
    report_entry(ctx, journal, entry, entry->idx_span,
                 ctx_fmt(ctx,
                         "idx %lld of " STR_FMT " belongs to " STR_FMT
                         " already: drizzle-kit counts on from it, and bundles for Expo "
                         "and Durable Objects run one file for both",
                         (long long)entry->idx,
                         STR_ARG(ctx_entry_name(ctx, journal, entry)),
                         STR_ARG(ctx_entry_name(ctx, journal, first))));
}

static void check_duplicate_idx(RuleCtx *ctx, const Project *project)
{
    JournalEntryVec entries = ctx_entries_by_idx(ctx, &project->journal);
    for (size_t from = 0, to; from < entries.len; from = to) {
        for (to = from + 1; to < entries.len; to++)
            if (entries.at[to]->idx != entries.at[from]->idx)
                break;
        if (to - from == 1)
            continue;
        size_t first = keeper(project, &entries, from, to);
        for (size_t i = from; i < to; i++) // an entry that is there twice is said once
            if (i != first && !entries.at[i]->is_repeat)
                report_same_idx(ctx, project, entries.at[i], entries.at[first]);
    }
}

RULE(journal_duplicate_idx) = {
    .id = "journal-duplicate-idx",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_duplicate_idx,
    .title = "Two entries of Drizzle's journal have one idx",
    .why = "Two branches took the same next number. drizzle-kit takes the last idx and "
           "adds one, so the next migration gets a number that is taken, and its "
           "snapshot overwrites another one. Bundles for Expo and Durable Objects find a "
           "migration by its idx, and run one of the two twice and the other never.",
    .fix = "Run `tidegate journal fix --write`, which numbers what is not merged anew; "
           "or delete the newer migration and run `drizzle-kit generate` again",
    .bad =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"},\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000200000,\"tag\":\"0001_more\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ drizzle/0001_more.sql\n"
        "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
        "@ expect journal-duplicate-idx drizzle/meta/_journal.json:3\n",
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

// ---- journal-duplicate-tag ----

static void check_duplicate_tag(RuleCtx *ctx, const Project *project)
{
    const Journal *journal = &project->journal;
    for (size_t i = 0; i < journal->entries.len; i++) {
        const JournalEntry *entry = &journal->entries.at[i];
        if (entry->is_repeat)
            report_entry(ctx, journal, entry, entry->tag_span,
                         ctx_fmt(ctx,
                                 "the journal lists " STR_FMT
                                 " twice: Drizzle 0.45 runs its file twice on a new "
                                 "database, where the second run fails",
                                 STR_ARG(entry->tag)));
    }
}

RULE(journal_duplicate_tag) = {
    .id = "journal-duplicate-tag",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_duplicate_tag,
    .title = "Drizzle's journal lists a migration twice",
    .why = "A merge took the entry from both sides. The migrator runs the file once for "
           "each entry, and what the first run has made is in the way of the second: the "
           "deploy to every new database fails, and so does the next deploy to those "
           "whose newest `when` is older than the second one's.",
    .fix = "Delete the second entry; `tidegate journal fix --write` does so where it is "
           "not merged",
    .bad =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"},\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ expect journal-duplicate-tag drizzle/meta/_journal.json:3\n",
    .good =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

// ---- journal-out-of-order ----

// Told at each step down: an entry that was put too far to the front is one step, however
// many come behind it.
static void check_journal_order(RuleCtx *ctx, const Project *project)
{
    const Journal *journal = &project->journal;
    const JournalEntry *last = NULL;
    for (size_t i = 0; i < journal->entries.len; i++) {
        const JournalEntry *entry = &journal->entries.at[i];
        if (!entry->has_idx || entry->is_repeat)
            continue;
        if (last && entry->idx < last->idx)
            report_entry(
                ctx, journal, entry, entry->idx_span,
                ctx_fmt(
                    ctx,
                    STR_FMT " (idx %lld) stands behind " STR_FMT
                            " (idx %lld): Drizzle 0.45 runs entries in the order of "
                            "the array, whatever their idx says",
                    STR_ARG(ctx_entry_name(ctx, journal, entry)), (long long)entry->idx,
                    STR_ARG(ctx_entry_name(ctx, journal, last)), (long long)last->idx));
        last = entry;
    }
}

RULE(journal_out_of_order) = {
    .id = "journal-out-of-order",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_journal_order,
    .title = "Drizzle's journal has its entries in another order than their idx",
    .why = "The migrator runs the entries as the array has them and does not look at "
           "idx. A new database runs a migration before the one that it builds on, and "
           "fails or ends with another schema than the databases that got them one by "
           "one.",
    .fix = "Put the entries in the order of their idx; `tidegate journal fix --write` "
           "does so for those that are not merged",
    .bad =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":1,\"version\":\"7\",\"when\":1760000200000,\"tag\":\"0001_more\"},\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ drizzle/0001_more.sql\n"
        "CREATE TABLE teams (id bigint PRIMARY KEY);\n"
        "@ expect journal-out-of-order drizzle/meta/_journal.json:4\n",
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

// ---- journal-tag-mismatch ----

// The idx that a tag begins with, as drizzle-kit writes it without a `prefix` in its
// configuration: four digits, more when they do not do. Times have ten or fourteen, and
// nothing relates them to idx.
static bool idx_of_tag(Str tag, uint64_t *idx)
{
    enum { FEWEST = 4, MOST = 6 };
    Str digits = str_take(tag, str_find_char(tag, '_', 0));
    return digits.len >= FEWEST && digits.len <= MOST && str_to_u64(digits, idx);
}

// How often each number begins a tag.
static Map count_numbers(RuleCtx *ctx, const Journal *journal)
{
    Map counts = { 0 };
    map_reserve(ctx_arena(ctx), &counts, journal->entries.len);
    for (size_t i = 0; i < journal->entries.len; i++) {
        uint64_t number;
        const JournalEntry *entry = &journal->entries.at[i];
        if (entry->is_repeat || !idx_of_tag(entry->tag, &number))
            continue;
        Str key = ctx_fmt(ctx, "%llu", (unsigned long long)number);
        size_t *count = map_get(&counts, key);
        if (!count) {
            count = NEW(ctx_arena(ctx), size_t);
            map_put(ctx_arena(ctx), &counts, key, count);
        }
        ++*count;
    }
    return counts;
}

static bool has_same_idx(const JournalEntryVec *entries, size_t at)
{
    int64_t idx = entries->at[at]->idx;
    return (at > 0 && entries->at[at - 1]->idx == idx) ||
           (at + 1 < entries->len && entries->at[at + 1]->idx == idx);
}

// Another rule says what is wrong: the idx, or the tag's number, is there twice, or
// numbers are missing before it and the tag was made from the place.
static bool is_said_elsewhere(RuleCtx *ctx, const Map *counts,
                              const JournalEntryVec *entries, size_t at, uint64_t number)
{
    const size_t *count =
        map_get(counts, ctx_fmt(ctx, "%llu", (unsigned long long)number));
    return number == at || has_same_idx(entries, at) || (count && *count > 1);
}

static void report_mismatch(RuleCtx *ctx, const Journal *journal,
                            const JournalEntry *entry, uint64_t number)
{
    report_entry(ctx, journal, entry, entry->tag_span,
                 ctx_fmt(ctx,
                         STR_FMT " has the idx %lld: drizzle-kit wrote its snapshot as "
                                 "meta/%04lld_snapshot.json, and gives the number %04llu "
                                 "to another migration when it gets there",
                         STR_ARG(entry->tag), (long long)entry->idx,
                         (long long)entry->idx, (unsigned long long)number));
}

// Where all entries are off by the same from one on, that one is told.
static void check_tag_mismatch(RuleCtx *ctx, const Project *project)
{
    const Journal *journal = &project->journal;
    JournalEntryVec entries = ctx_entries_by_idx(ctx, journal);
    Map counts = count_numbers(ctx, journal);
    int64_t last_offset = 0;
    for (size_t i = 0; i < entries.len; i++) {
        const JournalEntry *entry = entries.at[i];
        uint64_t number;
        if (entry->is_repeat || entry->idx < 0 || !idx_of_tag(entry->tag, &number))
            continue;
        int64_t offset = (int64_t)number - entry->idx;
        if (offset != 0 && offset != last_offset &&
            !is_said_elsewhere(ctx, &counts, &entries, i, number))
            report_mismatch(ctx, journal, entry, number);
        last_offset = offset;
    }
}

RULE(journal_tag_mismatch) = {
    .id = "journal-tag-mismatch",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_tag_mismatch,
    .title = "An entry's tag begins with another number than its idx",
    .why = "Somebody renamed the file or edited the entry. Files are listed in an order "
           "in which they do not run, the migration and its snapshot have different "
           "numbers, and a later migration is given the one that the tag has taken.",
    .fix = "Give the tag and the SQL file the entry's number; `tidegate journal fix "
           "--write` does so for those that are not merged",
    .bad =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0007_start\"}]}\n"
        "@ drizzle/0007_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ expect journal-tag-mismatch drizzle/meta/_journal.json:2\n",
    .good =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};

// ---- journal-when-implausible ----

static Str say_missing(RuleCtx *ctx, const JournalEntry *entry, Str name)
{
    (void)entry;
    return ctx_fmt(ctx,
                   STR_FMT " has no `when` that is a number: Drizzle 0.45 skips it on "
                           "every database that has run a migration",
                   STR_ARG(name));
}

static Str say_fraction(RuleCtx *ctx, const JournalEntry *entry, Str name)
{
    return ctx_fmt(ctx,
                   "`when` of " STR_FMT
                   " is %.15g, which is no whole number: it does not "
                   "fit into the column that Drizzle 0.45 records it in",
                   STR_ARG(name), entry->when);
}

static Str say_seconds(RuleCtx *ctx, const JournalEntry *entry, Str name)
{
    return ctx_fmt(ctx,
                   "`when` of " STR_FMT " counts seconds, where Drizzle counts "
                   "milliseconds: it is taken for " STR_FMT
                   ", and skipped on every database that has the migration before it",
                   STR_ARG(name), STR_ARG(ctx_when_text(ctx, entry->when)));
}

static Str say_future(RuleCtx *ctx, const JournalEntry *entry, Str name)
{
    return ctx_fmt(ctx,
                   "`when` of " STR_FMT " (" STR_FMT
                   ") is in the future: on databases that have it, Drizzle 0.45 skips "
                   "every migration that is made before then",
                   STR_ARG(name), STR_ARG(ctx_when_text(ctx, entry->when)));
}

typedef Str (*SayWhen)(RuleCtx *ctx, const JournalEntry *entry, Str name);

static const SayWhen say_when[] = {
    [WHEN_GOOD] = NULL,
    [WHEN_MISSING] = say_missing,
    [WHEN_FRACTION] = say_fraction,
    [WHEN_SECONDS] = say_seconds,
    [WHEN_FUTURE] = say_future,
};

// Seconds harm where milliseconds came before; a journal that has had seconds from its
// first entry on works. What comes behind an entry of the future has to be later still.
static void check_when_plausible(RuleCtx *ctx, const Project *project)
{
    const Journal *journal = &project->journal;
    bool had_milliseconds = false;
    bool had_future = false;
    for (size_t i = 0; i < journal->entries.len; i++) {
        const JournalEntry *entry = &journal->entries.at[i];
        WhenFault fault = when_fault(entry, ctx_present(ctx));
        had_milliseconds = had_milliseconds || fault == WHEN_GOOD || fault == WHEN_FUTURE;
        bool is_harmless = (fault == WHEN_SECONDS && !had_milliseconds) ||
                           (fault == WHEN_FUTURE && had_future);
        had_future = had_future || fault == WHEN_FUTURE;
        if (entry->is_repeat || !say_when[fault] || is_harmless)
            continue;
        Str name = ctx_entry_name(ctx, journal, entry);
        Finding *f = report_entry(ctx, journal, entry, entry->when_span,
                                  say_when[fault](ctx, entry, name));
        if (fault == WHEN_SECONDS)
            f->fix = ctx_fmt(ctx,
                             "Write the time in milliseconds: %.0f, if it is later "
                             "than those before it",
                             entry->when * 1000);
    }
}

RULE(journal_when_implausible) = {
    .id = "journal-when-implausible",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .project = check_when_plausible,
    .title = "Drizzle's journal has a `when` that is no time of a migration",
    .why = "The migrator knows by `when` alone which migrations a database still lacks. "
           "One without a number, or in seconds, is older than all others and never runs "
           "on an existing database. One in the future hides every migration that is "
           "made until then, and none of those deploys fails.",
    .fix = "Write the milliseconds since 1970 at which the migration was made; for an "
           "entry that is not merged `tidegate journal fix --write` does so",
    .bad =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":4102444800000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ expect journal-when-implausible drizzle/meta/_journal.json:2\n",
    .good =
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n",
};
