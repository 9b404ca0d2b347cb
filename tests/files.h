// SPDX-License-Identifier: Apache-2.0
// Where the tests find the repository, and what else they read of the disk.
#ifndef TESTS_FILES_H
#define TESTS_FILES_H

#include "source/tree.h"

// The repository's files: the working directory, or TIDEGATE_ROOT.
FileTree *repository(Arena *arena);
// Names of a folder's files or sub-folders, sorted; ends the test program when the folder
// cannot be listed.
StrVec names_in(FileTree *tree, Arena *arena, Str dir, EntryKind kind);
// A file's text; ends the test program when there is none.
Str text_of(FileTree *tree, Arena *arena, Str path);
// Likewise of a file of the machine, which may lie anywhere.
Str disk_text(Arena *arena, const char *path);

#endif
