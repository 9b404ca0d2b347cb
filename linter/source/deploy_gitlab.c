// SPDX-License-Identifier: Apache-2.0
// GitLab's CI file: the scripts of jobs, with what they extend and the defaults.
#include "source/deploy_priv.h"

enum { MAX_EXTENDS = 8, MAX_LISTS = 8, MAX_JOBS = 500 };

// Keys of the top that are no jobs.
static const char *const KEYWORDS[] = { "default",  "include",   "stages", "variables",
                                        "workflow", "pages-url", "spec",   NULL };

static bool is_job(Str name, const YamlNode *node)
{
    // ".name" is a template: what it has runs in the jobs that extend it.
    return !str_is_any(name, KEYWORDS) && node->kind == YAML_MAP &&
           !str_starts(name, STR("."));
}

static const YamlNode *first_item(const YamlNode *node)
{
    return node && node->items.len > 0 ? node->items.at[node->items.len - 1] : node;
}

// A key of a job, or of what it extends; of several templates the last one wins.
static const YamlNode *inherited(DeployReader *reader, const YamlNode *root,
                                 const YamlNode *job, const char *key)
{
    for (int hops = 0; job && hops < MAX_EXTENDS; hops++) {
        const YamlNode *own = yaml_get(job, key);
        if (own)
            return own;
        Str name = yaml_text(first_item(yaml_get(job, "extends")));
        job = name.len > 0 ? yaml_get(root, arena_cstr(reader->arena, name)) : NULL;
    }
    const YamlNode *general = yaml_get(yaml_get(root, "default"), key);
    return general ? general : yaml_get(root, key);
}

// "!reference [.setup, script]".
static const YamlNode *referenced(DeployReader *reader, const YamlNode *root,
                                  const YamlNode *path)
{
    const YamlNode *node = root;
    for (size_t i = 0; node && i < path->items.len; i++)
        node = yaml_get(node, arena_cstr(reader->arena, yaml_text(path->items.at[i])));
    return node;
}

typedef struct JobScript {
    DeployReader *reader;
    const YamlNode *root;
    DeployStep *step;
    bool starts_database;
} JobScript;

// Lists of lines nest: anchors are lists within lists.
static void read_script(JobScript *script, const YamlNode *node, int depth)
{
    if (!node || depth == MAX_LISTS)
        return;
    if (node->kind == YAML_TEXT) {
        deploy_lines(script->reader, node, script->step);
        script->starts_database =
            script->starts_database || database_in_script(node->text);
    }
    if (node->reference) {
        read_script(script, referenced(script->reader, script->root, node), depth + 1);
        return;
    }
    for (size_t i = 0; i < node->items.len; i++)
        read_script(script, node->items.at[i], depth + 1);
}

static void read_job(DeployReader *reader, const YamlNode *root, Str name,
                     const YamlNode *job)
{
    static const char *const SCRIPTS[] = { "before_script", "script", "after_script" };
    DeployStep *step =
        deploy_step(reader, arena_fmt(reader->arena, "job " STR_FMT, STR_ARG(name)));
    step->dir = STR(".");
    JobScript script = { reader, root, step, false };
    for (size_t i = 0; i < sizeof SCRIPTS / sizeof SCRIPTS[0]; i++)
        read_script(&script, inherited(reader, root, job, SCRIPTS[i]), 0);
    bool starts = script.starts_database ||
                  database_in_services(inherited(reader, root, job, "services"));
    step->database = database_of_env(inherited(reader, root, job, "variables"));
    if (step->database == DATABASE_UNKNOWN)
        step->database = database_of_env(yaml_get(root, "variables"));
    if (step->database == DATABASE_UNKNOWN && starts)
        step->database = DATABASE_THROWAWAY;
    const YamlNode *environment = yaml_get(job, "environment");
    const YamlNode *named = yaml_get(environment, "name");
    Str names[] = { name, yaml_text(yaml_get(job, "stage")),
                    yaml_text(named ? named : environment) };
    step->aside = step->database != DATABASE_GIVEN && step_runs_tests(step);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        step->aside = step->aside || job_name_is_aside(names[i], step->database);
}

// "include: ci/deploy.yml", "include: [ { local: /ci/deploy.yml } ]". What lies in other
// projects is not here.
static void note_include(DeployReader *reader, const YamlNode *include)
{
    const YamlNode *local = yaml_get(include, "local");
    Str path = yaml_text(local ? local : include);
    Str normal;
    if (str_starts(path, STR("/")))
        path = str_drop(path, 1);
    if (path.len > 0 && !str_contains(path, STR("://")) &&
        path_normalize(reader->arena, path, &normal))
        *vec_push(reader->arena, reader->includes) = normal;
}

static void note_includes(DeployReader *reader, const YamlNode *include)
{
    if (!include)
        return;
    if (include->kind != YAML_LIST)
        note_include(reader, include);
    for (size_t i = 0; i < include->items.len; i++)
        note_include(reader, include->items.at[i]);
}

void read_gitlab(DeployReader *reader, const YamlNode *root)
{
    note_includes(reader, yaml_get(root, "include"));
    for (size_t i = 0; i < root->pairs.len && reader->file->steps.len < MAX_JOBS; i++) {
        Str name = yaml_text(root->pairs.at[i].key);
        if (is_job(name, root->pairs.at[i].value))
            read_job(reader, root, name, root->pairs.at[i].value);
    }
}
