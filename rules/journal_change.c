// SPDX-License-Identifier: Apache-2.0
// What a change does to Drizzle's journal, and to the files that go with its entries.
#include "lint/rule.h"

// ---- rewritten-journal ----

static Map entries_by_tag(RuleCtx *ctx, const Journal *journal)
{
    Map map = { 0 };
    map_reserve(ctx_arena(ctx), &map, journal->entries.len);
    for (size_t i = 0; i < journal->entries.len; i++) {
        JournalEntry *entry = &journal->entries.at[i];
        if (!entry->is_repeat && entry->tag.len > 0)
            map_put(ctx_arena(ctx), &map, entry->tag, entry);
    }
    return map;
}

// An entry and what the base has of it.
typedef struct Rewrite {
    const JournalEntry *now;
    const JournalEntry *old;
} Rewrite;

static bool has_same_sql(const Project *now, const Project *base, const Rewrite *rewrite)
{
    const Migration *m = project_migration(now, rewrite->now->sql_path);
    const Migration *old = project_migration(base, rewrite->old->sql_path);
    return m && old && str_eq(m->text, old->text);
}

// The entry under another tag: the one with its idx, unless it is that of another
// migration, which has taken the place of one that is gone.
static const JournalEntry *renamed_entry(const Project *now, const Project *base,
                                         const Map *merged, const JournalEntry *old)
{
    const Journal *journal = &now->journal;
    for (size_t i = 0; i < journal->entries.len && old->has_idx; i++) {
        const JournalEntry *entry = &journal->entries.at[i];
        Rewrite rewrite = { entry, old };
        if (entry->has_idx && entry->idx == old->idx && !map_get(merged, entry->tag) &&
            (!old->has_sql || has_same_sql(now, base, &rewrite)))
            return entry;
    }
    return NULL;
}

// What the migrator makes of it, or drizzle-kit.
static const char *consequence(const Rewrite *rewrite)
{
    const JournalEntry *now = rewrite->now;
    const JournalEntry *old = rewrite->old;
    if (now->when > old->when)
        return "Drizzle 0.45 runs it again on every database whose newest migration is "
               "older than that";
    if (now->when < old->when)
        return "Databases that have it keep the old time, and Drizzle 0.45 skips what is "
               "not newer than that";
    if (now->idx != old->idx || !str_eq(now->tag, old->tag))
        return "drizzle-kit finds its snapshot by that number, and bundles find its SQL";
    return "Drizzle 0.45 does not look at that, and cuts the file as before";
}

// What is different, each with both values. A tag whose file is renamed with it is said
// to be deleted, which is another rule's matter.
static StrVec differences(RuleCtx *ctx, const Rewrite *rewrite)
{
    Arena *arena = ctx_arena(ctx);
    const JournalEntry *now = rewrite->now;
    const JournalEntry *old = rewrite->old;
    StrVec words = { 0 };
    if (now->has_idx && old->has_idx && now->idx != old->idx)
        *vec_push(arena, &words) = ctx_fmt(ctx, "idx from %lld to %lld",
                                           (long long)old->idx, (long long)now->idx);
    if (now->has_when && old->has_when &&
        (now->when < old->when || now->when > old->when))
        *vec_push(arena, &words) = ctx_fmt(ctx, "`when` from " STR_FMT " to " STR_FMT,
                                           STR_ARG(ctx_when_text(ctx, old->when)),
                                           STR_ARG(ctx_when_text(ctx, now->when)));
    if (!old->has_sql && !str_eq(now->tag, old->tag))
        *vec_push(arena, &words) = ctx_fmt(ctx, "tag from " STR_FMT " to " STR_FMT,
                                           STR_ARG(old->tag), STR_ARG(now->tag));
    if (now->has_breakpoints && old->has_breakpoints &&
        now->breakpoints != old->breakpoints)
        *vec_push(arena, &words) =
            ctx_fmt(ctx, "breakpoints to %s", now->breakpoints ? "true" : "false");
    return words;
}

static void check_rewritten(RuleCtx *ctx, const Journal *journal, const Rewrite *rewrite)
{
    StrVec words = differences(ctx, rewrite);
    if (words.len == 0)
        return;
    const JournalEntry *old = rewrite->old;
    report_entry(ctx, journal, rewrite->now, rewrite->now->span,
                 ctx_fmt(ctx,
                         "the entry of " STR_FMT
                         " is merged, and this change sets its " STR_FMT ". %s",
                         STR_ARG(old->tag), STR_ARG(ctx_list(ctx, &words)),
                         consequence(rewrite)));
}

static void check_rewritten_journal(RuleCtx *ctx, const Project *now, const Project *base)
{
    if (!journal_is_usable(&now->journal) || !journal_is_usable(&base->journal))
        return;
    Map present = entries_by_tag(ctx, &now->journal);
    Map merged = entries_by_tag(ctx, &base->journal);
    for (size_t i = 0; i < base->journal.entries.len; i++) {
        const JournalEntry *old = &base->journal.entries.at[i];
        Rewrite rewrite = { map_get(&present, old->tag), old };
        if (old->is_repeat)
            continue;
        if (!rewrite.now)
            rewrite.now = renamed_entry(now, base, &merged, old);
        if (rewrite.now)
            check_rewritten(ctx, &now->journal, &rewrite);
    }
}

