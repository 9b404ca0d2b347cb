// SPDX-License-Identifier: Apache-2.0
// Workspace: the files to judge, the files of the base, and where paths are counted from.
#ifndef CLI_WORKSPACE_H
#define CLI_WORKSPACE_H

#include "cli/check_options.h"
#include "git/history.h"

typedef struct Workspace {
    History *history; // NULL: no repository
    Str root;         // absolute path of the work tree; empty: a bare repository
    FileTree *now;
    FileTree *base; // NULL: no base
    BaseCommit base_commit;
    double present;      // milliseconds since 1970
    OtherTreeVec others; // branches beside the change that are at hand already: tests
    StrVec paths;        // what was asked for, from the root; empty: everything
    StrVec files;        // likewise, single files
} Workspace;

// Opens what the options name. False with *why when there is nothing that could be judged
// rightly. Close with workspace_close in either case.
bool workspace_open(Arena *arena, const CheckOptions *options, Workspace *space,
                    Str *why);
void workspace_close(Workspace *space);

// The path from the root of a file that the caller names; it need not be there. False for
// one that lies elsewhere.
bool workspace_below(Arena *arena, const Workspace *space, Str path, Str *relative);

// What the path leads to lies in the root, links and all; false for what is not there.
bool workspace_holds(Arena *arena, const Workspace *space, Str path);

typedef struct ConfigFile {
    Str path; // for messages
    Str text; // ptr NULL: there is none
} ConfigFile;

// What the caller names, wherever it lies: its text has ptr NULL if it is not there.
// False with *why for what cannot be read.
bool workspace_named(Arena *arena, Str wish, ConfigFile *file, Str *why);

// "tidegate.jsonc" of the root, or what --config names (`wish`).
bool workspace_config(Arena *arena, const Workspace *space, Str wish, ConfigFile *file,
                      Str *why);

#endif
