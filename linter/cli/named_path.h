// SPDX-License-Identifier: Apache-2.0
// Paths that the caller has named, in which links of a stranger's may stand.
#ifndef CLI_NAMED_PATH_H
#define CLI_NAMED_PATH_H

#include "base/arena.h"

typedef enum NamedKind {
    NAMED_TREE, // a folder, or a file in one: a link to a file is left to the tree
    NAMED_FILE  // one that is read or written as it is
} NamedKind;

// False with *why when a link that lies in a repository, or below the working directory,
// takes the path out of it: a pull request can bring such a link, and a job that names
// "db/migrations" or "report.sarif" would read or write elsewhere. Paths and links
// outside of both are the machine's own. What is not there yet has no links.
bool named_path_stays(Arena *arena, Str path, NamedKind kind, Str *why);

#endif
