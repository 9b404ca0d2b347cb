// SPDX-License-Identifier: Apache-2.0
// One run over a workspace: from the options to a judged list of findings, which the
// commands report, or write down as a baseline.
#ifndef CLI_CHECK_RUN_H
#define CLI_CHECK_RUN_H

#include "cli/baseline_place.h"
#include "cli/exit_codes.h"
#include "cli/projects.h"
#include "gate/allow.h"
#include "gate/baseline.h"
#include "lint/run.h"

typedef struct Check {
    Arena *arena;
    CheckOptions options;
    Config config;
    RuleChoiceVec choices;
    AllowList allowed;
    BaselinePlace baseline_place;
    Baseline baseline;
    bool makes_baseline; // it need not be there yet
    Workspace space;
    ProjectPairVec pairs;
    LintResult result;
    Report report;
    ExitCodes codes; // also of a command line that cannot be read
} Check;

// Opens the workspace and reads configuration and projects. False with *why when nothing
// can be judged.
bool check_prepare(Check *check, Str *why);
// Judges what check_prepare found: fills result and report.
void check_judge(Check *check);
// In their place, when check_prepare failed: a report that says so, and judges nothing.
void check_failed(Check *check, Str why);
void check_close(Check *check);

#endif
