// SPDX-License-Identifier: Apache-2.0
// A finding as a SARIF result.
#include "report/edit.h"
#include "report/reporters.h"
#include "report/sarif_priv.h"
#include "report/text_safe.h"

// A longer span is not quoted: a statement may be the whole file.
enum { SNIPPET_MAX = 1000 };

// ---- places ----

static cJSON *artifact(Arena *arena, Str path)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "uri", text_url_path(arena, text_as_utf8(arena, path)));
    json_add_text(arena, json, "uriBaseId", STR("%SRCROOT%"));
    return json;
}

static cJSON *region(LineCol start, LineCol end)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_count(json, "startLine", at_least_one(start.line));
    json_add_count(json, "startColumn", at_least_one(start.column));
    json_add_count(json, "endLine", at_least_one(end.line));
    json_add_count(json, "endColumn", at_least_one(end.column));
    return json;
}

static Str snippet(const Finding *finding)
{
    Span span = finding->span;
    if (span.end > finding->text.len || span.end - span.start > SNIPPET_MAX)
        return STR("");
    return str_slice(finding->text, span.start, span.end);
}

static cJSON *finding_region(Arena *arena, const Finding *finding, Detail detail)
{
    cJSON *json = region((LineCol){ finding->line, finding->column },
                         (LineCol){ finding->end_line, finding->end_column });
    Str quoted = snippet(finding);
    if (detail < DETAIL_FULL || quoted.len == 0)
        return json;
    cJSON *content = json_must(cJSON_CreateObject());
    json_add_text(arena, content, "text", quoted);
    json_add(json, "snippet", content);
    return json;
}

static cJSON *logical_locations(Arena *arena, Str object)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "fullyQualifiedName", object);
    return json_list_of(json);
}

static cJSON *locations(Arena *arena, const Finding *finding, Detail detail)
{
    cJSON *physical = json_must(cJSON_CreateObject());
    json_add(physical, "artifactLocation", artifact(arena, finding->path));
    json_add(physical, "region", finding_region(arena, finding, detail));
    cJSON *location = json_must(cJSON_CreateObject());
    json_add(location, "physicalLocation", physical);
    if (finding->object.len > 0)
        json_add(location, "logicalLocations", logical_locations(arena, finding->object));
    return json_list_of(location);
}

// ---- words ----

// What the rule itself says of all its findings stands in the list of rules.
static bool is_own(Str words, const char *general)
{
    return words.len > 0 && !str_eq(words, str_from(general));
}

static Str message(Arena *arena, const Finding *finding, Detail detail)
{
    Out out = out_new(arena);
    out_str(&out, sarif_sentence(arena, finding_words(arena, finding)));
    if (detail == DETAIL_FULL && is_own(finding->why, finding->rule->why)) {
        out_cstr(&out, "\n\nWhy: ");
        out_str(&out, sarif_sentence(arena, finding->why));
    }
    if (detail == DETAIL_FULL && is_own(finding->fix, finding->rule->fix)) {
        out_cstr(&out, "\n\nInstead: ");
        out_str(&out, finding->fix);
    }
    return out_text(&out);
}

// ---- suppressions ----

static const char *const suppression_kinds[] = {
    [SUPPRESSED_NOT] = "external",
    [SUPPRESSED_COMMENT] = "inSource",
    [SUPPRESSED_CONFIG] = "external",
    [SUPPRESSED_BASELINE] = "external",
};

// An empty list says that there is none, and is there since SARIF wants the list in all
// results of a run or in none.
static cJSON *suppressions(Arena *arena, const Finding *finding)
{
    if (!finding->suppressed)
        return json_must(cJSON_CreateArray());
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "kind", str_from(suppression_kinds[finding->suppressor]));
    json_add_text(arena, json, "status", STR("accepted"));
    if (finding->suppress_reason.len > 0)
        json_add_text(arena, json, "justification", finding->suppress_reason);
    return json_list_of(json);
}

// ---- fixes ----

static bool is_below(Str path, Str folder)
{
    return str_eq(folder, STR(".")) || folder.len == 0 ||
           (str_starts(path, folder) && path.len > folder.len &&
            path.ptr[folder.len] == '/');
}

// The project that the file belongs to: of nested ones the innermost; NULL: none.
static const ReportProject *project_of(const Report *report, Str path)
{
    const ReportProject *found = NULL;
    for (size_t i = 0; i < report->projects.len; i++) {
        const ReportProject *project = &report->projects.at[i];
        if (is_below(path, project->path) &&
            (!found || project->path.len > found->path.len))
            found = project;
    }
    return found;
}

