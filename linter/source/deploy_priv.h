// SPDX-License-Identifier: Apache-2.0
// What the readers of deploy files share. For linter/source/deploy* alone.
#ifndef SOURCE_DEPLOY_PRIV_H
#define SOURCE_DEPLOY_PRIV_H

#include "ir/deploy.h"
#include "source/tree.h"
#include "source/yaml.h"

// ---- shell ----

// A script as a shell sees it, and where its bytes stand in the file.
typedef struct Script {
    Str text;
    const size_t *at; // each byte's place, and the end's; NULL: they follow each other …
    size_t start;     // … from here
} Script;

// Adds the commands of a script to a step; step->dir is where it begins.
void shell_read(Arena *arena, Script script, DeployStep *step);

// What a condition says of its branches: they are for development or tests.
typedef struct Condition {
    bool then_aside;
    bool else_aside;
} Condition;

bool shell_is_test(const DeployWordVec *words); // [ … ], [[ … ]], test …
// What "[ "$ENV" = preview ]" tells of the commands behind it, and of those behind its
// "else".
Condition shell_condition(const DeployWordVec *words);

// ---- YAML ----

typedef struct DeployReader {
    Arena *arena;
    DeployFile *file;
    StrVec *includes; // paths of other files that GitLab reads as part of this one
} DeployReader;

DeployStep *deploy_step(DeployReader *reader,
                        Str name); // a new one, in the file's folder
// The script that a text of the document is; a list is a script line by line, or the
// words of one command.
void deploy_lines(DeployReader *reader, const YamlNode *node, DeployStep *step);
void deploy_words(DeployReader *reader, const YamlNode *node, DeployStep *step);

void read_workflow(DeployReader *reader, const YamlNode *root);
void read_action(DeployReader *reader, const YamlNode *root);
void read_gitlab(DeployReader *reader, const YamlNode *root);
void read_compose(DeployReader *reader, const YamlNode *root);
void read_package(DeployReader *reader, const YamlNode *root);
void read_dockerfile(DeployReader *reader);

// ---- databases ----

// What the values of an environment say: a map of names, or a list of NAME=value. One
// from outside is said before one that is thrown away.
DeployDatabase database_of_env(const YamlNode *env);
DeployDatabase database_of_value(Str name, Str value);
// Whether one of the services is a database.
bool database_in_services(const YamlNode *services);
// Whether a script starts a database, or writes down the address of one on this machine.
bool database_in_script(Str script);
// Whether the name of a job, an environment or a workflow says that it works on a
// database for developers or tests; one for tests alone does not say so of a database
// that is given.
bool job_name_is_aside(Str name, DeployDatabase database);
// Whether a command runs tests.
bool step_runs_tests(const DeployStep *step);

#endif
