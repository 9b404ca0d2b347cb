// SPDX-License-Identifier: Apache-2.0
// Finding: what a rule has to say about one place. Everything a reporter needs is in it.
#ifndef LINT_FINDING_H
#define LINT_FINDING_H

#include "ir/op.h"
#include "lint/fix.h"

typedef enum Severity { SEV_NOTICE, SEV_WARNING, SEV_ERROR } Severity;

enum { SEVERITY_COUNT = 3 };

struct Rule;

// Who lets a finding pass.
typedef enum Suppressor {
    SUPPRESSED_NOT,
    SUPPRESSED_COMMENT, // in the file itself
    SUPPRESSED_CONFIG,  // "allow" in the configuration
    SUPPRESSED_BASELINE // it was there when the baseline was written
} Suppressor;

typedef struct Finding {
    const struct Rule *rule;
    Severity severity;
    Str path;  // from the repository root
    Str text;  // the file's text, for the excerpt; empty when there is none (a deleted
               // file)
    Span span; // in text
    Span stmt; // the statement it is about: suppressions bind to it; equals span outside
               // SQL
    size_t line, column, end_line,
        end_column; // from 1, code points, end exclusive; set by findings_finish
    Str message;    // one sentence about this very place, with its names
    Str why;        // what happens in production
    Str fix;        // what to do instead, with its names
    FixStepVec
        steps;  // the same as steps, if there are any: findings_finish then sets .fix
    Str object; // "public.users.email", a file's path, …: what stays the same when lines
                // move
    LockTaken lock; // mode LOCK_NONE: none
    bool fails; // of a rule about losses: nothing is lost, the statement fails instead
    bool suppressed;
    Suppressor suppressor;
    Str suppress_reason;
    Str approved; // who has approved it, and why, as words: it was an error and warns
                  // now. Empty: nobody has
    uint64_t fingerprint; // set by findings_finish
} Finding;

typedef VEC(Finding) FindingVec;

const char *severity_word(Severity severity); // "error"
bool severity_from(Str word, Severity *severity);

// As every report and the baseline write it: 16 hexadecimal digits.
Str fingerprint_text(Arena *arena, uint64_t fingerprint);

// Of a text that is no migration, or of what is no op in one: the rule's own severity,
// why and fix, about the file itself.
Finding finding_in_text(const struct Rule *rule, Str path, Str text, Span span,
                        Str message);

// Sorts by path, place, rule and message; drops exact repetitions; sets lines, columns,
// fixes of steps, and fingerprints. A fingerprint is made of rule, path, object and the
// words of the statement, and of a number among equal ones: it does not change when lines
// move, when other statements come or go, or when a formatter sets the statement anew. It
// does with the file's path and with the object's name. Baselines keep it.
void findings_finish(Arena *arena, FindingVec *findings);

// Copies the names of the relations that the findings from `first` on tell the locks of:
// the op's effects have them, which live no longer than its batch.
void findings_own_locks(Arena *arena, FindingVec *findings, size_t first);

// Adds a finished list to a finished one, in the same order. Their rules have to be
// others: the fingerprints stay as they are.
void findings_merge(Arena *arena, FindingVec *findings, const FindingVec *more);

#endif
