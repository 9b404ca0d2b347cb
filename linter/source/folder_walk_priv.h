// SPDX-License-Identifier: Apache-2.0
// Looking into all folders below one.
#ifndef SOURCE_FOLDER_WALK_PRIV_H
#define SOURCE_FOLDER_WALK_PRIV_H

#include "source/layout_priv.h"

// What lies below a folder, without what git ignores; `reader` is for the caller.
typedef struct FolderWalk {
    const Folder *folder;
    bool (*enters)(Str name); // whether a sub-folder is looked into; NULL: all are
    void (*take)(void *reader, Str path, EntryKind kind); // all that is not looked into
    // A folder that should be, and why it is not, to follow its path in a sentence: it
    // cannot be read, or is beyond the limits of base/limits.h.
    void (*lose)(void *reader, Str dir, Str why);
    void *reader;
} FolderWalk;

void folder_walk(const FolderWalk *walk, Str dir);

#endif
