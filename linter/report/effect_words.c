// SPDX-License-Identifier: Apache-2.0
// Words for locks and durations.
#include "report/effect_words.h"

const char *blocked_words(LockMode mode)
{
    if (lock_blocks_reads(mode))
        return "reads and writes";
    return lock_blocks_writes(mode) ? "writes" : NULL;
}

const char *blocked_id(LockMode mode)
{
    if (lock_blocks_reads(mode))
        return "reads-and-writes";
    return lock_blocks_writes(mode) ? "writes" : "nothing";
}

const char *duration_id(Duration duration)
{
    static const char *const ids[] = {
        [DURATION_BRIEF] = "brief",
        [DURATION_SCAN] = "scan",
        [DURATION_REWRITE] = "rewrite",
    };
    return ids[duration];
}

const char *effects_duration_words(const Effects *effects)
{
    bool online = effects->online.algorithm != ALGORITHM_DEFAULT;
    if (online && effects->duration == DURATION_BRIEF)
        return "brief: nothing but the data dictionary changes";
    return duration_words(effects->duration);
}

const char *duration_words(Duration duration)
{
    static const char *const words[] = {
        [DURATION_BRIEF] = "brief: nothing but the system catalogs changes",
        [DURATION_SCAN] = "scan: as long as it takes to read the rows",
        [DURATION_REWRITE] =
            "rewrite: as long as it takes to write all rows and indexes anew",
    };
    return words[duration];
}
