// SPDX-License-Identifier: Apache-2.0
// Steps of a fix as text, and the names of their places.
#include "lint/fix.h"

#include "base/out.h"

static const char *const place_ids[FIX_PLACE_COUNT] = {
    [FIX_NOTE] = "note",
    [FIX_HERE] = "here",
    [FIX_BEHIND] = "behind",
    [FIX_TOP] = "top-of-file",
    [FIX_END] = "end-of-file",
    [FIX_ALONE] = "own-migration",
    [FIX_NEXT] = "next-migration",
    [FIX_LATER] = "later-change",
    [FIX_HAND_BEFORE] = "by-hand-before",
    [FIX_HAND_AFTER] = "by-hand-after",
};

const char *fix_place_id(FixPlace place)
{
    return place_ids[place];
}

static void add_line(Out *out, const char *indent, Str line)
{
    out_fmt(out, "%s%s" STR_FMT, out->buf.len > 0 ? "\n" : "", indent, STR_ARG(line));
}

Str fix_text(Arena *arena, const FixStepVec *steps)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < steps->len; i++) {
        Str sql = steps->at[i].sql;
        Str line;
        if (steps->at[i].words.len > 0)
            add_line(&out, "", steps->at[i].words);
        while (str_cut(&sql, '\n', &line))
            add_line(&out, "  ", line);
    }
    return out_text(&out);
}
