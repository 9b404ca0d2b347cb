// SPDX-License-Identifier: Apache-2.0
// Is a text in a list? One by one: for lists of some names.
#ifndef BASE_LIST_H
#define BASE_LIST_H

#include "base/arena.h"

#include <stdbool.h>

bool list_has(const StrVec *list, Str text);
bool list_has_ci(const StrVec *list, Str text); // ASCII letters in any case

#endif
