// SPDX-License-Identifier: Apache-2.0
// What is in force, for readers and as a contract that other tools are built on.
#include "report/settings.h"

#include "report/json_kit_priv.h"
#include "report/text_safe.h"

typedef struct SectionWords {
    const char *title;  // above the sections of this kind
    const char *member; // of the JSON document
    bool is_list;       // there may be several
} SectionWords;

static const SectionWords section_words[SECTION_KIND_COUNT] = {
    [SECTION_RUN] = { "The run", "run", false },
    [SECTION_PROJECT] = { "Projects", "projects", true },
    [SECTION_RULE] = { "Rules", "rules", true },
    [SECTION_OVERRIDE] = { "Overrides", "overrides", true },
    [SECTION_ALLOW] = { "Allowed", "allow", true },
    [SECTION_APPROVALS] = { "Approvals", "approvals", false },
};

// ---- text ----

enum { KEY_WIDTH = 20, VALUE_WIDTH = 32 };

static Str value_text(Arena *arena, const Stated *setting)
{
    Out out = out_new(arena);
    switch (setting->kind) {
    case SETTING_TEXT:
        return setting->text;
    case SETTING_LIST:
        for (size_t i = 0; i < setting->list.len; i++)
            out_fmt(&out, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(setting->list.at[i]));
        return out_text(&out);
    case SETTING_NUMBER:
        return arena_fmt(arena, "%zu", setting->number);
    case SETTING_FLAG:
        return setting->flag ? STR("yes") : STR("no");
    case SETTING_NONE:
        break;
    }
    return STR("none");
}

static Str source_text(Arena *arena, const Stated *setting)
{
    switch (setting->source) {
    case FROM_DEFAULT:
        return STR("default");
    case FROM_CONFIG:
        return setting->at;
    case FROM_OPTION:
        return arena_fmt(arena, "command line: " STR_FMT, STR_ARG(setting->at));
    case FROM_DETECTION:
        break;
    }
    return setting->at.len > 0
               ? arena_fmt(arena, "detected: " STR_FMT, STR_ARG(setting->at))
               : STR("detected");
}

static void pad(Out *out, size_t columns, size_t width)
{
    out_repeat(out, ' ', columns + 2 > width ? 2 : width - columns);
}

static void write_row(Out *out, const Stated *setting, bool is_first)
{
    Str key = str_from(setting->key);
    Str value = text_printable(out->arena, value_text(out->arena, setting), false);
    Str source = text_printable(out->arena, source_text(out->arena, setting), false);
    out_fmt(out, "%s" STR_FMT, is_first ? "  " : "    ", STR_ARG(key));
    pad(out, key.len + (is_first ? 0 : 2), KEY_WIDTH);
    out_str(out, value);
    pad(out, text_cells(value), VALUE_WIDTH);
    out_str(out, source);
    out_char(out, '\n');
}

static void write_section(Out *out, const SettingSection *section)
{
    for (size_t i = 0; i < section->settings.len; i++)
        write_row(out, &section->settings.at[i], i == 0 || section->kind == SECTION_RUN);
}

void settings_text(Out *out, const Settings *settings)
{
    size_t above = SECTION_KIND_COUNT;
    if (settings->config.len > 0)
        out_fmt(out, "Configuration: " STR_FMT "\n",
                STR_ARG(text_printable(out->arena, settings->config, false)));
    else
        out_cstr(out, "No configuration: tidegate init writes one\n");
    for (size_t i = 0; i < settings->sections.len; i++) {
        const SettingSection *section = &settings->sections.at[i];
        if (section->kind != above)
            out_fmt(out, "\n%s\n", section_words[section->kind].title);
        above = section->kind;
        write_section(out, section);
    }
}

// ---- JSON ----

static const char *const source_words[] = {
    [FROM_DEFAULT] = "default",
    [FROM_CONFIG] = "configuration",
    [FROM_OPTION] = "command-line",
    [FROM_DETECTION] = "detected",
};

static cJSON *value_json(Arena *arena, const Stated *setting)
{
    switch (setting->kind) {
    case SETTING_TEXT:
        return json_text(arena, setting->text);
    case SETTING_LIST:
        return json_texts(arena, &setting->list);
    case SETTING_NUMBER:
        return json_must(cJSON_CreateNumber((double)setting->number));
    case SETTING_FLAG:
        return json_must(cJSON_CreateBool(setting->flag));
    case SETTING_NONE:
        break;
    }
    return json_must(cJSON_CreateNull());
}

static cJSON *section_json(Arena *arena, const SettingSection *section)
{
    cJSON *json = json_must(cJSON_CreateObject());
    for (size_t i = 0; i < section->settings.len; i++) {
        const Stated *setting = &section->settings.at[i];
        cJSON *item = json_must(cJSON_CreateObject());
        json_add(item, "value", value_json(arena, setting));
        json_add_text(arena, item, "source", str_from(source_words[setting->source]));
        if (setting->at.len > 0)
            json_add_text(arena, item, "at", setting->at);
        json_add(json, setting->key, item);
    }
    return json;
}

static cJSON *sections_json(Arena *arena, const Settings *settings, SectionKind kind)
{
    bool is_list = section_words[kind].is_list;
    cJSON *list = is_list ? json_must(cJSON_CreateArray()) : NULL;
    for (size_t i = 0; i < settings->sections.len; i++) {
        const SettingSection *section = &settings->sections.at[i];
        if (section->kind != kind)
            continue;
        if (!is_list)
            return section_json(arena, section);
        cJSON_AddItemToArray(list, section_json(arena, section));
    }
    return is_list ? list : json_must(cJSON_CreateNull());
}

void settings_json(Out *out, const Settings *settings)
{
    cJSON *root = json_must(cJSON_CreateObject());
    cJSON *tool = json_must(cJSON_CreateObject());
    json_add_text(out->arena, tool, "name", STR("tidegate"));
    json_add_text(out->arena, tool, "version", str_from(settings->version));
    json_add_text(out->arena, root, "schema", STR("tidegate-config/1"));
    json_add(root, "tool", tool);
    if (settings->config.len > 0)
        json_add_text(out->arena, root, "configuration", settings->config);
    else
        json_add(root, "configuration", json_must(cJSON_CreateNull()));
    for (size_t kind = 0; kind < SECTION_KIND_COUNT; kind++)
        json_add(root, section_words[kind].member,
                 sections_json(out->arena, settings, (SectionKind)kind));
    json_write(out, root);
}
