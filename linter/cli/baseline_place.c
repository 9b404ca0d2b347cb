// SPDX-License-Identifier: Apache-2.0
// Finding and reading the baseline.
#include "cli/baseline_place.h"

#include "cli/cli.h"
#include "cli/named_path.h"

// The place is known when this returns true with a path.
static bool choose(Arena *arena, const Scope *scope, BaselinePlace *place, Str *why)
{
    Str wish = scope->options->baseline;
    *place = (BaselinePlace){ .path = STR(TIDEGATE_BASELINE) };
    if (str_eq(wish, STR("none"))) {
        place->path = STR("");
    } else if (wish.len > 0) {
        place->named_by = STR("--baseline");
        place->is_outside = !workspace_below(arena, scope->space, wish, &place->path);
        if (place->is_outside)
            place->path = wish;
        if (!named_path_stays(arena, wish, NAMED_FILE, why))
            return false;
    } else if (scope->config->baseline.len > 0) {
        place->named_by = scope->config->baseline_place;
        if (!path_normalize(arena, scope->config->baseline, &place->path)) {
            *why = arena_fmt(arena,
                             STR_FMT ": the baseline " STR_FMT
                                     " lies outside of the repository",
                             STR_ARG(place->named_by), STR_ARG(scope->config->baseline));
            return false;
        }
    }
    return true;
}

bool baseline_find(Arena *arena, const Scope *scope, BaselinePlace *place, Str *why)
{
    if (!choose(arena, scope, place, why))
        return false;
    if (place->path.len == 0)
        return true;
    if (place->is_outside) {
        ConfigFile file;
        bool good = workspace_named(arena, place->path, &file, why);
        place->text = file.text;
        return good;
    }
    if (tree_read(scope->space->now, arena, place->path, &place->text, why) !=
        TREE_BROKEN)
        return true;
    *why = arena_fmt(arena, STR_FMT " " STR_FMT, STR_ARG(place->path), STR_ARG(*why));
    return false;
}

Str baseline_missing(Arena *arena, const BaselinePlace *place)
{
    if (place->text.ptr || place->named_by.len == 0)
        return STR("");
    return arena_fmt(arena,
                     STR_FMT ": there is no baseline " STR_FMT
                             "; `tidegate baseline write` makes it",
                     STR_ARG(place->named_by), STR_ARG(place->path));
}
