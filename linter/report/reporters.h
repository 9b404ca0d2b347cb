// SPDX-License-Identifier: Apache-2.0
// Inside the room: the reporters' functions.
#ifndef REPORT_REPORTERS_H
#define REPORT_REPORTERS_H

#include "report/report.h"

void report_text(Out *out, const Report *report);
void report_json(Out *out, const Report *report);
void report_github(Out *out, const Report *report);
void report_markdown(Out *out, const Report *report);

// "passed", "blocked", or what else the run has come to.
Str outcome(const Report *report);
// "1 error", "2 errors"
Str counted(Arena *arena, size_t count, const char *word);
// "1 error, 0 warnings, 2 notices, 3 allowed"; the last only where there are any.
Str counted_verdict(Arena *arena, const Verdict *verdict);

#endif
