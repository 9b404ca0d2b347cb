// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0: the run, and how much of it there is room for.
#include "report/reporters.h"

#include "report/sarif_priv.h"
#include "report/text_safe.h"

// GitHub refuses a run with more results, and a file that is larger than 10 MB when it is
// compressed. What is ours repeats itself and compresses well; the project's texts may
// not, and are kept to this many bytes.
enum { RESULTS_MAX = 25000, WEIGHT_MAX = 9000000 };

typedef struct Plan {
    Detail *detail; // by finding
    size_t count, weight;
    size_t shortened, left_out;
} Plan;

// ---- messages ----

// A "{0}" is a placeholder, unless its braces are doubled.
static size_t placeholder_length(Str text, size_t at)
{
    size_t end = at + 1;
    while (end < text.len && text.ptr[end] >= '0' && text.ptr[end] <= '9')
        end++;
    bool is_one = end > at + 1 && end < text.len && text.ptr[end] == '}';
    return is_one ? end + 1 - at : 0;
}

// "[words](target)" is a link, unless the bracket is escaped. *close is where the last
// search for a bracket's end has come to: behind it no text is read twice.
static bool may_begin_link(Str text, size_t at, size_t *close)
{
    if (*close <= at)
        *close = str_find_char(text, ']', at);
    return *close + 1 < text.len && text.ptr[*close + 1] == '(';
}

static Str escaped(Arena *arena, Str text)
{
    Out out = out_new(arena);
    size_t close = 0;
    for (size_t i = 0; i < text.len; i++) {
        size_t placeholder = text.ptr[i] == '{' ? placeholder_length(text, i) : 0;
        if (placeholder > 0) {
            out_fmt(&out, "{" STR_FMT "}", STR_ARG(str_slice(text, i, i + placeholder)));
            i += placeholder - 1;
            continue;
        }
        if (text.ptr[i] == '[' && may_begin_link(text, i, &close))
            out_char(&out, '\\');
        out_char(&out, text.ptr[i]);
    }
    return out_text(&out);
}

cJSON *sarif_message(Arena *arena, Str text)
{
    cJSON *message = json_must(cJSON_CreateObject());
    json_add_text(arena, message, "text",
                  escaped(arena, text_printable(arena, text, true)));
    return message;
}

Str sarif_sentence(Arena *arena, Str text)
{
    Out out = out_new(arena);
    out_str(&out, str_trim(text));
    if (!str_ends(out_text(&out), STR(".")))
        out_char(&out, '.');
    return out_text(&out);
}

// ---- the run ----

static cJSON *base_ids(Arena *arena)
{
    cJSON *root = json_must(cJSON_CreateObject());
    json_add(root, "description",
             sarif_message(arena, STR("The root of the repository.")));
    cJSON *ids = json_must(cJSON_CreateObject());
    json_add(ids, "%SRCROOT%", root);
    return ids;
}

static void add_notification(Arena *arena, cJSON *list, const char *level, Str words)
{
    cJSON *notification = json_must(cJSON_CreateObject());
    json_add_text(arena, notification, "level", str_from(level));
    json_add(notification, "message", sarif_message(arena, sarif_sentence(arena, words)));
    cJSON_AddItemToArray(list, notification);
}

static void add_plan_notification(Arena *arena, cJSON *list, const Plan *plan)
{
    if (plan->shortened + plan->left_out == 0)
        return;
    add_notification(
        arena, list, "warning",
        arena_fmt(arena,
                  STR_FMT
                  " without details and " STR_FMT
                  " left out, the least severe ones: GitHub takes %d results, and 10 MB",
                  STR_ARG(counted(arena, plan->shortened, "result")),
                  STR_ARG(counted(arena, plan->left_out, "result")), RESULTS_MAX));
}

static cJSON *notifications(Arena *arena, const Report *report, const Plan *plan)
{
    cJSON *list = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < report->unjudged.len; i++)
        add_notification(arena, list, "error", report->unjudged.at[i]);
    for (size_t i = 0; i < report->approvals.len; i++)
        add_notification(arena, list, "note",
                         approval_words(arena, &report->approvals.at[i]));
    add_plan_notification(arena, list, plan);
    return list;
}

