// SPDX-License-Identifier: Apache-2.0
// GitHub's workflows and composite actions: the steps of jobs.
#include "source/deploy_priv.h"

// What surrounds a step.
typedef struct Job {
    const YamlNode *node;
    const YamlNode *workflow;
    Str id;
    size_t first; // of its steps in the file
    bool has_database;
    bool runs_tests;
} Job;

static Str dir_of(DeployReader *reader, const YamlNode *step, const Job *job)
{
    const YamlNode *levels[] = {
        yaml_get(step, "working-directory"),
        yaml_get(yaml_get(yaml_get(job->node, "defaults"), "run"), "working-directory"),
        yaml_get(yaml_get(yaml_get(job->workflow, "defaults"), "run"),
                 "working-directory"),
    };
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        Str dir;
        if (levels[i] && path_normalize(reader->arena, yaml_text(levels[i]), &dir))
            return dir;
    }
    return STR(".");
}

// The nearest environment that names a database tells which.
static DeployDatabase database_around(const YamlNode *step, const Job *job)
{
    const YamlNode *levels[] = { step, job->node, job->workflow };
    DeployDatabase database = DATABASE_UNKNOWN;
    for (size_t i = 0; i < 3 && database == DATABASE_UNKNOWN; i++)
        database = database_of_env(yaml_get(levels[i], "env"));
    return database;
}

static bool installs_database(Str action)
{
    return !str_starts(action, STR("./")) &&
           (str_contains(action, STR("postgres")) || str_contains(action, STR("mysql")) ||
            str_contains(action, STR("mariadb")));
}

// An action of the repository is called by its path.
static void read_uses(DeployReader *reader, const YamlNode *uses, DeployStep *step)
{
    if (str_starts(yaml_text(uses), STR("./")))
        deploy_words(reader, uses, step);
}

static void read_step(DeployReader *reader, const YamlNode *node, Job *job)
{
    const YamlNode *run = yaml_get(node, "run");
    const YamlNode *uses = yaml_get(node, "uses");
    const YamlNode *remote = yaml_get(yaml_get(node, "with"), "script");
    Str action = yaml_text(uses);
    DeployStep *step = deploy_step(reader, job->id);
    step->dir = dir_of(reader, node, job);
    step->database = database_around(node, job);
    if (run)
        deploy_lines(reader, run, step);
    read_uses(reader, uses, step);
    // What an action sends to a server by ssh.
    if (remote && str_contains(action, STR("ssh")))
        deploy_lines(reader, remote, step);
    job->has_database = job->has_database || database_in_script(yaml_text(run)) ||
                        installs_database(action);
    job->runs_tests = job->runs_tests || step_runs_tests(step);
}

// What a job has beside a step tells of steps that name no database.
static void settle(DeployReader *reader, const Job *job)
{
    for (size_t i = job->first; i < reader->file->steps.len; i++) {
        DeployStep *step = &reader->file->steps.at[i];
        if (step->database != DATABASE_UNKNOWN)
            continue;
        step->aside = step->aside || job->runs_tests;
        if (job->has_database)
            step->database = DATABASE_THROWAWAY;
    }
}

// By the names of the file, the job and its environment, whose secrets are its own.
static void settle_names(DeployReader *reader, const Job *job, Str id)
{
    const YamlNode *environment = yaml_get(job->node, "environment");
    const YamlNode *name = yaml_get(environment, "name");
    Str names[] = { path_base(reader->file->path), id,
                    yaml_text(name ? name : environment) };
    for (size_t i = job->first; i < reader->file->steps.len; i++) {
        DeployStep *step = &reader->file->steps.at[i];
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
            step->aside = step->aside || job_name_is_aside(names[k], step->database);
    }
}

static void read_steps(DeployReader *reader, const YamlNode *steps, Job *job)
{
    job->first = reader->file->steps.len;
    for (size_t i = 0; steps && i < steps->items.len; i++)
        read_step(reader, steps->items.at[i], job);
    settle(reader, job);
}

void read_workflow(DeployReader *reader, const YamlNode *root)
{
    const YamlNode *jobs = yaml_get(root, "jobs");
    for (size_t i = 0; jobs && i < jobs->pairs.len; i++) {
        const YamlNode *node = jobs->pairs.at[i].value;
        Str id = yaml_text(jobs->pairs.at[i].key);
        Job job = { .node = node,
                    .workflow = root,
                    .id = arena_fmt(reader->arena, "job " STR_FMT, STR_ARG(id)) };
        job.has_database = database_in_services(yaml_get(node, "services"));
        read_steps(reader, yaml_get(node, "steps"), &job);
        settle_names(reader, &job, id);
    }
}

void read_action(DeployReader *reader, const YamlNode *root)
{
    Job job = { .node = NULL, .workflow = NULL, .id = path_parent(reader->file->path) };
    read_steps(reader, yaml_get(yaml_get(root, "runs"), "steps"), &job);
}
