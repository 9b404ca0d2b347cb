// SPDX-License-Identifier: Apache-2.0
// Drizzle's meta/_journal.json: which migrations there are, and in which order.
#ifndef IR_JOURNAL_H
#define IR_JOURNAL_H

#include "ir/op.h"

typedef struct JournalEntry {
    Str tag;        // empty: missing or not a string
    Str sql_path;   // where the tag's SQL must be
    bool has_sql;   // and whether it is there
    bool is_repeat; // an entry before it has the same tag
    bool has_idx;
    int64_t idx;
    bool has_when;        // there is a number
    double when;          // milliseconds since 1970 if all is well
    bool has_breakpoints; // there is a truth value
    bool breakpoints;
    Str version;   // of the snapshot's format, as written
    Span span;     // the entry's object in the journal's text
    Span idx_span; // its values' spans; the entry's own span where the key is missing
    Span when_span;
    Span tag_span;
} JournalEntry;

// What makes a `when` no time that drizzle-kit can have written.
typedef enum WhenFault {
    WHEN_GOOD,
    WHEN_MISSING,  // or not a number
    WHEN_FRACTION, // no whole number
    WHEN_SECONDS,  // a number of seconds, where milliseconds belong
    WHEN_FUTURE    // more than a day ahead of the present
} WhenFault;

// `present` in milliseconds since 1970; 0: not known, and nothing is in the future.
WhenFault when_fault(const JournalEntry *entry, double present);

// What is wrong with a journal whose entries can be read all the same.
typedef struct JournalFault {
    Str text; // to follow its name in a sentence: "has no \"version\""
    Span span;
    bool of_entry; // it leaves one of the entries in doubt
} JournalFault;

typedef struct Journal {
    bool expected; // the layout has a journal
    bool present;
    Str path;
    Str text;
    Str error; // why it cannot be used, to follow its name in a sentence: "is empty";
               // empty: it can
    Span error_span; // where
    VEC(JournalFault) faults;
    Str version; // of the journal's format, as written
    Str dialect; // as written
    // In the order of the array, which is the order of execution.
    VEC(JournalEntry) entries;
    StrVec orphans;   // SQL files beside it that no entry names: paths
    StrVec snapshots; // the files beside it whose names are those of snapshots: paths
} Journal;

// The first entry of this SQL file, or NULL.
const JournalEntry *journal_entry(const Journal *journal, Str sql_path);

#endif
