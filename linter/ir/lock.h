// SPDX-License-Identifier: Apache-2.0
// Table locks, and whom they keep waiting.
#ifndef IR_LOCK_H
#define IR_LOCK_H

#include <stdbool.h>

// Weakest first in each family of engines; a mode blocks what the engine's conflict table
// says (PostgreSQL's manual, "Table-Level Locks"; MySQL's, "Online DDL").
typedef enum LockMode {
    LOCK_NONE,
    LOCK_ACCESS_SHARE,
    LOCK_ROW_SHARE,
    LOCK_ROW_EXCLUSIVE,
    LOCK_SHARE_UPDATE_EXCLUSIVE,
    LOCK_SHARE,
    LOCK_SHARE_ROW_EXCLUSIVE,
    LOCK_EXCLUSIVE,
    LOCK_ACCESS_EXCLUSIVE,
    // MySQL's LOCK=NONE, SHARED and EXCLUSIVE. Each also waits at its beginning and its
    // end until it has the table's metadata for itself for a moment.
    LOCK_ONLINE_NONE,
    LOCK_ONLINE_SHARED,
    LOCK_ONLINE_EXCLUSIVE,
    // SQLite's: one for the whole database, which every statement that writes takes, and
    // keeps until its transaction ends.
    LOCK_DATABASE,
    LOCK_MODE_COUNT
} LockMode;

const char *lock_mode_id(LockMode mode);    // "AccessExclusive": for machines
const char *lock_mode_words(LockMode mode); // "ACCESS EXCLUSIVE": as in the manual
bool lock_blocks_reads(LockMode mode);      // plain SELECT waits
// Whose end it waits for, to follow "waits for": "transactions that write to it".
const char *lock_waits_for(LockMode mode);
bool lock_blocks_writes(LockMode mode); // INSERT, UPDATE, DELETE wait

#endif
