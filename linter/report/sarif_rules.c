// SPDX-License-Identifier: Apache-2.0
// Rules as SARIF describes them. All of them are in every report, so that two reports of
// the same version differ in what was found alone.
#include "report/sarif_priv.h"

static const char *const levels[SEVERITY_COUNT] = {
    [SEV_NOTICE] = "note",
    [SEV_WARNING] = "warning",
    [SEV_ERROR] = "error",
};

// As GitHub names them, which sorts by it.
static const char *const problem_severities[SEVERITY_COUNT] = {
    [SEV_NOTICE] = "recommendation",
    [SEV_WARNING] = "warning",
    [SEV_ERROR] = "error",
};

const char *sarif_level(Severity severity)
{
    return levels[severity];
}

// "drop-column" as "DropColumn".
static Str pascal_case(Arena *arena, const char *id)
{
    Out out = out_new(arena);
    bool upper = true;
    for (const char *c = id; *c; c++) {
        bool lower = *c >= 'a' && *c <= 'z';
        if (*c != '-')
            out_char(&out, upper && lower ? (char)(*c - 'a' + 'A') : *c);
        upper = *c == '-';
    }
    return out_text(&out);
}

// ---- help ----

static bool is_code(Str line)
{
    return str_starts(line, STR("  "));
}

// Lines that are set in by two blanks are SQL.
static void prose_as_markdown(Out *out, const char *text)
{
    Str rest = str_from(text);
    Str line;
    bool in_code = false;
    while (str_cut(&rest, '\n', &line)) {
        if (is_code(line) != in_code)
            out_cstr(out, in_code ? "```\n" : "\n```sql\n");
        in_code = is_code(line);
        out_fmt(out, STR_FMT "\n", STR_ARG(in_code ? str_drop(line, 2) : line));
    }
    if (in_code)
        out_cstr(out, "```\n");
}

static void example_as_markdown(Out *out, const char *title, const char *example)
{
    bool is_tree = example[0] == '@'; // several files, each behind its name
    out_fmt(out, "\n## %s\n\n```%s\n" STR_FMT "\n```\n", title, is_tree ? "" : "sql",
            STR_ARG(str_trim(str_from(example))));
}

static Str allow_hint(Arena *arena, const Rule *rule)
{
    return rule->always
               ? STR("It cannot be allowed")
               : arena_fmt(arena, "To accept one: -- tidegate: allow %s (reason)",
                           rule->id);
}

static Str help_markdown(Arena *arena, const Rule *rule)
{
    Out out = out_new(arena);
    out_fmt(&out, "# %s\n\n", rule->title);
    prose_as_markdown(&out, rule->why);
    out_cstr(&out, "\n## Instead\n\n");
    prose_as_markdown(&out, rule->fix);
    example_as_markdown(&out, "Finds", rule->bad);
    example_as_markdown(&out, "Passes", rule->good);
    if (!rule->always)
        out_fmt(&out, "\nTo accept one:\n\n```sql\n-- tidegate: allow %s (reason)\n```\n",
                rule->id);
    return out_text(&out);
}

static Str help_text(Arena *arena, const Rule *rule)
{
    return arena_fmt(
        arena,
        "%s\n\nInstead\n%s\n\nFinds\n" STR_FMT "\n\nPasses\n" STR_FMT "\n\n" STR_FMT "\n",
        rule->why, rule->fix, STR_ARG(str_trim(str_from(rule->bad))),
        STR_ARG(str_trim(str_from(rule->good))), STR_ARG(allow_hint(arena, rule)));
}

static cJSON *help(Arena *arena, const Rule *rule)
{
    cJSON *json = sarif_message(arena, help_text(arena, rule));
    json_add_text(arena, json, "markdown", help_markdown(arena, rule));
    return json;
}

// ---- descriptors ----

static cJSON *configuration(Arena *arena, const Rule *rule)
{
    cJSON *json = json_must(cJSON_CreateObject());
    json_add(json, "enabled", cJSON_CreateBool(!rule->off));
    json_add_text(arena, json, "level", str_from(levels[rule->severity]));
    return json;
}

static void add_tag(Arena *arena, cJSON *tags, Str tag)
{
    cJSON_AddItemToArray(tags, json_text(arena, tag));
}

// GitHub refuses more than 20 to a rule.
static cJSON *tags(Arena *arena, const RuleEntry *entry)
{
    cJSON *json = json_must(cJSON_CreateArray());
    add_tag(arena, json, STR("migrations"));
    add_tag(arena, json, str_from(entry->family));
    if (entry->rule->loses_data)
        add_tag(arena, json, STR("data-loss"));
    Str rest = str_from(entry->rule->dialects);
    Str dialect;
    while (str_cut(&rest, ' ', &dialect))
        if (!str_eq(dialect, str_from(entry->family))) // "tidb" is both
            add_tag(arena, json, dialect);
    return json;
}

// What is on by default names a real outage; what is not is a matter of taste.
static cJSON *properties(Arena *arena, const RuleEntry *entry)
{
    const Rule *rule = entry->rule;
    cJSON *json = json_must(cJSON_CreateObject());
    json_add(json, "tags", tags(arena, entry));
    json_add_text(arena, json, "family", str_from(entry->family));
    json_add_text(arena, json, "since", str_from(rule->since));
    json_add_text(arena, json, "precision", rule->off ? STR("medium") : STR("high"));
    json_add_text(arena, json, "problem.severity",
                  str_from(problem_severities[rule->severity]));
    return json;
}

static cJSON *descriptor(Arena *arena, const Report *report, const RuleEntry *entry)
{
    const Rule *rule = entry->rule;
    cJSON *json = json_must(cJSON_CreateObject());
    json_add_text(arena, json, "id", str_from(rule->id));
    // A name that differs from the id in case alone is none.
    if (str_contains(str_from(rule->id), STR("-")))
        json_add_text(arena, json, "name", pascal_case(arena, rule->id));
    json_add(json, "shortDescription",
             sarif_message(arena, sarif_sentence(arena, str_from(rule->title))));
    json_add(json, "fullDescription",
             sarif_message(arena, sarif_sentence(arena, str_from(rule->why))));
    json_add(json, "help", help(arena, rule));
    json_add_text(arena, json, "helpUri",
                  arena_fmt(arena, "%s/tree/v%s/fixtures/%s", report->home,
                            report->version, rule->id));
    json_add(json, "defaultConfiguration", configuration(arena, rule));
    json_add(json, "properties", properties(arena, entry));
    return json;
}

cJSON *sarif_driver(Arena *arena, const Report *report)
{
    cJSON *driver = json_must(cJSON_CreateObject());
    Str version = str_from(report->version);
    json_add_text(arena, driver, "name", STR("tidegate"));
    json_add_text(arena, driver, "fullName",
                  arena_fmt(arena, "tidegate " STR_FMT " (" STR_FMT ")", STR_ARG(version),
                            STR_ARG(report->grammar)));
    json_add_text(arena, driver, "version", version);
    json_add_text(arena, driver, "semanticVersion", version);
    json_add_text(arena, driver, "informationUri", str_from(report->home));
    cJSON *rules = json_must(cJSON_CreateArray());
    for (size_t i = 0; i < rule_index_len; i++)
        cJSON_AddItemToArray(rules, descriptor(arena, report, &rule_index[i]));
    json_add(driver, "rules", rules);
    return driver;
}
