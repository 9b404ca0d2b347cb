// SPDX-License-Identifier: Apache-2.0
// Files that build, deploy or start a project, as the commands that they run: where one
// that goes around the migrations can hide.
#ifndef IR_DEPLOY_H
#define IR_DEPLOY_H

#include "ir/def.h"

typedef enum DeployKind {
    DEPLOY_WORKFLOW, // GitHub Actions
    DEPLOY_ACTION,   // a composite action of the repository: runs where it is called
    DEPLOY_GITLAB_CI,
    DEPLOY_DOCKERFILE,
    DEPLOY_COMPOSE,
    DEPLOY_PACKAGE, // package.json
    DEPLOY_SHELL    // a shell script: runs where it is called
} DeployKind;

typedef struct DeployWord {
    Str text;  // without its quotes
    Span span; // in the file's text, with them
} DeployWord;

typedef VEC(DeployWord) DeployWordVec;

// A simple command of a shell; assignments before it are among its words, redirections
// are not. What only speaks of commands (echo, grep, …) is left out.
typedef struct DeployCommand {
    DeployWordVec words;
    Str dir;    // where it runs, from the repository root
    bool aside; // only where a condition names a development or test environment
} DeployCommand;

// Which database a step works on, as far as the file tells.
typedef enum DeployDatabase {
    DATABASE_UNKNOWN,
    DATABASE_GIVEN,    // one from outside: a secret, the address of a server
    DATABASE_THROWAWAY // one that is made for the step, or lies on the machine it runs on
} DeployDatabase;

// What is run as a whole: a script of package.json, a step of a job, a service's command,
// an instruction of a Dockerfile.
typedef struct DeployStep {
    Str name; // "build" of a script, "job deploy", "service web", "CMD", a script's path
    Str dir;  // where it runs, from the repository root
    bool inside; // it runs in a container, whose folders need not be the repository's
    bool aside;  // for development or tests, by a name, a profile, or what runs beside it
    DeployDatabase database;
    VEC(DeployCommand) commands;
} DeployStep;

typedef struct DeployFile {
    DeployKind kind;
    Str path;
    Str text;
    Str package;    // DEPLOY_PACKAGE: its name
    Str unreadable; // why it could not be read, to follow its name; empty: it could
    bool is_beyond; // a limit: it was not read, and no other after it
    VEC(DeployStep) steps;
} DeployFile;

typedef VEC(DeployFile) DeployFileVec;

// A name that speaks of development or tests: "docker-compose.dev.yml", "test:e2e",
// "TEST_DATABASE_URL", "preview". "db:push" does not.
bool deploy_name_is_aside(Str name);

#endif
