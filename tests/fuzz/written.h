// SPDX-License-Identifier: Apache-2.0
// What must hold of everything that is written for people and machines, whatever is in
// the texts that it tells of.
#ifndef FUZZ_WRITTEN_H
#define FUZZ_WRITTEN_H

#include "report/report.h"

// Writes the report in every format; SARIF, which tells of every rule and takes most of
// the time, only if that is asked for. Each is UTF-8 without control characters (but the
// colors that were asked for) and without commands to CI runners; JSON and XML are well
// formed; in Markdown nothing is a tag, a mention or a link that tidegate did not write.
void fuzz_check_report(Arena *arena, const Report *report, bool sarif);

// For what is no report of findings.
void fuzz_check_shown(Str text, bool color);
void fuzz_check_json(Arena *arena, Str text);

// Well-formed XML as the reports have it: elements, attributes, text, references.
void fuzz_check_xml(Str text);

#endif
