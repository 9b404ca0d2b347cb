// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: what the rules about Drizzle's journal share.
#ifndef LINT_KIT_JOURNAL_H
#define LINT_KIT_JOURNAL_H

#include "ir/migration.h"
#include "lint/finding.h"

typedef struct RuleCtx RuleCtx;
typedef VEC(const JournalEntry *) JournalEntryVec;

// The layout has a journal, it is there, and its entries could be read.
bool journal_is_usable(const Journal *journal);

// The journal's entries that have an idx, by idx and then by place.
JournalEntryVec ctx_entries_by_idx(RuleCtx *ctx, const Journal *journal);
// What an entry is called in messages: its tag, or its place.
Str ctx_entry_name(RuleCtx *ctx, const Journal *journal, const JournalEntry *entry);
// The change brings the entry's SQL, as far as that is known: without a base, and where
// there is no SQL, every entry is new.
bool entry_is_new(const Project *project, const JournalEntry *entry);

// In .project: the change deletes the merged migration of this path, of the snapshot with
// this id, of the entry with this idx. deleted-migration says so, and what is missing
// besides is no fault of its own.
bool ctx_had_merged(const RuleCtx *ctx, Str path);
bool ctx_had_snapshot(const RuleCtx *ctx, Str id);
bool ctx_had_number(const RuleCtx *ctx, int64_t idx);

// "2026-11-20 12:05:25.008 UTC"; the bare number for what is no date.
Str ctx_when_text(RuleCtx *ctx, double when);

// A finding at a place in the journal, about one entry.
Finding *report_entry(RuleCtx *ctx, const Journal *journal, const JournalEntry *entry,
                      Span span, Str message);

#endif
