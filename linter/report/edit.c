// SPDX-License-Identifier: Apache-2.0
// Steps of a fix as an edit of the text.
#include "report/edit.h"

#include "base/out.h"

Str statement_separator(bool breakpoints)
{
    return breakpoints ? STR("\n--> statement-breakpoint\n") : STR("\n");
}

typedef struct Steps {
    Out sql;
    bool replace; // the statement goes
} Steps;

// False when a step asks for anything else. The top and the end of a file have other
// steps too: what may stand there depends on marks, comments and a BEGIN that are not
// known here.
static bool join_steps(const Finding *finding, size_t way, Str separator, Steps *steps)
{
    for (size_t i = 0; i < finding->steps.len; i++) {
        const FixStep *step = &finding->steps.at[i];
        if (step->way != way)
            continue;
        if (step->place != FIX_HERE && step->place != FIX_BEHIND)
            return false;
        steps->replace = steps->replace || step->place == FIX_HERE;
        if (steps->sql.buf.len > 0 && step->sql.len > 0)
            out_str(&steps->sql, separator);
        out_str(&steps->sql, step->sql);
    }
    return steps->sql.buf.len > 0;
}

typedef struct Ending {
    size_t at; // behind the semicolon, if there is one
    bool has_semicolon;
} Ending;

// False when something else stands between the statement and its semicolon.
static bool find_ending(Str text, size_t stmt_end, Ending *ending)
{
    size_t at = stmt_end;
    while (at < text.len && str_find_char(STR(" \t\r\n"), text.ptr[at], 0) < 4)
        at++;
    *ending = (Ending){ .at = stmt_end };
    if (at == text.len || str_starts(str_drop(text, at), STR("-->")))
        return true;
    *ending = (Ending){ .at = at + 1, .has_semicolon = true };
    return text.ptr[at] == ';';
}

bool fix_is_edit(Arena *arena, const Finding *finding, size_t way, bool breakpoints,
                 TextEdit *edit)
{
    Str separator = statement_separator(breakpoints);
    Steps steps = { .sql = out_new(arena) };
    Ending ending;
    Span stmt = finding->stmt;
    if (stmt.end <= stmt.start || stmt.end > finding->text.len ||
        !join_steps(finding, way, separator, &steps) ||
        !find_ending(finding->text, stmt.end, &ending))
        return false;
    Str sql = out_text(&steps.sql);
    if (steps.replace)
        *edit = (TextEdit){ { stmt.start, ending.at }, sql };
    else
        *edit = (TextEdit){ { ending.at, ending.at },
                            arena_fmt(arena, "%s" STR_FMT STR_FMT,
                                      ending.has_semicolon ? "" : ";", STR_ARG(separator),
                                      STR_ARG(sql)) };
    return true;
}
