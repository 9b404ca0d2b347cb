// SPDX-License-Identifier: Apache-2.0
// What is in force in a prepared run: the run itself and its projects. The gate's part is
// in in_force_gate.c.
#include "cli/in_force_priv.h"

#include "cli/cli.h"
#include "dialect/dialect.h"

// ---- one value ----

Stated *add_setting(Arena *arena, StatedVec *settings, const char *key)
{
    Stated *setting = vec_push(arena, settings);
    setting->key = key;
    setting->kind = SETTING_NONE;
    return setting;
}

Stated *add_text(Arena *arena, StatedVec *settings, const char *key, Str text)
{
    Stated *setting = add_setting(arena, settings, key);
    if (text.len > 0)
        setting->kind = SETTING_TEXT;
    setting->text = text;
    return setting;
}

Stated *add_flag(Arena *arena, StatedVec *settings, const char *key, bool flag)
{
    Stated *setting = add_setting(arena, settings, key);
    setting->kind = SETTING_FLAG;
    setting->flag = flag;
    return setting;
}

Stated *add_texts(Arena *arena, StatedVec *settings, const char *key,
                  const ConfigTextVec *texts)
{
    Stated *setting = add_setting(arena, settings, key);
    for (size_t i = 0; i < texts->len; i++)
        *vec_push(arena, &setting->list) = texts->at[i].text;
    if (texts->len == 0)
        return setting;
    setting->kind = SETTING_LIST;
    return from(setting, FROM_CONFIG, texts->at[0].place);
}

Stated *from(Stated *setting, SettingSource source, Str at)
{
    setting->source = source;
    setting->at = at;
    return setting;
}

StatedVec *add_section(Arena *arena, Settings *settings, SectionKind kind)
{
    SettingSection *section = vec_push(arena, &settings->sections);
    section->kind = kind;
    return &section->settings;
}

// ---- the run ----

static void add_base(const Check *check, StatedVec *run)
{
    const Workspace *space = &check->space;
    SettingSource source = check->options.base_given ? FROM_OPTION : FROM_DETECTION;
    Str at = check->options.base_given ? STR("--base") : STR("");
    Str ref = { 0 };
    Str commit = { 0 };
    if (space->base) {
        ref = space->base_commit.ref;
        commit = space->base_commit.commit;
    }
    from(add_text(check->arena, run, "base", ref), source, at);
    from(add_text(check->arena, run, "base-commit", commit), source, at);
}

static void add_against(const Check *check, StatedVec *run)
{
    const CheckOptions *options = &check->options;
    Stated *setting = add_text(check->arena, run, "against", options->against_wish);
    if (options->against.len > 0) {
        setting->kind = SETTING_LIST;
        setting->list = options->against;
    }
    if (setting->kind != SETTING_NONE)
        from(setting, FROM_OPTION, STR("--against"));
}

static void add_switch(const Check *check, StatedVec *run, const char *key, bool flag)
{
    Stated *setting = add_flag(check->arena, run, key, flag);
    if (flag)
        from(setting, FROM_OPTION, arena_fmt(check->arena, "--%s", key));
}

static void add_paths(const Check *check, StatedVec *run)
{
    Stated *setting = add_setting(check->arena, run, "paths");
    if (check->options.paths.len == 0)
        return;
    setting->kind = SETTING_LIST;
    setting->list = check->options.paths;
    from(setting, FROM_OPTION, STR("PATH"));
}

static void add_run(const Check *check, Settings *settings)
{
    StatedVec *run = add_section(check->arena, settings, SECTION_RUN);
    add_base(check, run);
    add_against(check, run);
    add_switch(check, run, "staged", check->options.staged);
    add_switch(check, run, "all", check->options.all);
    add_paths(check, run);
    add_gate(check, run);
}

// ---- projects ----

static const ConfigProject *configured(const Check *check, Str path)
{
    for (size_t i = 0; i < check->config.projects.len; i++)
        if (str_eq(check->config.projects.at[i].path.text, path))
            return &check->config.projects.at[i];
    return NULL;
}

