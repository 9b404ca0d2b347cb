// SPDX-License-Identifier: Apache-2.0
// What the configuration allows, made ready for the gate.
#ifndef CLI_ALLOWED_H
#define CLI_ALLOWED_H

#include "config/config.h"
#include "gate/allow.h"

// The entries of "allow"; list->path and ->text are the configuration's own. False with
// *why, which says the place, for an entry that cannot be used.
bool allowed_read(Arena *arena, const Config *config, AllowList *list, Str *why);

#endif