RULE(rewritten_journal) = {
    .id = "rewritten-journal",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .change_set = check_rewritten_journal,
    .title = "A merged entry of Drizzle's journal is rewritten",
    .why = "Databases have recorded the `when` that the entry had, and the migrator "
           "compares the journal with nothing else. With a newer one the migration runs "
           "again where it has run, or the ones after it are passed over; with another "
           "idx or tag, tools no longer find what belongs to it.",
    .fix = "Put the entry back as the target branch has it, and give the migrations that "
           "are not merged other numbers and times: `tidegate journal fix --write` does "
           "that",
    .bad =
        "@ base drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ base drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000200000,\"tag\":\"0000_start\"}]}\n"
        "@ expect rewritten-journal drizzle/meta/_journal.json:2\n",
    .good =
        "@ base drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ base drizzle/0000_start.sql\n"
        "CREATE TABLE users (id bigint PRIMARY KEY);\n"
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"},\n"
        "{\"idx\":1,\"version\":\"7\",\"when\":1760000200000,\"tag\":\"0001_more\"}]}\n"
        "@ drizzle/0001_more.sql\n"
        "CREATE TABLE teams (id bigint PRIMARY KEY);\n",
};

// ---- migration-incomplete ----

// The number or time in a snapshot's name: "0003" of "meta/0003_snapshot.json".
static Str snapshot_prefix(Str path)
{
    size_t slash = str_rfind_char(path, '/');
    Str name = slash < path.len ? str_drop(path, slash + 1) : path;
    return str_take(name, str_find_char(name, '_', 0));
}

static bool is_of_entry(RuleCtx *ctx, const JournalEntry *entry, Str prefix)
{
    Str of_tag = str_take(entry->tag, str_find_char(entry->tag, '_', 0));
    Str of_idx = ctx_fmt(ctx, "%04lld", (long long)entry->idx);
    return str_eq(of_tag, prefix) || (entry->has_idx && str_eq(of_idx, prefix));
}

static bool is_of_any(RuleCtx *ctx, const Journal *journal, Str prefix)
{
    for (size_t i = 0; i < journal->entries.len; i++)
        if (is_of_entry(ctx, &journal->entries.at[i], prefix))
            return true;
    return false;
}

// SQL without an entry, an entry without SQL and an entry without a snapshot are found in
// the files as such, whichever of them a commit leaves out. What is left is a snapshot
// that came alone.
static void check_incomplete(RuleCtx *ctx, const Project *now, const Project *base)
{
    const Journal *journal = &now->journal;
    const StrVec *before = &base->journal.snapshots;
    size_t next = 0; // of the base's, which are in the same order
    for (size_t i = 0; journal_is_usable(journal) && i < journal->snapshots.len; i++) {
        Str path = journal->snapshots.at[i];
        Str prefix = snapshot_prefix(path);
        bool is_next = next < before->len && str_eq(before->at[next], path);
        next += is_next;
        if (is_next || list_has(before, path) || is_of_any(ctx, journal, prefix))
            continue;
        report_file(ctx, path, (Str){ 0 }, (Span){ 0 },
                    "this change adds the snapshot, but no entry of " STR_FMT
                    " is numbered " STR_FMT ": drizzle-kit takes what it describes for "
                    "made, and leaves that out of every later migration",
                    STR_ARG(journal->path), STR_ARG(prefix));
    }
}

RULE(migration_incomplete) = {
    .id = "migration-incomplete",
    .since = "0.1.0",
    .severity = SEV_ERROR,
    .kind = KIND_MISSING,
    .change_set = check_incomplete,
    .title = "A change adds a snapshot without its migration",
    .why = "drizzle-kit writes three files for a migration: SQL, snapshot and an entry "
           "in the journal. With the snapshot alone the next `drizzle-kit generate` "
           "finds nothing left to do, so the tables and columns that it describes are "
           "never made. The common cause is a commit that took some of the files only.",
    .fix = "Add the migration's SQL file and its entry in the journal to the same commit "
           "(`git add` the whole folder), or take the snapshot out of it",
    .bad =
        "@ base drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ base drizzle/meta/0000_snapshot.json\n"
        "{\"id\":\"6a5dd5f4-0a3c-4b0a-8f57-0c6f5a8f0a01\",\n"
        "\"prevId\":\"00000000-0000-0000-0000-000000000000\",\n"
        "\"version\":\"7\",\"dialect\":\"postgresql\",\"tables\":{}}\n"
        "@ base drizzle/0000_start.sql\n"
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;\n"
        "@ drizzle/meta/0001_snapshot.json\n"
        "{\"id\":\"6a5dd5f4-0a3c-4b0a-8f57-0c6f5a8f0a02\",\n"
        "\"prevId\":\"6a5dd5f4-0a3c-4b0a-8f57-0c6f5a8f0a01\",\n"
        "\"version\":\"7\",\"dialect\":\"postgresql\",\"tables\":{}}\n"
        "@ expect migration-incomplete drizzle/meta/0001_snapshot.json\n",
    .good =
        "@ base drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[]}\n"
        "@ drizzle/meta/_journal.json\n"
        "{\"version\":\"7\",\"dialect\":\"postgresql\",\"entries\":[\n"
        "{\"idx\":0,\"version\":\"7\",\"when\":1760000000000,\"tag\":\"0000_start\"}]}\n"
        "@ drizzle/meta/0000_snapshot.json\n"
        "{\"id\":\"6a5dd5f4-0a3c-4b0a-8f57-0c6f5a8f0a01\",\n"
        "\"prevId\":\"00000000-0000-0000-0000-000000000000\",\n"
        "\"version\":\"7\",\"dialect\":\"postgresql\",\"tables\":{}}\n"
        "@ drizzle/0000_start.sql\n"
        "REVOKE ALL ON SCHEMA public FROM PUBLIC;\n",
};
