// SPDX-License-Identifier: Apache-2.0
// Reading tidegate.jsonc: what JSON does not have is blanked, cJSON parses, and tables
// say which keys there are.
#include "config/config.h"

#include "base/json_pos.h"
#include "base/lines.h"
#include "base/nearest.h"

#include <cjson/cJSON.h>
#include <string.h>

typedef struct Reading {
    Arena *arena;
    Str path;
    Str text;
    JsonStep steps[4]; // where in the document the reading is: for positions
    size_t depth;
    Str *why;
} Reading;

static Str place_of(const Reading *reading, size_t offset)
{
    Lines lines = lines_new(reading->arena, reading->text);
    LineCol at =
        lines_at(&lines, offset < reading->text.len ? offset : reading->text.len);
    return arena_fmt(reading->arena, STR_FMT ":%zu:%zu", STR_ARG(reading->path), at.line,
                     at.column);
}

static bool refuse_at(Reading *reading, size_t offset, Str message)
{
    *reading->why = arena_fmt(reading->arena, STR_FMT ": " STR_FMT,
                              STR_ARG(place_of(reading, offset)), STR_ARG(message));
    return false;
}

// Of the value that is being read.
static size_t here(const Reading *reading)
{
    JsonSpan span = { 0 };
    bool found = json_pos_find(reading->text, reading->steps, reading->depth, &span);
    return found ? span.start : 0;
}

static bool refuse(Reading *reading, Str message)
{
    return refuse_at(reading, here(reading), message);
}

typedef struct Key {
    const char *name;
    bool (*read)(Reading *reading, const cJSON *value, void *into);
    size_t offset; // of the field in the struct
} Key;

static bool unknown_key(Reading *reading, const Key *keys, Str name)
{
    StrVec names = { 0 };
    for (const Key *key = keys; key->name; key++)
        *vec_push(reading->arena, &names) = str_from(key->name);
    return refuse(reading,
                  arena_fmt(reading->arena, "unknown key \"" STR_FMT "\"" STR_FMT,
                            STR_ARG(name),
                            STR_ARG(nearest_hint(reading->arena, &names, name))));
}

static bool read_member(Reading *reading, const Key *keys, const cJSON *member,
                        void *into)
{
    Str name = arena_copy(reading->arena, str_from(member->string));
    for (const Key *key = keys; key->name; key++)
        if (str_eq(str_from(key->name), name))
            return key->read(reading, member, (char *)into + key->offset);
    return unknown_key(reading, keys, name);
}

// Goes into a member; false when its key stands there twice. reading->depth-- goes back.
static bool enter(Reading *reading, const cJSON *member)
{
    Str name = arena_copy(reading->arena, str_from(member->string));
    reading->steps[reading->depth++] = (JsonStep){ .key = name };
    JsonSpan again;
    if (!json_pos_find_repeated(reading->text, reading->steps, reading->depth, &again))
        return true;
    return refuse_at(reading, again.start,
                     STR("this key stands here for the second time"));
}

static bool is_object(Reading *reading, const cJSON *value)
{
    return cJSON_IsObject(value) ||
           refuse(reading, STR("an object { … } is expected here"));
}

static bool read_object(Reading *reading, const Key *keys, const cJSON *object,
                        void *into)
{
    if (!is_object(reading, object))
        return false;
    const cJSON *member;
    cJSON_ArrayForEach (member, object) {
        if (!enter(reading, member) || !read_member(reading, keys, member, into))
            return false;
        reading->depth--;
    }
    return true;
}

static bool read_string(Reading *reading, const cJSON *value, void *into)
{
    if (!cJSON_IsString(value))
        return refuse(reading, STR("a string is expected here"));
    *(Str *)into = arena_copy(reading->arena, str_from(value->valuestring));
    return true;
}

static bool read_schema_link(Reading *reading, const cJSON *value, void *into)
{
    Str unused;
    (void)into; // "$schema" is for editors
    return read_string(reading, value, &unused);
}

static const Key project_keys[] = {
    { "path", read_string, offsetof(ConfigProject, path) },
    { "layout", read_string, offsetof(ConfigProject, layout) },
    { "engine", read_string, offsetof(ConfigProject, engine) },
    { "runner", read_string, offsetof(ConfigProject, runner) },
    { "schema", read_string, offsetof(ConfigProject, schema) },
    { NULL, NULL, 0 },
};

