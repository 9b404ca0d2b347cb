// SPDX-License-Identifier: Apache-2.0
// Which new migration is one of the base under another name.
#ifndef SOURCE_RENAMES_H
#define SOURCE_RENAMES_H

#include "ir/migration.h"

// Sets renamed_from of the new migrations of `now`; their status is known. Paired are
// those of which the base's path is gone: by names that differ in case alone, by equal
// texts, and by texts that share half of their lines, as git does it.
void renames_find(Project *now, const Project *base);

#endif
