// SPDX-License-Identifier: Apache-2.0
// What is wrong with the files by which a runner knows its migrations, as a layout finds
// it: sums, plans, changelogs and lock files. Rules say what comes of it.
#ifndef IR_FAULT_H
#define IR_FAULT_H

#include "ir/op.h"

typedef enum FaultKind {
    // Atlas's atlas.sum
    FAULT_SUM_MISSING,
    FAULT_SUM_UNUSABLE, // words: why, to follow the file's name
    FAULT_SUM_ADDED,    // name: a file that it does not list, or lists elsewhere
    FAULT_SUM_EDITED,
    FAULT_SUM_REMOVED,
    // in a migration's own text
    FAULT_DIRECTIVE, // words: what is wrong with it
    // Sqitch's plan
    FAULT_PLAN_UNREADABLE, // words: why, to follow the file's name
    FAULT_PLAN_LINE,       // words: what is wrong with a line
    FAULT_PLAN_SCRIPT,     // name: a deploy script that is not there
    FAULT_PLAN_ORPHAN,     // path: a deploy script that no change has; name: the plan
    FAULT_PLAN_TWICE,      // name: of two changes; other: the first one's line number
    FAULT_PLAN_DEPENDENCY, // name: the change, other: what it requires; words: what is
                           // wrong with that
    // Liquibase's changelogs
    FAULT_LOG_LINE,    // words: what is wrong with a line
    FAULT_LOG_TWICE,   // name: of two changesets; other: where the first is
    FAULT_LOG_ABSENT,  // name: a file or folder that is included and not there
    FAULT_LOG_FOREIGN, // path: a changelog whose changesets are no SQL; words: how many,
                       // up to the verb
    FAULT_LOG_UNREAD,  // path: a changelog that could not be read; words: why, a sentence
    // Prisma's migration_lock.toml, and folders
    FAULT_LOCK_PROVIDER, // name: what it says; other: what the schema says
    FAULT_LOCK_UNUSABLE, // words: why, to follow the file's name
    FAULT_FOLDER_EMPTY   // path: a folder without its migration.sql, name: that file
} FaultKind;

typedef struct FileFault {
    FaultKind kind;
    Str path;
    Str text; // of the file; empty: it is not at hand
    Span span;
    Str name;
    Str other;
    Str words;
} FileFault;

typedef VEC(FileFault) FileFaultVec;

#endif
