// SPDX-License-Identifier: Apache-2.0
// What is known of each lock mode.
#include "ir/lock.h"

typedef struct LockRow {
    const char *id;
    const char *words;
    bool blocks_reads;
    bool blocks_writes;
    const char *waits_for;
} LockRow;

// Conflicts with ACCESS SHARE (plain reads) and ROW EXCLUSIVE (writes): PostgreSQL's
// manual, "Table-Level Locks".
static const LockRow lock_rows[LOCK_MODE_COUNT] = {
    [LOCK_NONE] = { "None", "no lock", false, false, "nobody" },
    [LOCK_ACCESS_SHARE] = { "AccessShare", "ACCESS SHARE", false, false,
                            "transactions that hold ACCESS EXCLUSIVE" },
    [LOCK_ROW_SHARE] = { "RowShare", "ROW SHARE", false, false,
                         "transactions that hold EXCLUSIVE or ACCESS EXCLUSIVE" },
    [LOCK_ROW_EXCLUSIVE] = { "RowExclusive", "ROW EXCLUSIVE", false, false,
                             "transactions that build an index or change the table" },
    [LOCK_SHARE_UPDATE_EXCLUSIVE] = { "ShareUpdateExclusive", "SHARE UPDATE EXCLUSIVE",
                                      false, false,
                                      "VACUUM, ANALYZE and other changes of the table" },
    [LOCK_SHARE] = { "Share", "SHARE", false, true,
                     "transactions that have written to it, and for VACUUM" },
    [LOCK_SHARE_ROW_EXCLUSIVE] = { "ShareRowExclusive", "SHARE ROW EXCLUSIVE", false,
                                   true,
                                   "transactions that have written to it, and for "
                                   "VACUUM" },
    [LOCK_EXCLUSIVE] = { "Exclusive", "EXCLUSIVE", false, true,
                         "transactions that have done more than read it" },
    [LOCK_ACCESS_EXCLUSIVE] = { "AccessExclusive", "ACCESS EXCLUSIVE", true, true,
                                "every transaction that has used it, readers too" },
    [LOCK_ONLINE_NONE] = { "OnlineNone", "LOCK=NONE", false, false,
                           "every transaction that has used it, readers too" },
    [LOCK_ONLINE_SHARED] = { "OnlineShared", "LOCK=SHARED", false, true,
                             "every transaction that has used it, readers too" },
    [LOCK_ONLINE_EXCLUSIVE] = { "OnlineExclusive", "LOCK=EXCLUSIVE", true, true,
                                "every transaction that has used it, readers too" },
    [LOCK_DATABASE] = { "Database", "the whole database", false, true,
                        "every transaction that writes" },
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

const char *lock_waits_for(LockMode mode)
{
    return lock_rows[mode].waits_for;
}
