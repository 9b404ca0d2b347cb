// SPDX-License-Identifier: Apache-2.0
// Questions about a journal's entries.
#include "ir/journal.h"

#include <math.h>

// Clocks differ, and a branch may have been made on a machine whose clock is wrong by
// hours: a day is the width of all time zones.
static const double SLACK = 24 * 60 * 60 * 1000.0;

// A date in January 1970 that is one of this century if multiplied.
static bool looks_like_seconds(double when)
{
    return when > 946684800.0 && when < 4102444800.0;
}

WhenFault when_fault(const JournalEntry *entry, double present)
{
    if (!entry->has_when)
        return WHEN_MISSING;
    if (entry->when != floor(entry->when))
        return WHEN_FRACTION;
    if (looks_like_seconds(entry->when))
        return WHEN_SECONDS;
    return present > 0 && entry->when > present + SLACK ? WHEN_FUTURE : WHEN_GOOD;
}

const JournalEntry *journal_entry(const Journal *journal, Str sql_path)
{
    for (size_t i = 0; i < journal->entries.len; i++)
        if (str_eq(journal->entries.at[i].sql_path, sql_path))
            return &journal->entries.at[i];
    return NULL;
}
