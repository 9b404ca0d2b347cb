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
    return out_text(&out);
}
