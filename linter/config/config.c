// SPDX-License-Identifier: Apache-2.0
// The keys of tidegate.jsonc, as tables, and what each may say.
#include "config/config.h"

#include "base/path.h"
#include "config/jsonc.h"
#include "config/reading_priv.h"

static bool read_schema_link(Reading *reading, const cJSON *value, void *into)
{
    ConfigText unused;
    (void)into; // "$schema" is for editors
    return read_text(reading, value, &unused);
}

static bool read_strict(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    config->strict_given = true;
    config->strict_place = reading_place(reading, reading->at.start);
    return read_bool(reading, value, &config->strict);
}

static bool read_baseline(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    ConfigText text;
    if (!read_text(reading, value, &text))
        return false;
    config->baseline = text.text;
    config->baseline_place = text.place;
    return true;
}

// ---- projects ----

static bool read_folder(Reading *reading, const cJSON *value, void *into)
{
    ConfigText *path = into;
    Str normal;
    if (!read_text(reading, value, path))
        return false;
    if (str_starts(path->text, STR("/")) ||
        !path_normalize(reading->arena, path->text, &normal))
        return refuse(reading, arena_fmt(reading->arena,
                                         "a project lies outside of the repository: "
                                         "\"" STR_FMT "\"",
                                         STR_ARG(path->text)));
    path->text = normal;
    return true;
}

static const Key project_keys[] = {
    { "path", read_folder, offsetof(ConfigProject, path),
      "a project needs its \"path\": the migration folder" },
    { "layout", read_text, offsetof(ConfigProject, layout), NULL },
    { "engine", read_text, offsetof(ConfigProject, engine), NULL },
    { "runner", read_text, offsetof(ConfigProject, runner), NULL },
    { "schema", read_texts, offsetof(ConfigProject, schema), NULL },
    { NULL, NULL, 0, NULL },
};

static bool add_project(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    ConfigProject *project = vec_push(reading->arena, &config->projects);
    if (!read_object(reading, project_keys, value, project))
        return false;
    for (size_t i = 0; i + 1 < config->projects.len; i++)
        if (str_eq(config->projects.at[i].path.text, project->path.text))
            return refuse(reading, arena_fmt(reading->arena,
                                             "the project \"" STR_FMT
                                             "\" stands in " STR_FMT " already",
                                             STR_ARG(project->path.text),
                                             STR_ARG(config->projects.at[i].path.place)));
    return true;
}

static bool read_projects(Reading *reading, const cJSON *value, void *into)
{
    return read_array(reading, "projects", add_project, value, into);
}

// ---- rules ----

static bool read_option_value(Reading *reading, const cJSON *value, ConfigOption *option)
{
    static const double MOST = 1000000000;
    if (cJSON_IsString(value) || cJSON_IsArray(value)) {
        option->kind = cJSON_IsString(value) ? CONFIG_STRING : CONFIG_STRINGS;
        return read_texts(reading, value, &option->texts);
    }
    option->kind = CONFIG_NUMBER;
    double number = cJSON_GetNumberValue(value); // NaN for what is none
    if (!(number >= 0 && number <= MOST) || number != (double)(size_t)number)
        return refuse(reading, STR("a whole number, a string or an array of strings is "
                                   "expected here"));
    option->number = (size_t)number;
    return true;
}

// "severity" is every rule's; which options a rule has is not known here.
static bool read_rule_part(Reading *reading, const ConfigText *key, const cJSON *value,
                           void *into)
{
    ConfigRule *rule = into;
    ConfigText word;
    if (!str_eq(key->text, STR("severity"))) {
        ConfigOption *option = vec_push(reading->arena, &rule->options);
        *option = (ConfigOption){ .name = *key,
                                  .place = reading_place(reading, reading->at.start) };
        return read_option_value(reading, value, option);
    }
    if (!read_text(reading, value, &word))
        return false;
    rule->word = word.text;
    return true;
}

static bool read_severity(Reading *reading, const ConfigText *key, const cJSON *value,
                          void *into)
{
    ConfigText word;
    ConfigRule *rule = vec_push(reading->arena, (ConfigRuleVec *)into);
    rule->id = key->text;
    rule->place = reading_place(reading, reading->at.start);
    if (!read_text(reading, value, &word))
        return false;
    rule->word = word.text;
    return true;
}

// A severity, or an object with more than that.
static bool read_rule(Reading *reading, const ConfigText *key, const cJSON *value,
                      void *into)
{
    if (!cJSON_IsObject(value))
        return read_severity(reading, key, value, into);
    ConfigRule *rule = vec_push(reading->arena, (ConfigRuleVec *)into);
    rule->id = key->text;
    rule->place = reading_place(reading, reading->at.start);
    return read_members(reading, read_rule_part, value, rule);
}

static bool read_rules(Reading *reading, const cJSON *value, void *into)
{
    return read_members(reading, read_rule, value, into);
}

