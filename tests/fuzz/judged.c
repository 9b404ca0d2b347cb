// SPDX-License-Identifier: Apache-2.0
// Judges examples, and checks what comes of it.
#include "judged.h"

#include "base/map.h"
#include "fuzz/holds.h"
#include "fuzz/written.h"

static void check_finding(const Finding *finding)
{
    Span whole = { 0, finding->text.len };
    HOLDS(finding->rule && rule_find(str_from(finding->rule->id)) == finding->rule, NULL);
    HOLDS(finding->severity <= SEV_ERROR, NULL);
    HOLDS(fuzz_is_within(finding->span, whole), NULL);
    HOLDS(fuzz_is_within(finding->stmt, whole), NULL);
    HOLDS(finding->line > 0 && finding->column > 0, NULL);
    HOLDS(finding->end_line > finding->line || (finding->end_line == finding->line &&
                                                finding->end_column >= finding->column),
          NULL);
    HOLDS(finding->path.len > 0 && finding->message.len > 0, NULL);
    HOLDS(!finding->suppressed || finding->suppressor != SUPPRESSED_NOT, NULL);
    HOLDS(!finding->suppressed || !finding->rule->always, NULL);
}

// A rule that cannot be told from another would let both pass.
static void check_findings(Arena *arena, const FindingVec *findings)
{
    Map seen = { 0 };
    for (size_t i = 0; i < findings->len; i++) {
        const Finding *finding = &findings->at[i];
        check_finding(finding);
        if (i > 0)
            HOLDS(str_cmp(findings->at[i - 1].path, finding->path) <= 0, NULL);
        Str key = fingerprint_text(arena, finding->fingerprint);
        HOLDS(!map_get(&seen, key), NULL);
        map_put(arena, &seen, key, &findings->at[i]);
    }
}

static void check_same(const FindingVec *first, const FindingVec *second)
{
    HOLDS(first->len == second->len, NULL);
    for (size_t i = 0; i < first->len; i++) {
        const Finding *a = &first->at[i];
        const Finding *b = &second->at[i];
        HOLDS(a->rule == b->rule && a->fingerprint == b->fingerprint, NULL);
        HOLDS(a->span.start == b->span.start && a->span.end == b->span.end, NULL);
        HOLDS(a->suppressed == b->suppressed && a->severity == b->severity, NULL);
        HOLDS(str_eq(a->message, b->message) && str_eq(a->fix, b->fix), NULL);
    }
}

bool fuzz_judge(Arena *arena, const Example *example, bool twice, FindingVec *findings,
                Str *why)
{
    bool good = judge_trees(arena, example, findings, why);
    HOLDS(good || why->len > 0, NULL);
    check_findings(arena, findings);
    if (!twice)
        return good;
    Str again_why = { 0 };
    FindingVec again = { 0 };
    HOLDS(judge_trees(arena, example, &again, &again_why) == good, NULL);
    check_same(findings, &again);
    return good;
}

void fuzz_write_reports(Arena *arena, const FindingVec *findings)
{
    Report report = { .version = "0.1.0",
                      .home = "https://example.org/tidegate",
                      .grammar = STR("PostgreSQL 18.0"),
                      .findings = findings,
                      .verdict = verdict_of(findings, FAIL_ON_ERROR),
                      .fail_on = FAIL_ON_ERROR };
    *vec_push(arena, &report.projects) = (ReportProject){ .path = STR("migrations"),
                                                          .layout = STR("plain"),
                                                          .dialect = STR("postgres"),
                                                          .engine = STR("postgres@14"),
                                                          .runner = STR("plain"),
                                                          .migrations = 2,
                                                          .fresh = 1 };
    fuzz_check_report(arena, &report, findings->len % 32 == 1);
}
