// SPDX-License-Identifier: Apache-2.0
// The Markdown report within a limit.
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "report/report.h"

// GitHub takes 65,536 characters in a comment and refuses more with 422. Bytes are
// counted, which are never fewer, and something is left for who posts it.
enum { MARKDOWN_LIMIT = 65536 - 536 };

// What does not fit is left out, the least important first, and counted; the verdict
// always is there. `limit`: bytes, at least a few thousand.
void markdown_write(Out *out, const Report *report, size_t limit);

#endif
