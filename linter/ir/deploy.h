// SPDX-License-Identifier: Apache-2.0
// Files that build, deploy or start a project: where a command that goes around the
// migrations can hide.
#ifndef IR_DEPLOY_H
#define IR_DEPLOY_H

#include "base/arena.h"

typedef enum DeployKind {
    DEPLOY_WORKFLOW, // GitHub Actions
    DEPLOY_GITLAB_CI,
    DEPLOY_DOCKERFILE,
    DEPLOY_COMPOSE,
    DEPLOY_PACKAGE // package.json
} DeployKind;

typedef struct DeployFile {
    DeployKind kind;
    Str path;
    Str text;
    Str unreadable; // why it could not be read, to follow its name; empty: it could
} DeployFile;

typedef VEC(DeployFile) DeployFileVec;

#endif
