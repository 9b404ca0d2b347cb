// SPDX-License-Identifier: Apache-2.0
// Reporters: one list of findings, several ways to say it. Each writes into an Out and
// knows nothing of files or the terminal.
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/out.h"
#include "gate/verdict.h"
#include "lint/changes.h"
#include "lint/finding.h"
#include "lint/rule.h"

typedef struct ReportProject {
    Str path, layout, dialect, engine, runner; // engine: "postgres@14"
    size_t migrations;
    size_t fresh;     // of the change set: new or edited
    bool breakpoints; // the runner cuts text at "--> statement-breakpoint"
} ReportProject;

// A label, or whatever else of the pull request approves what a change loses.
typedef struct ReportApproval {
    Str words;      // who, by what, and why, as a sentence without a full stop
    size_t demoted; // findings that warn now, and were errors
} ReportApproval;

typedef struct Report {
    const char *version; // of tidegate
    const char *home;    // the address where tidegate is published
    Str grammar;         // "PostgreSQL 18.0"
    Str base_ref;        // empty: no base
    Str base_commit;
    VEC(ReportProject) projects;
    const FindingVec *findings; // finished and suppressed
    ChangeVec changes;          // what the change does to the database, in order
    Verdict verdict;
    StrVec unjudged; // why something could not be judged, a sentence each; none: all was
    bool failed;     // nothing was judged at all: the first of `unjudged` says why
    int exit_status; // of the program, if every report can be written
    VEC(ReportApproval) approvals;
    StrVec gate_changes; // what the change does to the gate's own files, a sentence each
    Str run_url; // the CI's page of this run, where all of the report is; empty: unknown
    // Where the judged files can be read: {path}, {line} and {end} stand for the lines;
    // empty: unknown.
    Str file_url;
    Str comment_name; // keeps comments of several jobs on one page apart; may be empty
    FailOn fail_on;
    bool color;
    bool quiet; // text: only findings that count towards blocking
} Report;

typedef struct Reporter {
    const char *name; // as --format takes it
    void (*write)(Out *out, const Report *report);
    bool tells_changes; // reads Report.changes, which cost time to find out
} Reporter;

// Some SQL could not be judged: no verdict is a pass.
bool report_is_incomplete(const Report *report);

const Reporter *reporter_find(Str name); // NULL when there is none
extern const Reporter reporters[];       // ended by a NULL name

#endif
