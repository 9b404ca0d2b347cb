// SPDX-License-Identifier: Apache-2.0
// Taking apart what git leaves behind where both sides of a merge have changed a file.
#include "base/lines.h"
#include "base/out.h"
#include "repair/repair_priv.h"

typedef enum Place { BOTH, OURS, ANCESTOR, THEIRS } Place;

// Where the lines behind a marker belong; false for a marker that may not come here. A
// line of "=" alone is a marker only between the two others.
static bool step(Place *place, char mark)
{
    static const struct {
        char mark;
        Place from;
        Place to;
    } STEPS[] = {
        { '<', BOTH, OURS },       { '|', OURS, ANCESTOR }, { '=', OURS, THEIRS },
        { '=', ANCESTOR, THEIRS }, { '>', THEIRS, BOTH },
    };
    for (size_t i = 0; i < sizeof STEPS / sizeof STEPS[0]; i++)
        if (STEPS[i].mark == mark && STEPS[i].from == *place) {
            *place = STEPS[i].to;
            return true;
        }
    return false;
}

bool conflict_is_in(Str text)
{
    Str line;
    while (str_cut(&text, '\n', &line))
        if (line_is_conflict_marker(str_trim(line)))
            return true;
    return false;
}

bool conflict_split(Arena *arena, Str text, Str sides[2])
{
    Out out[2] = { out_new(arena), out_new(arena) };
    Place place = BOTH;
    for (size_t at = 0, end; at < text.len; at = end) {
        end = str_find_char(text, '\n', at);
        end = end < text.len ? end + 1 : end;
        Str line = str_slice(text, at, end);
        if (line_is_conflict_marker(str_trim(line))) {
            if (!step(&place, str_trim(line).ptr[0]))
                return false;
            continue;
        }
        if (place == BOTH || place == OURS)
            out_str(&out[0], line);
        if (place == BOTH || place == THEIRS)
            out_str(&out[1], line);
    }
    for (int side = 0; side < 2; side++)
        sides[side] = arena_copy(arena, out_text(&out[side]));
    return place == BOTH;
}
