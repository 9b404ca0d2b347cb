// SPDX-License-Identifier: Apache-2.0
// Opening the place to judge: repository, trees, base commit, and the paths of the
// command line.
#define _XOPEN_SOURCE 700 // realpath
#include "cli/workspace.h"

#include "cli/cli.h"
#include "cli/named_path.h"
#include "source/overlay.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef struct Opening {
    Arena *arena;
    const CheckOptions *options;
    Workspace *space;
    Str *why;
} Opening;

static bool working_directory(Arena *arena, Str *dir, Str *why)
{
    char buffer[PATH_MAX];
    if (!getcwd(buffer, sizeof buffer)) {
        *why = arena_fmt(arena, "the working directory: %s", strerror(errno));
        return false;
    }
    *dir = arena_copy(arena, str_from(buffer));
    return true;
}

static bool canonical(Arena *arena, Str path, Str *absolute, Str *why)
{
    char buffer[PATH_MAX];
    if (!realpath(arena_cstr(arena, path), buffer)) {
        *why = arena_fmt(arena, STR_FMT ": %s", STR_ARG(path), strerror(errno));
        return false;
    }
    *absolute = arena_copy(arena, str_from(buffer));
    return true;
}

static bool is_directory(Arena *arena, Str path)
{
    struct stat info;
    return stat(arena_cstr(arena, path), &info) == 0 && S_ISDIR(info.st_mode);
}

static bool is_there(Arena *arena, Str path)
{
    struct stat info;
    return lstat(arena_cstr(arena, path), &info) == 0;
}

static Str parent_directory(Str path)
{
    size_t slash = str_rfind_char(path, '/');
    return slash == 0 ? STR("/") : path_parent(path);
}

// The absolute path of a PATH as a change may name it: of what is deleted only some
// folder above it has to be there. A link in the last place is kept, since it is a file
// of its own.
static bool absolute_path(Arena *arena, Str path, Str *absolute, Str *why)
{
    if (path.len == 0) {
        *why = STR("a PATH is empty: name a folder or a file");
        return false;
    }
    while (path.len > 1 && str_ends(path, STR("/")))
        path = str_take(path, path.len - 1);
    Str above = path;
    Str rest = { 0 };
    while (!is_directory(arena, above)) {
        Str name = path_base(above);
        Str parent = parent_directory(above);
        bool is_dots = str_eq(name, STR(".")) || str_eq(name, STR(".."));
        if (name.len == 0 || is_dots || str_eq(parent, above))
            break;
        rest = path_join(arena, name, rest);
        above = parent;
    }
    if (!canonical(arena, above, absolute, why))
        return false;
    *absolute = path_join(arena, *absolute, rest);
    return true;
}

// The part of an absolute path below the root, "." for the root itself; false when it
// lies elsewhere.
static bool below_root(Arena *arena, Str root, Str absolute, Str *relative)
{
    if (str_eq(root, absolute)) {
        *relative = STR(".");
        return true;
    }
    Str prefix =
        str_eq(root, STR("/")) ? root : arena_fmt(arena, STR_FMT "/", STR_ARG(root));
    if (!str_starts(absolute, prefix))
        return false;
    *relative = str_drop(absolute, prefix.len);
    return true;
}

// The directory whose repository is meant: that of the first PATH, or the working
// directory.
static bool anchor_directory(Opening *opening, Str *anchor)
{
    const StrVec *paths = &opening->options->paths;
    if (paths->len == 0 || str_eq(paths->at[0], STR("-")))
        return working_directory(opening->arena, anchor, opening->why);
    if (!absolute_path(opening->arena, paths->at[0], anchor, opening->why))
        return false;
    while (!is_directory(opening->arena, *anchor))
        *anchor = parent_directory(*anchor);
    return true;
}

static bool open_plain(Opening *opening, Str anchor)
{
    const CheckOptions *options = opening->options;
    bool wants_base = options->base_given && !str_eq(options->base, STR("auto")) &&
                      !str_eq(options->base, STR("none"));
    if (options->staged || wants_base) {
        *opening->why = arena_fmt(
            opening->arena, "%s needs a git repository, and " STR_FMT " is in none",
            options->staged ? "--staged" : "--base", STR_ARG(anchor));
        return false;
    }
    Str cwd, unused;
    if (!working_directory(opening->arena, &cwd, opening->why))
        return false;
    opening->space->root =
        below_root(opening->arena, cwd, anchor, &unused) ? cwd : anchor;
    opening->space->now = tree_disk(opening->arena, opening->space->root);
    return true;
}

static bool open_now(Opening *opening)
{
    Workspace *space = opening->space;
    if (opening->options->staged)
        space->now = history_index(space->history, opening->arena, opening->why);
    else if (space->root.len == 0)
        space->now = history_head(space->history, opening->arena, opening->why);
    else
        space->now = history_worktree(space->history, opening->arena, opening->why);
    return space->now != NULL;
}

