// SPDX-License-Identifier: Apache-2.0
// tidegate.jsonc, read as far as a run reads it before it looks at any migration: values,
// choices of rules with their options and patterns, what is allowed. Then what a change
// from an empty one is told as.
#include "base/lines.h"
#include "cli/allowed.h"
#include "cli/chosen.h"
#include "fuzz/fuzz.h"
#include "fuzz/holds.h"
#include "gate/changed.h"

#define CONFIG_PATH "tidegate.jsonc"

static void check_text(Str text, const ConfigText *value)
{
    HOLDS(value->start <= value->end && value->end <= text.len, NULL);
    HOLDS(value->text.len == 0 || str_starts(value->place, STR(CONFIG_PATH ":")), NULL);
}

static void check_texts(Str text, const ConfigTextVec *values)
{
    for (size_t i = 0; i < values->len; i++) {
        check_text(text, &values->at[i]);
        HOLDS(values->at[i].text.len > 0, NULL);
    }
}

static void check_config(Str text, const Config *config)
{
    check_text(text, &config->fail_on);
    for (size_t i = 0; i < config->projects.len; i++) {
        const ConfigProject *project = &config->projects.at[i];
        check_text(text, &project->path);
        check_texts(text, &project->schema);
        HOLDS(project->path.text.len > 0, NULL);
        HOLDS(project->path.text.ptr[0] != '/', NULL);
        HOLDS(!str_starts(project->path.text, STR("../")), NULL);
    }
    for (size_t i = 0; i < config->overrides.len; i++) {
        check_texts(text, &config->overrides.at[i].paths);
        HOLDS(config->overrides.at[i].paths.len > 0, NULL);
    }
    for (size_t i = 0; i < config->allow.len; i++) {
        const ConfigAllow *allow = &config->allow.at[i];
        check_texts(text, &allow->rules);
        HOLDS(allow->rules.len > 0 && allow->reason.text.len > 0, NULL);
        HOLDS(allow->path.text.len + allow->object.text.len > 0, NULL);
    }
}

// Reads all of it; false with *why, which says where.
static bool read_all(Arena *arena, Str text, Config *config, Str *why)
{
    RuleChoiceVec choices = { 0 };
    AllowList allowed = { .path = STR(CONFIG_PATH), .text = text };
    if (!config_read(arena, allowed.path, text, config, why))
        return false;
    check_config(text, config);
    return chosen_read(arena, config, &choices, why) &&
           allowed_read(arena, config, &allowed, why);
}

int fuzz_config(const uint8_t *data, size_t size)
{
    Arena *arena = arena_new();
    Str text = { (const char *)data, size };
    Config config = { 0 };
    Config again = { 0 };
    Str why = { 0 };
    Str why_again = { 0 };
    bool good = read_all(arena, text, &config, &why);
    HOLDS(good || str_starts(why, STR(CONFIG_PATH ":")), NULL);
    HOLDS(read_all(arena, text, &again, &why_again) == good, NULL);
    HOLDS(str_eq(why, why_again), NULL);
    FindingVec said = { 0 };
    GateFile file = { .path = STR(CONFIG_PATH), .now = text, .base = STR("{}") };
    changed_configuration(arena, &file, &said);
    findings_finish(arena, &said);
    arena_free(arena);
    return 0;
}
