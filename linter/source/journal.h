// SPDX-License-Identifier: Apache-2.0
// What a journal's text says.
#ifndef SOURCE_JOURNAL_H
#define SOURCE_JOURNAL_H

#include "base/arena.h"
#include "ir/journal.h"

// Takes journal->text apart into version, dialect, entries with their spans, and faults;
// sql_path and has_sql are not filled in. One that cannot be used has an error and no
// entries.
void journal_parse(Arena *arena, Journal *journal);

#endif
