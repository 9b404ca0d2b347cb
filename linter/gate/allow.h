// SPDX-License-Identifier: Apache-2.0
// What the configuration allows: findings that are known and stay, as a rule facts of
// merged history that no comment can be written into.
#ifndef GATE_ALLOW_H
#define GATE_ALLOW_H

#include "lint/rule.h"

// One rule in one place.
typedef struct Allowed {
    const Rule *rule;
    Str path;   // a glob; empty: any
    Str object; // a glob; empty: any, but not of both
    Str reason;
    Str expires; // the last day, as written; empty: there is none
    double end;  // of that day in UTC, in milliseconds since 1970
    Span span;   // of the rule's name in the configuration
} Allowed;

typedef struct AllowList {
    Str path; // of the configuration
    Str text;
    VEC(Allowed) entries;
} AllowList;

typedef struct AllowRun {
    double present; // milliseconds since 1970
    bool all;       // every finding that there is was made: what matches none is unused
} AllowRun;

typedef enum AllowPart { ALLOW_RULE, ALLOW_PATH, ALLOW_OBJECT, ALLOW_EXPIRES } AllowPart;

typedef struct AllowRefusal {
    AllowPart part; // what is wrong
    Str why;
} AllowRefusal;

// Adds an entry, whose rule is named, after looking at it. False with *refusal when there
// is no such rule, or one that cannot be allowed, or neither path nor object names
// anything, or the date is none.
bool allow_add(Arena *arena, AllowList *list, Allowed entry, Str rule,
               AllowRefusal *refusal);

// Marks findings as suppressed that an entry allows, and adds findings for entries that
// are past their date, which allow nothing, and for those that match none.
void allow_apply(Arena *arena, const AllowList *list, AllowRun run, FindingVec *findings);

#endif
