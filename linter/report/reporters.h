// SPDX-License-Identifier: Apache-2.0
// Inside the room: the reporters' functions.
#ifndef REPORT_REPORTERS_H
#define REPORT_REPORTERS_H

#include "report/report.h"

void report_text(Out *out, const Report *report);
void report_json(Out *out, const Report *report);
void report_github(Out *out, const Report *report);
void report_sarif(Out *out, const Report *report);
void report_gitlab(Out *out, const Report *report);
void report_junit(Out *out, const Report *report);
void report_checkstyle(Out *out, const Report *report);
void report_markdown(Out *out, const Report *report);

// What formats that know nothing but rules call a run that could not judge.
#define NOT_JUDGED_RULE "not-judged"

// "passed", "blocked", or what else the run has come to.
Str outcome(const Report *report);
// "1 error", "2 errors"
Str counted(Arena *arena, size_t count, const char *word);
// "1 error, 0 warnings, 2 notices, 3 allowed"; the last only where there are any.
Str counted_verdict(Arena *arena, const Verdict *verdict);

// "approved by the label "x" on pull request #1: 2 findings"
Str approval_words(Arena *arena, const ReportApproval *approval);
// The message, and who has approved it.
Str finding_words(Arena *arena, const Finding *finding);
// Lines and columns in formats that count from 1 and refuse others.
size_t at_least_one(size_t number);

#endif
