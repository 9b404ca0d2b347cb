// SPDX-License-Identifier: Apache-2.0
// The reporters that there are, and phrases that several of them use.
#include "report/reporters.h"

const Reporter reporters[] = {
    { "text", report_text, false },        { "json", report_json, true },
    { "github", report_github, true }, // the summary of the step is Markdown
    { "sarif", report_sarif, false },      { "gitlab", report_gitlab, false },
    { "junit", report_junit, false },      { "checkstyle", report_checkstyle, false },
    { "markdown", report_markdown, true }, { NULL, NULL, false },
};

const Reporter *reporter_find(Str name)
{
    for (const Reporter *reporter = reporters; reporter->name; reporter++)
        if (str_eq(str_from(reporter->name), name))
            return reporter;
    return NULL;
}

bool report_is_incomplete(const Report *report)
{
    return report->unjudged.len > 0;
}

Str outcome(const Report *report)
{
    if (report->failed)
        return STR("could not judge");
    if (report_is_incomplete(report))
        return STR("not all judged");
    return report->verdict.blocked ? STR("blocked") : STR("passed");
}

Str counted(Arena *arena, size_t count, const char *word)
{
    return arena_fmt(arena, "%zu %s%s", count, word, count == 1 ? "" : "s");
}

Str counted_verdict(Arena *arena, const Verdict *verdict)
{
    Str counts = STR("");
    for (int i = SEVERITY_COUNT - 1; i >= 0; i--) {
        Str count = counted(arena, verdict->count[i], severity_word((Severity)i));
        counts = arena_fmt(arena, STR_FMT "%s" STR_FMT, STR_ARG(counts),
                           counts.len > 0 ? ", " : "", STR_ARG(count));
    }
    if (verdict->suppressed == 0)
        return counts;
    return arena_fmt(arena, STR_FMT ", %zu allowed", STR_ARG(counts),
                     verdict->suppressed);
}

Str approval_words(Arena *arena, const ReportApproval *approval)
{
    return arena_fmt(arena, "approved by " STR_FMT ": " STR_FMT, STR_ARG(approval->words),
                     STR_ARG(counted(arena, approval->demoted, "finding")));
}

Str finding_words(Arena *arena, const Finding *finding)
{
    if (finding->approved.len == 0)
        return finding->message;
    return arena_fmt(arena, STR_FMT " (approved by " STR_FMT ")",
                     STR_ARG(finding->message), STR_ARG(finding->approved));
}

size_t at_least_one(size_t number)
{
    return number > 0 ? number : 1;
}
