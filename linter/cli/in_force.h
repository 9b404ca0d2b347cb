// SPDX-License-Identifier: Apache-2.0
// What is in force in a prepared run, and where each value comes from.
#ifndef CLI_IN_FORCE_H
#define CLI_IN_FORCE_H

#include "cli/check_run.h"
#include "report/settings.h"

// After check_prepare. With `all_rules` also those rules about which nothing is said.
Settings in_force(const Check *check, bool all_rules);

#endif
