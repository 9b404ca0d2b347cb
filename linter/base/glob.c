// SPDX-License-Identifier: Apache-2.0
// Globs without recursion: of the stars passed, only the last of each kind is ever tried
// again, since what an earlier one could take, a later one can take as well.
#include "base/glob.h"

// Where to go on when what follows a star does not fit.
typedef struct Retry {
    size_t glob; // behind the star
    size_t text; // what the star has taken ends here
    bool set;
} Retry;

typedef struct Walk {
    Str glob, text;
    size_t g, t;
    Retry part;  // of *
    Retry parts; // of **
    bool whole;  // it is "**/", which ends where a part begins
} Walk;

static bool at_star(const Walk *walk)
{
    return walk->g < walk->glob.len && walk->glob.ptr[walk->g] == '*';
}

static void pass_star(Walk *walk)
{
    size_t start = walk->g;
    while (at_star(walk))
        walk->g++;
    if (walk->g == start + 1) {
        walk->part = (Retry){ walk->g, walk->t, true };
        return;
    }
    // "**/" as a part of its own may stand for nothing: the slash goes with the stars.
    bool begins = start == 0 || walk->glob.ptr[start - 1] == '/';
    walk->whole = begins && walk->g < walk->glob.len && walk->glob.ptr[walk->g] == '/';
    walk->g += walk->whole;
    walk->parts = (Retry){ walk->g, walk->t, true };
    walk->part.set = false;
}

static bool fits_byte(const Walk *walk)
{
    if (walk->g == walk->glob.len)
        return false;
    char wanted = walk->glob.ptr[walk->g];
    char c = walk->text.ptr[walk->t];
    return wanted == '?' ? c != '/' : wanted == c;
}

// Lets the last star that can take one byte more.
static bool retry(Walk *walk)
{
    if (walk->part.set && walk->text.ptr[walk->part.text] != '/') {
        walk->g = walk->part.glob;
        walk->t = ++walk->part.text;
        return true;
    }
    walk->part.set = false;
    if (!walk->parts.set)
        return false;
    Str text = walk->text;
    size_t at = walk->parts.text + 1;
    while (walk->whole && at <= text.len && text.ptr[at - 1] != '/')
        at++;
    walk->parts.text = at;
    walk->g = walk->parts.glob;
    walk->t = at;
    return at <= text.len;
}

bool glob_fits(Str glob, Str text)
{
    Walk walk = { .glob = glob, .text = text };
    for (;;) {
        if (at_star(&walk)) {
            pass_star(&walk);
        } else if (walk.t < text.len && fits_byte(&walk)) {
            walk.g++;
            walk.t++;
        } else if (walk.t == text.len) {
            return walk.g == glob.len;
        } else if (!retry(&walk)) {
            return false;
        }
    }
}

// A part that no path has: paths have no empty parts, and none that climb.
static const char *part_fault(Str part)
{
    if (part.len == 0)
        return "fits no path: it has an empty part";
    if (str_eq(part, STR(".")) || str_eq(part, STR("..")))
        return "fits no path: . and .. are in none";
    return NULL;
}

const char *glob_fault(Str glob)
{
    if (str_starts(glob, STR("/")))
        return "fits no path: they start at the repository's root, without a slash";
    if (str_ends(glob, STR("/")))
        return "fits no path: what is in a folder is folder/**";
    if (str_starts(glob, STR("!")))
        return "fits no path: a glob cannot leave out";
    static const Str blank = STR_INIT("*?/. \t"); // what alone names nothing
    bool names = false;
    Str part;
    for (Str rest = glob; str_cut(&rest, '/', &part);) {
        const char *fault = part_fault(part);
        if (fault)
            return fault;
        for (size_t i = 0; i < part.len; i++)
            names = names || str_find_char(blank, part.ptr[i], 0) == blank.len;
    }
    return names ? NULL : "names no place: it fits everything";
}
