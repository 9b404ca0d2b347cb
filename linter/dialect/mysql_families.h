// SPDX-License-Identifier: Apache-2.0
// The servers that speak MySQL's dialect, and their versions.
#ifndef DIALECT_MYSQL_FAMILIES_H
#define DIALECT_MYSQL_FAMILIES_H

#include "ir/engine.h"

enum { MYSQL_FAMILY_COUNT = 3 };

extern const EngineFamily mysql_families[MYSQL_FAMILY_COUNT];

#endif
