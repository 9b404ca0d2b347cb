// SPDX-License-Identifier: Apache-2.0
// Paths taken apart and put together.
#include "base/path.h"

#include "base/out.h"

#include <string.h>

static bool adds_nothing(Str part)
{
    return part.len == 0 || str_eq(part, STR("."));
}

Str path_join(Arena *arena, Str dir, Str name)
{
    if (adds_nothing(dir))
        return name;
    if (adds_nothing(name))
        return dir;
    size_t start = dir.len + (str_ends(dir, STR("/")) ? 0 : 1);
    char *path = arena_alloc(arena, start + name.len, 1);
    memcpy(path, dir.ptr, dir.len);
    path[start - 1] = '/';
    memcpy(path + start, name.ptr, name.len);
    return (Str){ path, start + name.len };
}

Str path_parent(Str path)
{
    size_t slash = str_rfind_char(path, '/');
    return slash == path.len ? STR(".") : str_take(path, slash);
}

Str path_base(Str path)
{
    size_t slash = str_rfind_char(path, '/');
    return slash == path.len ? path : str_drop(path, slash + 1);
}

bool path_normalize(Arena *arena, Str path, Str *normal)
{
    if (str_starts(path, STR("/")))
        return false;
    StrVec parts = { 0 };
    Str rest = path;
    Str part;
    while (str_cut(&rest, '/', &part)) {
        if (adds_nothing(part))
            continue;
        if (!str_eq(part, STR("..")))
            *vec_push(arena, &parts) = part;
        else if (parts.len == 0)
            return false;
        else
            parts.len--;
    }
    Out joined = out_new(arena);
    for (size_t i = 0; i < parts.len; i++) {
        if (i > 0)
            out_char(&joined, '/');
        out_str(&joined, parts.at[i]);
    }
    *normal = parts.len == 0 ? STR(".") : out_text(&joined);
    return true;
}
