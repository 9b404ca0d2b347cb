// SPDX-License-Identifier: Apache-2.0
// What the rules about Drizzle's journal share.
#include "base/civil.h"
#include "lint/rule.h"

#include <stdlib.h>

bool journal_is_usable(const Journal *journal)
{
    return journal->expected && journal->present && journal->error.len == 0;
}

static int cmp_idx(const void *left, const void *right)
{
    const JournalEntry *a = *(const JournalEntry *const *)left;
    const JournalEntry *b = *(const JournalEntry *const *)right;
    if (a->idx != b->idx)
        return a->idx < b->idx ? -1 : 1;
    return (a->span.start > b->span.start) - (a->span.start < b->span.start);
}

JournalEntryVec ctx_entries_by_idx(RuleCtx *ctx, const Journal *journal)
{
    JournalEntryVec sorted = { 0 };
    for (size_t i = 0; i < journal->entries.len; i++)
        if (journal->entries.at[i].has_idx)
            *vec_push(ctx_arena(ctx), &sorted) = &journal->entries.at[i];
    if (sorted.len > 0)
        qsort(sorted.at, sorted.len, sizeof *sorted.at, cmp_idx);
    return sorted;
}

Str ctx_entry_name(RuleCtx *ctx, const Journal *journal, const JournalEntry *entry)
{
    size_t at = (size_t)(entry - journal->entries.at);
    return entry->tag.len > 0 ? entry->tag : ctx_fmt(ctx, "entry %zu", at);
}

bool entry_is_new(const Project *project, const JournalEntry *entry)
{
    const Migration *migration = project_migration(project, entry->sql_path);
    return !migration || migration->status == CHANGE_NEW;
}

Str ctx_when_text(RuleCtx *ctx, double when)
{
    const double last = 253402300799999.0; // the end of the year 9999
    if (!(when >= 0 && when <= last))
        return ctx_fmt(ctx, "%.17g", when);
    long long ms = (long long)when;
    Civil date = civil_of(ms / 1000);
    return ctx_fmt(ctx, "%04lld-%02d-%02d %02d:%02d:%02d.%03lld UTC",
                   (long long)date.year, date.month, date.day, date.hour, date.minute,
                   date.second, ms % 1000);
}

Finding *report_entry(RuleCtx *ctx, const Journal *journal, const JournalEntry *entry,
                      Span span, Str message)
{
    Finding *f =
        report_file(ctx, journal->path, journal->text, span, STR_FMT, STR_ARG(message));
    f->object = ctx_fmt(ctx, STR_FMT "#" STR_FMT, STR_ARG(journal->path),
                        STR_ARG(ctx_entry_name(ctx, journal, entry)));
    return f;
}
