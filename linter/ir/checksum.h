// SPDX-License-Identifier: Apache-2.0
// What runners compare to see that an applied file was changed.
#ifndef IR_CHECKSUM_H
#define IR_CHECKSUM_H

#include "base/str.h"

typedef enum Checksum {
    CHECKSUM_UNKNOWN, // nobody knows the runner: its checksum may be any
    CHECKSUM_NONE,    // it compares nothing
    CHECKSUM_BYTES,
    CHECKSUM_ANY_EOL, // bytes, whether lines end in LF or CRLF
    CHECKSUM_LINES,   // lines without their ends, and no byte order mark
    CHECKSUM_BLANKS   // bytes, with one blank for each run of white space
} Checksum;

// The runner takes the one text for the other. Of CHECKSUM_UNKNOWN: any runner does that
// compares at all.
bool checksum_same(Checksum checksum, Str a, Str b);

#endif
