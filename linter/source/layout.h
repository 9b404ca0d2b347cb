// SPDX-License-Identifier: Apache-2.0
// Layouts: which files are migrations, in which order they run, and who runs them.
#ifndef SOURCE_LAYOUT_H
#define SOURCE_LAYOUT_H

#include "ir/migration.h"
#include "source/tree.h"

// What the caller has fixed on the command line or in the configuration; empty or NULL:
// find it out.
typedef struct LayoutWishes {
    Str layout;
    Engine engine; // family empty: find it out; major 0: its usual version
    const Runner *runner;
    StrVec schema; // what declares the tables: files, folders or globs, from the root
    Str schema_named_by; // the file that says so
} LayoutWishes;

typedef VEC(Project) ProjectVec;

// A place to look at: a migration folder with what a configuration file said about it.
typedef struct Found {
    Str dir;
    Str layout; // empty: to be detected
    Str family; // the engine's; empty: to be detected
    Str runner; // empty: the layout's
    Str driver; // as runner_through() takes it; empty: the usual one
    Str schema_path;
    Str config_path;
    LayoutWishes wishes; // not filled in by discovery
} Found;

typedef VEC(Found) FoundVec;

typedef struct Discovery {
    FoundVec found;    // sorted by folder, each folder once
    StrVec looked_for; // what was tried, for a message
    bool is_refused;   // *why is that the machine did not give a file or a folder
} Discovery;

// Looks for migration folders in and below `start` ("." for the whole tree):
// configuration files of Drizzle, Prisma and Supabase first, then well-known folders;
// start itself and its sub-folders three levels deep. Ignored files, node_modules, .git
// and build outputs are not entered. False with *why when a configuration file cannot be
// understood in a way that would hide migrations.
bool layout_discover(FileTree *tree, Arena *arena, Str start, Discovery *discovery,
                     Str *why);

// Reads one migration folder. Every file it cannot read is a Migration with `unreadable`
// set, never left out. False with *why when the folder is not there or the wishes
// contradict it.
bool layout_load(FileTree *tree, Arena *arena, const Found *found, Project *project,
                 Str *why);

// Names that --layout takes, in the order in which they are tried; ended by NULL.
extern const char *const layout_names[];

// A runner by the name that --runner takes, or NULL.
const Runner *runner_find(Str name);
// How a runner works in a dialect: itself, or the row of its name for that dialect.
const Runner *runner_in(const Runner *runner, Str dialect);
// Which of a runner's variants works through a driver: "d1-http", "libsql", "bun", … or
// the family of an engine; the runner itself where it has none for that.
const Runner *runner_through(const Runner *runner, Str driver);
// All runners; *count of them.
const Runner *runner_all(size_t *count);

// Sets status, base_text, batch and judged of each migration of `now`, comparing with
// `base` (NULL: no base). With all_judged every migration is judged as if it were the
// newest, whether the base has it or not.
void layout_compare(Project *now, const Project *base, bool all_judged);

#endif
