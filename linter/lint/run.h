// SPDX-License-Identifier: Apache-2.0
// Running the rules over a project: replay history, judge what is to be judged.
#ifndef LINT_RUN_H
#define LINT_RUN_H

#include "ir/frontend.h"
#include "lint/changes.h"
#include "lint/choices.h"
#include "lint/finding.h"
#include "lint/rule.h"

// A file of the change taken apart: what suppressions need.
typedef struct JudgedFile {
    Str path;
    bool judged; // false: a merged migration that was edited; rules did not look at its
                 // statements
    bool silent; // it was not asked for: its suppressions hold for what the history rules
                 // find in it, and what is wrong with them is not said
    bool nolint; // the runner's own linter reads "atlas:nolint" in it
    Span part;   // of the text: the migration's, where the file holds several; 0,0: all
    Lowered lowered;
} JudgedFile;

typedef VEC(JudgedFile) JudgedFileVec;

typedef struct LintResult {
    FindingVec findings; // in the order of discovery; see findings_finish
    JudgedFileVec files;
    // What the new migrations do, in the order in which they run; only if asked for.
    ChangeVec changes;
    // The file at which the run's time was over: it and what follows were not judged to
    // their end. Empty: all was.
    Str stopped_at;
} LintResult;

typedef struct LintOptions {
    // Of the project's dialect. NULL: SQL is not read, history rules still run; telling
    // the user so is the caller's part.
    const Frontend *frontend;
    bool all;     // what the base already had wrong is reported too
    bool changes; // list what the new migrations do
    // Which rules run; NULL: as they are by default. What else is chosen is applied
    // afterwards, by rule_choices_apply.
    const RuleChoiceVec *choices;
    // What counts as the present, in milliseconds since 1970; 0: not known, and nothing
    // is in the future.
    double present;
} LintOptions;

// `base` is the project as the base has it, or NULL; layout_compare has been called.
// Adds to *result; everything in it lives in `arena`.
void lint_project(Arena *arena, const LintOptions *options, const Project *now,
                  const Project *base, LintResult *result);

#endif
