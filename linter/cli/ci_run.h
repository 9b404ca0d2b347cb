// SPDX-License-Identifier: Apache-2.0
// The CI run that the program is part of: where its pages are, and its summary.
#ifndef CLI_CI_RUN_H
#define CLI_CI_RUN_H

#include "git/history.h"
#include "report/report.h"

// Sets run_url and file_url of the report, where the CI system tells enough.
void ci_run_links(Arena *arena, HistoryEnv env, Report *report);

// Appends the Markdown report to GitHub's summary of the step, if it has one. False with
// *why when it cannot be written.
bool ci_run_summary(Arena *arena, HistoryEnv env, const Report *report, Str *why);

#endif
