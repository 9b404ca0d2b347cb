// SPDX-License-Identifier: Apache-2.0
// Compares what was found in an example with what it expects.
#include "example.h"

#include "base/out.h"

// The finding's expectation among those not yet met, or `count`.
static size_t find_expectation(const ExpectationVec *expected, const bool *met,
                               const Finding *finding)
{
    for (size_t i = 0; i < expected->len; i++) {
        const Expectation *e = &expected->at[i];
        bool as_bad = e->severity.len == 0 ||
                      str_eq(e->severity, str_from(severity_word(finding->severity)));
        if (!met[i] && as_bad && str_eq(e->rule, str_from(finding->rule->id)) &&
            str_eq(e->path, finding->path) && (e->line == 0 || e->line == finding->line))
            return i;
    }
    return expected->len;
}

// ---- words ----

// Where the steps of its fix go: "here, next-migration".
static Str places_of(Arena *arena, const Finding *finding)
{
    Out out = out_new(arena);
    for (size_t i = 0; i < finding->steps.len; i++)
        out_fmt(&out, "%s%s", i > 0 ? ", " : "",
                fix_place_id(finding->steps.at[i].place));
    return out_text(&out);
}

static bool says(Arena *arena, const Finding *finding, const Saying *saying)
{
    const Str said[SAID_COUNT] = { [SAID_MESSAGE] = finding->message,
                                   [SAID_WHY] = finding->why,
                                   [SAID_FIX] = finding->fix,
                                   [SAID_PLACES] = places_of(arena, finding),
                                   [SAID_OBJECT] = finding->object };
    bool same = true;
    for (size_t i = 0; i < SAID_COUNT; i++)
        same = same && (!saying->said[i].ptr || str_eq(saying->said[i], said[i]));
    return same;
}

static bool is_there(const Finding *finding, const Saying *saying)
{
    return str_eq(finding->path, saying->path) &&
           (saying->line == 0 || saying->line == finding->line);
}

// What the findings of that line say instead; nothing where one says it.
static void compare_words(Arena *arena, Out *out, const Saying *saying,
                          const FindingVec *findings)
{
    for (size_t i = 0; i < findings->len; i++)
        if (is_there(&findings->at[i], saying) && says(arena, &findings->at[i], saying))
            return;
    out_fmt(out, "  not said:     " STR_FMT ":%zu; what is:\n", STR_ARG(saying->path),
            saying->line);
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *f = &findings->at[i];
        if (is_there(f, saying))
            out_fmt(out,
                    "%s\nmessage: " STR_FMT "\nwhy: " STR_FMT "\nfix: " STR_FMT
                    "\nplaces: " STR_FMT "\nobject: " STR_FMT "\n",
                    f->rule->id, STR_ARG(f->message), STR_ARG(f->why), STR_ARG(f->fix),
                    STR_ARG(places_of(arena, f)), STR_ARG(f->object));
    }
}

// ---- all of it ----

Str example_compare(Arena *arena, const Example *example, const FindingVec *findings)
{
    const ExpectationVec *expected = &example->expected;
    bool *met = NEW_ARRAY(arena, bool, expected->len);
    Out out = out_new(arena);
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        size_t found = find_expectation(expected, met, finding);
        if (found < expected->len)
            met[found] = true;
        else
            out_fmt(&out, "  not expected: " STR_FMT ":%zu: %s=%s: " STR_FMT "\n",
                    STR_ARG(finding->path), finding->line, finding->rule->id,
                    severity_word(finding->severity), STR_ARG(finding->message));
    }
    for (size_t i = 0; i < expected->len; i++)
        if (!met[i])
            out_fmt(&out, "  not found:    " STR_FMT ":%zu: " STR_FMT "%s" STR_FMT "\n",
                    STR_ARG(expected->at[i].path), expected->at[i].line,
                    STR_ARG(expected->at[i].rule),
                    expected->at[i].severity.len > 0 ? "=" : "",
                    STR_ARG(expected->at[i].severity));
    for (size_t i = 0; i < example->sayings.len; i++)
        compare_words(arena, &out, &example->sayings.at[i], findings);
    return out_text(&out);
}
