// SPDX-License-Identifier: Apache-2.0
// What files will do to a database, for `tidegate locks`.
#ifndef REPORT_LOCKS_H
#define REPORT_LOCKS_H

#include "base/out.h"
#include "ir/effects.h"

typedef struct LocksFile {
    Str path;
    Str text;
    StatementEffectsVec statements;
} LocksFile;

typedef VEC(LocksFile) LocksFileVec;

void locks_text(Out *out, const LocksFileVec *files);
void locks_json(Out *out, const LocksFileVec *files); // schema/tidegate-locks-1.json

#endif