typedef struct Told {
    bool by_option;
    const char *option;
    const ConfigText *text; // NULL or empty: the configuration does not say it
    Str detected;           // the file or folder that told; empty: nothing did
} Told;

static void add_told(Arena *arena, StatedVec *project, const char *key, Str value,
                     const Told *told)
{
    Stated *setting = add_text(arena, project, key, value);
    if (told->by_option)
        from(setting, FROM_OPTION, str_from(told->option));
    else if (told->text && told->text->text.len > 0)
        from(setting, FROM_CONFIG, told->text->place);
    else if (told->detected.len > 0)
        from(setting, FROM_DETECTION, told->detected);
}

static void add_engine(const Check *check, StatedVec *settings, const Project *project,
                       const ConfigProject *config)
{
    const LayoutWishes *wishes = &check->options.wishes;
    Told told = { wishes->engine.family.len > 0, "--engine",
                  config ? &config->engine : NULL, project->dialect_by };
    add_told(check->arena, settings, "engine", project->engine.family, &told);
    Stated *version = add_setting(check->arena, settings, "engine-version");
    Engine engine = project->engine;
    if (engine.major > 0 && told.by_option)
        from(version, FROM_OPTION, STR("--engine"));
    else if (engine.major > 0 && config)
        from(version, FROM_CONFIG, config->engine.place);
    dialect_settle_version(&engine);
    if (engine.major == 0)
        return;
    const EngineFamily *family = dialect_family(engine.family);
    bool is_whole = family && family->is_whole;
    Str text = engine_text(check->arena, &engine);
    version->kind = is_whole ? SETTING_NUMBER : SETTING_TEXT;
    version->number = (size_t)engine.major;
    version->text = str_drop(text, engine.family.len + 1);
}

static void add_schema(const Check *check, StatedVec *settings, const Project *project,
                       const ConfigProject *config)
{
    if (config && config->schema.len > 0) {
        add_texts(check->arena, settings, "schema", &config->schema);
        return;
    }
    Stated *setting = add_setting(check->arena, settings, "schema");
    if (!project->declared)
        return;
    setting->kind = SETTING_LIST;
    *vec_push(check->arena, &setting->list) = project->declared->path;
    from(setting, FROM_DETECTION, project->config_path);
}

static void add_project(const Check *check, Settings *settings, const Project *project)
{
    Arena *arena = check->arena;
    StatedVec *section = add_section(arena, settings, SECTION_PROJECT);
    const ConfigProject *config = configured(check, project->path);
    const LayoutWishes *wishes = &check->options.wishes;
    Str by = project->config_path.len > 0 ? project->config_path : project->path;
    Told path = { false, NULL, config ? &config->path : NULL, by };
    Told layout = { wishes->layout.len > 0, "--layout", config ? &config->layout : NULL,
                    project->layout_by };
    Told runner = { wishes->runner != NULL, "--runner", config ? &config->runner : NULL,
                    project->layout_by };
    add_told(arena, section, "path", project->path, &path);
    add_told(arena, section, "layout", project->layout, &layout);
    add_engine(check, section, project, config);
    add_told(arena, section, "runner", str_from(project->runner->name), &runner);
    add_schema(check, section, project, config);
    Stated *count = add_setting(arena, section, "migrations");
    count->kind = SETTING_NUMBER;
    count->number = project->migrations.len;
    from(count, FROM_DETECTION, project->path);
}

Settings in_force(const Check *check, bool all_rules)
{
    Settings settings = { .version = TIDEGATE_VERSION, .config = check->allowed.path };
    add_run(check, &settings);
    for (size_t i = 0; i < check->pairs.len; i++)
        add_project(check, &settings, &check->pairs.at[i].now);
    add_rules(check, &settings, all_rules);
    add_exceptions(check, &settings);
    return settings;
}