static BaseStatus find_base(Opening *opening, Str ref)
{
    Workspace *space = opening->space;
    return history_base(space->history, opening->arena,
                        (BaseWish){ ref, cli_environment }, &space->base_commit,
                        opening->why);
}

static bool open_base(Opening *opening)
{
    Workspace *space = opening->space;
    Str wish = opening->options->base;
    BaseStatus status = find_base(opening, wish);
    // With nothing merged to compare with, a commit still adds to what HEAD has.
    if (status == BASE_NONE && opening->options->staged && str_eq(wish, STR("auto")))
        status = find_base(opening, STR("HEAD"));
    if (status == BASE_MISSING)
        return false;
    if (status == BASE_NONE)
        return true;
    space->base = history_tree(space->history, opening->arena, space->base_commit.commit,
                               opening->why);
    return space->base != NULL;
}

static bool paths_stay(const Opening *opening)
{
    const StrVec *paths = &opening->options->paths;
    for (size_t i = 0; i < paths->len; i++)
        if (!str_eq(paths->at[i], STR("-")) &&
            !named_path_stays(opening->arena, paths->at[i], NAMED_TREE, opening->why))
            return false;
    return true;
}

static bool open_trees(Opening *opening)
{
    Str anchor;
    if (!paths_stay(opening) || !anchor_directory(opening, &anchor))
        return false;
    Workspace *space = opening->space;
    switch (history_open(opening->arena, anchor, &space->history, opening->why)) {
    case HISTORY_BROKEN:
        return false;
    case HISTORY_NONE:
        return open_plain(opening, anchor);
    case HISTORY_OK:
        break;
    }
    space->root = history_root(space->history);
    return open_now(opening) && open_base(opening);
}

// A PATH of the command line, from the root.
static bool place_path(Opening *opening, Str path, Str *relative)
{
    Arena *arena = opening->arena;
    if (opening->space->root.len == 0)
        return path_normalize(arena, path, relative);
    Str absolute;
    if (!absolute_path(arena, path, &absolute, opening->why))
        return false;
    if (below_root(arena, opening->space->root, absolute, relative))
        return true;
    *opening->why = arena_fmt(
        arena, STR_FMT " is outside of " STR_FMT ": check it in a run of its own",
        STR_ARG(path), STR_ARG(opening->space->root));
    return false;
}

// Hooks and CI name what a change deletes, too: the base has it.
static bool was_there(const Opening *opening, Str relative)
{
    FileTree *base = opening->space->base;
    return base && (tree_is_dir(base, opening->arena, relative) ||
                    tree_is_file(base, opening->arena, relative));
}

static bool sort_in(Opening *opening, Str path, Str relative)
{
    Workspace *space = opening->space;
    Arena *arena = opening->arena;
    bool is_dir = tree_is_dir(space->now, arena, relative);
    bool is_here =
        is_dir || tree_is_file(space->now, arena, relative) || is_there(arena, path);
    if (!is_here && !was_there(opening, relative)) {
        *opening->why =
            arena_fmt(arena, "there is no file or folder " STR_FMT "%s", STR_ARG(path),
                      space->base ? ", nor has the base one" : "");
        return false;
    }
    if (is_dir || (!is_here && tree_is_dir(space->base, arena, relative)))
        *vec_push(arena, &space->paths) = relative;
    else
        *vec_push(arena, &space->files) = relative;
    return true;
}

static bool place_paths(Opening *opening)
{
    const StrVec *paths = &opening->options->paths;
    for (size_t i = 0; i < paths->len; i++) {
        Str relative;
        if (str_eq(paths->at[i], STR("-")))
            continue;
        if (!place_path(opening, paths->at[i], &relative) ||
            !sort_in(opening, paths->at[i], relative))
            return false;
    }
    return true;
}

static bool read_stdin(Opening *opening, Str *text)
{
    VEC(char) bytes = { 0 };
    char buffer[1 << 16];
    size_t got;
    while (bytes.len <= TREE_MAX_FILE &&
           (got = fread(buffer, 1, sizeof buffer, stdin)) > 0)
        for (size_t i = 0; i < got; i++)
            *vec_push(opening->arena, &bytes) = buffer[i];
    *text = (Str){ bytes.at, bytes.len };
    if (!ferror(stdin) && bytes.len <= TREE_MAX_FILE)
        return true;
    *opening->why =
        ferror(stdin) ? STR("standard input cannot be read")
                      : arena_fmt(opening->arena, "standard input is larger than %d MiB",
                                  TREE_MAX_FILE / (1024 * 1024));
    return false;
}