// Of a finding that has a text; many findings of one file come one after the other.
static cJSON *edit_region(ResultKit *kit, const Finding *finding, Span span)
{
    Str text = finding->text;
    if (kit->lines.text.ptr != text.ptr || kit->lines.text.len != text.len)
        kit->lines = lines_new(kit->arena, text);
    return region(lines_at(&kit->lines, span.start), lines_at(&kit->lines, span.end));
}

static cJSON *fix_json(ResultKit *kit, const Finding *finding, const TextEdit *edit)
{
    Arena *arena = kit->arena;
    cJSON *content = json_must(cJSON_CreateObject());
    json_add_text(arena, content, "text", edit->text);
    cJSON *replacement = json_must(cJSON_CreateObject());
    json_add(replacement, "deletedRegion", edit_region(kit, finding, edit->span));
    json_add(replacement, "insertedContent", content);
    cJSON *change = json_must(cJSON_CreateObject());
    json_add(change, "artifactLocation", artifact(arena, finding->path));
    json_add(change, "replacements", json_list_of(replacement));
    cJSON *json = json_must(cJSON_CreateObject());
    json_add(json, "description", sarif_message(arena, finding->fix));
    json_add(json, "artifactChanges", json_list_of(change));
    return json;
}

static size_t way_count(const Finding *finding)
{
    size_t len = finding->steps.len;
    return len == 0 ? 0 : finding->steps.at[len - 1].way + 1;
}

// Atlas keeps a sum of each file beside them, so that no edit of one is enough.
static bool can_be_edited(const ReportProject *project)
{
    return project && !str_eq(project->layout, STR("atlas"));
}

static void add_fixes(ResultKit *kit, cJSON *json, const Finding *finding)
{
    const ReportProject *project = project_of(kit->report, finding->path);
    if (finding->suppressed || !can_be_edited(project))
        return;
    cJSON *list = json_must(cJSON_CreateArray());
    for (size_t way = 0; way < way_count(finding); way++) {
        TextEdit edit;
        if (fix_is_edit(kit->arena, finding, way, project->breakpoints, &edit))
            cJSON_AddItemToArray(list, fix_json(kit, finding, &edit));
    }
    if (cJSON_GetArraySize(list) > 0)
        json_add(json, "fixes", list);
    else
        cJSON_Delete(list);
}

// ---- the result ----

// The rule's place in tool.driver.rules; false for one that is not among all rules.
static bool find_rule(const Rule *rule, size_t *index)
{
    for (*index = 0; *index < rule_index_len; ++*index)
        if (str_eq(str_from(rule_index[*index].rule->id), str_from(rule->id)))
            return true;
    return false;
}

// GitHub goes by "primaryLocationLineHash" alone, which its upload action makes of the
// file where it is missing, and complains about where it is not the action's own.
static cJSON *fingerprints(Arena *arena, const Finding *finding)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "tidegate/v1",
                  fingerprint_text(arena, finding->fingerprint));
    return json;
}

cJSON *sarif_result(ResultKit *kit, const Finding *finding, Detail detail)
{
    Arena *arena = kit->arena;
    size_t index;
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "ruleId", str_from(finding->rule->id));
    if (find_rule(finding->rule, &index))
        json_add_count(json, "ruleIndex", index);
    json_add_text(arena, json, "level", str_from(sarif_level(finding->severity)));
    json_add(json, "message", sarif_message(arena, message(arena, finding, detail)));
    json_add(json, "locations", locations(arena, finding, detail));
    json_add(json, "partialFingerprints", fingerprints(arena, finding));
    json_add(json, "suppressions", suppressions(arena, finding));
    if (detail == DETAIL_FULL)
        add_fixes(kit, json, finding);
    return json;
}

size_t sarif_weight(const Finding *finding, Detail detail)
{
    if (detail == DETAIL_NONE)
        return 0;
    size_t weight = finding->path.len + finding->object.len + finding->message.len +
                    finding->approved.len + finding->suppress_reason.len;
    if (detail == DETAIL_SHORT)
        return weight;
    weight += snippet(finding).len;
    if (is_own(finding->why, finding->rule->why))
        weight += finding->why.len;
    if (is_own(finding->fix, finding->rule->fix))
        weight += finding->fix.len;
    for (size_t i = 0; i < finding->steps.len; i++)
        weight += finding->steps.at[i].sql.len;
    return weight;
}
