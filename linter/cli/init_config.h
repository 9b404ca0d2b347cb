// SPDX-License-Identifier: Apache-2.0
// The configuration that `tidegate init` writes.
#ifndef CLI_INIT_CONFIG_H
#define CLI_INIT_CONFIG_H

#include "cli/check_run.h"

// What was detected, as a tidegate.jsonc with comments that means the same as none.
Str init_config(Arena *arena, const Check *check);

#endif
