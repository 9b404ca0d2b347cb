// SPDX-License-Identifier: Apache-2.0
// The baseline: a text file of findings that were there when the gate came. They pass,
// and what is new blocks. An entry is a line "FINGERPRINT RULE PATH OBJECT", and a
// finding passes only if it is the same in all four: a fingerprint alone could be met by
// a statement that was made to.
#ifndef GATE_BASELINE_H
#define GATE_BASELINE_H

#include "lint/run.h"

typedef struct BaselineEntry {
    Str line; // as baseline_line() writes it
    Str rule, path, object;
    Span span;                 // of the line in the file
    bool matched;              // by a finding, set by baseline_apply
    size_t at_line, at_column; // where that finding is
} BaselineEntry;

typedef struct Baseline {
    Str path;                   // of the file, for messages
    Str text;                   // ptr NULL: there is none
    VEC(BaselineEntry) entries; // in the order of the file, each once
    Str fault;                  // what the first line is that is no entry; empty: all are
    Str remedy;                 // what to do about it
    Span fault_span;
    size_t more_faults; // lines like it
} Baseline;

// A part of the history that the change under review adds or edits.
typedef struct FreshPart {
    Str path;
    Span part; // of the file's text; 0,0: all of it
} FreshPart;

typedef struct BaselineRun {
    const RuleChoiceVec *choices; // a rule that does not run leaves its entries alone
    VEC(FreshPart)
    fresh;           // a loss of data in these passes by no entry: it asks for a
                     // reason, or for somebody's approval
    Str config_path; // what is wrong with the configuration is never in a baseline
    bool all; // every finding that there is was made: an entry without one is stale
} BaselineRun;

// Takes the file apart. Lines may come in any order and twice, as a merge leaves them;
// those that are no entries let nothing pass, and baseline_apply says so.
void baseline_read(Arena *arena, Str text, Baseline *baseline);

// Marks finished findings that are in the baseline as suppressed; adds to *said, which is
// not finished, what is wrong with the file, and the entries that match nothing.
void baseline_apply(Arena *arena, Baseline *baseline, const BaselineRun *run,
                    FindingVec *findings, FindingVec *said);

// A finding may be in a baseline; not one that says that the gate itself is at fault.
bool baseline_takes(const Baseline *baseline, const BaselineRun *run,
                    const Finding *finding);
// The finding's entry, without a line end: ASCII blanks, "%" and what is no UTF-8 are
// written as "%" and two digits.
Str baseline_line(Arena *arena, const Finding *finding);
// A whole file of such lines, which are sorted first. Fingerprints come first, so that
// what two branches add lands in different places.
Str baseline_file(Arena *arena, StrVec *lines);

#endif
