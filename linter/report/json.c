// SPDX-License-Identifier: Apache-2.0
// The JSON report: a contract that other tools are built on, see schema/tidegate-1.json.
#include "report/effect_words.h"
#include "report/json_kit_priv.h"
#include "report/reporters.h"

static cJSON *tool_json(Arena *arena, const Report *report)
{
    cJSON *tool = json_must(cJSON_CreateObject());
    json_add_text(arena, tool, "name", STR("tidegate"));
    json_add_text(arena, tool, "version", str_from(report->version));
    json_add_text(arena, tool, "grammar", report->grammar);
    return tool;
}

static cJSON *base_json(Arena *arena, const Report *report)
{
    if (report->base_commit.len == 0)
        return cJSON_CreateNull();
    cJSON *base = json_must(cJSON_CreateObject());
    json_add_text(arena, base, "ref", report->base_ref);
    json_add_text(arena, base, "commit", report->base_commit);
    return base;
}

static cJSON *project_json(Arena *arena, const ReportProject *project)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "path", project->path);
    json_add_text(arena, json, "layout", project->layout);
    json_add_text(arena, json, "dialect", project->dialect);
    json_add_text(arena, json, "engine", project->engine);
    json_add_text(arena, json, "runner", project->runner);
    json_add_count(json, "migrations", project->migrations);
    json_add_count(json, "new", project->fresh);
    return json;
}

static cJSON *projects_json(Arena *arena, const Report *report)
{
    cJSON *projects = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < report->projects.len; i++)
        cJSON_AddItemToArray(projects, project_json(arena, &report->projects.at[i]));
    return projects;
}

static cJSON *lock_json(Arena *arena, const LockTaken *lock)
{
    if (lock->mode == LOCK_NONE)
        return cJSON_CreateNull();
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "relation", name_text(arena, lock->relation));
    json_add_text(arena, json, "mode", str_from(lock_mode_id(lock->mode)));
    return json;
}

static const char *const suppressor_words[] = {
    [SUPPRESSED_NOT] = "",
    [SUPPRESSED_COMMENT] = "comment",
    [SUPPRESSED_CONFIG] = "configuration",
    [SUPPRESSED_BASELINE] = "baseline",
};

static cJSON *suppressed_json(Arena *arena, const Finding *finding)
{
    if (!finding->suppressed)
        return cJSON_CreateNull();
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "by", str_from(suppressor_words[finding->suppressor]));
    json_add_text(arena, json, "reason", finding->suppress_reason);
    return json;
}

static cJSON *steps_json(Arena *arena, const FixStepVec *steps)
{
    cJSON *json = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < steps->len; i++) {
        const FixStep *step = &steps->at[i];
        cJSON *item = json_must(cJSON_CreateObject());
        json_add_text(arena, item, "place", str_from(fix_place_id(step->place)));
        json_add_count(item, "way", step->way + 1);
        json_add_text(arena, item, "text", step->words);
        json_add_text(arena, item, "sql", step->sql);
        cJSON_AddItemToArray(json, item);
    }
    return json;
}

static cJSON *finding_json(Arena *arena, const Finding *finding)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "rule", str_from(finding->rule->id));
    json_add_text(arena, json, "severity", str_from(severity_word(finding->severity)));
    json_add_text(arena, json, "path", finding->path);
    json_add_count(json, "line", finding->line);
    json_add_count(json, "column", finding->column);
    json_add_count(json, "end_line", finding->end_line);
    json_add_count(json, "end_column", finding->end_column);
    json_add_text(arena, json, "message", finding->message);
    json_add_text(arena, json, "why", finding->why);
    json_add_text(arena, json, "fix", finding->fix);
    if (finding->approved.len > 0)
        json_add_text(arena, json, "approved", finding->approved);
    if (finding->steps.len > 0)
        json_add(json, "fix_steps", steps_json(arena, &finding->steps));
    json_add_text(arena, json, "object", finding->object);
    json_add(json, "lock", lock_json(arena, &finding->lock));
    json_add(json, "suppressed", suppressed_json(arena, finding));
    json_add_text(arena, json, "fingerprint",
                  fingerprint_text(arena, finding->fingerprint));
    return json;
}

