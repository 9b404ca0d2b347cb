// SPDX-License-Identifier: Apache-2.0
// The JSON report: a contract that other tools are built on, see schema/tidegate-1.json.
#include "report/reporters.h"

#include "base/fail.h"
#include "report/text_safe.h"

#include <cjson/cJSON.h>

static cJSON *must(cJSON *item)
{
    if (!item)
        fatal("out of memory");
    return item;
}

static void add(cJSON *object, const char *key, cJSON *item)
{
    if (!cJSON_AddItemToObject(object, key, must(item)))
        fatal("out of memory");
}

static void add_text(Arena *arena, cJSON *object, const char *key, Str text)
{
    add(object, key, cJSON_CreateString(arena_cstr(arena, text_as_utf8(arena, text))));
}

static void add_count(cJSON *object, const char *key, size_t count)
{
    add(object, key, cJSON_CreateNumber((double)count));
}

static cJSON *tool_json(Arena *arena, const Report *report)
{
    cJSON *tool = must(cJSON_CreateObject());
    add_text(arena, tool, "name", STR("tidegate"));
    add_text(arena, tool, "version", str_from(report->version));
    add_text(arena, tool, "grammar", report->grammar);
    return tool;
}

static cJSON *base_json(Arena *arena, const Report *report)
{
    if (report->base_commit.len == 0)
        return cJSON_CreateNull();
    cJSON *base = must(cJSON_CreateObject());
    add_text(arena, base, "ref", report->base_ref);
    add_text(arena, base, "commit", report->base_commit);
    return base;
}

static cJSON *project_json(Arena *arena, const ReportProject *project)
{
    cJSON *json = must(cJSON_CreateObject());
    add_text(arena, json, "path", project->path);
    add_text(arena, json, "layout", project->layout);
    add_text(arena, json, "dialect", project->dialect);
    add_text(arena, json, "engine", project->engine);
    add_text(arena, json, "runner", project->runner);
    add_count(json, "migrations", project->migrations);
    add_count(json, "new", project->fresh);
    return json;
}

static cJSON *projects_json(Arena *arena, const Report *report)
{
    cJSON *projects = must(cJSON_CreateArray());
    for (size_t i = 0; i < report->projects.len; i++)
        cJSON_AddItemToArray(projects, project_json(arena, &report->projects.at[i]));
    return projects;
}

static cJSON *lock_json(Arena *arena, const LockTaken *lock)
{
    if (lock->mode == LOCK_NONE)
        return cJSON_CreateNull();
    cJSON *json = must(cJSON_CreateObject());
    add_text(arena, json, "relation", name_text(arena, lock->relation));
    add_text(arena, json, "mode", str_from(lock_mode_id(lock->mode)));
    return json;
}

static cJSON *suppressed_json(Arena *arena, const Finding *finding)
{
    if (!finding->suppressed)
        return cJSON_CreateNull();
    cJSON *json = must(cJSON_CreateObject());
    add_text(arena, json, "reason", finding->suppress_reason);
    return json;
}

static cJSON *steps_json(Arena *arena, const FixStepVec *steps)
{
    cJSON *json = must(cJSON_CreateArray());
    for (size_t i = 0; i < steps->len; i++) {
        const FixStep *step = &steps->at[i];
        cJSON *item = must(cJSON_CreateObject());
        add_text(arena, item, "place", str_from(fix_place_id(step->place)));
        add_count(item, "way", step->way + 1);
        add_text(arena, item, "text", step->words);
        add_text(arena, item, "sql", step->sql);
        cJSON_AddItemToArray(json, item);
    }
    return json;
}

static cJSON *finding_json(Arena *arena, const Finding *finding)
{
    cJSON *json = must(cJSON_CreateObject());
    add_text(arena, json, "rule", str_from(finding->rule->id));
    add_text(arena, json, "severity", str_from(severity_word(finding->severity)));
    add_text(arena, json, "path", finding->path);
    add_count(json, "line", finding->line);
    add_count(json, "column", finding->column);
    add_count(json, "end_line", finding->end_line);
    add_count(json, "end_column", finding->end_column);
    add_text(arena, json, "message", finding->message);
    add_text(arena, json, "why", finding->why);
    add_text(arena, json, "fix", finding->fix);
    if (finding->steps.len > 0)
        add(json, "fix_steps", steps_json(arena, &finding->steps));
    add_text(arena, json, "object", finding->object);
    add(json, "lock", lock_json(arena, &finding->lock));
    add(json, "suppressed", suppressed_json(arena, finding));
    add_text(arena, json, "fingerprint",
             arena_fmt(arena, "%016llx", (unsigned long long)finding->fingerprint));
    return json;
}

static cJSON *findings_json(Arena *arena, const FindingVec *findings)
{
    cJSON *json = must(cJSON_CreateArray());
    for (size_t i = 0; i < findings->len; i++)
        cJSON_AddItemToArray(json, finding_json(arena, &findings->at[i]));
    return json;
}

// Who reads nothing but the report must not take for a pass what exits with 2.
static cJSON *summary_json(const Report *report)
{
    const Verdict *verdict = &report->verdict;
    cJSON *summary = must(cJSON_CreateObject());
    for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
        add_count(summary, severity_word((Severity)severity), verdict->count[severity]);
    add_count(summary, "suppressed", verdict->suppressed);
    add(summary, "blocked", cJSON_CreateBool(verdict->blocked || report->incomplete));
    return summary;
}

static cJSON *report_object(Arena *arena, const Report *report)
{
    cJSON *root = must(cJSON_CreateObject());
    add_text(arena, root, "schema", STR("tidegate/1"));
    add(root, "tool", tool_json(arena, report));
    add(root, "base", base_json(arena, report));
    add(root, "projects", projects_json(arena, report));
    add(root, "findings", findings_json(arena, report->findings));
    add(root, "summary", summary_json(report));
    return root;
}

// "##[" or "##vso[" in a log is a command to a CI runner, wherever it stands; JSON has
// "#" in strings only, and another spelling of it.
static void write_inert(Out *out, Str json)
{
    for (size_t i = 0; i < json.len; i++) {
        if (json.ptr[i] == '#' && i > 0 && json.ptr[i - 1] == '#')
            out_cstr(out, "\\u0023");
        else
            out_char(out, json.ptr[i]);
    }
}

void report_json(Out *out, const Report *report)
{
    cJSON *root = report_object(out->arena, report);
    char *text = cJSON_Print(root);
    if (!text)
        fatal("out of memory");
    write_inert(out, str_from(text));
    out_char(out, '\n');
    cJSON_free(text);
    cJSON_Delete(root);
}
