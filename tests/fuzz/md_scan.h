// SPDX-License-Identifier: Apache-2.0
// A reader of the Markdown that reports are made of, for fuzzers.
#ifndef FUZZ_MD_SCAN_H
#define FUZZ_MD_SCAN_H

#include "base/str.h"

// Outside of code: no tag but those of a report, no mention, no link but to the web; code
// spans and fences are closed, and rows of a table have the same number of cells. A
// breach ends the program.
void md_scan(Str text);

#endif
