// SPDX-License-Identifier: Apache-2.0
// Changing files of the work tree.
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "repair/repair.h"

// Writes and deletes files below `root`, in their order. Nothing is touched before all
// texts are on the disk under other names, so that a full disk leaves everything as it
// was. False with *why, which says what has been done when that is not nothing. Links are
// not written through, and folders that are reached by links have to lie in the root.
bool files_change(Arena *arena, Str root, const RepairFileVec *files, Str *why);

#endif