// Where the file NAME of --stdin-path lies, from the root; it need not exist.
static bool place_stdin(Opening *opening, Str *relative)
{
    Str name = opening->options->stdin_path;
    if (name.len == 0)
        name = STR("stdin.sql");
    if (!absolute_path(opening->arena, name, &name, opening->why))
        return false;
    if (below_root(opening->arena, opening->space->root, name, relative) &&
        !tree_is_dir(opening->space->now, opening->arena, *relative))
        return true;
    *opening->why =
        arena_fmt(opening->arena, "--stdin-path " STR_FMT " is no file in " STR_FMT,
                  STR_ARG(opening->options->stdin_path), STR_ARG(opening->space->root));
    return false;
}

// Standard input takes the place of a file: the tree shows it there, and only it is
// judged.
static bool lay_stdin(Opening *opening)
{
    bool wanted = false;
    for (size_t i = 0; i < opening->options->paths.len; i++)
        wanted = wanted || str_eq(opening->options->paths.at[i], STR("-"));
    if (!wanted && opening->options->stdin_path.len > 0) {
        *opening->why =
            STR("--stdin-path goes with - as PATH: tidegate check --stdin-path NAME -");
        return false;
    }
    Str text, path;
    if (!wanted)
        return true;
    if (!place_stdin(opening, &path) || !read_stdin(opening, &text))
        return false;
    opening->space->now = tree_overlay(opening->arena, opening->space->now, path, text);
    *vec_push(opening->arena, &opening->space->files) = path;
    return true;
}

// SOURCE_DATE_EPOCH, for results that are to be the same at any time, unless it is one of
// the placeholders that some build tools set (1980, or 1). Else the machine's clock,
// unless HEAD is later: then it is the clock that is wrong. HEAD's time alone would put
// every migration that is not committed yet into the future.
static double present_time(const Workspace *space)
{
    static const uint64_t OLDEST = 1609459200; // 2021, when there was no Drizzle yet
    uint64_t fixed;
    if (str_to_u64(str_from(getenv("SOURCE_DATE_EPOCH")), &fixed) && fixed >= OLDEST)
        return (double)fixed * 1000.0;
    struct timespec clock;
    double now = 0;
    if (clock_gettime(CLOCK_REALTIME, &clock) == 0)
        now = floor((double)clock.tv_sec * 1000.0 + (double)clock.tv_nsec / 1000000.0);
    double head = space->history ? (double)history_head_time(space->history) * 1000.0 : 0;
    return now > head ? now : head;
}

bool workspace_open(Arena *arena, const CheckOptions *options, Workspace *space, Str *why)
{
    Opening opening = { arena, options, space, why };
    if (!open_trees(&opening))
        return false;
    space->present = present_time(space);
    return place_paths(&opening) && lay_stdin(&opening);
}

void workspace_close(Workspace *space)
{
    history_close(space->history);
    space->history = NULL;
}

bool workspace_below(Arena *arena, const Workspace *space, Str path, Str *relative)
{
    Str absolute, why;
    if (space->root.len == 0)
        return path_normalize(arena, path, relative);
    return absolute_path(arena, path, &absolute, &why) &&
           below_root(arena, space->root, absolute, relative);
}

bool workspace_holds(Arena *arena, const Workspace *space, Str path)
{
    Str absolute, relative, why;
    return space->root.len > 0 && canonical(arena, path, &absolute, &why) &&
           below_root(arena, space->root, absolute, &relative);
}

bool workspace_named(Arena *arena, Str wish, ConfigFile *file, Str *why)
{
    Str absolute;
    *file = (ConfigFile){ .path = wish };
    if (!is_there(arena, wish))
        return true;
    if (!canonical(arena, wish, &absolute, why))
        return false;
    if (tree_disk_file(arena, absolute, &file->text, why) != TREE_BROKEN)
        return true;
    *why = arena_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(wish), STR_ARG(*why));
    return false;
}

// What --config names is the caller's own file: it may lie anywhere. A link in its place
// is the change's, and what that leads to is not seen to change.
static bool read_named(Arena *arena, const Workspace *space, Str wish, ConfigFile *file,
                       Str *why)
{
    Str below;
    if (is_there(arena, wish) && workspace_below(arena, space, wish, &below) &&
        space->root.len > 0 && !workspace_holds(arena, space, wish)) {
        *why = arena_fmt(arena, STR_FMT " is a link that leads out of the repository",
                         STR_ARG(wish));
        return false;
    }
    if (!named_path_stays(arena, wish, NAMED_FILE, why) ||
        !workspace_named(arena, wish, file, why))
        return false;
    if (!file->text.ptr)
        *why = arena_fmt(arena, STR_FMT " is no file", STR_ARG(wish));
    return file->text.ptr != NULL;
}

bool workspace_config(Arena *arena, const Workspace *space, Str wish, ConfigFile *file,
                      Str *why)
{
    *file = (ConfigFile){ .path = STR(TIDEGATE_CONFIG) };
    if (wish.len > 0)
        return read_named(arena, space, wish, file, why);
    if (tree_read(space->now, arena, file->path, &file->text, why) != TREE_BROKEN)
        return true;
    *why = arena_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(file->path), STR_ARG(*why));
    return false;
}