// Blocking is what the program is for: only a run that could not judge has failed.
static cJSON *invocation(Arena *arena, const Report *report, const Plan *plan)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add(json, "executionSuccessful",
             cJSON_CreateBool(!report_is_incomplete(report)));
    json_add(json, "exitCode", cJSON_CreateNumber(report->exit_status));
    json_add_text(arena, json, "exitCodeDescription", outcome(report));
    json_add(json, "toolExecutionNotifications", notifications(arena, report, plan));
    return json;
}

// As base/lines.h cuts a text.
static cJSON *line_ends(Arena *arena)
{
    cJSON *list = json_must(cJSON_CreateArray());
    cJSON_AddItemToArray(list, json_text(arena, STR("\r\n")));
    cJSON_AddItemToArray(list, json_text(arena, STR("\n")));
    cJSON_AddItemToArray(list, json_text(arena, STR("\r")));
    return list;
}

// ---- what there is room for ----

static void reach(Plan *plan, const Finding *finding, size_t at, Detail detail)
{
    Detail before = plan->detail[at];
    size_t weight = sarif_weight(finding, detail) - sarif_weight(finding, before);
    bool counts = before == DETAIL_NONE;
    if (plan->count + counts > RESULTS_MAX || plan->weight + weight > WEIGHT_MAX)
        return;
    plan->detail[at] = detail;
    plan->count += counts;
    plan->weight += weight;
}

// From the most severe on, and what is suppressed behind all others.
static void reach_all(Plan *plan, const FindingVec *findings, Detail detail)
{
    for (int rank = 2 * SEVERITY_COUNT - 1; rank >= 0; rank--)
        for (size_t i = 0; i < findings->len; i++) {
            const Finding *finding = &findings->at[i];
            int own = (int)finding->severity + (finding->suppressed ? 0 : SEVERITY_COUNT);
            if (own == rank && plan->detail[i] == detail - 1)
                reach(plan, finding, i, detail);
        }
}

// No result goes for the details of another.
static Plan plan_results(Arena *arena, const FindingVec *findings)
{
    Plan plan = { .detail = NEW_ARRAY(arena, Detail, findings->len) };
    reach_all(&plan, findings, DETAIL_SHORT);
    reach_all(&plan, findings, DETAIL_FULL);
    for (size_t i = 0; i < findings->len; i++) {
        plan.shortened += plan.detail[i] == DETAIL_SHORT;
        plan.left_out += plan.detail[i] == DETAIL_NONE;
    }
    return plan;
}

static cJSON *results(Arena *arena, const Report *report, const Plan *plan)
{
    ResultKit kit = { .arena = arena, .report = report };
    cJSON *list = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < report->findings->len; i++)
        if (plan->detail[i] != DETAIL_NONE)
            cJSON_AddItemToArray(
                list, sarif_result(&kit, &report->findings->at[i], plan->detail[i]));
    return list;
}

// ---- the document ----

// No results are not an empty list of them: where nothing was judged, what an earlier run
// found must not count as fixed.
static cJSON *run(Arena *arena, const Report *report)
{
    Plan plan = plan_results(arena, report->findings);
    cJSON *tool = json_must(cJSON_CreateObject());
    json_add(tool, "driver", sarif_driver(arena, report));
    cJSON *json = json_must(cJSON_CreateObject());
    json_add(json, "tool", tool);
    json_add(json, "invocations", json_list_of(invocation(arena, report, &plan)));
    json_add(json, "originalUriBaseIds", base_ids(arena));
    json_add_text(arena, json, "columnKind", STR("unicodeCodePoints"));
    json_add(json, "newlineSequences", line_ends(arena));
    json_add_text(arena, json, "defaultEncoding", STR("UTF-8"));
    json_add_text(arena, json, "defaultSourceLanguage", STR("sql"));
    if (!report->failed)
        json_add(json, "results", results(arena, report, &plan));
    return json;
}

void report_sarif(Out *out, const Report *report)
{
    Arena *arena = out->arena;
    cJSON *root = json_must(cJSON_CreateObject());
    json_add_text(arena, root, "$schema",
                  STR("https://json.schemastore.org/sarif-2.1.0.json"));
    json_add_text(arena, root, "version", STR("2.1.0"));
    json_add(root, "runs", json_list_of(run(arena, report)));
    json_write(out, root);
}