static bool read_projects(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    if (!cJSON_IsArray(value))
        return refuse(reading, STR("an array [ … ] of projects is expected here"));
    size_t index = 0;
    const cJSON *element;
    cJSON_ArrayForEach (element, value) {
        reading->steps[reading->depth++] = (JsonStep){ .index = index };
        ConfigProject *project = vec_push(reading->arena, &config->projects);
        if (!read_object(reading, project_keys, element, project))
            return false;
        if (project->path.len == 0)
            return refuse(reading,
                          STR("a project needs its \"path\": the migration folder"));
        reading->depth--;
        index++;
    }
    return true;
}

static const Key rule_keys[] = {
    { "severity", read_string, offsetof(ConfigRule, word) },
    { "pattern", read_string, offsetof(ConfigRule, pattern) },
    { NULL, NULL, 0 },
};

// A severity, or an object with more than that.
static bool read_rule(Reading *reading, const cJSON *value, ConfigRule *rule)
{
    return cJSON_IsObject(value) ? read_object(reading, rule_keys, value, rule)
                                 : read_string(reading, value, &rule->word);
}

// Which rules there are is not known here.
static bool read_rules(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    if (!is_object(reading, value))
        return false;
    const cJSON *member;
    cJSON_ArrayForEach (member, value) {
        ConfigRule *rule = vec_push(reading->arena, &config->rules);
        if (!enter(reading, member) || !read_rule(reading, member, rule))
            return false;
        rule->id = reading->steps[reading->depth - 1].key;
        rule->place = place_of(reading, here(reading));
        reading->depth--;
    }
    return true;
}

// ---- what is known and allowed ----

static bool read_text(Reading *reading, const cJSON *value, void *into)
{
    ConfigText *text = into;
    JsonSpan span = { 0 };
    if (!read_string(reading, value, &text->text))
        return false;
    if (str_trim(text->text).len == 0)
        return refuse(reading, STR("this is empty"));
    json_pos_find(reading->text, reading->steps, reading->depth, &span);
    text->place = place_of(reading, span.start);
    text->start = span.start;
    text->end = span.end;
    return true;
}

// One rule, or an array of some.
static bool read_allow_rules(Reading *reading, const cJSON *value, void *into)
{
    ConfigAllow *allow = into;
    if (!cJSON_IsArray(value))
        return read_text(reading, value, vec_push(reading->arena, &allow->rules));
    size_t index = 0;
    const cJSON *element;
    cJSON_ArrayForEach (element, value) {
        reading->steps[reading->depth++] = (JsonStep){ .index = index++ };
        if (!read_text(reading, element, vec_push(reading->arena, &allow->rules)))
            return false;
        reading->depth--;
    }
    return true;
}

static const Key allow_keys[] = {
    { "rule", read_allow_rules, 0 },
    { "path", read_text, offsetof(ConfigAllow, path) },
    { "object", read_text, offsetof(ConfigAllow, object) },
    { "reason", read_text, offsetof(ConfigAllow, reason) },
    { "expires", read_text, offsetof(ConfigAllow, expires) },
    { NULL, NULL, 0 },
};

// What is allowed is a decision about one place: none of the three can be left out.
static bool check_allow(Reading *reading, const ConfigAllow *allow)
{
    const char *lacks = allow->rules.len == 0         ? "\"rule\": what is allowed"
                        : allow->path.text.len == 0   ? "\"path\": where it is allowed"
                        : allow->reason.text.len == 0 ? "\"reason\": why it is allowed"
                                                      : NULL;
    return !lacks ||
           refuse(reading,
                  arena_fmt(reading->arena, "an entry of \"allow\" needs its %s", lacks));
}

static bool read_allow(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    if (!cJSON_IsArray(value))
        return refuse(reading, STR("an array [ … ] of what is allowed is expected here"));
    size_t index = 0;
    const cJSON *element;
    cJSON_ArrayForEach (element, value) {
        reading->steps[reading->depth++] = (JsonStep){ .index = index++ };
        ConfigAllow *allow = vec_push(reading->arena, &config->allow);
        if (!read_object(reading, allow_keys, element, allow) ||
            !check_allow(reading, allow))
            return false;
        reading->depth--;
    }
    return true;
}

// ---- the gate ----

static bool read_flag(Reading *reading, const cJSON *value, void *into)
{
    if (!cJSON_IsBool(value))
        return refuse(reading, STR("true or false is expected here"));
    *(bool *)into = cJSON_IsTrue(value);
    return true;
}

static bool read_strict(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    config->strict_given = true;
    return read_flag(reading, value, &config->strict);
}

static bool read_baseline(Reading *reading, const cJSON *value, void *into)
{
    Config *config = into;
    ConfigText text = { 0 };
    if (!read_text(reading, value, &text))
        return false;
    config->baseline = text.text;
    config->baseline_place = text.place;
    return true;
}

