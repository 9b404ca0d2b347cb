// SPDX-License-Identifier: Apache-2.0
// Part of the kit, behind lint/rule.h: what the commands of deploy files run in turn.
#ifndef LINT_KIT_DEPLOY_H
#define LINT_KIT_DEPLOY_H

#include "ir/deploy.h"

// A script that a command runs.
typedef struct DeployCall {
    const DeployFile *file;
    const DeployStep *step;
    DeployWordVec rest; // words that the caller puts behind the script's last command
} DeployCall;

typedef VEC(DeployCall) DeployCallVec;

// The scripts of the repository that a command runs: those of package.json by way of npm,
// pnpm, yarn, bun, turbo and npm-run-all, with their pre and post hooks; shell scripts;
// composite actions. What the repository does not have is nothing. Of very many
// only the first.
DeployCallVec deploy_calls(Arena *arena, const DeployFileVec *files,
                           const DeployCommand *command);

// A path from a folder, both from the root, without "." and ".."; what climbs above the
// root stays there.
Str deploy_path(Arena *arena, Str dir, Str path);

// The program that a word names: "prisma" of "prisma@5.1" and "node_modules/.bin/prisma".
Str deploy_program(Str word);

// A script of package.json that deploys, builds or starts run by itself: "build",
// "postinstall", "start:prod".
bool deploy_is_entry(Str script);

#endif
