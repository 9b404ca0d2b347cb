// SPDX-License-Identifier: Apache-2.0
// The source line of a finding with its span underlined.
#ifndef REPORT_EXCERPT_H
#define REPORT_EXCERPT_H

#include "base/out.h"
#include "lint/finding.h"

// Writes the first lines of the span with a gutter of line numbers; nothing for a finding
// without text. `paint` is the terminal's sequence for the underline, or NULL for none.
void excerpt_write(Out *out, const Finding *finding, const char *paint);

#endif
