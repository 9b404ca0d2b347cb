// SPDX-License-Identifier: Apache-2.0
// What is known of each lock mode.
#include "ir/lock.h"

typedef struct LockRow {
    const char *id;
    const char *words;
    bool blocks_reads;
    bool blocks_writes;
} LockRow;

// Conflicts with ACCESS SHARE (plain reads) and ROW EXCLUSIVE (writes): PostgreSQL's
// manual, "Table-Level Locks".
static const LockRow lock_rows[LOCK_MODE_COUNT] = {
    [LOCK_NONE] = { "None", "no lock", false, false },
    [LOCK_ACCESS_SHARE] = { "AccessShare", "ACCESS SHARE", false, false },
    [LOCK_ROW_SHARE] = { "RowShare", "ROW SHARE", false, false },
    [LOCK_ROW_EXCLUSIVE] = { "RowExclusive", "ROW EXCLUSIVE", false, false },
    [LOCK_SHARE_UPDATE_EXCLUSIVE] = { "ShareUpdateExclusive", "SHARE UPDATE EXCLUSIVE",
                                      false, false },
    [LOCK_SHARE] = { "Share", "SHARE", false, true },
    [LOCK_SHARE_ROW_EXCLUSIVE] = { "ShareRowExclusive", "SHARE ROW EXCLUSIVE", false,
                                   true },
    [LOCK_EXCLUSIVE] = { "Exclusive", "EXCLUSIVE", false, true },
    [LOCK_ACCESS_EXCLUSIVE] = { "AccessExclusive", "ACCESS EXCLUSIVE", true, true },
};

const char *lock_mode_id(LockMode mode)
{
    return lock_rows[mode].id;
}

const char *lock_mode_words(LockMode mode)
{
    return lock_rows[mode].words;
}

bool lock_blocks_reads(LockMode mode)
{
    return lock_rows[mode].blocks_reads;
}

bool lock_blocks_writes(LockMode mode)
{
    return lock_rows[mode].blocks_writes;
}
