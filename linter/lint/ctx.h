// SPDX-License-Identifier: Apache-2.0
// What stands behind RuleCtx. For linter/lint alone: rules ask through rule.h.
#ifndef LINT_CTX_H
#define LINT_CTX_H

#include "lint/rule.h"

struct RuleCtx {
    Arena *arena;         // of the findings
    FindingVec *findings; // where they go
    const Rule *rule;     // whose hook is running
    const Project *project;
    const Migration *migration; // NULL in .project and .change_set
    const Catalog *catalog;
    const OpVec *ops; // NULL in .project and .change_set
};

#endif
