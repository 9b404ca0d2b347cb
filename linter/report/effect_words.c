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

// The lock modes of MySQL and its kin are their own.
static bool is_online(const Effects *effects)
{
    for (size_t i = 0; i < effects->locks.len; i++)
        if (effects->locks.at[i].mode >= LOCK_ONLINE_NONE)
            return true;
    return effects->online.algorithm != ALGORITHM_DEFAULT;
}

const char *effects_waits_for(const Effects *effects)
{
    LockMode mode = LOCK_NONE;
    for (size_t i = 0; i < effects->locks.len; i++)
        mode = effects->locks.at[i].mode > mode ? effects->locks.at[i].mode : mode;
    return is_online(effects) && !effects->commits
               ? "transactions that have changed or locked rows it meets"
               : lock_waits_for(mode);
}

const char *effects_duration_words(const Effects *effects)
{
    if (is_online(effects) && effects->duration == DURATION_BRIEF)
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
