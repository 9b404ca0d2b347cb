// SPDX-License-Identifier: Apache-2.0
// What the layouts share that have more than a folder of SQL files: a plan, sums, a
// changelog.
#ifndef SOURCE_CHANGELOG_PRIV_H
#define SOURCE_CHANGELOG_PRIV_H

#include "source/layout_priv.h"

// ---- Sqitch ----

// A change of the plan.
typedef struct PlanChange {
    Str name;
    Str line;         // without blanks round it
    StrVec rework_of; // tags since which another change of the name follows, the nearest
                      // first; empty: this is the last one
    size_t turn;      // 1: the first of its name
} PlanChange;

typedef struct Plan {
    Str path;
    Str text;
    Str project; // the pragmas %project and %uri
    Str uri;
    VEC(PlanChange) changes;
} Plan;

typedef enum SqitchKind {
    SQITCH_DEPLOY,
    SQITCH_REVERT,
    SQITCH_VERIFY,
    SQITCH_KINDS
} SqitchKind;

// Where everything lies, from the repository root.
typedef struct SqitchPlaces {
    Str home; // where Sqitch is started
    Str top;
    Str plan;
    Str engine; // as written
    Str extension;
    Str scripts[SQITCH_KINDS];
    Str reworked[SQITCH_KINDS]; // those of reworked changes
} SqitchPlaces;

// What a sqitch.conf in `home` says; an empty text: as it is without one.
SqitchPlaces sqitch_places(Arena *arena, Str config, Str home);

// Takes plan->text apart, and notes in the folder's project what is wrong with it.
void sqitch_plan_read(Folder *folder, Plan *plan);

// ---- Atlas ----

// A directive at the start of a text: what stands before it, its name, its arguments.
#define ATLAS_DIRECTIVE "\\A([ -~]*)atlas:(\\w+)(?: +(.+))*"

// Compares atlas.sum with the folder's files, whatever layout they have, and notes what
// is wrong with it; one of Atlas's own (is_atlas) has to have it. The migrations have
// been read.
void atlas_check_sum(Folder *folder, bool is_atlas);
bool is_flyway_name(Str name); // V1__a.sql, R__a.sql, U1__a.sql, B1__a.sql

// ---- other ends of statements than ";" ----

// The text with ";" where the delimiter ends a line of the part; the text itself when
// nothing has to be replaced.
Str sql_with_delimiter(Arena *arena, Str text, Span part, Str delimiter);
// With line ends and tabs for \n, \r and \t.
Str delimiter_unescaped(Arena *arena, Str written);
// The same in place: `bytes` is a copy of the text.
void sql_replace_delimiter(char *bytes, Str text, Span part, Str delimiter);

// ---- Liquibase ----

// The changelog that a liquibase.properties names; empty: none, or one that is computed.
Str liquibase_changelog(Str properties);

#endif