static bool read_severities(Reading *reading, const cJSON *value, void *into)
{
    return read_members(reading, read_severity, value, into) &&
           (((ConfigRuleVec *)into)->len > 0 || refuse(reading, STR("this is empty")));
}

static const Key override_keys[] = {
    { "path", read_globs, offsetof(ConfigOverride, paths),
      "an entry of \"overrides\" needs its \"path\": where it holds" },
    { "rules", read_severities, offsetof(ConfigOverride, rules),
      "an entry of \"overrides\" needs its \"rules\": what is other there" },
    { NULL, NULL, 0, NULL },
};

static bool add_override(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    return read_object(reading, override_keys, value,
                       vec_push(reading->arena, &config->overrides));
}

static bool read_overrides(Reading *reading, const cJSON *value, void *into)
{
    return read_array(reading, "overrides", add_override, value, into);
}

// ---- what is known and allowed ----

// What is allowed is a decision about one place or one object, and has a reason.
static const Key allow_keys[] = {
    { "rule", read_texts, offsetof(ConfigAllow, rules),
      "an entry of \"allow\" needs its \"rule\": what is allowed" },
    { "path", read_text, offsetof(ConfigAllow, path), NULL },
    { "object", read_text, offsetof(ConfigAllow, object), NULL },
    { "reason", read_text, offsetof(ConfigAllow, reason),
      "an entry of \"allow\" needs its \"reason\": why it is allowed" },
    { "expires", read_text, offsetof(ConfigAllow, expires), NULL },
    { NULL, NULL, 0, NULL },
};

static bool add_allow(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    ConfigAllow *entry = vec_push(reading->arena, &config->allow);
    return read_object(reading, allow_keys, value, entry) &&
           (entry->path.text.len > 0 || entry->object.text.len > 0 ||
            refuse(reading, STR("an entry of \"allow\" needs its \"path\", its "
                                "\"object\", or both: what it is about")));
}

static bool read_allow(Reading *reading, const cJSON *value, void *into)
{
    return read_array(reading, "what is allowed", add_allow, value, into);
}

static bool read_require_reason(Reading *reading, const cJSON *value, void *into)
{
    ConfigApprovals *approvals = into;
    approvals->require_reason_place = reading_place(reading, reading->at.start);
    return read_bool(reading, value, &approvals->require_reason);
}

static const Key approval_keys[] = {
    { "labels", read_texts, offsetof(ConfigApprovals, labels),
      "\"approvals\" needs its \"labels\": what approves a change" },
    { "rules", read_texts, offsetof(ConfigApprovals, rules), NULL },
    { "paths", read_globs, offsetof(ConfigApprovals, paths), NULL },
    { "require-reason", read_require_reason, 0, NULL },
    { NULL, NULL, 0, NULL },
};

static bool read_approvals(Reading *reading, const cJSON *value, void *into)
{
    ConfigApprovals *approvals = into;
    approvals->given = true;
    return read_object(reading, approval_keys, value, approvals);
}

// ---- all of it ----

static const Key config_keys[] = {
    { "$schema", read_schema_link, 0, NULL },
    { "projects", read_projects, 0, NULL },
    { "rules", read_rules, offsetof(Config, rules), NULL },
    { "overrides", read_overrides, 0, NULL },
    { "allow", read_allow, 0, NULL },
    { "fail-on", read_text, offsetof(Config, fail_on), NULL },
    { "strict", read_strict, 0, NULL },
    { "baseline", read_baseline, 0, NULL },
    { "approvals", read_approvals, offsetof(Config, approvals), NULL },
    { NULL, NULL, 0, NULL },
};

static bool read_root(Reading *reading, const cJSON *root, size_t end, Config *config)
{
    size_t fault;
    Str rest = str_trim(str_drop(reading->text, end));
    if (!root)
        return refuse_at(reading, end, STR("this is not JSON"));
    if (rest.len > 0)
        return refuse_at(reading, (size_t)(rest.ptr - reading->text.ptr),
                         STR("there is text behind the end of the object"));
    const char *why = jsonc_fault(reading->text, &fault);
    if (why)
        return refuse_at(reading, fault, str_from(why));
    return json_pos_find(reading->text, NULL, 0, &reading->at) &&
           read_object(reading, config_keys, root, config);
}

bool config_read(Arena *arena, Str path, Str text, Config *config, Str *why)
{
    Reading reading = { .arena = arena,
                        .path = path,
                        .text = text,
                        .lines = lines_new(arena, text),
                        .why = why };
    size_t fault;
    if (text_fault(text, &fault) != TEXT_OK)
        return refuse_at(&reading, fault, STR("the file is not UTF-8 text"));
    reading.text = jsonc_plain(arena, text);
    const char *stop = NULL;
    cJSON *root =
        cJSON_ParseWithLengthOpts(reading.text.ptr, reading.text.len, &stop, false);
    bool ok =
        read_root(&reading, root, stop ? (size_t)(stop - reading.text.ptr) : 0, config);
    cJSON_Delete(root);
    return ok;
}
