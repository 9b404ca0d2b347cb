// SPDX-License-Identifier: Apache-2.0
// A tree with one file laid over it: standard input judged as if it were saved.
#ifndef SOURCE_OVERLAY_H
#define SOURCE_OVERLAY_H

#include "source/tree.h"

// Shows `text` as the file `path`, and everything else as `under` has it.
FileTree *tree_overlay(Arena *arena, FileTree *under, Str path, Str text);

#endif
