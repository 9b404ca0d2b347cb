// SPDX-License-Identifier: Apache-2.0
// GitLab's Code Quality report. What is suppressed is not in it: the format cannot say
// so, and GitLab compares what a merge request has with what its target has.
#include "report/json_kit_priv.h"
#include "report/reporters.h"

#include "report/text_safe.h"

static const char *const severities[SEVERITY_COUNT] = {
    [SEV_NOTICE] = "info",
    [SEV_WARNING] = "major",
    [SEV_ERROR] = "critical",
};

typedef struct Issue {
    Str words, path;
    const char *rule;
    const char *severity;
    uint64_t fingerprint;
    size_t line, end_line;
} Issue;

static cJSON *location_json(Arena *arena, const Issue *issue)
{
    cJSON *lines = json_must(cJSON_CreateObject());
    json_add_count(lines, "begin", at_least_one(issue->line));
    json_add_count(lines, "end", at_least_one(issue->end_line));
    cJSON *location = json_must(cJSON_CreateObject());
    json_add_text(arena, location, "path", issue->path);
    json_add(location, "lines", lines);
    return location;
}

static void add_issue(Arena *arena, cJSON *issues, const Issue *issue)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "description", text_printable(arena, issue->words, false));
    json_add_text(arena, json, "check_name", str_from(issue->rule));
    json_add_text(arena, json, "fingerprint",
                  fingerprint_text(arena, issue->fingerprint));
    json_add_text(arena, json, "severity", str_from(issue->severity));
    json_add(json, "location", location_json(arena, issue));
    cJSON_AddItemToArray(issues, json);
}

// A report without them would say that all is well.
static void add_unjudged(Arena *arena, cJSON *issues, const Report *report)
{
    for (size_t i = 0; i < report->unjudged.len; i++) {
        Str words = report->unjudged.at[i];
        Issue issue = {
            words, STR("."), NOT_JUDGED_RULE, "blocker", str_hash(words), 1, 1
        };
        add_issue(arena, issues, &issue);
    }
}

static void add_finding(Arena *arena, cJSON *issues, const Report *report,
                        const Finding *finding)
{
    Issue issue = {
        .words = finding_words(arena, finding),
        .path = finding->path,
        .rule = finding->rule->id,
        .severity = finding_blocks(finding, report->fail_on)
                        ? "blocker"
                        : severities[finding->severity],
        .fingerprint = finding->fingerprint,
        .line = finding->line,
        .end_line = finding->end_line,
    };
    add_issue(arena, issues, &issue);
}

void report_gitlab(Out *out, const Report *report)
{
    cJSON *issues = json_must(cJSON_CreateArray());
    add_unjudged(out->arena, issues, report);
    for (size_t i = 0; i < report->findings->len; i++)
        if (!report->findings->at[i].suppressed)
            add_finding(out->arena, issues, report, &report->findings->at[i]);
    json_write(out, issues);
}
