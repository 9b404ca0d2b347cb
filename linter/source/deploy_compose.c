// SPDX-License-Identifier: Apache-2.0
// Compose files: what their services run, and package.json: its scripts.
#include "source/deploy_priv.h"

// ---- compose ----

// The folder that the service is built in.
static Str build_dir(DeployReader *reader, const YamlNode *service)
{
    const YamlNode *build = yaml_get(service, "build");
    const YamlNode *context = yaml_get(build, "context");
    Str named = yaml_text(context ? context : build);
    Str dir = path_parent(reader->file->path);
    Str built;
    if (path_normalize(reader->arena, path_join(reader->arena, dir, named), &built))
        return built;
    return dir;
}

static bool has_aside_profile(const YamlNode *service)
{
    const YamlNode *profiles = yaml_get(service, "profiles");
    bool aside = profiles && profiles->items.len > 0;
    for (size_t i = 0; profiles && i < profiles->items.len; i++)
        aside = aside && deploy_name_is_aside(yaml_text(profiles->items.at[i]));
    return aside;
}

// The sources are mounted into the container: a developer's.
static bool mounts_sources(const YamlNode *service)
{
    const YamlNode *volumes = yaml_get(service, "volumes");
    for (size_t i = 0; volumes && i < volumes->items.len; i++) {
        const YamlNode *volume = volumes->items.at[i];
        const YamlNode *source = yaml_get(volume, "source");
        Str text = yaml_text(source ? source : volume);
        Str from = str_take(text, str_find_char(text, ':', 0));
        if (str_eq(from, STR(".")) || str_eq(from, STR("./")) ||
            str_eq(from, STR("..")) || str_eq(from, STR("./src")) ||
            str_eq(from, STR("./app")))
            return true;
    }
    return false;
}

static bool is_for_development(const YamlNode *environment)
{
    Str mode = yaml_text(yaml_get(environment, "NODE_ENV"));
    bool aside = deploy_name_is_aside(mode);
    for (size_t i = 0; environment && i < environment->items.len; i++) {
        Str line = yaml_text(environment->items.at[i]);
        aside =
            aside || (str_starts(line, STR("NODE_ENV=")) && deploy_name_is_aside(line));
    }
    return aside;
}

// "npm run dev": what is started is a development server, and so is its database.
static bool runs_development(const DeployStep *step)
{
    for (size_t i = 0; i < step->commands.len; i++) {
        const DeployWordVec *words = &step->commands.at[i].words;
        for (size_t k = 0; k < words->len; k++)
            if (str_eq(words->at[k].text, STR("dev")) ||
                str_ends(words->at[k].text, STR(":dev")))
                return true;
    }
    return false;
}

static void read_command(DeployReader *reader, const YamlNode *command, DeployStep *step)
{
    if (command && command->kind == YAML_LIST)
        deploy_words(reader, command, step);
    else if (command)
        deploy_lines(reader, command, step);
}

void read_compose(DeployReader *reader, const YamlNode *root)
{
    const YamlNode *services = yaml_get(root, "services");
    bool aside = deploy_name_is_aside(reader->file->path) ||
                 str_contains(path_base(reader->file->path), STR("override"));
    for (size_t i = 0; services && i < services->pairs.len; i++) {
        const YamlNode *service = services->pairs.at[i].value;
        Str name = yaml_text(services->pairs.at[i].key);
        DeployStep *step = deploy_step(
            reader, arena_fmt(reader->arena, "service " STR_FMT, STR_ARG(name)));
        step->dir = build_dir(reader, service);
        step->inside = true;
        read_command(reader, yaml_get(service, "entrypoint"), step);
        read_command(reader, yaml_get(service, "command"), step);
        step->aside = aside || has_aside_profile(service) || mounts_sources(service) ||
                      is_for_development(yaml_get(service, "environment")) ||
                      deploy_name_is_aside(name) || runs_development(step);
    }
}

// ---- package.json ----

void read_package(DeployReader *reader, const YamlNode *root)
{
    const YamlNode *scripts = yaml_get(root, "scripts");
    reader->file->package = yaml_text(yaml_get(root, "name"));
    for (size_t i = 0; scripts && i < scripts->pairs.len; i++) {
        if (scripts->pairs.at[i].value->kind != YAML_TEXT)
            continue;
        DeployStep *step = deploy_step(reader, yaml_text(scripts->pairs.at[i].key));
        deploy_lines(reader, scripts->pairs.at[i].value, step);
        if (database_in_script(scripts->pairs.at[i].value->text))
            step->database = DATABASE_THROWAWAY;
    }
}
