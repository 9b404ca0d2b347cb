// SPDX-License-Identifier: Apache-2.0
// The whole of `tidegate check` on what fixtures hold: a repository with its base, or SQL
// with a change. Layouts, configurations, all dialects, all rules, the gate and, for some
// of the inputs, the reports.
#include "fuzz/fuzz.h"
#include "fuzz/judged.h"

int fuzz_check(const uint8_t *data, size_t size)
{
    enum { TWICE = 4, REPORTED = 8 };
    Arena *arena = arena_new();
    Example example = { 0 };
    FindingVec findings = { 0 };
    Str why = { 0 };
    Str text = { (const char *)data, size };
    if (example_read(arena, text, &example, &why) &&
        fuzz_judge(arena, &example, size % TWICE == 0, &findings, &why) &&
        size % REPORTED == 1)
        fuzz_write_reports(arena, &findings);
    arena_free(arena);
    return 0;
}
