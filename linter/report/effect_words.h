// SPDX-License-Identifier: Apache-2.0
// Words for what SQL does to a live database, which several reports share.
#ifndef REPORT_EFFECT_WORDS_H
#define REPORT_EFFECT_WORDS_H

#include "ir/effects.h"

// "reads and writes", "writes"; NULL: neither waits.
const char *blocked_words(LockMode mode);
const char *blocked_id(LockMode mode);      // "reads-and-writes", "writes", "nothing"
const char *duration_id(Duration duration); // "brief", "scan", "rewrite"
// "scan: as long as it takes to read the rows"
const char *duration_words(Duration duration);
// The same, in the words of the engine that has these effects.
const char *effects_duration_words(const Effects *effects);
// "every transaction that has used it, readers too": who has to end first.
const char *effects_waits_for(const Effects *effects);

#endif
