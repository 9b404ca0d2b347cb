// SPDX-License-Identifier: Apache-2.0
// Tables on their way through a file: made, filled, dropped, renamed; and those that are
// another one made anew.
#ifndef DIALECT_SQLITE_REBUILD_PRIV_H
#define DIALECT_SQLITE_REBUILD_PRIV_H

#include "dialect/sqlite_copy.h"
#include "dialect/sqlite_diff.h"

enum { SL_NEVER = -1, SL_REACH_MAX = 6 };

struct SlTracked;

// Rows that come from another table.
typedef struct SlInflow {
    long step;
    SlCopy copy;
    struct SlTracked *source;
    Str called; // the source, at that time
} SlInflow;

// A table gives up a name.
typedef struct SlGone {
    struct SlTracked *table;
    long step;
    bool renamed; // else it is dropped
} SlGone;

// A name that a table has taken from another one.
typedef struct SlTaken {
    Str name;
    const SlGone *from;
    long step;
} SlTaken;

// A table that is followed through the file, whatever it is called.
typedef struct SlTracked {
    Str name;           // its present one
    Str first_name;     // the one that it has begun with
    long made, dropped; // steps, or SL_NEVER
    VEC(long) moves;    // steps that rename it
    VEC(SlInflow) inflows;
    VEC(SlTaken) all_taken;
    const SlGone *before; // who had the name that it has taken last
    long taken;           // the step in which it took it
    size_t seen;          // by the last search that came along
} SlTracked;

typedef struct SlRebuild {
    Str table;    // what is made anew
    Str stand_in; // the other name
    const SlTracked *old, *new;
    bool rolled_back;
    bool legacy;           // renamed while legacy_alter_table was on
    const SlTable *before; // NULL: nobody knows
    const SlTable *after;
    long diff_at; // the step that tells what is new
    SlFlowVec flows;
    SlRenameVec renames;
} SlRebuild;

typedef enum SlRoleKind {
    SL_ROLE_NONE,
    SL_ROLE_MAKE,
    SL_ROLE_MAKE_STAND_IN,
    SL_ROLE_COPY,
    SL_ROLE_RESTORE,
    SL_ROLE_DROP,
    SL_ROLE_DROP_STAND_IN,
    SL_ROLE_RENAME,
    SL_ROLE_RENAME_FIRST,
    SL_ROLE_RESTORE_PART, // an index or trigger that is as it was
    SL_ROLE_RETARGET      // it names the table by a name that it has for the time being
} SlRoleKind;

// A step's part in a rebuild.
typedef struct SlRole {
    SlRoleKind kind;
    SlRebuild *rebuild;
    SlTracked *into; // of copies: which table gets the rows
} SlRole;

typedef struct SlRebuilds {
    SlFile *file;
    SlRole *roles;  // of each step
    size_t *rolled; // of each step: which ROLLBACK took it back; 0: none
    bool *legacy;   // of each step: legacy_alter_table is on
    Map names;      // SlTracked that has the name now
    Map gone;       // SlGone
    VEC(SlTracked *) tables;
    VEC(SlRebuild *) found;
    size_t searches;
} SlRebuilds;

// ---- sqlite_rebuild.c ----

// Rows of `old` come to `table`, also by way of others.
bool sl_reaches(SlRebuilds *all, SlTracked *table, const SlTracked *old);

// ---- sqlite_rebuilt.c ----

// What came before and after, and which of its columns are which.
void sl_compare_rebuild(SlRebuilds *all, SlRebuild *rebuild);
// The file's ops anew.
void sl_emit_rebuilds(SlRebuilds *all);

// ---- sqlite_rebuilt_rows.c ----

// The columns that a copy reads and writes.
SlFlowVec sl_inflow_flows(SlRebuilds *all, const SlTracked *into, const SlInflow *inflow);
// From the old table's columns to the new one's, also through others.
SlFlowVec sl_rebuild_flows(SlRebuilds *all, SlRebuild *rebuild);
// What a copy does, for its op.
void sl_tell_copy(SlRebuilds *all, const SlRole *role, long step, Op *op);

#endif