static cJSON *findings_json(Arena *arena, const FindingVec *findings)
{
    cJSON *json = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < findings->len; i++)
        cJSON_AddItemToArray(json, finding_json(arena, &findings->at[i]));
    return json;
}

static cJSON *approvals_json(Arena *arena, const Report *report)
{
    cJSON *json = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < report->approvals.len; i++) {
        cJSON *item = json_must(cJSON_CreateObject());
        json_add_text(arena, item, "by", report->approvals.at[i].words);
        json_add_count(item, "findings", report->approvals.at[i].demoted);
        cJSON_AddItemToArray(json, item);
    }
    return json;
}

static cJSON *parts_json(Arena *arena, const Change *change)
{
    cJSON *json = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < change->parts.len; i++)
        cJSON_AddItemToArray(json, json_text(arena, change->parts.at[i].name));
    return json;
}

static cJSON *change_locks_json(Arena *arena, const Change *change)
{
    cJSON *json = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < change->locks.len; i++)
        cJSON_AddItemToArray(json, lock_json(arena, &change->locks.at[i]));
    return json;
}

static const struct FactKey {
    const char *key;
    ChangeFact fact;
} fact_keys[] = {
    { "new", CHANGE_UNUSED },
    { "loses_data", CHANGE_LOSES_DATA },
    { "irreversible", CHANGE_FOREVER },
    { "breaks_running_code", CHANGE_BREAKS_CODE },
    { "checks_rows", CHANGE_CHECKS_ROWS },
    { "writes_rows", CHANGE_WRITES_ROWS },
};

static cJSON *change_json(Arena *arena, const Change *change)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "path", change->path);
    json_add_text(arena, json, "migration", change->migration);
    json_add_count(json, "line", change->line);
    json_add_text(arena, json, "operation", change->operation);
    json_add_count(json, "statements", change->count);
    json_add_text(arena, json, "object", change_object(arena, change));
    json_add(json, "parts", parts_json(arena, change));
    json_add(json, "locks", change_locks_json(arena, change));
    json_add_text(arena, json, "blocks", str_from(blocked_id(change_lock(change).mode)));
    json_add_text(arena, json, "takes", str_from(duration_id(change->duration)));
    json_add_text(arena, json, "held", str_from(duration_id(change->held)));
    for (size_t i = 0; i < sizeof fact_keys / sizeof *fact_keys; i++)
        json_add(json, fact_keys[i].key,
                 cJSON_CreateBool(change_is(change, fact_keys[i].fact)));
    json_add(json, "refused",
             change->refused.len > 0 ? json_text(arena, change->refused)
                                     : cJSON_CreateNull());
    return json;
}

static cJSON *changes_json(Arena *arena, const ChangeVec *changes)
{
    cJSON *json = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < changes->len; i++)
        cJSON_AddItemToArray(json, change_json(arena, &changes->at[i]));
    return json;
}

// Who reads nothing but the report must not take for a pass what exits with 2.
static cJSON *summary_json(const Report *report)
{
    const Verdict *verdict = &report->verdict;
    cJSON *summary = json_must(cJSON_CreateObject());
    for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
        json_add_count(summary, severity_word((Severity)severity),
                       verdict->count[severity]);
    json_add_count(summary, "suppressed", verdict->suppressed);
    json_add(summary, "blocked",
             cJSON_CreateBool(verdict->blocked || report_is_incomplete(report)));
    return summary;
}

static cJSON *report_object(Arena *arena, const Report *report)
{
    cJSON *root = json_must(cJSON_CreateObject());
    json_add_text(arena, root, "schema", STR("tidegate/1"));
    json_add(root, "tool", tool_json(arena, report));
    json_add(root, "base", base_json(arena, report));
    json_add(root, "projects", projects_json(arena, report));
    json_add(root, "changes", changes_json(arena, &report->changes));
    json_add(root, "findings", findings_json(arena, report->findings));
    json_add(root, "approvals", approvals_json(arena, report));
    json_add(root, "unjudged", json_texts(arena, &report->unjudged));
    json_add(root, "summary", summary_json(report));
    return root;
}

void report_json(Out *out, const Report *report)
{
    json_write(out, report_object(out->arena, report));
}
