// SPDX-License-Identifier: Apache-2.0
// Walking along a path, part by part, with an eye on what links do.
#define _XOPEN_SOURCE 700 // realpath
#include "cli/named_path.h"

#include "base/path.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Walk {
    Arena *arena;
    Str cwd; // real path; ptr NULL: unknown
    Str at;  // likewise, of what was walked so far; empty: the root of the machine
} Walk;

static bool is_link(Arena *arena, Str path, bool *to_folder)
{
    struct stat info;
    const char *name = arena_cstr(arena, path);
    if (lstat(name, &info) != 0 || !S_ISLNK(info.st_mode))
        return false;
    *to_folder = stat(name, &info) == 0 && S_ISDIR(info.st_mode);
    return true;
}

static bool holds(Str dir, Str path)
{
    return str_starts(path, dir) && (path.len == dir.len || path.ptr[dir.len] == '/');
}

// The folder that a link in the folder `at` must not leave; ptr NULL: there is none.
static Str border_of(const Walk *walk)
{
    struct stat info;
    for (Str dir = walk->at; dir.len > 0; dir = str_take(dir, str_rfind_char(dir, '/')))
        if (lstat(arena_cstr(walk->arena, path_join(walk->arena, dir, STR(".git"))),
                  &info) == 0)
            return dir;
    bool is_below = walk->cwd.len > 1 && holds(walk->cwd, walk->at);
    return is_below ? walk->cwd : (Str){ 0 };
}

static Str real_path(Arena *arena, Str path)
{
    char buffer[PATH_MAX];
    return realpath(arena_cstr(arena, path), buffer) ? arena_copy(arena, str_from(buffer))
                                                     : (Str){ 0 };
}

static void go_up(Walk *walk)
{
    size_t slash = str_rfind_char(walk->at, '/');
    walk->at = str_take(walk->at, slash < walk->at.len ? slash : 0);
}

// False: the link leads out. Where it leads nowhere the walk ends at it.
static bool follow(Walk *walk, Str link)
{
    Str border = border_of(walk);
    walk->at = real_path(walk->arena, link);
    return !border.ptr || !walk->at.ptr || holds(border, walk->at);
}

static bool walk_along(Walk *walk, Str path, NamedKind kind)
{
    Str part;
    while (str_cut(&path, '/', &part)) {
        bool to_folder = false;
        if (part.len == 0 || str_eq(part, STR(".")))
            continue;
        if (str_eq(part, STR(".."))) {
            go_up(walk);
            continue;
        }
        Str next =
            arena_fmt(walk->arena, STR_FMT "/" STR_FMT, STR_ARG(walk->at), STR_ARG(part));
        bool is_last = str_trim(path).len == 0;
        if (!is_link(walk->arena, next, &to_folder)) {
            walk->at = next;
            continue;
        }
        if (kind == NAMED_TREE && is_last && !to_folder)
            return true;
        if (!follow(walk, next))
            return false;
        if (!walk->at.ptr)
            return true;
    }
    return true;
}

bool named_path_stays(Arena *arena, Str path, NamedKind kind, Str *why)
{
    char buffer[PATH_MAX];
    Walk walk = { .arena = arena, .at = STR("") };
    if (getcwd(buffer, sizeof buffer))
        walk.cwd = arena_copy(arena, str_from(buffer));
    if (!str_starts(path, STR("/")) && walk.cwd.len > 1)
        walk.at = walk.cwd;
    if (walk_along(&walk, path, kind))
        return true;
    *why = arena_fmt(arena,
                     STR_FMT " is a link that leads out of the repository; if that is "
                             "meant, name what it leads to",
                     STR_ARG(path));
    return false;
}