static bool read_texts(Reading *reading, const cJSON *value, void *into)
{
    ConfigTextVec *texts = into;
    if (!cJSON_IsArray(value))
        return refuse(reading, STR("an array [ … ] of strings is expected here"));
    size_t index = 0;
    const cJSON *element;
    cJSON_ArrayForEach (element, value) {
        reading->steps[reading->depth++] = (JsonStep){ .index = index++ };
        if (!read_text(reading, element, vec_push(reading->arena, texts)))
            return false;
        reading->depth--;
    }
    return true;
}

static const Key approval_keys[] = {
    { "labels", read_texts, offsetof(ConfigApprovals, labels) },
    { "rules", read_texts, offsetof(ConfigApprovals, rules) },
    { "paths", read_texts, offsetof(ConfigApprovals, paths) },
    { "require-reason", read_flag, offsetof(ConfigApprovals, require_reason) },
    { NULL, NULL, 0 },
};

static bool read_approvals(Reading *reading, const cJSON *value, void *into)
{
    ConfigApprovals *approvals = into;
    approvals->given = true;
    if (!read_object(reading, approval_keys, value, approvals))
        return false;
    return approvals->labels.len > 0 ||
           refuse(reading, STR("\"approvals\" needs its \"labels\": what approves"));
}

static const Key config_keys[] = {
    { "$schema", read_schema_link, 0 },
    { "fail-on", read_string, offsetof(Config, fail_on) },
    { "projects", read_projects, 0 },
    { "rules", read_rules, 0 },
    { "allow", read_allow, 0 },
    { "strict", read_strict, 0 },
    { "baseline", read_baseline, 0 },
    { "approvals", read_approvals, offsetof(Config, approvals) },
    { NULL, NULL, 0 },
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Behind the comment at `at`, or `at` where none is. One that is not closed is none.
static size_t comment_end(Str text, size_t at)
{
    Str rest = str_drop(text, at);
    if (str_starts(rest, STR("//")))
        return str_find_char(text, '\n', at);
    if (!str_starts(rest, STR("/*")))
        return at;
    size_t end = str_find(text, STR("*/"), at + 2);
    return end < text.len ? end + 2 : at;
}

// Behind the string or the one byte at `at`.
static size_t token_end(Str text, size_t at)
{
    if (text.ptr[at] != '"')
        return at + 1;
    for (at++; at < text.len && text.ptr[at] != '"'; at++)
        at += text.ptr[at] == '\\' ? 1 : 0;
    return at < text.len ? at + 1 : text.len;
}

static void blank_comments(char *copy, Str text)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = comment_end(text, at);
        if (end == at)
            end = token_end(text, at);
        else
            memset(copy + at, ' ', end - at);
        at = end;
    }
}

// "[1,]" is what people mean, "[,]" is not.
static void blank_trailing_commas(char *copy, size_t len)
{
    Str text = { copy, len };
    size_t comma = len; // a comma behind a value, and nothing behind it so far
    char last = ',';
    for (size_t at = 0; at < len; at = token_end(text, at)) {
        char c = copy[at];
        if (is_blank(c))
            continue;
        if ((c == '}' || c == ']') && comma < len)
            copy[comma] = ' ';
        bool behind_value = last != '[' && last != '{' && last != ',';
        comma = c == ',' && behind_value ? at : len;
        last = c;
    }
}

// The text with blanks for what JSON does not have, so that offsets stay true.
static Str plain_json(Arena *arena, Str text)
{
    char *copy = NEW_ARRAY(arena, char, text.len + 1);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    blank_comments(copy, text);
    blank_trailing_commas(copy, text.len);
    return (Str){ copy, text.len };
}

bool config_read(Arena *arena, Str path, Str text, Config *config, Str *why)
{
    Reading reading = { .arena = arena, .path = path, .text = text, .why = why };
    size_t fault;
    if (text_fault(text, &fault) != TEXT_OK)
        return refuse_at(&reading, fault, STR("the file is not UTF-8 text"));
    Str json = plain_json(arena, text);
    const char *stop = NULL;
    cJSON *root = cJSON_ParseWithLengthOpts(json.ptr, json.len, &stop, false);
    bool ok = false;
    size_t end = stop ? (size_t)(stop - json.ptr) : 0;
    Str rest = str_trim(str_drop(json, end));
    if (!root)
        refuse_at(&reading, end, STR("this is not JSON"));
    else if (rest.len > 0)
        refuse_at(&reading, (size_t)(rest.ptr - json.ptr),
                  STR("there is text behind the end of the object"));
    else
        ok = read_object(&reading, config_keys, root, config);
    cJSON_Delete(root);
    return ok;
}
