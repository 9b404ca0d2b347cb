// SPDX-License-Identifier: Apache-2.0
// Parts of the SARIF report. For linter/report alone.
#ifndef REPORT_SARIF_PRIV_H
#define REPORT_SARIF_PRIV_H

#include "report/json_kit_priv.h"
#include "report/report.h"

#include "base/lines.h"

// How much of a finding is written.
typedef enum Detail {
    DETAIL_NONE,
    DETAIL_SHORT, // rule, place and message
    DETAIL_FULL   // why, what to do, the text there, and edits that do it
} Detail;

typedef struct ResultKit {
    Arena *arena;
    const Report *report;
    Lines lines; // of the text that was needed last
} ResultKit;

// { "text": … }. What SARIF would read as a link or a placeholder is escaped, and what a
// reader would not see is shown.
cJSON *sarif_message(Arena *arena, Str text);
// A sentence that begins as the text does and ends with a full stop.
Str sarif_sentence(Arena *arena, Str text);

const char *sarif_level(Severity severity);

// tool.driver, with every rule there is.
cJSON *sarif_driver(Arena *arena, const Report *report);

cJSON *sarif_result(ResultKit *kit, const Finding *finding, Detail detail);
// Bytes of it that come from the project, and may be such as cannot be compressed.
size_t sarif_weight(const Finding *finding, Detail detail);

#endif
