// SPDX-License-Identifier: Apache-2.0
// What the configuration chooses for rules, made ready for the engine.
#ifndef CLI_CHOSEN_H
#define CLI_CHOSEN_H

#include "config/config.h"
#include "lint/choices.h"

// "rules" and, behind them since of several the last holds, "overrides"; also that the
// rules of "approvals" are there. False with *why, which says the place.
bool chosen_read(Arena *arena, const Config *config, RuleChoiceVec *choices, Str *why);

#endif
